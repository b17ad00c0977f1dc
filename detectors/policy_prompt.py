"""app-2019/1.2: at the first run a pop-up, or something as conspicuous, names the policy and leads to it."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.case import Case, Watched, watches
from detectors.gaps import Gap, damage_gaps, outcome_gaps, run_gaps, unstable_gap, watch_gaps
from detectors.opened import OpenedPolicy, doubt_gaps, opened_policies, opened_refs
from detectors.references import screen_ref
from detectors.rules.finding import Finding
from detectors.verdicts import Verdicts, text
from evidence.lives import Life
from evidence.recording import Screen
from perception.screen.view import Consent, View

_VERDICTS = Verdicts("app-2019/1.2", "policy_prompt")

FULL_WATCH_MS = 30_000.0
"""The catalogue's violation test: a first run that waits 30 s without a prompt."""


PAGE_TEXTS = 6
"""A splash has fewer texts than this."""

LARGEST_CONTROL = 0.6
"""Share of the screen; what is larger is a splash that can be tapped, not a control."""


@dataclass(frozen=True, slots=True)
class _Asked:
    screen: Screen
    consent: Consent

    @property
    def prompts(self) -> bool:
        """Whether the window names the policy and offers its text or a link to it."""
        return self.consent.names_policy and bool(self.consent.policy_links or self.consent.shows_policy_text)


def policy_prompt(case: Case) -> Finding:
    """Look at the first life up to the user's decision, or to the end of its first watch."""
    life = next(iter(case.lives), None)
    if life is None or life.launched_ms is None:
        gaps = [*run_gaps(case), *(outcome_gaps(life) if life else ())]
        gaps.append(Gap(text("应用没有启动", "the app was not started")))
        return _VERDICTS.inconclusive(text("没有可供判断的首次运行。", "There was no first run to look at."), gaps)
    watch = next(iter(watches(life, "first_launch")), None)
    screens = case.screens(life, life.launched_ms, _until(life, watch))
    asked = _asked(case, screens)
    prompt = next((one for one in asked if one.prompts and _counts(case, one, screens)), None)
    if prompt is not None:
        return _prompted(case, life, prompt, _disagreeing(case, life, prompts=False))
    return _not_prompted(case, life, watch, screens, asked, _disagreeing(case, life, prompts=True))


def _disagreeing(case: Case, first: Life, *, prompts: bool) -> list[Gap]:
    """Another life, with fresh data as the first, that prompts, or that shows a usable screen and nothing of the kind.

    The first run is the same in all: what one of them denies is not proved by another.
    """
    others = (life for life in case.lives if life is not first and life.launched_ms is not None)
    told = next((screen for life in others if (screen := _opposite(case, life, prompts=prompts)) is not None), None)
    if told is None:
        return []
    why = text("另一次全新启动的结果与此不一致", "another start with fresh data shows the opposite")
    return [Gap(why, (screen_ref(told, None, "另一次首次启动", "the other first start"),))]


def _opposite(case: Case, life: Life, *, prompts: bool) -> Screen | None:
    """The screen of a life that shows a window which prompts, or (not `prompts`) a whole watch without any window."""
    watch = next((one for one in watches(life, "first_launch") if one.completed), None)
    screens = case.screens(life, life.launched_ms or life.began_ms, _until(life, watch))
    asked = [*_asked(case, screens), *_asked(case, screens, stable=False)]
    if prompts:
        return next((one.screen for one in asked if one.prompts and one.consent.window.kind != "login"), None)
    usable = [screen for screen in screens if screen.taken.stable and _usable(case, screen, case.view(screen))]
    return usable[-1] if watch is not None and not asked and usable else None


def _until(life: Life, watch: Watched | None) -> float:
    if life.decision is not None:
        return life.decision.sent_ms
    return watch.ended_ms + 1.0 if watch is not None and watch.ended_ms is not None else life.ended_ms


def _asked(case: Case, screens: tuple[Screen, ...], *, stable: bool = True) -> list[_Asked]:
    seen = ((screen, case.view(screen).consent) for screen in screens if screen.taken.stable is stable)
    return [_Asked(screen, consent) for screen, consent in seen if consent is not None]


def _counts(case: Case, one: _Asked, screens: tuple[Screen, ...]) -> bool:
    """A log-in page counts only when no usable screen of the app came before it."""
    if one.consent.window.kind != "login":
        return True
    before = (s for s in screens if s.number < one.screen.number and s.taken.stable)
    return not any(_usable(case, s, case.view(s)) for s in before)


