"""app-2019/1.1a: there is a privacy policy in the app, and it opens."""

from __future__ import annotations

from detectors.case import Case
from detectors.gaps import Gap, damage_gaps, outcome_gaps, run_gaps, wall_gaps
from detectors.opened import OpenedPolicy, bound, doubt_gaps, opened_policies, opened_refs, unstable_search
from detectors.references import event_ref, screen_ref
from detectors.rules.finding import EvidenceRef, Finding
from detectors.verdicts import Verdicts, text
from evidence.events import PolicySearchEnded
from evidence.recording import Screen
from perception.screen.view import Control

_VERDICTS = Verdicts("app-2019/1.1a", "policy_present")

_ORIGINS = {
    "consent": text("同意弹窗", "the consent pop-up"),
    "search": text("应用内的搜索路径", "the way through the app"),
    "login": text("登录页", "the log-in page"),
}


def policy_present(case: Case) -> Finding:
    """Pass when anything opened is a policy; a violation needs an exhausted search that found none."""
    opened = opened_policies(case)
    real = [one for one in opened if one.real]
    search = next(iter(reversed(case.recording.of(PolicySearchEnded))), None)
    measures = {"opened": len(opened), "policies": len(real), "search": search.result if search else "none"}
    if real:
        best = max(real, key=lambda one: one.judged.score)
        origin = _ORIGINS[best.event.origin]
        return _VERDICTS.passed(
            text(f"从{origin.zh}打开了隐私政策。", f"A privacy policy opens from {origin.en}."),
            opened_refs(case, best),
            {**measures, "score": float(best.judged.score), "characters": len(best.text)},
        )
    gaps = list(_gaps(case, opened, search))
    evidence = [ref for one in opened for ref in opened_refs(case, one)]
    if gaps:
        return _VERDICTS.inconclusive(
            text("没有看到隐私政策，但查找不完整。", "No privacy policy was seen, but the search is incomplete."),
            gaps,
            evidence,
            measures,
        )
    evidence += _search_refs(case, search)
    if opened:
        first = opened[0]
        zh, en = ("没有内容", "is empty") if first.empty else ("不是隐私政策", "is not a privacy policy")
        name = first.event.link_text or "隐私政策"
        return _VERDICTS.violation(
            text(
                f"“{name}”打开的页面{zh}，应用内也没有其他隐私政策。",
                f"What “{name}” opens {en}, and no other place in the app opens one.",
            ),
            evidence,
            measures,
        )
    return _VERDICTS.violation(
        text("穷尽查找后，应用内没有隐私政策。", "An exhaustive search found no privacy policy in the app."),
        evidence,
        measures,
    )


def _gaps(case: Case, opened: tuple[OpenedPolicy, ...], search: PolicySearchEnded | None) -> list[Gap]:
    gaps: list[Gap] = []
    if search is None:
        gaps.extend(run_gaps(case))
        gaps.extend(gap for life in case.lives for gap in outcome_gaps(life))
        gaps.append(Gap(text("没有完成应用内的查找", "the app was not searched to an end")))
    elif search.result == "found":
        if not any(one.event.origin == "search" for one in opened):
            gaps.append(Gap(text("查找到的页面没有录下来", "what the search found was not recorded")))
        else:
            gaps.append(
                Gap(
                    text(
                        "查找在被当作政策的页面处停止，没有查完",
                        "the search stopped at a page that it took for the policy, so the rest was not searched",
                    ),
                    (event_ref(search, "查找结束", "end of the search"),),
                )
            )
    elif search.result != "exhausted":
        gaps.append(
            Gap(
                text(f"查找因{bound(search).zh}而停止", f"the search stopped at a bound ({bound(search).en})"),
                (event_ref(search, "查找结束", "end of the search"),),
            )
        )
    if search is not None:
        gaps.extend(unstable_search(case, search))
        gaps.extend(damage_gaps(case))
        gaps.extend(gap for life in case.lives if life.holds(search.at_ms) for gap in wall_gaps(life))
    gaps.extend(doubt_gaps(opened))
    link = _untried_link(case, opened)
    if link is not None:
        screen, control = link
        gaps.append(
            Gap(
                text(f"没有打开“{control.text}”", f"“{control.text}” was not opened"),
                (screen_ref(screen, control.box, "没有打开的链接", "a link that was not opened"),),
            )
        )
    return gaps


def _untried_link(case: Case, opened: tuple[OpenedPolicy, ...]) -> tuple[Screen, Control] | None:
    """A policy link of a consent pop-up or log-in page, when the run opened none from there."""
    if any(one.event.origin != "search" for one in opened):
        return None
    for life in case.lives:
        until = life.decision.sent_ms if life.decision else life.ended_ms
        for screen in case.screens(life, life.launched_ms or 0.0, until):
            consent = case.view(screen).consent if screen.taken.stable else None
            if consent is not None and consent.names_policy and consent.policy_links:
                return screen, consent.policy_links[0]
    return None


def _search_refs(case: Case, search: PolicySearchEnded | None) -> list[EvidenceRef]:
    if search is None:
        return []
    screens = case.recording.screens
    visited = [screens[node.screen] for node in search.nodes if node.screen in screens]
    return [
        event_ref(search, f"查找结束：{len(search.nodes)} 个页面", f"end of the search: {len(search.nodes)} screens"),
        *(screen_ref(screen, None, "查找过的页面", "a screen that was searched") for screen in visited[:8]),
    ]
