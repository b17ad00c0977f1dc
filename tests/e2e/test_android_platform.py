"""The Android platform on the real stack: adb server, Appium, UiAutomator2 driver, and a phone behind them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import adbutils
import pytest

from evidence.clock import Clock
from evidence.tree import parse_source
from harness.appium.server import AppiumServer
from harness.child import Child
from harness.config.apps import AppProfile
from harness.config.devices import AdbAt, AppiumAt, Device, Ready, Start, Timeouts
from harness.errors import AppRefused, DeviceBusy, InfraError
from harness.journal import Journal, PhoneKey, unfinished
from harness.platforms import Platform, device_session
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.trust import subject_hash_old
from harness.ports import claim_port
from harness.restore import restore, restore_leftovers
from harness.start import boot
from virtualphone.packaging import pack_apk, pack_split

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
SPECIMENS = "compliant,crasher,anr,refuser,early-permission"
SHOP = AppProfile(name="compliant", package="cn.xianxiang.maicai")
CRASHER = AppProfile(name="crasher", package="com.kuaidian.print")
HANGER = AppProfile(name="anr", package="com.zhihui.scan")
REFUSER = AppProfile(name="refuser", package="com.jinku.bank")
ASKER = AppProfile(name="early-permission", package="com.gongjiaotong.bus")


def wait_for[T](look: Callable[[], T | None], seconds: float = 30.0) -> T:
    """What `look` gives once it gives something."""
    deadline = time.monotonic() + seconds
    while (seen := look()) is None or seen is False:
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return seen


def a_device(name: str, model: str = "api34") -> Device:
    """A phone on ports of its own, so that tests meet nobody else's."""
    address = f"127.0.0.1:{claim_port()}"
    command = ("virtualphone", "start", "--model", model, "--port", address.split(":")[1], "--apps", SPECIMENS)
    return Device(
        name=name,
        adb=AdbAt(server_port=claim_port(), connect=address),
        start=Start(command=command, ready=Ready(adb=address), timeout_s=120),
        identifiers={"phone_number": ("+8613800138000",)},
        timeouts=Timeouts(command_s=20, session_s=60, adb_s=10),
    )


