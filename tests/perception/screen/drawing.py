"""Screens for the tests: one description gives the picture and the UiAutomator XML."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass, field
from functools import cache
from xml.sax.saxutils import quoteattr

from PIL import Image, ImageDraw, ImageFont

from evidence.tree import Tree, parse_android
from perception.screen import View, look

WIDTH, HEIGHT, DENSITY = 1080, 2400, 420
APP = "com.example.shop"
Corners = tuple[int, int, int, int]


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The installed CJK font at a size in px."""
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", "Noto Sans CJK SC:lang=zh-cn"], capture_output=True, text=True, check=True
    )
    return ImageFont.truetype(found.stdout, size)


@dataclass
class Screen:
    """A picture and its windows; `windows` are XML fragments, front first as UiAutomator lists them."""

    image: Image.Image = field(default_factory=lambda: Image.new("RGB", (WIDTH, HEIGHT), "white"))
    windows: list[str] = field(default_factory=list)

    def fill(self, box: Corners, colour: str, radius: int = 0) -> None:
        """Draw a filled rectangle."""
        ImageDraw.Draw(self.image).rounded_rectangle(box, radius, fill=colour)

    def write(self, x: int, y: int, text: str, size: int = 40, colour: str = "#222222") -> Corners:
        """Draw a text; the box that it takes."""
        pen = ImageDraw.Draw(self.image)
        pen.text((x, y), text, font=font(size), fill=colour)
        return x, y, x + round(pen.textlength(text, font=font(size))), y + round(1.4 * size)

    def cross(self, box: Corners, colour: str, stroke: int = 6) -> None:
        """Draw ×."""
        pen, (x1, y1, x2, y2) = ImageDraw.Draw(self.image), box
        pen.line((x1, y1, x2, y2), fill=colour, width=stroke)
        pen.line((x2, y1, x1, y2), fill=colour, width=stroke)

    def dim(self, top: int = 63, bottom: int = 2274) -> None:
        """Darken what was drawn so far, but for the bars of the system."""
        part = self.image.crop((0, top, WIDTH, bottom)).point(lambda value: round(value * 0.45))
        self.image.paste(part, (0, top))

    def page(self) -> list[str]:
        """Draw a usual main page; its nodes."""
        nodes = []
        for index in range(10):
            y = 200 + index * 180
            self.fill((40, y, 200, y + 150), "#7fb0d0")
            nodes.append(node("", (40, y, 200, y + 150), cls="android.widget.ImageView"))
            nodes.append(node(f"新鲜水果 {index}", self.write(230, y + 20, f"新鲜水果 {index}")))
        for index, name in enumerate(("首页", "分类", "消息", "我的")):
            self.write(100 + 270 * index, 2180, name, 36)
            nodes.append(node(name, (270 * index, 2144, 270 * index + 270, 2274), clickable=True))
        return nodes

    def tree(self) -> Tree:
        """The parsed source."""
        source = f"<hierarchy rotation='0'>{''.join(self.windows)}</hierarchy>"
        return parse_android(source.encode())

    def png(self) -> bytes:
        """The picture's bytes."""
        buffer = io.BytesIO()
        self.image.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue()

    def view(self, *, ocr: bool = False) -> View:
        """What the eyes see."""
        return look(self.png(), self.tree(), density=DENSITY, package=APP, app_package=APP, ocr=ocr)


def node(
    text: str,
    box: Corners,
    *children: str,
    cls: str = "android.widget.TextView",
    id: str = "",
    desc: str = "",
    clickable: bool = False,
    checkable: bool = False,
    checked: bool = False,
    enabled: bool = True,
    package: str = APP,
) -> str:
    """One element of a UiAutomator source."""
    x1, y1, x2, y2 = box
    name = f"{package}:id/{id}" if id else ""
    flags = {"clickable": clickable, "checkable": checkable, "checked": checked, "enabled": enabled}
    states = " ".join(f'{key}="{str(value).lower()}"' for key, value in flags.items())
    return (
        f"<node class={quoteattr(cls)} text={quoteattr(text)} content-desc={quoteattr(desc)}"
        f" resource-id={quoteattr(name)}"
        f' package={quoteattr(package)} bounds="[{x1},{y1}][{x2},{y2}]" {states}>{"".join(children)}</node>'
    )


def group(box: Corners, *children: str, id: str = "", clickable: bool = False, package: str = APP) -> str:
    """A layout that holds others."""
    return node("", box, *children, cls="android.widget.FrameLayout", id=id, clickable=clickable, package=package)


FULL: Corners = (0, 63, WIDTH, 2274)
CARD: Corners = (140, 800, 940, 1500)


def page_screen() -> Screen:
    """A screen that shows a main page only."""
    screen = Screen()
    screen.windows = [group(FULL, *screen.page())]
    return screen


def button(screen: Screen, box: Corners, text: str, fill: str = "#1f9d55", colour: str = "white", id: str = "") -> str:
    """Draw a button; its node."""
    screen.fill(box, fill, 20)
    width = len(text) * 42
    screen.write((box[0] + box[2] - width) // 2, (box[1] + box[3]) // 2 - 30, text, 42, colour)
    return node(text, box, cls="android.widget.Button", clickable=True, id=id)


def dialog(screen: Screen, *children: str, box: Corners = CARD) -> None:
    """Put a dialog with a window root of its own in front."""
    screen.windows.insert(0, group(box, *children))


def dimmed_page(box: Corners = CARD) -> Screen:
    """A main page behind a dim layer, with an empty white card drawn in front."""
    screen = page_screen()
    screen.dim()
    screen.fill(box, "white", 30)
    return screen
