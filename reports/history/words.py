"""What pages and messages call changes and rules."""

from __future__ import annotations

from detectors.rules.catalogue import Rule, UnknownRule, catalogue
from detectors.rules.finding import Text
from reports.history.deciding import sentence
from reports.history.differences import Kind
from reports.history.values import Said

KINDS: dict[Kind, Text] = {
    "new": Text(zh="新增违规", en="new violation"),
    "lost": Text(zh="新出现无法判定", en="newly not decidable"),
    "changed": Text(zh="结论变化", en="verdict changed"),
    "fixed": Text(zh="违规消失", en="fixed"),
    "still": Text(zh="仍然违规", en="still violated"),
    "same": Text(zh="无变化", en="unchanged"),
}
NOT_JUDGED = Text(zh="未能检测", en="not judged")
SUPPRESSED = Text(zh="已豁免", en="suppressed")
REJECTED = Text(zh="复核驳回", en="rejected by a reviewer")
CONFIRMED = Text(zh="复核确认", en="confirmed by a reviewer")
AGAIN: dict[str, Text] = {
    "confirmed": Text(zh="第二次运行复现", en="seen again in a second run"),
    "not_confirmed": Text(zh="第二次运行未复现", en="not seen again in a second run"),
    "not_retried": Text(zh="未能复测", en="could not be tried again"),
}
"""What came of trying a violation again; reviewers confirm, too, so that this is told in other words."""


def notes(said: Said) -> tuple[Text, ...]:
    """What was said of a finding after it was judged: whether it was seen again, and what a reviewer decided."""
    again = (Text(zh=said.again_zh, en=said.again_en),) if said.again else ()
    return (*again, *((sentence(said.decided),) if said.decided is not None else ()))


def marked(said: Said | None) -> tuple[Text, ...]:
    """The same in two or three words each."""
    if said is None:
        return ()
    again = (AGAIN[said.again],) if said.again in AGAIN else ()
    if said.decided is None:
        return again
    return (*again, CONFIRMED if said.decided.state == "confirmed" else REJECTED)


def rule_title(id: str) -> Text:
    """A rule's short name; one that this version no longer knows is called by its id."""
    rule = known_rule(id)
    return rule.title if rule is not None else Text(zh=id, en=id)


def known_rule(id: str) -> Rule | None:
    """The rule with that id, if the catalogue has it: the store remembers those of older ones."""
    try:
        return catalogue().rule(id)
    except UnknownRule:
        return None
