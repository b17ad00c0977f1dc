"""Close marks and labels of the second set, drawn in its own ways."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Draw, mark


def cross(draw: Draw, ink: str, place: str) -> str:
    """A close mark: crossed bars, a glyph of several fonts, a filled or hollow circle, a canvas."""
    size = draw.one(16, 18, 22, 24, 26, 30, 36)
    how = draw.one("bars", "bars", "glyph", "circle", "hollow", "canvas", "mask", "corner")
    fade = draw.one(1, 1, 0.85, 0.7, 0.5)
    draw.traits["close_style"], draw.traits["close_dp"] = how, size
    told = mark("close", _n="flat", _x="")
    base = f"z-index:20002;width:{size}px;height:{size}px;opacity:{fade};{place}"
    if "position" not in place:
        base += ";position:relative"
    if how == "glyph":
        sign = draw.one("×", "✕", "╳", "X")
        family = draw.one("'Noto Serif CJK SC'", "'Noto Sans CJK SC'", "'DejaVu Sans'", "Roboto")
        return f'<div {mark("close", _x="", _n="flat")} data-click="" style="{base};color:{ink};font-family:{family};font-size:{round(size * 0.85)}px;line-height:{size}px;text-align:center">{sign}</div>'
    if how == "canvas":
        a, b = size * 0.6, size * 1.4
        code = f"pen.strokeStyle='{ink}';pen.lineCap='round';pen.lineWidth={draw.one(2, 3, 4)};pen.moveTo({a},{a});pen.lineTo({b},{b});pen.moveTo({b},{a});pen.lineTo({a},{b});pen.stroke()"
        return f'<canvas {told} width="{2 * size}" height="{2 * size}" data-draw="{code}" style="{base}"></canvas>'
    thick = draw.one(1, 1.5, 2, 3)
    if how in ("bars", "corner"):
        long = size * (0.7 if how == "bars" else 0.5)
        bar = f"position:absolute;left:{(size - long) / 2}px;top:{(size - thick) / 2}px;width:{long}px;height:{thick}px;background:{ink}"
        ground = (
            f"background:rgba(0,0,0,.45);border-radius:0 0 0 {size // 2}px;"
            if how == "corner" and ink == "#fff"
            else ""
        )
        return f'<div {told} data-click="" style="{base};{ground}"><i style="{bar};transform:rotate(45deg)"></i><i style="{bar};transform:rotate(-45deg)"></i></div>'
    sign = f'<path d="M13 13l14 14M27 13 13 27" stroke="{"#333" if how == "mask" else ink}" stroke-width="{2 * thick}"></path>'
    around = {
        "circle": f'<circle cx="20" cy="20" r="20" fill="{"rgba(0,0,0,.5)" if ink == "#fff" else "rgba(128,128,128,.25)"}"></circle>',
        "hollow": f'<circle cx="20" cy="20" r="18.5" fill="none" stroke="{ink}" stroke-width="2"></circle>',
        "mask": '<circle cx="20" cy="20" r="20" fill="rgba(255,255,255,.8)"></circle>',
    }[how]
    return f'<svg {told} viewBox="0 0 40 40" data-click="" style="{base}">{around}{sign}</svg>'


def label(draw: Draw, place: str) -> str:
    """The word 广告: on a dark, light or no ground, from 8 to 14 dp."""
    size = draw.one(8, 9, 9, 10, 10, 11, 12, 13, 14)
    draw.traits["label_dp"] = size
    look = draw.one(
        "background:rgba(0,0,0,.3);color:#fff;border-radius:3px;padding:0 3px",
        "background:rgba(255,255,255,.25);color:#fff;padding:1px 3px",
        "color:rgba(255,255,255,.75);text-shadow:0 0 2px rgba(0,0,0,.7)",
        "border:1px solid rgba(255,255,255,.7);color:#fff;border-radius:9px;padding:0 5px;background:rgba(0,0,0,.2)",
        "background:#fff;color:#888;padding:0 2px",
    )
    return f'<span {mark("label", _n="own")} style="display:inline-block;white-space:nowrap;font-size:{size}px;line-height:1.35;{look};{place}">{draw.one("广告", "广告", "广告", "品牌广告")}</span>'


def faint_label(draw: Draw, place: str) -> str:
    """The word on the card's own ground."""
    size = draw.one(8, 9, 10, 11, 12)
    draw.traits["label_dp"] = size
    return f'<span {mark("label", _n="own")} style="display:inline-block;white-space:nowrap;font-size:{size}px;line-height:1.35;color:{draw.one("#999", "#aaa", "#8c8c8c", "#7a7a7a")};{place}">广告</span>'
