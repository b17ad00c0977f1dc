"""`am` and `cmd activity`: starting, stopping, broadcasting, instrumenting."""

from __future__ import annotations

import asyncio
import base64
import json

from virtualphone.device.packages import Package
from virtualphone.device.state import PhoneState
from virtualphone.engine.api import ActivityNotFoundError, ActivityStart
from virtualphone.shell.call import Call
from virtualphone.shell.intent import Intent, parse_intent

_VIEW = "android.intent.action.VIEW"
_BROWSER = "com.android.browser"
_SHELL_CRASH = "android.app.RemoteServiceException$CrashedByAdbException: shell-induced crash"
_SETTINGS_APP = "io.appium.settings"


async def am(call: Call) -> int:
    verb, args = (call.args[0], call.args[1:]) if call.args else ("help", [])
    action = _VERBS.get(verb)
    if action is None:
        return await call.fail(f"Unknown command: {verb}", 255)
    return await action(call.with_args(verb, args))


async def start(call: Call) -> int:
    intent = parse_intent(call.args)
    await call.line(f"Starting: {intent}")
    package, activity = resolve_intent(call.state, intent)
    if package is None and intent.component is not None:
        return await _not_found(call, *intent.component)
    if package is None:
        await call.err(f"Error: Activity not started, unable to resolve {intent}")
        return 1
    if activity is not None and not _may_start(call, package, activity):
        await call.err(f"\nException occurred while executing '{call.name}':")
        detail = f"Permission Denial: starting {intent} from null (pid=4711, uid={call.session.identity.uid})"
        return await call.fail(f"java.lang.SecurityException: {detail} not exported from uid {package.uid}", 255)
    if "-S" in intent.switches:
        await call.line(f"Stopping: {package.name}")
    if package.name == _SETTINGS_APP or not _has_pages(package):
        return await _start_without_picture(call, package, activity)
    try:
        started = await call.device.engine.start_activity(
            package.name, activity, data=intent.values.get("data"), stop_first="-S" in intent.switches
        )
    except ActivityNotFoundError:
        return await _not_found(call, package.name, activity)
    if started.delivered_to_top:
        await call.line(_DELIVERED)
    if "-W" in intent.switches:
        await _report(call, started)
    return 0


_DELIVERED = "Warning: Activity not started, intent has been delivered to currently running top-most instance."


def _has_pages(package: Package) -> bool:
    return package.system or any(activity.page for activity in package.activities)


async def _start_without_picture(call: Call, package: Package, activity: str | None) -> int:
    """An app that has no pages of ours, such as a helper of a driver: it runs, and shows nothing."""
    if activity is None or package.activity(activity) is None:
        return await _not_found(call, package.name, activity)
    if not call.state.processes.of_package(package.name):
        call.state.processes.start(package.name, package.uid)
    for service in package.app.services:
        if service.endswith(".ForegroundService"):
            call.state.running_services.add(f"{package.name}/{service}")
    return 0


async def _not_found(call: Call, package: str, activity: str | None) -> int:
    await call.err("Error type 3")
    return await call.fail(f"Error: Activity class {{{package}/{activity}}} does not exist.")


async def _report(call: Call, started: ActivityStart) -> None:
    state = "COLD" if started.cold else "HOT" if started.delivered_to_top else "WARM"
    await call.out(
        f"Status: ok\nLaunchState: {state}\nActivity: {started.component}\n"
        f"TotalTime: {started.total_ms}\nWaitTime: {started.total_ms + 6}\nComplete\n"
        if call.state.model.api_level >= 29
        else f"Status: ok\nActivity: {started.component}\nThisTime: {started.total_ms}\n"
        f"TotalTime: {started.total_ms}\nWaitTime: {started.total_ms + 6}\nComplete\n"
    )


