"""Advertisements of the held-out half."""

from __future__ import annotations

from tests.perception.screen.corpus.held_out import drawing, wording
from tests.perception.screen.corpus.held_out.looks import BRANDS, Look, veil
from tests.perception.screen.corpus.held_out.pages import bank, behind, health, me, series, settings, shop
from tests.perception.screen.corpus.model import Draw, Piece, Told, mark, window

_CALM = (bank, series, settings, shop, me, health)
"""Pages without advertisements of their own, for those that block nothing."""


def _go(draw: Draw, text: str, style: str = "") -> str:
    ground = draw.one(
        draw.one(*BRANDS), "linear-gradient(90deg,#ff7a18,#e1251b)", "linear-gradient(90deg,#1677ff,#36cfc9)"
    )
    return f'<div data-click="" style="text-align:center;color:#fff;font-size:16px;font-weight:600;padding:12px 0;border-radius:{draw.one(6, 10, 24)}px;background:{ground};{style}">{text}</div>'


def _ghost(draw: Draw) -> str:
    """A close control that the tree has and nobody sees."""
    if draw.chance(0.85):
        return ""
    side = draw.one(0, 1, 22)
    told = mark("close", hidden=1, now=False, _n="hidden", _i="iv_ad_close", _c="android.widget.ImageView")
    return f'<div {told} style="position:absolute;left:8px;bottom:40%;width:{side}px;height:{side}px;opacity:0"></div>'


def _gesture(draw: Draw, bottom: int) -> str:
    """What invites to shake, twist, slide or tap, at the lower end of a splash."""
    words = draw.one(*wording.GESTURES)
    if draw.chance(0.5):
        return f'<div data-click="" style="position:absolute;left:12%;right:12%;bottom:{bottom}px;text-align:center;color:#fff;font-size:16px;border-radius:30px;padding:15px 0;background:{draw.one("rgba(0,0,0,.5)", "rgba(20,60,180,.75)", "linear-gradient(90deg,#ff4d4f,#ff9c6e)")}">{words} ›</div>'
    icon = draw.one(
        '<path d="M18 8h14v30H18z" fill="none" stroke="#fff" stroke-width="3" transform="rotate(-18 25 23)"></path><path d="M8 14q-4 9 0 18M42 14q4 9 0 18" fill="none" stroke="#fff" stroke-width="2.500"></path>',
        '<path d="M12 30 25 17l13 13M12 40 25 27l13 13" fill="none" stroke="#fff" stroke-width="4"></path>',
        '<circle cx="25" cy="20" r="7" fill="#fff"></circle><path d="M21 20v22h10V28" fill="none" stroke="#fff" stroke-width="4"></path>',
    )
    return f'<div data-click="" style="position:absolute;left:0;right:0;bottom:{bottom}px;display:flex;flex-direction:column;align-items:center;color:#fff;text-shadow:0 1px 3px #000"><svg width="84" height="84" viewBox="-17 -17 84 84" style="margin-bottom:8px"><circle cx="25" cy="25" r="40" fill="rgba(0,0,0,.4)"></circle>{icon}</svg><div style="font-size:17px">{words}</div></div>'


def _splash(draw: Draw, inner: str, page: Piece, ground: str = "#000") -> Piece:
    told = window("ad", "splash", covers=1).html
    return page + Piece(f'<div class="whole" {told} data-n="window" style="background:{ground}">{inner}</div>')


def _control(draw: Draw, place: str, late: float = 0.32) -> str:
    """A control to skip; in some cases only announced, in a few a × instead."""
    what = draw.random.choices(("late", "skip", "cross", "close"), (late, 0.6, 0.1, 0.08))[0]
    if what == "late":
        return drawing.waiting(draw, place)
    if what == "cross":
        return drawing.cross(draw, "#fff", place)
    return (
        drawing.skip(draw, place)
        if what == "skip"
        else drawing.pill(draw, draw.one("关闭", "关闭广告", "关闭 ×"), place)
    )


