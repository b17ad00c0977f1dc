"""`dumpsys activity`: activities, processes, services and recents."""

from __future__ import annotations

import time

from virtualphone.device.packages import FIRST_APPLICATION_UID, full_class_name
from virtualphone.device.processes import Process
from virtualphone.device.state import PhoneState
from virtualphone.engine.api import Engine, TaskInfo
from virtualphone.shell.dumpsys.window import component_name


def dump_activity(state: PhoneState, engine: Engine, words: list[str]) -> str:
    """The part that was asked for; without one, activities, services and processes."""
    names = [word for word in words if not word.startswith("-")]
    part = names[0] if names else ""
    match part:
        case "activities" | "a":
            return _activities(engine)
        case "processes" | "p":
            return _processes(state, names[1:])
        case "services" | "s" | "service":
            return _services(state, names[1:])
        case "recents" | "r":
            return _recents(engine)
        case "top" | "starter" | "lastanr" | "broadcasts" | "providers" | "permissions" | "exit-info":
            return f"ACTIVITY MANAGER {part.upper()} (dumpsys activity {part})\n  (nothing)\n"
        case "":
            return _activities(engine) + _services(state, []) + _processes(state, [])
    return _services(state, names) if part else ""


def _record(task: TaskInfo) -> str:
    return f"ActivityRecord{{{task.pid:x}{task.task_id:x} u0 {component_name(task)} t{task.task_id}}}"


def _activities(engine: Engine) -> str:
    tasks = engine.tasks()
    lines = ["ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)", "Display #0 (activities from top to bottom):"]
    for number, task in enumerate(tasks):
        shown = f"type=standard A={task.package} U=0 visible={str(number == 0).lower()}"
        lines += [
            f"  * Task{{{task.task_id:x}a0 #{task.task_id} {shown}}}",
            f"    * Hist  #0: {_record(task)}",
            f"        packageName={task.package} processName={task.package}",
            f"        app=ProcessRecord{{{task.pid:x} {task.pid}:{task.package}/u0}}",
            f"        mActivityComponent={component_name(task)}",
            f"        state={'RESUMED' if number == 0 else 'STOPPED'}",
        ]
    if tasks:
        front = _record(tasks[0])
        lines += [f"  topResumedActivity={front}", f"  ResumedActivity: {front}", f"  mResumedActivity: {front}"]
        lines.append(f"  mFocusedApp={front}")
    return "".join(f"{line}\n" for line in lines) + "\n"


def _recents(engine: Engine) -> str:
    lines = ["ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)"]
    seen: dict[int, TaskInfo] = {}
    for task in engine.tasks():
        seen.setdefault(task.task_id, task)
    for number, task in enumerate(seen.values()):
        lines.append(f"  * Recent #{number}: Task{{{task.task_id:x}a0 #{task.task_id} type=standard A={task.package}}}")
        lines.append(f"    realActivity={{{task.package}/{full_class_name(task.package, task.activity)}}}")
    return "".join(f"{line}\n" for line in lines) + "\n"


def _process_record(process: Process) -> str:
    owner = f"u0a{process.uid - FIRST_APPLICATION_UID}" if process.uid >= FIRST_APPLICATION_UID else str(process.uid)
    return f"ProcessRecord{{{process.pid * 2477 & 0xFFFFFFF:x} {process.pid}:{process.name}/{owner}}}"


def _processes(state: PhoneState, names: list[str]) -> str:
    lines = ["ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)", "  All known processes:"]
    shown = [process for process in state.processes.all() if process.package or process.name == "system_server"]
    for process in shown:
        if names and process.package != names[0]:
            continue
        lines += [
            f"  *APP* UID {process.uid} {_process_record(process)}",
            f"    user #0 uid={process.uid} gids={{3003, 50000}}",
            f"    packageList={{{process.package or 'android'}}}",
            f"    startSeq={process.pid} pid={process.pid}",
        ]
    lines += ["", "  Process LRU list (sorted by oom_adj):"]
    lines += [f"    Proc # 0: fg     T/A/TOP  trm: 0 {process.pid}:{process.name}/u0" for process in shown]
    return "".join(f"{line}\n" for line in lines) + "\n"


def _services(state: PhoneState, names: list[str]) -> str:
    lines = ["ACTIVITY MANAGER SERVICES (dumpsys activity services)", "  User 0 active services:"]
    wanted = names[0] if names else ""
    found = False
    for component in sorted(state.running_services):
        package_name, _, name = component.partition("/")
        package = state.packages.get(package_name)
        processes = state.processes.of_package(package_name)
        short = package.component(name) if package else component
        if package is None or not processes or (wanted and wanted not in (package_name, component, short)):
            continue
        found = True
        lines += [
            f"  * ServiceRecord{{{processes[0].pid:x}5 u0 {short}}}",
            f"    intent={{cmp={short}}}",
            f"    packageName={package_name}",
            f"    processName={package_name}",
            f"    app={_process_record(processes[0])}",
            "    isForeground=true foregroundId=1 foregroundNoti=Notification(channel=main)",
            f"    createTime=-{int(time.time() - processes[0].started)}s startingBgTimeout=--",
        ]
    if not found:
        lines[1:] = ["  (nothing)"]
    return "".join(f"{line}\n" for line in lines) + "\n"
