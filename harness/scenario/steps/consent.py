"""Steps about the consent pop-up: read its policy, and decide."""

from __future__ import annotations

from evidence.events import Tap, TapEffect
from harness.scenario.drive import Drive, Seen, StepFailed
from harness.scenario.model import DecideConsent, ExpectConsent
from harness.scenario.prompting import is_system_prompt
from harness.scenario.reading import read_policy
from harness.scenario.steps.awake import await_controls, has_controls
from harness.scenario.steps.prompts import deny_prompt
from perception.screen.view import Consent, Control, View

EFFECT_TIMEOUT_S = 5.0
MAX_PROMPTS = 4
"""How many permission prompts that stand over the pop-up are denied."""

MAX_DIALOGS = 3
"""How many persuading dialogs in a row are answered."""


def expect(drive: Drive, step: ExpectConsent) -> None:
    """Find the consent pop-up, open its policy, read it, and return to the pop-up. Fails when there is none."""
    seen, consent = _consent_in_sight(drive)
    link = _policy_link(consent)
    if link is None:
        return
    tap = drive.tap(link.box, "open_policy", link.text, seen)
    drive.wait_change(seen.tree, EFFECT_TIMEOUT_S)
    read_policy(drive, origin="consent", tap=tap, link_text=link.text, pages=step.readPages, before=seen)
    _return(drive)


def decide(drive: Drive, step: DecideConsent) -> None:
    """Tap the choice and see its effect; a second dialog is answered likewise, the first answer is what counts.

    Whoever ignores the pop-up leaves it as it stands.
    """
    if step.choice == "ignore":
        _consent_in_sight(drive)
        return
    agree = step.choice == "agree"
    # The last counts before the decision: what happens after it must not be taken for what went before.
    drive.note_appops(f"before {step.choice}")
    drive.count_bytes(f"before {step.choice}")
    for _ in range(MAX_DIALOGS):
        seen, consent = _consent_in_sight(drive)
        if not agree and consent.window.kind == "login":
            raise StepFailed("a log-in page can be left, but refuses nothing")
        if agree:
            seen = _tick_consent_box(drive, seen)
        control = consent.agree if agree else consent.refuse
        if control is None:
            raise StepFailed(f"the consent pop-up offers nothing to {step.choice} with")
        tap = drive.tap(control.box, step.choice, control.text, seen)
        if drive.decided_ms is None:
            drive.decided_ms = tap.at_ms
        if note_effect(drive, tap, seen) != "second_dialog":
            return


def _consent_in_sight(drive: Drive) -> tuple[Seen, Consent]:
    """The pop-up by its tree; where that does not show both choices and a link, by what is drawn as well.

    It may come late: a screen with nothing to tap is waited for.
    """
    seen = _without_prompts(drive)
    consent = _consent_on(drive, seen)
    if consent is None and not has_controls(seen):
        seen = await_controls(drive)
        consent = _consent_on(drive, seen)
    if consent is None:
        raise StepFailed("no consent pop-up is on the screen")
    return seen, consent


def _without_prompts(drive: Drive) -> Seen:
    seen = drive.standing()
    for _ in range(MAX_PROMPTS):
        if not is_system_prompt(seen.taken.package):
            break
        deny_prompt(drive, seen)
        seen = drive.screen()
    drive.check_app()
    return seen


def _consent_on(drive: Drive, seen: Seen) -> Consent | None:
    consent = drive.glance(seen).consent
    top = drive.glance(seen).popup
    if top is not None and top.form == "system":
        raise StepFailed("a window of the system stands over the app")
    if consent is None or consent.agree is None or consent.refuse is None or not consent.policy_links:
        consent = drive.view(seen).consent
    return consent


def _policy_link(consent: Consent) -> Control | None:
    """The link that names privacy; a user agreement alone is not the policy."""
    named = [link for link in consent.policy_links if "隐私" in link.text or "privacy" in link.text.lower()]
    return next(iter(named or consent.policy_links), None)


def _tick_consent_box(drive: Drive, seen: Seen) -> Seen:
    """A consent box that the user must tick first is ticked, as a user who agrees would."""
    boxes = [check for check in drive.glance(seen).checks if check.about_consent and not check.ticked]
    if not boxes:
        return seen
    drive.tap(boxes[0].box, "step", f"tick: {boxes[0].about}", seen)
    drive.wait_change(seen.tree, 1.0)
    return drive.screen()


def note_effect(drive: Drive, tap: Tap, before: Seen) -> str:
    """Wait for what the tap does and note it with the time at which it was first seen."""
    deadline = drive.clock.now_s() + EFFECT_TIMEOUT_S
    drive.wait_change(before.tree, EFFECT_TIMEOUT_S)
    seen_ms = drive.clock.now_ms()
    while True:
        if not drive.in_front():
            drive.left_after_refusal = tap.purpose == "refuse"
            drive.writer.add(TapEffect(tap=tap.id, effect="left_app", at_ms=seen_ms), sync=True)
            drive.check_app()
            return "left_app"
        seen = drive.screen()
        effect = _judge_effect(drive.glance(seen), drive.glance(before), same=seen.same_as(before))
        if effect != "still_open" or drive.clock.now_s() > deadline:
            drive.writer.add(TapEffect(tap=tap.id, screen=seen.number, effect=effect, at_ms=seen_ms), sync=True)
            return effect
        drive.wait_change(seen.tree, 1.0)
        seen_ms = drive.clock.now_ms()


def _judge_effect(view: View, before: View, *, same: bool) -> str:
    if view.consent is None or _begins_login(view.consent, before.consent):
        return "closed"
    if same or before.consent is None or view.consent.window.box == before.consent.window.box:
        return "still_open" if same or view.all_text == before.all_text else "second_dialog"
    return "second_dialog"


def _begins_login(consent: Consent, before: Consent | None) -> bool:
    """A log-in page that follows a pop-up asks for consent of its own; the pop-up has been answered."""
    return consent.window.kind == "login" and before is not None and before.window.kind != "login"


def _return(drive: Drive) -> None:
    """Back to the pop-up: at most three times back, never out of the app."""
    for _ in range(3):
        drive.back()
        drive.wait_change(None, 1.5)
        seen = drive.screen()
        if drive.glance(seen).consent is not None or drive.view(seen).consent is not None:
            return
        if not drive.in_front():
            drive.platform.launch(drive.app)
            drive.wait_change(seen.tree, EFFECT_TIMEOUT_S)
            return
    raise StepFailed("the consent pop-up did not come back after its policy was read")