def _prompted(case: Case, life: Life, prompt: _Asked, disagreeing: list[Gap]) -> Finding:
    consent = prompt.consent
    links = [screen_ref(prompt.screen, link.box, "政策链接", "link to the policy") for link in consent.policy_links]
    evidence = [screen_ref(prompt.screen, consent.window.box, "提示窗口", "the prompt"), *links[:3]]
    launched = life.launched_ms or 0.0
    measures = {
        "seconds_after_launch": (prompt.screen.taken.taken_ms - launched) / 1000,
        "window": consent.window.kind,
        "links": len(consent.policy_links),
    }
    opened = [one for one in opened_policies(case) if one.event.origin != "search" and life.holds(one.event.at_ms)]
    real = next((one for one in opened if one.real), None)
    works = consent.shows_policy_text or real is not None
    if works and disagreeing:
        message = text(
            "这次首次运行有提示，另一次没有。", "This first run prompts to read the policy, another does not."
        )
        return _VERDICTS.inconclusive(message, disagreeing, evidence, measures)
    if works:
        evidence += opened_refs(case, real) if real else []
        return _VERDICTS.passed(
            text(
                "首次运行以明显方式提示阅读隐私政策，链接有效。",
                "The first run prompts to read the policy, and the link works.",
            ),
            evidence,
            measures,
        )
    if opened and not any(one.doubt for one in opened):
        return _VERDICTS.violation(
            text(
                "弹窗提到隐私政策，但链接打不开政策文本。",
                "The prompt names the policy, but its link does not lead to the text.",
            ),
            [*evidence, *(ref for one in opened for ref in opened_refs(case, one))],
            measures,
        )
    gaps = [*outcome_gaps(life), *run_gaps(case)]
    gaps.append(_link_gap(opened))
    return _VERDICTS.inconclusive(
        text(
            "弹窗提到隐私政策，链接是否有效未知。", "The prompt names the policy; whether its link works is not known."
        ),
        gaps,
        evidence,
        measures,
    )


def _link_gap(opened: list[OpenedPolicy]) -> Gap:
    gap = next(doubt_gaps(opened), None)
    if gap is not None:
        return gap
    return Gap(text("没有打开过链接", "the link was not opened"))


def _not_prompted(
    case: Case,
    life: Life,
    watch: Watched | None,
    screens: tuple[Screen, ...],
    asked: list[_Asked],
    disagreeing: list[Gap],
) -> Finding:
    gaps = [*watch_gaps(life, "first_launch"), *disagreeing]
    gaps += [*outcome_gaps(life), *run_gaps(case)] if gaps else damage_gaps(case)
    moving = [one.screen for one in _asked(case, screens, stable=False) if one.prompts]
    if moving:
        gaps.append(unstable_gap(moving))
    stable = [screen for screen in screens if screen.taken.stable]
    usable = [screen for screen in stable if _usable(case, screen, case.view(screen))]
    planned = watch.started.planned_ms if watch is not None else 0.0
    if not stable:
        gaps.append(Gap(text("没有稳定的画面", "there is no stable screen")))
    elif not usable and planned < FULL_WATCH_MS:
        gaps.append(
            Gap(
                text(
                    f"只观察了 {planned / 1000:g} 秒（少于 30 秒），没有到达可用界面",
                    f"no usable screen came within a watch of {planned / 1000:g} s, which is less than 30 s",
                )
            )
        )
    measures = {"stable_screens": len(stable), "usable_screens": len(usable), "watch_s": planned / 1000}
    shown = [screen_ref(one.screen, one.consent.window.box, "同意窗口", "the window") for one in asked[:2]]
    shown += [screen_ref(screen, None, "可用界面", "usable screen") for screen in (usable or stable)[-2:]]
    if gaps:
        return _VERDICTS.inconclusive(
            text("没有看到提示，但观察不完整。", "No prompt was seen, but the watch is incomplete."),
            gaps,
            shown,
            measures,
        )
    if asked:
        weak = asked[0].consent
        zh = "没有提到隐私政策" if not weak.names_policy else "没有链接也没有政策文本"
        en = "does not name a privacy policy" if not weak.names_policy else "offers neither a link nor the text"
        return _VERDICTS.violation(text(f"首次运行的窗口{zh}。", f"The window at the first run {en}."), shown, measures)
    return _VERDICTS.violation(
        text("首次运行没有提示阅读隐私政策。", "Nothing prompts to read the privacy policy at the first run."),
        shown,
        measures,
    )


def _usable(case: Case, screen: Screen, view: View) -> bool:
    """Whether a person could use the app here: its own screen with something to act on, no splash or ad over it."""
    if screen.taken.package != case.package or view.consent is not None:
        return False
    top = view.popup
    if top is not None and (top.kind in ("ad", "permission", "consent") or top.form in ("splash", "system")):
        return False
    return _offers_something(case, screen, view)


def _offers_something(case: Case, screen: Screen, view: View) -> bool:
    """A splash shows a name and a slogan; a page has controls, or, drawn without a tree, texts in number."""
    nodes = [node for node in screen.tree.walk() if node.package == case.package] if screen.tree else []
    whole = view.width * view.height
    if any(n.clickable and n.enabled and n.visible and n.bounds.area < whole * LARGEST_CONTROL for n in nodes):
        return True
    return len(view.texts) >= PAGE_TEXTS
