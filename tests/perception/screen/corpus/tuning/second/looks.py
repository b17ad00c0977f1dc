"""How each library of the second set draws the same things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.perception.screen.corpus.model import Choice, Draw, Kit, Piece, Told

HUES = ("#0052d9", "#fa2c19", "#4ebaee", "#2979ff", "#00b578", "#8b5cf6", "#ff8f1f", "#111827")

CSS = """
html.light{--page:#f5f6f8;--ink:#22252b;--faint:#8a9099;--card:#fff;--line:#ececf0;--soft:#f0f1f4}
html.dark{--page:#17181b;--ink:#dcdfe4;--faint:#737984;--card:#212327;--line:#33363c;--soft:#2a2d32}
.shade,.stage,.floor,[data-t=window]{z-index:20000}
.shade{position:fixed;inset:0}.stage{position:fixed;inset:0;display:grid;place-items:center}.floor{position:fixed;left:0;right:0;bottom:0}
.top{height:44px;display:grid;grid-template-columns:60px 1fr 60px;place-items:center;margin-top:var(--status);font-size:17px}
.dock{position:absolute;left:0;right:0;bottom:0;height:52px;display:flex;background:var(--card)}
.dock div{flex:1;text-align:center;font-size:11px;padding-top:28px;color:var(--faint);background-repeat:no-repeat;background-position:50% 6px;background-image:radial-gradient(circle,currentColor 60%,transparent 62%);background-size:18px 18px}
p{margin:6px 0}
"""


class Look(Protocol):
    """A library's windows, pages and controls as markup in which every element is closed."""

    @property
    def kit(self) -> Kit: ...
    def modal(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece: ...
    def drawer(self, draw: Draw, body: str, told: Told) -> Piece: ...
    def screen(self, draw: Draw, title: str, body: str, bar: Sequence[str] = ()) -> Piece: ...
    def brief(self, draw: Draw, text: str, told: Told) -> Piece: ...
    def press(self, draw: Draw, choice: Choice) -> str: ...
    def box(self, draw: Draw, ticked: bool) -> str: ...
    def lines(self, draw: Draw, names: Sequence[str]) -> str: ...


def shade(draw: Draw) -> str:
    """What darkens the page."""
    return f'<div class="shade" data-n="overlay" data-click="" style="background:rgba(0,0,0,{draw.one(0.35, 0.45, 0.55, 0.65, 0.75)})"></div>'


def _top(title: str, back: bool) -> str:
    arrow = (
        '<svg width="22" height="22" viewBox="0 0 22 22" data-click=""><path d="M14 4 7 11l7 7" fill="none" stroke="currentColor" stroke-width="2"></path></svg>'
        if back
        else "<i></i>"
    )
    return f'<div class="top">{arrow}<b>{title}</b><i></i></div>'


def _dock(names: Sequence[str]) -> str:
    return (
        f'<div class="dock">{"".join(f"""<div data-click="">{name}</div>""" for name in names)}</div>' if names else ""
    )


def _floor(draw: Draw, body: str, told: Told) -> Piece:
    radius = draw.one(0, 10, 20)
    return Piece(
        f'{shade(draw)}<div class="floor" data-n="through"><div {told.html} style="background:var(--card);color:var(--ink);border-radius:{radius}px {radius}px 0 0;padding:16px 20px 30px;position:relative">{body}</div></div>'
    )


@dataclass(frozen=True, slots=True)
class _Base:
    """What the libraries leave to plain markup."""

    kit: Kit

    def screen(self, draw: Draw, title: str, body: str, bar: Sequence[str] = ()) -> Piece:
        return Piece(
            f'<div style="position:absolute;inset:0;background:var(--page)">{_top(title, not bar)}{body}{_dock(bar)}</div>'
        )

    def drawer(self, draw: Draw, body: str, told: Told) -> Piece:
        return _floor(draw, body, told)


_OVERLAY = Told("", {"_n": "overlay"})


class Antd(_Base):
    """antd-mobile 5, by its React components."""

    __slots__ = ()

    def modal(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        stacked = draw.chance(0.35)
        listed = ",".join(
            f'{{key:"{index}",text:"{choice.text}",bold:{str(choice.tone == "strong").lower()}}}'
            for index, choice in enumerate(choices)
        )
        actions = f"[{listed}]" if stacked else f"[[{listed}]]"
        html = f'<${{A.Dialog}} visible=${{true}} title="{title}" content=${{html`<div style="font-size:15px">{body}</div>`}} actions=${{{actions}}} />'
        made = tuple(choice.on(".adm-dialog-button", index) for index, choice in enumerate(choices))
        return Piece(html, (told.on(".adm-dialog .adm-center-popup-body"), _OVERLAY.on(".adm-mask"), *made))

    def drawer(self, draw: Draw, body: str, told: Told) -> Piece:
        html = f'<${{A.Popup}} visible=${{true}} bodyStyle=${{{{borderRadius:"12px 12px 0 0"}}}}><div style="padding:18px 16px 30px;position:relative">{body}</div></${{A.Popup}}>'
        return Piece(html, (told.on(".adm-popup-body"), _OVERLAY.on(".adm-mask")))

    def brief(self, draw: Draw, text: str, told: Told) -> Piece:
        icon = draw.one("", 'icon="success"', 'icon="fail"')
        return Piece(
            f'<${{Toast}} text="{text}" {icon} />',
            (told.on(".adm-toast-main"), Told("", {"_n": "through"}).on(".adm-toast-mask")),
        )

    def press(self, draw: Draw, choice: Choice) -> str:
        how = {"strong": f'color="{draw.one("primary", "danger", "success")}"', "plain": "", "weak": 'fill="none"'}[
            choice.tone
        ]
        return f'<${{A.Button}} {choice.told.html} block=${{true}} size="large" {how} style="margin-top:10px">{choice.text}</${{A.Button}}>'

    def box(self, draw: Draw, ticked: bool) -> str:
        size = draw.one(14, 16, 18, 22)
        draw.traits["tick_style"], draw.traits["tick_dp"] = "antd", size
        told = Told("check", {"ticked": ticked}).html
        return f'<div {told} data-n="flat" style="flex:none"><${{A.Checkbox}} checked=${{{str(ticked).lower()}}} style="--icon-size:{size}px" /></div>'

    def lines(self, draw: Draw, names: Sequence[str]) -> str:
        return (
            "<${A.List}>"
            + "".join(f"<${{A.List.Item}} clickable=${{true}}>{name}</${{A.List.Item}}>" for name in names)
            + "</${A.List}>"
        )


class Tdesign(_Base):
    """TDesign Mobile, by its Vue components."""

    __slots__ = ()

    def modal(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        names = ("cancel", "confirm")[-len(choices) :]
        shown = " ".join(f'{name}-btn="{choice.text}"' for name, choice in zip(names, choices, strict=True))
        layout = draw.one("horizontal", "horizontal", "vertical")
        html = f'<t-dialog :visible="true" title="{title}" button-layout="{layout}" {shown}><template #content><div style="font-size:15px;text-align:left">{body}</div></template></t-dialog>'
        made = tuple(choice.on(".t-dialog__footer .t-button", index) for index, choice in enumerate(choices))
        return Piece(html, (told.on(".t-dialog"), _OVERLAY.on(".t-overlay"), *made))

    def drawer(self, draw: Draw, body: str, told: Told) -> Piece:
        html = f'<t-popup :visible="true" placement="bottom"><div style="padding:20px 16px 30px;position:relative">{body}</div></t-popup>'
        return Piece(html, (told.on(".t-popup"), _OVERLAY.on(".t-overlay")))

    def brief(self, draw: Draw, text: str, told: Told) -> Piece:
        place = draw.one("top:20%", "top:48%", "bottom:22%")
        return Piece(
            f'<div class="t-toast t-toast--text" {told.html} style="position:fixed;left:50%;{place};transform:translateX(-50%)"><div class="t-toast__text">{text}</div></div>'
        )

    def press(self, draw: Draw, choice: Choice) -> str:
        how = {
            "strong": f'theme="{draw.one("primary", "danger")}"',
            "plain": 'theme="light"',
            "weak": 'variant="text"',
        }[choice.tone]
        return f'<t-button {choice.told.html} block size="large" {how} style="margin-top:10px">{choice.text}</t-button>'

    def box(self, draw: Draw, ticked: bool) -> str:
        icon = draw.one("circle", "rectangle", "line")
        draw.traits["tick_style"] = f"tdesign {icon}"
        told = Told("check", {"ticked": ticked}).html
        return f'<div {told} data-n="flat" style="flex:none;width:24px;height:24px;overflow:hidden"><t-checkbox :checked="{str(ticked).lower()}" icon="{icon}" borderless style="padding:0"></t-checkbox></div>'

    def lines(self, draw: Draw, names: Sequence[str]) -> str:
        return (
            "<t-cell-group>"
            + "".join(f'<t-cell title="{name}" arrow hover></t-cell>' for name in names)
            + "</t-cell-group>"
        )


class Nut(_Base):
    """NutUI 4, by its Vue components."""

    __slots__ = ()

    def modal(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        hidden = ' no-cancel-btn=""' if len(choices) == 1 else f' cancel-text="{choices[0].text}"'
        vertical = draw.one("", ' footer-direction="vertical"')
        html = f'<nut-dialog :visible="true" title="{title}" ok-text="{choices[-1].text}"{hidden}{vertical} text-align="left"><div>{body}</div></nut-dialog>'
        made = [choices[-1].on(".nut-dialog__footer-ok")]
        if len(choices) > 1:
            made.append(choices[0].on(".nut-dialog__footer-cancel"))
        return Piece(html, (told.on(".nut-popup"), _OVERLAY.on(".nut-overlay"), *made))

    def drawer(self, draw: Draw, body: str, told: Told) -> Piece:
        html = f'<nut-popup :visible="true" position="bottom" round><div style="padding:20px 18px 30px;position:relative">{body}</div></nut-popup>'
        return Piece(html, (told.on(".nut-popup"), _OVERLAY.on(".nut-overlay")))

    def brief(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(
            f'<nut-toast :visible="true" msg="{text}" type="{draw.one("text", "success", "warn")}" :duration="0"></nut-toast>',
            (told.on(".nut-toast-inner"),),
        )

    def press(self, draw: Draw, choice: Choice) -> str:
        how = {
            "strong": f'type="{draw.one("primary", "info", "success")}"',
            "plain": 'type="default"',
            "weak": 'type="default" style="border:0;background:none;color:#999"',
        }[choice.tone]
        return f'<div style="margin-top:10px"><nut-button {choice.told.html} block size="large" {how}>{choice.text}</nut-button></div>'

    def box(self, draw: Draw, ticked: bool) -> str:
        size = draw.one(14, 16, 18)
        draw.traits["tick_style"], draw.traits["tick_dp"] = "nutui", size
        told = Told("check", {"ticked": ticked}).html
        return f'<div {told} data-n="flat" style="flex:none;width:{size}px;height:{size}px;overflow:hidden"><nut-checkbox :model-value="{str(ticked).lower()}" icon-size="{size}" style="margin:0"></nut-checkbox></div>'

    def lines(self, draw: Draw, names: Sequence[str]) -> str:
        return "".join(f'<nut-cell title="{name}" is-link style="margin:0"></nut-cell>' for name in names)


class Varlet(_Base):
    """Varlet 3, Material by its Vue components."""

    __slots__ = ()

    def modal(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        hidden = " :cancel-button='false'" if len(choices) == 1 else f' cancel-button-text="{choices[0].text}"'
        html = f'<var-dialog :show="true" title="{title}" confirm-button-text="{choices[-1].text}"{hidden}><div>{body}</div></var-dialog>'
        made = [choices[-1].on(".var-dialog__confirm-button")]
        if len(choices) > 1:
            made.append(choices[0].on(".var-dialog__cancel-button"))
        return Piece(html, (told.on(".var-dialog"), _OVERLAY.on(".var-popup__overlay"), *made))

    def drawer(self, draw: Draw, body: str, told: Told) -> Piece:
        html = f'<var-popup :show="true" position="bottom"><div style="padding:20px 18px 30px;position:relative">{body}</div></var-popup>'
        return Piece(html, (told.on(".var-popup__content"), _OVERLAY.on(".var-popup__overlay")))

    def brief(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(
            f'<var-snackbar :show="true" position="{draw.one("top", "center", "bottom")}" :duration="600000">{text}</var-snackbar>',
            (told.on(".var-snackbar__wrapper"),),
        )

    def press(self, draw: Draw, choice: Choice) -> str:
        how = {"strong": f'type="{draw.one("primary", "danger", "info")}"', "plain": "", "weak": "text"}[choice.tone]
        return f'<var-button {choice.told.html} block size="large" {how} style="margin-top:10px">{choice.text}</var-button>'

    def box(self, draw: Draw, ticked: bool) -> str:
        size = draw.one(16, 20, 24)
        draw.traits["tick_style"], draw.traits["tick_dp"] = "varlet", size
        told = Told("check", {"ticked": ticked}).html
        return f'<div {told} data-n="flat" style="flex:none;width:{size}px;height:{size}px"><var-checkbox :model-value="{str(ticked).lower()}" style="--checkbox-icon-size:{size}px;margin:0"></var-checkbox></div>'

    def lines(self, draw: Draw, names: Sequence[str]) -> str:
        return "".join(f'<var-cell title="{name}" border ripple></var-cell>' for name in names)


class F7(_Base):
    """Framework7's iOS theme, by its style sheet."""

    __slots__ = ()

    def modal(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        vertical = " dialog-buttons-vertical" if draw.chance(0.3) else ""
        buttons = "".join(
            f'<span class="dialog-button {"dialog-button-strong" if choice.tone == "strong" else ""}" data-n="own" {choice.told.html}>{choice.text}</span>'
            for choice in choices
        )
        return Piece(
            f'<div class="dialog-backdrop backdrop-in" data-n="overlay"></div><div class="dialog dialog-buttons-{len(choices)}{vertical} modal-in" {told.html} style="display:block;top:50%;transform:translate3d(0,-50%,0)">'
            f'<div class="dialog-inner"><div class="dialog-title">{title}</div><div class="dialog-text">{body}</div></div><div class="dialog-buttons">{buttons}</div></div>'
        )

    def drawer(self, draw: Draw, body: str, told: Told) -> Piece:
        return Piece(
            f'<div class="sheet-backdrop backdrop-in" data-n="overlay"></div><div class="sheet-modal modal-in" {told.html} style="display:block;height:auto;transform:none"><div class="sheet-modal-inner" style="padding:20px 18px 34px;position:relative;height:auto">{body}</div></div>'
        )

    def brief(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(
            f'<div class="toast toast-{draw.one("center", "bottom")} modal-in" {told.html} style="display:block"><div class="toast-content"><div class="toast-text">{text}</div></div></div>'
        )

    def press(self, draw: Draw, choice: Choice) -> str:
        how = {"strong": "button-fill", "plain": draw.one("button-outline", "button-tonal"), "weak": ""}[choice.tone]
        return f'<a class="button button-large {how}" {choice.told.html} style="margin-top:10px">{choice.text}</a>'

    def box(self, draw: Draw, ticked: bool) -> str:
        kind = draw.one("checkbox", "radio")
        draw.traits["tick_style"] = f"framework7 {kind}"
        told = Told("check", {"ticked": ticked, "radio": kind == "radio"}).html
        return f'<label class="{kind}" {told} data-n="flat" style="flex:none"><input type="{kind}"{" checked" if ticked else ""} style="display:none"><i class="icon-{kind}"></i></label>'

    def lines(self, draw: Draw, names: Sequence[str]) -> str:
        rows = "".join(
            f'<li><a class="item-link item-content"><div class="item-inner"><div class="item-title">{name}</div></div></a></li>'
            for name in names
        )
        return f'<div class="list list-strong list-dividers" style="margin:0"><ul>{rows}</ul></div>'


class Mdui(_Base):
    """mdui 2, Material You by web components."""

    __slots__ = ()

    def modal(self, draw: Draw, title: str, body: str, choices: Sequence[Choice], told: Told) -> Piece:
        stacked = " stacked-actions" if draw.chance(0.25) else ""
        tone = {"strong": "filled" if draw.chance(0.4) else "text", "plain": "text", "weak": "text"}
        buttons = "".join(
            f'<mdui-button slot="action" variant="{tone[choice.tone]}" {choice.told.html} data-n="flat" data-click="">{choice.text}</mdui-button>'
            for choice in choices
        )
        html = f'<mdui-dialog open headline="{title}"{stacked}><div>{body}</div>{buttons}</mdui-dialog>'
        return Piece(html, (told.on("mdui-dialog >>> .panel"), _OVERLAY.on("mdui-dialog >>> .overlay")))

    def brief(self, draw: Draw, text: str, told: Told) -> Piece:
        return Piece(
            f'<div {told.html} style="position:fixed;left:16px;right:16px;bottom:{draw.one(24, 72)}px;background:#313033;color:#f4eff4;border-radius:4px;padding:14px 16px;font-size:14px">{text}</div>'
        )

    def press(self, draw: Draw, choice: Choice) -> str:
        how = {"strong": "filled", "plain": draw.one("outlined", "tonal"), "weak": "text"}[choice.tone]
        return f'<mdui-button full-width variant="{how}" {choice.told.html} data-n="flat" data-click="" style="margin-top:10px">{choice.text}</mdui-button>'

    def box(self, draw: Draw, ticked: bool) -> str:
        kind = draw.one("checkbox", "checkbox", "radio")
        draw.traits["tick_style"] = f"mdui {kind}"
        told = Told("check", {"ticked": ticked, "radio": kind == "radio"}).html
        return f'<div {told} data-n="flat" style="flex:none;width:20px;height:20px;position:relative"><mdui-{kind} style="position:absolute;left:-10px;top:-10px"{" checked" if ticked else ""}></mdui-{kind}></div>'

    def lines(self, draw: Draw, names: Sequence[str]) -> str:
        return (
            "<mdui-list>"
            + "".join(f'<mdui-list-item data-click="">{name}</mdui-list-item>' for name in names)
            + "</mdui-list>"
        )


def _vue(plugin: str) -> str:
    return f'const app = Vue.createApp({{ template: markup }}); app.use({plugin}); app.mount("#app"); window.unmount = () => app.unmount();'


_REACT = """
antdMobile.reduceMotion();
const styled = (text) => Object.fromEntries(text.split(";").filter(Boolean).map((part) => {
  const at = part.indexOf(":"), name = part.slice(0, at).trim();
  return [name.startsWith("--") ? name : name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), part.slice(at + 1).trim()];
}));
const make = (type, given, ...kids) => {
  const { class: className, style, ...rest } = given ?? {};
  const props = { ...rest, ...(className ? { className } : {}), ...(typeof style === "string" ? { style: styled(style) } : style ? { style } : {}) };
  return React.createElement(type, props, ...kids);
};
const html = htm.bind(make);
const Toast = ({ text, icon }) => { React.useEffect(() => { antdMobile.Toast.show({ content: text, icon, duration: 0 }); }, []); return null; };
const root = ReactDOM.createRoot(document.getElementById("app"));
window.unmount = () => { antdMobile.Toast.clear(); root.unmount(); };
document.documentElement.setAttribute("data-prefers-color-scheme", dark ? "dark" : "light");
root.render(new Function("html", "A", "Toast", "return html`" + markup + "`")(html, antdMobile, Toast));
"""
_F7_COLOURS = ".framework7-root{--f7-theme-color:#007aff;--f7-theme-color-rgb:0,122,255;--f7-theme-color-shade:#0066d6;--f7-theme-color-tint:#298fff}"
_ALL = "document.getAnimations().forEach((one) => { try { one.finish(); } catch {} });"
_KITS = {
    "antd-mobile": Kit("antd-mobile", "tuning", ("antd-mobile/bundle/style.css",), ("react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js", "htm/dist/htm.umd.js", "antd-mobile/bundle/antd-mobile.umd.js"), CSS, _REACT),
    "tdesign": Kit("tdesign", "tuning", ("tdesign-mobile-vue/dist/tdesign.min.css",), ("vue/dist/vue.global.prod.js", "tdesign-mobile-vue/dist/tdesign.min.js"), CSS, 'document.documentElement.setAttribute("theme-mode", dark ? "dark" : "light");' + _vue("TDesign.default ?? TDesign")),
    "nutui": Kit("nutui", "tuning", ("@nutui/nutui/dist/style.css",), ("vue/dist/vue.global.prod.js", "@nutui/nutui/dist/nutui.umd.js"), CSS, _vue("nutui.default ?? nutui")),
    "varlet": Kit("varlet", "tuning", (), ("vue/dist/vue.global.prod.js", "@varlet/ui/umd/varlet.js"), CSS, "Varlet.StyleProvider(dark ? Varlet.Themes.dark : null);" + _vue("Varlet")),
    "framework7": Kit("framework7", "tuning", ("framework7/framework7-bundle.min.css",), (), CSS + _F7_COLOURS, 'document.documentElement.classList.add("ios", "framework7-root"); document.getElementById("app").innerHTML = markup;'),
    "mdui": Kit("mdui", "tuning", ("mdui/mdui.css",), ("mdui/mdui.global.js",), CSS, 'document.documentElement.classList.add(dark ? "mdui-theme-dark" : "mdui-theme-light"); document.getElementById("app").innerHTML = markup; await new Promise((done) => setTimeout(done, 120)); ' + _ALL + ' await new Promise((done) => setTimeout(done, 30)); ' + _ALL),
}  # fmt: skip
LOOKS: tuple[Look, ...] = (
    Antd(_KITS["antd-mobile"]),
    Tdesign(_KITS["tdesign"]),
    Nut(_KITS["nutui"]),
    Varlet(_KITS["varlet"]),
    F7(_KITS["framework7"]),
    Mdui(_KITS["mdui"]),
)