def opening(look: Look, draw: Draw) -> Piece:
    """A picture when the app starts, over all of the screen or above the app's own name."""
    low = draw.one(0, 0, 88, 112, 128)
    head, line, _ = draw.one(*wording.OFFERS)
    top = f"top:calc(var(--status) + {draw.one(10, 16, 22)}px)"
    at = draw.one(
        f"right:16px;{top}",
        f"right:16px;{top}",
        f"left:16px;{top}",
        f"right:16px;bottom:{low + 20}px",
        f"right:20px;bottom:{max(low - 74, 20)}px",
    )
    control = _control(draw, f"position:absolute;z-index:4;{at}")
    title = (
        f'<div style="position:absolute;left:24px;right:24px;top:{draw.whole(18, 30)}%;color:#fff;text-shadow:0 2px 6px #000"><div style="font-size:{draw.one(28, 34)}px;font-weight:800">{head}</div><div style="font-size:17px">{line}</div></div>'
        if draw.chance(0.6)
        else ""
    )
    strip = (
        f'<div style="position:absolute;left:0;right:0;bottom:0;height:{low}px;background:var(--card);color:var(--ink);display:flex;align-items:center;justify-content:center;font-size:24px;font-weight:700;letter-spacing:2px">{draw.one(*wording.APPS)}</div>'
        if low
        else ""
    )
    corner = draw.one(
        f"left:12px;bottom:{low + 12}px",
        f"left:12px;{top}" if "left:16px" not in at else f"left:12px;bottom:{low + 12}px",
        f"right:12px;bottom:{low + (64 if 'bottom' in at else 12)}px",
    )
    label = drawing.label(draw, f"position:absolute;{corner}")
    gesture = (
        _gesture(draw, low + draw.one(70, 110))
        if draw.traits["label"] in ("none", "other") or draw.chance(0.72)
        else ""
    )
    loaded = (
        f'<span data-n="own" style="position:absolute;left:50%;transform:translateX(-50%);bottom:{low + 14}px;color:rgba(255,255,255,.8);font-size:10px">已于 WiFi 下预加载</span>'
        if draw.chance(0.2)
        else ""
    )
    picture = f'<img src="{draw.photo()}" data-click="" style="position:absolute;left:0;top:0;width:100%;height:calc(100% - {low}px);object-fit:cover" />'
    page = behind(look, draw) if draw.chance(0.3) else Piece("")
    return _splash(draw, f"{picture}{title}{gesture}{strip}{loaded}{label}{control}", page)


def opening_card(look: Look, draw: Draw) -> Piece:
    """A start advertisement put together from an icon, a picture, words and a button."""
    head, line, go = draw.one(*wording.OFFERS)
    hue = draw.whole(0, 359)
    ground = f"linear-gradient(180deg,hsl({hue},70%,88%),hsl({(hue + 40) % 360},60%,72%))"
    control = _control(draw, "position:absolute;z-index:4;right:16px;top:calc(var(--status) + 14px)")
    card = f'<div data-click="" style="position:absolute;left:28px;right:28px;top:20%;background:#fff;color:#222;border-radius:18px;overflow:hidden"><img src="{draw.photo()}" style="width:100%;height:210px;object-fit:cover;display:block" /><div style="padding:16px 18px 20px"><div style="font-size:21px;font-weight:700">{head}</div><p style="color:#777">{line}</p>{_go(draw, go)}</div></div>'
    name = f'<div style="position:absolute;left:0;right:0;bottom:36px;text-align:center;font-size:20px;color:#333">{draw.one(*wording.APPS)}</div>'
    return _splash(
        draw,
        f"{card}{name}{drawing.label(draw, 'position:absolute;left:16px;top:calc(var(--status) + 16px)')}{control}",
        Piece(""),
        ground,
    )


def interstitial(look: Look, draw: Draw) -> Piece:
    """A picture in the middle, its × in, on, beside, above or below it."""
    head, line, go = draw.one(*wording.OFFERS)
    width, height = draw.one((270, 390), (290, 420), (310, 310), (330, 240), (250, 440))
    place = draw.one("in right", "in left", "on", "below", "above right", "words below", "late", "late", "late")
    draw.traits["close_place"] = place
    inside, outside = "", ""
    if place in ("in right", "in left"):
        inside = drawing.cross(draw, "#fff", f"position:absolute;z-index:3;{place.split()[1]}:8px;top:8px")
    elif place == "on":
        outside = drawing.cross(draw, "#fff", "position:absolute;right:-9px;top:-9px;z-index:3", (22, 26, 30))
    elif place == "below":
        outside = drawing.cross(draw, "#fff", f"margin-top:{draw.one(16, 28, 40)}px", (26, 30, 36, 40))
    elif place == "above right":
        outside = drawing.cross(draw, "#fff", "position:absolute;right:0;top:-44px", (22, 26, 30, 34))
    elif place == "words below":
        outside = drawing.pill(draw, draw.one("关闭", "跳过广告", "残忍拒绝", "不感兴趣"), "margin-top:18px")
    else:
        inside = drawing.waiting(draw, "position:absolute;z-index:3;right:8px;top:8px")
    corner = "right:8px;top:8px" if place == "in left" else "left:8px;top:8px"
    label = drawing.label(draw, f"position:absolute;{corner}")
    words = (
        f'<div style="position:absolute;left:0;right:0;bottom:0;padding:34px 16px 16px;color:#fff;background:linear-gradient(transparent,rgba(0,0,0,.75))"><div style="font-size:22px;font-weight:800">{head}</div><p style="font-size:13px">{line}</p>{_go(draw, go)}</div>'
        if draw.traits["label"] in ("none", "other") or draw.chance(0.68)
        else ""
    )
    card = f'<div {window("ad", "dialog").html} data-click="" style="position:relative;width:{width}px;height:{height}px;overflow:hidden;border-radius:{draw.one(0, 8, 18)}px;background:#222"><img src="{draw.photo()}" style="width:100%;height:100%;object-fit:cover" />{words}{label}{_ghost(draw)}{inside}</div>'
    return behind(look, draw) + Piece(
        f'{veil(draw)}<div class="hold" data-n="through"><div data-n="through" style="position:relative;display:flex;flex-direction:column;align-items:center">{card}{outside}</div></div>'
    )


