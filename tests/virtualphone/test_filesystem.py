"""Files, ownership, and mounts that differ between namespaces."""

from __future__ import annotations

from tests.virtualphone.command_line import run
from virtualphone.device.state import PhoneState
from virtualphone.phone import VirtualPhone

_CA = "-----BEGIN CERTIFICATE-----\nnew\n-----END CERTIFICATE-----\n"
_STORE = "/system/etc/security/cacerts"
_APEX = "/apex/com.android.conscrypt/cacerts"
_COVER = (
    "mkdir -p /data/local/tmp/ca && cp {store}/* /data/local/tmp/ca/ && mount -t tmpfs tmpfs {store}"
    " && cp /data/local/tmp/ca/* {store}/ && echo '{ca}' > {store}/c8750f0d.0 && chmod 644 {store}/*"
)


def _sees(state: PhoneState, pid: int) -> bool:
    return "c8750f0d.0" in state.trusted_certificates(pid)


async def test_system_partition_is_read_only_even_for_root(phone: VirtualPhone) -> None:
    result = await run(phone, f"echo x > {_STORE}/x.0", root=True)

    assert result.status == 1
    assert "Read-only file system" in result.err


async def test_only_root_mounts(modern: VirtualPhone) -> None:
    assert (await run(modern, f"mount -t tmpfs tmpfs {_STORE}")).status != 0


async def test_certificate_over_the_system_store_reaches_apps_of_android_9_only(phone: VirtualPhone) -> None:
    state = phone.state
    running = state.processes.start("cn.example.notes", 10_101)
    covered = await run(phone, _COVER.format(store=_STORE, ca=_CA), root=True)
    started = state.processes.start("cn.example.weather", 10_100)

    assert covered.status == 0, covered.err
    expected = state.model.api_level == 28
    assert (_sees(state, running.pid), _sees(state, started.pid)) == (expected, expected)


async def test_bind_into_zygote_reaches_new_apps_and_running_ones_need_their_own(modern: VirtualPhone) -> None:
    state = modern.state
    running = state.processes.start("cn.example.notes", 10_101)
    await run(modern, _COVER.format(store=_STORE, ca=_CA), root=True)
    line = f"for p in $(pidof zygote64); do nsenter --mount=/proc/$p/ns/mnt -- /bin/mount --bind {_STORE} {_APEX}; done"
    bound = await run(modern, line, root=True)
    started = state.processes.start("cn.example.weather", 10_100)

    assert bound.status == 0, bound.err
    assert (_sees(state, running.pid), _sees(state, started.pid)) == (False, True)

    await run(modern, f"nsenter --mount=/proc/{running.pid}/ns/mnt -- mount --bind {_STORE} {_APEX}", root=True)
    assert _sees(state, running.pid)


async def test_unmounting_brings_back_what_was_below(modern: VirtualPhone) -> None:
    before = (await run(modern, f"ls {_STORE}")).out
    result = await run(modern, f"mount -t tmpfs tmpfs {_STORE}; ls {_STORE}; umount {_STORE}; ls {_STORE}", root=True)

    assert result.out == before


async def test_private_places_are_closed_to_the_shell(modern: VirtualPhone) -> None:
    for path in ("/data/user/0/cn.example.notes", "/data/app", "/data/system/users/0"):
        assert "Permission denied" in (await run(modern, f"ls {path}")).err
    assert (await run(modern, "su 0 ls /data/app")).status == 0


async def test_sdcard_is_a_link_to_the_shared_storage(modern: VirtualPhone) -> None:
    await run(modern, "echo hi > /sdcard/Download/a.txt")

    assert (await run(modern, "cat /storage/emulated/0/Download/a.txt")).out == "hi"


async def test_files_are_copied_moved_and_deleted(modern: VirtualPhone) -> None:
    line = (
        "cd /data/local/tmp; mkdir -p a/b; echo 1 > a/b/f; cp -r a c; mv c/b/f c/g; rm -r a; ls -a c; cat c/g; rmdir c"
    )
    result = await run(modern, line)

    assert result.out == "b\ng\n1"
    assert "Directory not empty" in result.err


async def test_traffic_counters_stand_in_proc_on_android_9_only(phone: VirtualPhone) -> None:
    phone.state.network.count(10_101, rx=5000, tx=700)
    result = await run(phone, "cat /proc/net/xt_qtaguid/stats")

    if phone.state.model.api_level == 28:
        assert "0x0 10101 1 5000 4 700 1 " in result.out
    else:
        assert "No such file or directory" in result.err
