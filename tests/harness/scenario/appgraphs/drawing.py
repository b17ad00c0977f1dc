"""Pictures of an app's pages: rows, cards, icons and windows, with Pillow, as small as the eyes still read."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

from tests.perception.screen.drawing import font

WIDTH, HEIGHT, DENSITY = 720, 1600, 280
Corners = tuple[int, int, int, int]
INK, PALE, ACCENT = "#222222", "#8a8a8a", "#2f6fd0"


class Sheet:
    """A picture in the making."""

    def __init__(self, ground: str = "#ffffff") -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), ground)
        self.pen = ImageDraw.Draw(self.image)

    def fill(self, box: Corners, colour: str, radius: int = 0) -> None:
        """A filled rectangle."""
        if box[2] > box[0] and box[3] > box[1]:
            self.pen.rounded_rectangle(box, min(radius, (box[2] - box[0]) // 2), fill=colour)

    def write(self, box: Corners, text: str, size: int = 28, colour: str = INK, middle: bool = False) -> None:
        """A line of text, at the left or in the middle of a box, cut where the box ends."""
        width = round(self.pen.textlength(text, font=font(size)))
        x = box[0] + max(0, (box[2] - box[0] - width) // 2) if middle else box[0]
        self.pen.text((x, (box[1] + box[3]) // 2 - round(0.72 * size)), text, font=font(size), fill=colour)

    def lines(self, box: Corners, text: str, size: int = 24) -> None:
        """A paragraph, broken where it meets the right edge."""
        fit = max(1, (box[2] - box[0]) // size)
        for number, start in enumerate(range(0, len(text), fit)):
            y = box[1] + number * round(1.5 * size)
            if y + size > box[3]:
                return
            self.pen.text((box[0], y), text[start : start + fit], font=font(size), fill=INK)

    def dim(self) -> None:
        """Darken what was drawn so far."""
        self.image = self.image.point(lambda value: round(value * 0.45))
        self.pen = ImageDraw.Draw(self.image)

    def icon(self, box: Corners, glyph: str, colour: str = INK) -> None:
        """An icon in the middle of a box, 24 dp wide."""
        side = 42
        x, y = (box[0] + box[2] - side) // 2, (box[1] + box[3] - side) // 2
        draw_glyph(self.pen, glyph, x, y, side, colour)

    def png(self) -> bytes:
        """The picture's bytes."""
        buffer = io.BytesIO()
        self.image.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue()


def draw_glyph(pen: ImageDraw.ImageDraw, glyph: str, x: int, y: int, side: int, colour: str) -> None:
    """One of the usual icons, `side` px wide."""
    w = max(2, side // 12)
    cx, cy, r = x + side / 2, y + side / 2, side / 2
    match glyph:
        case "gear":
            teeth = 8
            points = []
            for step in range(teeth * 4):
                radius = r * (0.98 if step % 4 in (0, 1) else 0.76)
                turn = 2 * math.pi * (step + 0.5) / (teeth * 4)
                points.append((cx + radius * math.cos(turn), cy + radius * math.sin(turn)))
            pen.line([*points, points[0], points[1]], fill=colour, width=w, joint="curve")
            pen.ellipse((cx - r * 0.34, cy - r * 0.34, cx + r * 0.34, cy + r * 0.34), outline=colour, width=w)
        case "person":
            pen.ellipse((cx - r * 0.45, y, cx + r * 0.45, y + r * 0.9), outline=colour, width=w)
            pen.arc((x + w, cy + r * 0.1, x + side - w, cy + r * 1.9), 180, 360, fill=colour, width=w)
            pen.line((x + w, y + side - w, x + side - w, y + side - w), fill=colour, width=w)
        case "bars":
            for part in (0.2, 0.5, 0.8):
                pen.line((x, y + side * part, x + side, y + side * part), fill=colour, width=w + 1)
        case "dots":
            for part in (0.14, 0.5, 0.86):
                pen.ellipse((x + side * part - w, cy - w, x + side * part + w, cy + w), fill=colour)
        case "back":
            pen.line((cx + r * 0.3, y + 2, cx - r * 0.5, cy, cx + r * 0.3, y + side - 2), fill=colour, width=w)
        case "search":
            pen.ellipse((x, y, x + side * 0.75, y + side * 0.75), outline=colour, width=w)
            pen.line((x + side * 0.65, y + side * 0.65, x + side, y + side), fill=colour, width=w)
        case "bell":
            pen.arc((x + 5, y + 2, x + side - 5, y + side), 180, 360, fill=colour, width=w)
            pen.line(
                (x + 5, cy, x + 2, y + side * 0.82, x + side - 2, y + side * 0.82, x + side - 5, cy),
                fill=colour,
                width=w,
            )
            pen.ellipse((cx - 4, y + side - 6, cx + 4, y + side + 2), fill=colour)
        case "cross":
            pen.line((x, y, x + side, y + side), fill=colour, width=w)
            pen.line((x + side, y, x, y + side), fill=colour, width=w)
        case "photo":
            pen.ellipse((x, y, x + side, y + side), fill="#c98f5b")
            pen.ellipse((cx - 7, y + 6, cx + 7, y + 20), fill="#6b3d1e")
            pen.chord((x + 6, cy, x + side - 6, y + side + 14), 180, 360, fill="#3d5a80")
        case "house":
            pen.line((x, cy, cx, y, x + side, cy), fill=colour, width=w)
            pen.rectangle((x + 6, cy, x + side - 6, y + side), outline=colour, width=w)
        case "grid":
            for dx in (0, 0.55):
                for dy in (0, 0.55):
                    pen.rectangle(
                        (x + side * dx, y + side * dy, x + side * (dx + 0.42), y + side * (dy + 0.42)),
                        outline=colour,
                        width=w,
                    )
        case _:
            pen.rectangle((x, y + side * 0.25, x + side, y + side * 0.85), outline=colour, width=w)
            pen.arc((x + side * 0.25, y, x + side * 0.75, y + side * 0.5), 180, 360, fill=colour, width=w)
