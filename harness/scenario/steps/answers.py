"""Steps in which the app's owner answers: a code that was sent, letters of a picture, something done by hand."""

from __future__ import annotations

from harness.config.reading import nearest
from harness.scenario.asking import NoAnswer, answer
from harness.scenario.drive import Drive, StepFailed
from harness.scenario.model import AskPerson, InputAnswer


def input_answer(drive: Drive, step: InputAnswer) -> None:
    """Type what the hook answers; the answer is secret."""
    hook = drive.app.hooks.get(step.hook)
    if hook is None:
        known = nearest(step.hook, list(drive.app.hooks))
        raise StepFailed(f"app '{drive.app.name}' has no hook named '{step.hook}'{known}")
    drive.report(f"waiting for an answer: {step.hook}")
    try:
        said = answer(hook, step.hook, drive.ask)
    except NoAnswer as error:
        raise StepFailed(str(error)) from None
    drive.secrets.add(said)
    drive.type_text(said)


def ask_person(drive: Drive, step: AskPerson) -> None:
    """Wait until a person has done what the text says."""
    drive.report(f"waiting for a person: {step.text}")
    if drive.ask(f"{step.text}\nPress enter when it is done.", step.seconds) is None:
        raise StepFailed(f"nobody did it within {step.seconds:g} s, or the run has no terminal: {step.text}")
    drive.screen()
