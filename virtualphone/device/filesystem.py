"""Files of the phone: a tree, ownership, and mount tables that differ between mount namespaces."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

GLOBAL_NAMESPACE = 1
_MAX_LINKS = 40
_MAX_FILE_BYTES = 1 << 29


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts on files; uid 0 may do anything."""

    uid: int
    gids: frozenset[int] = frozenset()


ROOT = Identity(0)


@dataclass(slots=True)
class Node:
    """What every entry has; `mode` holds the permission bits only, `mtime` seconds since the epoch."""

    mode: int
    uid: int = 0
    gid: int = 0
    mtime: float = field(default_factory=time.time)


@dataclass(slots=True)
class File(Node):
    """A file whose bytes are kept."""

    data: bytes = b""


@dataclass(slots=True)
class Generated(Node):
    """A file whose bytes are made at each reading, as below /proc."""

    make: Callable[[], bytes] = bytes


@dataclass(slots=True)
class Link(Node):
    """A symbolic link to an absolute path; a magic one, as below /proc/PID/ns, leads nowhere else."""

    target: str = "/"
    magic: bool = False


@dataclass(slots=True)
class Directory(Node):
    """A folder; `dynamic` supplies entries that come and go by themselves."""

    entries: dict[str, Node] = field(default_factory=dict)
    dynamic: Callable[[], dict[str, Node]] | None = None

    def all(self) -> dict[str, Node]:
        """Entries by name."""
        return self.entries | self.dynamic() if self.dynamic else self.entries


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of a mount table; a shared mount carries new mounts below it to other namespaces."""

    device: str
    point: str
    kind: str
    root: Node
    read_only: bool
    shared: bool = True

    def __str__(self) -> str:
        return f"{self.device} on {self.point} type {self.kind} ({'ro' if self.read_only else 'rw'},seclabel,relatime)"


class Filesystem:
    """The files of one phone; errors are OSError with the kernel's errno."""

    def __init__(self, mounts: Iterable[Mount]) -> None:
        self._tables: dict[int, list[Mount]] = {GLOBAL_NAMESPACE: list(mounts)}

    def add_namespace(self, owner: int, parent: int) -> None:
        """Give a process (by pid) a copy of another's mount table."""
        self._tables[owner] = list(self._table(parent))

    def drop_namespace(self, owner: int) -> None:
        """Forget the mount table of a process that ended."""
        if owner != GLOBAL_NAMESPACE:
            self._tables.pop(owner, None)

    def has_namespace(self, owner: int) -> bool:
        """Whether a process has a mount table of its own."""
        return owner in self._tables

    def mounts(self, namespace: int = GLOBAL_NAMESPACE) -> tuple[Mount, ...]:
        """The mount table, oldest first."""
        return tuple(self._table(namespace))

    def mount(self, mount: Mount, namespace: int = GLOBAL_NAMESPACE) -> None:
        """Mount over an existing path; from the global namespace it spreads to the others where shared."""
        self.node(mount.point, ROOT, namespace)
        below = self._mount_of(mount.point, namespace)
        mount = Mount(mount.device, mount.point, mount.kind, mount.root, mount.read_only, below.shared)
        for table in self._affected(namespace, below.shared):
            table.append(mount)

    def unmount(self, point: str, namespace: int = GLOBAL_NAMESPACE) -> None:
        """Take the newest mount off a path; EINVAL where nothing is mounted."""
        point = normal(point)
        newest = self._at(point, self._table(namespace))
        if newest is None or point == "/":
            raise _error(errno.EINVAL, point)
        for table in self._affected(namespace, newest.shared):
            if newest in table:
                table.remove(newest)

    def node(self, path: str, who: Identity = ROOT, namespace: int = GLOBAL_NAMESPACE, *, follow: bool = True) -> Node:
        """The entry at a path."""
        return self._walk(path, who, self._table(namespace), follow=follow, links=0)

    def exists(self, path: str, who: Identity = ROOT, namespace: int = GLOBAL_NAMESPACE) -> bool:
        """Whether there is an entry that one may reach."""
        try:
            self.node(path, who, namespace)
        except OSError:
            return False
        return True

    def can(self, path: str, wanted: int, who: Identity = ROOT, namespace: int = GLOBAL_NAMESPACE) -> bool:
        """Whether one may read (4), write (2) or search (1) an entry."""
        try:
            return _may(self.node(path, who, namespace), who, wanted)
        except OSError:
            return False

    def read(self, path: str, who: Identity = ROOT, namespace: int = GLOBAL_NAMESPACE) -> bytes:
        """The bytes of a file."""
        node = self.node(path, who, namespace)
        if isinstance(node, Directory):
            raise _error(errno.EISDIR, path)
        if not _may(node, who, 4):
            raise _error(errno.EACCES, path)
        if isinstance(node, Generated):
            return node.make()
        return node.data if isinstance(node, File) else b""

    def listing(self, path: str, who: Identity = ROOT, namespace: int = GLOBAL_NAMESPACE) -> dict[str, Node]:
        """Entries of a folder by name."""
        node = self.node(path, who, namespace)
        if not isinstance(node, Directory):
            raise _error(errno.ENOTDIR, path)
        if not _may(node, who, 4):
            raise _error(errno.EACCES, path)
        return node.all()

    def write(
        self,
        path: str,
        data: bytes,
        who: Identity = ROOT,
        namespace: int = GLOBAL_NAMESPACE,
        *,
        mode: int = 0o644,
        append: bool = False,
    ) -> None:
        """Create or replace a file, or add to its end."""
        try:
            node = self.node(path, who, namespace)
        except FileNotFoundError:
            folder, name = self._writable_parent(path, who, namespace)
            node = folder.entries[name] = File(mode, who.uid, who.uid)
        if isinstance(node, Directory):
            raise _error(errno.EISDIR, path)
        if not isinstance(node, File) or not _may(node, who, 2):
            raise _error(errno.EACCES, path)
        self._check_writable(path, namespace)
        data = node.data + data if append else data
        if len(data) > _MAX_FILE_BYTES:
            raise _error(errno.ENOSPC, path)
        node.data, node.mtime = data, time.time()

    def make_folder(
        self,
        path: str,
        who: Identity = ROOT,
        namespace: int = GLOBAL_NAMESPACE,
        *,
        mode: int = 0o755,
        parents: bool = False,
    ) -> None:
        """Create a folder, with `parents` also those above it and without complaint if it is there."""
        if parents:
            above = normal(path).rpartition("/")[0]
            if self.exists(path, who, namespace) and isinstance(self.node(path, who, namespace), Directory):
                return
            if above:
                self.make_folder(above, who, namespace, parents=True)
        if self.exists(path, ROOT, namespace):
            raise _error(errno.EEXIST, path)
        folder, name = self._writable_parent(path, who, namespace)
        folder.entries[name] = Directory(mode, who.uid, who.uid)

    def put(self, path: str, node: Node, who: Identity = ROOT, namespace: int = GLOBAL_NAMESPACE) -> None:
        """Place an entry, replacing what stands there."""
        folder, name = self._writable_parent(path, who, namespace)
        folder.entries[name] = node

    def put_generated(self, path: str, make: Callable[[], bytes], *, mode: int, uid: int) -> None:
        """Place a file whose bytes are made at each reading."""
        self.put(path, Generated(mode, uid, uid, make=make))

    def remove(
        self, path: str, who: Identity = ROOT, namespace: int = GLOBAL_NAMESPACE, *, recursive: bool = False
    ) -> None:
        """Delete an entry; a folder only with `recursive`."""
        node = self.node(path, who, namespace, follow=False)
        if isinstance(node, Directory) and not recursive:
            raise _error(errno.EISDIR, path)
        if self._at(normal(path), self._table(namespace)) is not None:
            raise _error(errno.EBUSY, path)
        folder, name = self._writable_parent(path, who, namespace)
        if name not in folder.entries:
            raise _error(errno.EPERM, path)
        del folder.entries[name]

    def move(self, source: str, target: str, who: Identity = ROOT, namespace: int = GLOBAL_NAMESPACE) -> None:
        """Rename an entry, replacing what stands at the target."""
        node = self.node(source, who, namespace, follow=False)
        if (normal(target) + "/").startswith(normal(source) + "/"):
            raise _error(errno.EINVAL, target)
        folder, name = self._writable_parent(target, who, namespace)
        self.remove(source, who, namespace, recursive=True)
        folder.entries[name] = node

    def change(
        self,
        path: str,
        who: Identity,
        namespace: int = GLOBAL_NAMESPACE,
        *,
        mode: int | None = None,
        uid: int | None = None,
        gid: int | None = None,
        mtime: float | None = None,
    ) -> None:
        """Change permission bits, owner, group or time; only the owner and root may."""
        node = self.node(path, who, namespace)
        if who.uid not in (0, node.uid) or (uid is not None and who.uid != 0):
            raise _error(errno.EPERM, path)
        self._check_writable(path, namespace)
        node.mode = node.mode if mode is None else mode
        node.uid = node.uid if uid is None else uid
        node.gid = node.gid if gid is None else gid
        node.mtime = node.mtime if mtime is None else mtime

    def _table(self, namespace: int) -> list[Mount]:
        return self._tables.get(namespace, self._tables[GLOBAL_NAMESPACE])

    def _affected(self, namespace: int, shared: bool) -> list[list[Mount]]:
        if shared and self._table(namespace) is self._tables[GLOBAL_NAMESPACE]:
            return list(self._tables.values())
        return [self._table(namespace)]

    @staticmethod
    def _at(point: str, table: list[Mount]) -> Mount | None:
        return next((mount for mount in reversed(table) if mount.point == point), None)

    def _mount_of(self, path: str, namespace: int) -> Mount:
        parts = normal(self._real(path, namespace)).split("/")
        for length in range(len(parts), 0, -1):
            found = self._at("/".join(parts[:length]) or "/", self._table(namespace))
            if found is not None:
                return found
        raise _error(errno.ENOENT, path)

    def _real(self, path: str, namespace: int) -> str:
        """The path with the links of its folders followed."""
        done = ""
        for part in normal(path).split("/")[1:]:
            done += "/" + part
            if self.exists(done, ROOT, namespace):
                node = self.node(done, ROOT, namespace, follow=False)
                done = node.target if isinstance(node, Link) else done
        return done or "/"

    def _check_writable(self, path: str, namespace: int) -> None:
        if self._mount_of(path, namespace).read_only:
            raise _error(errno.EROFS, path)

    def _writable_parent(self, path: str, who: Identity, namespace: int) -> tuple[Directory, str]:
        above, _, name = normal(path).rpartition("/")
        folder = self.node(above or "/", who, namespace)
        if not isinstance(folder, Directory) or not name:
            raise _error(errno.ENOTDIR, path)
        self._check_writable(above or "/", namespace)
        if not _may(folder, who, 3):
            raise _error(errno.EACCES, path)
        return folder, name

    def _walk(self, path: str, who: Identity, table: list[Mount], *, follow: bool, links: int) -> Node:
        if links > _MAX_LINKS:
            raise _error(errno.ELOOP, path)
        root = self._at("/", table)
        if root is None:
            raise _error(errno.ENOENT, path)
        node, done = root.root, ""
        parts = [part for part in normal(path).split("/") if part]
        for index, part in enumerate(parts):
            if not isinstance(node, Directory):
                raise _error(errno.ENOTDIR, path)
            if not _may(node, who, 1):
                raise _error(errno.EACCES, path)
            entry = node.all().get(part)
            if entry is None:
                raise _error(errno.ENOENT, path)
            done += "/" + part
            if isinstance(entry, Link) and not entry.magic and (follow or index < len(parts) - 1):
                rest = "/".join([entry.target, *parts[index + 1 :]])
                return self._walk(rest, who, table, follow=follow, links=links + 1)
            mounted = self._at(done, table)
            node = mounted.root if mounted else entry
        return node


def normal(path: str) -> str:
    """An absolute path without `.`, `..` and doubled slashes."""
    return os.path.normpath("/" + path.lstrip("/"))


def _may(node: Node, who: Identity, wanted: int) -> bool:
    if who.uid == 0:
        return True
    shift = 6 if who.uid == node.uid else 3 if node.gid == who.uid or node.gid in who.gids else 0
    return node.mode >> shift & wanted == wanted


def _error(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)
