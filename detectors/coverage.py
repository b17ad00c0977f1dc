"""What of the time that a rule about collection needs was not seen: watches, outcomes, traffic, operations."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.gaps import Gap, outcome_gaps, watch_gaps
from detectors.telling import kind_name
from detectors.traffic_gaps import ASKING_MS, traffic_gaps
from detectors.verdicts import text
from evidence.events import AppOpsSeen, AppOutcome, ScreenTaken
from evidence.lives import Life, Moment


def before_gaps(case: Case, attribution: Attribution, life: Life) -> Iterator[Gap]:
    """From the start to the tap that decides."""
    until = life.decision.sent_ms if life.decision else life.ended_ms
    yield from watch_gaps(life, "first_launch")
    yield from outcome_gaps(life, until)
    yield from traffic_gaps(case, attribution, life.launched_ms or life.began_ms, until)


def after_gaps(case: Case, attribution: Attribution, life: Life) -> Iterator[Gap]:
    """From the refusal to the end of the life; an app that leaves then is still watched through the capture."""
    assert life.decision is not None
    if not any(event.outcome == "exit" for event in life.of(AppOutcome)):
        yield from watch_gaps(life, "after_refuse")
    yield from watch_gaps(life, "relaunch")
    yield from outcome_gaps(life, but=("exit",))
    yield from traffic_gaps(case, attribution, life.decision.sent_ms, life.ended_ms)


def appops_gap(case: Case, life: Life, moment: Moment) -> Iterator[Gap]:
    """Operations must have been asked for in the moment itself: a later access hides an earlier one."""
    told = [e for e in life.of(AppOpsSeen) if e.package == case.package and life.moment(e.at_ms) is moment]
    if not told and case.recording.info.device.platform == "android":
        yield Gap(
            text(
                "没有向手机查询应用执行过的敏感操作",
                "the phone was not asked which guarded operations the app carried out",
            )
        )
    elif told and _goes_on(life, moment, max(event.at_ms for event in told)):
        yield Gap(
            text(
                "最后一次查询敏感操作之后，应用仍在运行",
                "the app went on after the phone was last asked which guarded operations it carried out",
            )
        )


def _goes_on(life: Life, moment: Moment, since_ms: float) -> bool:
    """Whether the app was looked at in the moment for longer, after a time, than the asking takes."""
    later = (event.taken_ms for event in life.of(ScreenTaken) if event.taken_ms > since_ms + ASKING_MS)
    return any(life.moment(at) is moment for at in later)


def identifier_gaps(case: Case, kinds: tuple[str, ...] = ()) -> Iterator[Gap]:
    """Without a known value nothing can be found; `kinds` are those that a rule is about, else any will do."""
    known = [kind for kind, values in case.recording.identifiers.items() if values and (not kinds or kind in kinds)]
    if not case.needles.count:
        yield Gap(text("没有已知的手机标识可供查找", "no identifier of this phone is known to look for"))
    elif not known:
        named = [kind_name(kind) for kind in kinds]
        yield Gap(
            text(
                f"没有已知的{'、'.join(name.zh for name in named)}可供查找",
                f"no {' or '.join(name.en for name in named)} of this phone is known to look for",
            )
        )
