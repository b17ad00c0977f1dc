"""What can go wrong in the harness, apart from what the app does.

`InfraError` is everything that failed around the app (phone, Appium, adb, capture): never a finding, never a pass,
worth another attempt. `ConfigError` is what the user has to mend in a file. `AppRefused` is the app's own doing.
"""

from __future__ import annotations

from evidence.events import Outcome


class ConfigError(Exception):
    """A file of the user's is wrong: the message names file, line and key, and the mend."""


class AppRefused(Exception):
    """The app, or the phone on its behalf, does not let the harness go on; becomes an `app.outcome` event."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(f"{outcome}: {detail}")
        self.outcome: Outcome = outcome
        self.detail = detail


class InfraError(Exception):
    """A part of the infrastructure failed. `mend` says in one line what the user can do."""

    mend = "try again; the log in the recording folder has the details"

    def __init__(self, message: str, mend: str | None = None) -> None:
        super().__init__(message)
        if mend is not None:
            self.mend = mend


class AppiumUnavailable(InfraError):
    """Appium does not start, or its address does not answer."""

    mend = "look at appium.log, or run `consentinel doctor`"


class SessionNotStarted(InfraError):
    """Appium runs but gives no session on this phone."""

    mend = "unlock the phone, check that it is the one in devices.yaml, and look at appium.log"


class SessionLost(InfraError):
    """The Appium session is gone, or its server answers nonsense."""

    mend = "try again; if it happens often, look at the cable, the phone's memory and appium.log"


class CommandTimeout(InfraError):
    """A command had no answer in the configured time."""

    mend = "raise timeouts.command_s of the device if the phone is merely slow"


class CommandFailed(InfraError):
    """Appium or the phone answered a command with an error."""


class PhoneOffline(InfraError):
    """The phone does not answer adb (offline, unauthorised, unplugged)."""

    mend = "check cable and USB debugging, then `adb devices`"


class NoDevice(InfraError):
    """No device of that name, or none that fits, can be had."""

    mend = "run `consentinel devices` to see what there is"


class DeviceBusy(NoDevice):
    """Another run is using the phone."""

    mend = "wait for the other run, or choose another device"


class LeaseLost(NoDevice):
    """The device that this run had leased was released, or its time was over."""

    mend = "`consentinel devices` says who has it now"


class DeviceNotReady(NoDevice):
    """The start command of a device did not make it ready in time."""

    mend = "look at the log of the start command"


class CaptureLost(InfraError):
    """The capture stopped, so traffic is no longer seen."""


class PortInUse(InfraError):
    """A port that was asked for is taken by another program."""

    mend = "stop the other program or choose another port"


class ToolMissing(InfraError):
    """A program that the harness starts is not installed."""

    mend = "run `consentinel doctor`"
