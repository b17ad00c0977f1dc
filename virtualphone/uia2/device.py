"""Commands on the phone itself: pictures, source, keys, clipboard, facts about display and hardware."""

from __future__ import annotations

import base64
import binascii
import io

from PIL import Image

from virtualphone.engine.hierarchy import to_xml
from virtualphone.engine.tree import UiNode
from virtualphone.uia2.command import Command
from virtualphone.uia2.errors import WireError, invalid
from virtualphone.uia2.session import Json

_MAX_CLIPBOARD_CHARS = 1_000_000


async def source(command: Command) -> Json:
    """The window tree as XML, no deeper than the settings say."""
    session = command.session
    await session.wait_idle()
    depth = session.settings["snapshotMaxDepth"]
    roots = await session.roots()
    for root in roots:
        _cut(root, int(depth) if isinstance(depth, int | float) else 70)
    compressed = bool(session.settings["ignoreUnimportantViews"])
    return to_xml(roots, session.engine.geometry, dialect="uia2", compressed=compressed)


async def screenshot(command: Command) -> Json:
    """The display as PNG in base64."""
    return base64.b64encode(await command.session.engine.screenshot()).decode()


async def back(command: Command) -> Json:
    """Presses back."""
    await command.session.engine.back()
    return None


async def press_keycode(command: Command) -> Json:
    """Presses a key by its code."""
    await command.session.engine.key(round(command.number("keycode")), round(command.number("metastate", 0)))
    return None


async def type_keys(command: Command) -> Json:
    """Types into the focused field."""
    given = command.body.get("text", command.body.get("value"))
    text = "".join(str(item) for item in given) if isinstance(given, list) else given
    if not isinstance(text, str):
        raise invalid("'text' must be a text")
    await command.session.engine.text(text)
    return None


async def open_notifications(command: Command) -> Json:
    """Draws the notification shade down."""
    await command.session.engine.open_notifications()
    return None


async def set_clipboard(command: Command) -> Json:
    """Puts a text (base64) on the clipboard."""
    try:
        text = base64.b64decode(command.text("content"), validate=False).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise invalid("'content' must be a text in base64") from error
    command.state.clipboard.set(text[:_MAX_CLIPBOARD_CHARS], "io.appium.uiautomator2.server")
    return None


async def get_clipboard(command: Command) -> Json:
    """The text on the clipboard in base64."""
    return base64.b64encode((command.state.clipboard.text or "").encode()).decode()


async def window_size(command: Command) -> Json:
    """The part of the display above the navigation bar, in px."""
    geometry = command.session.engine.geometry
    return {"width": geometry.model.width, "height": geometry.navigation_bar.top}


async def window_rect(command: Command) -> Json:
    """The same as a rectangle."""
    geometry = command.session.engine.geometry
    return {"x": 0, "y": 0, "width": geometry.model.width, "height": geometry.navigation_bar.top}


async def orientation(command: Command) -> Json:
    """How the display is held."""
    return "PORTRAIT" if command.state.display.rotation in (0, 2) else "LANDSCAPE"


async def set_orientation(command: Command) -> Json:
    """Turns the display; apps of this phone are fixed to portrait."""
    wanted = command.text("orientation").upper()
    if wanted not in ("PORTRAIT", "LANDSCAPE"):
        raise invalid("'orientation' must be PORTRAIT or LANDSCAPE")
    if wanted == "LANDSCAPE":
        raise WireError("invalid element state", "the app in front does not support LANDSCAPE")
    return await orientation(command)


async def rotation(command: Command) -> Json:
    """The rotation in degrees."""
    return {"x": 0, "y": 0, "z": command.state.display.rotation * 90}


async def set_rotation(command: Command) -> Json:
    """Turns the display; only upright is supported by the apps of this phone."""
    if round(command.number("z")) % 360:
        raise WireError("invalid element state", "the app in front does not support this rotation")
    return None


async def declared_orientation(command: Command) -> Json:
    """What the activity in front asks for."""
    return "PORTRAIT"


async def system_bars(command: Command) -> Json:
    """Heights of the bars in px."""
    return {"statusBar": command.session.engine.geometry.status_bar.height}


async def pixel_ratio(command: Command) -> Json:
    """Px in one dp."""
    return command.state.model.density / 160


async def display_density(command: Command) -> Json:
    """Density in dpi."""
    return command.state.display.density or command.state.model.density


async def info(command: Command) -> Json:
    """Facts about the hardware."""
    model = command.state.model
    return {
        "androidId": command.state.settings.get("secure", "android_id"),
        "manufacturer": model.manufacturer,
        "model": model.model,
        "brand": model.brand,
        "apiVersion": str(model.api_level),
        "platformVersion": model.release,
        "carrierName": "",
        "realDisplaySize": f"{model.width}x{model.height}",
        "displayDensity": model.density,
        "networks": [],
        "locale": model.locale.replace("-", "_"),
        "timeZone": model.timezone,
        "bluetooth": {"state": "OFF"},
    }


async def battery_info(command: Command) -> Json:
    """Level from 0 to 1 and Android's status number (2 charging, 3 discharging)."""
    battery = command.state.battery
    return {"level": battery.level / 100, "status": 2 if battery.ac_powered or battery.usb_powered else 3}


async def network_connection(command: Command) -> Json:
    """The bit mask of links: 1 airplane mode, 2 Wi-Fi, 4 data."""
    network = command.state.network
    return 1 * network.airplane_mode + 2 * network.wifi_enabled + 4 * network.data_enabled


async def set_network_connection(command: Command) -> Json:
    """Switches the links by the same bit mask."""
    mask = round(command.number("type"))
    network = command.state.network
    network.airplane_mode, network.wifi_enabled, network.data_enabled = bool(mask & 1), bool(mask & 2), bool(mask & 4)
    return await network_connection(command)


async def list_windows(command: Command) -> Json:
    """Every window with its place; with pictures unless `skipScreenshots` is set."""
    engine = command.session.engine
    picture = None if command.flag("skipScreenshots") else Image.open(io.BytesIO(await engine.screenshot()))
    windows: list[Json] = []
    for number, entry in enumerate(await engine.window_roots(multi_window=True)):
        bounds = entry.root.bounds
        window: dict[str, Json] = {
            "windowId": number + 1,
            "displayId": 0,
            "packageName": entry.root.package,
            "rect": {"left": bounds.left, "top": bounds.top, "right": bounds.right, "bottom": bounds.bottom},
        }
        if picture is not None:
            out = io.BytesIO()
            picture.crop((bounds.left, bounds.top, bounds.right, bounds.bottom)).save(out, "PNG")
            window["screenshot"] = base64.b64encode(out.getvalue()).decode()
        windows.append(window)
    return windows


async def list_displays(command: Command) -> Json:
    """The one display."""
    model = command.state.model
    size: dict[str, Json] = {"width": model.width, "height": model.height}
    return [{"id": 0, "name": "内置屏幕", "isDefault": True, "metrics": {**size, "densityDpi": model.density}}]


async def get_settings(command: Command) -> Json:
    """All settings of the session."""
    return dict(command.session.settings)


async def update_settings(command: Command) -> Json:
    """Changes settings of the session."""
    given = command.mapping("settings")
    if given is None:
        raise invalid("'settings' must be an object")
    command.session.update_settings(given)
    return None


async def accept_silently(command: Command) -> Json:
    """For commands that ask nothing of this phone: its window trees are never cached."""
    return None


def _cut(node: UiNode, depth: int) -> None:
    if depth <= 1:
        node.children = []
    for child in node.children:
        _cut(child, depth - 1)
