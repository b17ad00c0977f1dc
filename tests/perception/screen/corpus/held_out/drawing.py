"""Close marks, skip controls, countdowns and labels of the held-out half."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Draw, mark

_SIGNS = ("×", "✕", "✖", "╳", "⨯", "X")
_FACES = ("'Noto Sans CJK SC'", "'Noto Serif CJK SC'", "'DejaVu Sans'", "Roboto")


def cross(draw: Draw, ink: str, place: str, sizes: tuple[int, ...] = (14, 16, 18, 20, 24, 28, 32, 38)) -> str:
    """A close mark in one of nine ways; `ink` is white on pictures and grey on cards."""
    size = draw.one(*sizes)
    how = draw.one("thin", "thick", "round", "ring", "disc", "pale disc", "glyph", "square", "gradient")
    shown = draw.one(1, 1, 1, 0.9, 0.75, 0.55)
    draw.traits["close_style"], draw.traits["close_dp"] = how, size
    at = place if "position" in place else f"position:relative;{place}"
    base = f"width:{size}px;height:{size}px;opacity:{shown};{at}"
    told = mark("close", _n="flat", _x="")
    if how == "glyph":
        return f'<div {told} data-click="" style="{base};color:{ink};font-family:{draw.one(*_FACES)};font-size:{size}px;line-height:{size}px;text-align:center;font-weight:{draw.one(400, 700)}">{draw.one(*_SIGNS)}</div>'
    if how == "gradient":
        thick = draw.one(1, 1.5)
        lines = ",".join(
            f"linear-gradient({turn}deg,transparent calc(50% - {thick}px),{ink} calc(50% - {thick - 0.5}px),{ink} calc(50% + {thick - 0.5}px),transparent calc(50% + {thick}px))"
            for turn in (45, 135)
        )
        return f'<div {told} data-click="" style="{base};background-image:{lines}"></div>'
    near, far = (6, 26) if how in ("thin", "thick", "round") else (10, 22)
    width = {"thin": 1.6, "thick": 4.5, "round": 3}.get(how, draw.one(2, 2.5, 3))
    cap = draw.one("round", "butt") if how != "round" else "round"
    light = ink == "#fff"
    ground = {
        "ring": f'<circle cx="16" cy="16" r="14.500" fill="none" stroke="{ink}" stroke-width="1.800"></circle>',
        "disc": f'<circle cx="16" cy="16" r="16" fill="{"rgba(0,0,0,.45)" if light else "rgba(120,125,135,.28)"}"></circle>',
        "pale disc": '<circle cx="16" cy="16" r="16" fill="rgba(255,255,255,.85)"></circle>',
        "square": f'<rect width="32" height="32" rx="6" fill="{"rgba(0,0,0,.5)" if light else "rgba(120,125,135,.22)"}"></rect>',
    }.get(how, "")
    stroke = "#4a4f57" if how == "pale disc" else ink
    return f'<svg {told} viewBox="0 0 32 32" data-click="" style="{base}">{ground}<path d="M{near} {near} {far} {far}M{far} {near} {near} {far}" fill="none" stroke="{stroke}" stroke-width="{width}" stroke-linecap="{cap}"></path></svg>'


def pill(draw: Draw, text: str, place: str, **told: object) -> str:
    """Words on a rounded ground that close or skip, or announce it."""
    ground = draw.one(
        "background:rgba(0,0,0,.4);color:#fff",
        "background:rgba(0,0,0,.6);color:#fff",
        "background:rgba(60,60,60,.35);color:#fff;border:1px solid rgba(255,255,255,.5)",
        "background:rgba(255,255,255,.8);color:#333",
    )
    return f'<div {mark("close", **told)} data-click="" style="white-space:nowrap;font-size:{draw.one(12, 13, 14, 15)}px;line-height:1.4;border-radius:{draw.one(4, 16, 16)}px;padding:{draw.one(3, 5, 6)}px {draw.one(10, 12, 14)}px;{ground};{place}">{text}</div>'


def ring(draw: Draw, inner: str, place: str, **told: object) -> str:
    """A ring that empties around a word or a number."""
    size = draw.one(38, 42, 46) if len(inner) > 1 else draw.one(30, 34, 38)
    length = draw.whole(15, 80)
    colour = draw.one("#fff", "#ffb400", "#3ddc84")
    arc = f'<svg width="{size}" height="{size}" viewBox="0 0 40 40" style="position:absolute;left:0;top:0;transform:rotate(-90deg)"><circle cx="20" cy="20" r="18" fill="rgba(0,0,0,.4)" stroke="rgba(255,255,255,.3)" stroke-width="2.500"></circle><circle cx="20" cy="20" r="18" fill="none" stroke="{colour}" stroke-width="2.500" stroke-dasharray="{length} 120"></circle></svg>'
    word = f'<span style="position:relative;color:#fff;font-size:{12 if len(inner) > 1 else 15}px;line-height:{size}px">{inner}</span>'
    return f'<div {mark("close", _n="flat", **told)} data-click="" style="width:{size}px;height:{size}px;text-align:center;{place}">{arc}{word}</div>'


def waiting(draw: Draw, place: str) -> str:
    """What stands in a close mark's place and only announces it."""
    left = draw.whole(2, 29)
    how = draw.one("words", "words", "number", "ring")
    draw.traits["countdown"] = how
    if how == "ring":
        return ring(draw, str(draw.whole(1, 9)), place, now=False, optional=True)
    text = draw.one(
        "{n}s 后可关闭", "{n}秒后可关闭广告", "{n}s后可领取奖励", "再看 {n} 秒可获得奖励", "{n} 秒后可跳过", "广告 {n}s 后可关闭", "奖励倒计时 {n}s"
    ).format(n=left)  # fmt: skip
    return pill(draw, f"{left}" if how == "number" else text, place, now=False, optional=True)