def download_card(look: Look, draw: Draw) -> Piece:
    """A card that offers an app with the particulars that the rules ask for."""
    head, line, go = draw.one(*wording.OFFERS)
    stars = "★" * draw.whole(3, 5)
    at = "position:absolute;right:10px;top:10px;z-index:3"
    how = draw.one("cross", "cross", "words", "late", "late")
    close = (
        drawing.cross(draw, "#8a9099", at, (14, 16, 18, 22))
        if how == "cross"
        else drawing.waiting(draw, at)
        if how == "late"
        else drawing.pill(draw, draw.one("关闭", "关闭广告", "跳过"), at)
    )
    facts = (
        f'<div style="font-size:9px;color:#9aa0a8;margin-top:10px;text-align:center">版本 {draw.whole(1, 9)}.{draw.whole(0, 9)}.0 | 开发者:{draw.one("深蓝互动", "极光网络", "星野科技")} | 权限 | 隐私 | 功能</div>'
        if draw.chance(0.7)
        else ""
    )
    inner = f'<div style="display:flex;gap:12px;align-items:center"><img src="{draw.photo()}" style="width:64px;height:64px;border-radius:14px;object-fit:cover" /><div><div style="font-size:18px;font-weight:700;max-width:150px">{head}</div><div style="color:#ffb400;font-size:13px">{stars}<span style="color:#9aa0a8"> {draw.whole(1, 900)} 万次下载</span></div></div></div><p style="font-size:14px;color:var(--faint)">{line}</p><img src="{draw.photo()}" style="width:100%;height:150px;object-fit:cover;border-radius:10px;margin-bottom:12px" />{_go(draw, go)}{facts}'
    card = f'<div {window("ad", "dialog").html} style="position:relative;width:{draw.one(290, 312)}px;box-sizing:border-box;background:var(--card);color:var(--ink);border-radius:16px;padding:22px 16px 30px">{inner}{drawing.label(draw, "position:absolute;left:12px;bottom:8px", True)}{close}</div>'
    return behind(look, draw) + Piece(f'{veil(draw)}<div class="hold" data-n="through">{card}</div>')


def library_card(look: Look, draw: Draw) -> Piece:
    """An advertisement in the library's own sheet."""
    head, line, go = draw.one(*wording.OFFERS)
    # Only there is the content, and not the sheet with its padding, what the mark is placed in.
    within = look.kit.name == "element-plus"
    at = f"position:absolute;z-index:3;{'right:0;top:-6px' if within else 'right:12px;top:12px'}"
    body = f'<div data-click="" style="position:relative"><img src="{draw.photo()}" style="width:100%;height:180px;object-fit:cover;border-radius:10px;display:block" />{drawing.label(draw, "position:absolute;left:8px;bottom:8px")}</div><div style="font-size:18px;font-weight:700;margin-top:10px">{head}</div><p style="color:var(--faint)">{line}</p>{_go(draw, go)}'
    close = (
        drawing.cross(draw, "#8a9099", at, (14, 16, 20))
        if draw.chance(0.7)
        else drawing.pill(draw, draw.one("关闭", "不感兴趣"), at)
    )
    return behind(look, draw) + look.bottom(
        draw,
        f'<div style="height:26px;font-size:13px;color:var(--faint)">{draw.one("为你推荐", "猜你需要", "品牌精选")}</div>{body}{close}',
        window("ad", "sheet"),
    )


