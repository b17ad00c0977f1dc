"""The part of /proc that tools read."""

from __future__ import annotations

from functools import partial

from virtualphone.device.filesystem import Directory, Filesystem, Generated, Link, Node
from virtualphone.device.model import DeviceModel
from virtualphone.device.network import Network
from virtualphone.device.processes import Process, ProcessTable

_SYSTEM_SOCKETS = ("/dev/socket/zygote", "/dev/socket/logdr", "/dev/socket/logdw", "/dev/socket/property_service")


def fill_proc(
    filesystem: Filesystem,
    processes: ProcessTable,
    network: Network,
    local_sockets: dict[str, int],
    model: DeviceModel,
) -> None:
    """Put generated files into /proc; `xt_qtaguid` only where the kernel still has it (API 28)."""
    net: dict[str, Node] = {"unix": Generated(0o444, make=partial(_unix_sockets, local_sockets))}
    if model.api_level < 29:
        stats = Generated(0o444, make=partial(_qtaguid_stats, network))
        net["xt_qtaguid"] = Directory(0o555, entries={"stats": stats})
    version = f"Linux version {model.kernel} (build@host) #1 SMP PREEMPT\n".encode()
    uptime = Generated(0o444, make=lambda: b"86400.00 86400.00\n")
    proc = filesystem.node("/proc")
    if isinstance(proc, Directory):
        proc.entries |= {
            "net": Directory(0o555, entries=net),
            "version": Generated(0o444, make=lambda: version),
            "uptime": uptime,
            "mounts": Generated(0o444, make=partial(_mounts, filesystem, 1)),
        }
        proc.dynamic = partial(_process_folders, filesystem, processes)


def _process_folders(filesystem: Filesystem, processes: ProcessTable) -> dict[str, Node]:
    return {str(process.pid): _process_folder(filesystem, process) for process in processes.all()}


def _process_folder(filesystem: Filesystem, process: Process) -> Directory:
    owner = process.pid if filesystem.has_namespace(process.pid) else 1
    # The kernel names a mount namespace by its inode; any number that tells them apart will do.
    namespace = Link(0o777, process.uid, process.uid, target=f"mnt:[{4026531840 + owner}]", magic=True)
    entries: dict[str, Node] = {
        "cmdline": Generated(0o444, make=partial(_cmdline, process)),
        "comm": Generated(0o444, make=lambda: process.name[-15:].encode() + b"\n"),
        "mounts": Generated(0o444, make=partial(_mounts, filesystem, owner)),
        "ns": Directory(0o511, process.uid, process.uid, entries={"mnt": namespace}),
        "status": Generated(0o444, make=partial(_status, process)),
    }
    return Directory(0o555, process.uid, process.uid, entries=entries)


def _cmdline(process: Process) -> bytes:
    return b"".join(word.encode("utf-8", "surrogateescape") + b"\0" for word in (process.name, *process.args))


def _status(process: Process) -> bytes:
    uids = "\t".join([str(process.uid)] * 4)
    return (
        f"Name:\t{process.name[-15:]}\nState:\tS (sleeping)\nTgid:\t{process.pid}\nPid:\t{process.pid}\n"
        f"PPid:\t{process.ppid}\nUid:\t{uids}\nGid:\t{uids}\n"
    ).encode()


def _mounts(filesystem: Filesystem, owner: int) -> bytes:
    lines = [
        f"{mount.device} {mount.point} {mount.kind} {'ro' if mount.read_only else 'rw'},seclabel,relatime 0 0\n"
        for mount in filesystem.mounts(owner)
    ]
    return "".join(lines).encode()


def _unix_sockets(local_sockets: dict[str, int]) -> bytes:
    lines = ["Num               RefCount Protocol Flags    Type St Inode Path\n"]
    paths = [*_SYSTEM_SOCKETS, *(f"@{name}" for name in local_sockets)]
    for number, path in enumerate(paths):
        lines.append(f"0000000000000000: 00000002 00000000 00010000 0001 01 {20_000 + number} {path}\n")
    return "".join(lines).encode()


def _qtaguid_stats(network: Network) -> bytes:
    names = ["rx_bytes", "rx_packets", "tx_bytes", "tx_packets"]
    protocols = [f"{way}_{protocol}_{unit}" for way in ("rx", "tx") for protocol in ("tcp", "udp", "other")
                 for unit in ("bytes", "packets")]  # fmt: skip
    lines = [" ".join(["idx iface acct_tag_hex uid_tag_int cnt_set", *names, *protocols])]
    for uid, counter in network.counters():
        values = [counter.rx_bytes, counter.rx_packets, counter.tx_bytes, counter.tx_packets]
        tcp = [counter.rx_bytes, counter.rx_packets, 0, 0, 0, 0, counter.tx_bytes, counter.tx_packets, 0, 0, 0, 0]
        for count_set in (0, 1):
            numbers = values + tcp if count_set == 1 else [0] * 16
            lines.append(" ".join([str(len(lines) + 1), "wlan0", "0x0", str(uid), str(count_set), *map(str, numbers)]))
    return ("\n".join(lines) + "\n").encode()