def skip(draw: Draw, place: str) -> str:
    """A control that skips now, with or without the seconds that are left."""
    left = draw.whole(1, 5)
    how = draw.random.choices(("pill", "ring", "two parts"), (70, 15, 15))[0]
    draw.traits["skip"] = how
    if how == "ring":
        return ring(draw, "跳过", place)
    if how == "two parts":
        told = mark("close")
        return f'<div style="display:flex;color:#fff;font-size:13px;border-radius:15px;overflow:hidden;background:rgba(0,0,0,.45);{place}"><span data-n="own" style="padding:5px 4px 5px 12px">{left}s</span><span {told} data-click="" style="padding:5px 12px 5px 8px;border-left:1px solid rgba(255,255,255,.4)">跳过</span></div>'
    text = draw.one("跳过", "跳过", "跳过 {n}", "{n} 跳过", "跳过 {n}s", "{n}s 跳过", "跳过广告", "跳过广告 {n}", "点击跳过 {n}", "Skip {n}", "SKIP").format(n=left)  # fmt: skip
    return pill(draw, text, place)


def tick(draw: Draw, ticked: bool) -> str:
    """A tick box as apps draw it themselves: round or square, an outline or a pale ground, filled when it is ticked."""
    size = draw.one(12, 14, 15, 16, 18, 20)
    shape = draw.one("round", "round", "square", "hollow")
    colour = draw.one("#1677ff", "#e1251b", "#07b53b", "#ff6a00", "#7c3aed", "#23262b")
    grey = draw.one("#b8bdc6", "#c9cdd4", "#8f959e")
    draw.traits["tick_style"], draw.traits["tick_dp"] = f"drawn {shape}", size
    told = mark("check", ticked=ticked, _n="flat")
    round_off = {"round": 11, "hollow": 11, "square": draw.one(1, 4)}[shape]
    check = "M6 12.500l4 4 8-8.500"
    if not ticked:
        inner = f'<rect x="1.500" y="1.500" width="21" height="21" rx="{round_off}" fill="{draw.one("none", "#fff")}" stroke="{grey}" stroke-width="{draw.one(1.5, 2)}"></rect>'
    elif shape == "hollow":
        inner = f'<rect x="1.500" y="1.500" width="21" height="21" rx="11" fill="none" stroke="{colour}" stroke-width="2"></rect><path d="{check}" fill="none" stroke="{colour}" stroke-width="2.500"></path>'
    else:
        inner = f'<rect x="1" y="1" width="22" height="22" rx="{round_off}" fill="{colour}"></rect><path d="{check}" fill="none" stroke="#fff" stroke-width="{draw.one(2, 3)}"></path>'
    return (
        f'<svg {told} viewBox="0 0 24 24" data-click="" style="flex:none;width:{size}px;height:{size}px">{inner}</svg>'
    )


_ON_PICTURE = (
    "background:rgba(0,0,0,.35);color:rgba(255,255,255,.95);padding:1px 4px;border-radius:2px",
    "background:rgba(0,0,0,.2);color:#fff;padding:1px 5px;border-radius:8px",
    "color:rgba(255,255,255,.8);text-shadow:0 1px 2px rgba(0,0,0,.8)",
    "border:.5px solid rgba(255,255,255,.8);color:#fff;padding:0 4px;border-radius:2px;background:rgba(0,0,0,.15)",
    "background:rgba(255,255,255,.85);color:#666;padding:1px 4px;border-radius:2px",
    "background:rgba(80,80,80,.7);color:#fff;padding:1px 4px;border-radius:0 6px 0 0",
)
_ON_CARD = (
    "color:#8f959e",
    "color:#a0a5ad;border:.5px solid #b6bac0;padding:0 3px;border-radius:2px",
    "color:#8a8f99;background:rgba(134,144,156,.16);padding:0 4px;border-radius:3px",
    "color:#777d86",
)


def label(draw: Draw, place: str, on_card: bool = False, alone: bool = False) -> str:
    """The label 广告 from 8 to 14 dp, seldom smaller; else nothing, or another word in its stead.

    `alone` where nothing else would tell that it is an advertisement: then the label is always there.
    """
    what = draw.random.choices(("label", "small", "none", "other"), (82, 3, 0 if alone else 6, 0 if alone else 9))[0]
    draw.traits["label"] = what
    if what == "none":
        return ""
    ground = draw.one(*(_ON_CARD if on_card else _ON_PICTURE))
    size = draw.one(6, 7) if what == "small" else draw.one(8, 8.5, 9, 10, 10, 11, 11, 12, 13, 14)
    draw.traits["label_dp"] = size
    frame = f"display:inline-block;white-space:nowrap;font-size:{size}px;line-height:1.3;{ground}"
    if what == "other":
        word = draw.one("AD", "Ad", "推广", "赞助", "推荐")
        return f'<span data-n="own" style="{frame};{place}">{word}</span>'
    role = "label-small" if what == "small" else "label"
    told = mark(role, _n="own")
    maker = "" if alone else draw.one("", "", "", "", "sign", "sign", "sign", "优选联盟")
    if maker:
        sign = f'<svg width="{size}" height="{size}" viewBox="0 0 12 12"><path d="M1 11 6 1l5 10z" fill="{draw.one("#fff", "#2bd66a", "#ffb400")}"></path></svg>'
        name = sign if maker == "sign" else f'<span data-n="own">{maker}</span>'
        return f'<div style="display:flex;align-items:center;gap:3px;font-size:{size}px;line-height:1.3;color:{"#8f959e" if on_card else "#fff"};{place}">{name}<span {told} style="{frame}">广告</span></div>'
    return f'<span {told} style="{frame};{place}">广告</span>'