def rewarded(look: Look, draw: Draw) -> Piece:
    """A video over all of the screen that is watched for a reward."""
    head, line, go = draw.one(*wording.OFFERS)
    right = draw.chance(0.75)
    at = f"position:absolute;z-index:4;{'right' if right else 'left'}:14px;top:calc(var(--status) + 14px)"
    how = draw.one("late", "late", "late", "cross", "done", "skip")
    if how == "late":
        control = drawing.waiting(draw, at)
    elif how == "cross":
        control = drawing.cross(draw, "#fff", at, (18, 22, 26, 30))
    elif how == "done":
        control = drawing.pill(draw, draw.one("已获得奖励 | 关闭", "恭喜获得奖励 ×", "奖励已发放 ×", "关闭"), at)
    else:
        control = drawing.pill(draw, draw.one("{n}s | 跳过", "跳过", "{n} 跳过").format(n=draw.whole(3, 25)), at)
    other = "left" if right else "right"
    sound = f'<svg width="30" height="30" viewBox="0 0 30 30" data-click="" style="position:absolute;{other}:14px;top:calc(var(--status) + 14px)"><circle cx="15" cy="15" r="15" fill="rgba(0,0,0,.35)"></circle><path d="M9 12h4l5-4v14l-5-4H9zM21 11q3 4 0 8" fill="none" stroke="#fff" stroke-width="1.800"></path></svg>'
    report = (
        f'<span data-n="own" data-click="" style="position:absolute;{other}:54px;top:calc(var(--status) + 20px);color:#fff;font-size:12px;text-shadow:0 0 3px #000">反馈</span>'
        if draw.chance(0.4)
        else ""
    )
    low = draw.one(
        f'<div style="position:absolute;left:10px;right:10px;bottom:30px;background:rgba(255,255,255,.95);color:#222;border-radius:14px;padding:14px;display:flex;gap:12px;align-items:center"><img src="{draw.photo()}" style="width:54px;height:54px;border-radius:12px;object-fit:cover" /><div style="flex:1;min-width:0"><b>{head}</b><div style="font-size:12px;color:#888">{line}</div></div><div style="width:92px">{_go(draw, go, "font-size:14px;padding:9px 0")}</div></div>',
        f'<div style="position:absolute;left:0;right:0;bottom:0;padding:60px 20px 34px;color:#fff;background:linear-gradient(transparent,rgba(0,0,0,.85))"><div style="font-size:20px;font-weight:700">@{draw.one(*wording.BRANDS)}</div><p>{head} {line}</p>{_go(draw, go)}</div>',
    )
    picture = f'<img src="{draw.photo()}" style="width:100%;height:100%;object-fit:{draw.one("cover", "cover", "contain")}" />'
    label = drawing.label(
        draw, f"position:absolute;{draw.one('left:14px', 'right:14px')};bottom:{draw.one(180, 210)}px"
    )
    return behind(look, draw) + Piece(
        f'<div class="whole" {window("ad", "fullscreen", covers=1).html} data-n="window" style="background:#0b0b0b">{picture}{low}{label}{sound}{report}{control}</div>'
    )


def end_card(look: Look, draw: Draw) -> Piece:
    """What stays after a video: a store page of its own making, to be closed at once."""
    head, line, go = draw.one(*wording.OFFERS)
    side = draw.one("left", "right")
    close = drawing.cross(
        draw, "#fff", f"position:absolute;z-index:4;{side}:16px;top:calc(var(--status) + 14px)", (18, 22, 26, 30)
    )
    inner = f'<img src="{draw.photo()}" style="position:absolute;left:0;top:0;width:100%;height:100%;object-fit:cover;filter:blur(12px) brightness(.6)" /><div style="position:absolute;left:30px;right:30px;top:26%;text-align:center;color:#fff"><img src="{draw.photo()}" style="width:110px;height:110px;border-radius:24px;object-fit:cover" /><div style="font-size:26px;font-weight:800;margin-top:14px">{head}</div><p style="font-size:16px">{line}</p><div style="font-size:14px;margin-bottom:26px">4.{draw.whole(5, 9)} 分 · {draw.whole(10, 900)} 万人在用</div>{_go(draw, go, "font-size:19px")}</div>'
    return behind(look, draw) + Piece(
        f'<div class="whole" {window("ad", "fullscreen", covers=1).html} data-n="window" style="background:#111">{inner}{drawing.label(draw, "position:absolute;left:14px;bottom:20px")}{close}</div>'
    )


