"""What pages and messages call changes and rules."""

from __future__ import annotations

from detectors.rules.catalogue import Rule, UnknownRule, catalogue
from detectors.rules.finding import Text
from reports.history.differences import Kind

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
