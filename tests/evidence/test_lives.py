"""Lives of an app and the consent boundary of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evidence import events as ev
from evidence.index import Traffic
from evidence.lives import BOUNDARY_MS, Life, Moment, lives
from evidence.recording import Recording
from tests.evidence.made import info


def _lives(*events: ev.Event, last_line_ms: float | None = None) -> tuple[Life, ...]:
    numbered = tuple(event.model_copy(update={"id": i}) for i, event in enumerate(events, 1))
    traffic = Traffic() if last_line_ms is None else Traffic(last_ms=last_line_ms)
    return lives(Recording(Path("nowhere"), info(), numbered, traffic, ()))


def _phase(at: float, path: str = "agree") -> ev.PhaseStarted:
    return ev.PhaseStarted(at_ms=at, phase=1, path=path)


def _launch(at: float) -> ev.AppLaunched:
    return ev.AppLaunched(at_ms=at, package="p", launch=1, fresh=True)


def _tap(at: float, purpose: ev.TapPurpose) -> ev.Tap:
    return ev.Tap(at_ms=at, purpose=purpose, x=1, y=1)


def test_a_recording_without_phases_has_no_life() -> None:
    assert _lives(ev.RunStarted(), _launch(5)) == ()


def test_a_life_ends_where_the_next_begins_and_the_last_with_the_traffic() -> None:
    first, second = _lives(_phase(10), _launch(20), _phase(100, "refuse"), _launch(120), last_line_ms=500)
    assert (first.began_ms, first.ended_ms, second.began_ms) == (10, 100, 100)
    assert second.holds(500) and not first.holds(100) and second.holds(100)
    assert [event.type for event in second.events] == ["phase.started", "app.launched"]
    assert (first.path, second.path) == ("agree", "refuse")


def test_without_a_decision_everything_after_launch_is_before_consent() -> None:
    (life,) = _lives(_phase(0), _launch(20), _tap(50, "step"), last_line_ms=9000)
    assert life.decision is None
    assert [life.moment(at) for at in (10, 20, 8999)] == [Moment.NOT_LAUNCHED, Moment.BEFORE, Moment.BEFORE]


def test_the_boundary_ends_with_the_effect() -> None:
    (life,) = _lives(_phase(0), _launch(20), _tap(1000, "agree"), ev.TapEffect(at_ms=1400, tap=3, effect="closed"))
    moments = [life.moment(at) for at in (999.9, 1000, 1400, 1400.1)]
    assert moments == [Moment.BEFORE, Moment.BOUNDARY, Moment.BOUNDARY, Moment.AFTER_AGREE]


def test_the_boundary_lasts_two_seconds_at_most() -> None:
    late = ev.TapEffect(at_ms=9000, tap=3, effect="closed")
    still = ev.TapEffect(at_ms=1100, tap=3, effect="still_open")
    for after in ((), (late,), (still,)):
        (life,) = _lives(_phase(0), _launch(20), _tap(1000, "refuse"), *after, last_line_ms=20_000)
        assert life.moment(1000 + BOUNDARY_MS) is Moment.BOUNDARY
        assert life.moment(1000 + BOUNDARY_MS + 1) is Moment.AFTER_REFUSE


def test_the_first_refusal_counts_also_when_a_second_dialog_persuades() -> None:
    (life,) = _lives(
        _phase(0),
        _launch(20),
        _tap(1000, "refuse"),
        ev.TapEffect(at_ms=1300, tap=3, effect="second_dialog"),
        _tap(2000, "agree"),
        last_line_ms=9000,
    )
    assert life.decision is not None and not life.decision.agree
    assert life.moment(5000) is Moment.AFTER_REFUSE


def test_a_decision_belongs_to_its_life_alone() -> None:
    first, second = _lives(_phase(0), _launch(1), _tap(50, "agree"), _phase(5000), _launch(5100), last_line_ms=9000)
    assert first.decision is not None and second.decision is None
    assert second.moment(6000) is Moment.BEFORE


TIMES = st.lists(st.floats(0, 1e6), min_size=3, max_size=3).map(sorted)


@given(TIMES, st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from(["agree", "refuse"]))
def test_time_runs_one_way_through_the_moments(
    times: Sequence[float], one: float, other: float, purpose: ev.TapPurpose
) -> None:
    began, launched, tapped = times
    (life,) = _lives(_phase(began), _launch(launched), _tap(tapped, purpose), last_line_ms=2e6)
    order = [Moment.NOT_LAUNCHED, Moment.BEFORE, Moment.BOUNDARY, Moment.AFTER_AGREE, Moment.AFTER_REFUSE]
    early, late = sorted((one, other))
    assert order.index(life.moment(early)) <= order.index(life.moment(late))
    if life.moment(late) is Moment.BOUNDARY:
        assert tapped <= late <= tapped + BOUNDARY_MS
