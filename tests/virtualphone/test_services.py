"""What am, pm, settings, appops, dumpsys, logcat and the rest print, in the words that tools read."""

from __future__ import annotations

import datetime
import re

import pytest

from tests.virtualphone.blank_display import BlankDisplay
from tests.virtualphone.command_line import run
from virtualphone.device.clock import parse_local
from virtualphone.device.packages import Activity, AppFile, Package
from virtualphone.device.processes import Process
from virtualphone.phone import VirtualPhone

_P = "android.permission."
_NAME = "com.example.shop"


def _install(phone: VirtualPhone) -> Package:
    app = AppFile(
        _NAME,
        "优选商城",
        120,
        "1.2.0",
        "shop",
        permissions=(_P + "INTERNET", _P + "CAMERA", _P + "READ_CONTACTS"),
        activities=(
            Activity(f"{_NAME}.MainActivity", "index.html", launcher=True),
            Activity(f"{_NAME}.SecretActivity", "secret.html", exported=False, links=("m.example-shop.cn",)),
        ),
    )
    return phone.state.packages.install(app, api_level=phone.state.model.api_level)


async def test_start_reports_component_and_kind_of_launch(phone: VirtualPhone) -> None:
    _install(phone)
    cold = await run(phone, f"am start -W -n {_NAME}/.MainActivity")
    resolved = await run(phone, f"cmd package resolve-activity --brief {_NAME}")

    assert f"cmp={_NAME}/.MainActivity" in cold.out
    assert f"Activity: {_NAME}/.MainActivity" in cold.out
    assert ("LaunchState: COLD" in cold.out) == (phone.state.model.api_level >= 29)
    assert resolved.out.splitlines()[-1] == f"{_NAME}/.MainActivity"


async def test_what_cannot_be_started_says_why(modern: VirtualPhone) -> None:
    _install(modern)
    missing = await run(modern, f"am start -n {_NAME}/.Nothing")
    secret = await run(modern, f"am start -n {_NAME}/.SecretActivity")
    by_root = await run(modern, f"am start -n {_NAME}/.SecretActivity", root=True)
    foreign = await run(modern, "am start -n com.example.none/.Main")
    nobody = await run(modern, "am start -a android.intent.action.VIEW -d foo://bar")

    assert f"Activity class {{{_NAME}/{_NAME}.Nothing}} does not exist" in missing.err
    assert "java.lang.SecurityException: Permission Denial" in secret.err
    assert by_root.status == 0
    assert "Activity class {com.example.none/com.example.none.Main} does not exist" in foreign.err
    assert "unable to resolve Intent" in nobody.err


async def test_home_is_the_launcher(phone: VirtualPhone) -> None:
    asked = "cmd package resolve-activity --brief -a android.intent.action.MAIN -c android.intent.category.HOME"

    assert (await run(phone, asked)).out.splitlines()[-1] == "com.android.launcher3/.Launcher"


async def test_crash_by_the_shell_stands_in_the_crash_log(modern: VirtualPhone) -> None:
    _install(modern)
    await run(modern, f"am start -n {_NAME}/.MainActivity")
    await run(modern, f"am crash {_NAME}")

    assert "E AndroidRuntime: FATAL EXCEPTION: main" in (await run(modern, "logcat -d -b crash")).out
    assert (await run(modern, f"pidof {_NAME}")).out == ""


async def test_addresses_open_the_browser_and_the_store(modern: VirtualPhone) -> None:
    await run(modern, "am start -a android.intent.action.VIEW -d https://example.com/x")
    browser = modern.engine.focused_window().package
    await run(modern, "am start -a android.intent.action.VIEW -d market://details?id=x")

    assert (browser, modern.engine.focused_window().package) == ("com.android.browser", "com.android.market")


