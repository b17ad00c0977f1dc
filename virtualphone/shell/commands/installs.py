"""Installing through `cmd package install` and install sessions."""

from __future__ import annotations

from virtualphone.device.appfile import base_of
from virtualphone.device.packages import InstallError
from virtualphone.shell.call import Call
from virtualphone.shell.commands.listings import options_of

_MAX_PACKAGE_BYTES = 1 << 29


async def install(call: Call) -> int:
    options, words = options_of(call.args)
    if "-S" in options:
        size = _size(options["-S"])
        data = await call.stdin.read_exactly(size) if size is not None else b""
        if size is None or len(data) != size:
            return await _failure(call, "INSTALL_FAILED_INVALID_APK", "fewer bytes than announced")
    elif words:
        try:
            data = call.read_file(words[0])
        except OSError as error:
            await call.line(f"Error: Unable to open file: {words[0]}")
            return await call.fail(f"Consider using a file under /data/local/tmp/ ({error.strerror})", 255)
    else:
        return await call.fail("Error: must either specify a package size or an APK file", 255)
    return await _install(call, data, options)


async def install_create(call: Call) -> int:
    options, _ = options_of(call.args)
    number = call.state.install_sessions.create(options)
    await call.line(f"Success: created install session [{number}]")
    return 0


async def install_write(call: Call) -> int:
    options, words = options_of([word for word in call.args if word != "-"])
    session = call.state.install_sessions.get(words[0]) if words else None
    if session is None or len(words) < 2:
        return await call.fail("Error: no such install session", 255)
    size = _size(options.get("-S", ""))
    if size is not None:
        data = await call.stdin.read_exactly(size)
    elif len(words) > 2:
        data = call.read_file(words[2])
    else:
        return await call.fail("Error: must specify a APK size", 255)
    session.parts[words[1]] = data
    await call.line(f"Success: streamed {len(data)} bytes")
    return 0


async def install_commit(call: Call) -> int:
    _, words = options_of(call.args)
    session = call.state.install_sessions.get(words[0]) if words else None
    if session is None or not session.parts:
        return await _failure(call, "INSTALL_FAILED_INVALID_APK", "no such session or nothing written")
    call.state.install_sessions.close(words[0])
    # Splits carry resources only; the base is the part that declares the app.
    try:
        base = base_of(list(session.parts.values()))
    except InstallError as error:
        return await _failure(call, error.code, error.message)
    return await _install(call, base, session.options)


async def install_abandon(call: Call) -> int:
    _, words = options_of(call.args)
    if words and call.state.install_sessions.get(words[0]) is not None:
        call.state.install_sessions.close(words[0])
    await call.line("Success")
    return 0


async def _install(call: Call, data: bytes, options: dict[str, str]) -> int:
    letters = {word for word in options if word.startswith("-") and not word.startswith("--")}
    try:
        await call.device.install(
            data,
            downgrade="-d" in letters or "--allow-downgrade" in options,
            grant_all="-g" in letters or "--grant-all-requested-permissions" in options,
            installer=options.get("-i") or None,
        )
    except InstallError as error:
        return await _failure(call, error.code, error.message)
    await call.line("Success")
    return 0


async def _failure(call: Call, code: str, message: str) -> int:
    await call.line(f"Failure [{code}: {message}]")
    return 1


def _size(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _MAX_PACKAGE_BYTES else None


INSTALL_VERBS = {
    "install": install, "install-create": install_create, "install-write": install_write,
    "install-commit": install_commit, "install-abandon": install_abandon,
}  # fmt: skip
