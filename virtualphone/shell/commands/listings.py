"""What `pm list …` prints."""

from __future__ import annotations

from virtualphone.device.packages import Package
from virtualphone.device.permissions import group_of
from virtualphone.device.state import PhoneState

_WITH_VALUE = {"--user", "-a", "-c", "-d", "-n", "-p", "-i", "--pkg", "-S", "--uid", "-f"}
_FEATURES = (
    "android.hardware.audio.output", "android.hardware.bluetooth", "android.hardware.camera",
    "android.hardware.location.gps", "android.hardware.sensor.accelerometer", "android.hardware.sensor.gyroscope",
    "android.hardware.telephony", "android.hardware.touchscreen", "android.hardware.wifi", "android.software.webview",
)  # fmt: skip


def options_of(args: list[str]) -> tuple[dict[str, str], list[str]]:
    """Options with their values (empty for switches), and the other words."""
    options: dict[str, str] = {}
    words: list[str] = []
    remaining = iter(args)
    for word in remaining:
        if word in _WITH_VALUE:
            options[word] = next(remaining, "")
        elif word.startswith("-"):
            options[word] = ""
        else:
            words.append(word)
    return options, words


def list_things(state: PhoneState, args: list[str]) -> tuple[int, str]:
    """Exit status and text of `pm list WHAT …`."""
    what, rest = (args[0], args[1:]) if args else ("", [])
    match what:
        case "packages" | "package":
            lines = _packages(state, rest)
        case "permissions":
            lines = _permissions(state, rest)
        case "permission-groups":
            names = sorted({group for name in state.permissions.runtime_names() if (group := group_of(name))})
            lines = [f"permission group:android.permission-group.{name}" for name in names]
        case "instrumentation":
            lines = _instrumentation(state, rest)
        case "features":
            lines = [f"feature:{name}" for name in _FEATURES]
        case "libraries":
            lines = ["library:android.test.runner", "library:javax.obex", "library:org.apache.http.legacy"]
        case "users":
            lines = ["Users:", "\tUserInfo{0:机主:c13} running"]
        case _:
            return 255, f"Error: unknown list type '{what}'\n"
    return 0, "".join(f"{line}\n" for line in lines)


def _packages(state: PhoneState, args: list[str]) -> list[str]:
    # `-f`, `-i` and `-d` are switches here, unlike elsewhere.
    switches: set[str] = set()
    words: list[str] = []
    uid: int | None = None
    remaining = iter(args)
    for word in remaining:
        if word == "--user":
            next(remaining, "")
        elif word == "--uid":
            number = next(remaining, "")
            uid = int(number) if number.isascii() and number.isdigit() else -1
        elif word.startswith("-"):
            switches.add(word)
        else:
            words.append(word)
    return [
        _package_line(package, switches)
        for package in state.packages.all()
        if not ("-3" in switches and package.system)
        and not ("-s" in switches and not package.system)
        and "-d" not in switches
        and (uid is None or package.uid == uid)
        and (not words or words[0] in package.name)
    ]


def _package_line(package: Package, switches: set[str]) -> str:
    parts = [f"package:{package.apk_path}={package.name}" if "-f" in switches else f"package:{package.name}"]
    if "--show-versioncode" in switches:
        parts.append(f"versionCode:{package.version_code}")
    if "-i" in switches:
        parts.append(f" installer={package.installer or 'null'}")
    if "-U" in switches:
        parts.append(f"uid:{package.uid}")
    return " ".join(parts)


def _permissions(state: PhoneState, args: list[str]) -> list[str]:
    names = state.permissions.runtime_names()
    if "-g" not in args:
        return ["All Permissions:", "", *(f"permission:{name}" for name in names)]
    lines = ["Dangerous Permissions:", ""] if "-d" in args else ["All Permissions:", ""]
    for group in sorted({group for name in names if (group := group_of(name))}):
        lines.append(f"group:android.permission-group.{group}")
        lines.extend(f"  permission:{name}" for name in names if group_of(name) == group)
        lines.append("")
    return lines


def _instrumentation(state: PhoneState, args: list[str]) -> list[str]:
    _, words = options_of(args)
    return [
        f"instrumentation:{package.name}/{runner} (target={target})"
        for package in state.packages.all()
        for runner, target in package.app.instrumentation
        if not words or target == words[0]
    ]
