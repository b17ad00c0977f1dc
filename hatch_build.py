"""A wheel carries the report page's front end: it is built by `make setup`, and a wheel without it is not made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUNDLE = ("reports/page/bundle/page.css", "reports/page/bundle/page.js")


class PageHook(BuildHookInterface[Any]):
    """Stops a build for which the page was not bundled; an editable install may come before."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; `version` is `standard` or `editable`."""
        if version == "editable":
            return
        for path in _BUNDLE:
            if not (Path(self.root) / path).is_file():
                raise RuntimeError(f"{path} is missing: run `make setup` before building")
