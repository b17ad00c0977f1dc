"""A whole first launch as the shipped scenario runs it, every part of which a test can replace."""

from __future__ import annotations

from collections.abc import Callable

from perception.screen.view import View
from tests.recordings import Tape, consent, view

Part = Callable[[Tape], None]


def nothing(tape: Tape) -> None:
    """Nothing happens here."""


def read_policy(tape: Tape) -> None:
    """The policy is opened from the consent pop-up."""
    tape.policy("consent")


def found(tape: Tape) -> None:
    """The policy is found with three taps."""
    tape.search()


def run(
    tape: Tape,
    *,
    asks: View | None = None,
    before: Part = nothing,
    expect: Part = read_policy,
    agrees: bool = True,
    after_agree: Part = nothing,
    popups: Part = nothing,
    search: Part = found,
    refuses: bool = True,
    after_refuse: Part = nothing,
    after_relaunch: Part = nothing,
) -> Tape:
    """Both lives; `asks` is what the first screens show. `before` happens during the first watch of each life."""
    shown = asks if asks is not None else view("欢迎", consent=consent())
    tape.watch("baseline", seconds=5)
    tape.phase("agree")
    tape.launch()
    before(tape)
    tape.watch("first_launch", shown, shown)
    expect(tape)
    if agrees:
        tape.decide("agree")
    after_agree(tape)
    tape.watch("after_agree", view("首页"))
    popups(tape)
    search(tape)
    tape.phase("refuse")
    tape.launch()
    tape.watch("first_launch", shown)
    if refuses:
        tape.decide("refuse")
    after_refuse(tape)
    tape.watch("after_refuse", view("首页"))
    tape.launch(fresh=False)
    after_relaunch(tape)
    tape.watch("relaunch", view("首页"))
    return tape
