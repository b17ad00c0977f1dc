"""How to see again what a finding shows: the steps from a fresh installation up to the moment of its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.rules.finding import Text
from evidence.events import AppLaunched, Event, KeyPressed, SensorSet, Swiped, SystemPrompt, Tap, WatchStarted
from evidence.lives import Life
from evidence.recording import Recording
from reports.wording import KEYS, PURPOSES

MAX_STEPS = 24
MAX_LABEL = 60

_ANSWERS = {
    "allow": Text(zh="允许", en="allow it"),
    "deny": Text(zh="拒绝", en="deny it"),
    "none": Text(zh="不作回答", en="leave it"),
}


def steps_to(recording: Recording, lives: tuple[Life, ...], times: tuple[float, ...]) -> tuple[Text, ...]:
    """The steps up to the first time (ms) that evidence is of; up to the end of the first life without one."""
    at_ms = min(times, default=None)
    life = next((one for one in lives if at_ms is not None and one.holds(at_ms)), lives[0] if lives else None)
    if life is None:
        return ()
    info = recording.info
    device = " ".join(part for part in (info.device.manufacturer, info.device.model) if part) or info.device.name
    app = info.app.label or info.app.name
    digest = f" (SHA-256 {info.app.file_sha256[:16]}…)" if info.app.file_sha256 else ""
    first = [
        Text(
            zh=f"在 {device} 上安装“{app}”{digest}，清除其数据与权限。",
            en=f"On {device}, install “{app}”{digest} and clear its data and permissions.",
        )
    ]
    until = at_ms if at_ms is not None else life.ended_ms
    done = list(_done(life, until))
    left_out = len(done) - MAX_STEPS
    if left_out > 0:
        skipped = Text(
            zh=f"（此处略去 {left_out} 步，见时间线）", en=f"({left_out} steps are left out here; see the time line)"
        )
        done = [*done[: MAX_STEPS // 2], skipped, *done[-MAX_STEPS // 2 :]]
    last = []
    if at_ms is not None:
        after = (at_ms - life.began_ms) / 1000
        last = [
            Text(
                zh=f"此时（本段开始后 {after:.1f} 秒）可见下列证据。",
                en=f"At this point ({after:.1f} s into this life) the evidence below is seen.",
            )
        ]
    return (*first, *done, *last)


def _done(life: Life, until_ms: float) -> Iterator[Text]:
    for event in life.events:
        if event.at_ms > until_ms:
            return
        said = _said(event)
        if said is not None:
            yield said


def _said(event: Event) -> Text | None:
    match event:
        case AppLaunched():
            return Text(zh="启动应用。", en="Start the app.")
        case WatchStarted():
            seconds = f"{event.planned_ms / 1000:.0f}"
            return Text(zh=f"不触碰屏幕，等待 {seconds} 秒。", en=f"Wait {seconds} s without touching the screen.")
        case Tap():
            target = event.target.strip()[:MAX_LABEL]
            purpose = PURPOSES[event.purpose]
            place = f"({event.x}, {event.y})"
            if target:
                return Text(zh=f"点击“{target}” {place}。", en=f"Tap “{target}” at {place}.")
            return Text(zh=f"{purpose.zh}：{place}。", en=f"{purpose.en[:1].upper()}{purpose.en[1:]}: {place}.")
        case KeyPressed():
            key = KEYS.get(event.key) or Text(zh=event.key, en=event.key)
            return Text(zh=f"按键：{key.zh}。", en=f"Press the key {key.en}.")
        case Swiped():
            way = f"({event.x1}, {event.y1}) → ({event.x2}, {event.y2})"
            return Text(zh=f"滑动 {way}。", en=f"Swipe {way}.")
        case SystemPrompt():
            asked = (", ".join(event.permissions) or event.text)[:MAX_LABEL]
            answer = _ANSWERS[event.answer]
            return Text(zh=f"系统弹窗 {asked}：{answer.zh}。", en=f"System prompt {asked}: {answer.en}.")
        case SensorSet():
            return Text(zh=f"移动手机（{event.sensor}）。", en=f"Move the phone ({event.sensor}).")
        case _:
            return None
