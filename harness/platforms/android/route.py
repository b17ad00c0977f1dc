"""Leading a phone's traffic to a proxy of this machine, and back."""

from __future__ import annotations

from harness.errors import PhoneOffline
from harness.journal import Change, Journal
from harness.platforms.android.adb import AdbPhone

PROXY_CHANGE, REVERSE_CHANGE = "http_proxy", "reverse"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NO_PROXY = ("", "null", ":0")


class Route:
    """The `http_proxy` setting of one phone and, for a proxy on loopback, the `adb reverse` that reaches it."""

    def __init__(self, phone: AdbPhone, journal: Journal) -> None:
        self._phone = phone
        self._journal = journal
        self._target: tuple[str, int] | None = None

    def lead(self, host: str, port: int) -> None:
        """Lead the traffic to host:port. Each change is in the journal before it is made. Raises InfraError."""
        before = self._setting()
        if host in _LOOPBACK:
            host = "127.0.0.1"
            self._journal.record(REVERSE_CHANGE, port=str(port))
            self._phone.reverse(port)
        self._journal.record(PROXY_CHANGE, ours=f"{host}:{port}", before=before)
        self._target = (host, port)
        self._set(f"{host}:{port}")

    def ensure(self) -> None:
        """Set again what a reconnect or the app has undone. Raises InfraError."""
        if self._target is None:
            return
        host, port = self._target
        if host == "127.0.0.1" and port not in self._phone.reversed_ports():
            self._phone.reverse(port)
        if self._setting() != f"{host}:{port}":
            self._set(f"{host}:{port}")

    def leave(self) -> None:
        """Forget the target; `undo_proxy` and `undo_reverse` do the rest."""
        self._target = None

    def _setting(self) -> str:
        return self._phone.read("settings get global http_proxy").strip()

    def _set(self, value: str) -> None:
        answer = self._phone.shell(f"settings put global http_proxy {value}")
        if not answer.ok or self._setting() != value:
            raise PhoneOffline(
                f"the phone does not take the proxy setting: {answer.said}", "allow `adb shell settings put`"
            )


def undo_proxy(phone: AdbPhone, change: Change) -> None:
    """Put the proxy setting back, unless somebody has changed it since. Raises InfraError."""
    if phone.read("settings get global http_proxy").strip() != change.values["ours"]:
        return
    before = change.values["before"]
    # Deleting the setting leaves the network stack with the old proxy until the next reboot; `:0` takes effect at once.
    value = ":0" if before in _NO_PROXY else before
    answer = phone.shell(f"settings put global http_proxy {value}")
    if not answer.ok:
        raise PhoneOffline(f"the phone does not take the proxy setting back: {answer.said}")


def undo_reverse(phone: AdbPhone, change: Change) -> None:
    """Take the reversed port back. Raises InfraError."""
    phone.reverse_remove(int(change.values["port"]))