async def test_focus_and_processes_follow_a_start_and_a_stop(phone: VirtualPhone) -> None:
    package = _install(phone)
    await run(phone, f"monkey -p {_NAME} -c android.intent.category.LAUNCHER 1")
    part = "displays" if phone.state.model.api_level >= 29 else "windows"
    focus = await run(phone, f"dumpsys window {part}")
    pid = (await run(phone, f"pidof {_NAME}")).out
    processes = await run(phone, "dumpsys activity processes")
    await run(phone, f"am force-stop {_NAME}")
    gone = await run(phone, f"pidof {_NAME}")

    assert re.search(rf"mCurrentFocus=Window\{{[0-9a-f]+ u0 {_NAME}/{_NAME}\.MainActivity\}}", focus.out)
    assert re.search(rf"mFocusedApp=ActivityRecord\{{[0-9a-f]+ u0 {_NAME}/\.MainActivity t\d+\}}", focus.out)
    assert re.search(rf"ProcessRecord\{{[0-9a-f]+ {pid}:{_NAME}/u0a{package.uid - 10_000}\}}", processes.out)
    assert (gone.status, gone.out) == (1, "")


async def test_permissions_are_shown_granted_and_revoked(phone: VirtualPhone) -> None:
    package = _install(phone)
    await run(phone, f"pm grant {_NAME} {_P}CAMERA")
    granted = (await run(phone, f"dumpsys package {_NAME}")).out
    await run(phone, f"pm revoke {_NAME} {_P}CAMERA")
    phone.state.permissions.deny(package, _P + "CAMERA")
    denied = (await run(phone, f"dumpsys package {_NAME}")).out
    refused = await run(phone, f"pm grant {_NAME} {_P}READ_SMS")

    assert re.search(rf"^\s*Package \[{_NAME}\] \([0-9a-f]+\):$", granted, re.MULTILINE)
    assert "versionCode=120 minSdk=26 targetSdk=34" in granted
    assert re.search(rf"{_NAME}/\.SecretActivity filter [0-9a-f]+$", granted, re.MULTILINE)
    assert '          Scheme: "https"\n          Authority: "m.example-shop.cn": -1\n' in granted
    assert f"    install permissions:\n      {_P}INTERNET: granted=true" in granted
    assert f"        {_P}CAMERA: granted=true" in granted
    assert re.search(rf"{_P}CAMERA: granted=false, flags=\[ [^\]]*USER_SET", denied)
    assert (refused.status, "has not requested permission" in refused.err) == (255, True)


async def test_operations_are_printed_with_their_times(phone: VirtualPhone) -> None:
    _install(phone)
    phone.state.appops.note(_NAME, "READ_CONTACTS")
    phone.state.appops.note(_NAME, "CAMERA", allowed=False)
    listed = (await run(phone, f"appops get {_NAME}")).out
    dumped = (await run(phone, "dumpsys appops")).out
    await run(phone, f"appops set {_NAME} READ_CONTACTS ignore")
    ignored = (await run(phone, f"cmd appops get {_NAME} android:read_contacts")).out
    nothing = (await run(phone, "appops get cn.example.notes CAMERA")).out

    assert re.search(r"^READ_CONTACTS: allow; time=(\+\d+ms|0) ago$", listed, re.MULTILINE)
    assert re.search(r"^CAMERA: allow; rejectTime=(\+\d+ms|0) ago$", listed, re.MULTILINE)
    assert f"    Package {_NAME}:\n      READ_CONTACTS (allow): \n" in dumped
    where = r"\[top-s\]" if phone.state.model.api_level >= 30 else "top ="
    assert re.search(rf"Access: {where} \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{{3}} \((-\d+ms|0)\)", dumped)
    assert ignored.startswith("READ_CONTACTS: ignore")
    assert nothing == "No operations.\nDefault mode: allow"


async def test_clear_forgets_grants_and_unknown_apps_fail(modern: VirtualPhone) -> None:
    package = _install(modern)
    modern.state.permissions.grant(package, _P + "CAMERA")
    cleared = await run(modern, f"pm clear {_NAME}")
    unknown = await run(modern, "pm clear com.example.none")

    assert cleared.out == "Success"
    assert not modern.state.permissions.check(package, _P + "CAMERA")
    assert (unknown.status, unknown.out) == (1, "Failed")


async def test_settings_are_put_listed_and_deleted(modern: VirtualPhone) -> None:
    await run(modern, "settings put global http_proxy 127.0.0.1:8080")
    assert modern.state.settings.proxy() == ("127.0.0.1", 8080)
    assert "http_proxy=127.0.0.1:8080" in (await run(modern, "settings list global")).out

    await run(modern, "settings put global http_proxy :0")
    assert modern.state.settings.proxy() is None
    assert (await run(modern, "settings delete global http_proxy")).out == "Deleted 1 rows"
    assert (await run(modern, "settings get global http_proxy")).out == "null"


