"""What happened when: actions, prompts, troubles and watches, in ms on the recording's clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detectors.rules.finding import Text
from detectors.rules.told import OUTCOMES
from evidence.events import (
    AppOutcome,
    BaseEvent,
    ConsentTold,
    InfraProblem,
    KeyPressed,
    PolicyOpened,
    PolicySearchEnded,
    Swiped,
    SystemPrompt,
    Tap,
    WatchEnded,
    WatchStarted,
)
from evidence.geometry import Box
from evidence.recording import Recording
from reports.wording import KEYS, PURPOSES, SEARCHES, WATCHES

Kind = Literal["tap", "decision", "prompt", "policy", "trouble"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was done or happened: a kind (for colour and shape), what to say, and where a finger tapped."""

    at_ms: float
    kind: Kind
    text: Text
    event: int
    screen: int | None = None
    point: tuple[int, int] | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A watch; `whole` when it was completed."""

    start_ms: float
    end_ms: float
    whole: bool
    text: Text


def marks(recording: Recording) -> tuple[Mark, ...]:
    """All that was done and happened, in order."""
    return tuple(mark for event in recording.events if (mark := mark_of(event)) is not None)


def watches(recording: Recording) -> tuple[Span, ...]:
    """All watches; one that never ended lasts as long as the recording."""
    ends = {event.watch: event for event in recording.of(WatchEnded)}
    last = recording.events[-1].at_ms if recording.events else 0.0
    spans = []
    for start in recording.of(WatchStarted):
        end = ends.get(start.watch)
        whole = end is not None and end.completed
        name = WATCHES[start.purpose]
        text = Text(
            zh=f"观察（{name.zh}）{'完成' if whole else '中断'}",
            en=f"watch ({name.en}): {'completed' if whole else 'interrupted'}",
        )
        spans.append(Span(start.at_ms, max(start.at_ms, end.at_ms if end else last), whole, text))
    return tuple(spans)


def mark_of(event: BaseEvent) -> Mark | None:
    """The mark of an event; None for what is no action and no happening."""
    match event:
        case Tap():
            said = PURPOSES[event.purpose]
            return Mark(
                event.at_ms,
                "decision" if event.purpose in ("agree", "refuse") else "tap",
                Text(
                    zh=said.zh + (f"：{event.target}" if event.target else ""),
                    en=said.en + (f": {event.target}" if event.target else ""),
                ),
                event.id,
                event.screen,
                (event.x, event.y),
                Box(*event.box) if event.box else None,
            )
        case KeyPressed():
            key = KEYS.get(event.key) or Text(zh=event.key, en=event.key)
            return Mark(event.at_ms, "tap", Text(zh=f"按键：{key.zh}", en=f"key: {key.en}"), event.id)
        case Swiped():
            return Mark(event.at_ms, "tap", Text(zh="滑动", en="swipe"), event.id, event.screen)
        case ConsentTold():
            agreed = Text(zh="据称用户同意", en="the user is said to have agreed")
            refused = Text(zh="据称用户拒绝", en="the user is said to have refused")
            return Mark(event.at_ms, "decision", agreed if event.agree else refused, event.id)
        case SystemPrompt():
            asked = ", ".join(event.permissions) or event.text
            return Mark(
                event.at_ms,
                "prompt",
                Text(zh=f"系统权限弹窗：{asked}", en=f"system prompt: {asked}"),
                event.id,
                event.screen,
            )
        case PolicyOpened():
            said = Text(zh="打开了隐私政策页面", en="a policy page was opened")
            return Mark(event.at_ms, "policy", said, event.id, event.screens[0] if event.screens else None)
        case PolicySearchEnded():
            ended = SEARCHES[event.result]
            said = Text(zh=f"查找隐私政策结束：{ended.zh}", en=f"policy search ended: {ended.en}")
            return Mark(event.at_ms, "policy", said, event.id)
        case AppOutcome():
            return Mark(event.at_ms, "trouble", OUTCOMES[event.outcome], event.id, event.screen)
        case InfraProblem():
            said = Text(zh=f"工具故障：{event.error}", en=f"tool failure: {event.error}")
            return Mark(event.at_ms, "trouble", said, event.id)
        case _:
            return None
