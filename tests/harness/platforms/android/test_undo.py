"""What is changed on a phone is written ahead, undone once, and kept when the phone does not answer."""

from __future__ import annotations

import re
import socket

import pytest

from harness.config.devices import AdbAt, Device, Timeouts
from harness.errors import InfraError, PhoneOffline
from harness.journal import Journal, PhoneKey
from harness.platforms.android.adb import AdbPhone, Answer
from harness.platforms.android.route import Route
from harness.platforms.android.undo import undo_all
from harness.restore import restore

KEY = PhoneKey("127.0.0.1", 28437, "phone-1")


class SettingsPhone(AdbPhone):
    """A phone that has a proxy setting and reversed ports, and can go offline; told apart from adb itself."""

    def __init__(self, proxy: str = "null") -> None:
        super().__init__(AdbAt(server_port=28437), "phone-1", 1.0)
        self.proxy = proxy
        self.ports: set[int] = set()
        self.offline = False
        self.pending_when_set: list[int] = []
        self.journal: Journal | None = None

    def shell(self, command: str, *, timeout_s: float | None = None) -> Answer:
        self._reach()
        if command == "settings get global http_proxy":
            return Answer(0, self.proxy + "\n", "")
        put = re.fullmatch(r"settings put global http_proxy (\S+)", command)
        assert put is not None, command
        if self.journal is not None:
            self.pending_when_set.append(len(Journal(KEY).pending()))
        self.proxy = put.group(1)
        return Answer(0, "", "")

    def reverse(self, port: int) -> None:
        self._reach()
        self.ports.add(port)

    def reverse_remove(self, port: int) -> None:
        self._reach()
        self.ports.discard(port)

    def reversed_ports(self) -> frozenset[int]:
        self._reach()
        return frozenset(self.ports)

    def _reach(self) -> None:
        if self.offline:
            raise PhoneOffline("phone-1 is offline")


def test_a_route_through_reverse_is_written_ahead_and_undone() -> None:
    phone, journal = SettingsPhone(), Journal(KEY)
    phone.journal = journal
    Route(phone, journal).lead("127.0.0.1", 8080)
    assert (phone.proxy, phone.ports) == ("127.0.0.1:8080", {8080})
    # Both changes were on the disk when the setting was changed.
    assert phone.pending_when_set == [2]
    phone.journal = None
    undo_all(phone, Journal(KEY))
    assert (phone.proxy, phone.ports) == (":0", set())
    assert Journal(KEY).pending() == ()


def test_an_address_on_the_network_needs_no_reverse() -> None:
    phone = SettingsPhone()
    Route(phone, Journal(KEY)).lead("192.168.1.5", 8080)
    assert (phone.proxy, phone.ports) == ("192.168.1.5:8080", set())


def test_a_proxy_of_the_users_own_comes_back() -> None:
    phone, journal = SettingsPhone("10.0.0.1:3128"), Journal(KEY)
    Route(phone, journal).lead("127.0.0.1", 8080)
    undo_all(phone, journal)
    assert phone.proxy == "10.0.0.1:3128"


def test_what_somebody_changed_since_is_left_alone() -> None:
    phone, journal = SettingsPhone(), Journal(KEY)
    Route(phone, journal).lead("127.0.0.1", 8080)
    phone.proxy = "10.0.0.9:1"
    undo_all(phone, journal)
    assert phone.proxy == "10.0.0.9:1"
    assert journal.pending() == ()


def test_a_route_that_a_reconnect_broke_is_mended() -> None:
    phone = SettingsPhone()
    route = Route(phone, Journal(KEY))
    route.lead("127.0.0.1", 8080)
    phone.ports.clear()
    phone.proxy = ":0"
    route.ensure()
    assert (phone.proxy, phone.ports) == ("127.0.0.1:8080", {8080})
    route.leave()
    phone.ports.clear()
    route.ensure()
    assert phone.ports == set()


def test_an_offline_phone_keeps_its_entries_for_later() -> None:
    phone, journal = SettingsPhone(), Journal(KEY)
    Route(phone, journal).lead("127.0.0.1", 8080)
    phone.offline = True
    with pytest.raises(PhoneOffline):
        undo_all(phone, journal)
    assert len(Journal(KEY).pending()) == 2
    phone.offline = False
    undo_all(phone, Journal(KEY))
    assert phone.proxy == ":0"


def test_a_change_that_cannot_be_undone_does_not_keep_the_others() -> None:
    phone, journal = SettingsPhone(), Journal(KEY)
    Route(phone, journal).lead("127.0.0.1", 8080)
    journal.record("of_a_later_version", x="1")
    with pytest.raises(InfraError, match="unknown kind 'of_a_later_version'"):
        undo_all(phone, journal)
    assert phone.proxy == ":0"
    assert [change.kind for change in journal.pending()] == ["of_a_later_version"]


def test_restoring_without_an_adb_server_says_so_and_keeps_the_entry() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        silent = probe.getsockname()[1]
        # A server on another machine is never started from here.
        device = Device(
            name="far",
            udid="phone-1",
            adb=AdbAt(server_host="127.0.0.2", server_port=silent),
            timeouts=Timeouts(adb_s=2),
        )
        key = PhoneKey("127.0.0.2", silent, "phone-1")
        Journal(key).record("http_proxy", ours="127.0.0.1:8080", before="null")
        restored = restore(device)
    assert restored.undone == ()
    assert "no adb server answers" in restored.left
    assert len(Journal(key).pending()) == 1
