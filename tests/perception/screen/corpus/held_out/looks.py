"""How each library of the held-out half draws the same things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.perception.screen.corpus.held_out.kits import KITS
from tests.perception.screen.corpus.model import Choice, Draw, Kit, Piece, Told

BRANDS = ("#1677ff", "#e1251b", "#07b53b", "#ff6a00", "#7c3aed", "#00a6a6", "#d4237a", "#2b3a55", "#f7b500")
_VEILS = (
    "background:rgba(0,0,0,.4)",
    "background:rgba(0,0,0,.5)",
    "background:rgba(0,0,0,.6)",
    "background:rgba(0,0,0,.7)",
    "background:rgba(10,14,30,.55)",
    "background:rgba(0,0,0,.45);backdrop-filter:blur(5px)",
)


class Look(Protocol):
    """A library's windows, pages and controls as markup in which every element is closed."""

    @property
    def kit(self) -> Kit: ...
    def alert(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece: ...
    def bottom(self, draw: Draw, body: str, told: Told) -> Piece: ...
    def page(self, draw: Draw, title: str, body: str, tabs: Sequence[str] = (), right: str = "") -> Piece: ...
    def toast(self, draw: Draw, text: str, told: Told) -> Piece: ...
    def button(self, draw: Draw, choice: Choice) -> str: ...
    def tick(self, draw: Draw, ticked: bool) -> str: ...
    def cells(self, draw: Draw, names: Sequence[str]) -> str: ...
    def field(self, draw: Draw, hint: str) -> str: ...


def veil(draw: Draw) -> str:
    """What darkens the page."""
    return f'<div class="veil" data-n="overlay" data-click="" style="{draw.one(*_VEILS)}"></div>'


def _once(draw: Draw, name: str, *choices: str) -> str:
    """A choice that all controls of a screen share, as an app's controls do."""
    if name not in draw.traits:
        draw.traits[name] = draw.one(*choices)
    return str(draw.traits[name])


def _tick_told(draw: Draw, style: str, ticked: bool, radio: bool = False) -> str:
    draw.traits["tick_style"] = style
    return Told("check", {"ticked": ticked, "radio": radio}).html


_OVERLAY = Told("", {"_n": "overlay"})
_THROUGH = Told("", {"_n": "through"})
_TAB_ICONS = (
    '<path d="M3 11 12 3l9 8v10h-6v-6H9v6H3z"></path>',
    '<path d="M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z"></path>',
    '<path d="M3 5h18v12H9l-5 4v-4H3z"></path>',
    '<path d="M12 3a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zM3 21c0-5 4-7 9-7s9 2 9 7z"></path>',
)


@dataclass(frozen=True, slots=True)
class _Plain:
    """What the libraries leave to plain markup."""

    kit: Kit

    def page(self, draw: Draw, title: str, body: str, tabs: Sequence[str] = (), right: str = "") -> Piece:
        left = (
            ""
            if tabs
            else '<svg class="l" width="20" height="20" viewBox="0 0 20 20" data-click=""><path d="M13 3 6 10l7 7" fill="none" stroke="currentColor" stroke-width="2"></path></svg>'
        )
        top = f'<div class="nav">{left}<span data-n="own">{title}</span><div class="r">{right}</div></div>'
        return Piece(f'<div class="page">{top}{body}{self._tabs(draw, tabs)}</div>')

    def _tabs(self, draw: Draw, names: Sequence[str]) -> str:
        if not names:
            return ""
        brand = draw.one(*BRANDS)
        shown = "".join(
            f'<div data-click="" style="color:{brand if index == 0 else "var(--faint)"}"><svg width="22" height="22" viewBox="0 0 24 24" fill="currentColor">{icon}</svg><span data-n="own">{name}</span></div>'
            for index, (name, icon) in enumerate(zip(names, _TAB_ICONS, strict=False))
        )
        return f'<div class="tabs">{shown}</div>'

    def bottom(self, draw: Draw, body: str, told: Told) -> Piece:
        round_off = draw.one(8, 16, 24)
        grip = (
            '<div style="width:36px;height:4px;border-radius:2px;background:var(--line);margin:-8px auto 10px"></div>'
            if draw.chance(0.3)
            else ""
        )
        return Piece(
            f'{veil(draw)}<div class="foot" data-n="through"><div {told.html} style="position:relative;background:var(--card);color:var(--ink);border-radius:{round_off}px {round_off}px 0 0;padding:20px 20px 32px">{grip}{body}</div></div>'
        )

    def field(self, draw: Draw, hint: str) -> str:
        return f'<div style="display:flex;align-items:center;height:50px;border-bottom:1px solid var(--line);margin-bottom:10px;font-size:16px;color:var(--faint)">{hint}</div>'


class Quasar(_Plain):
    """Quasar 2, by its Vue components."""

    __slots__ = ()

    def alert(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        stacked = draw.chance(0.3)
        brand = draw.one("primary", "teal-7", "deep-orange", "indigo")
        look = {
            "strong": f'color="{brand}" {draw.one("flat", "unelevated")}',
            "plain": "flat",
            "weak": 'flat color="grey"',
        }
        buttons = "".join(
            f'<q-btn {choice.told.html} {look[choice.tone]} label="{choice.text}" data-n="flat"></q-btn>'
            for choice in choices
        )
        html = f'<q-dialog :model-value="true"><q-card style="width:{draw.one(290, 310, 330)}px"><q-card-section><div class="text-h6">{title}</div></q-card-section><q-card-section class="q-pt-none">{body}</q-card-section><q-card-actions align="right" {"vertical" if stacked else ""}>{buttons}</q-card-actions></q-card></q-dialog>'
        return Piece(html, (told.on(".q-dialog .q-card"), _OVERLAY.on(".q-dialog__backdrop")))

    def bottom(self, draw: Draw, body: str, told: Told) -> Piece:
        html = f'<q-dialog :model-value="true" position="bottom"><q-card style="width:100%;position:relative;padding:18px 18px 30px">{body}</q-card></q-dialog>'
        return Piece(html, (told.on(".q-dialog .q-card"), _OVERLAY.on(".q-dialog__backdrop")))

    def toast(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(
            f'<div class="q-notification bg-dark text-white" {told.html} style="position:fixed;z-index:9000;left:50%;transform:translateX(-50%);white-space:nowrap;bottom:{draw.whole(60, 500)}px;padding:10px 18px;border-radius:{draw.one(4, 20)}px">{text}</div>'
        )

    def button(self, draw: Draw, choice: Choice) -> str:
        brand = draw.one("primary", "positive", "deep-orange", "purple")
        how = {"strong": f'color="{brand}" unelevated', "plain": "outline", "weak": 'flat color="grey"'}[choice.tone]
        return f'<q-btn {choice.told.html} data-n="flat" {how} {_once(draw, "shape", "", "rounded", "no-caps")} label="{choice.text}" style="width:100%;height:44px;margin-top:10px;font-size:16px"></q-btn>'

    def tick(self, draw: Draw, ticked: bool) -> str:
        size = draw.one(28, 32, 40)
        kind = draw.one("checkbox", "checkbox", "radio")
        told = _tick_told(draw, f"quasar {kind}", ticked, kind == "radio")
        made = (
            f'<q-checkbox dense size="{size}px" :model-value="{str(ticked).lower()}"></q-checkbox>'
            if kind == "checkbox"
            else f'<q-radio dense size="{size}px" :model-value="{int(ticked)}" :val="1"></q-radio>'
        )
        side = size // 2  # A dense box is drawn in half of its font size.
        return f'<div {told} data-n="flat" data-click="" style="flex:none;width:{side}px;height:{side}px;line-height:0;overflow:hidden">{made}</div>'

    def cells(self, draw: Draw, names: Sequence[str]) -> str:
        rows = "".join(f"<q-item clickable><q-item-section>{name}</q-item-section></q-item>" for name in names)
        return f'<q-list separator style="background:var(--card)">{rows}</q-list>'

    def field(self, draw: Draw, hint: str) -> str:
        how = draw.one("outlined", "filled", "standout")
        return f'<q-input {how} dense label="{hint}" model-value="" style="margin-bottom:12px"></q-input>'


class Element(_Plain):
    """Element Plus 2, by its Vue components."""

    __slots__ = ()

    def alert(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        brand = draw.one("primary", "success", "danger", "warning")
        look = {"strong": f'type="{brand}"', "plain": "", "weak": "text"}
        side = draw.one("right", "center")
        shape = draw.one("", "round") if side == "center" else ""
        buttons = "".join(
            f'<el-button {choice.told.html} data-n="flat" {look[choice.tone]} size="large" {shape}>{choice.text}</el-button>'
            for choice in choices
        )
        html = f'<el-dialog :model-value="true" title="{title}" width="{draw.one(300, 320, 340)}" align-center :show-close="false" append-to-body><div style="font-size:14px;word-break:break-word">{body}</div><template #footer><div style="text-align:{side}">{buttons}</div></template></el-dialog>'
        return Piece(html, (told.on(".el-dialog"), *_ELEMENT_HOLDS))

    def bottom(self, draw: Draw, body: str, told: Told) -> Piece:
        html = f'<el-drawer :model-value="true" direction="btt" size="auto" :with-header="false" append-to-body body-class="drawer-body"><div style="position:relative">{body}</div></el-drawer>'
        return Piece(html, (told.on(".el-drawer"), _THROUGH.on(".el-overlay")))

    def toast(self, draw: Draw, text: str, told: Told) -> Piece:
        kind = draw.one("success", "warning", "info", "error")
        return Piece(
            f'<div class="el-message el-message--{kind}" {told.html} style="position:fixed;top:{draw.whole(50, 300)}px;left:50%;transform:translateX(-50%);z-index:9000"><p class="el-message__content">{text}</p></div>'
        )

    def button(self, draw: Draw, choice: Choice) -> str:
        brand = draw.one("primary", "success", "danger", "warning")
        how = {"strong": f'type="{brand}"', "plain": _once(draw, "plain", "", "plain"), "weak": "text"}[choice.tone]
        return f'<el-button {choice.told.html} data-n="flat" size="large" {how} style="width:100%;height:44px;margin:10px 0 0;font-size:16px">{choice.text}</el-button>'

    def tick(self, draw: Draw, ticked: bool) -> str:
        kind = draw.one("checkbox", "checkbox", "radio")
        told = _tick_told(draw, f"element {kind}", ticked, kind == "radio")
        grown = draw.one(1, 1.15, 1.3)
        draw.traits["tick_dp"] = round(14 * grown, 1)
        made = (
            f'<el-checkbox :model-value="{str(ticked).lower()}" style="height:14px;margin:0"></el-checkbox>'
            if kind == "checkbox"
            else f'<el-radio :model-value="{int(ticked)}" :value="1" style="height:14px;margin:0;width:14px;overflow:hidden">a</el-radio>'
        )
        return f'<div {told} data-n="flat" data-click="" style="flex:none;width:14px;height:14px;line-height:14px;overflow:hidden;zoom:{grown}">{made}</div>'

    def cells(self, draw: Draw, names: Sequence[str]) -> str:
        rows = "".join(
            f'<div data-click="" style="display:flex;justify-content:space-between;padding:14px 16px;border-bottom:1px solid var(--el-border-color-lighter);font-size:15px"><span data-n="own">{name}</span><span data-n="own" style="color:var(--faint)">›</span></div>'
            for name in names
        )
        return f'<el-card shadow="never" :body-style="{{padding:0}}" style="margin:10px 12px">{rows}</el-card>'

    def field(self, draw: Draw, hint: str) -> str:
        return f'<el-input size="large" placeholder="{hint}" model-value="" style="margin-bottom:14px"></el-input>'


_ELEMENT_HOLDS = (_THROUGH.on(".el-overlay"), _THROUGH.on(".el-overlay-dialog"))


class Vuetify(_Plain):
    """Vuetify 3, by its Vue components."""

    __slots__ = ()

    def alert(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        brand = draw.one("primary", "success", "deep-purple", "red-darken-1")
        look = {
            "strong": f'color="{brand}" variant="{draw.one("text", "flat", "tonal")}"',
            "plain": 'variant="text"',
            "weak": 'variant="text" color="grey"',
        }
        buttons = "".join(
            f'<v-btn {choice.told.html} data-n="flat" {look[choice.tone]}>{choice.text}</v-btn>' for choice in choices
        )
        html = f'<v-dialog :model-value="true" max-width="{draw.one(300, 320, 344)}"><v-card title="{title}" rounded="{draw.one("lg", "xl", "0")}"><v-card-text>{body}</v-card-text><v-card-actions><v-spacer></v-spacer>{buttons}</v-card-actions></v-card></v-dialog>'
        return Piece(html, (told.on(".v-overlay .v-card"), _OVERLAY.on(".v-overlay__scrim")))

    def bottom(self, draw: Draw, body: str, told: Told) -> Piece:
        html = f'<v-bottom-sheet :model-value="true"><v-card style="padding:20px 18px 30px;position:relative">{body}</v-card></v-bottom-sheet>'
        return Piece(html, (told.on(".v-overlay .v-card"), _OVERLAY.on(".v-overlay__scrim")))

    def toast(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(
            f'<div class="v-snackbar__wrapper v-theme--dark" {told.html} style="position:fixed;left:16px;{draw.one("right:16px", "right:96px")};bottom:{draw.one(16, 70)}px;background:#333;color:#fff;padding:14px 16px;border-radius:4px;z-index:9000">{text}</div>'
        )

    def button(self, draw: Draw, choice: Choice) -> str:
        brand = draw.one("primary", "success", "deep-purple", "red-darken-1")
        how = {"strong": f'color="{brand}" variant="flat"', "plain": 'variant="outlined"', "weak": 'variant="plain"'}[
            choice.tone
        ]
        return f'<v-btn {choice.told.html} data-n="flat" block size="large" {how} {_once(draw, "shape", "", "rounded")} style="margin-top:10px">{choice.text}</v-btn>'

    def tick(self, draw: Draw, ticked: bool) -> str:
        kind = draw.one("checkbox", "checkbox", "radio")
        size = draw.one(18, 20, 24)
        told = _tick_told(draw, f"vuetify {kind}", ticked, kind == "radio")
        draw.traits["tick_dp"] = size
        made = f'<v-{kind} :model-value="{str(ticked).lower()}" {"color" if ticked else "data-z"}="primary" density="compact" hide-details></v-{kind}>'
        made = made.replace("v-checkbox", "v-checkbox-btn")
        inset = -(28 - size) / 2
        return f'<div {told} data-n="flat" data-click="" style="flex:none;width:{size}px;height:{size}px;position:relative;overflow:hidden"><div style="position:absolute;left:{inset}px;top:{inset}px;--v-tick:{size}px" class="v-tick">{made}</div></div>'

    def cells(self, draw: Draw, names: Sequence[str]) -> str:
        rows = "".join(f'<v-list-item title="{name}" :ripple="false" link></v-list-item>' for name in names)
        return f'<v-list lines="one">{rows}</v-list>'

    def field(self, draw: Draw, hint: str) -> str:
        how = draw.one("outlined", "filled", "underlined", "solo")
        return f'<v-text-field label="{hint}" variant="{how}" density="comfortable" hide-details style="margin-bottom:12px"></v-text-field>'


class Onsen(_Plain):
    """Onsen UI 2, by its style sheet: iOS or Material, light alone."""

    __slots__ = ()

    def _skin(self, draw: Draw) -> str:
        draw.dark = False
        if "onsen" not in draw.traits:
            draw.traits["onsen"] = draw.style.get("flavour") != "ios" and draw.chance(0.45)
        return "--material" if draw.traits["onsen"] else ""

    def _named(self, draw: Draw, *names: str) -> str:
        skin = self._skin(draw)
        return " ".join((*names, *(f"{name}{skin}" for name in names if skin)))

    def alert(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        n = self._named
        skin = self._skin(draw)
        row = len(choices) == 2 and not skin and draw.chance(0.6)
        ordered = choices if row or skin else choices[::-1]
        buttons = "".join(
            f'<button {choice.told.html} class="{n(draw, "alert-dialog-button", *(["alert-dialog-button--primal"] if choice.tone == "strong" else []), *(["alert-dialog-button--rowfooter"] if row else []))}">{choice.text}</button>'
            for choice in ordered
        )
        foot = n(draw, "alert-dialog-footer", *(["alert-dialog-footer--rowfooter"] if row else []))
        return Piece(
            f'<div class="{n(draw, "alert-dialog-mask")}" data-n="overlay" style="z-index:300"></div><div class="{n(draw, "alert-dialog")}" {told.html} style="z-index:301;width:{draw.one(280, 300)}px"><div class="{n(draw, "alert-dialog-container")}"><div class="{n(draw, "alert-dialog-title")}">{title}</div><div class="{n(draw, "alert-dialog-content")}" style="text-align:left">{body}</div><div class="{foot}">{buttons}</div></div></div>'
        )

    def page(self, draw: Draw, title: str, body: str, tabs: Sequence[str] = (), right: str = "") -> Piece:
        n = self._named
        back = (
            ""
            if tabs
            else f'<span class="{n(draw, "back-button")}" data-click=""><svg width="12" height="20" viewBox="0 0 12 20"><path d="M10 2 2 10l8 8" fill="none" stroke="currentColor" stroke-width="2.500"></path></svg></span>'
        )
        top = f'<div class="{n(draw, "toolbar")}" style="position:relative;margin-top:var(--status)"><div class="{n(draw, "toolbar__left")}">{back}</div><div class="{n(draw, "toolbar__center")} toolbar__title">{title}</div><div class="{n(draw, "toolbar__right")}"><span data-n="own" style="padding-right:12px;font-size:14px">{right}</span></div></div>'
        return Piece(f'<div class="page" style="background:var(--page)">{top}{body}{self._tabs(draw, tabs)}</div>')

    def toast(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(
            f'<div class="{self._named(draw, "toast")}" {told.html} style="position:fixed;left:8px;right:8px;z-index:9000;{draw.one("bottom:8px", "bottom:70px", "top:40px;bottom:auto")}"><div class="{self._named(draw, "toast__message")}">{text}</div></div>'
        )

    def button(self, draw: Draw, choice: Choice) -> str:
        kinds = {
            "strong": self._named(draw, "button", draw.one("button--large", "button--cta")),
            "plain": "button button--outline",
            "weak": "button button--quiet",
        }
        brand = draw.one("", f"background-color:{draw.one(*BRANDS)};color:#fff") if choice.tone == "strong" else ""
        return f'<button {choice.told.html} class="{kinds[choice.tone]}" style="display:block;width:100%;text-align:center;margin-top:10px;padding-top:5px;padding-bottom:5px;box-sizing:border-box;{brand}">{choice.text}</button>'

    def tick(self, draw: Draw, ticked: bool) -> str:
        kind = draw.one("checkbox", "checkbox", "radio-button")
        skin = self._skin(draw)
        told = _tick_told(draw, f"onsen{skin} {kind}", ticked, kind == "radio-button")
        kind = "checkbox" if kind == "radio-button" and not skin else kind
        given = ' checked=""' if ticked else ""
        n = self._named
        return f'<label {told} data-n="flat" class="{n(draw, kind)}" style="flex:none"><input type="{"radio" if kind == "radio-button" else "checkbox"}" class="{n(draw, f"{kind}__input")}"{given} /><div class="{n(draw, f"{kind}__checkmark")}"></div></label>'

    def cells(self, draw: Draw, names: Sequence[str]) -> str:
        n = self._named
        rows = "".join(
            f'<li class="{n(draw, "list-item", "list-item--chevron")} list-item--tappable" data-click=""><div class="{n(draw, "list-item__center")}">{name}</div><div class="{n(draw, "list-item__right")}"></div></li>'
            for name in names
        )
        return f'<ul class="{n(draw, "list")}">{rows}</ul>'


class Ionic(_Plain):
    """Ionic 8, by its web components, in the iOS or the Material mode."""

    __slots__ = ()

    def _mode(self, draw: Draw) -> str:
        if "ionic" not in draw.traits:
            draw.traits["ionic"] = "ios" if draw.style.get("flavour") == "ios" or draw.chance(0.3) else "md"
        return f'mode="{draw.traits["ionic"]}"'

    def alert(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        names = "|".join(choice.text for choice in choices)
        html = f'<ion-alert {self._mode(draw)} data-head="{title}" data-buttons="{names}"><template>{body}</template></ion-alert>'
        made = tuple(choice.on("ion-alert .alert-button", index) for index, choice in enumerate(choices))
        return Piece(
            html,
            (
                told.on("ion-alert .alert-wrapper"),
                _THROUGH.on("ion-alert"),
                _OVERLAY.on("ion-alert ion-backdrop"),
                *made,
            ),
        )

    def page(self, draw: Draw, title: str, body: str, tabs: Sequence[str] = (), right: str = "") -> Piece:
        mode = self._mode(draw)
        back = (
            ""
            if tabs
            else f'<ion-buttons slot="start" {mode}><ion-button {mode} data-n="flat"><svg width="18" height="20" viewBox="0 0 18 20"><path d="M12 2 4 10l8 8" fill="none" stroke="currentColor" stroke-width="2"></path></svg></ion-button></ion-buttons>'
        )
        end = (
            f'<ion-buttons slot="end" {mode}><ion-button {mode} data-n="flat">{right}</ion-button></ion-buttons>'
            if right
            else ""
        )
        top = f'<div style="height:var(--status)"></div><ion-toolbar {mode}>{back}<ion-title {mode}>{title}</ion-title>{end}</ion-toolbar>'
        return Piece(f'<div class="page">{top}{body}{self._tabs(draw, tabs)}</div>')

    def toast(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(
            f'<div {told.html} style="position:fixed;left:{draw.one(8, 40)}px;right:{draw.one(8, 40)}px;bottom:{draw.one(10, 66, 300)}px;background:rgba(50,52,56,.96);color:#fff;border-radius:{draw.one(4, 14)}px;padding:14px 16px;font-size:14px;z-index:9000;text-align:center">{text}</div>'
        )

    def button(self, draw: Draw, choice: Choice) -> str:
        how = {
            "strong": f'color="{draw.one("primary", "success", "danger", "tertiary")}"',
            "plain": 'fill="outline"',
            "weak": 'fill="clear" color="medium"',
        }[choice.tone]
        shape = _once(draw, "shape", "", 'shape="round"')
        return f'<ion-button {choice.told.html} data-n="flat" {self._mode(draw)} expand="block" {how} {shape} style="margin:10px 0 0;min-height:44px;--box-shadow:none">{choice.text}</ion-button>'

    def tick(self, draw: Draw, ticked: bool) -> str:
        size = draw.one(16, 18, 22)
        mode = self._mode(draw)
        draw.traits["tick_dp"] = size
        told = _tick_told(draw, f"ionic {draw.traits['ionic']}", ticked)
        return f'<div {told} data-n="flat" data-click="" style="flex:none;width:{size}px;height:{size}px;overflow:hidden;line-height:0"><ion-checkbox {mode} {"checked" if ticked else ""} style="--size:{size}px;min-height:0;width:{size}px"></ion-checkbox></div>'

    def cells(self, draw: Draw, names: Sequence[str]) -> str:
        mode = self._mode(draw)
        rows = "".join(
            f'<ion-item {mode} button="" detail="true" data-n="flat"><ion-label {mode}>{name}</ion-label></ion-item>'
            for name in names
        )
        return f'<ion-list {mode} style="padding:0">{rows}</ion-list>'

    def field(self, draw: Draw, hint: str) -> str:
        mode = self._mode(draw)
        return f'<ion-item {mode} data-n="through"><ion-input {mode} placeholder="{hint}"></ion-input></ion-item>'


class Arco(_Plain):
    """Arco Design Mobile 2, by its React components; light alone."""

    __slots__ = ()

    def alert(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        draw.dark = False
        kind = draw.one("grid", "grid", "button")
        system = draw.one("ios", "android")
        stacked = 2 if any(len(choice.text) > 5 for choice in choices) else 3
        side = "right" if system == "android" else "center"
        # Buttons below each other push the first one.
        choices = list(reversed(choices)) if kind == "button" else choices
        listed = ",".join(
            f'{{content:"{choice.text}",className:"{"bold" if choice.tone == "strong" else ""}"}}' for choice in choices
        )
        html = f'<${{A.Dialog}} visible=${{true}} close=${{() => 0}} platform="{system}" title="{title}" titleAlign="{"left" if side == "right" else "center"}" contentAlign="left" footerType="{kind}" footerCollapseCount=${{{stacked}}} footer=${{[{listed}]}}><div style="font-size:15px;text-align:left">{body}</div></${{A.Dialog}}>'
        made = tuple(choice.on(".arco-dialog .dialog-footer-button", index) for index, choice in enumerate(choices))
        return Piece(
            html, (told.on(".arco-dialog .arco-dialog-content"), _OVERLAY.on(".arco-dialog .arco-dialog-mask"), *made)
        )

    def bottom(self, draw: Draw, body: str, told: Told) -> Piece:
        draw.dark = False
        html = f'<${{A.Popup}} visible=${{true}} close=${{() => 0}} direction="bottom"><div style="padding:20px 16px 30px;position:relative">{body}</div></${{A.Popup}}>'
        return Piece(
            html, (told.on(".arco-popup .arco-masking-content"), _OVERLAY.on(".arco-popup .arco-masking-mask"))
        )

    def page(self, draw: Draw, title: str, body: str, tabs: Sequence[str] = (), right: str = "") -> Piece:
        draw.dark = False
        return _Plain.page(self, draw, title, body, tabs, right)

    def toast(self, draw: Draw, text: str, told: Told) -> Piece:
        draw.dark = False
        return Piece(
            f'<div class="arco-toast-inner" {told.html} style="position:fixed;left:50%;top:{draw.one("24%", "48%", "76%")};transform:translateX(-50%);z-index:9000;background:rgba(0,0,0,.8);color:#fff;padding:10px 16px;border-radius:4px;white-space:nowrap">{text}</div>'
        )

    def button(self, draw: Draw, choice: Choice) -> str:
        draw.dark = False
        brand = draw.one("", *BRANDS)
        how = {
            "strong": 'type="primary"' + (f' bgColor="{brand}"' if brand else ""),
            "plain": f'type="{_once(draw, "plain", "ghost", "default")}"',
            "weak": 'type="default" bgColor="transparent" textColor="#86909c" borderColor="transparent"',
        }[choice.tone]
        # The component drops attributes that it does not know.
        return f'<div {choice.told.html} data-n="flat" data-c="android.widget.Button" data-click="" style="margin-top:10px"><${{A.Button}} size="large" shape="{_once(draw, "shape", "semi", "round", "square")}" {how}>{choice.text}</${{A.Button}}></div>'

    def tick(self, draw: Draw, ticked: bool) -> str:
        kind = draw.one("Checkbox", "Radio", "square")
        told = _tick_told(draw, f"arco {kind}", ticked, kind == "Radio")
        shape = 'shape="square"' if kind == "square" else ""
        name = "Radio" if kind == "Radio" else "Checkbox"
        return f'<div {told} data-n="flat" data-click="" style="flex:none;width:18px;height:18px;overflow:hidden;line-height:18px" class="arco-tick"><${{A.{name}}} value=${{1}} {shape} checked=${{{str(ticked).lower()}}} /></div>'

    def cells(self, draw: Draw, names: Sequence[str]) -> str:
        rows = "".join(f'<${{A.Cell}} label="{name}" showArrow=${{true}} />' for name in names)
        return f"<${{A.Cell.Group}}>{rows}</${{A.Cell.Group}}>"


LOOKS: tuple[Look, ...] = (
    Quasar(KITS["quasar"]),
    Element(KITS["element-plus"]),
    Vuetify(KITS["vuetify"]),
    Onsen(KITS["onsenui"]),
    Ionic(KITS["ionic"]),
    Arco(KITS["arco"]),
)
