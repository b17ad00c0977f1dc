"""`screenrecord`: films that anybody plays, ended as on a phone, and errors in its words."""

from __future__ import annotations

import asyncio
import io

import av
import pytest

from tests.virtualphone.command_line import Result, run
from virtualphone.device.filesystem import ROOT
from virtualphone.phone import VirtualPhone
from virtualphone.shell.film import Film

_PATH = "/data/local/tmp/film.mp4"
_PLAIN = f"screenrecord --size 64x128 --bit-rate 1M {_PATH}"


async def _filmed(phone: VirtualPhone, end: str) -> Result:
    task = asyncio.create_task(run(phone, _PLAIN))
    async with asyncio.timeout(10):
        while phone.engine.frames < 3:  # type: ignore[attr-defined]  # the tests' display counts them
            await asyncio.sleep(0.01)
        told = await run(phone, "for p in $(pidof screenrecord); do cat /proc/$p/cmdline; done")
        assert told.out.split("\0") == [*_PLAIN.split(), ""]
        await run(phone, end)
        return await task


def _stored(phone: VirtualPhone) -> bytes:
    return phone.state.filesystem.read(_PATH, ROOT)


async def test_an_interrupted_film_is_whole(modern: VirtualPhone) -> None:
    ended = await _filmed(modern, "kill -2 $(pidof screenrecord)")

    assert (ended.status, ended.out, ended.err) == (0, "", "")
    assert (await run(modern, "pidof screenrecord")).status == 1
    with av.open(io.BytesIO(_stored(modern)), "r") as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 64, 128)
        shown = [frame.to_ndarray(format="rgb24")[0, 0, 0] for frame in film.decode(stream)]
    assert len(shown) >= 3 and shown[2] > shown[0]


async def test_a_killed_film_has_no_table_of_contents(modern: VirtualPhone) -> None:
    ended = await _filmed(modern, "kill -9 $(pidof screenrecord)")

    assert ended.status == 137
    assert b"moov" not in _stored(modern)


async def test_a_film_ends_at_its_limit_and_with_its_connection(modern: VirtualPhone) -> None:
    limited = await run(modern, _PLAIN.replace("--size", "--time-limit 1 --size"))
    assert limited.status == 0 and b"moov" in _stored(modern)

    task = asyncio.create_task(run(modern, _PLAIN))
    while (await run(modern, "pidof screenrecord")).status:
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await run(modern, "pidof screenrecord")).status == 1
    assert b"moov" in _stored(modern)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("", 2, "Must specify output file (see --help)."),
        ("--size 0x10 /sdcard/a.mp4", 2, "Invalid size '0x10', must be width x height"),
        ("--bit-rate 10 /sdcard/a.mp4", 2, "Bit rate 10bps outside acceptable range [100000,200000000]"),
        ("--time-limit 181 /sdcard/a.mp4", 2, "Time limit 181s outside acceptable range [1,180]"),
        ("/system/a.mp4", 1, "Unable to open '/system/a.mp4': Read-only file system"),
        ("/nowhere/a.mp4", 1, "Unable to open '/nowhere/a.mp4': No such file or directory"),
    ],
)
async def test_what_cannot_be_filmed_says_why(modern: VirtualPhone, words: str, status: int, said: str) -> None:
    answer = await run(modern, f"screenrecord {words}")

    assert (answer.status, answer.err) == (status, said)


def test_a_film_shows_each_frame_until_the_next() -> None:
    film = Film(32, 32, 1_000_000)
    film.show(bytes([200, 0, 0]) * 1024, 0)
    film.show(bytes([200, 0, 0]) * 1024, 400)
    film.show(bytes([0, 0, 200]) * 1024, 900)

    with av.open(io.BytesIO(film.end(2500)), "r") as played:
        frames = list(played.decode(video=0))
    assert [round(1000 * float(frame.time or 0)) for frame in frames] == [0, 900, 2500]
    assert frames[0].to_ndarray(format="rgb24")[9, 9, 0] > 150 < frames[1].to_ndarray(format="rgb24")[9, 9, 2]
