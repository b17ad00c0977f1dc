"""How one screen's view is compared with its truth: every measure of `benchmarks.eyes` in one place.

Rules:

- *pop-up*: by screen; found when both name one that blocks. *pop-up box*: of those found, IoU of at least 0.5.
- *kind*: over all true pop-ups; one that is missed counts as wrong.
- *consent pop-up*: by screen; a pop-up of the kind consent. A log-in page with its policies is none.
- *agree/refuse*: over both controls of all true consent requests (a missed request is two wrong ones); right when the
  boxes match or both say that there is none.
- *ticked*: over all true tick boxes; right when one is found there with that state. *tick box*: precision and recall.
  Boxes on screens that ask for no consent (a shopping cart) count when they are seen, and may be left out.
- *ad*: by screen, windows that block or not. *ad label*: the word 广告 itself, by box; labels smaller than 8 dp, and
  controls that say 跳过广告, count neither way.
- *close*: candidates with a score of at least 0.5 against the visible close, skip and cancel marks of what is in front,
  whatever its kind. An announcement (3s 后可关闭, a number, a ring), a dialog's 取消 and the choices of a consent
  request may be named or not. So may the place of a control that the tree has and nobody sees, unless it is said to be
  closable.
- *closable now*: by screen with an advertisement; whether any candidate is closable at this instant.
- A mark or label that changes the picture so little that nobody can see it counts neither way.

Boxes match when their IoU is at least 0.5, or when the middle of the seen box, where a finger would tap, lies in the
true box grown by 4 dp and the seen box has at most nine times its area. Each true box is matched once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Facts = dict[str, Any]
Result = Literal["hit", "extra", "missed"]
_KEPT = 0.5
_GROWN_DP = 4
_LARGEST = 9


@dataclass(frozen=True, slots=True)
class Outcome:
    """One comparison: a `hit`, something seen that is not there (`extra`), or something there that was `missed`."""

    measure: str
    result: Result
    note: str = ""


def compare(seen: Facts, true: Facts) -> Iterator[Outcome]:
    """All outcomes of a screen; `seen` has the form of `inspect --json`, `true` that of the corpus."""
    yield from _windows(seen["popup"], true["popup"])
    yield from _consent(seen, true)
    yield from _ticks(seen["checks"], true)
    yield from _advertisement(seen, true)
    yield from _closes(seen, true)


def _found(measure: str, seen: bool, true: bool, note: str = "") -> Iterator[Outcome]:
    if seen and true:
        yield Outcome(measure, "hit")
    elif seen:
        yield Outcome(measure, "extra", f"seen {note}")
    elif true:
        yield Outcome(measure, "missed", f"not seen {note}")


def _right(measure: str, right: bool, note: str = "") -> Outcome:
    return Outcome(measure, "hit" if right else "missed", "" if right else note)


def _windows(seen: Facts | None, true: Facts | None) -> Iterator[Outcome]:
    kind = (true or seen or {}).get("kind", "")
    yield from _found("pop-up", seen is not None, true is not None, kind)
    if true is not None:
        told = seen["kind"] if seen else "nothing"
        yield _right("kind", told == true["kind"], f"{true['kind']} taken for {told}")
    if true is not None and seen is not None:
        overlap = _iou(seen["box"], true["box"])
        yield _right("pop-up box", overlap >= 0.5, f"{seen['box']} for {true['box']}")


def _consent(seen: Facts, true: Facts) -> Iterator[Outcome]:
    asked = true["popup"] is not None and true["popup"]["kind"] == "consent"
    taken = seen["popup"] is not None and seen["popup"]["kind"] == "consent"
    yield from _found("consent pop-up", taken, asked)
    if not asked:
        return
    told = seen["consent"] or {"agree": None, "refuse": None, "policy_links": [], "equal_choice": None}
    for name in ("agree", "refuse"):
        one, other = told[name], true["consent"][name]
        if one is None or other is None:
            right = one is None and other is None
        else:
            right = matches(one["box"], other["box"], _dp(true))
        yield _right("agree/refuse", right and seen["consent"] is not None, f"{name}: {one} for {other}")
    links = true["consent"]["policy_links"]
    for link in links:
        parts = link["parts"] or [link["box"]]
        near = any(_near(one["box"], part, _dp(true)) for one in told["policy_links"] for part in parts)
        yield _right("policy link", near, f"{link} not in {[one['box'] for one in told['policy_links']]}")
    if true["consent"]["equal_choice"] is not None:
        equal = true["consent"]["equal_choice"]
        yield _right("equal choice", told["equal_choice"] == equal, f"{told['equal_choice']} for {equal}")


def _ticks(seen: Sequence[Facts], true: Facts) -> Iterator[Outcome]:
    pairs, extra, missed = _pair(seen, true["checks"], _dp(true))
    for one, other in pairs:
        yield Outcome("tick box", "hit")
        yield _right("ticked", one["ticked"] == other["ticked"], f"{one} for {other}")
    for one in extra:
        yield Outcome("tick box", "extra", str(one))
    asking = any(window["kind"] in ("consent", "login") for window in true["windows"])
    for one in missed if asking else ():
        yield Outcome("tick box", "missed", str(one["box"]))
        yield Outcome("ticked", "missed", f"no box at {one['box']}")


def _advertisement(seen: Facts, true: Facts) -> Iterator[Outcome]:
    told = seen["ad"] if seen["ad"] is not None and seen["ad"]["is_ad"] else None
    yield from _found("ad", told is not None, true["ad"] is not None)
    label = told["label_box"] if told else None
    real = true["ad"]["label_box"] if true["ad"] else None
    if real is not None and true["ad"]["label_optional"]:
        return
    right = label is not None and real is not None and matches(label, real, _dp(true))
    if right:
        yield Outcome("ad label", "hit")
        return
    if label is not None and not any(
        "广告" in one["text"] and _near(label, one["box"], _dp(true)) for one in true["closes"]
    ):
        yield Outcome("ad label", "extra", f"{label} is none")
    if real is not None:
        yield Outcome("ad label", "missed", f"{real}")


def _closes(seen: Facts, true: Facts) -> Iterator[Outcome]:
    told = [one for one in (seen["ad"]["close"] if seen["ad"] is not None else []) if one["score"] >= _KEPT]
    dp = _dp(true)
    pairs, extra, missed = _pair(told, true["closes"], dp)
    for _, other in pairs:
        if not other["optional"]:
            yield Outcome("close", "hit")
    for one in extra:
        unseen = any(_near(one["box"], box, dp) for box in true["hidden"]) and not one["closable_now"]
        choice = any(_near(one["box"], box, dp) for box in _choices(true))
        if not unseen and not choice:
            yield Outcome("close", "extra", f"{one['box']} score {one['score']} {one['source']}")
    for one in missed:
        if not one["optional"]:
            yield Outcome("close", "missed", f"{one['box']} {one['text']}")
    if true["ad"] is not None and not any(one["faint"] for one in true["closes"]):
        now = any(one["closable_now"] for one in true["closes"])
        said = any(one["closable_now"] for one in told)
        yield _right("closable now", said == now, f"said {said}")


def _choices(true: Facts) -> list[Sequence[int]]:
    """The buttons of a consent request, which close it too."""
    told = true["consent"] or {"agree": None, "refuse": None}
    return [told[name]["box"] for name in ("agree", "refuse") if told[name] is not None]


def _pair(
    seen: Sequence[Facts], true: Sequence[Facts], dp: float
) -> tuple[list[tuple[Facts, Facts]], list[Facts], list[Facts]]:
    """Each true box with the best seen box that matches it; what is left of both."""
    left, pairs, missed = list(seen), [], []
    for other in true:
        fitting = [one for one in left if matches(one["box"], other["box"], dp)]
        if not fitting:
            missed.append(other)
            continue
        best = max(fitting, key=lambda one: (one["score"], _iou(one["box"], other["box"])))
        left.remove(best)
        pairs.append((best, other))
    return pairs, left, missed


def matches(seen: Sequence[int], true: Sequence[int], dp: float) -> bool:
    """Whether a seen box stands for a true one; `dp` is px in a dp."""
    return _iou(seen, true) >= 0.5 or (
        _near(seen, true, dp) and _area(seen) <= _LARGEST * max(_area(true), (8 * dp) ** 2)
    )


def _near(seen: Sequence[int], true: Sequence[int], dp: float) -> bool:
    x, y, grown = (seen[0] + seen[2]) / 2, (seen[1] + seen[3]) / 2, _GROWN_DP * dp
    return true[0] - grown <= x <= true[2] + grown and true[1] - grown <= y <= true[3] + grown


def _iou(one: Sequence[int], other: Sequence[int]) -> float:
    common = _area(
        (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
    )  # fmt: skip
    together = _area(one) + _area(other) - common
    return common / together if together else 0.0


def _area(box: Sequence[int]) -> int:
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def _dp(true: Facts) -> float:
    return float(true["traits"]["density"]) / 160
