"""Commands to a page that another page takes the place of."""

from __future__ import annotations

from typing import Any, cast

import pytest

from harness.appium.session import Session
from harness.errors import CommandFailed, CommandTimeout, InfraError
from harness.platforms.web import devtools as module
from harness.platforms.web.devtools import Devtools, cut_off


class Page:
    """A session that fails with these errors in turn, and then answers."""

    def __init__(self, *errors: InfraError) -> None:
        self.errors = list(errors)
        self.calls: list[str] = []

    def call(self, doing: str, command: object) -> dict[str, Any]:
        self.calls.append(doing)
        if self.errors:
            raise self.errors.pop(0)
        return {"frameTree": {"frame": {"id": "F"}}, "executionContextId": 3, "result": {"value": 7}}


def gone() -> InfraError:
    error = CommandTimeout("Runtime.evaluate: no answer in time (timeout)")
    error.__cause__ = Exception("timeout\nfrom aborted by navigation: Not attached to an active page")
    return error


def devtools(page: Page) -> Devtools:
    return Devtools(cast(Session, page))


def test_a_command_that_a_navigation_cuts_off_is_given_again() -> None:
    page = Page(gone(), gone())
    devtools(page).send("Page.bringToFront")
    assert len(page.calls) == 3


def test_a_page_that_comes_between_is_asked_in_place_of_the_one_before() -> None:
    page = Page(CommandFailed("Runtime.evaluate: Cannot find context with specified id"), gone())
    assert devtools(page).evaluate("1") == 7
    assert page.calls[-3:] == ["Page.getFrameTree", "Page.createIsolatedWorld", "Runtime.evaluate"]


def test_an_input_is_not_given_twice() -> None:
    page = Page(gone())
    assert devtools(page).send("Input.insertText", text="好") == {}
    assert len(page.calls) == 1


def test_other_failures_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (CommandFailed("no such window"), CommandTimeout("no answer in time")):
        assert not cut_off(error)
        with pytest.raises(type(error)):
            devtools(Page(error)).send("Page.bringToFront")
    monkeypatch.setattr(module, "AGAIN_S", 0.0)
    with pytest.raises(CommandTimeout):
        devtools(Page(*(gone() for _ in range(9)))).send("Page.bringToFront")


@pytest.mark.parametrize("answer", [{}, {"frameTree": {}}, {"frameTree": {"frame": 7}}, {"frameTree": None}])
def test_an_answer_without_sense_is_a_failure(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]) -> None:
    page = Page()
    monkeypatch.setattr(page, "call", lambda *_: answer)
    with pytest.raises(CommandFailed, match="makes no sense"):
        devtools(page).evaluate("1")
