"""What was not seen, and so keeps a detector from saying that something is absent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detectors.case import Case, Watched, watches
from detectors.references import event_ref, screen_ref
from detectors.rules.finding import EvidenceRef, Text
from detectors.rules.told import OUTCOMES, in_both
from evidence.events import AppOutcome, InfraProblem, Outcome, PhaseStarted, WatchStarted
from evidence.lines import Damage
from evidence.lives import Life
from evidence.recording import Screen

_LONGEST = 160
"""Characters of a reason or detail that are told."""

_EVENTS = "events.jsonl"

_WALLS = frozenset({"login_wall", "captcha", "forced_update"})

_PURPOSES = {
    "first_launch": Text(zh="首次启动观察", en="the watch of the first launch"),
    "after_agree": Text(zh="同意后观察", en="the watch after agreeing"),
    "after_refuse": Text(zh="拒绝后观察", en="the watch after refusing"),
    "relaunch": Text(zh="重新启动观察", en="the watch after the relaunch"),
    "idle": Text(zh="静置观察", en="the idle watch"),
    "background": Text(zh="后台观察", en="the watch in the background"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One reason why absence is not proved, with the place in the recording that shows it."""

    reason: Text
    evidence: tuple[EvidenceRef, ...] = ()


def run_gaps(case: Case) -> Iterator[Gap]:
    """The attempt as a whole: cut short, interrupted, or damaged on the disk.

    What befell the app before its first life (it could not be installed) belongs here too. A failed step is no gap by
    itself: what it kept from being seen is told by the watch or the outcome that is missing.
    """
    recording = case.recording
    ended = recording.ended
    if ended is None:
        yield Gap(Text(zh="录制中途被截断", en="the recording was cut short"))
    elif ended.outcome == "interrupted":
        why = in_both(ended.reason)
        yield Gap(
            Text(
                zh="运行被中断" + (f"：{why.zh}" if why.zh else ""),
                en="the run was interrupted" + (f": {why.en}" if why.en else ""),
            ),
            (event_ref(ended, "运行结束", "end of the run"),),
        )
    first = next(iter(recording.of(PhaseStarted)), None)
    for event in recording.of(AppOutcome):
        if first is None or event.id < first.id:
            yield _outcome_gap(event)
    # Events that are cut short lack their end, which is told above; traffic that is may lack anything.
    yield from _unreadable([one for one in recording.damage if one.reason != "cut short" or one.file != _EVENTS])
    for problem in recording.of(InfraProblem):
        if not problem.recovered:
            yield Gap(
                Text(
                    zh=f"测试设备或工具故障 {problem.error}：{problem.message}",
                    en=f"{problem.error}: {problem.message}",
                ),
                (event_ref(problem, "测试设备或工具故障", "failure of the infrastructure"),),
            )


def damage_gaps(case: Case) -> Iterator[Gap]:
    """Lines of the events that cannot be read: what they told is missing, whatever stands around them."""
    yield from _unreadable([one for one in case.recording.damage if one.file == _EVENTS and one.reason != "cut short"])


def _unreadable(damaged: list[Damage]) -> Iterator[Gap]:
    if damaged:
        where = ", ".join(f"{item.file}:{item.line}" for item in damaged[:3])
        yield Gap(
            Text(zh=f"{len(damaged)} 行记录无法读取（{where}）", en=f"{len(damaged)} lines cannot be read ({where})")
        )


def outcome_gaps(life: Life, until_ms: float = float("inf"), *, but: tuple[Outcome, ...] = ()) -> Iterator[Gap]:
    """What the app did that kept the harness from seeing more, up to a moment of its life."""
    for event in life.of(AppOutcome):
        if event.at_ms < until_ms and event.outcome not in but:
            yield _outcome_gap(event)


def wall_gaps(life: Life) -> Iterator[Gap]:
    """What the app demanded before it let one in, and was not given: what lies behind it was never seen."""
    for event in life.of(AppOutcome):
        if event.outcome in _WALLS:
            yield _outcome_gap(event)


def _outcome_gap(event: AppOutcome) -> Gap:
    name, why = OUTCOMES[event.outcome], _short(event.detail)
    evidence = (event_ref(event, name.zh, name.en),)
    return Gap(Text(zh=f"{name.zh}（{why.zh}）", en=f"{name.en} ({why.en})") if why.en else name, evidence)


def watch_gaps(life: Life, purpose: str) -> Iterator[Gap]:
    """A watch that the scenario should have made in this life and that did not run to its end."""
    name = _PURPOSES[purpose]
    made = watches(life, purpose)
    if any(watch.completed for watch in made):
        return
    if not made:
        yield Gap(Text(zh=f"没有进行{name.zh}", en=f"{name.en} was not made"))
        return
    yield _interrupted(made[-1], name)


def _interrupted(watch: Watched, name: Text) -> Gap:
    why = _short(watch.ended.reason if watch.ended else "")
    return Gap(
        Text(
            zh=f"{name.zh}中断" + (f"（{why.zh}）" if why.zh else ""),
            en=f"{name.en} was interrupted" + (f" ({why.en})" if why.en else ""),
        ),
        (event_ref(watch.started, "观察开始", "start of the watch"),),
    )


def _short(said: str) -> Text:
    told = in_both(" ".join(said.split()))
    return Text(zh=told.zh[:_LONGEST], en=told.en[:_LONGEST])


def whole_run_gaps(case: Case) -> Iterator[Gap]:
    """All of the run: each life was started, each watch ran to its end, and the app did not fail.

    Leaving after a refusal is no failure, and ends the watch that follows it.
    """
    yield from run_gaps(case)
    launched = [life for life in case.lives if life.launched_ms is not None]
    if not launched:
        yield Gap(Text(zh="应用没有启动", en="the app was not started"))
    for life in case.lives:
        refused = life.decision is not None and not life.decision.agree
        yield from outcome_gaps(life, but=("exit",) if refused else ())
        left = refused and any(event.type == "app.outcome" and event.outcome == "exit" for event in life.events)
        for purpose in dict.fromkeys(e.purpose for e in life.of(WatchStarted) if e.purpose != "baseline"):
            if not (left and purpose == "after_refuse"):
                yield from watch_gaps(life, purpose)
        if life.launched_ms is not None and not life.of(WatchStarted):
            yield from watch_gaps(life, "first_launch")


def unstable_gap(screens: list[Screen]) -> Gap:
    """Screens that moved while they were taken prove nothing."""
    numbers = ", ".join(str(screen.number) for screen in screens[:6])
    return Gap(
        Text(
            zh=f"只在不稳定的画面上看到（{numbers}），不能作为证据",
            en=f"seen only on unstable screens ({numbers}), which are no proof",
        ),
        tuple(screen_ref(screen, None, "不稳定的画面", "unstable screen") for screen in screens[:3]),
    )
