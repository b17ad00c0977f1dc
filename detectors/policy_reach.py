"""app-2019/1.3: the policy is within four taps of the main screen."""

from __future__ import annotations

from detectors.case import Case
from detectors.gaps import Gap, damage_gaps, outcome_gaps, run_gaps, wall_gaps
from detectors.opened import OpenedPolicy, bound, doubt_gaps, opened_policies, opened_refs, unstable_search
from detectors.references import event_ref, screen_ref
from detectors.rules.finding import EvidenceRef, Finding
from detectors.rules.told import in_both
from detectors.verdicts import Verdicts, text
from evidence.events import PolicySearchEnded, PolicySearchStarted
from evidence.geometry import Box

_VERDICTS = Verdicts("app-2019/1.3", "policy_reach")

ALLOWED = 4
"""TH01: more than four taps is a violation."""

CRAWL_DEPTH = 8
"""The catalogue's crawl bound: no path within it is a violation."""


def policy_reach(case: Case) -> Finding:
    """Judge the last search of the run by the taps of its path, or by its having found none."""
    ended = next(iter(reversed(case.recording.of(PolicySearchEnded))), None)
    if ended is None:
        gaps = [*run_gaps(case), *(gap for life in case.lives for gap in outcome_gaps(life))]
        gaps.append(Gap(text("没有从主界面查找隐私政策", "the policy was not searched from the main screen")))
        return _VERDICTS.inconclusive(text("没有结果。", "There is no result."), gaps)
    return _found(case, ended) if ended.result == "found" else _not_found(case, ended)


def _found(case: Case, ended: PolicySearchEnded) -> Finding:
    taps = ended.taps if ended.taps is not None else len(ended.path)
    operations = ended.operations if ended.operations is not None else taps
    measures: dict[str, int | float | str | bool] = {
        "taps_only": taps,
        "all_operations": operations,
        "shortest_proved": ended.shortest_proved,
        "screens_searched": len(ended.nodes),
    }
    if ended.taps_spent is not None:
        measures["taps_spent"] = ended.taps_spent
    evidence = _path_refs(case, ended)
    from_search = [one for one in opened_policies(case) if one.event.origin == "search"]
    real = [one for one in from_search if one.real]
    if not real:
        return _VERDICTS.inconclusive(
            text("没有证明查找到的是隐私政策。", "It is not proved that the search found a privacy policy."),
            [_not_proved(from_search)],
            evidence,
            measures,
        )
    evidence += [ref for one in real[-1:] for ref in opened_refs(case, one)]
    zh, en = f"从主界面到隐私政策需点击 {taps} 次", f"{taps} taps lead from the main screen to the policy"
    zh_proof, en_proof = _proof(ended)
    if taps > ALLOWED and ended.shortest_proved:
        return _VERDICTS.violation(
            text(f"{zh}，多于 4 次{zh_proof}。", f"{en}, more than 4; no shorter way exists{en_proof}."),
            evidence,
            measures,
        )
    if taps > ALLOWED and (ended.none_within or 0) >= ALLOWED:
        return _VERDICTS.violation(
            text(
                f"{zh}，是找到的最短路径；已证明没有 {ended.none_within} 次以内的路径。",
                f"{en}, the shortest found; it is proved that none of {ended.none_within} or fewer exists.",
            ),
            evidence,
            measures,
        )
    if taps > ALLOWED:
        return _VERDICTS.inconclusive(
            text(f"{zh}。", f"{en}."),
            [Gap(text("没有证明这是最短路径", "it is not proved that no shorter way exists"))],
            evidence,
            measures,
        )
    if operations > ALLOWED:
        return _VERDICTS.review(
            text(
                f"{zh}，连同滑动、输入共 {operations} 次操作。",
                f"{en}, {operations} operations with swipes and typing.",
            ),
            text("只计点击不超过 4 次，计全部操作超过 4 次", "4 taps or fewer, but more than 4 operations"),
            evidence,
            measures,
        )
    return _VERDICTS.passed(text(f"{zh}{zh_proof}。", f"{en}{en_proof}."), evidence, measures)


