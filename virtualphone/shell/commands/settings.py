"""`settings`: get, put, delete and list."""

from __future__ import annotations

from virtualphone.device.settings import NAMESPACES
from virtualphone.shell.call import Call

_USAGE = "usage: settings [--user <USER_ID> | current] get|put|delete|reset|list NAMESPACE KEY …"


async def settings(call: Call) -> int:
    words = list(call.args)
    if words[:1] == ["--user"]:
        words = words[2:]
    match words:
        case ["get", namespace, key] if namespace in NAMESPACES:
            value = call.state.settings.get(namespace, key)
            await call.line("null" if value is None else value)
        case ["put", namespace, key, value, *_] if namespace in NAMESPACES:
            call.state.settings.put(namespace, key, value)
        case ["delete", namespace, key] if namespace in NAMESPACES:
            await call.line(f"Deleted {int(call.state.settings.delete(namespace, key))} rows")
        case ["list", namespace] if namespace in NAMESPACES:
            for key, value in call.state.settings.list(namespace):
                await call.line(f"{key}={value}")
        case ["reset", *_]:
            pass
        case [verb, namespace, *_] if verb in ("get", "put", "delete", "list") and namespace not in NAMESPACES:
            return await call.fail(f"Invalid namespace '{namespace}'", 255)
        case _:
            return await call.fail(_USAGE, 255)
    return 0


COMMANDS = {"settings": settings}
