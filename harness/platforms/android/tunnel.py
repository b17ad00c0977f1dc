"""Leading a phone's traffic through its WireGuard app into the capture, and back.

The tunnel is imported into the app once, by a person, because Android lets nobody else do it; from then on the app
raises and drops it on request (its setting "Allow remote control apps"). Which apps go through it is read from the
phone, not believed.
"""

from __future__ import annotations

import re
import shlex
import time

from harness.capture.tunnel import PHONE_ADDRESS
from harness.errors import PhoneOffline
from harness.journal import Change, Journal
from harness.platforms.android.adb import AdbPhone

TUNNEL_CHANGE = "wireguard_tunnel"

_APP = "com.wireguard.android"
_RECEIVER = f"{_APP}/.model.TunnelManager$IntentReceiver"
_UP_TIMEOUT_S = 15.0
_ASK_EVERY_S = 0.3
_NETWORK = re.compile(r"^.*NetworkAgentInfo.*$", re.MULTILINE)
_UIDS = re.compile(r"Uids: <\{?([0-9, \-]*)\}?>")

UidRanges = tuple[tuple[int, int], ...]
"""Users whose traffic goes through a network, from and to (both included)."""


class TunnelRoute:
    """The tunnel of one phone, up between `lead` and the undoing of its journal entry."""

    def __init__(self, phone: AdbPhone, journal: Journal, name: str) -> None:
        self._phone = phone
        self._journal = journal
        self._name = name
        self._led = False

    def lead(self) -> None:
        """Raise the tunnel and wait until it stands. Raises PhoneOffline."""
        self._journal.record(TUNNEL_CHANGE, name=self._name)
        self._led = True
        self._raise()

    def ensure(self) -> None:
        """Raise it again when somebody has dropped it. Raises PhoneOffline."""
        if self._led and self.uids() is None:
            self._raise()

    def leave(self) -> None:
        """Forget it; `undo_tunnel` does the rest."""
        self._led = False

    def uids(self) -> UidRanges | None:
        """Whose traffic goes through the tunnel, as the phone tells it; None while the tunnel is down."""
        return tunnel_uids(self._phone.read("dumpsys connectivity"))

    def _raise(self) -> None:
        _ask(self._phone, "SET_TUNNEL_UP", self._name)
        deadline = time.monotonic() + _UP_TIMEOUT_S
        while self.uids() is None:
            if time.monotonic() > deadline:
                raise PhoneOffline(
                    f"the tunnel {self._name!r} does not come up on the phone",
                    "import the tunnel that `consentinel devices --tunnel` prints into the WireGuard app, raise it "
                    "there once by hand, and allow remote control apps in its settings",
                )
            time.sleep(_ASK_EVERY_S)


def undo_tunnel(phone: AdbPhone, change: Change) -> None:
    """Drop the tunnel. Raises PhoneOffline."""
    _ask(phone, "SET_TUNNEL_DOWN", change.values["name"])


def tunnel_uids(text: str) -> UidRanges | None:
    """Whose traffic the tunnel takes, from `dumpsys connectivity`; None when it is not among the networks.

    The tunnel is known by the phone's address in it. A network that names no users takes everybody's.
    """
    for line in _NETWORK.findall(text):
        if "VPN" not in line or f"{PHONE_ADDRESS}/32" not in line or " DISCONNECTED" in line:
            continue
        told = _UIDS.search(line)
        if told is None:
            return ((0, 2**31 - 1),)
        ends = [part.split("-") for part in told.group(1).replace(" ", "").split(",") if part]
        return tuple((int(pair[0]), int(pair[-1])) for pair in ends if pair[0] and pair[-1])
    return None


def _ask(phone: AdbPhone, action: str, name: str) -> None:
    answer = phone.shell(
        f"am broadcast -a {_APP}.action.{action} -n {shlex.quote(_RECEIVER)} -e tunnel {shlex.quote(name)}"
    )
    if not answer.ok:
        raise PhoneOffline(
            f"the phone does not pass the request on to the WireGuard app: {answer.said}",
            f"install {_APP} on the phone",
        )
