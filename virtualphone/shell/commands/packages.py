"""`pm` and `cmd package`: listing, installing, permissions."""

from __future__ import annotations

from virtualphone.device.packages import Activity, Package
from virtualphone.device.permissions import UnknownPermissionError
from virtualphone.shell.call import Call
from virtualphone.shell.commands.activities import resolve_intent
from virtualphone.shell.commands.installs import INSTALL_VERBS
from virtualphone.shell.commands.listings import list_things, options_of
from virtualphone.shell.intent import parse_intent


async def pm(call: Call) -> int:
    verb, args = (call.args[0], call.args[1:]) if call.args else ("help", [])
    action = _VERBS.get(verb)
    if action is None:
        await call.line(f"Unknown command: {verb}")
        return 255
    return await action(call.with_args(verb, args))


async def path(call: Call) -> int:
    _, names = options_of(call.args)
    package = call.state.packages.get(names[0]) if names else None
    if package is None:
        return 1
    await call.line(f"package:{package.apk_path}")
    return 0


async def clear(call: Call) -> int:
    _, names = options_of(call.args)
    package = call.state.packages.get(names[0]) if names else None
    if package is None:
        await call.line("Failed")
        return 1
    await call.device.engine.clear_package(package.name)
    call.state.clear_package(package)
    await call.line("Success")
    return 0


async def uninstall(call: Call) -> int:
    _, names = options_of(call.args)
    if not names or not await call.device.uninstall(names[0]):
        await call.line("Failure [DELETE_FAILED_INTERNAL_ERROR]")
        return 1
    await call.line("Success")
    return 0


async def grant_or_revoke(call: Call) -> int:
    _, words = options_of(call.args)
    if len(words) < 2:
        return await _exception(call, "java.lang.IllegalArgumentException: Permission not specified")
    package = call.state.packages.get(words[0])
    if package is None:
        return await _exception(call, f"java.lang.IllegalArgumentException: Unknown package: {words[0]}")
    try:
        if call.name == "grant":
            call.state.permissions.grant(package, words[1])
        else:
            was_granted = call.state.permissions.state(package.name, words[1]).granted
            call.state.permissions.revoke(package, words[1])
            if was_granted:
                await _restart_after_revoke(call, package)
    except UnknownPermissionError as error:
        return await _exception(call, f"java.lang.SecurityException: {error}")
    return 0


async def _restart_after_revoke(call: Call, package: Package) -> None:
    """Android kills an app that loses a permission."""
    if call.state.processes.of_package(package.name):
        await call.device.engine.stop_package(package.name)


async def _exception(call: Call, text: str) -> int:
    await call.err(f"\nException occurred while executing '{call.name}':\n{text}")
    await call.err("\tat android.os.ShellCommand.exec(ShellCommand.java:38)")
    return 255


async def reset_permissions(call: Call) -> int:
    for package in call.state.packages.all():
        if not package.system:
            call.state.permissions.reset(package)
    return 0


async def resolve_activity(call: Call) -> int:
    package, named = resolve_intent(call.state, parse_intent(call.args))
    activity = _activity(package, named)
    if package is None or activity is None:
        await call.line("No activity found")
        return 0
    if "--brief" in call.args:
        await call.line("priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true")
        await call.line(package.component(activity.name))
        return 0
    await call.out(
        f"priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=true\n  ActivityInfo:\n"
        f"    name={activity.name}\n    packageName={package.name}\n    exported={str(activity.exported).lower()}\n"
    )
    return 0


def _activity(package: Package | None, named: str | None) -> Activity | None:
    if package is None:
        return None
    # The launcher itself is found by its HOME filter, not among the apps that it shows.
    return package.activity(named) if named else package.launcher_activity or next(iter(package.activities), None)


async def query_activities(call: Call) -> int:
    found = [package for package in call.state.packages.all() if package.launcher_activity is not None]
    await call.line(f"{len(found)} activities found:")
    for number, package in enumerate(found):
        if package.launcher_activity is not None:
            await call.line(f"  Activity #{number}:\n    {package.component(package.launcher_activity.name)}")
    return 0


async def list_command(call: Call) -> int:
    status, text = list_things(call.state, call.args)
    await call.out(text)
    return status


async def check_permission(call: Call) -> int:
    _, words = options_of(call.args)
    package = call.state.packages.get(words[1]) if len(words) > 1 else None
    held = package is not None and call.state.permissions.check(package, words[0])
    await call.line("granted" if held else "denied")
    return 0


async def dump(call: Call) -> int:
    return await call.run(["dumpsys", "package", *call.args])


async def accept(call: Call) -> int:
    """Verbs that only tune the system: they are taken and change nothing that can be seen."""
    return 0


async def users(call: Call) -> int:
    await call.line("Maximum supported users: 4")
    return 0


_VERBS = {
    "list": list_command, "path": path, "clear": clear, "uninstall": uninstall, "grant": grant_or_revoke,
    "revoke": grant_or_revoke, "reset-permissions": reset_permissions, "resolve-activity": resolve_activity,
    "query-activities": query_activities, "dump": dump, "check-permission": check_permission,
    "get-max-users": users, "compile": accept, "bg-dexopt-job": accept, "trim-caches": accept,
    "set-installer": accept, "set-permission-flags": accept, "clear-permission-flags": accept,
    **INSTALL_VERBS,
}  # fmt: skip

COMMANDS = {"pm": pm}
