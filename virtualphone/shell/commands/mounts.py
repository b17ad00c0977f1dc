"""Mounting, and running commands in the mount namespace of a process."""

from __future__ import annotations

import re

from virtualphone.device.filesystem import ROOT, Directory, Mount
from virtualphone.shell.call import Call


async def mount(call: Call) -> int:
    files, session = call.state.filesystem, call.session
    if not call.args:
        for entry in files.mounts(session.namespace):
            await call.line(str(entry))
        return 0
    if session.identity.uid != 0:
        source, point = ["", "", *call.args][-2:]
        return await call.fail(f"mount: '{source}'->'{point}': Operation not permitted")
    kind, options, bind, places = _parse(call.args)
    if "remount" in options:
        target = places[-1] if places else "/"
        return await call.fail(f"mount: '{target}' not in /proc/mounts" if target != "/" else _READ_ONLY)
    if len(places) != 2:
        return await call.fail("mount: bad arguments")
    source, point = session.path(places[0]), session.path(places[1])
    try:
        files.node(point, ROOT, session.namespace)
        if bind:
            root = files.node(source, ROOT, session.namespace)
            made = Mount(source, point, "none", root, read_only="ro" in options)
        elif kind == "tmpfs":
            made = Mount("tmpfs", point, "tmpfs", Directory(0o755), read_only="ro" in options)
        else:
            return await call.fail(f"mount: '{places[0]}'->'{places[1]}': No such device")
        files.mount(made, session.namespace)
    except OSError as error:
        return await call.fail(f"mount: '{places[0]}'->'{places[1]}': {error.strerror}")
    return 0


_READ_ONLY = "mount: '/dev/block/dm-0' is read-only"


def _parse(args: list[str]) -> tuple[str, list[str], bool, list[str]]:
    """File system type, options, whether it is a bind mount, and the places."""
    kind, options, bind, places = "", [], False, []
    words = iter(args)
    for word in words:
        if word == "-t":
            kind = next(words, "")
        elif word == "-o":
            options += next(words, "").split(",")
        elif word in ("--bind", "-B"):
            bind = True
        elif not word.startswith("-"):
            places.append(word)
    return kind, options, bind or "bind" in options, places


async def umount(call: Call) -> int:
    if call.session.identity.uid != 0:
        return await call.fail(f"umount: {call.args[-1] if call.args else ''}: Operation not permitted")
    status = 0
    for word in call.args:
        if word.startswith("-"):
            continue
        try:
            call.state.filesystem.unmount(call.session.path(word), call.session.namespace)
        except OSError as error:
            status = await call.fail(f"umount: {word}: {error.strerror}")
    return status


async def nsenter(call: Call) -> int:
    """`nsenter --mount=/proc/PID/ns/mnt -- CMD …`, `nsenter -t PID -m CMD …`."""
    if call.session.identity.uid != 0:
        return await call.fail("nsenter: setns: Operation not permitted")
    target: int | None = None
    words = list(call.args)
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word == "--":
            break
        if found := re.fullmatch(r"(?:--mount=|-m)/proc/(\d{1,9})/ns/mnt", word):
            target = int(found[1])
        elif word in ("-t", "--target") and words:
            number = words.pop(0)
            target = int(number) if number.isascii() and number.isdigit() else -1
        elif found := re.fullmatch(r"(?:--target=|-t)(\d{1,9})", word):
            target = int(found[1])
    if target is None or call.state.processes.get(target) is None:
        return await call.fail(f"nsenter: '/proc/{target}/ns/mnt': No such file or directory")
    session = call.session.copy()
    session.namespace = call.state.namespace_of(target)
    return await call.run(words or ["sh"], session)


COMMANDS = {"mount": mount, "umount": umount, "nsenter": nsenter}
