"""How each library of the first set draws the same things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.perception.screen.corpus.model import Choice, Draw, Kit, Piece, Told
from tests.perception.screen.corpus.tuning.first import marks

ACCENTS = ("#1677ff", "#ff5000", "#07c160", "#6750a4", "#e02020", "#00a6a0", "#fa8c16")


class Look(Protocol):
    """A library's dialogs, sheets, pages and controls as markup."""

    @property
    def kit(self) -> Kit: ...
    def dialog(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece: ...
    def sheet(
        self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told, close: str = ""
    ) -> Piece: ...
    def page(self, draw: Draw, title: str, body: str, tabs: Sequence[str] = ()) -> Piece: ...
    def toast(self, draw: Draw, text: str, told: Told) -> Piece: ...
    def button(self, draw: Draw, choice: Choice) -> Piece: ...
    def tick(self, draw: Draw, ticked: bool) -> Piece: ...
    def rows(self, draw: Draw, names: Sequence[str]) -> Piece: ...


def dim(draw: Draw) -> str:
    """What darkens the page behind a window."""
    return f'<div class="dim" data-n="overlay" data-click style="background:rgba(0,0,0,{draw.one(0.3, 0.4, 0.5, 0.6, 0.7)})"></div>'


def _tone(choice: Choice, accent: str, style: str) -> str:
    if style == "filled" and choice.tone == "strong":
        return f"background:{accent};color:#fff"
    if choice.tone == "weak":
        return "color:var(--faint)"
    return f"color:{accent}" if choice.tone == "strong" or style == "text" else "color:var(--ink)"


NATIVE_CSS = """
.dim,.mid,.low,.toast,[data-t=window]{z-index:2500}
.dim{position:fixed;inset:0}.mid{position:fixed;inset:0;display:flex;align-items:center;justify-content:center}
.low{position:fixed;left:0;right:0;bottom:0}
html.light{--page:#fff;--ink:#1d1d1f;--faint:#9a9a9e;--card:#fff;--line:#e8e8ea;--soft:#f2f3f5}
html.dark{--page:#121214;--ink:#e8e8ea;--faint:#77777c;--card:#242427;--line:#38383c;--soft:#2c2c30}
.dlg{background:var(--card);color:var(--ink);box-sizing:border-box;overflow:hidden}
.dlg .t{font-weight:500}.dlg .m{color:var(--ink);opacity:.86;overflow:hidden}
.dlg button,.fill{border:0;background:none;font:inherit;box-sizing:border-box}
.material{width:312px;border-radius:28px;padding:24px 24px 18px}.material .t{font-size:24px;line-height:1.3;margin-bottom:14px}.material .m{font-size:14px}
.material .b{display:flex;justify-content:flex-end;gap:8px;margin-top:22px}.material .b button{padding:10px 12px;font-size:14px;font-weight:500}
.harmony{width:calc(100% - 24px);margin:0 12px 14px;border-radius:24px;padding:20px 24px 14px}.harmony .t{font-size:20px;margin-bottom:10px}.harmony .m{font-size:16px}
.harmony .b{display:flex;margin-top:16px}.harmony .b button{flex:1;padding:10px 0;font-size:16px;font-weight:500}.harmony .b button+button{border-left:1px solid var(--line)}
.miui{width:100%;border-radius:22px 22px 0 0;padding:24px 26px 28px}.miui .t{font-size:18px;text-align:center;margin-bottom:12px}.miui .m{font-size:15px}
.miui .b{display:flex;gap:12px;margin-top:22px}.miui .b button{flex:1;height:46px;border-radius:16px;background:var(--soft);font-size:16px;font-weight:500}
.plain{width:290px;border-radius:12px;padding:22px 20px}.plain .t{font-size:17px;text-align:center;margin-bottom:12px;font-weight:700}.plain .m{font-size:14px}
.plain .b{display:flex;flex-direction:column;gap:6px;margin-top:18px}.plain .b.row{flex-direction:row-reverse;gap:12px}.plain .b.row button{flex:1}
.plain .b button{min-height:42px;border-radius:21px;font-size:15px}
.nav{height:48px;display:flex;align-items:center;padding:0 14px;font-size:18px;font-weight:500;margin-top:var(--status)}
.tabs{position:absolute;left:0;right:0;bottom:0;height:56px;display:flex;background:var(--card);border-top:1px solid var(--line)}
.tabs div{flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center;font-size:10px;gap:3px;color:var(--faint)}
.row1{display:flex;align-items:center;justify-content:space-between;padding:15px 16px;border-bottom:1px solid var(--line);font-size:15px}
.toast{position:fixed;left:50%;transform:translateX(-50%);padding:11px 18px;border-radius:8px;background:rgba(40,40,40,.88);color:#fff;font-size:14px;white-space:nowrap}
.sheet{background:var(--card);color:var(--ink);border-radius:16px 16px 0 0;padding:18px 18px 26px;position:relative}
.fill{display:block;width:100%;height:46px;border-radius:23px;font-size:16px}
"""


@dataclass(frozen=True, slots=True)
class Native:
    """Hand-written dialogs as phone makers and app makers draw them: Material 3, HarmonyOS, MIUI, and a plain card."""

    kit: Kit
    skin: str

    def dialog(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        accent = draw.one(*ACCENTS)
        style = {"plain": "filled", "miui": draw.one("filled", "soft")}.get(self.skin, "text")
        buttons = "".join(
            f'<button {choice.told.html} style="{_tone(choice, accent, style)}">{choice.text}</button>'
            for choice in (reversed(choices) if self.skin == "plain" else choices)
        )
        row = " row" if self.skin == "plain" and draw.chance(0.4) else ""
        head = f'<div class="t">{title}</div>' if title else ""
        card = f'<div class="dlg {self.skin}" {told.html}>{head}<div class="m">{body}</div><div class="b{row}">{buttons}</div></div>'
        place = "low" if self.skin in ("miui", "harmony") else "mid"
        return Piece(f'{dim(draw)}<div class="{place}" data-n="through">{card}</div>')

    def sheet(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told, close: str = "") -> Piece:
        head = f'<div style="font-size:18px;font-weight:600;margin-bottom:12px">{title}</div>' if title else ""
        buttons = "".join(self.button(draw, choice).html for choice in choices)
        return Piece(
            f'{dim(draw)}<div class="low" data-n="through"><div class="sheet" {told.html}>{head}{body}{buttons}{close}</div></div>'
        )

    def page(self, draw: Draw, title: str, body: str, tabs: Sequence[str] = ()) -> Piece:
        back = '<svg width="20" height="20" viewBox="0 0 20 20" data-click style="margin-right:12px"><path d="M13 3 6 10l7 7" fill="none" stroke="currentColor" stroke-width="1.8"/></svg>'
        accent = draw.one(*ACCENTS)
        shown = "".join(
            f'<div data-click style="color:{accent if index == 0 else "var(--faint)"}"><svg width="22" height="22"><circle cx="11" cy="11" r="{8 - index}" fill="currentColor" opacity=".8"/></svg><span data-n="own">{name}</span></div>'
            for index, name in enumerate(tabs)
        )
        nav = f'<div class="nav">{"" if tabs else back}<span>{title}</span></div>'
        return Piece(
            f'<div style="position:absolute;inset:0">{nav}{body}{f"""<div class="tabs">{shown}</div>""" if tabs else ""}</div>'
        )

    def toast(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(f'<div class="toast" {told.html} style="bottom:{draw.whole(80, 420)}px">{text}</div>')

    def button(self, draw: Draw, choice: Choice) -> Piece:
        ground = {
            "strong": f"background:{draw.one(*ACCENTS)};color:#fff",
            "plain": "background:var(--soft);color:var(--ink)",
            "weak": "color:var(--faint)",
        }
        return Piece(
            f'<button class="fill" {choice.told.html} style="{ground[choice.tone]};margin-top:10px">{choice.text}</button>'
        )

    def tick(self, draw: Draw, ticked: bool) -> Piece:
        return Piece(marks.tick(draw, ticked, colour=draw.one(*ACCENTS)))

    def rows(self, draw: Draw, names: Sequence[str]) -> Piece:
        arrow = (
            '<svg width="14" height="14" viewBox="0 0 14 14"><path d="m5 2 5 5-5 5" fill="none" stroke="#aaa"/></svg>'
        )
        return Piece(
            "".join(f'<div class="row1" data-click><span data-n="own">{name}</span>{arrow}</div>' for name in names)
        )


_VANT = Kit(
    "vant",
    "tuning",
    ("vant/lib/index.css",),
    ("vue/dist/vue.global.prod.js", "vant/lib/vant.min.js"),
    NATIVE_CSS,
    """document.documentElement.classList.toggle("van-theme-dark", dark);
    const app = Vue.createApp({ template: markup }); app.use(vant); app.mount("#app"); window.unmount = () => app.unmount();""",
)


class Vant(Native):
    """Vant 4, as its Vue components draw themselves."""

    __slots__ = ()

    def dialog(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        theme = draw.one("default", "default", "round-button")
        names = ["van-dialog__cancel", "van-dialog__confirm"][-len(choices) :]
        shown = "".join(
            f' :show-{name.rpartition("__")[2]}-button="true" {name.rpartition("__")[2]}-button-text="{choice.text}"'
            for name, choice in zip(names, choices, strict=True)
        )
        made = tuple(choice.on(f".{name}") for name, choice in zip(names, choices, strict=True))
        told_all = (told.on(".van-dialog"), Told("", {"_n": "overlay"}).on(".van-overlay"))
        html = f'<van-dialog :show="true" title="{title}" theme="{theme}"{shown}><div style="padding:10px 24px 20px;font-size:14px">{body}</div></van-dialog>'
        return Piece(html, (*told_all, *made))

    def sheet(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told, close: str = "") -> Piece:
        buttons = [self.button(draw, choice) for choice in choices]
        inner = "".join(button.html for button in buttons)
        html = f'<van-popup :show="true" position="bottom" round><div style="padding:18px 16px 26px"><h3 style="margin:0 0 10px">{title}</h3>{body}{inner}{close}</div></van-popup>'
        return Piece(html, (told.on(".van-popup"), Told("", {"_n": "overlay"}).on(".van-overlay")))

    def page(self, draw: Draw, title: str, body: str, tabs: Sequence[str] = ()) -> Piece:
        icons = ("home-o", "search", "cart-o", "user-o")
        bar = "".join(
            f'<van-tabbar-item icon="{icon}">{name}</van-tabbar-item>' for icon, name in zip(icons, tabs, strict=False)
        )
        left = "" if tabs else " left-arrow"
        nav = f'<van-nav-bar title="{title}"{left} style="margin-top:var(--status)"></van-nav-bar>'
        tabbar = (
            f'<van-tabbar :model-value="0" :fixed="false" style="position:absolute;bottom:0">{bar}</van-tabbar>'
            if tabs
            else ""
        )
        return Piece(f'<div style="position:absolute;inset:0">{nav}{body}{tabbar}</div>')

    def toast(self, draw: Draw, text: str, told: Told) -> Piece:
        place = draw.one("middle", "bottom", "top")
        return Piece(
            f'<van-toast :show="true" position="{place}" message="{text}"></van-toast>', (told.on(".van-toast"),)
        )

    def button(self, draw: Draw, choice: Choice) -> Piece:
        kind = {"strong": draw.one("primary", "danger", "success"), "plain": "default", "weak": "default"}[choice.tone]
        style = "border:0;color:#999;background:none" if choice.tone == "weak" else ""
        return Piece(
            f'<van-button {choice.told.html} type="{kind}" block {draw.one("round", "")} style="margin-top:10px;{style}">{choice.text}</van-button>'
        )

    def tick(self, draw: Draw, ticked: bool) -> Piece:
        shape, size = draw.one("square", "round"), draw.one(14, 16, 18, 20)
        draw.traits["tick_style"], draw.traits["tick_dp"] = f"vant {shape}", size
        told = Told("check", {"ticked": ticked}).html
        return Piece(
            f'<van-checkbox {told} data-n="flat" :model-value="{str(ticked).lower()}" shape="{shape}" icon-size="{size}px" style="flex:none"></van-checkbox>'
        )

    def rows(self, draw: Draw, names: Sequence[str]) -> Piece:
        return Piece(
            "<van-cell-group>"
            + "".join(f'<van-cell title="{name}" is-link></van-cell>' for name in names)
            + "</van-cell-group>"
        )


class Weui(Native):
    """WeUI, as mini programs and WeChat's own pages look."""

    __slots__ = ()

    def dialog(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        buttons = "".join(
            f'<a class="weui-dialog__btn weui-dialog__btn_{"primary" if choice.tone == "strong" else "default"}" {choice.told.html}>{choice.text}</a>'
            for choice in choices
        )
        head = (
            f'<div class="weui-dialog__hd"><strong class="weui-dialog__title">{title}</strong></div>' if title else ""
        )
        return Piece(
            f'<div class="weui-mask" data-n="overlay"></div><div class="weui-dialog" {told.html}>{head}'
            f'<div class="weui-dialog__bd" style="text-align:left">{body}</div><div class="weui-dialog__ft">{buttons}</div></div>'
        )

    def sheet(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told, close: str = "") -> Piece:
        buttons = "".join(self.button(draw, choice).html for choice in choices)
        return Piece(
            f'<div class="weui-mask" data-n="overlay"></div><div class="weui-half-screen-dialog" {told.html} style="position:fixed;bottom:0;max-height:88%;transform:none">'
            f'<div class="weui-half-screen-dialog__hd"><strong class="weui-half-screen-dialog__title">{title}</strong></div>'
            f'<div class="weui-half-screen-dialog__bd" style="padding:0 8px 24px">{body}{buttons}</div>{close}</div>'
        )

    def toast(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(
            f'<div class="weui-toast weui-toast_text" {told.html} style="position:fixed;min-width:0"><p class="weui-toast__content">{text}</p></div>'
        )

    def button(self, draw: Draw, choice: Choice) -> Piece:
        kind = {"strong": "primary", "plain": "default", "weak": "default"}[choice.tone]
        return Piece(
            f'<a class="weui-btn weui-btn_{kind}" {choice.told.html} style="margin-top:12px">{choice.text}</a>'
        )

    def tick(self, draw: Draw, ticked: bool) -> Piece:
        style = draw.one("weui-icon-success", "weui-icon-success-no-circle") if ticked else "weui-icon-circle"
        size = draw.one(16, 18, 22)
        draw.traits["tick_style"], draw.traits["tick_dp"] = style, size
        return Piece(f'<i class="{style}" {mark_tick(ticked)} style="width:{size}px;height:{size}px;flex:none"></i>')

    def rows(self, draw: Draw, names: Sequence[str]) -> Piece:
        cells = "".join(
            f'<a class="weui-cell weui-cell_access"><div class="weui-cell__bd"><p>{name}</p></div><div class="weui-cell__ft"></div></a>'
            for name in names
        )
        return Piece(f'<div class="weui-cells" style="margin-top:0">{cells}</div>')


def mark_tick(ticked: bool) -> str:
    """The truth of a tick box as attributes."""
    return Told("check", {"ticked": ticked}).html


_NATIVE = {name: Kit(name, "tuning", (), (), NATIVE_CSS) for name in ("material", "harmony", "miui", "plain")}
_WEUI = Kit(
    "weui",
    "tuning",
    ("weui/dist/style/weui.min.css",),
    (),
    NATIVE_CSS,
    'document.body.dataset.weuiTheme = dark ? "dark" : "light"; document.getElementById("app").innerHTML = markup;',
)
LOOKS: tuple[Look, ...] = (
    *(Native(kit, name) for name, kit in _NATIVE.items()),
    Vant(_VANT, "plain"),
    Weui(_WEUI, "plain"),
)
