"""Close marks, labels and tick boxes of the first set, drawn in as many ways as apps draw them."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageDraw

from tests.perception.screen.corpus.model import Draw, mark

_STYLES = ("glyph", "heavy", "ring", "disc", "line", "canvas", "bitmap", "thin", "square")


def cross(draw: Draw, ink: str, place: str, size: int | None = None, **told: object) -> str:
    """A close mark of a random kind; `ink` suits what is behind it, `place` is CSS for where it stands."""
    area = size or draw.one(18, 20, 24, 24, 28, 32, 36)
    style = draw.one(*_STYLES)
    fade = draw.one(1, 1, 1, 0.9, 0.75, 0.6, 0.45)
    draw.traits["close_style"], draw.traits["close_dp"] = style, area
    back = "rgba(0,0,0,.35)" if ink == "#fff" else "rgba(0,0,0,.08)"
    base = f"z-index:2600;width:{area}px;height:{area}px;opacity:{fade};{place}"
    attributes = mark("close", _c="", **told)
    if style in ("glyph", "heavy"):
        sign = draw.one("×", "✕", "╳") if style == "glyph" else draw.one("✖", "✕")
        font = "DejaVu Sans" if sign != "×" else "Roboto"
        return f'<div {attributes} style="{base};color:{ink};font:{area * 0.8}px/{area}px {font};text-align:center">{sign}</div>'
    if style == "canvas":
        code = (
            f"pen.scale(2,2);pen.strokeStyle='{ink}';pen.lineWidth={max(1.2, area / 14)};pen.moveTo({area * 0.25},{area * 0.25});"
            f"pen.lineTo({area * 0.75},{area * 0.75});pen.moveTo({area * 0.75},{area * 0.25});pen.lineTo({area * 0.25},{area * 0.75});pen.stroke()"
        )
        return (
            f'<canvas {attributes} width="{area * 2}" height="{area * 2}" data-draw="{code}" style="{base}"></canvas>'
        )
    if style == "bitmap":
        return f'<img {attributes} src="{_bitmap(area * 3, ink)}" style="{base}">'
    stroke = {"thin": 1.0, "line": 1.8, "ring": 1.6, "disc": 1.8, "square": 2.2}[style]
    inner = 5 if style in ("line", "thin") else 8
    arms = f'<path d="M{inner} {inner} {24 - inner} {24 - inner}M{24 - inner} {inner} {inner} {24 - inner}" stroke="{ink}" stroke-width="{stroke}" stroke-linecap="round"/>'
    around = {
        "ring": f'<circle cx="12" cy="12" r="10.5" fill="none" stroke="{ink}" stroke-width="1.4"/>',
        "disc": f'<circle cx="12" cy="12" r="12" fill="{back}"/>',
        "square": f'<rect x="1" y="1" width="22" height="22" rx="4" fill="{back}"/>',
    }.get(style, "")
    return f'<svg {attributes} viewBox="0 0 24 24" style="{base}">{around}{arms}</svg>'


def _bitmap(size: int, ink: str) -> str:
    """A × as a small picture, slightly soft as exported icons are."""
    image = Image.new("RGBA", (size, size))
    pen, edge = ImageDraw.Draw(image), size // 4
    colour = (255, 255, 255, 255) if ink == "#fff" else (70, 70, 70, 255)
    for line in ((edge, edge, size - edge, size - edge), (size - edge, edge, edge, size - edge)):
        pen.line(line, fill=colour, width=max(3, size // 12))
    image = image.resize((size // 2, size // 2), Image.Resampling.BILINEAR)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def label(draw: Draw, place: str, on_photo: bool = True) -> str:
    """The word 广告 in a size from 8 to 14 dp, with and without a ground of its own."""
    size = draw.one(8, 8, 9, 9, 10, 10, 11, 12, 12, 14)
    if on_photo:
        ground, ink = draw.one(
            ("rgba(0,0,0,.4)", "#fff"),
            ("rgba(0,0,0,.25)", "rgba(255,255,255,.85)"),
            ("rgba(255,255,255,.6)", "#555"),
            ("transparent", "#fff;text-shadow:0 0 2px #0008"),
        )
    else:
        weak = ("#6b6b6b", "#5a5a5a") if draw.dark else ("#b8b8b8", "#c4c4c4")
        ground, ink = draw.one(
            ("transparent", "#999"), ("transparent", weak[0]), ("#8883", "#888"), ("transparent", weak[1])
        )
    border = draw.one("", "", f"border:1px solid {ink.split(';')[0]};")
    draw.traits["label_dp"] = size
    word = draw.one("广告", "广告", "广告", "广告", "互动广告")
    pad = "padding:1px 4px;" if border or ground != "transparent" else ""
    return (
        f'<span {mark("label", _n="own")} style="display:inline-block;font-size:{size}px;line-height:1.3;white-space:nowrap;'
        f'color:{ink};background:{ground};border-radius:{draw.one(0, 2, 3, 8)}px;{border}{pad}{place}">{word}</span>'
    )


def tick(draw: Draw, ticked: bool, size: int = 0, colour: str = "#1677ff") -> str:
    """A tick box drawn by hand: square or round, with a tick, a dot or a filled ground."""
    side = size or draw.one(12, 14, 16, 18, 20)
    style = draw.one("square", "round", "radio", "outline")
    draw.traits["tick_style"], draw.traits["tick_dp"] = style, side
    edge = "#777" if draw.dark else draw.one("#bbb", "#999", "#ccc")
    attributes = mark("check", ticked=ticked, radio=style == "radio")
    if style == "radio":
        dot = f'<circle cx="10" cy="10" r="5" fill="{colour}"/>' if ticked else ""
        ring = f'<circle cx="10" cy="10" r="9" fill="none" stroke="{colour if ticked else edge}" stroke-width="1.6"/>'
        drawn = ring + dot
    else:
        radius = 10 if style == "round" else 3
        if ticked and style != "outline":
            drawn = f'<rect width="20" height="20" rx="{radius}" fill="{colour}"/><path d="m5 10 3.6 4L15 6.6" fill="none" stroke="#fff" stroke-width="2"/>'
        else:
            sign = f'<path d="m5 10 3.6 4L15 6.6" fill="none" stroke="{colour}" stroke-width="2.2"/>' if ticked else ""
            drawn = f'<rect x="1" y="1" width="18" height="18" rx="{radius - 1}" fill="none" stroke="{colour if ticked else edge}" stroke-width="1.5"/>{sign}'
    return f'<svg {attributes} viewBox="0 0 20 20" style="width:{side}px;height:{side}px;flex:none;cursor:pointer">{drawn}</svg>'
