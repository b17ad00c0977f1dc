"""Apps on the display: what they may ask of the phone, how they are stacked, and how they end."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PIL import Image

from tests.virtualphone.trial import PACKAGE, Trial, eventually, trial_phone, write_app
from virtualphone.device.model import API28, API34
from virtualphone.engine.api import ActivityNotFoundError

pytestmark = pytest.mark.asyncio(loop_scope="module")

_COMMON = """<p id="said">…</p><script type="module">
const phone = window.AndroidBridge, get = (name) => document.getElementById(name)
const say = (value) => { get("said").textContent = typeof value === "string" ? value : JSON.stringify(value) }
const tell = (name, work) => { get(name).onclick = async () => {
  try { say(await work() ?? "nothing") } catch (error) { say(String(error.message)) }
} }
"""
_PAGES = {
    "Main": """<button id="imei">a</button><button id="aid">b</button><button id="place">c</button>
        <button id="apps">d</button><button id="count">e</button><button id="ask">f</button>
        <button id="secure">g</button><button id="crash">h</button><button id="exit">i</button>
        <button id="next">j</button><button id="store">k</button><button id="hide">l</button>
        <button id="note">m</button><button id="hang">n</button><button id="local">o</button>
        <button id="bad">p</button><button id="raw">q</button><button id="pid">r</button>
        <input id="field"><p id="left">here</p>"""
    + _COMMON
    + """
        tell("imei", () => phone.getImei()); tell("aid", () => phone.getAndroidId())
        tell("place", () => phone.getLocation()); tell("apps", () => phone.getInstalledApps())
        tell("count", async () => {
          const n = Number(await phone.prefs.get("n") ?? 0) + 1
          await phone.prefs.set("n", String(n)); return "count " + n })
        tell("ask", () => phone.requestPermissions(["android.permission.READ_CONTACTS"]))
        tell("secure", () => phone.setSecure(true)); tell("crash", () => phone.crash("boom"))
        tell("exit", () => phone.exitApp()); tell("hide", () => phone.moveTaskToBack())
        tell("next", () => phone.startActivity({activity: ".Second"}))
        tell("store", () => phone.startActivity({package: "com.android.market", data: "market://details?id=a.b"}))
        tell("note", () => phone.notify({title: "快讯", text: "限时"})); tell("hang", () => phone.hang(60000))
        tell("local", () => { const n = Number(localStorage.n ?? 0) + 1; localStorage.n = n; return "local " + n })
        tell("bad", () => phone.startActivity({activity: ".Nowhere"}))
        tell("raw", () => phone.rawRequest({host: "push.example", port: 5222, tls: false, data: "hello"}))
        tell("pid", async () => "pid " + await phone.getProcessId())
        phone.onPause(() => { get("left").textContent = "left" })
        phone.onSensor((event) => say("shaken " + event.x))
        </script>""",
    "Second": '<p id="second">第二页</p><p id="kept">…</p>'
    + _COMMON
    + """let kept = 0
        phone.onBack(() => { kept += 1; get("kept").textContent = "kept " + kept; return kept < 2 })
        </script>""",
    "Busy": "<div style='animation:x 1s infinite'>动</div><style>@keyframes x{to{opacity:.5}}</style>",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[API34, API28], ids=lambda model: model.key)
async def phone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Trial]:
    folder = write_app(tmp_path_factory.mktemp("apps") / "app", _PAGES)
    async with trial_phone(request.param, folder) as trial:
        yield trial


async def _press(phone: Trial, button: str) -> str:
    """Opens the app afresh, touches a button and returns what the page says."""
    await phone.open()
    return await _press_again(phone, button)


async def _press_again(phone: Trial, button: str) -> str:
    await phone.tap(button)

    async def look() -> str:
        text = (await phone.node("said")).text
        return "" if text == "…" or text.startswith("shaken") else text

    return await eventually(look)


async def _front(phone: Trial, package: str) -> None:
    async def look() -> bool:
        return phone.engine.focused_window().package == package

    await eventually(look)


async def test_identifiers_follow_the_android_version(phone: Trial) -> None:
    assert "SecurityException" in await _press(phone, "imei")
    assert len(await _press(phone, "aid")) == 16
    assert "SecurityException" in await _press(phone, "place")
    assert PACKAGE in await _press(phone, "apps")
    refused = [op for _, package, op, allowed in phone.state.appops.history() if package == PACKAGE and not allowed]
    assert refused


async def test_user_answers_a_permission_request(phone: Trial) -> None:
    installed = phone.state.packages.get(PACKAGE)
    assert installed is not None
    modern = phone.state.model.api_level >= 29
    controller = "com.android.permissioncontroller" if modern else "com.android.packageinstaller"
    await phone.open()
    await phone.tap("ask")
    await _front(phone, controller)
    assert "访问您的通讯录" in (await phone.node("permission_message")).text
    assert len(await phone.engine.window_roots(multi_window=False)) == 1
    await phone.tap("permission_deny_button")
    await phone.shows('"denied"')
    await phone.tap("ask")
    await phone.tap("permission_allow_button")
    await phone.shows('"granted"')
    assert phone.state.permissions.check(installed, "android.permission.READ_CONTACTS")
    phone.state.permissions.reset(installed)


async def test_leaving_a_permission_request_decides_nothing(phone: Trial) -> None:
    await phone.open()
    await phone.tap("ask")
    await phone.node("permission_deny_button")
    await phone.engine.back()
    await phone.shows('"denied"')
    assert phone.state.permissions.state(PACKAGE, "android.permission.READ_CONTACTS").flags == frozenset()


async def test_data_outlives_the_process_but_not_a_clearing(phone: Trial) -> None:
    assert await _press(phone, "count") == "count 1"
    assert await _press(phone, "count") == "count 2"
    assert await _press(phone, "local") == "local 1"
    assert await _press(phone, "local") == "local 2"
    await phone.engine.clear_package(PACKAGE)
    assert await _press(phone, "count") == "count 1"
    assert await _press(phone, "local") == "local 1"
    await phone.engine.clear_package(PACKAGE)


async def test_back_key_asks_the_page_then_ends_the_activity(phone: Trial) -> None:
    await phone.open()
    await phone.tap("next")
    await phone.node("second")
    await phone.engine.key(4)
    await phone.shows("kept 1")
    await phone.engine.key(4)
    await phone.node("count")
    assert [task.activity.rpartition(".")[2] for task in phone.engine.tasks()][:1] == ["Main"]
    await phone.engine.key(4)
    await _front(phone, "com.android.launcher3")
    assert phone.state.processes.of_package(PACKAGE)


async def test_back_from_an_apps_first_activity_ends_it_before_android_12_and_hides_it_from_then_on(
    phone: Trial,
) -> None:
    keeps = phone.state.model.api_level >= 31
    first = await _press(phone, "pid")
    await phone.engine.key(4)
    await _front(phone, "com.android.launcher3")
    assert any(task.package == PACKAGE for task in phone.engine.tasks()) == keeps
    started = await phone.engine.start_activity(PACKAGE, None)
    assert (started.cold, started.delivered_to_top) == (False, keeps)
    assert ((await phone.node("said")).text == first) == keeps
    assert (await phone.node("left")).text == ("left" if keeps else "here")
    assert await _press_again(phone, "pid") == first, "the process is the same"
    assert await _press(phone, "pid") != first


async def test_back_ends_what_another_app_opened(phone: Trial) -> None:
    for _ in range(2):
        await phone.open()
        await phone.tap("store")
        await phone.shows("a.b")
        await phone.engine.key(4)
        await _front(phone, PACKAGE)
        assert not any(task.package == "com.android.market" for task in phone.engine.tasks())


async def test_app_opens_another_app_and_hides_itself(phone: Trial) -> None:
    await phone.open()
    await phone.tap("store")
    await phone.shows("a.b")
    assert phone.engine.focused_window().package == "com.android.market"
    await phone.engine.back()
    await _front(phone, PACKAGE)
    await phone.tap("hide")
    await _front(phone, "com.android.launcher3")
    started = await phone.engine.start_activity(PACKAGE, None)
    assert (started.cold, started.delivered_to_top) == (False, True)


async def test_crash_is_logged_and_shown(phone: Trial) -> None:
    await phone.open()
    pid = phone.state.processes.of_package(PACKAGE)[0].pid
    await phone.tap("crash")
    await phone.shows("试用已停止运行")
    lines = [entry.text for entry in phone.state.logcat.entries()]
    assert "FATAL EXCEPTION: main" in lines
    assert f"Process: {PACKAGE}, PID: {pid}" in lines
    assert any(line.startswith(f"Process {PACKAGE} (pid {pid}) has died") for line in lines)
    assert not phone.state.processes.of_package(PACKAGE)
    await phone.tap("aerr_close")
    await _front(phone, "com.android.launcher3")


async def test_exit_and_kill_take_the_windows_away(phone: Trial) -> None:
    await phone.open()
    await phone.tap("exit")
    await _front(phone, "com.android.launcher3")
    await phone.open()
    phone.state.processes.kill(phone.state.processes.of_package(PACKAGE)[0].pid)
    await _front(phone, "com.android.launcher3")
    assert not any(task.package == PACKAGE for task in phone.engine.tasks())


async def test_app_that_hangs_gets_no_touch_and_is_reported(phone: Trial) -> None:
    assert await _press(phone, "hang") == "nothing"
    await phone.tap("aid")
    await phone.shows("试用没有响应")
    assert any(entry.text.startswith(f"ANR in {PACKAGE}") for entry in phone.state.logcat.entries())
    assert (await phone.windows())[-1].package == PACKAGE
    await phone.tap("aerr_close")
    await _front(phone, "com.android.launcher3")


async def test_notification_needs_its_permission_on_new_phones(phone: Trial) -> None:
    phone.state.notifications.clear()
    assert await _press(phone, "note") == "nothing"
    titles = [posted.title for posted in phone.state.notifications.all()]
    assert titles == ([] if phone.state.model.api_level >= 33 else ["快讯"])


async def test_secure_window_is_black_in_pictures(phone: Trial) -> None:
    await _press(phone, "aid")
    model = phone.state.model
    box = (0, model.status_bar_height, model.width, model.height - model.navigation_bar_height)
    open_picture = Image.open(io.BytesIO(await phone.engine.screenshot()))
    assert open_picture.size == (1080, 2400)
    assert open_picture.crop(box).getcolors(1) is None
    await _press_again(phone, "secure")
    colours = Image.open(io.BytesIO(await phone.engine.screenshot())).crop(box).getcolors(1)
    assert colours is not None
    assert colours[0][1] == (0, 0, 0)


async def test_sensor_readings_reach_the_page_until_it_ends(phone: Trial) -> None:
    await phone.open()
    phone.state.sensors.inject("accelerometer", (15.5, 0.0, 0.0))
    await phone.shows("shaken 15.5")
    await phone.engine.stop_package(PACKAGE)
    assert phone.state.sensors.active() == ()


async def test_refused_calls_reach_the_page_as_exceptions(phone: Trial) -> None:
    assert "Nowhere} does not exist" in await _press(phone, "bad")
    with pytest.raises(ActivityNotFoundError):
        await phone.engine.start_activity(PACKAGE, ".Nowhere")
    with pytest.raises(ActivityNotFoundError):
        await phone.engine.start_activity("a.b.c", None)


async def test_raw_client_leaves_bytes(phone: Trial) -> None:
    installed = phone.state.packages.get(PACKAGE)
    assert installed is not None
    before = phone.state.network.counter(installed.uid).tx_bytes
    await phone.open()
    await phone.tap("raw")

    async def look() -> bool:
        return phone.state.network.counter(installed.uid).tx_bytes == before + len("hello")

    await eventually(look)


async def test_keys_and_text_reach_the_focused_field(phone: Trial) -> None:
    await phone.open()
    await phone.tap("field")
    await phone.engine.text("北京abc")
    await phone.engine.key(67)
    assert (await phone.node("field")).text == "北京ab"
    await phone.engine.key(3)
    await _front(phone, "com.android.launcher3")


async def test_moving_page_is_never_idle_and_a_quiet_one_is(phone: Trial) -> None:
    clock = asyncio.get_running_loop().time
    await phone.open(".Busy")
    begin = clock()
    await phone.engine.wait_idle(700)
    assert clock() - begin >= 0.69
    await phone.open()
    async with asyncio.timeout(20):
        await phone.engine.wait_idle(60_000)


async def test_launcher_shows_installed_apps_and_starts_them(phone: Trial) -> None:
    await phone.engine.home()
    await phone.tap("试用")
    await _front(phone, PACKAGE)