def resolve_intent(state: PhoneState, intent: Intent) -> tuple[Package | None, str | None]:
    """The package that takes an intent, and the activity where one was named."""
    packages = state.packages
    if intent.component is not None:
        return packages.get(intent.component[0]), intent.component[1]
    if intent.package is not None and packages.get(intent.package) is not None:
        package = packages.get(intent.package)
        return (package, None) if package and package.launcher_activity else (None, None)
    action = intent.values.get("action", "")
    if action == "android.intent.action.MAIN" and "android.intent.category.HOME" in intent.categories:
        return packages.get("com.android.launcher3"), None
    if action.startswith("android.settings."):
        return packages.get("com.android.settings"), None
    if action == _VIEW:
        scheme = intent.values.get("data", "").partition(":")[0]
        handler = {"http": _BROWSER, "https": _BROWSER, "market": "com.android.market"}.get(scheme)
        return (packages.get(handler), None) if handler else (None, None)
    return None, None


def _may_start(call: Call, package: Package, activity: str) -> bool:
    declared = package.activity(activity)
    return declared is None or declared.exported or call.session.identity.uid in (0, 1000, package.uid)


async def force_stop(call: Call) -> int:
    for name in parse_intent(call.args).words:
        await call.device.engine.stop_package(name)
        for process in call.state.processes.of_package(name):
            call.state.processes.kill(process.pid, reason="force-stop")
    return 0


async def kill(call: Call) -> int:
    """`am kill` ends background processes only."""
    for name in parse_intent(call.args).words:
        if call.device.engine.focused_window().package != name:
            await force_stop(call.with_args("force-stop", [name]))
    return 0


async def crash(call: Call) -> int:
    """`am crash PKG|PID`: the app ends with an exception that names the shell as its cause."""
    for word in parse_intent(call.args).words:
        for process in call.state.processes.all():
            if process.package is not None and word in (str(process.pid), process.package):
                trace = f"FATAL EXCEPTION: main\nProcess: {process.name}, PID: {process.pid}\n{_SHELL_CRASH}"
                call.state.logcat.write("AndroidRuntime", "E", process.pid, trace, buffer="crash")
                call.state.processes.kill(process.pid, signal=None, reason="crash")
    return 0


async def broadcast(call: Call) -> int:
    intent = parse_intent(call.args)
    await call.line(f"Broadcasting: {intent}")
    data = _settings_app_answer(call, intent)
    if data is None:
        await call.line("Broadcast completed: result=0")
    else:
        await call.line("Broadcast completed: result=-1" + (f', data="{data}"' if data else ""))
    return 0


def _settings_app_answer(call: Call, intent: Intent) -> str | None:
    """What the receivers of Appium's settings app answer; None where nobody receives."""
    action = intent.values.get("action", "")
    if not action.startswith(_SETTINGS_APP) or call.state.packages.get(_SETTINGS_APP) is None:
        return None
    if action.endswith(".clipboard.get"):
        return base64.b64encode((call.state.clipboard.text or "").encode()).decode()
    if action.endswith(".notifications"):
        return _notifications_json(call)
    if action.endswith(".location"):
        place = call.state.personal.place
        return f"{place.latitude} {place.longitude} 0.0"
    return ""


def _notifications_json(call: Call) -> str:
    shown = [
        {
            "isGroup": False,
            "packageName": posted.package,
            "isClearable": True,
            "isOngoing": False,
            "id": posted.number,
            "tag": None,
            "notification": {"title": posted.title, "bigTitle": None, "text": posted.text, "bigText": None},
            "isRemoved": False,
        }
        for posted in call.state.notifications.all()
    ]
    return json.dumps({"statusBarNotifications": shown}, ensure_ascii=False)


async def start_service(call: Call) -> int:
    intent = parse_intent(call.args)
    await call.line(f"Starting service: {intent}")
    package = call.state.packages.get(intent.component[0]) if intent.component else None
    if package is None or intent.component is None or intent.component[1] not in package.app.services:
        await call.err("Error: Not found; no service started.")
        return 1
    if not call.state.processes.of_package(package.name):
        call.state.processes.start(package.name, package.uid)
    call.state.running_services.add("/".join(intent.component))
    return 0


async def stop_service(call: Call) -> int:
    intent = parse_intent(call.args)
    await call.line(f"Stopping service: {intent}")
    call.state.running_services.discard("/".join(intent.component or ()))
    return 0


