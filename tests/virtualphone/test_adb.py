"""A real adb client against the phone's adb daemon."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from tests.virtualphone.conftest import Adb, start_phone
from virtualphone.device.model import API28, API34
from virtualphone.packaging import pack_apk
from virtualphone.phone import VirtualPhone

_MANIFEST = """
package: com.example.shop
label: 优选商城
version: {code: 120, name: "1.2.0"}
signer: shop-release
target_sdk: 34
permissions: [android.permission.INTERNET, android.permission.CAMERA]
activities: [{name: .MainActivity, page: index.html}]
"""


def package_file(folder: Path, manifest: str = _MANIFEST) -> Path:
    """A specimen's package file in a folder."""
    source = folder / "source"
    (source / "www").mkdir(parents=True, exist_ok=True)
    (source / "manifest.yaml").write_text(manifest, encoding="utf-8")
    (source / "www" / "index.html").write_text("<p>hello</p>", encoding="utf-8")
    path = folder / "shop.apk"
    path.write_bytes(pack_apk(source))
    return path


async def test_connects_and_is_listed_as_a_device(adb: Adb, phone: VirtualPhone) -> None:
    serial = f"127.0.0.1:{phone.adbd.port}"
    await adb("connect", serial)

    listed = await adb("devices", "-l")

    assert serial in listed.text
    assert f"model:{phone.state.model.model.replace('-', '_')}" in listed.text
    level = await adb("-s", serial, "shell", "getprop", "ro.build.version.sdk")
    assert level.text == str(phone.state.model.api_level)


async def test_exit_status_and_both_streams_arrive(connected: Adb) -> None:
    answer = await connected("shell", "echo out; ls /nowhere; exit 7")

    assert answer.status == 7
    assert answer.stdout == b"out\n"
    assert "No such file or directory" in answer.stderr


async def test_standard_input_reaches_the_command(connected: Adb) -> None:
    answer = await connected("shell", "cat | grep b", feed=b"abc\nxyz\n")

    assert answer.text == "abc"


async def test_pushed_file_comes_back_unchanged(connected: Adb, tmp_path: Path) -> None:
    sent = tmp_path / "sent.bin"
    sent.write_bytes(os.urandom(700_001))

    pushed = await connected("push", str(sent), "/data/local/tmp/deep/er/x.bin")
    pulled = await connected("pull", "/data/local/tmp/deep/er/x.bin", str(tmp_path / "back.bin"))

    assert (pushed.status, pulled.status) == (0, 0)
    assert (tmp_path / "back.bin").read_bytes() == sent.read_bytes()


async def test_folder_is_pulled_with_what_is_in_it(connected: Adb, tmp_path: Path) -> None:
    answer = await connected("pull", "/system/etc/security/cacerts", str(tmp_path))

    assert answer.status == 0
    assert len(list((tmp_path / "cacerts").glob("*.0"))) == 4


async def test_push_to_a_read_only_place_is_refused(connected: Adb, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("x")

    answer = await connected("push", str(file), "/system/etc/x")

    assert answer.status == 1
    assert "couldn't create file" in answer.stderr


async def test_binary_output_is_not_changed(connected: Adb) -> None:
    answer = await connected("exec-out", "cat /data/../proc/self 2>/dev/null; echo -n x | md5sum -b")

    assert answer.stdout == b"9dd4e461268c8034f5c8564e155c67a6\n"


async def test_installs_lists_and_uninstalls_an_app(connected: Adb, tmp_path: Path) -> None:
    installed = await connected("install", str(package_file(tmp_path)))
    listed = await connected("shell", "pm", "list", "packages", "-3", "-U")
    removed = await connected("uninstall", "com.example.shop")
    gone = await connected("shell", "pm", "path", "com.example.shop")

    assert "Success" in installed.text
    assert "package:com.example.shop uid:10104" in listed.text
    assert removed.text == "Success"
    assert (gone.status, gone.text) == (1, "")


async def test_install_of_something_else_names_the_reason(connected: Adb, tmp_path: Path) -> None:
    broken = tmp_path / "broken.apk"
    broken.write_bytes(b"not a package")

    answer = await connected("install", str(broken))

    assert answer.status == 1
    assert "INSTALL_PARSE_FAILED_NOT_APK" in answer.stderr + answer.text


async def test_installed_package_file_can_be_pulled(connected: Adb, tmp_path: Path) -> None:
    source = package_file(tmp_path)
    await connected("install", str(source))
    place = (await connected("shell", "pm path com.example.shop")).text.removeprefix("package:")

    await connected("pull", place, str(tmp_path / "pulled.apk"))

    assert (tmp_path / "pulled.apk").read_bytes() == source.read_bytes()


async def test_reverse_leads_to_the_host(connected: Adb, modern: VirtualPhone) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"host says " + await reader.readline())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    host_port = server.sockets[0].getsockname()[1]
    made = await connected("reverse", "tcp:8080", f"tcp:{host_port}")
    listed = await connected("reverse", "--list")

    reader, writer = await modern.adbd.reverse_connect(8080)
    writer.write(b"hello\n")
    heard = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    removed = await connected("reverse", "--remove", "tcp:8080")
    server.close()

    assert (made.status, removed.status) == (0, 0)
    assert f"tcp:8080 tcp:{host_port}" in listed.text
    assert heard == b"host says hello\n"
    assert modern.adbd.reverse.ports() == frozenset()


