"""What each step does; `DO` maps a step's model to its function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.scenario import model
from harness.scenario.drive import Drive
from harness.scenario.steps import app, basic, consent, functions, motion, policy, popups, probing, watch

DO: dict[type[model.Step], Callable[[Drive, Any], None]] = {
    model.ClearState: app.clear_state,
    model.LaunchApp: app.launch,
    model.StopApp: app.stop,
    model.Relaunch: app.relaunch,
    model.StillInFront: app.still_in_front,
    model.Watch: watch.watch,
    model.ExpectConsent: consent.expect,
    model.DecideConsent: consent.decide,
    model.ClosePopups: popups.close_popups,
    model.ProbePopups: probing.probe_popups,
    model.MovePhone: motion.move_phone,
    model.FindPolicy: policy.find,
    model.UseFunctions: functions.use_functions,
    model.TapOn: basic.tap_on,
    model.AssertVisible: basic.assert_visible,
    model.InputText: basic.input_text,
    model.Back: basic.back,
    model.PressKey: basic.press_key,
    model.Swipe: basic.swipe,
    model.TakeScreenshot: basic.take_screenshot,
}
