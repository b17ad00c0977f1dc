"""`service`: the list of system services, and calls that answer with a parcel."""

from __future__ import annotations

import struct

from virtualphone.shell.call import Call

SERVICES = (
    "activity", "appops", "connectivity", "iphonesubinfo", "location", "media.camera", "notification", "package",
    "phone", "statusbar", "uimode", "wifi", "window",
)  # fmt: skip
_FIRST_RESTRICTED_API = 29
_EX_SECURITY = -1
_SHELL_UID = 2000


async def service(call: Call) -> int:
    match call.args:
        case ["list"]:
            await call.line(f"Found {len(SERVICES)} services:")
            await call.out("".join(f"{number}\t{name}: []\n" for number, name in enumerate(SERVICES)))
        case ["check", name]:
            await call.line(f"Service {name}: {'found' if name in SERVICES else 'not found'}")
        case ["call", "iphonesubinfo", "1", *_]:
            await call.out(_imei_parcel(call))
        case ["call", name, *_] if name in SERVICES:
            await call.line("Result: Parcel(00000000    '....')")
        case ["call", name, *_]:
            return await call.fail(f"service: Service {name} does not exist", 10)
        case _:
            return await call.fail("service: unknown command", 10)
    return 0


def _imei_parcel(call: Call) -> str:
    """Transaction 1 gives the IMEI to the shell below API 29, from there to root only."""
    uid = call.session.identity.uid
    if uid == _SHELL_UID and call.state.model.api_level >= _FIRST_RESTRICTED_API:
        text = f"getDeviceId: The user {uid} does not meet the requirements to access device identifiers."
        return format_parcel(struct.pack("<i", _EX_SECURITY) + _string16(text))
    return format_parcel(struct.pack("<i", 0) + _string16(call.state.identifiers.device.imei))


def _string16(text: str) -> bytes:
    data = struct.pack("<i", len(text)) + text.encode("utf-16-le") + b"\0\0"
    return data + bytes(-len(data) % 4)


def format_parcel(data: bytes) -> str:
    """A parcel as `service call` prints it: words in hexadecimal, and the bytes that can be read."""
    lines = ["Result: Parcel("]
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        words = " ".join(f"{word:08x}" for (word,) in struct.iter_unpack("<I", row))
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        lines.append(f"  0x{at:08x}: {words:<35} '{shown:<16}'")
    return "\n".join(lines) + ")\n"


COMMANDS = {"service": service}
