"""Consent requests of the held-out half."""

from __future__ import annotations

from collections.abc import Sequence

from tests.perception.screen.corpus.held_out import wording
from tests.perception.screen.corpus.held_out.looks import BRANDS, Look, veil
from tests.perception.screen.corpus.held_out.pages import agreeing, behind, policy_names
from tests.perception.screen.corpus.model import Choice, Draw, Piece, Told, Tone, window


def _choices(
    draw: Draw, yes: Sequence[str] = wording.AGREE, no: Sequence[str] = wording.REFUSE
) -> tuple[list[Choice], dict[str, bool]]:
    """The buttons, refusal first, and whether they are beyond doubt equal where `button` draws both alike in size."""
    how = draw.random.choices(("equal", "pushed", "faint", "single"), (32, 32, 25, 11))[0]
    draw.traits["choice"] = how
    if how == "single":
        return [Choice(draw.one(*wording.TOLD), Told("agree"), "strong")], {}
    tones: dict[str, tuple[Tone, Tone]] = {
        "equal": ("plain", "plain"),
        "pushed": ("plain", "strong"),
        "faint": ("weak", "strong"),
    }
    first, second = tones[how]
    return [Choice(draw.one(*no), Told("refuse"), first), Choice(draw.one(*yes), Told("agree"), second)], {
        "equal": how == "equal"
    }


def _text(draw: Draw, app: str, bodies: Sequence[str] = wording.BODIES) -> str:
    told = policy_names(draw, draw.one("#1677ff", "#e1251b", "#07a35a", "#ff6a00", "#3370ff"))
    size = draw.one(12, 13, 14, 15)
    return f'<div style="font-size:{size}px;line-height:{draw.one(1.5, 1.65, 1.8)};text-align:left">{draw.one(*bodies).format(app=app, **told)}</div>'


def _buttons(look: Look, draw: Draw, choices: Sequence[Choice], row: bool) -> str:
    """Side by side with the refusal at the left, or below each other with the agreement on top."""
    if row:
        cells = "".join(f'<div style="flex:1;min-width:0">{look.button(draw, choice)}</div>' for choice in choices)
        return f'<div style="display:flex;gap:12px;margin-top:8px">{cells}</div>'
    return f'<div style="margin-top:8px">{"".join(look.button(draw, choice) for choice in reversed(choices))}</div>'


def _short(choices: Sequence[Choice]) -> bool:
    return len(choices) == 2 and all(len(choice.text) <= 5 for choice in choices)


def consent_alert(look: Look, draw: Draw) -> Piece:
    """The library's own dialog."""
    app = draw.one(*wording.APPS)
    choices, _ = _choices(draw)
    return behind(look, draw) + look.alert(
        draw, draw.one(*wording.TITLES).format(app=app), _text(draw, app), choices, window("consent", "dialog")
    )


def consent_card(look: Look, draw: Draw) -> Piece:
    """An own card with a scrolling text, a tick box at times, and the library's buttons."""
    app = draw.one(*wording.APPS)
    choices, equal = _choices(draw)
    tick = f'<div style="margin-top:12px">{agreeing(look, draw)}</div>' if draw.chance(0.5) else ""
    art = (
        f'<img src="{draw.photo()}" style="width:100%;height:110px;object-fit:cover;display:block" />'
        if draw.chance(0.25)
        else ""
    )
    head = f'<div style="font-size:{draw.one(17, 18, 20)}px;font-weight:700;text-align:{draw.one("center", "left")};margin-bottom:12px">{draw.one(*wording.TITLES).format(app=app)}</div>'
    text = f'<div style="max-height:{draw.one(150, 190, 240)}px;overflow:auto">{_text(draw, app)}</div>'
    card = f'<div {window("consent", "dialog", **equal).html} style="width:{draw.one(288, 310, 330)}px;background:var(--card);color:var(--ink);border-radius:{draw.one(6, 12, 18)}px;overflow:hidden">{art}<div style="padding:22px 20px 18px">{head}{text}{tick}{_buttons(look, draw, choices, _short(choices) and draw.chance(0.55))}</div></div>'
    return behind(look, draw) + Piece(f'{veil(draw)}<div class="hold" data-n="through">{card}</div>')


