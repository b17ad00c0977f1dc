"""The browser's tabs: an empty one that stands for the home screen, and those of the app in front of it."""

from __future__ import annotations

from typing import Any

from harness.appium.session import Session
from harness.errors import CommandFailed
from harness.platforms.web.devtools import Devtools


class Tabs:
    """What stands in front: the app's newest tab, or home. Only the tab in front is in the session's hand.

    Raises InfraError.
    """

    def __init__(self, session: Session, devtools: Devtools) -> None:
        self._session, self._devtools = session, devtools
        self._home = str(session.call("window", lambda driver: driver.current_window_handle))
        self._apps: list[str] = []
        self._front = self._home

    @property
    def at_home(self) -> bool:
        """Whether the empty tab stands in front."""
        return self._front == self._home

    @property
    def front(self) -> str:
        """The tab that stood in front when it was looked for last."""
        return self._front

    @property
    def count(self) -> int:
        """How many tabs the app has."""
        return len(self._apps)

    def look(self) -> str:
        """Take the tab in hand that stands in front now, and tell which it is: the app may open and close tabs."""
        open_now = list(self._session.call("windows", lambda driver: driver.window_handles))
        self._apps = [tab for tab in self._apps if tab in open_now]
        for tab in open_now:
            if tab != self._home and tab not in self._apps:
                self._apps.append(tab)
                self._switch(tab)
        if self._front not in open_now:
            self._switch(self._apps[-1] if self._apps else self._home)
        return self._front

    def open(self) -> None:
        """Open an empty tab in front."""
        self._session.call("new tab", lambda driver: driver.switch_to.new_window("tab"))
        self._front = str(self._session.call("window", lambda driver: driver.current_window_handle))
        self._apps.append(self._front)

    def lead(self, address: str) -> None:
        """Lead the tab in front to an address; does not wait for it to load."""
        self._session.call("open the address", lambda driver: driver.get(address))

    def close_all(self) -> None:
        """Close the app's tabs; home stands in front then."""
        for tab in (*self._apps,):
            self._close(tab)
        self.look()
        for tab in (*self._apps,):
            # A page that is closed may open another.
            self._close(tab)
        self._apps = []
        self._switch(self._home)

    def home(self) -> None:
        """Put the app's tabs in the background."""
        self._switch(self._home)

    def back(self) -> None:
        """As Android's back key in a browser: a page back; out of a tab that the app opened; else home."""
        history = self._devtools.send("Page.getNavigationHistory")
        index, entries = history.get("currentIndex", 0), history.get("entries", [])
        if index > 0 and not _is_empty(entries[index - 1]):
            self._devtools.send("Page.navigateToHistoryEntry", entryId=entries[index - 1]["id"])
        elif len(self._apps) > 1:
            self._close(self._front)
            self.look()
        else:
            self.home()

    def _close(self, tab: str) -> None:
        try:
            self._session.call("tab", lambda driver: driver.switch_to.window(tab))
            self._session.call("close the tab", lambda driver: driver.close())
        except CommandFailed:
            # It closed by itself in the meantime.
            pass
        self._apps.remove(tab)
        if self._front == tab:
            self._front = ""

    def _switch(self, tab: str) -> None:
        self._session.call("tab", lambda driver: driver.switch_to.window(tab))
        self._devtools.send("Page.bringToFront")
        self._front = tab


def _is_empty(entry: dict[str, Any]) -> bool:
    return str(entry.get("url", "")) in ("about:blank", "data:,")
