"""A person's browser with the page in it, and all that went wrong."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page


class Reader:
    """A page in a browser without network; `problems` is what the console and the page complained of."""

    def __init__(
        self,
        browser: Browser,
        path: Path,
        *,
        width: int = 1280,
        language: str = "en-US",
        dark: bool = False,
        scripts: bool = True,
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            color_scheme="dark" if dark else "light",
            offline=True,
            java_script_enabled=scripts,
        )
        self.context.set_default_timeout(8000)
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", self._failed)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.context.close()

    def view(self, name: str) -> None:
        """Choose one of the views."""
        self.page.locator(f"#view-tab-{name}").click()

    @property
    def views(self) -> list[str]:
        """The views that there are."""
        tabs = self.page.locator(".tabs.main [role=tab]").all()
        return [(tab.get_attribute("id") or "").removeprefix("view-tab-") for tab in tabs]

    @property
    def fetched(self) -> list[str]:
        """What was asked for from anywhere but the page itself."""
        return [url for url in self.requests if not url.startswith("blob:")]

    def count(self, list_id: str) -> int:
        """How long a list is, whatever part of it is in the document."""
        rows = self.page.locator(f"#{list_id} .row")
        return int(rows.first.get_attribute("aria-setsize") or 0) if rows.count() else 0

    def chosen(self, list_id: str) -> Locator:
        """The chosen row of a list."""
        return self.page.locator(f"#{list_id} .row[aria-selected=true]")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(message.text)

    def _failed(self, error: Error) -> None:
        self.problems.append(str(error))
