"""`screenrecord` through a real adb: pieces are fetched, and nothing stays on the phone, whatever happens."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.video import read_film
from harness.config.devices import AdbAt
from harness.errors import InfraError
from harness.journal import Journal
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.film import ScreenRecord, film_size
from harness.platforms.android.undo import undo_all
from tests.e2e.specimens import end_adb_server
from tests.ports import free_port
from tests.virtualphone.conftest import start_phone
from virtualphone.device.model import API34


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a phone with a blank display listens, which runs beside the tests."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    phone = asyncio.run_coroutine_threadsafe(start_phone(API34), loop).result(20)
    yield f"127.0.0.1:{phone.adbd.port}"
    asyncio.run_coroutine_threadsafe(phone.stop(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


@pytest.fixture(scope="module")
def phone(address: str) -> Iterator[AdbPhone]:
    at = AdbAt(server_port=free_port(), connect=address)
    found = AdbPhone(at, address, 20.0)
    found.connect()
    yield found
    end_adb_server(at.server_port)


@pytest.fixture
def journal(phone: AdbPhone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return Journal(phone.key)


def left_on(phone: AdbPhone) -> str:
    return phone.read("ls /data/local/tmp; pidof screenrecord").strip()


def test_a_piece_is_filmed_ended_and_fetched(phone: AdbPhone, journal: Journal, tmp_path: Path) -> None:
    camera = ScreenRecord(phone, journal, (1080, 2400))
    camera.take_out()
    take = camera.roll("000001.mp4")
    assert not take.over(0.3) and "000001.mp4" in left_on(phone)

    take.cut()
    take.fetch(tmp_path / "a.mp4")
    film = read_film(tmp_path / "a.mp4")

    assert (film.width, film.height) == (544, 1216) and film.duration_ms > 200
    assert left_on(phone) == ""
    camera.put_away()
    assert journal.pending() == ()


def test_what_a_crash_leaves_is_ended_and_removed_by_the_journal(phone: AdbPhone, journal: Journal) -> None:
    camera = ScreenRecord(phone, journal, (1080, 2400))
    camera.take_out()
    camera.roll("000001.mp4")

    (undone,) = undo_all(phone, Journal(phone.key))

    assert undone.kind == "film" and left_on(phone) == ""


def test_what_the_phone_says_is_passed_on(phone: AdbPhone, journal: Journal, tmp_path: Path) -> None:
    camera = ScreenRecord(phone, journal, (1080, 2400))
    with pytest.raises(InfraError, match="journal"):
        camera.roll("000001.mp4")
    camera.take_out()
    with pytest.raises(InfraError, match=r"screenrecord does not start: Unable to open '.*none/a.mp4'"):
        camera.roll("none/a.mp4")
    camera.put_away()


@pytest.mark.parametrize(
    ("display", "size"),
    [((1080, 2400), (544, 1216)), ((2560, 1600), (864, 544)), ((480, 800), (480, 800)), ((0, 0), (16, 16))],
)
def test_sizes_suit_the_encoders_of_phones(display: tuple[int, int], size: tuple[int, int]) -> None:
    assert film_size(*display) == size
