"""app-2019/3.4: consent is asked for by a clear choice, not by default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from detectors.case import Case
from detectors.gaps import Gap, outcome_gaps, run_gaps, unstable_gap, watch_gaps
from detectors.references import screen_ref
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.verdicts import Measures, Verdicts, sentence, text
from evidence.events import PolicyOpened, Tap
from evidence.lives import Life
from evidence.recording import Screen
from perception.screen.consent import implied_sentence
from perception.screen.lexicon import plain
from perception.screen.view import Consent, TickBox, View

_VERDICTS = Verdicts("app-2019/3.4", "consent_form")

TICK_SCORE = 0.5
"""A tick box read with less certainty than this is no proof."""


PICTURE = "picture"
"""What all problems of the eyes with a picture name (none, black, damaged, too large)."""

NOTICE_CHARACTERS = 120
"""A longer text is a document that is being read, not a notice."""


_PRIVACY = ("隐私", "个人信息", "privacy", "personalinformation", "personaldata")
"""What a page speaks of, without spaces, whose notices are about consent to the policy."""


@dataclass(frozen=True, slots=True)
class _Asked:
    life: Life
    screen: Screen
    consent: Consent
    ticked: tuple[TickBox, ...]
    """Consent boxes that stand ticked without the harness having touched them."""

    @property
    def is_login(self) -> bool:
        """A log-in page asks by its box or sentence; there, not logging in is the refusal."""
        return self.consent.window.kind == "login"


@dataclass(frozen=True, slots=True)
class _Fault:
    phase: int
    name: str
    message: Text
    evidence: tuple[EvidenceRef, ...]


def consent_form(case: Case) -> Finding:
    """Look at every stable screen that asks for consent, before the user has decided."""
    asked = [one for life in case.lives for one in _asked(case, life)]
    lacking = list(_without_refusal(asked))
    contradicted = bool(lacking) and _offers_refusal(case)
    faults = _once_a_life(chain(_faults(asked), () if contradicted else lacking, _notices(case)))
    measures: Measures = {
        "consent_screens": len(asked),
        "pre_ticked_screens": sum(bool(one.ticked) for one in asked),
        "faults": ", ".join(dict.fromkeys(fault.name for fault in faults)),
    }
    if faults:
        unique = {fault.name: fault.message for fault in faults}.values()
        return _VERDICTS.violation(
            sentence(unique),
            [ref for fault in faults for ref in fault.evidence],
            measures,
        )
    gaps = list(_gaps(case, asked))
    if contradicted:
        refs = tuple(ref for fault in lacking for ref in fault.evidence)
        gaps.append(
            Gap(
                text(
                    "稳定的画面上没有拒绝选项，但其他画面上有",
                    "still screens show no choice to refuse, but others of the run do",
                ),
                refs,
            )
        )
    if not asked:
        message = text("没有看到征求同意的界面。", "No screen that asks for consent was seen.")
        if gaps:
            return _VERDICTS.inconclusive(message, gaps, (), measures)
        return _VERDICTS.not_applicable(
            message, text("应用没有征求同意的弹窗或登录页", "the app has neither a consent pop-up nor a log-in page")
        )
    evidence = [ref for one in asked[:2] for ref in _choices(one)]
    if gaps:
        return _VERDICTS.inconclusive(
            text(
                "看到的同意界面没有问题，但观察不完整。", "The consent screens seen are in order, but not all was seen."
            ),
            gaps,
            evidence,
            measures,
        )
    return _VERDICTS.passed(
        text(
            "以明示方式征求同意，没有默认勾选。",
            "Consent is asked for by a clear choice; nothing is ticked beforehand.",
        ),
        evidence,
        measures,
    )


def _asked(case: Case, life: Life, *, stable: bool = True) -> Iterator[_Asked]:
    until = life.decision.sent_ms if life.decision else life.ended_ms
    for screen in case.screens(life, life.launched_ms or life.began_ms, until):
        if screen.taken.stable is not stable:
            continue
        view = case.view(screen)
        if view.consent is not None:
            boxes = (box for box in view.checks if box.about_consent and box.ticked and box.score >= TICK_SCORE)
            ticked = tuple(box for box in boxes if not _touched(life, screen, box))
            yield _Asked(life, screen, view.consent, ticked)


def _touched(life: Life, screen: Screen, box: TickBox) -> bool:
    """Whether the harness tapped the box earlier in this life."""
    return any(
        tap.at_ms < screen.taken.taken_ms and box.box.padded(24).contains_point(tap.x, tap.y) for tap in life.of(Tap)
    )


def _faults(asked: list[_Asked]) -> Iterator[_Fault]:
    for one in asked:
        for box in one.ticked:
            yield _Fault(
                one.life.phase,
                "pre_ticked",
                text(f"同意框默认勾选（{box.about[:40]}）", f"the consent box is ticked beforehand ({box.about[:40]})"),
                (screen_ref(one.screen, box.box, "默认勾选的框", "the ticked box"),),
            )
        if one.consent.only_acknowledge:
            name = one.consent.agree.text if one.consent.agree else "知道了"
            yield _Fault(
                one.life.phase,
                "only_acknowledge",
                text(f"只有“{name}”，不是明示同意", f"“{name}” alone is no consent"),
                tuple(_choices(one)),
            )
        if one.consent.implied:
            yield _Fault(
                one.life.phase,
                "implied",
                text(
                    f"以使用代替同意：{one.consent.implied[:60]}", f"use stands for consent: {one.consent.implied[:60]}"
                ),
                (screen_ref(one.screen, one.consent.window.box, "默示同意", "implied consent"),),
            )


def _notices(case: Case) -> Iterator[_Fault]:
    """A notice outside any window of consent (a toast, a line at the foot) that makes going on the consent.

    A document that says so of itself is none, nor a line about another contract than the privacy policy.
    """
    documents = {number for event in case.recording.of(PolicyOpened) for number in event.screens}
    for life in case.lives:
        until = life.decision.sent_ms if life.decision else life.ended_ms
        for screen in case.screens(life, life.launched_ms or life.began_ms, until):
            view = case.view(screen)
            if not screen.taken.stable or view.consent is not None or screen.number in documents:
                continue
            for seen in view.texts:
                sentence = implied_sentence(seen.text) if len(seen.text) <= NOTICE_CHARACTERS else ""
                if sentence and _is_about_privacy(case, view):
                    yield _Fault(
                        life.phase,
                        "implied",
                        text(f"以使用代替同意：{sentence[:60]}", f"use stands for consent: {sentence[:60]}"),
                        (screen_ref(screen, seen.box, "默示同意", "implied consent"),),
                    )


def _is_about_privacy(case: Case, view: View) -> bool:
    """Whether a page speaks of privacy or personal information without being the policy itself."""
    said = plain(view.all_text)
    return any(word in said for word in _PRIVACY) and not case.eyes.read(view.all_text).is_policy


def _offers_refusal(case: Case) -> bool:
    """Whether a refusal was offered on any screen of the run, also an unstable one, or was tapped."""
    for life in case.lives:
        if any(tap.purpose == "refuse" for tap in life.of(Tap)):
            return True
        for stable in (True, False):
            asked = (one for one in _asked(case, life, stable=stable) if not one.is_login)
            if any(one.consent.refuse is not None for one in asked):
                return True
    return False


def _once_a_life(faults: Iterable[_Fault]) -> list[_Fault]:
    """The first screen of each life that shows a fault stands for those that repeat it."""
    first: dict[tuple[int, str, str], _Fault] = {}
    for fault in faults:
        first.setdefault((fault.phase, fault.name, fault.message.en), fault)
    return list(first.values())


def _without_refusal(asked: list[_Asked]) -> Iterator[_Fault]:
    """A pop-up has no refusal when it has none on any of its screens: a button may be drawn a moment later."""
    for phase in dict.fromkeys(one.life.phase for one in asked):
        popups = [one for one in asked if one.life.phase == phase and not one.is_login]
        if popups and all(one.consent.refuse is None for one in popups):
            buttons = [one for one in popups if one.consent.agree is not None]
            if buttons:
                yield _Fault(
                    phase,
                    "no_refusal",
                    text("没有拒绝的选项", "there is no choice to refuse"),
                    tuple(_choices(buttons[-1])),
                )


def _choices(one: _Asked) -> Iterator[EvidenceRef]:
    yield screen_ref(one.screen, one.consent.window.box, "征求同意的界面", "the screen that asks for consent")
    if one.consent.agree is not None:
        yield screen_ref(one.screen, one.consent.agree.box, f"同意：{one.consent.agree.text}", "agree")
    if one.consent.refuse is not None:
        yield screen_ref(one.screen, one.consent.refuse.box, f"拒绝：{one.consent.refuse.text}", "refuse")


def _gaps(case: Case, asked: list[_Asked]) -> Iterator[Gap]:
    yield from run_gaps(case)
    if not case.lives or case.lives[0].launched_ms is None:
        yield Gap(text("应用没有启动", "the app was not started"))
    for life in case.lives:
        until = life.decision.sent_ms if life.decision else life.ended_ms
        yield from outcome_gaps(life, until)
        yield from watch_gaps(life, "first_launch")
    if not asked:
        moving = [one.screen for life in case.lives for one in _asked(case, life, stable=False)]
        if moving:
            yield unstable_gap(moving)
    blind = [one.screen for one in asked if PICTURE in " ".join(case.view(one.screen).problems)]
    if blind and len(blind) == len(asked):
        yield Gap(
            text(
                "同意界面没有可用的截图，看不到画出来的勾选框",
                "no usable picture of the consent screens: drawn ticks are unseen",
            ),
            (screen_ref(blind[0], None, "没有截图的界面", "the screen without a picture"),),
        )
    popups = [one for one in asked if not one.is_login]
    if popups and all(one.consent.agree is None for one in popups):
        yield Gap(text("没有认出同意按钮", "no button to agree was made out"))