def _proof(ended: PolicySearchEnded) -> tuple[str, str]:
    """Whether the way is the shortest, in both languages; recordings of searches that did not look on say nothing."""
    if ended.taps_spent is None:
        return "", ""
    if ended.shortest_proved:
        return "（已证明最短）", " (proved to be the shortest)"
    return "（找到的最短路径）", " (the shortest found)"


def _not_proved(opened: list[OpenedPolicy]) -> Gap:
    if not opened:
        return Gap(text("查找到的页面没有录下来", "what the search found was not recorded"))
    if any(one.judged.is_policy for one in opened):
        return Gap(text("打开的页面没有稳定下来", "what opened never came to rest"))
    return Gap(text("再次判断后，打开的文本不是隐私政策", "judged again, the text that opened is no policy"))


def _not_found(case: Case, ended: PolicySearchEnded) -> Finding:
    started = next((e for e in reversed(case.recording.of(PolicySearchStarted)) if e.id < ended.id), None)
    depth = started.max_depth if started else 0
    measures = {"screens_searched": len(ended.nodes), "taps_made": len(ended.edges), "result": ended.result}
    evidence: list[EvidenceRef] = [event_ref(ended, "查找结束", "end of the search")]
    screens = case.recording.screens
    evidence += [
        screen_ref(screens[node.screen], None, f"第 {node.depth} 层", f"depth {node.depth}")
        for node in ended.nodes
        if node.screen in screens
    ]
    gaps = _search_gaps(case, ended, depth)
    if gaps:
        return _VERDICTS.inconclusive(
            text("没有找到隐私政策，但查找不完整。", "The policy was not found, but the search is incomplete."),
            gaps,
            evidence,
            measures,
        )
    return _VERDICTS.violation(
        text(
            f"查找 {len(ended.nodes)} 个页面后，没有发现从主界面到隐私政策的路径。",
            f"No path from the main screen to the policy was found on the {len(ended.nodes)} screens searched.",
        ),
        evidence,
        measures,
    )


def _search_gaps(case: Case, ended: PolicySearchEnded, depth: int) -> list[Gap]:
    gaps: list[Gap] = []
    end = (event_ref(ended, "查找结束", "end of the search"),)
    if ended.result == "depth" and depth < CRAWL_DEPTH:
        gaps.append(Gap(text(f"只查找了 {depth} 层", f"the search went {depth} taps deep only"), end))
    if ended.result in ("taps", "time", "interrupted"):
        told = in_both(ended.reason)
        why = f"（{told.zh}）" if told.zh else ""
        because = f" ({told.en})" if told.en else ""
        gaps.append(
            Gap(text(f"查找因{bound(ended).zh}而停止{why}", f"the search stopped: {bound(ended).en}{because}"), end)
        )
    gaps.extend(unstable_search(case, ended))
    opened = [one for one in opened_policies(case) if one.event.origin == "search"]
    gaps.extend(doubt_gaps(one for one in opened if one.doubt != "unstable"))
    if any(one.real for one in opened):
        known = text("查找中打开的页面是隐私政策", "a page that the search opened is a privacy policy")
        gaps.append(Gap(known, end))
    gaps.extend(damage_gaps(case))
    gaps.extend(gap for life in case.lives if life.holds(ended.at_ms) for gap in wall_gaps(life))
    return gaps


def _path_refs(case: Case, ended: PolicySearchEnded) -> list[EvidenceRef]:
    refs: list[EvidenceRef] = []
    for number, id in enumerate(ended.path, 1):
        tap = case.tap(id)
        if tap is None:
            continue
        screen = case.recording.screens.get(tap.screen) if tap.screen is not None else None
        zh, en = f"第 {number} 次点击：{tap.target}", f"tap {number}: {tap.target}"
        box = Box(*tap.box) if tap.box else None
        refs.append(screen_ref(screen, box, zh, en) if screen else event_ref(tap, zh, en))
    return refs
