"""Every word that a step may begin with."""

from __future__ import annotations

from harness.scenario.language import app, block, check, compliance, script, text, touch
from harness.scenario.language.words import Step

STEPS: dict[str, type[Step]] = {
    step.kind: step
    for step in (
        app.ClearState,
        app.LaunchApp,
        app.StopApp,
        app.KillApp,
        app.Relaunch,
        app.UpdateApp,
        app.SetPermissions,
        app.OpenLink,
        compliance.Watch,
        compliance.ExpectConsent,
        compliance.DecideConsent,
        compliance.StillInFront,
        compliance.ClosePopups,
        compliance.ProbePopups,
        compliance.MovePhone,
        compliance.FindPolicy,
        compliance.UseFunctions,
        compliance.Grant,
        compliance.Deny,
        compliance.VisitSettings,
        compliance.PassWalls,
        compliance.InputAnswer,
        compliance.AskPerson,
        touch.TapOn,
        touch.DoubleTapOn,
        touch.LongPressOn,
        touch.Swipe,
        touch.Drag,
        touch.Scroll,
        touch.ScrollUntilVisible,
        touch.Back,
        touch.PressKey,
        touch.HideKeyboard,
        touch.SetOrientation,
        text.InputText,
        text.EraseText,
        text.InputRandomText,
        text.InputRandomNumber,
        text.InputRandomEmail,
        text.InputRandomPersonName,
        text.InputRandomCityName,
        text.InputRandomCountryName,
        text.InputRandomColorName,
        text.CopyTextFrom,
        text.SetClipboard,
        text.PasteText,
        check.AssertVisible,
        check.AssertNotVisible,
        check.AssertTrue,
        check.ExtendedWaitUntil,
        check.WaitForAnimationToEnd,
        check.TakeScreenshot,
        block.RunFlow,
        block.Repeat,
        block.Retry,
        script.EvalScript,
        script.RunScript,
    )
}
"""The whole vocabulary, by the word that a scenario file uses."""
STEPS["idle"], STEPS["background"], STEPS["replayShake"] = (
    compliance.Idle,
    compliance.Background,
    compliance.ReplayShake,
)

OTHERS: dict[str, str] = {
    "addMedia": "pictures cannot be put on the phone",
    "assertNoDefectsWithAI": "no model on the network is asked",
    "assertScreenshot": "pictures are not compared with stored ones; use assertVisible",
    "assertWithAI": "no model on the network is asked",
    "clearKeychain": "Android has no keychain that outlives an app's data; use clearState",
    "extractTextWithAI": "no model on the network is asked; use copyTextFrom",
    "openBrowser": "use openLink with `browser: true`",
    "setAirplaneMode": "without network nothing that the app sends would be seen",
    "setLocation": "the position of the phone is its own",
    "startRecording": "every run is recorded",
    "stopRecording": "every run is recorded",
    "toggleAirplaneMode": "without network nothing that the app sends would be seen",
    "travel": "the position of the phone is its own",
}
"""Words of Maestro that this language does not have, and why."""
