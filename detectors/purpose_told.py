"""app-2019/2.3a: whoever asks for a permission says what it is for, on the same screen or just before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from detectors.case import Case
from detectors.gaps import Gap, unstable_gap, whole_run_gaps
from detectors.prompts_met import Asking, askings
from detectors.references import event_ref, screen_ref
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.verdicts import Verdicts, sentence, text
from evidence.events import AppLaunched, WatchStarted
from evidence.recording import Screen
from perception.screen.permission import Purpose

_VERDICTS = Verdicts("app-2019/2.3a", "purpose_told")

BEFORE_MS = 3000.0
"""TH20: the purpose was visible no more than so long before the request."""

UNSEEN_MS = 6000.0
"""A longer time without a screen before a request proves no silence.

Nobody touches the phone in it, so that an explanation that waits for an answer would stand beside the prompt; only one
that comes and goes by itself could be missed.
"""

_NAMES = {
    "location": text("位置", "location"),
    "camera": text("相机", "camera"),
    "microphone": text("麦克风", "microphone"),
    "contacts": text("通讯录", "contacts"),
    "calendar": text("日历", "calendar"),
    "sms": text("短信", "SMS"),
    "storage": text("存储", "storage"),
    "call_log": text("通话记录", "call log"),
    "phone": text("电话", "phone"),
    "activity": text("身体活动", "physical activity"),
    "sensors": text("身体传感器", "body sensors"),
    "nearby": text("附近的设备", "nearby devices"),
    "tracking": text("跟踪", "tracking"),
}


@dataclass(frozen=True, slots=True)
class _Ruling:
    asking: Asking
    result: Literal["told", "untold", "unknown"]
    reason: Text
    evidence: tuple[EvidenceRef, ...]


def purpose_told(case: Case) -> Finding:
    """Judge each request for a permission that lets personal information be collected."""
    if case.recording.info.device.platform == "web":
        return _of_the_browser()
    met = askings(case)
    rulings = [_rule(case, asking) for asking in met if asking.collects]
    gaps = list(whole_run_gaps(case))
    if not rulings:
        return _none_met(met, gaps)
    measures: dict[str, float | int | str | bool] = {
        "requests": len(rulings),
        "untold": sum(ruling.result == "untold" for ruling in rulings),
        "permissions": ", ".join(sorted({group for ruling in rulings for group in ruling.asking.prompt.groups})),
    }
    untold = [ruling for ruling in rulings if ruling.result == "untold"]
    if untold:
        return _VERDICTS.violation(
            sentence(ruling.reason for ruling in untold),
            [ref for ruling in untold for ref in ruling.evidence],
            measures,
        )
    evidence = [ref for ruling in rulings for ref in ruling.evidence]
    gaps = [*(Gap(r.reason, r.evidence) for r in rulings if r.result == "unknown"), *gaps]
    if gaps:
        return _VERDICTS.inconclusive(
            text(
                "申请了权限，但不能确定是否都同步告知了目的。",
                "Permissions were asked for; whether each purpose was told is not certain.",
            ),
            gaps,
            evidence,
            measures,
        )
    return _VERDICTS.passed(
        text("每次申请权限都同步告知了目的。", "Each request for a permission came with its purpose."),
        evidence,
        measures,
    )


def _of_the_browser() -> Finding:
    return _VERDICTS.not_applicable(
        text(
            "网页的权限由浏览器询问，不在录制的画面中。",
            "A web app asks through the browser, whose prompts are on no screen that is recorded.",
        ),
        text(
            "需在手机的浏览器或宿主应用中检查：浏览器自动拒绝了所有权限",
            "to be looked at on a phone, in its browser or the app around the page; here every permission was denied",
        ),
    )


def _none_met(met: Sequence[Asking], gaps: list[Gap]) -> Finding:
    message = text("没有遇到收集个人信息的权限申请。", "No permission that collects personal data was asked for.")
    if gaps:
        return _VERDICTS.inconclusive(message, gaps)
    shown = [screen_ref(one.screens[0], one.prompt.window.box, "其他申请", "another request") for one in met]
    return _VERDICTS.not_applicable(
        message,
        text(
            "运行期间应用没有申请这类权限；可使用 permissions 场景",
            "the app asked for none in this run; the scenario permissions uses its functions",
        ),
        shown,
    )


def _rule(case: Case, asking: Asking) -> _Ruling:
    name = _name(asking)
    own = asking.prompt.own_purpose
    evidence = _shown(asking, name)
    if own:
        return _Ruling(asking, "told", text("弹窗写明目的", "the prompt says it"), evidence)
    beside = [(screen, one) for screen in asking.screens for one in case.purposes(screen) if asking.answers(one)]
    before = [
        (screen, held, one) for screen, held in asking.before for one in case.purposes(screen) if asking.answers(one)
    ]
    seen = [(screen, one) for screen, one in beside if screen.taken.stable and one.visible]
    near = [
        (s, one) for s, held, one in before if asking.first_ms - held <= BEFORE_MS and s.taken.stable and one.visible
    ]
    if seen or near:
        return _Ruling(
            asking, "told", text("已告知", "told"), (*evidence, *(_told(s, p) for s, p in (seen or near)[:2]))
        )
    hidden = [(s, p) for s, p in (*beside, *((s, p) for s, _, p in before)) if not p.visible]
    if hidden:
        refs = tuple(
            ref
            for s, p in hidden[:2]
            for ref in (_told(s, p), screen_ref(s, p.box, "画面所示", "what the picture shows there"))
        )
        return _unknown(
            asking,
            text(
                f"申请{name.zh}权限：界面树中有目的说明，画面上看不到",
                f"request for {name.en}: the tree tells a purpose that the picture does not show",
            ),
            (*evidence, *refs),
        )
    shaky = [s for s, _ in beside] + [s for s, held, _ in before if asking.first_ms - held <= BEFORE_MS]
    doubt = _doubt(case, asking, name, shaky)
    if doubt is not None:
        return _unknown(asking, doubt.reason, (*evidence, *doubt.evidence))
    return _Ruling(
        asking,
        "untold",
        text(f"申请{name.zh}权限时没有同步告知目的", f"the request for {name.en} came without its purpose"),
        (*evidence, *_looked_at(asking)),
    )


def _doubt(case: Case, asking: Asking, name: Text, shaky: list[Screen]) -> Gap | None:
    """Why it is not proved that no purpose was told; `shaky` are unstable screens that tell one in time."""
    if not asking.stable or shaky:
        return unstable_gap(shaky or asking.screens)
    if not case.readable_beside(asking.stable[0]):
        return Gap(
            text(
                f"申请{name.zh}权限：看不到弹窗后面的界面",
                f"request for {name.en}: what stood behind the prompt is not known",
            )
        )
    late = _perhaps_in_time(case, asking)
    if late is not None:
        screen, held = late
        apart = (asking.first_ms - held) / 1000
        return Gap(
            text(
                f"申请{name.zh}权限：目的说明最晚在 {apart:.1f} 秒前看到",
                f"request for {name.en}: its purpose was last seen {apart:.1f} s before",
            ),
            (screen_ref(screen, None, "先前的界面", "the screen before"),),
        )
    unseen = asking.first_ms - _last_known_ms(asking)
    if unseen > UNSEEN_MS:
        return Gap(
            text(
                f"申请{name.zh}权限之前有 {unseen / 1000:.1f} 秒没有看到",
                f"{unseen / 1000:.1f} s before the request for {name.en} were not seen",
            )
        )
    just_before = [screen for screen, _ in asking.before[-2:]]
    if just_before and not any(screen.taken.stable for screen in just_before):
        return unstable_gap(just_before)
    return None


def _last_known_ms(asking: Asking) -> float:
    """The last moment before the request at which it is known what was there: a screen, or an app that only started.

    A start takes as long as the phone needs; the watch after it begins when the app is in front.
    """
    known = asking.before[-1][1] if asking.before else asking.life.began_ms
    starts = [event.at_ms for event in asking.life.of(AppLaunched) if known < event.at_ms < asking.first_ms]
    if not starts:
        return known
    watched = [event.at_ms for event in asking.life.of(WatchStarted) if starts[-1] < event.at_ms < asking.first_ms]
    return watched[0] if watched else starts[-1]


def _perhaps_in_time(case: Case, asking: Asking) -> tuple[Screen, float] | None:
    """A screen with the purpose that may have stood there until the request, though it was last seen too long before.

    It was gone at the latest when the next screen was taken; the prompt came after the last screen without it.
    """
    came_ms = asking.before[-1][1] if asking.before else asking.first_ms
    gone = [*(screen.taken.taken_ms for screen, _ in asking.before[1:]), asking.first_ms]
    for (screen, held), gone_ms in zip(reversed(asking.before), reversed(gone), strict=False):
        if came_ms - gone_ms > BEFORE_MS:
            return None
        if any(asking.answers(purpose) for purpose in case.purposes(screen)):
            return screen, held
    return None


def _unknown(asking: Asking, reason: Text, evidence: tuple[EvidenceRef, ...]) -> _Ruling:
    return _Ruling(asking, "unknown", reason, evidence)


def _shown(asking: Asking, name: Text) -> tuple[EvidenceRef, ...]:
    first = (asking.stable or asking.screens)[0]
    ref = screen_ref(first, asking.prompt.window.box, f"申请{name.zh}权限的弹窗", f"the prompt that asks for {name.en}")
    if asking.event is None:
        return (ref,)
    return (ref, event_ref(asking.event, "系统权限申请", "the system asks in the app’s name"))


def _told(screen: Screen, purpose: Purpose) -> EvidenceRef:
    said = " ".join(purpose.text.split())[:60]
    return screen_ref(screen, purpose.box, f"告知的目的：{said}", f"the purpose told: {said}")


def _looked_at(asking: Asking) -> tuple[EvidenceRef, ...]:
    return tuple(
        screen_ref(screen, None, "弹窗之前的界面，没有目的说明", "the screen before the prompt, without a purpose")
        for screen, _ in asking.before[-2:]
    )


def _name(asking: Asking) -> Text:
    known = [_NAMES[group] for group in sorted(asking.prompt.groups) if group in _NAMES]
    if not known:
        return text("某项", "a permission")
    return text("、".join(name.zh for name in known), " and ".join(name.en for name in known))