async def instrument(call: Call) -> int:
    words = [word for word in call.args if "/" in word and not word.startswith("-")]
    package_name, _, runner = words[-1].partition("/") if words else ("", "", "")
    package = call.state.packages.get(package_name)
    declared = dict(package.app.instrumentation) if package else {}
    if package is None or runner not in declared:
        info = f"INSTRUMENTATION_FAILED: {words[-1] if words else ''}"
        await call.out(f"INSTRUMENTATION_STATUS: id=ActivityManagerService\n{info}\n")
        return 1
    target = call.state.packages.get(declared[runner]) or package
    for process in call.state.processes.of_package(target.name):
        call.state.processes.kill(process.pid, reason="start instr")
    process = call.state.processes.start(target.name, target.uid)
    await call.out("INSTRUMENTATION_STATUS: class=io.appium.uiautomator2.server.test.AppiumUiAutomator2Server\n")
    reason = await _until_process_ends(call, process.pid, words[-1])
    if reason is not None:
        await call.out(f"INSTRUMENTATION_RESULT: shortMsg={reason}\nINSTRUMENTATION_CODE: 0\n")
    else:
        await call.out("INSTRUMENTATION_CODE: -1\n")
    return 0


async def _until_process_ends(call: Call, pid: int, component: str) -> str | None:
    """Serve until the test ends by itself, its process is killed, or whoever waits goes away."""
    killed = asyncio.Event()
    forget = call.state.processes.on_exit(lambda end: killed.set() if end.process.pid == pid else None)
    if call.state.processes.get(pid) is None:
        killed.set()
    running = asyncio.create_task(call.device.instrumentation.run(component))
    dying = asyncio.create_task(killed.wait())
    try:
        await asyncio.wait({running, dying}, return_when=asyncio.FIRST_COMPLETED)
        return "Process crashed." if killed.is_set() else running.result()
    finally:
        forget()
        for task in (running, dying):
            task.cancel()
        await asyncio.gather(running, dying, return_exceptions=True)
        call.state.processes.kill(pid, reason="finished inst")


async def stack(call: Call) -> int:
    tasks = call.device.engine.tasks()
    if call.args[:1] == ["list"] or call.args[:1] == ["info"]:
        for place in tasks:
            await call.line(f"  taskId={place.task_id}: {place.package}/{place.activity} bounds=[0,0][1080,2400]")
    return 0


async def get_current_user(call: Call) -> int:
    await call.line("0")
    return 0


async def get_config(call: Call) -> int:
    model = call.state.model
    await call.line(f"config: mcc460-mnc00-zh-rCN-ldltr-sw411dp-w411dp-h866dp-v{model.api_level}")
    return 0


async def accept(call: Call) -> int:
    return 0


_VERBS = {
    "start": start, "start-activity": start, "force-stop": force_stop, "stop-app": force_stop, "kill": kill,
    "crash": crash, "broadcast": broadcast, "startservice": start_service, "start-service": start_service,
    "start-foreground-service": start_service, "stopservice": stop_service, "stop-service": stop_service,
    "instrument": instrument, "stack": stack, "task": stack, "get-current-user": get_current_user,
    "get-config": get_config, "send-trim-memory": accept, "set-debug-app": accept, "clear-debug-app": accept,
    "kill-all": accept, "wait-for-broadcast-idle": accept, "set-inactive": accept, "compat": accept,
    "clear-watch-heap": accept,
}  # fmt: skip


async def monkey(call: Call) -> int:
    """`monkey -p PKG [-c CATEGORY] 1`: the usual way to start an app by its package alone."""
    name = call.args[call.args.index("-p") + 1] if "-p" in call.args[:-1] else ""
    package = call.state.packages.get(name)
    if package is None or package.launcher_activity is None:
        await call.line("** No activities found to run, monkey aborted.")
        return 252
    await call.device.engine.start_activity(name, None)
    await call.line(
        "Events injected: 1\n## Network stats: elapsed time=12ms (0ms mobile, 0ms wifi, 12ms not connected)"
    )
    return 0


COMMANDS = {"am": am, "monkey": monkey}