def consent_sheet(look: Look, draw: Draw) -> Piece:
    """From below, with a table of permissions and what they are for."""
    app = draw.one(*wording.APPS)
    choices, equal = _choices(draw)
    rows = "".join(
        f'<div style="display:flex;gap:12px;align-items:center;padding:8px 0"><div style="flex:none;width:34px;height:34px;border-radius:17px;background:{draw.one(*BRANDS)};color:#fff;text-align:center;line-height:34px;font-size:15px">{name[0]}</div><div><div style="font-size:15px">{name}</div><div style="font-size:12px;color:var(--faint)">{why}</div></div></div>'
        for name, why, _ in draw.some(draw.one(0, 2, 3), wording.USES)
    )
    tick = f'<div style="margin-top:10px">{agreeing(look, draw)}</div>' if draw.chance(0.45) else ""
    body = f'<div style="font-size:19px;font-weight:700;margin-bottom:10px">{draw.one(*wording.TITLES).format(app=app)}</div>{_text(draw, app)}{rows}{tick}{_buttons(look, draw, choices, _short(choices) and draw.chance(0.5))}'
    return behind(look, draw) + look.bottom(draw, body, window("consent", "sheet", **equal))


def consent_first_page(look: Look, draw: Draw) -> Piece:
    """The whole first screen: a logo, a text, buttons at the end."""
    app = draw.one(*wording.APPS)
    choices, equal = _choices(draw)
    logo = f'<div style="width:76px;height:76px;border-radius:18px;background:{draw.one(*BRANDS)};color:#fff;font-size:36px;line-height:76px;text-align:center;margin:0 auto 10px">{app[0]}</div><div style="text-align:center;font-size:22px;font-weight:700;margin-bottom:18px">{draw.one("欢迎使用" + app, app, "隐私保护提示")}</div>'
    art = (
        f'<img src="{draw.photo()}" style="width:100%;height:{draw.one(180, 240)}px;object-fit:cover;display:block" />'
        if draw.chance(0.4)
        else '<div style="height:70px"></div>'
    )
    tick = f'<div style="margin-bottom:8px">{agreeing(look, draw)}</div>' if draw.chance(0.6) else ""
    return Piece(
        f'<div class="whole" {window("consent", "fullscreen", covers=1, **equal).html} data-n="window" style="background:var(--card);color:var(--ink)">{art}<div style="padding:18px 26px">{logo}{_text(draw, app)}</div><div style="position:absolute;left:26px;right:26px;bottom:38px">{tick}{_buttons(look, draw, choices, _short(choices) and draw.chance(0.3))}</div></div>'
    )


def consent_again(look: Look, draw: Draw) -> Piece:
    """What comes after a refusal: asked once more."""
    app = draw.one(*wording.APPS)
    choices, equal = _choices(draw, wording.AGREE_TWICE, wording.REFUSE_TWICE)
    if len(choices) == 1:
        choices, equal = (
            [
                Choice(draw.one(*wording.REFUSE_TWICE), Told("refuse"), "weak"),
                Choice(draw.one(*wording.AGREE_TWICE), Told("agree"), "strong"),
            ],
            {"equal": False},
        )
    text = _text(draw, app, wording.SECOND)
    title = draw.one(*wording.SECOND_TITLES[:4])
    if draw.chance(0.5):
        return behind(look, draw) + look.alert(draw, title, text, choices, window("consent", "dialog"))
    card = f'<div {window("consent", "dialog", **equal).html} style="width:300px;background:var(--card);color:var(--ink);border-radius:14px;padding:22px 20px;box-sizing:border-box"><div style="font-size:18px;font-weight:700;text-align:center;margin-bottom:10px">{title}</div>{text}{_buttons(look, draw, choices, False)}</div>'
    return behind(look, draw) + Piece(f'{veil(draw)}<div class="hold" data-n="through">{card}</div>')