async def test_bytes_are_counted_per_uid(phone: VirtualPhone) -> None:
    phone.state.network.count(10_101, rx=5000, tx=700)
    dumped = (await run(phone, "dumpsys netstats detail")).out

    found = re.search(r"uid=10101 set=FOREGROUND tag=0x0\n.*\n\s+st=\d+ rb=(\d+) rp=\d+ tb=(\d+)", dumped)
    assert found is not None
    assert found.groups() == ("5000", "700")


async def test_touches_keys_and_text_reach_the_display(modern: VirtualPhone) -> None:
    for line in (
        "tap 10 20",
        "swipe 1 2 3 4 500",
        "text a%sb",
        "keyevent KEYCODE_BACK 66",
        "touchscreen swipe 1 2 3 4",
    ):
        assert (await run(modern, f"input {line}")).status == 0
    display = modern.engine
    assert isinstance(display, BlankDisplay)

    assert display.touched == [
        ("tap", 10, 20),
        ("swipe", 1, 2, 3, 4, 500),
        ("text", "a b"),
        ("key", 4),
        ("key", 66),
        ("swipe", 1, 2, 3, 4, 300),
    ]
    assert (await run(modern, "input tap x 1")).status == 1


async def test_power_key_darkens_the_display(modern: VirtualPhone) -> None:
    await run(modern, "input keyevent 26")
    assert "mScreenOnFully=false" in (await run(modern, "dumpsys window")).out
    assert "mWakefulness=Asleep" in (await run(modern, "dumpsys power")).out


async def test_tree_and_picture_come_as_files_or_to_the_caller(modern: VirtualPhone) -> None:
    dumped = await run(modern, "uiautomator dump /sdcard/t.xml && cat /sdcard/t.xml")
    await run(modern, "screencap -p /sdcard/s.png")

    assert dumped.out.startswith("UI hierchary dumped to: /sdcard/t.xml\n<?xml")
    assert modern.state.filesystem.read("/sdcard/s.png").startswith(b"\x89PNG")


async def test_log_is_filtered_by_tag_level_buffer_and_time(modern: VirtualPhone) -> None:
    log = modern.state.logcat
    log.write("Shop", "I", 42, "one")
    log.write("AndroidRuntime", "E", 42, "FATAL EXCEPTION: main\nProcess: x", buffer="crash")
    crash = (await run(modern, "logcat -d -b crash")).out
    quiet = (await run(modern, "logcat -d -v brief -s Shop:W")).out
    late = (await run(modern, "logcat -d -T '01-01 00:00:00.000' -v raw Shop:I *:S")).out
    await run(modern, "logcat -c")

    assert re.search(r"^\d\d-\d\d [\d:.]{12}    42    42 E AndroidRuntime: FATAL EXCEPTION: main$", crash, re.MULTILINE)
    assert "one" not in quiet
    assert late.splitlines()[-1] == "one"
    assert "Shop" not in (await run(modern, "logcat -d")).out
    assert (await run(modern, "logcat -d -T yesterday")).status == 1


async def test_sensors_show_who_listens(modern: VirtualPhone) -> None:
    registration = modern.state.sensors.subscribe(_NAME, 10_104, 4242, "accelerometer", lambda values: None)
    listening = (await run(modern, "dumpsys sensorservice")).out
    modern.state.sensors.unsubscribe(registration)
    after = (await run(modern, "dumpsys sensorservice")).out

    assert f"\t{_NAME} | WakeLockRefCount 0 | uid 10104" in listening
    assert "1 active connections" in listening
    assert "0 active connections" in after
    assert re.search(rf"- 0x00000001 pid= 4242 uid=10104 package={_NAME}", after)


