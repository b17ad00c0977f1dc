"""Using the functions of an app that need a permission, so that it asks."""

from __future__ import annotations

from harness.scenario.drive import Drive, Seen
from harness.scenario.model import UseFunctions
from harness.scenario.prompting import is_system_prompt
from harness.scenario.steps.awake import await_controls
from harness.scenario.steps.popups import clear_the_way
from harness.scenario.steps.prompts import deny_prompt
from perception.screen.lexicon import button_word, has_word
from perception.screen.view import SeenText, View

PROMPT_WAIT_S = 3.0
"""How long a tapped function may take to ask, or to open what it opens."""

MOST_QUESTIONS = 4
"""Explanations and prompts that are answered for one function."""

FOOT = 0.88
"""Share of the height below which the tabs of a main screen lie."""

SAME = 0.6
"""Share of its texts that a page shows again when one has come back to it."""


def use_functions(drive: Drive, step: UseFunctions) -> None:
    """Tap what names a function that needs a permission, on the main screen and behind its tabs; each prompt is denied.

    An explanation of the app's own is gone through, as a user who wants the function would.
    """
    deadline = drive.clock.now_s() + step.seconds
    home = await_controls(drive)
    tried = set[str]()
    for tab in (None, *_tabs(drive.read(home))):
        if tab is not None:
            home = _open(drive, home, tab)
        while len(tried) < step.most and drive.clock.now_s() < deadline:
            control = _next(drive.read(home), tried)
            if control is None:
                break
            tried.add(control.text)
            _use(drive, home, control)
            home = _come_back(drive, home)


def _tabs(view: View) -> list[SeenText]:
    foot = [text for text in view.texts if text.box.y1 >= FOOT * view.height and len(text.text) <= 4]
    return foot[1:] if len(foot) > 1 else []


def _open(drive: Drive, home: Seen, tab: SeenText) -> Seen:
    drive.tap(tab.box, "step", tab.text, home)
    drive.wait_change(home.tree, PROMPT_WAIT_S)
    _answer(drive)
    return clear_the_way(drive)


def _next(view: View, tried: set[str]) -> SeenText | None:
    """The first text that names such a function and was not tapped yet; never what costs, deletes or calls."""
    return next(
        (
            text
            for text in view.texts
            if text.text not in tried
            and button_word(text.text, "permissions", "function")
            and not has_word(text.text, "policy", "dangerous")
        ),
        None,
    )


def _use(drive: Drive, home: Seen, control: SeenText) -> None:
    drive.report(f"use {control.text[:40]}")
    drive.tap(control.box, "step", control.text, home)
    drive.wait_change(home.tree, PROMPT_WAIT_S)
    _answer(drive)


def _answer(drive: Drive) -> None:
    """Go through explanations and deny prompts until nothing asks any more."""
    for _ in range(MOST_QUESTIONS):
        drive.check_app()
        seen = drive.screen()
        if is_system_prompt(seen.taken.package):
            deny_prompt(drive, seen)
            continue
        on = _go_on(drive.glance(seen))
        if on is None:
            return
        drive.tap(on.box, "step", on.text, seen)
        drive.wait_change(seen.tree, PROMPT_WAIT_S)


def _go_on(view: View) -> SeenText | None:
    """The button of an explanation that leads to the prompt."""
    popup = view.popup
    if popup is None or popup.kind != "purpose":
        return None
    buttons = [
        text
        for text in view.texts
        if popup.box.contains(text.box)
        and button_word(text.text, "kinds", "purpose_button")
        and not any(button_word(text.text, "consent", group) for group in ("refuse", "weak_refuse"))
    ]
    return buttons[-1] if buttons else None


def _come_back(drive: Drive, home: Seen) -> Seen:
    """The page on which the function stood, by the back key or a new start of the app."""
    for _ in range(3):
        seen = clear_the_way(drive)
        if not drive.in_front():
            drive.platform.launch(drive.app)
            drive.wait_change(None, PROMPT_WAIT_S)
            return await_controls(drive)
        if seen.same_as(home) or _alike(drive.read(seen), drive.read(home)):
            return seen
        drive.back()
        drive.wait_change(seen.tree, PROMPT_WAIT_S)
    return clear_the_way(drive)


def _alike(view: View, home: View) -> bool:
    shown, known = ({text.text for text in one.texts} for one in (view, home))
    return bool(known) and len(shown & known) >= SAME * len(known)