def consent_of_children(look: Look, draw: Draw) -> Piece:
    """Asked of the guardian of a child."""
    told = policy_names(draw, draw.one(*BRANDS))
    told["policy"] = (
        told["policy"].rpartition("《")[0] + draw.one("《儿童隐私保护声明》", "《儿童个人信息保护规则》") + "</span>"
    )
    text = f'<div style="font-size:14px;line-height:1.7">{wording.CHILD.format(**told)}</div>'
    choices = [
        Choice(draw.one("不同意", "暂不同意"), Told("refuse"), "plain"),
        Choice(draw.one("我是监护人,同意", "监护人同意", "同意"), Told("agree"), "strong"),
    ]
    return behind(look, draw) + look.alert(
        draw, draw.one("儿童隐私保护提示", "致监护人"), text, choices, window("consent", "dialog")
    )


def consent_with_less(look: Look, draw: Draw) -> Piece:
    """Three ways: agree, basic functions alone, refuse and leave."""
    app = draw.one(*wording.APPS)
    refuse = Choice(draw.one("不同意并退出", "不同意,退出应用"), Told("refuse"), draw.one("weak", "plain"))
    less = Choice(draw.one("仅使用基本功能", "进入基本功能模式", "仅浏览"), Told(""), "plain")
    agree = Choice(draw.one(*wording.AGREE), Told("agree"), "strong")
    draw.traits["choice"] = "three"
    buttons = "".join(look.button(draw, choice) for choice in (agree, less, refuse))
    body = f'<div style="font-size:18px;font-weight:700;margin-bottom:10px">{draw.one(*wording.TITLES).format(app=app)}</div>{_text(draw, app)}<div style="height:8px"></div>{buttons}'
    if draw.chance(0.5):
        return behind(look, draw) + look.bottom(draw, body, window("consent", "sheet", equal=False))
    card = f'<div {window("consent", "dialog", equal=False).html} style="width:310px;background:var(--card);color:var(--ink);border-radius:14px;padding:22px 20px;box-sizing:border-box">{body}</div>'
    return behind(look, draw) + Piece(f'{veil(draw)}<div class="hold" data-n="through">{card}</div>')


def consent_in_english(look: Look, draw: Draw) -> Piece:
    """In English, or mixed."""
    app = draw.one("FitLoop", "Notely", "PixelCam")
    colour = draw.one(*BRANDS)
    mixed = draw.chance(0.4)
    told = policy_names(draw, colour)
    if not mixed:
        told = {
            "policy": told["policy"].rpartition("《")[0] + "Privacy Policy</span>",
            "terms": f'<span style="color:{colour}">Terms of Service</span>',
        }
    text = f'<div style="font-size:14px;line-height:1.6">{draw.one(*wording.ENGLISH).format(app=app, **told)}</div>'
    yes, no = draw.one(
        ("Agree", "Disagree"), ("Accept", "Decline"), ("I agree", "Exit app"), ("同意 Agree", "不同意 Disagree")
    )
    choices = [Choice(no, Told("refuse"), draw.one("plain", "weak")), Choice(yes, Told("agree"), "strong")]
    return behind(look, draw) + look.alert(
        draw, draw.one("Privacy Notice", "Before you start", "Your privacy"), text, choices, window("consent", "dialog")
    )


CONSENTS = {
    "consent_alert": (consent_alert, 5),
    "consent_card": (consent_card, 5),
    "consent_sheet": (consent_sheet, 3),
    "consent_first_page": (consent_first_page, 2),
    "consent_again": (consent_again, 2),
    "consent_of_children": (consent_of_children, 1),
    "consent_with_less": (consent_with_less, 1),
    "consent_in_english": (consent_in_english, 1),
}
