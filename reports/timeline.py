"""What happened when: the lanes of the time line, life by life, with the consent boundary."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.rules.finding import Text
from evidence.events import (
    AppOutcome,
    InfraProblem,
    KeyPressed,
    PolicyOpened,
    PolicySearchEnded,
    ScreenTaken,
    Swiped,
    SystemPrompt,
    Tap,
    TapPurpose,
    WatchEnded,
    WatchStarted,
)
from evidence.lives import Life, Moment, lives
from evidence.recording import Recording
from evidence.traffic import Flow, TlsFailed

PATHS = {
    "agree": Text(zh="用户同意", en="The user agrees"),
    "refuse": Text(zh="用户拒绝", en="The user refuses"),
    "ignore": Text(zh="用户不作选择", en="The user does not choose"),
}

TICK_STEPS_MS = (500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000)

MOMENTS = {
    Moment.NOT_LAUNCHED: Text(zh="启动前", en="before launch"),
    Moment.BEFORE: Text(zh="同意前", en="before consent"),
    Moment.BOUNDARY: Text(zh="点击瞬间", en="at the boundary"),
    Moment.AFTER_AGREE: Text(zh="同意后", en="after consent"),
    Moment.AFTER_REFUSE: Text(zh="拒绝后", en="after refusal"),
}

PURPOSES: dict[TapPurpose, Text] = {
    "agree": Text(zh="点击同意", en="tap on agree"),
    "refuse": Text(zh="点击拒绝", en="tap on refuse"),
    "close_popup": Text(zh="关闭弹窗", en="close pop-up"),
    "open_policy": Text(zh="打开隐私政策", en="open policy"),
    "search": Text(zh="查找隐私政策", en="search for policy"),
    "prompt": Text(zh="系统权限弹窗", en="system prompt"),
    "step": Text(zh="点击", en="tap"),
    "probe": Text(zh="试探弹窗", en="touch on a pop-up"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the time line: a place in ms since the life began, a kind (for colour and shape), what to say."""

    at_ms: float
    kind: str
    text: Text
    event: int = 0
    screen: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasts, in ms since the life began."""

    start_ms: float
    end_ms: float
    kind: str
    text: Text


@dataclass(frozen=True, slots=True)
class LifeLine:
    """One life's time line. `boundary` is (sent, settled) of the decision in ms since the life began."""

    life: Life
    title: Text
    length_ms: float
    launched_ms: float | None
    boundary: tuple[float, float] | None
    watches: tuple[Span, ...]
    marks: tuple[Mark, ...]
    screens: tuple[Mark, ...]
    flows: tuple[tuple[Flow, Moment], ...]
    refused_tls: tuple[TlsFailed, ...]

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round times for the axis, in ms since the life began: six to twelve of them."""
        step = next((s for s in TICK_STEPS_MS if self.length_ms / s <= 12), self.length_ms / 10)
        return tuple(step * n for n in range(int(self.length_ms / step) + 1))


def lifelines(recording: Recording) -> tuple[LifeLine, ...]:
    """A time line for each life of the recording."""
    return tuple(_lifeline(recording, life) for life in lives(recording))


def _lifeline(recording: Recording, life: Life) -> LifeLine:
    zero = life.began_ms
    decision = life.decision
    return LifeLine(
        life=life,
        title=PATHS.get(life.path, PATHS["ignore"]),
        length_ms=life.ended_ms - zero,
        launched_ms=life.launched_ms - zero if life.launched_ms is not None else None,
        boundary=(decision.sent_ms - zero, decision.settled_ms - zero) if decision else None,
        watches=_watches(life),
        marks=tuple(mark for event in life.events if (mark := _mark(event, zero)) is not None),
        screens=tuple(
            Mark(e.taken_ms - zero, "screen", Text(zh=f"画面 {e.screen}", en=f"screen {e.screen}"), e.id, e.screen)
            for e in life.of(ScreenTaken)
        ),
        flows=tuple((flow, life.moment(flow.began_ms)) for flow in recording.flows if life.holds(flow.began_ms)),
        refused_tls=tuple(line for line in recording.lines(TlsFailed) if life.holds(line.at_ms)),
    )


def _watches(life: Life) -> tuple[Span, ...]:
    ends = {event.watch: event for event in life.of(WatchEnded)}
    spans = []
    for start in life.of(WatchStarted):
        end = ends.get(start.watch)
        whole = end is not None and end.completed
        spans.append(
            Span(
                start.at_ms - life.began_ms,
                (end.at_ms if end else life.ended_ms) - life.began_ms,
                "watch" if whole else "broken",
                Text(
                    zh=f"观察（{start.purpose}）{'完成' if whole else '中断'}",
                    en=f"watch {start.purpose}: {'completed' if whole else 'interrupted'}",
                ),
            )
        )
    return tuple(spans)


def _mark(event: object, zero: float) -> Mark | None:
    match event:
        case Tap():
            text = PURPOSES[event.purpose]
            quoted = f"：{event.target}" if event.target else ""
            return Mark(
                event.at_ms - zero,
                "decision" if event.purpose in ("agree", "refuse") else "tap",
                Text(zh=text.zh + quoted, en=text.en + (f": {event.target}" if event.target else "")),
                event.id,
                event.screen,
            )
        case KeyPressed():
            return Mark(event.at_ms - zero, "tap", Text(zh=f"按键 {event.key}", en=f"key {event.key}"), event.id)
        case Swiped():
            return Mark(event.at_ms - zero, "tap", Text(zh="滑动", en="swipe"), event.id, event.screen)
        case SystemPrompt():
            return Mark(
                event.at_ms - zero,
                "prompt",
                Text(zh=f"系统权限弹窗：{event.text[:80]}", en=f"system prompt: {event.text[:80]}"),
                event.id,
                event.screen,
            )
        case PolicyOpened():
            return Mark(
                event.at_ms - zero,
                "policy",
                Text(zh="打开了隐私政策页面", en="a policy page was opened"),
                event.id,
                event.screens[0] if event.screens else None,
            )
        case PolicySearchEnded():
            return Mark(
                event.at_ms - zero,
                "policy",
                Text(zh=f"查找隐私政策结束：{event.result}", en=f"policy search ended: {event.result}"),
                event.id,
            )
        case AppOutcome():
            return Mark(
                event.at_ms - zero,
                "trouble",
                Text(zh=f"应用异常：{event.outcome}", en=f"app outcome: {event.outcome}"),
                event.id,
                event.screen,
            )
        case InfraProblem():
            return Mark(
                event.at_ms - zero,
                "trouble",
                Text(zh=f"工具故障：{event.error}", en=f"tool failure: {event.error}"),
                event.id,
            )
        case _:
            return None
