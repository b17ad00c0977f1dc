"""Commands on files and folders."""

from __future__ import annotations

import fnmatch
import posixpath
import stat as stat_bits
import time
from collections.abc import Callable

from virtualphone.device.abx import AbxError, to_text
from virtualphone.device.clock import show
from virtualphone.device.filesystem import Directory, File, Link, Node
from virtualphone.device.packages import user_name
from virtualphone.shell.call import Call

_FIRST_BINARY_XML_API = 31
_Action = Callable[[str], None]
_UIDS = {"root": 0, "system": 1000, "shell": 2000, "sdcard_rw": 1015, "media_rw": 1023}


def _split(args: list[str]) -> tuple[set[str], list[str]]:
    """Letters of the options, and the paths."""
    letters: set[str] = set()
    paths: list[str] = []
    for index, word in enumerate(args):
        if word == "--":
            return letters, paths + args[index + 1 :]
        if word.startswith("-") and len(word) > 1:
            letters |= set(word.lstrip("-"))
        else:
            paths.append(word)
    return letters, paths


def _node(call: Call, path: str, *, follow: bool = True) -> Node:
    session = call.session
    return call.state.filesystem.node(session.path(path), session.identity, session.namespace, follow=follow)


async def _each(call: Call, paths: list[str], action: _Action, *, quiet: bool = False) -> int:
    status = 0
    for path in paths:
        try:
            action(call.session.path(path))
        except OSError as error:
            if not quiet or not isinstance(error, FileNotFoundError):
                status = await call.fail(f"{call.name}: {_phrase(call.name, path)}: {error.strerror}")
    return status


def _phrase(command: str, path: str) -> str:
    return f"'{path}'" if command in ("mkdir", "chmod", "chown", "touch", "mv") else path


async def ls(call: Call) -> int:
    letters, paths = _split(call.args)
    status = 0
    listed: list[tuple[str, dict[str, Node]]] = []
    for path in paths or ["."]:
        try:
            node = _node(call, path, follow="l" not in letters)
            if isinstance(node, Directory) and "d" not in letters:
                session = call.session
                absolute = session.path(path)
                listed.append((path, call.state.filesystem.listing(absolute, session.identity, session.namespace)))
            else:
                listed.append(("", {path: node}))
        except OSError as error:
            status = await call.fail(f"ls: {path}: {error.strerror}")
    for path, entries in listed:
        if path and len(listed) > 1:
            await call.line(f"{path}:")
        await call.out(_rows(entries, letters))
    return status


