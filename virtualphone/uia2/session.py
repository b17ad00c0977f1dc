"""One session: its settings, the elements it handed out, and how it looks at the display."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from virtualphone.engine.chromium_engine import ChromiumEngine, WindowRoot
from virtualphone.engine.tree import UiNode
from virtualphone.uia2.errors import WireError, invalid

ELEMENT_KEY = "element-6066-11e4-a52e-4f735466cecf"
_MAX_ELEMENTS = 20_000

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None

DEFAULT_SETTINGS: dict[str, Json] = {
    "actionAcknowledgmentTimeout": 3000,
    "allowInvisibleElements": False,
    "alwaysTraversableViewClasses": "",
    "currentDisplayId": 0,
    "disableIdLocatorAutocompletion": False,
    "elementResponseAttributes": "name,text",
    "enableMultiWindows": False,
    "enableNotificationListener": True,
    "enableTopmostWindowFromActivePackage": False,
    "enforceXPath1": False,
    "ignoreUnimportantViews": False,
    "includeA11yActionsInPageSource": False,
    "includeExtrasInPageSource": False,
    "keyInjectionDelay": 0,
    "limitXPathContextScope": True,
    "mjpegBilinearFiltering": False,
    "mjpegScalingFactor": 50,
    "mjpegServerFramerate": 10,
    "mjpegServerPort": 7810,
    "mjpegServerScreenshotQuality": 50,
    "normalizeTagNames": False,
    "scrollAcknowledgmentTimeout": 200,
    "serverPort": 6790,
    "shouldUseCompactResponses": True,
    "shutdownOnPowerDisconnect": True,
    "simpleBoundsCalculation": False,
    "snapshotMaxDepth": 70,
    "trackScrollEvents": True,
    "useResourcesForOrientationDetection": False,
    "waitForIdleTimeout": 10000,
    "waitForSelectorTimeout": 10000,
    "wakeLockTimeout": 86400000,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A node on the display now, with the window that holds it."""

    node: UiNode
    window: WindowRoot


class Session:
    """What the server remembers between the commands of one client."""

    def __init__(self, engine: ChromiumEngine) -> None:
        self.id = str(uuid.uuid4())
        self.engine = engine
        self.settings = dict(DEFAULT_SETTINGS)
        self._ids: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def update_settings(self, given: Mapping[str, Json]) -> None:
        """Changes settings; a name or kind that the server does not know is an error and changes nothing."""
        for name, value in given.items():
            if name not in DEFAULT_SETTINGS:
                raise invalid(f"the setting '{name[:60]}' is not known")
            default = DEFAULT_SETTINGS[name]
            is_number = isinstance(default, int) and not isinstance(default, bool)
            if is_number and (not isinstance(value, int | float) or isinstance(value, bool)):
                raise invalid(f"the setting '{name}' must be a number")
            if isinstance(default, bool) and not isinstance(value, bool):
                raise invalid(f"the setting '{name}' must be true or false")
        self.settings |= given

    @property
    def multi_window(self) -> bool:
        """Whether all windows are looked at."""
        return bool(self.settings["enableMultiWindows"])

    async def wait_idle(self) -> None:
        """Waits for a quiet display as long as the settings say."""
        timeout = self.settings["waitForIdleTimeout"]
        await self.engine.wait_idle(float(timeout) if isinstance(timeout, int | float) else 0.0)

    async def roots(self) -> list[UiNode]:
        """The window roots that searches and the source begin with."""
        return [entry.root for entry in await self.engine.window_roots(multi_window=self.multi_window)]

    def reference(self, node: UiNode) -> dict[str, Json]:
        """The reference that a client gets for a node; the same node keeps its id."""
        found = self._ids.get(node.key)
        if found is None:
            if len(self._ids) >= _MAX_ELEMENTS:
                self._ids.clear()
                self._keys.clear()
            found = str(uuid.uuid4())
            self._ids[node.key] = found
            self._keys[found] = node.key
        return {"ELEMENT": found, ELEMENT_KEY: found}

    async def find(self, element: str) -> Found:
        """The node behind a reference as it is now; stale where it has left the display."""
        key = self._keys.get(element)
        if key is None:
            raise WireError("no such element", f"the element '{element[:60]}' is not known to this session")
        for window in await self.engine.window_roots(multi_window=True):
            for node in window.root.walk():
                if node.key == key:
                    return Found(node, window)
        raise WireError("stale element reference", f"the element '{element}' does not exist on the display any more")
