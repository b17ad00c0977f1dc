"""Leases between processes: nobody shares a device, a killed owner holds nothing, and time runs out for strangers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.config.devices import AdbAt, Device
from harness.errors import ConfigError, DeviceBusy, LeaseLost, NoDevice
from harness.leases import Entry, Quarantine, entries, lease, lending, phone_of, release
from harness.lock import only_user_of

ROOT = Path(__file__).parents[3]

OWNER = """
import sys
from tests.harness.leases.test_leases import FARM
from harness.leases import lease
with lease(FARM, {"two"}, "another run", 3600):
    print("held", flush=True)
    sys.stdin.read()
"""

DRIVER = """
import sys
from harness.lock import only_user_of
with only_user_of("another phone"):
    print("held", flush=True)
    sys.stdin.read()
"""


def device(name: str, *tags: str) -> Device:
    return Device(name=name, udid=f"serial-{name}", adb=AdbAt(server_port=5999), tags=tags)


FARM = (device("one", "old"), device("two", "new"), device("three", "new"))


def taken(*wanted: str, avoid: tuple[str, ...] = (), wait_s: float = 0.0) -> str:
    """The device that is lent now."""
    with lease(FARM, set(wanted) or None, "a test", 60, avoid=avoid, wait_s=wait_s) as lent:
        return lent.device.name


def test_devices_are_lent_in_their_order_to_one_at_a_time() -> None:
    with ExitStack() as stack:
        names = [stack.enter_context(lease(FARM, None, "a test", 60)).device.name for _ in FARM]
        assert names == ["one", "two", "three"]
        with pytest.raises(DeviceBusy, match=rf"one is in use by a test \(process {os.getpid()} on .*\); two is"):
            taken()
    assert taken() == "one"


def test_names_and_tags_choose() -> None:
    assert taken("two") == "two"
    assert taken("new") == "two"
    assert taken("new", avoid=("two",)) == "three"
    assert taken("two", avoid=("two",)) == "two", "there is no other"
    with pytest.raises(ConfigError, match=r"no device has the name or tag 'thre', did you mean 'three'\?"):
        taken("thre")
    with pytest.raises(NoDevice), lease((), None, "a test", 60):
        pass


def test_who_finds_none_free_waits() -> None:
    held, enough = threading.Event(), threading.Event()

    def hold() -> None:
        with lease(FARM, {"old"}, "first", 60):
            held.set()
            enough.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        enough.set()

    with lease(FARM, {"old"}, "second", 60, wait_s=30, report=tell) as lent:
        assert lent.device.name == "one"
    holder.join()
    assert len(told) == 1
    assert told[0].startswith("waiting for a device: one is in use by first")


def test_a_device_to_be_avoided_is_taken_when_the_others_do_not_become_free_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with lease(FARM, {"two"}, "others", 60), lease(FARM, {"three"}, "others", 60):
        assert taken(avoid=("one",)) == "one", "there is no time to wait for another"
        monkeypatch.setattr(lending, "QUARANTINE_S", 0.0)
        assert taken(avoid=("one",), wait_s=2.0) == "one"


def test_when_the_time_to_wait_is_over_even_a_device_that_failed_is_taken() -> None:
    with lease(FARM, {"one"}, "a test", 60) as lent:
        lent.quarantine("PhoneOffline: gone")
    with lease(FARM, {"new"}, "others", 60), lease(FARM, {"new"}, "others", 60):
        assert taken() == "one"


def test_a_killed_owner_holds_nothing() -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=dict(os.environ)
    )
    assert owner.stdout is not None
    assert owner.stdin is not None
    assert owner.stdout.readline() == b"held\n"
    state = entries(FARM)["two"]
    assert isinstance(state, Entry)
    assert (state.owner, state.pid) == ("another run", owner.pid)
    with pytest.raises(DeviceBusy, match="two is in use by another run"):
        taken("two")
    owner.kill()
    owner.wait()
    assert taken("two") == "two"
    assert entries(FARM) == {}
    owner.stdout.close()
    owner.stdin.close()


def test_the_lease_of_another_machine_ends_with_its_time(state_home: Path) -> None:
    with lease(FARM, {"one"}, "elsewhere", 60):
        (path,) = (state_home / "consentinel" / "leases").glob("*.json")
        entry = json.loads(path.read_text())
        path.write_text(json.dumps(entry | {"host": "another-machine", "until": time.time() + 60}))
        with pytest.raises(DeviceBusy, match="on another-machine"):
            taken("one")
        path.write_text(json.dumps(entry | {"host": "another-machine", "until": time.time() - 1}))
        assert taken("one") == "one"


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"phone": "x"}', '"' + "x" * 100_000])
def test_a_torn_entry_is_none(state_home: Path, torn: str) -> None:
    with lease(FARM, {"one"}, "a test", 60):
        (path,) = (state_home / "consentinel" / "leases").glob("*.json")
        path.write_text(torn)
    assert taken("one") == "one"


def test_a_phone_in_a_run_without_a_lease_is_not_lent() -> None:
    with only_user_of(phone_of(FARM[0])):
        assert taken() == "two"
        with pytest.raises(DeviceBusy, match="one is in use by a run without a lease"):
            taken("one")


def test_a_device_on_which_the_equipment_failed_is_passed_over_while_there_are_others() -> None:
    with lease(FARM, {"one"}, "a test", 60) as lent:
        lent.quarantine("PhoneOffline: gone")
    state = entries(FARM)["one"]
    assert isinstance(state, Quarantine)
    assert state.reason == "PhoneOffline: gone"
    assert taken() == "two"
    assert taken("one") == "one"
    assert release(FARM[0]) == state
    assert taken() == "one"


def test_a_released_lease_is_lost_to_its_owner() -> None:
    with lease(FARM, {"one"}, "a test", 60) as lent:
        lent.renew()
        freed = release(FARM[0])
        assert isinstance(freed, Entry)
        assert freed.owner == "a test"
        with lease(FARM, {"one"}, "another", 60) as other:
            with pytest.raises(LeaseLost, match="'one' is no longer leased"):
                lent.renew()
            other.renew()
    assert release(FARM[0]) is None


def test_a_phone_that_is_driven_is_not_released() -> None:
    with lease(FARM, {"one"}, "a test", 60), only_user_of(phone_of(FARM[0])):
        with pytest.raises(DeviceBusy, match=f"'one' is driven by a test .process {os.getpid()}"):
            release(FARM[0])
        assert "one" in entries(FARM)


def test_the_only_phone_that_is_driven_is_not_released() -> None:
    only = Device(name="only", adb=AdbAt(server_port=5999))
    with lease([only], None, "a test", 60):
        told = pytest.raises(DeviceBusy, match=f"'only' is driven by a test .process {os.getpid()}")
        with only_user_of("serial-one@127.0.0.1:5999"), told:
            release(only)
        assert release(only) is not None, "nobody drives it any more"


def test_the_only_phone_is_released_though_another_process_drives_one() -> None:
    only = Device(name="only", adb=AdbAt(server_port=5999))
    other = subprocess.Popen(
        [sys.executable, "-c", DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=dict(os.environ)
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    with lease([only], None, "a test", 60):
        assert release(only) is not None
    other.communicate()


def test_renewing_moves_the_end() -> None:
    with lease(FARM, {"one"}, "a test", 60) as lent:
        before = entries(FARM)["one"]
        time.sleep(0.01)
        lent.renew()
        assert entries(FARM)["one"].until > before.until


CONTENDER = """
import os, sys
from pathlib import Path
from tests.harness.leases.test_leases import FARM
from harness.leases import lease
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    with lease(FARM[:2], None, "a contender", 60, wait_s=60) as lent:
        mark = Path(sys.argv[1]) / lent.device.name
        while True:
            try:
                os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
                break
            except FileExistsError:
                owner = mark.read_text()
                if owner and Path("/proc", owner).exists():
                    sys.exit(f"{lent.device.name} is used by {owner} too")
                mark.unlink()
        mark.write_text(str(os.getpid()))
        if sys.argv[2] == "dies" and number == 5:
            os.kill(os.getpid(), 9)
        mark.unlink()
"""


def test_contenders_never_share_a_device_though_some_are_killed(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    contenders = [
        subprocess.Popen(
            [sys.executable, "-c", CONTENDER, str(marks), "dies" if number % 2 else "lives"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=dict(os.environ),
        )
        for number in range(4)
    ]
    for contender in contenders:
        assert contender.stdout is not None
        assert contender.stdout.readline() == b"ready\n"
    ended = [contender.communicate(b"go\n", timeout=100) for contender in contenders]
    assert [contender.returncode for contender in contenders] == [0, -9, 0, -9], ended