def strip(look: Look, draw: Draw) -> Piece:
    """A strip at an end of a page that blocks nothing."""
    head, line, go = draw.one(*wording.OFFERS)
    at = draw.one("bottom:54px", "bottom:0", "top:calc(var(--status) + 48px)")
    pictured = draw.chance(0.4)
    high = draw.one(56, 64, 80)
    inner = (
        f'<img src="{draw.photo()}" style="width:100%;height:100%;object-fit:cover" /><div style="position:absolute;left:14px;top:10px;color:#fff;font-size:18px;font-weight:800;text-shadow:0 1px 3px #000">{head}</div>'
        if pictured
        else f'<div style="display:flex;align-items:center;gap:10px;height:100%;padding:0 44px 0 10px"><img src="{draw.photo()}" style="width:44px;height:44px;border-radius:8px;object-fit:cover" /><div style="flex:1;min-width:0"><div style="font-size:15px;white-space:nowrap;overflow:hidden">{head}</div><div style="font-size:11px;color:var(--faint);white-space:nowrap;overflow:hidden">{line}</div></div><div data-click="" style="background:{draw.one(*BRANDS)};color:#fff;font-size:12px;border-radius:14px;padding:5px 10px;white-space:nowrap">{go}</div></div>'
    )
    close = drawing.cross(
        draw,
        "#fff" if pictured else "#8a9099",
        f"position:absolute;right:5px;top:{draw.one(4, high // 2 - 9)}px",
        (12, 14, 16, 18),
    )
    at_end = "left:2px" if pictured else "right:6px"
    label = drawing.label(draw, f"position:absolute;{at_end};bottom:3px", not pictured, alone=True)
    gap = draw.one(0, 8)
    draw.style.setdefault("windows", "overlay")
    html = f'<div {window("ad", "banner", blocking=False).html} data-click="" style="position:fixed;z-index:20;left:{gap}px;right:{gap}px;{at};height:{high}px;background:var(--card);color:var(--ink);overflow:hidden;box-shadow:0 0 6px rgba(0,0,0,.2)">{inner}{label}{close}</div>'
    return draw.one(*_CALM)(look, draw) + Piece(html)


def afloat(look: Look, draw: Draw) -> Piece:
    """A small picture at the edge of a page that blocks nothing."""
    size = draw.one(70, 86, 110)
    side = draw.one("right", "left")
    close = drawing.cross(
        draw, draw.one("#666", "#8a9099"), f"position:absolute;{draw.one('left', 'right')}:0;top:-20px", (14, 16, 18)
    )
    draw.style.setdefault("windows", "overlay")
    label = drawing.label(draw, "position:absolute;left:3px;bottom:3px", alone=True)
    html = f'<div {window("ad", "floating", blocking=False).html} style="position:fixed;z-index:20;{side}:10px;bottom:{draw.whole(100, 320)}px;width:{size}px;height:{size}px"><img src="{draw.photo()}" data-click="" style="width:100%;height:100%;object-fit:cover;border-radius:{draw.one(10, 55)}px" />{label}{close}</div>'
    return draw.one(*_CALM)(look, draw) + Piece(html)


def retained(look: Look, draw: Draw) -> Piece:
    """An advertisement with a second, closing line under its picture, as game makers sell them."""
    head, line, go = draw.one(*wording.OFFERS)
    close = drawing.cross(
        draw, "#fff", "position:absolute;right:12px;top:calc(var(--status) + 12px);z-index:4", (20, 24, 28, 32)
    )
    told = Told("close")
    words = f'<div {told.html} data-click="" style="text-align:center;color:rgba(255,255,255,.85);font-size:15px;padding:12px 30px;margin-top:6px">{draw.one("点击跳过", "关闭广告", "残忍离开", "不感兴趣")}</div>'
    by_words = draw.chance(0.5)
    card = f'<div {window("ad", "dialog").html} data-click="" style="position:relative;width:320px;background:#fff;color:#222;border-radius:16px;overflow:hidden"><img src="{draw.photo()}" style="width:100%;height:250px;object-fit:cover;display:block" /><div style="padding:14px 16px 18px"><b style="font-size:19px">{head}</b><p style="color:#777">{line}</p>{_go(draw, go)}</div>{drawing.label(draw, "position:absolute;left:8px;top:8px")}</div>'
    return behind(look, draw) + Piece(
        f'{veil(draw)}<div class="hold" data-n="through">{card}{words if by_words else ""}{"" if by_words else close}</div>'
    )


ADVERTS = {
    "opening": (opening, 7),
    "opening_card": (opening_card, 2),
    "interstitial": (interstitial, 6),
    "download_card": (download_card, 3),
    "library_card": (library_card, 2),
    "rewarded": (rewarded, 3),
    "end_card": (end_card, 1),
    "strip": (strip, 2),
    "afloat": (afloat, 1),
    "retained": (retained, 1),
}