@pytest.fixture(scope="module", autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Journals and locks of these tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("state")
        patch.setenv("XDG_STATE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def appium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppiumServer]:
    with AppiumServer(AppiumAt(), tmp_path_factory.mktemp("logs") / "appium.log") as server:
        yield server


@pytest.fixture(scope="module")
def device() -> Device:
    return a_device("phone")


@pytest.fixture(scope="module")
def phone(device: Device, appium: AppiumServer) -> Iterator[Platform]:
    """A phone with an open session, for all tests that leave it usable."""
    with device_session(device, appium) as platform:
        platform.open(Clock.start())
        yield platform


@pytest.fixture
def far_side(device: Device) -> adbutils.AdbDevice:
    """The phone as plain adb sees it."""
    client = adbutils.AdbClient(host="127.0.0.1", port=device.adb.server_port)
    return client.device(device.serial)


def test_the_phone_tells_what_it_is(phone: Platform) -> None:
    info = phone.info()
    assert (info.platform, info.api_level, info.width, info.height) == ("android", 34, 1080, 2400)
    assert info.density > 160
    assert info.model
    assert abs(phone.phone_clock_offset_ms()) < 60_000


def test_a_launched_app_is_seen_with_its_dialog(phone: Platform) -> None:
    installed = phone.install(SHOP)
    assert installed.uid == phone.app_uid(SHOP)
    assert "android.permission.INTERNET" in installed.requested_permissions
    phone.clear(SHOP)
    phone.launch(SHOP)
    shown = wait_for(lambda: texts if "同意" in (texts := _texts(phone)) else None)
    assert "不同意" in shown
    screen = phone.screen()
    assert screen.stable, screen.unstable_reason
    assert screen.package == SHOP.package == phone.foreground().package
    assert screen.picture is not None
    assert (screen.width, screen.height) == (1080, 2400)
    assert phone.outcome(SHOP) is None


def test_taps_keys_and_swipes_reach_the_app(phone: Platform) -> None:
    phone.clear(SHOP)
    phone.launch(SHOP)
    _tap(phone, "同意")
    wait_for(lambda: "不同意" not in _texts(phone))
    _tap(phone, "我的")
    wait_for(lambda: "设置" in _texts(phone))
    phone.swipe(540, 1700, 540, 700, 300)
    phone.home()
    wait_for(lambda: phone.foreground().package != SHOP.package)
    phone.stop(SHOP)
    assert phone.outcome(SHOP) is None


def test_a_permission_request_is_a_window_of_the_system(phone: Platform) -> None:
    phone.clear(ASKER)
    phone.launch(ASKER)
    wait_for(lambda: "permission" in phone.foreground().package or None)
    phone.back()
    phone.stop(ASKER)
    assert phone.granted_permissions(ASKER) == ()


def test_a_crash_is_an_outcome(phone: Platform) -> None:
    phone.clear(CRASHER)
    phone.launch(CRASHER)
    outcome, detail = wait_for(lambda: phone.outcome(CRASHER))
    assert outcome == "crash"
    assert detail
    phone.stop(CRASHER)


def test_an_app_that_does_not_answer_is_an_outcome(phone: Platform) -> None:
    phone.clear(HANGER)
    phone.launch(HANGER)

    def touched_and_hung() -> str | None:
        outcome = phone.outcome(HANGER)
        if outcome is None:
            # Where no dialog of the system has a button.
            phone.tap(540, 300)
        return outcome[0] if outcome else None

    assert wait_for(touched_and_hung, 60) == "anr"
    phone.stop(HANGER)


def test_an_app_that_leaves_by_itself_is_an_outcome(phone: Platform) -> None:
    phone.clear(REFUSER)
    phone.launch(REFUSER)

    def refused() -> str | None:
        outcome = phone.outcome(REFUSER)
        if outcome is None:
            _tap_if_there(phone, "确定", "退出", "我知道了", "知道了")
        return outcome[0] if outcome else None

    assert wait_for(refused) in ("refuses_to_run", "exit")


def test_an_app_that_is_not_there_is_refused(phone: Platform) -> None:
    missing = AppProfile(name="missing", package="com.example.missing")
    for act in (phone.install, phone.clear, phone.launch):
        with pytest.raises(AppRefused, match=r"install_failure: com\.example\.missing is not on the phone"):
            act(missing)


def test_an_app_file_is_installed_afresh(phone: Platform, tmp_path: Path) -> None:
    file = tmp_path / "shop.apk"
    pack = [str(Path(sys.executable).parent / "virtualphone"), "pack", "compliant", "-o", str(file)]
    subprocess.run(pack, check=True, cwd=ROOT)
    profile = AppProfile(name="shop", package=SHOP.package, file=file)
    first, second = phone.install(profile), phone.install(profile)
    assert len(first.sha256) == 64
    assert (first.sha256, first.version_name) == (second.sha256, second.version_name)
    junk = tmp_path / "junk.apk"
    junk.write_bytes(b"this is no package")
    with pytest.raises(AppRefused, match="install_failure"):
        phone.install(AppProfile(name="junk", package="com.example.junk", file=junk))


def test_a_base_is_installed_with_its_splits(phone: Platform, tmp_path: Path) -> None:
    specimen = ROOT / "virtualphone" / "specimens" / "compliant"
    base, split = (
        pack_apk(specimen, version_code=400, version_name="4.0"),
        pack_split(specimen, "config.xxhdpi", version_code=400),
    )
    file = tmp_path / "shop.apks"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("splits/base-xxhdpi.apk", split)
        archive.writestr("splits/base-master.apk", base)
    profile = AppProfile(name="shop", package=SHOP.package, file=file)
    installed = phone.install(profile)
    assert (installed.version_code, installed.version_name) == ("400", "4.0")
    assert installed.signers == ("CN=maicai-release",)
    assert len(installed.certificates) == 1


def test_identifiers_of_devices_yaml_stand_beside_those_of_the_phone(phone: Platform) -> None:
    values, sources = phone.identifiers(SHOP)
    assert values["phone_number"] == ("+8613800138000",)
    assert sources["phone_number"] == "devices.yaml"
    assert values["serial"][0]
    assert SHOP.package not in values["installed_apps"]
    assert CRASHER.package in values["installed_apps"]


def test_the_phone_tells_of_the_app(phone: Platform) -> None:
    texts = phone.device_texts(SHOP)
    assert SHOP.package is not None
    assert SHOP.package in texts["package"]
    assert "mCurrentFocus" in texts["window"]
    uid = phone.app_uid(SHOP)
    assert uid is not None
    assert phone.bytes_counted(uid) is not None
    assert isinstance(phone.appops(SHOP), dict)


def test_the_route_is_led_mended_and_undone(phone: Platform, far_side: adbutils.AdbDevice) -> None:
    port = claim_port()
    phone.route_to("127.0.0.1", port)
    assert _proxy(far_side) == f"127.0.0.1:{port}"
    assert [item.remote for item in far_side.reverse_list()] == [f"tcp:{port}"]
    assert unfinished()
    far_side.reverse_remove_all()
    phone.ensure_route()
    assert [item.remote for item in far_side.reverse_list()] == [f"tcp:{port}"]
    phone.unroute()
    assert _proxy(far_side) == ":0"
    assert far_side.reverse_list() == []
    assert unfinished() == ()


def test_a_ca_is_trusted_until_it_is_not(phone: Platform, far_side: adbutils.AdbDevice, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a test", "-keyout", str(tmp_path / "key")]
    subprocess.run(["openssl", *request, "-out", str(ca)], check=True, capture_output=True)
    trusted, how = phone.trust_ca(ca)
    assert trusted, how
    name = f"{subject_hash_old(ca.read_bytes())}.0"
    zygote = far_side.shell("pidof zygote64").split()[0]
    look = f"su 0 nsenter --mount=/proc/{zygote}/ns/mnt -- ls /apex/com.android.conscrypt/cacerts"
    before = set(far_side.shell(look).split())
    assert name in before
    assert len(before) > 2
    phone.unroute()
    after = set(far_side.shell(look).split())
    assert after == before - {name}
    assert "tmpfs /system/etc/security/cacerts" not in far_side.shell("su 0 cat /proc/mounts")


def test_appium_may_die_between_two_sessions(phone: Platform, appium: AppiumServer) -> None:
    assert appium.pid is not None
    os.kill(appium.pid, signal.SIGKILL)
    with pytest.raises(InfraError):
        phone.screen()
    phone.open(Clock.start())
    assert phone.source().startswith(b"<?xml")
    assert appium.restarts == 1


def test_a_second_run_on_the_phone_is_told_so(phone: Platform, device: Device, appium: AppiumServer) -> None:
    with pytest.raises(DeviceBusy, match="is in use by process"), device_session(device, appium):
        pass


def test_android_9_too(appium: AppiumServer, tmp_path: Path) -> None:
    with device_session(a_device("old", "api28"), appium) as phone:
        phone.open(Clock.start())
        assert phone.info().api_level == 28
        phone.install(SHOP)
        phone.launch(SHOP)
        wait_for(lambda: "同意" in _texts(phone) or None)
        assert phone.foreground().package == SHOP.package
        uid = phone.app_uid(SHOP)
        assert uid is not None
        assert phone.bytes_counted(uid) is not None


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "frozen"])
def test_a_lost_phone_costs_no_more_than_the_timeout(by: signal.Signals, appium: AppiumServer, tmp_path: Path) -> None:
    device = a_device("lost").model_copy(update={"timeouts": Timeouts(command_s=8, session_s=60, adb_s=5)})
    command = _boot(device, tmp_path)
    with device_session(device, appium) as phone:
        phone.open(Clock.start())
        phone.launch(SHOP)
        phone.route_to("127.0.0.1", claim_port())
        os.kill(command.pid, by)
        for act in (phone.screen, phone.ensure_route, phone.close):
            started = time.monotonic()
            with pytest.raises(InfraError):
                act()
            took = time.monotonic() - started
            # The end of a session may wait for the driver as well as for adb.
            assert took < device.timeouts.command_s + device.timeouts.adb_s + 5, act
    # The changes stay written down until the phone answers again.
    assert _key(device) in unfinished()
    command.stop()
    with device_session(device, appium) as phone:
        phone.open(Clock.start())
        assert _key(device) not in unfinished()


def test_a_killed_run_leaves_no_programs_and_a_phone_that_can_be_restored(tmp_path: Path) -> None:
    device = a_device("survivor")
    with _boot(device, tmp_path):
        (tmp_path / "device.json").write_text(device.model_dump_json())
        run = subprocess.Popen(
            [sys.executable, "-c", KILLED_RUN, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        assert run.stdout is not None
        with run.stdout:
            appium_pid = int(run.stdout.readline())
        run.kill()
        run.wait()
        wait_for(lambda: not Path(f"/proc/{appium_pid}").exists() or None)
        far_side = adbutils.AdbClient(host="127.0.0.1", port=device.adb.server_port).device(device.serial)
        assert _proxy(far_side) == "127.0.0.1:23456"
        restored = restore(device)
        assert set(restored.undone) == {"http_proxy", "reverse"}
        assert restored.left == ""
        # The adb server that was started for that run is over with it; a fresh one shows the phone as it is now.
        assert restore(device).undone == ()
        Journal(_key(device)).record("http_proxy", ours="127.0.0.1:1", before="null")
        assert [one.undone for one in restore_leftovers() if one.phone == str(_key(device))] == [("http_proxy",)]


KILLED_RUN = """
import sys, time
from pathlib import Path
from evidence.clock import Clock
from harness.appium.server import AppiumServer
from harness.config.devices import AppiumAt, Device
from harness.platforms import device_session
folder = Path(sys.argv[1])
device = Device.model_validate_json((folder / "device.json").read_bytes())
with AppiumServer(AppiumAt(), folder / "appium.log") as appium, device_session(device, appium) as phone:
    phone.open(Clock.start())
    phone.route_to("127.0.0.1", 23456)
    print(appium.pid, flush=True)
    time.sleep(600)
"""


def _boot(device: Device, folder: Path) -> Child:
    """The phone, started apart from any session."""

    def booted(serial: str) -> bool:
        client = adbutils.AdbClient(host="127.0.0.1", port=device.adb.server_port)
        try:
            client.connect(serial, timeout=5)
            return bool(client.device(serial).shell("getprop sys.boot_completed") == "1")
        except adbutils.AdbError:
            return False

    AdbPhone(device.adb, device.serial, 10).ensure_server()
    child = boot(device, folder / "phone.log", booted)
    assert child is not None
    return child


def _key(device: Device) -> PhoneKey:
    assert device.serial is not None
    return PhoneKey("127.0.0.1", device.adb.server_port, device.serial)


def _proxy(far_side: adbutils.AdbDevice) -> str:
    return str(far_side.shell("settings get global http_proxy"))


def _texts(phone: Platform) -> set[str]:
    return {node.text for node in parse_source("android", phone.source()).walk()}


def _tap(phone: Platform, *labels: str) -> None:
    wait_for(lambda: _tap_if_there(phone, *labels) or None)


def _tap_if_there(phone: Platform, *labels: str) -> bool:
    for node in parse_source("android", phone.source()).walk():
        if node.label in labels:
            phone.tap(*node.bounds.centre)
            return True
    return False
