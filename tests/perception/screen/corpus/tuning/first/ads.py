"""Advertisements of the first set: interstitials, splashes, sheets, banners and floating balls."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Draw, Piece, mark, window
from tests.perception.screen.corpus.tuning.first import marks, words
from tests.perception.screen.corpus.tuning.first.asks import behind
from tests.perception.screen.corpus.tuning.first.looks import ACCENTS, Look, dim

_SOON = ("{s}s 后可关闭", "{s}秒后可关闭", "{s}s后可跳过", "奖励将于 {s} 秒后发放")


def _label(draw: Draw, place: str, on_photo: bool = True) -> str:
    """The label as a rule; else none, or a word that stands in for it."""
    kind = draw.random.choices(("label", "none", "stand-in"), (78, 12, 10))[0]
    draw.traits["label"] = kind
    if kind == "label":
        return marks.label(draw, place, on_photo)
    if kind == "none":
        return ""
    word = draw.one("推荐", "AD", "推广", "赞助")
    return f'<span data-n="own" style="font-size:10px;color:#fff;background:#0006;border-radius:2px;padding:1px 4px;{place}">{word}</span>'


def _wait(draw: Draw, place: str) -> str:
    """Something in a close mark's stead that only counts down: words, a number, or a ring."""
    seconds = draw.whole(2, 9)
    how = draw.one("words", "number", "ring")
    draw.traits["countdown"] = how
    chip = "background:#0007;color:#fff;font-size:12px;border-radius:14px;padding:4px 10px"
    if how == "words":
        return f'<div {mark("close", now=False, optional=True)} style="{chip};{place}">{draw.one(*_SOON).format(s=seconds)}</div>'
    if how == "number":
        return f'<div {mark("close", now=False, optional=True)} style="width:28px;height:28px;line-height:28px;text-align:center;border-radius:50%;background:#0006;color:#fff;font-size:13px;{place}">{seconds}</div>'
    return f'<svg viewBox="0 0 28 28" {mark("close", now=False, optional=True)} style="width:28px;height:28px;{place}"><circle cx="14" cy="14" r="11" fill="#0005" stroke="#fff5" stroke-width="2.5"/><circle cx="14" cy="14" r="11" fill="none" stroke="#fff" stroke-width="2.5" stroke-dasharray="{draw.whole(10, 55)} 90"/></svg>'


def _ghost(draw: Draw) -> str:
    """A close control that the tree has and the eye does not: without area, or not shown yet."""
    if draw.chance(0.75):
        return ""
    draw.traits["ghost"] = True
    size = draw.one(0, 26)
    return f'<div {mark("close", hidden=1, now=False, _n="hidden", _i="iv_close", _c="android.widget.ImageView")} style="position:absolute;right:8px;top:8px;width:{size}px;height:{size}px;opacity:0" data-click></div>'


def _choices(draw: Draw, place: str) -> str:
    """The AdChoices triangle and × of an exchange, which closes nothing."""
    if draw.chance(0.9):
        return ""
    draw.traits["adchoices"] = True
    return f'<svg viewBox="0 0 34 16" data-d="AdChoices" style="width:34px;height:16px;{place}"><rect width="34" height="16" fill="#fffc"/><path d="M4 3v10l9-5z" fill="#00aecd"/><circle cx="25" cy="8" r="5" fill="none" stroke="#00aecd"/></svg>'


def _button(draw: Draw, text: str) -> str:
    return f'<div data-click style="height:44px;border-radius:22px;line-height:44px;text-align:center;color:#fff;font-size:16px;background:{draw.one(*ACCENTS)}">{text}</div>'


