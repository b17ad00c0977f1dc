"""Advertisements of the second set."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Draw, Piece, mark, window
from tests.perception.screen.corpus.tuning.second import marks, words
from tests.perception.screen.corpus.tuning.second.asks import behind
from tests.perception.screen.corpus.tuning.second.looks import HUES, Look, shade


def _named(draw: Draw, place: str, faint: bool = False) -> str:
    """The label; else nothing, or another word in its stead."""
    what = draw.random.choices(("label", "none", "other"), (80, 10, 10))[0]
    draw.traits["label"] = what
    if what == "label":
        return marks.faint_label(draw, place) if faint else marks.label(draw, place)
    if what == "none":
        return ""
    return f'<span data-n="own" style="font-size:11px;color:#fff;background:rgba(0,0,0,.35);padding:0 4px;{place}">{draw.one("Ad", "推荐", "推广", "赞助商内容")}</span>'


def _pill(text: str, place: str, **told: object) -> str:
    return f'<div {mark("close", **told)} data-click="" style="background:rgba(0,0,0,.42);color:#fff;border-radius:15px;font-size:13px;padding:4px 12px;white-space:nowrap;{place}">{text}</div>'


def _later(draw: Draw, place: str) -> str:
    """What only announces a close."""
    left = draw.whole(3, 28)
    how = draw.one("sentence", "count", "arc")
    draw.traits["countdown"] = how
    if how == "sentence":
        return _pill(
            draw.one("{n} 秒后可关闭", "广告剩余 {n}s 后可关闭", "观看 {n}s 后可领取奖励", "{n}s 后可跳过").format(
                n=left
            ),
            place,
            now=False,
            optional=True,
        )
    if how == "count":
        return _pill(draw.one(f"{left}", f"{left}s"), place, now=False, optional=True)
    told = mark("close", now=False, optional=True)
    return f'<svg {told} viewBox="0 0 36 36" style="width:30px;height:30px;{place}"><circle cx="18" cy="18" r="15" fill="rgba(0,0,0,.35)"></circle><path d="M18 4 A14 14 0 1 1 5 {draw.whole(14, 24)}" fill="none" stroke="#fff" stroke-width="3"></path></svg>'


def _go(draw: Draw, text: str) -> str:
    return f'<div data-click="" style="text-align:center;background:{draw.one(*HUES)};color:#fff;border-radius:{draw.one(4, 8, 24)}px;padding:11px 0;font-size:16px">{text}</div>'


def poster(look: Look, draw: Draw) -> Piece:
    """A tall poster in the middle of a dimmed page, closed by a mark at, in or below it."""
    head, line, go = draw.one(*words.OFFERS)
    width, height = draw.one((280, 400), (300, 440), (260, 360), (330, 250))
    place = draw.one("below", "inside", "straddling", "above left", "later", "pill")
    draw.traits["close_place"] = place
    at = {
        "below": "margin-top:20px",
        "inside": "position:absolute;right:6px;top:6px",
        "straddling": "position:absolute;right:-10px;top:-10px",
        "above left": "position:absolute;left:0;top:-48px",
    }
    if place == "later":
        close = _later(draw, "position:absolute;right:8px;top:8px")
    elif place == "pill":
        close = _pill(draw.one("关闭", "跳过", "不感兴趣", "关闭 ×"), "position:absolute;right:8px;top:8px")
    else:
        close = marks.cross(draw, "#fff", at[place])
    extra = (
        f'<div style="position:absolute;left:16px;right:16px;bottom:16px;color:#fff"><div style="font-size:24px;font-weight:800;text-shadow:0 1px 3px #000">{head}</div><div style="font-size:13px;margin:4px 0 10px;text-shadow:0 1px 3px #000">{line}</div>{_go(draw, go)}</div>'
        if draw.chance(0.7)
        else ""
    )
    corner = (
        draw.one("position:absolute;left:6px;top:6px", "position:absolute;right:6px;bottom:6px")
        if not extra
        else "position:absolute;left:6px;top:6px"
    )
    ghost = (
        f'<div {mark("close", hidden=1, now=False, _n="hidden", _i="close_btn", _c="android.widget.ImageView")} data-click="" style="position:absolute;left:6px;bottom:6px;width:{draw.one(0, 24)}px;height:24px;opacity:0"></div>'
        if draw.chance(0.15)
        else ""
    )
    within = place in ("inside", "later", "pill")
    card = f'<div {window("ad", "dialog").html} data-click="" style="position:relative;width:{width}px;height:{height}px;border-radius:{draw.one(0, 6, 16)}px;overflow:hidden;background:#333"><img src="{draw.photo()}" style="width:100%;height:100%;object-fit:cover" />{extra}{_named(draw, corner)}{ghost}{close if within else ""}</div>'
    return behind(look, draw) + Piece(
        f'{shade(draw)}<div class="stage" data-n="through"><div data-n="through" style="position:relative;display:flex;flex-direction:column;align-items:center">{card}{"" if within else close}</div></div>'
    )


def card(look: Look, draw: Draw) -> Piece:
    """A white card with an icon, words and a download button, as exchanges build it."""
    head, line, go = draw.one(*words.OFFERS)
    at = "position:absolute;right:10px;top:10px"
    closed_by = draw.one("mark", "words", "later")
    if closed_by == "mark":
        close = marks.cross(draw, "#999", at)
    else:
        close = f'<div style="{at}">{_pill("关闭广告", "")}</div>' if closed_by == "words" else _later(draw, at)
    inner = f'<img src="{draw.photo()}" style="width:100%;height:170px;object-fit:cover;display:block" /><div style="padding:40px 18px 18px;position:relative"><img src="{draw.photo()}" style="position:absolute;left:18px;top:-30px;width:60px;height:60px;border-radius:14px;object-fit:cover;border:2px solid #fff" /><b style="font-size:18px">{head}</b><p style="color:var(--faint);font-size:13px">{line} · {draw.whole(1, 99)}.{draw.whole(0, 9)} 万次安装</p>{_go(draw, go)}<div style="height:18px"></div>{_named(draw, "position:absolute;left:18px;bottom:8px", True)}</div>'
    html = f'<div {window("ad", "dialog").html} style="position:relative;width:{draw.one(300, 320)}px;background:var(--card);color:var(--ink);border-radius:14px;overflow:hidden">{inner}{close}</div>'
    return behind(look, draw) + Piece(f'{shade(draw)}<div class="stage" data-n="through">{html}</div>')


def opening(look: Look, draw: Draw) -> Piece:
    """The picture at start, with its skip control at any corner, label, brand strip and gesture."""
    head, line, _ = draw.one(*words.OFFERS)
    left = draw.whole(1, 5)
    brand = draw.one(0, 0, 96, 130)
    skip = draw.one(
        "跳过", "跳过 {n}", "{n} 跳过", "跳过广告", "{n}s | 跳过", "跳过 | {n}S", "later", "cross", "关闭"
    ).format(n=left)
    at = draw.one(
        "right:18px;top:calc(var(--status) + 14px)",
        "right:18px;top:calc(var(--status) + 14px)",
        f"right:18px;bottom:{brand + 24}px",
        "left:18px;top:calc(var(--status) + 14px)",
    )
    draw.traits["skip"] = skip
    if skip == "later":
        close = _later(draw, f"position:absolute;{at}")
    elif skip == "cross":
        close = marks.cross(draw, "#fff", f"position:absolute;{at}")
    else:
        close = _pill(skip, f"position:absolute;{at}")
    slogan = (
        f'<div style="position:absolute;left:0;right:0;bottom:{brand + 180}px;text-align:center;color:#fff;text-shadow:0 2px 6px #000"><div style="font-size:30px;font-weight:800">{head}</div><div>{line}</div></div>'
        if draw.chance(0.55)
        else ""
    )
    move = (
        f'<div data-click="" style="position:absolute;left:15%;right:15%;bottom:{brand + 80}px;border-radius:28px;padding:15px 0;text-align:center;color:#fff;font-size:17px;background:{draw.one("rgba(0,0,0,.5)", "linear-gradient(90deg,#ff6a00,#ee0979)")}">{draw.one(*words.MOVES)}</div>'
        if draw.chance(0.8)
        else ""
    )
    strip = (
        f'<div style="position:absolute;left:0;right:0;bottom:0;height:{brand}px;background:var(--card);color:var(--ink);display:grid;place-items:center"><div style="font-size:20px;letter-spacing:4px">{draw.one(*words.NAMES)}</div></div>'
        if brand
        else ""
    )
    corner = draw.one(
        f"position:absolute;left:14px;bottom:{brand + 14}px",
        f"position:absolute;right:14px;bottom:{brand + 70}px",
        f"position:absolute;left:14px;bottom:{brand + 44}px",
    )
    page = behind(look, draw) if draw.chance(0.4) else Piece("")
    return page + Piece(
        f'<div {window("ad", "splash", covers=1).html} data-n="window" style="position:fixed;left:0;top:0;right:0;bottom:0;background:#000"><img src="{draw.photo()}" data-click="" style="width:100%;height:calc(100% - {brand}px);object-fit:cover;display:block" />{slogan}{move}{strip}{_named(draw, corner)}{close}</div>'
    )


def video(look: Look, draw: Draw) -> Piece:
    """A rewarded video over the whole screen: sound, countdown or close, and an end card."""
    head, line, go = draw.one(*words.OFFERS)
    side = draw.one("right", "right", "left")
    at = f"position:absolute;{side}:16px;top:calc(var(--status) + 16px)"
    closed_by = draw.one("later", "mark", "words")
    if closed_by == "words":
        close = _pill(f"{draw.whole(2, 20)}s | 跳过", at)
    else:
        close = _later(draw, at) if closed_by == "later" else marks.cross(draw, "#fff", at)
    sound = f'<svg width="28" height="28" viewBox="0 0 28 28" data-click="" style="position:absolute;{"left" if side == "right" else "right"}:16px;top:calc(var(--status) + 16px)"><circle cx="14" cy="14" r="14" fill="rgba(0,0,0,.4)"></circle><path d="M8 11h4l5-4v14l-5-4H8z" fill="#fff"></path></svg>'
    end = f'<div style="position:absolute;left:0;right:0;bottom:0;background:rgba(20,20,20,.86);color:#fff;padding:20px 20px 40px"><b style="font-size:19px">{head}</b><p style="opacity:.75">{line}</p>{_go(draw, go)}</div>'
    return behind(look, draw) + Piece(
        f'<div {window("ad", "fullscreen", covers=1).html} data-n="window" style="position:fixed;left:0;top:0;right:0;bottom:0;background:#111"><img src="{draw.photo()}" style="width:100%;height:100%;object-fit:cover" />{end}{_named(draw, "position:absolute;left:20px;bottom:190px")}{sound}{close}</div>'
    )


def rising(look: Look, draw: Draw) -> Piece:
    """A half-sheet with several goods of another shop."""
    head, line, go = draw.one(*words.OFFERS)
    goods = "".join(
        f'<div style="flex:1"><img src="{draw.photo()}" style="width:100%;height:100px;object-fit:cover;border-radius:6px" /><div style="font-size:12px">{name}</div></div>'
        for name in draw.some(3, words.GOODS)
    )
    body = f'<div style="font-size:18px;font-weight:700">{head}</div><p style="color:var(--faint)">{line} {_named(draw, "margin-left:6px", True)}</p><div style="display:flex;gap:8px;margin-bottom:14px">{goods}</div>{_go(draw, go)}{marks.cross(draw, "#888", "position:absolute;right:12px;top:12px")}'
    return behind(look, draw) + look.drawer(draw, body, window("ad", "sheet"))


def strip(look: Look, draw: Draw) -> Piece:
    """A strip over a page that blocks nothing."""
    head, _, go = draw.one(*words.OFFERS)
    at = draw.one("bottom:56px", "bottom:0", "top:calc(var(--status) + 44px)")
    pictured = draw.chance(0.5)
    inner = (
        f'<img src="{draw.photo()}" style="width:100%;height:100%;object-fit:cover" />'
        if pictured
        else f'<div style="display:flex;align-items:center;gap:10px;padding:8px 40px 8px 12px"><img src="{draw.photo()}" style="width:44px;height:44px;object-fit:cover;border-radius:8px" /><div style="flex:1;font-size:14px">{head}</div><div data-click="" style="background:#0052d9;color:#fff;font-size:12px;border-radius:4px;padding:5px 8px">{go}</div></div>'
    )
    cross = marks.cross(draw, "#fff" if pictured else "#888", "position:absolute;right:4px;top:4px")
    html = f'<div {window("ad", "banner", blocking=False).html} data-click="" style="position:fixed;left:{draw.one(0, 10)}px;right:{draw.one(0, 10)}px;{at};height:64px;background:var(--card);color:var(--ink);overflow:hidden">{inner}{_named(draw, "position:absolute;left:2px;bottom:2px", not pictured)}{cross}</div>'
    draw.style.setdefault("windows", "overlay")
    return behind(look, draw) + Piece(html)


def ball(look: Look, draw: Draw) -> Piece:
    """A picture that floats at the edge, with a × above it."""
    cross = marks.cross(draw, draw.one("#fff", "#777"), "position:absolute;right:0;top:-24px")
    size = draw.one(64, 80, 100)
    html = f'<div {window("ad", "floating", blocking=False).html} style="position:fixed;{draw.one("right", "left")}:8px;bottom:{draw.whole(90, 300)}px;width:{size}px;height:{size}px"><img src="{draw.photo()}" data-click="" style="width:100%;height:100%;object-fit:cover;border-radius:{draw.one(8, 50)}px" />{_named(draw, "position:absolute;left:4px;bottom:4px")}{cross}</div>'
    draw.style.setdefault("windows", "overlay")
    return behind(look, draw) + Piece(html)


ADS = {
    "poster": (poster, 10),
    "card": (card, 7),
    "opening": (opening, 12),
    "video": (video, 6),
    "rising": (rising, 4),
    "strip": (strip, 4),
    "ball": (ball, 3),
}