def _rows(entries: dict[str, Node], letters: set[str]) -> str:
    names = [name for name in entries if "a" in letters or not name.startswith(".")]
    names.sort(key=lambda name: (-entries[name].mtime if "t" in letters else 0, name), reverse="r" in letters)
    if "l" not in letters:
        return "".join(f"{name}\n" for name in names)
    total = sum(_size(entries[name]) // 512 for name in names)
    return f"total {total}\n" + "".join(_long(name, entries[name]) for name in names)


def _long(name: str, node: Node) -> str:
    when = show(node.mtime, "%Y-%m-%d %H:%M")
    suffix = f" -> {node.target}" if isinstance(node, Link) else ""
    owner, group = user_name(node.uid), user_name(node.gid)
    return f"{_mode_text(node)} 1 {owner:<6} {group:<6} {_size(node):8d} {when} {name}{suffix}\n"


def _mode_text(node: Node) -> str:
    kind = stat_bits.S_IFDIR if isinstance(node, Directory) else stat_bits.S_IFREG
    return stat_bits.filemode((stat_bits.S_IFLNK if isinstance(node, Link) else kind) | node.mode)


def _size(node: Node) -> int:
    if isinstance(node, File):
        return len(node.data)
    return 3452 if isinstance(node, Directory) else 0


async def mkdir(call: Call) -> int:
    letters, paths = _split(call.args)
    session = call.session

    def make(path: str) -> None:
        parents = "p" in letters
        call.state.filesystem.make_folder(path, session.identity, session.namespace, parents=parents)

    return await _each(call, paths, make)


async def rm(call: Call) -> int:
    letters, paths = _split(call.args)
    session = call.session

    def delete(path: str) -> None:
        recursive = bool(letters & {"r", "R"})
        call.state.filesystem.remove(path, session.identity, session.namespace, recursive=recursive)

    return await _each(call, paths, delete, quiet="f" in letters)


async def rmdir(call: Call) -> int:
    _, paths = _split(call.args)
    session = call.session

    def delete(path: str) -> None:
        if call.state.filesystem.listing(path, session.identity, session.namespace):
            raise OSError(39, "Directory not empty", path)
        call.state.filesystem.remove(path, session.identity, session.namespace, recursive=True)

    return await _each(call, paths, delete)


async def cp(call: Call) -> int:
    letters, paths = _split(call.args)
    if len(paths) < 2:
        return await call.fail("cp: Needs 2 arguments")
    *sources, target = paths
    recursive = bool(letters & {"r", "R", "a"})
    status = 0
    for source in sources:
        try:
            node = _node(call, source)
            if isinstance(node, Directory) and not recursive:
                status = await call.fail(f"cp: Skipped dir '{source}'")
                continue
            _copy(call, source, node, _destination(call, source, target))
        except OSError as error:
            status = await call.fail(f"cp: {error.filename}: {error.strerror}")
    return status


def _copy(call: Call, source: str, node: Node, target: str) -> None:
    session, files = call.session, call.state.filesystem
    if isinstance(node, Directory):
        if not files.exists(target, session.identity, session.namespace):
            files.make_folder(target, session.identity, session.namespace)
        for name in list(files.listing(session.path(source), session.identity, session.namespace)):
            inner = posixpath.join(source, name)
            _copy(call, inner, _node(call, inner), posixpath.join(target, name))
        return
    files.write(target, call.read_file(source), session.identity, session.namespace, mode=node.mode)


def _destination(call: Call, source: str, target: str) -> str:
    path = call.session.path(target)
    try:
        inside = isinstance(_node(call, target), Directory)
    except OSError:
        inside = False
    return posixpath.join(path, posixpath.basename(source.rstrip("/"))) if inside else path


async def mv(call: Call) -> int:
    _, paths = _split(call.args)
    if len(paths) < 2:
        return await call.fail("mv: Needs 2 arguments")
    *sources, target = paths
    session = call.session

    def move(path: str) -> None:
        call.state.filesystem.move(path, _destination(call, path, target), session.identity, session.namespace)

    return await _each(call, sources, move)


async def ln(call: Call) -> int:
    letters, paths = _split(call.args)
    if len(paths) != 2 or "s" not in letters:
        return await call.fail("ln: only symbolic links between two paths")
    session = call.session
    link = Link(0o777, session.identity.uid, session.identity.uid, target=session.path(paths[0]))
    call.state.filesystem.put(_destination(call, paths[0], paths[1]), link, session.identity, session.namespace)
    return 0


async def readlink(call: Call) -> int:
    letters, paths = _split(call.args)
    node = _node(call, paths[0], follow=False) if paths else None
    if isinstance(node, Link):
        await call.line(node.target)
        return 0
    if node is not None and "f" in letters:
        await call.line(call.session.path(paths[0]))
        return 0
    return 1


async def chmod(call: Call) -> int:
    letters, paths = _split(call.args)
    if len(paths) < 2:
        return await call.fail("chmod: Needs 2 arguments")
    spec, *targets = paths
    if not spec.isdigit() and spec not in _SYMBOLIC:
        return await call.fail(f"chmod: bad mode '{spec}'")

    def change(path: str) -> None:
        for inner, node in _tree(call, path, recursive="R" in letters):
            mode = int(spec, 8) & 0o7777 if spec.isdigit() else node.mode | _SYMBOLIC[spec]
            call.state.filesystem.change(inner, call.session.identity, call.session.namespace, mode=mode)

    return await _each(call, targets, change)


_SYMBOLIC = {
    "+x": 0o111,
    "a+x": 0o111,
    "+r": 0o444,
    "a+r": 0o444,
    "u+w": 0o200,
    "+w": 0o200,
    "u+x": 0o100,
    "o+r": 0o004,
}


async def chown(call: Call) -> int:
    letters, paths = _split(call.args)
    if len(paths) < 2:
        return await call.fail("chown: Needs 2 arguments")
    spec, *targets = paths
    names = spec.replace(".", ":").split(":")
    numbers = [_UIDS.get(name, int(name) if name.isdigit() else None) if name else None for name in names]
    if any(number is None and name for number, name in zip(numbers, names, strict=True)):
        return await call.fail(f"chown: no user/group '{spec}'")
    uid, gid = (None, numbers[0]) if call.name == "chgrp" else (numbers[0], numbers[1] if len(numbers) > 1 else None)

    def change(path: str) -> None:
        for inner, _ in _tree(call, path, recursive="R" in letters):
            call.state.filesystem.change(inner, call.session.identity, call.session.namespace, uid=uid, gid=gid)

    return await _each(call, targets, change)


def _tree(call: Call, path: str, *, recursive: bool) -> list[tuple[str, Node]]:
    node = _node(call, path)
    found = [(path, node)]
    if recursive and isinstance(node, Directory):
        for name in node.all():
            found.extend(_tree(call, posixpath.join(path, name), recursive=True))
    return found


async def touch(call: Call) -> int:
    _, paths = _split(call.args)
    session, files = call.session, call.state.filesystem

    def update(path: str) -> None:
        if not files.exists(path, session.identity, session.namespace):
            files.write(path, b"", session.identity, session.namespace)
        files.change(path, session.identity, session.namespace, mtime=time.time())

    return await _each(call, paths, update)


async def stat(call: Call) -> int:
    letters, paths = _split(call.args)
    pattern = None
    if "c" in letters and len(paths) > 1:
        pattern, *paths = paths
    status = 0
    for path in paths:
        try:
            await call.line(_stat_text(path, _node(call, path), pattern))
        except OSError as error:
            status = await call.fail(f"stat: '{path}': {error.strerror}")
    return status


def _stat_text(path: str, node: Node, pattern: str | None) -> str:
    facts = {
        "%a": f"{node.mode:o}", "%A": _mode_text(node), "%U": user_name(node.uid), "%G": user_name(node.gid),
        "%u": str(node.uid), "%g": str(node.gid), "%s": str(_size(node)), "%n": path, "%Y": str(int(node.mtime)),
    }  # fmt: skip
    if pattern is not None:
        for key, value in facts.items():
            pattern = pattern.replace(key, value)
        return pattern
    kind = "directory" if isinstance(node, Directory) else "regular file"
    when = show(node.mtime)
    return (
        f"  File: {path}\n  Size: {_size(node)}\t Blocks: {_size(node) // 512}\t IO Blocks: 4096\t{kind}\n"
        f"Access: ({node.mode:04o}/{_mode_text(node)})\tUid: ({node.uid:5d}/{user_name(node.uid):>8})\t"
        f"Gid: ({node.gid:5d}/{user_name(node.gid):>8})\nModify: {when}.000000000 +0800"
    )


async def find(call: Call) -> int:
    paths = []
    for word in call.args:
        if word.startswith("-"):
            break
        paths.append(word)
    tests = call.args[len(paths) :]
    name = tests[tests.index("-name") + 1] if "-name" in tests[:-1] else None
    kind = tests[tests.index("-type") + 1] if "-type" in tests[:-1] else None
    for path in paths or ["."]:
        for inner, node in _tree(call, path, recursive=True):
            fits = name is None or fnmatch.fnmatchcase(posixpath.basename(inner), name)
            if fits and (kind is None or kind == ("d" if isinstance(node, Directory) else "f")):
                await call.line(inner)
    return 0


async def df(call: Call) -> int:
    await call.line("Filesystem      1K-blocks     Used Available Use% Mounted on")
    for mount in call.state.filesystem.mounts(call.session.namespace):
        await call.line(f"{mount.device:<15} 115249236 48210220  67039016  42% {mount.point}")
    return 0


async def abx2xml(call: Call) -> int:
    """`abx2xml FILE [-|FILE]`, from Android 12 on."""
    if call.state.model.api_level < _FIRST_BINARY_XML_API:
        return await call.fail("/system/bin/sh: abx2xml: not found", 127)
    if not call.args:
        return await call.fail("usage: abx2xml [-i] input [output]")
    words = [word for word in call.args if word != "-i"]
    try:
        text = to_text(call.read_file(words[0]))
    except AbxError as error:
        return await call.fail(f"Error: java.io.IOException: {error}")
    if len(words) > 1 and words[1] != "-":
        call.write_file(words[1], text.encode())
    else:
        await call.line(text)
    return 0


COMMANDS = {
    "ls": ls, "mkdir": mkdir, "rm": rm, "rmdir": rmdir, "cp": cp, "mv": mv, "ln": ln, "readlink": readlink,
    "chmod": chmod, "chown": chown, "chgrp": chown, "touch": touch, "stat": stat, "find": find, "df": df,
    "abx2xml": abx2xml,
}  # fmt: skip