async def test_notifications_carry_their_texts(modern: VirtualPhone) -> None:
    modern.state.notifications.post(_NAME, 10_104, "上新", "快来看")
    dumped = (await run(modern, "dumpsys notification --noredact")).out

    assert f"pkg={_NAME}" in dumped
    assert "android.title=String (上新)" in dumped


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wm size", "Physical size: 1080x2400"),
        ("wm density", "Physical density: 420"),
        ("pm list packages com.android.browser", "package:com.android.browser"),
        ("ps -A | grep zygote64", " zygote64"),
        ("ps --help", "-A\tAll"),
        ("id", "uid=2000(shell)"),
        ("su 0 id", "uid=0(root)"),
        ("su -c id", "uid=0(root)"),
        ("dumpsys battery", "level: 87"),
        ("dumpsys wifi", 'SSID: "Home-5G"'),
        ("dumpsys connectivity", "Active default network: 100"),
        ("dumpsys input", "SurfaceOrientation: 0"),
        ("cmd wifi status", "Wifi is enabled"),
        ("ime list -s", "com.android.inputmethod.latin/.LatinIME"),
        ("content query --uri content://settings/global", "name=adb_enabled, value=1"),
        ("cat /proc/net/unix", "/dev/socket/zygote"),
        ("getprop ro.product.locale", "zh-CN"),
        ("which am", "/system/bin/am"),
    ],
)
async def test_common_questions_have_their_answers(modern: VirtualPhone, line: str, expected: str) -> None:
    assert expected in (await run(modern, line)).out


async def test_kill_needs_the_right_and_ends_the_process(modern: VirtualPhone) -> None:
    package = _install(modern)
    process = modern.state.processes.start(_NAME, package.uid)

    assert "Operation not permitted" in (await run(modern, f"kill -9 {process.pid}")).err
    assert (await run(modern, f"su 0 kill -9 {process.pid}")).status == 0
    assert modern.state.processes.get(process.pid) is None
    assert "No such process" in (await run(modern, f"kill {process.pid}")).err


async def test_instrumentation_ends_with_its_process(modern: VirtualPhone) -> None:
    app = AppFile("io.example.test", "t", 1, "1", "k", instrumentation=(("runner.R", "io.example.test"),))
    modern.state.packages.install(app, api_level=34)
    listed = (await run(modern, "pm list instrumentation")).out

    def kill(process: Process) -> None:
        modern.state.processes.kill(process.pid)

    modern.state.processes.on_start(kill)
    ended = await run(modern, "am instrument -w io.example.test/runner.R")

    assert listed == "instrumentation:io.example.test/runner.R (target=io.example.test)"
    assert "INSTRUMENTATION_RESULT: shortMsg=Process crashed." in ended.out


async def test_identifiers_are_readable_where_such_an_android_lets_the_shell(phone: VirtualPhone) -> None:
    device, old = phone.state.identifiers.device, phone.state.model.api_level < 29

    def parcel_text(printed: str) -> str:
        return "".join(re.findall(r"'(.*?)'", printed)).replace(".", "")

    by_shell = parcel_text((await run(phone, "service call iphonesubinfo 1")).out)
    by_root = parcel_text((await run(phone, "su 0 service call iphonesubinfo 1")).out)
    address = await run(phone, "cat /sys/class/net/wlan0/address")

    assert device.imei in by_root
    assert (device.imei in by_shell) == old
    assert (address.out == device.wifi_mac) == old
    assert (await run(phone, "getprop ro.serialno")).out == device.serial
    assert f"link/ether {device.wifi_mac}" in (await run(phone, "ip addr show wlan0")).out
    assert (
        phone.state.personal.phone_number
        in (await run(phone, "content query --uri content://telephony/siminfo", root=True)).out
    )
    assert f"{phone.state.personal.place.latitude:.6f}" in (await run(phone, "dumpsys location")).out


async def test_clock_runs_in_the_zone_of_the_phone(modern: VirtualPhone) -> None:
    moment, shown = (await run(modern, "date +%s; date +%Y-%m-%dT%T%z")).out.split()
    modern.state.logcat.write("Shop", "I", 42, "now")
    logged = (await run(modern, "logcat -d -s Shop")).out.splitlines()[-1]
    since = (await run(modern, f"logcat -d -v raw -T '{logged[:18]}' -s Shop")).out.splitlines()

    assert shown.endswith("+0800")
    assert abs(datetime.datetime.strptime(shown, "%Y-%m-%dT%H:%M:%S%z").timestamp() - int(moment)) <= 1
    assert abs((parse_local(logged[:18], float(moment)) or 0.0) - int(moment)) < 5
    assert since[-1] == "now"
