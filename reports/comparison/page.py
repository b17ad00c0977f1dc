"""The page that puts two runs side by side: one self-contained HTML file, as the report is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Findings, Text
from evidence.recording import Recording, Screen
from reports.comparison.both import Comparison, compare
from reports.comparison.rendering import render_page
from reports.comparison.screens import Pair
from reports.comparison.verdicts import Kind
from reports.exhibits import Showcase
from reports.masking import mask_for
from reports.pictures import Shown
from reports.reviewing import account
from reports.wording import MOMENTS, PATHS, VERDICTS

MAX_PAIRS = 80
"""Pairs of screens that are shown with pictures; what is the same in both runs is only counted."""
MAX_REQUESTS = 400

CHANGES: dict[Kind, Text] = {
    "new": Text(zh="新增违规", en="new violation"),
    "lost": Text(zh="不再能判定", en="can no longer be judged"),
    "changed": Text(zh="结论变化", en="verdict changed"),
    "fixed": Text(zh="违规消失", en="no longer violated"),
    "still": Text(zh="仍然违规", en="still violated"),
    "same": Text(zh="无变化", en="unchanged"),
}

_MOMENTS: dict[str, Text] = {str(moment): said for moment, said in MOMENTS.items()}
_MOMENTS["after_launch"] = Text(zh="启动后", en="after launch")
_OPENING = Text(zh="清除数据之前", en="Before data was cleared")


@dataclass(frozen=True, slots=True)
class _Beside:
    """A pair of screens with what is shown of each."""

    pair: Pair
    path: Text
    before: Shown | None
    after: Shown | None


def comparison_page(
    before: tuple[Recording, Findings], after: tuple[Recording, Findings], *, show_values: bool = False
) -> bytes:
    """The page as UTF-8. Personal values of both runs are masked unless `show_values`."""
    compared = compare(before, after)
    masks = [mask_for(recording, show_values=show_values) for recording, _ in (before, after)]
    shows = [Showcase(one[0], mask) for one, mask in zip((before, after), masks, strict=True)]
    differing = [pair for pair in compared.screens if pair.kind != "same"]
    context = {
        "info": after[0].info,
        "runs": [one[0].info for one in (before, after)],
        "compared": compared,
        "headline": _headline(compared),
        "rules": [change for change in compared.rules if change.told],
        "unchanged": sum(not change.told for change in compared.rules),
        "requests": compared.requests[:MAX_REQUESTS],
        "more_requests": max(0, len(compared.requests) - MAX_REQUESTS),
        "beside": list(_beside(differing[:MAX_PAIRS], shows[0], shows[1])),
        "more_pairs": max(0, len(differing) - MAX_PAIRS),
        "same_screens": len(compared.screens) - len(differing),
        "changes": CHANGES,
        "verdicts": VERDICTS,
        "account": account,
        "moments": _MOMENTS,
        "catalogue": catalogue(),
        "show_values": show_values,
    }
    return render_page(context, lambda text: masks[1].text(masks[0].text(text))).encode("utf-8", "replace")


def _headline(compared: Comparison) -> tuple[str, Text]:
    """The colour of the page's head, and what a hurried reader takes away."""
    kinds = [change.kind for change in compared.rules if not change.informative]
    new, lost, fixed = (kinds.count(kind) for kind in ("new", "lost", "fixed"))
    if new:
        return "violation", Text(zh=f"新增 {new} 项违规", en=f"{new} new violation{'s' * (new > 1)}")
    if lost:
        return "inconclusive", Text(zh=f"{lost} 项不再能判定", en=f"{lost} can no longer be judged")
    if fixed:
        return "pass", Text(zh=f"{fixed} 项违规消失", en=f"{fixed} no longer violated")
    changed = kinds.count("changed")
    if changed:
        verdicts = "verdicts" if changed > 1 else "verdict"
        return "pass", Text(
            zh=f"没有新增违规，{changed} 项结论变化", en=f"No new violation, {changed} {verdicts} changed"
        )
    return "pass", Text(zh="结论没有变化", en="No verdict changed")


def _beside(pairs: Iterable[Pair], before: Showcase, after: Showcase) -> Iterable[_Beside]:
    for pair in pairs:
        path = PATHS.get(pair.path, PATHS["ignore"]) if pair.path else _OPENING
        yield _Beside(pair, path, _shown(before, pair.before), _shown(after, pair.after))


def _shown(showcase: Showcase, screen: Screen | None) -> Shown | None:
    return showcase.thumbnail(screen.number) if screen is not None else None