async def test_forward_reaches_what_listens_on_the_phone(connected: Adb, modern: VirtualPhone) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    modern.state.network.listeners["tcp:6790"] = server.sockets[0].getsockname()[:2]
    port = (await connected("forward", "tcp:0", "tcp:6790")).text

    reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
    writer.write(b"ping\n")
    heard = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    server.close()

    assert heard == b"ping\n"


async def test_log_lines_arrive_as_they_are_written(connected: Adb, modern: VirtualPhone) -> None:
    reading = await connected.start("logcat", "-v", "threadtime", "-s", "Shop:I")
    assert reading.stdout is not None
    await asyncio.wait_for(reading.stdout.readline(), 10)

    modern.state.logcat.write("Shop", "D", 4242, "too low")
    modern.state.logcat.write("Shop", "I", 4242, "opened")

    async with asyncio.timeout(10):
        while b"Shop" not in (line := await reading.stdout.readline()):
            pass
    reading.kill()
    await reading.wait()
    assert line.split(None, 2)[2] == b" 4242  4242 I Shop    : opened\n".lstrip()


async def test_root_is_to_be_had_and_reads_what_the_shell_may_not(connected: Adb, modern: VirtualPhone) -> None:
    secret = "/data/system/users/0/settings_ssaid.xml"
    refused = await connected("shell", f"cat {secret}")
    by_su = await connected("shell", f"su 0 abx2xml {secret} -")

    await connected("root")
    await connected("wait-for-device")
    whoami = await connected("shell", "whoami")
    read = await connected("shell", f"cat {secret}")

    assert "Permission denied" in refused.stderr
    assert "<settings" in by_su.text
    assert whoami.text == "root"
    assert read.stdout.startswith(b"ABX")


async def test_killed_client_ends_its_command(connected: Adb, modern: VirtualPhone) -> None:
    reading = await connected.start("shell", "logcat")
    assert reading.stdout is not None
    await asyncio.wait_for(reading.stdout.readline(), 10)
    reading.kill()
    await reading.wait()

    answer = await connected("shell", "echo still here")

    assert answer.text == "still here"


async def test_client_that_does_not_read_stops_nobody_else(connected: Adb, modern: VirtualPhone) -> None:
    modern.state.filesystem.write("/data/local/tmp/big", bytes(30_000_000))
    stuck = await connected.start("exec-out", "cat /data/local/tmp/big")

    answer = await connected("shell", "echo quick")

    stuck.kill()
    await stuck.communicate()
    assert answer.text == "quick"


async def test_disconnect_loses_the_phone_and_connect_finds_it_again(connected: Adb, modern: VirtualPhone) -> None:
    serial = f"127.0.0.1:{modern.adbd.port}"
    await connected("reverse", "tcp:8080", "tcp:1")
    await connected("disconnect", serial)
    lost = await connected("-s", serial, "shell", "true")
    await connected("connect", serial)
    back = await connected("-s", serial, "shell", "true")

    assert lost.status != 0
    assert back.status == 0
    assert modern.adbd.reverse.ports() == frozenset()


async def test_two_phones_do_not_share_anything(adb: Adb) -> None:
    phones = [await start_phone(API34, seed=1), await start_phone(API28, seed=2)]
    serials = [f"127.0.0.1:{phone.adbd.port}" for phone in phones]
    for serial in serials:
        await adb("connect", serial)

    await adb("-s", serials[0], "shell", "settings put global http_proxy 127.0.0.1:8080")
    proxies = [(await adb("-s", serial, "shell", "settings get global http_proxy")).text for serial in serials]
    ids = [(await adb("-s", serial, "shell", "settings get secure android_id")).text for serial in serials]
    for phone in phones:
        await phone.stop()

    assert proxies == ["127.0.0.1:8080", "null"]
    assert ids[0] != ids[1]


async def test_what_is_not_adb_is_hung_up_on(modern: VirtualPhone) -> None:
    for data in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", bytes(24), b"\xff" * 5000):
        reader, writer = await asyncio.open_connection("127.0.0.1", modern.adbd.port)
        writer.write(data)
        assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()


async def test_command_that_reads_nothing_ends_though_it_is_fed(connected: Adb) -> None:
    answer = await connected("exec-in", "false", feed=bytes(3_000_000))

    assert answer.stdout == b""
