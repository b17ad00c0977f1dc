"""A studio over pages that are written down in the test, served on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consentinel.studio import Desk, studio_app
from consentinel.studio.script import beginning
from harness.attempt import Live
from tests.consentinel.on_loopback import on_loopback
from tests.harness.scenario.scripted import Button, Page, ScriptedPlatform, drive_for

PAGES = {
    "main": Page(("首页", "<img src=x onerror=alert(1)>"), (Button("我的", "me"), Button("商品", "item"))),
    "me": Page(("我的页面",), (Button("设置"),)),
    "item": Page(("商品页面",)),
}


def a_desk(folder: Path) -> Desk:
    """A desk whose app was started."""
    platform = ScriptedPlatform(PAGES)
    drive = drive_for(platform, folder / "recording", watch_s=0.3)
    platform.launch(drive.app)
    return Desk(Live(drive), folder / "flow.yaml", beginning("flow"))


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """The studio's address, with the token in it."""
    try:
        with on_loopback(lambda token, hosts: studio_app(desk, token, hosts)) as address:
            yield address
    finally:
        desk.close()