def interstitial(look: Look, draw: Draw) -> Piece:
    """A card in the middle: picture, words, a button, and a close mark in, at or below it."""
    title, line, go = draw.one(*words.ADS)
    place = draw.one("corner", "left", "below", "outside", "inside low", "wait", "link")
    draw.traits["close_place"] = place
    width = draw.one(260, 280, 300, 320, 340)
    inner = {
        "corner": "position:absolute;right:8px;top:8px",
        "left": "position:absolute;left:8px;top:8px",
        "inside low": "position:absolute;right:10px;top:40%",
    }
    close = ""
    if place in inner:
        close = marks.cross(draw, "#fff", inner[place])
    elif place == "wait":
        close = _wait(draw, "position:absolute;right:10px;top:10px")
    elif place == "link":
        close = f'<div {mark("close")} data-click style="text-align:center;color:#fff;font-size:14px;padding:12px">{draw.one("关闭广告", "不感兴趣", "残忍离开", "关闭")}</div>'
    else:
        close = marks.cross(
            draw,
            "#fff",
            {"below": "margin-top:24px", "outside": "position:absolute;right:-4px;top:-46px"}[place],
            draw.one(26, 30, 34, 40),
        )
    pictured = draw.chance(0.4)
    picture = f'<img src="{draw.photo()}" style="display:block;width:100%;height:{draw.one(180, 220, 380) if pictured else 170}px;object-fit:cover">'
    text = (
        ""
        if pictured
        else f'<div style="padding:14px 16px 18px"><div style="font-size:18px;font-weight:600">{title}</div><div style="font-size:13px;opacity:.7;margin:4px 0 14px">{line}</div>{_button(draw, go)}</div>'
    )
    corner = draw.one(
        "position:absolute;left:8px;bottom:8px",
        "position:absolute;right:8px;bottom:8px",
        "position:absolute;left:8px;top:8px" if place != "left" else "position:absolute;left:8px;bottom:8px",
    )
    within = close if place in inner or place == "wait" else ""
    card = f'<div {window("ad", "dialog").html} data-click style="width:{width}px;background:var(--card);color:var(--ink);border-radius:{draw.one(0, 8, 14, 20)}px;overflow:hidden;position:relative">{picture}{text}{_label(draw, corner, pictured)}{_ghost(draw) if place in ("below", "outside") else ""}{_choices(draw, "position:absolute;right:0;bottom:0")}{within}</div>'
    return behind(look, draw) + Piece(
        f'{dim(draw)}<div class="mid" data-n="through"><div style="position:relative;display:flex;flex-direction:column;align-items:center" data-n="through">{card}{"" if within else close}</div></div>'
    )


def splash(look: Look, draw: Draw) -> Piece:
    """A picture over the whole screen when the app starts, with a skip control and often a gesture."""
    title, line, _ = draw.one(*words.ADS)
    seconds = draw.whole(1, 5)
    skip = draw.one("跳过 {s}s", "跳过 {s}", "跳过", "{s}s 跳过", "跳过广告 {s}", "点击跳过", "wait", "bare").format(
        s=seconds
    )
    top = draw.chance(0.75)
    at = f"position:absolute;right:16px;{f'top:calc(var(--status) + {draw.whole(8, 24)}px)' if top else 'bottom:128px'}"
    ground = draw.one(
        "background:#0006;color:#fff",
        "background:#fff9;color:#333",
        "background:#0003;color:#fff",
        "border:1px solid #fff9;color:#fff",
        "color:#fff;text-shadow:0 0 3px #000",
    )
    if skip == "wait":
        close = _wait(draw, at)
    elif skip == "bare":
        close = marks.cross(draw, "#fff", at)
    else:
        close = f'<div {mark("close")} data-click style="{at};{ground};font-size:{draw.one(12, 13, 14, 16)}px;border-radius:16px;padding:5px 12px">{skip}</div>'
    draw.traits["skip"] = skip
    low = 110 if draw.chance(0.6) else 0
    brand = (
        f'<div style="position:absolute;left:0;right:0;bottom:0;height:{low}px;background:var(--page);display:flex;align-items:center;justify-content:center;font-size:22px;font-weight:600;color:var(--ink)">{draw.one(*words.APPS)}</div>'
        if low
        else ""
    )
    gesture = (
        f'<div data-click style="position:absolute;left:40px;right:40px;bottom:{low + 70}px;height:52px;line-height:52px;border-radius:26px;background:#0008;color:#fff;text-align:center;font-size:16px">{draw.one(*words.OUT)}</div>'
        if draw.chance(0.75)
        else ""
    )
    words_on = (
        f'<div style="position:absolute;left:20px;right:20px;bottom:{low + 150}px;color:#fff;text-shadow:0 1px 4px #000"><div style="font-size:26px;font-weight:700">{title}</div><div>{line}</div></div>'
        if draw.chance(0.6)
        else ""
    )
    corner = draw.one(
        f"position:absolute;left:12px;bottom:{low + 12}px",
        "position:absolute;left:12px;top:calc(var(--status) + 12px)",
        f"position:absolute;right:12px;bottom:{low + 12}px",
    )
    page = behind(look, draw) if draw.chance(0.5) else Piece("")
    html = f'<div {window("ad", "splash", covers=1).html} data-n="window" style="position:fixed;inset:0;background:#222"><img src="{draw.photo()}" data-click style="position:absolute;left:0;top:0;width:100%;height:calc(100% - {low}px);object-fit:cover">{words_on}{gesture}{brand}{_label(draw, corner)}{close}</div>'
    return page + Piece(html)


