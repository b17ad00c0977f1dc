"""popup-2022/5.6d, 5.6e and 5.9b: closing, sender and jumps of pop-ups of every kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.rules.finding import Finding, Verdict
from evidence import events as ev
from evidence.geometry import Box
from perception.screen.view import CloseMark, Form, Kind, SeenText, View, Window
from tests.detectors.first_launch import Part, run
from tests.recordings import APP, DIALOG, PAGE, PROMPTS, Tape, ad, finding, mark, seen, view

CLOSING, SENDER, JUMPS = "popup-2022/5.6d", "popup-2022/5.6e", "popup-2022/5.9b"
STORE = "com.android.market"
LAUNCHER = "com.android.launcher3"
HOME = view("首页")
NAME = "优选商城"


def push(
    *texts: SeenText,
    kind: Kind = "coupon",
    form: Form = "dialog",
    close: tuple[CloseMark, ...] | None = None,
    box: Box = DIALOG,
) -> View:
    """A screen with a pop-up that is no advertisement."""
    shown = view("首页", popup=Window(box, form, kind, 0.8, APP))
    return replace(shown, texts=(*shown.texts, *texts), closes=(mark(),) if close is None else close)


def name(words: str = NAME, *, size_sp: float | None = 12.0, contrast: float | None = 7.0) -> SeenText:
    """A text inside the pop-up."""
    return seen(words, Box(300, 760, 700, 810), size_sp=size_sp, contrast=contrast)


def labelled(tape: Tape) -> Tape:
    """The tape with an app profile that has a name."""
    info = tape.writer.folder / "recording.json"
    info.write_text(info.read_text("utf-8").replace('"label": ""', f'"label": "{NAME}"'), "utf-8")
    return tape


def closed(*shown: View, after: tuple[View, ...] = (HOME, HOME), package: str = APP, tapped: bool = True) -> Part:
    """The pop-up is seen on some screens, and the last is put to the one-click test."""

    def part(tape: Tape) -> None:
        number = 0
        for one in shown:
            number = tape.screen(one)
            tape.wait(400)
        tape.closing(number, *after, package=package, tapped=tapped, reason="" if tapped else "no control was found")
        tape.watch("idle", HOME)

    return part


def judged(tape: Tape, rule: str, part: Part) -> Finding:
    """The finding about a rule of a run with that part after agreeing."""
    return finding(run(labelled(tape), popups=part).judge(), rule)


def verdict(tape: Tape, rule: str, part: Part) -> Verdict:
    """Its verdict."""
    return judged(tape, rule, part).verdict


def probed(spot: ev.Spot, shown: View, *after: View, package: str = APP, activity: str = ".Main") -> Part:
    """A touch on a spot of the pop-up in a fresh start."""

    def part(tape: Tape) -> None:
        tape.launch(fresh=False)
        number = tape.screen(shown)
        tap = tape.tap("probe", number, spot)
        numbers = tuple(tape.screen(one, package=package, activity=activity) for one in after)
        assert shown.popup is not None
        box = shown.popup.box
        corners = (box.x1, box.y1, box.x2, box.y2)
        tape.add(ev.PopupProbed(spot=spot, popup_screen=number, popup_box=corners, tap=tap.id, after=numbers))

    return part


def moved(motion: ev.MotionName, shown: View, *after: View, package: str = APP, injected: bool = True) -> Part:
    """The phone is moved while the pop-up stands there."""

    def part(tape: Tape) -> None:
        tape.launch(fresh=False)
        number = tape.screen(shown)
        began = tape.add(
            ev.MotionStarted(
                motion=motion, popup_screen=number, acceleration=14.0, rotation=30.0, seconds=2.8, injected=injected
            )
        )
        if injected:
            numbers = tuple(tape.screen(one, package=package) for one in after)
            tape.add(ev.MotionEnded(started=began.id, after=numbers))

    return part


def both(*parts: Part) -> Part:
    """One part after the other."""

    def part(tape: Tape) -> None:
        for one in parts:
            one(tape)

    return part


class TestClosing:
    def test_a_popup_that_closes_is_not_observed_to_obstruct(self, tape: Tape) -> None:
        assert verdict(tape, CLOSING, closed(push(), push())) is Verdict.NOT_OBSERVED

    def test_without_popups_it_does_not_apply(self, tape: Tape) -> None:
        assert verdict(tape, CLOSING, lambda t: None) is Verdict.NOT_APPLICABLE

    @pytest.mark.parametrize("kind", ["update", "login", "permission", "purpose"])
    def test_what_pushes_no_information_is_kept_out(self, tape: Tape, kind: Kind) -> None:
        part = closed(push(kind=kind, close=()), tapped=False)
        assert verdict(tape, CLOSING, part) is Verdict.NOT_APPLICABLE

    @pytest.mark.parametrize(
        "part",
        [
            closed(push(close=()), tapped=False),
            closed(push(close=(mark(size_px=20),))),
            closed(push(close=(mark(contrast=1.3),))),
            closed(push(), after=(push(), push())),
            closed(push(), after=(HOME, HOME), package=STORE),
            closed(push(close=(mark(closable=False, countdown_s=5),)), push(close=(mark(closable=False),))),
            closed(view("活动", ad=ad()), after=(HOME, push(kind="other"))),
        ],
    )
    def test_every_way_to_obstruct(self, tape: Tape, part: Part) -> None:
        assert verdict(tape, CLOSING, part) is Verdict.VIOLATION

    def test_a_second_popup_on_the_same_page_is_one_too_many(self, tape: Tape) -> None:
        def part(t: Tape) -> None:
            for shown in (view("活动", ad=ad()), push()):
                number = t.screen(shown)
                t.closing(number, HOME, HOME)
                t.wait(3000)
            t.watch("idle", HOME)

        found = judged(tape, CLOSING, part)
        assert found.verdict is Verdict.VIOLATION and "comes back" in found.message.en

    def test_the_measures_say_how_long_it_was_watched_and_how_often_tried(self, tape: Tape) -> None:
        def part(t: Tape) -> None:
            for _ in range(3):
                t.launch(fresh=False)
                closed(push())(t)
                t.add(ev.AppStopped(package=APP))

        found = judged(tape, CLOSING, part)
        assert found.measures["tries"] == 3
        watched = found.measures["watched_after_s"]
        assert isinstance(watched, float) and 25 <= watched <= 60

    def test_a_menu_that_was_asked_for_is_no_popup(self, tape: Tape) -> None:
        def part(t: Tape) -> None:
            t.screen(HOME)
            t.tap("search")
            t.screen(push(kind="coupon", close=()))

        assert verdict(tape, CLOSING, part) is Verdict.NOT_APPLICABLE

    def test_the_draft_says_the_same_for_information(self, tape: Tape) -> None:
        findings = run(labelled(tape), popups=closed(push(close=()), tapped=False)).judge()
        twin = finding(findings, "popup-draft-2022/5.7d")
        assert twin.verdict is Verdict.VIOLATION and twin.informative
        assert twin.message == finding(findings, CLOSING).message


class TestSender:
    def background(self, *texts: SeenText) -> Part:
        def part(t: Tape) -> None:
            t.add(ev.KeyPressed(key="home"))
            t.watch("background", view("桌面", package=LAUNCHER), push(*texts))

        return part

    def test_a_name_in_the_popup_passes(self, tape: Tape) -> None:
        assert verdict(tape, SENDER, closed(push(name(f"{NAME} 送您红包")))) is Verdict.PASS

    def test_inside_the_app_a_missing_name_is_for_a_person(self, tape: Tape) -> None:
        found = judged(tape, SENDER, closed(push()))
        assert found.verdict is Verdict.REVIEW and found.measures["low_confidence"] is True

    @pytest.mark.parametrize(
        "texts",
        [
            (),
            (name("系统安全中心"),),
            (name(size_sp=4.0),),
            (name(contrast=1.4),),
            (seen(NAME, Box(100, 2200, 300, 2260), size_sp=12, contrast=7),),
        ],
    )
    def test_over_the_home_screen_it_is_a_violation(self, tape: Tape, texts: tuple[SeenText, ...]) -> None:
        assert verdict(tape, SENDER, self.background(*texts)) is Verdict.VIOLATION

    def test_a_clear_name_over_the_home_screen_passes(self, tape: Tape) -> None:
        assert verdict(tape, SENDER, self.background(name())) is Verdict.PASS

    def test_without_a_known_name_nothing_can_be_found(self, tape: Tape) -> None:
        found = finding(run(tape, popups=closed(push(name()))).judge(), SENDER)
        assert found.verdict is Verdict.INCONCLUSIVE


class TestJumps:
    FULL = push(kind="ad", form="fullscreen", box=PAGE)

    def tried(self, *parts: Part) -> Part:
        """The trials of the scenario, with nothing of note but the given parts."""
        return both(closed(push()), probed("blank", push(), HOME), moved("below", push(), HOME), *parts)

    def test_a_popup_that_stays_is_not_observed_to_jump(self, tape: Tape) -> None:
        assert verdict(tape, JUMPS, self.tried()) is Verdict.NOT_OBSERVED

    def test_a_scenario_that_tries_nothing_does_not_apply(self, tape: Tape) -> None:
        assert verdict(tape, JUMPS, closed(push())) is Verdict.NOT_APPLICABLE

    def test_a_close_mark_that_opens_the_store(self, tape: Tape) -> None:
        found = judged(tape, JUMPS, closed(push(), package=STORE))
        assert found.verdict is Verdict.VIOLATION and STORE in found.message.en

    def test_blank_that_opens_something(self, tape: Tape) -> None:
        assert verdict(tape, JUMPS, self.tried(probed("blank", push(), HOME, package=STORE))) is Verdict.VIOLATION

    def test_a_card_may_be_a_link(self, tape: Tape) -> None:
        part = self.tried(probed("picture", push(), HOME, package=STORE), probed("label", push(), HOME, package=STORE))
        assert verdict(tape, JUMPS, part) is Verdict.NOT_OBSERVED

    def test_a_whole_screen_may_not(self, tape: Tape) -> None:
        part = self.tried(
            probed("picture", self.FULL, HOME, package=STORE), probed("beside_mark", self.FULL, HOME, package=STORE)
        )
        assert verdict(tape, JUMPS, part) is Verdict.VIOLATION

    def test_one_place_of_a_whole_screen_may_be_a_link(self, tape: Tape) -> None:
        part = self.tried(probed("picture", self.FULL, HOME, package=STORE), probed("label", self.FULL, self.FULL))
        assert verdict(tape, JUMPS, part) is Verdict.NOT_OBSERVED

    def test_a_landing_page_of_the_app_counts_as_opened(self, tape: Tape) -> None:
        part = self.tried(probed("blank", push(), HOME, activity="com.bytedance.sdk.TTLandingPageActivity"))
        assert verdict(tape, JUMPS, part) is Verdict.VIOLATION

    @pytest.mark.parametrize("motion", ["still", "pick_up", "walking", "vehicle", "below"])
    def test_a_motion_below_the_reference_values(self, tape: Tape, motion: ev.MotionName) -> None:
        found = judged(tape, JUMPS, self.tried(moved(motion, push(), HOME, package=STORE)))
        assert found.verdict is Verdict.VIOLATION
        assert (found.measures["motion"], found.measures["acceleration"]) == (motion, 14.0)
        assert "below 15 m/s², 35°, 3 s" in found.message.en

    def test_a_hard_shake_may_open_something(self, tape: Tape) -> None:
        part = self.tried(moved("above", push(), HOME, package=STORE))
        assert verdict(tape, JUMPS, part) is Verdict.NOT_OBSERVED

    def test_a_phone_that_cannot_be_moved_asks_a_person_to(self, tape: Tape) -> None:
        part = both(closed(push()), probed("blank", push(), HOME), moved("pick_up", push(), injected=False))
        found = judged(tape, JUMPS, part)
        assert found.verdict is Verdict.REVIEW and found.reason and "pick the phone up" in found.reason.en

    def test_a_popup_that_does_not_come_again_leaves_it_open(self, tape: Tape) -> None:
        part = self.tried(lambda t: void(t.add(ev.PopupProbed(spot="label", reason="no pop-up came"))))
        assert verdict(tape, JUMPS, part) is Verdict.INCONCLUSIVE

    @pytest.mark.parametrize(
        ("package", "expected"),
        [
            (STORE, Verdict.VIOLATION),
            (LAUNCHER, Verdict.NOT_APPLICABLE),
            ("com.android.systemui", Verdict.NOT_APPLICABLE),
        ],
    )
    def test_what_comes_untouched(self, tape: Tape, package: str, expected: Verdict) -> None:
        def part(t: Tape) -> None:
            t.watch("idle", push(), push())
            t.screen(view("应用商店", package=package), package=package)

        assert verdict(tape, JUMPS, part) is expected

    def test_unstable_screens_prove_no_jump(self, tape: Tape) -> None:
        def part(t: Tape) -> None:
            t.watch("idle", push())
            t.screen(view("应用商店", package=STORE), package=STORE, stable=False)

        assert verdict(tape, JUMPS, part) is Verdict.NOT_APPLICABLE


def void(value: object) -> None:
    """For lambdas that must give nothing."""


def test_a_prompt_of_the_system_over_an_own_pop_up_puts_it_nowhere_else(tape: Tape) -> None:
    window = Window(Box(90, 1300, 990, 2000), "system", "permission", 0.98, PROMPTS)
    shown = replace(view("活动", ad=ad()), popup=window, package=PROMPTS)

    def part(t: Tape) -> None:
        t.screen(shown, package=PROMPTS)
        t.watch("idle", HOME)

    assert verdict(tape, SENDER, part) is Verdict.REVIEW


@pytest.mark.parametrize("kind", ["openLink", "setPermissions", "askPerson"])
def test_what_the_scenario_brings_to_the_front_is_no_jump(tape: Tape, kind: str) -> None:
    def part(t: Tape) -> None:
        t.screen(push())
        t.add(ev.StepStarted(step="5", kind=kind))
        t.screen(view("网页", package="com.android.chrome"), package="com.android.chrome")

    assert verdict(tape, JUMPS, part) is not Verdict.VIOLATION


def test_a_start_anew_between_pop_up_and_store_is_an_act(tape: Tape) -> None:
    def part(t: Tape) -> None:
        t.screen(push())
        t.add(ev.AppStopped(package=APP))
        t.launch(fresh=False)
        t.screen(view("应用商店", package=STORE), package=STORE)

    assert verdict(tape, JUMPS, part) is not Verdict.VIOLATION


def test_pop_ups_on_unstable_screens_alone_leave_the_jumps_open(tape: Tape) -> None:
    assert verdict(tape, JUMPS, lambda t: void(t.screen(push(), stable=False))) is Verdict.INCONCLUSIVE
