"""popup-2022/5.6e: a pop-up shows who sends it.

In a window over other apps or the home screen nobody can know that; inside the app's own screens it may be held
self-evident, so that there a missing name is for a person to weigh.
"""

from __future__ import annotations

from collections.abc import Iterator

from detectors.case import Case
from detectors.close_marks import popup_ref
from detectors.leaving import is_over_apps
from detectors.references import screen_ref
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.rulings import Judged, Words, rule_on
from detectors.sightings import Appearance, Sight, in_background, push_run
from detectors.verdicts import Verdicts, text
from perception.screen.lexicon import plain
from perception.screen.picture import read_picture
from perception.screen.texts import measure_on
from perception.screen.view import SeenText

_IDENTITY = Verdicts("popup-2022/5.6e", "popup_identity")

_WORDS = Words(
    kept=text("弹窗标明了推送者身份。", "Pop-ups show who sends them."),
    open=text("看到了弹窗，但不能下结论。", "A pop-up was seen, but nothing can be concluded."),
    none=text("没有遇到推送信息的弹窗。", "No pop-up that pushes information was met."),
    absent=text("观察期间应用没有推送信息的弹窗", "the app showed no such pop-up while it was watched"),
)


def popup_identity(case: Case) -> Finding:
    """The name of the app, of its operator or of one of its brands stands legibly inside each pop-up."""
    run = push_run(case)
    names = _names(case)
    return rule_on(_IDENTITY, run, [(one, _judge(case, one, names)) for one in run.appearances], _WORDS)


def _names(case: Case) -> tuple[str, ...]:
    app = case.recording.info.app
    known = (plain(name) for name in (app.label, app.operator, *app.brands))
    return tuple(dict.fromkeys(name for name in known if len(name) >= 2))


def _judge(case: Case, one: Appearance, names: tuple[str, ...]) -> Judged:
    if not names:
        return Judged(
            "unknown",
            text("应用档案中没有可供比对的名称", "the app profile gives no name to look for (label, operator, brands)"),
            (popup_ref(one.first),),
        )
    # Outside the app nothing else tells who sends a pop-up: only there is a fault beyond doubt.
    outside = _outside(case, one)
    found = [(sight, seen) for sight in one.sights for seen in _named(sight, names)]
    if not found:
        reason = text("弹窗内没有推送者的名称", "the name of its sender is not in the pop-up")
        return _fault(one.first, (), reason, outside=outside)
    drawn = [(sight, seen) for sight, seen in found if not _only_told(sight, seen)]
    if not drawn:
        sight, seen = found[0]
        return Judged(
            "unknown",
            text("界面树里有名称，但画面上看不到", "the tree has the name, but the picture does not show it"),
            (popup_ref(sight), _name_ref(sight, seen)),
        )
    faults = [(sight, seen, fault) for sight, seen in drawn if (fault := _illegible(seen))]
    if len(faults) == len(drawn):
        sight, seen, fault = faults[0]
        return _fault(sight, (_name_ref(sight, seen),), fault, outside=outside, measures=_measures(seen))
    sight, seen = next((sight, seen) for sight, seen in drawn if not _illegible(seen))
    return Judged(
        "kept",
        text("弹窗内有推送者的名称", "the pop-up names its sender"),
        (popup_ref(sight), _name_ref(sight, seen)),
        _measures(seen),
    )


def _fault(
    sight: Sight,
    named: tuple[EvidenceRef, ...],
    fault: Text,
    *,
    outside: bool,
    measures: dict[str, float | int | str | bool] | None = None,
) -> Judged:
    evidence = (popup_ref(sight), *named)
    if outside:
        return Judged("broken", fault, evidence, measures or {})
    reason = text(
        f"{fault.zh}（弹窗在应用自己的界面内，身份可能不言自明，请人工判断）",
        f"{fault.en} (it stands inside the app itself, where this may be self-evident: a person decides)",
    )
    return Judged("doubtful", reason, evidence, {"low_confidence": True, **(measures or {})})


def _outside(case: Case, one: Appearance) -> bool:
    """Whether it stands over the home screen or another app, or came up while nobody used the app."""
    package = one.first.screen.taken.package
    return in_background(one) or bool(package and package != case.package and not is_over_apps(package))


def _named(sight: Sight, names: tuple[str, ...]) -> Iterator[SeenText]:
    for seen in sight.view.texts:
        if sight.window.box.contains_point(*seen.box.centre) and any(name in plain(seen.text) for name in names):
            yield _measured(sight, seen)


def _measured(sight: Sight, seen: SeenText) -> SeenText:
    picture = sight.screen.picture if seen.contrast is None else None
    return measure_on(read_picture(picture)[0], sight.view.density, seen) if picture is not None else seen


def _only_told(sight: Sight, seen: SeenText) -> bool:
    """Whether a text is in the tree, and nothing is drawn where it should stand."""
    return sight.screen.taken.picture is not None and seen.source == "tree" and seen.contrast is None


def _illegible(seen: SeenText) -> Text | None:
    """Why a name is below the limits of TH13, or None; what was not measured is not held against it."""
    numbers = catalogue().threshold("TH13").numbers
    if seen.size_sp is not None and seen.size_sp < numbers["min_height_sp"]:
        return text(
            f"推送者名称字高 {seen.size_sp:.1f} sp，小于 {numbers['min_height_sp']:g} sp",
            f"the sender's name is {seen.size_sp:.1f} sp high, less than {numbers['min_height_sp']:g} sp",
        )
    if seen.contrast is not None and seen.contrast < numbers["min_contrast"]:
        return text(
            f"推送者名称对比度 {seen.contrast:.1f}，低于 {numbers['min_contrast']:g}",
            f"the contrast of the sender's name is {seen.contrast:.1f}, less than {numbers['min_contrast']:g}",
        )
    return None


def _measures(seen: SeenText) -> dict[str, float | int | str | bool]:
    measures: dict[str, float | int | str | bool] = {}
    if seen.size_sp is not None:
        measures["name_sp"] = float(seen.size_sp)
    if seen.contrast is not None:
        measures["name_contrast"] = float(seen.contrast)
    return measures


def _name_ref(sight: Sight, seen: SeenText) -> EvidenceRef:
    return screen_ref(sight.screen, seen.box, "推送者名称", "the sender's name")