def full(look: Look, draw: Draw) -> Piece:
    """A video or picture over the whole screen in the middle of use, with a download bar."""
    title, line, go = draw.one(*words.ADS)
    place = f"position:absolute;{draw.one('right', 'right', 'left')}:14px;top:calc(var(--status) + 14px)"
    close = _wait(draw, place) if draw.chance(0.4) else marks.cross(draw, "#fff", place)
    bar = f'<div style="position:absolute;left:12px;right:12px;bottom:40px;background:#fff;color:#222;border-radius:12px;padding:14px;display:flex;gap:12px;align-items:center"><img src="{draw.photo()}" style="width:52px;height:52px;border-radius:12px;object-fit:cover"><div style="flex:1"><b>{title}</b><div style="font-size:12px;color:#888">{line}</div></div><div style="width:96px">{_button(draw, go)}</div></div>'
    return behind(look, draw) + Piece(
        f'<div {window("ad", "fullscreen", covers=1).html} data-n="window" style="position:fixed;inset:0;background:#000"><img src="{draw.photo()}" style="width:100%;height:100%;object-fit:{draw.one("cover", "contain")}">{bar}{_label(draw, "position:absolute;left:14px;bottom:140px")}{close}</div>'
    )


def sheet(look: Look, draw: Draw) -> Piece:
    """An advertisement that comes up from below."""
    title, line, go = draw.one(*words.ADS)
    body = f'<div style="position:relative"><img src="{draw.photo()}" style="width:100%;height:160px;object-fit:cover;border-radius:10px">{_label(draw, "position:absolute;left:8px;bottom:14px")}</div><div style="font-size:17px;font-weight:600">{title}</div><div style="font-size:13px;opacity:.7;margin-bottom:12px">{line}</div>{_button(draw, go)}'
    close = marks.cross(draw, "#888", "position:absolute;right:12px;top:12px;z-index:9", draw.one(18, 20, 24))
    return behind(look, draw) + look.sheet(draw, "", body, (), window("ad", "sheet"), close)


def banner(look: Look, draw: Draw) -> Piece:
    """A strip at the top or the bottom of a page, which blocks nothing."""
    title, line, go = draw.one(*words.ADS)
    low = draw.chance(0.7)
    at = f"bottom:{draw.one(0, 60)}px" if low else "top:calc(var(--status) + 52px)"
    close = marks.cross(draw, "#999", "position:absolute;right:4px;top:4px", draw.one(14, 16, 18, 20))
    html = f'<div {window("ad", "banner", blocking=False).html} data-click style="position:fixed;left:0;right:0;{at};height:{draw.one(60, 72, 84)}px;background:var(--card);color:var(--ink);box-shadow:0 0 8px #0003;display:flex;align-items:center;gap:10px;padding:0 28px 0 10px"><img src="{draw.photo()}" style="height:48px;width:72px;object-fit:cover;border-radius:4px"><div style="flex:1"><div style="font-size:14px">{title}</div><div style="font-size:11px;opacity:.6">{line}</div></div><span data-n="own" style="font-size:12px;color:#fff;background:#ff5000;border-radius:12px;padding:4px 8px;margin-right:10px">{go}</span>{_label(draw, "position:absolute;left:10px;bottom:2px", False)}{close}</div>'
    draw.style.setdefault("windows", "overlay")
    return behind(look, draw) + Piece(html)


def floating(look: Look, draw: Draw) -> Piece:
    """A small picture that floats over a page with a × of its own."""
    size = draw.one(72, 84, 96)
    close = marks.cross(draw, draw.one("#fff", "#666"), "position:absolute;right:-8px;top:-10px", draw.one(16, 18, 20))
    html = f'<div {window("ad", "floating", blocking=False).html} style="position:fixed;right:14px;bottom:{draw.whole(90, 380)}px;width:{size}px;height:{size}px"><img src="{draw.photo()}" data-click style="width:100%;height:100%;border-radius:{draw.one(12, 50)}%;object-fit:cover">{_label(draw, "position:absolute;left:20%;bottom:4px")}{close}</div>'
    draw.style.setdefault("windows", "overlay")
    return behind(look, draw) + Piece(html)


ADS = {
    "interstitial": (interstitial, 16),
    "splash": (splash, 12),
    "full": (full, 6),
    "ad_sheet": (sheet, 4),
    "banner": (banner, 4),
    "floating": (floating, 3),
}
