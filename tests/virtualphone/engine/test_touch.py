"""Touches that a busy machine holds up: the page still sees how fast the fingers were."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.virtualphone.trial import Trial, eventually, trial_phone, write_app
from virtualphone.device.model import API34
from virtualphone.engine.surface import Surface, TouchPoint

pytestmark = pytest.mark.asyncio(loop_scope="module")

_PAGE = """<p id="seen">…</p><div style="height:60000px"></div><style>#seen{position:fixed;top:40px}</style><script>
let begin
addEventListener("touchstart", (event) => { begin = event.timeStamp })
addEventListener("touchend", (event) => {
  document.getElementById("seen").textContent = Math.round(event.timeStamp - begin)
})</script>"""
_STEPS, _STEP_S, _STEP_PX = 40, 0.012, 30


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def phone(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Trial]:
    folder = write_app(tmp_path_factory.mktemp("apps") / "app", {"Main": _PAGE})
    async with trial_phone(API34, folder) as trial:
        yield trial


async def test_events_that_arrive_together_keep_the_times_of_the_fingers(phone: Trial) -> None:
    await phone.open()
    await phone.node("…")
    surface = (await phone.engine.window_roots(multi_window=False))[0].surface
    assert isinstance(surface, Surface)
    # Times to come: nothing may be older than the page itself.
    begin, bottom = time.time(), 2000.0
    events = [surface.touch("touchStart", [TouchPoint(0, 500, bottom)], begin)]
    for step in range(1, _STEPS + 1):
        events.append(
            surface.touch("touchMove", [TouchPoint(0, 500, bottom - step * _STEP_PX)], begin + step * _STEP_S)
        )
    events.append(surface.touch("touchEnd", [], begin + _STEPS * _STEP_S))
    await asyncio.gather(*events)

    async def seen() -> str:
        return (await phone.node("seen")).text.strip("…")

    assert int(await eventually(seen)) == pytest.approx(_STEPS * _STEP_S * 1000, abs=2)
