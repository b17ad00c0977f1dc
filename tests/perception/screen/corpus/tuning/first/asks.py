"""Windows of the first set that ask, tell or offer something of the app's own."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Choice, Draw, Form, Piece, Told, Tone, mark, window
from tests.perception.screen.corpus.tuning.first import marks, words
from tests.perception.screen.corpus.tuning.first.looks import Look, dim
from tests.perception.screen.corpus.tuning.first.pages import BEHIND

_NOTHING, _DISMISS = Told(""), Told("dismiss")


def behind(look: Look, draw: Draw) -> Piece:
    """A page for a window to stand before."""
    return draw.one(*BEHIND)(look, draw)


def _policy_text(draw: Draw, app: str) -> str:
    """A consent text with its links, which are spans of the paragraph."""
    colour = draw.one("#1677ff", "#07c160", "#ff5000", "#3478f6", "#b08d57")
    line = draw.one("", "text-decoration:underline;")
    links = {
        name: f'<span {mark(role)} style="color:{colour};{line}">{draw.one(*names)}</span>'
        for name, role, names in (("terms", "", words.TERMS), ("policy", "policy", words.POLICIES))
    }
    size = draw.one(12, 13, 14, 15)
    text = draw.one(*words.CONSENT_BODIES).format(app=app, **links)
    return f'<div style="font-size:{size}px">{text}</div>'


def _choices(draw: Draw) -> tuple[list[Choice], str]:
    """Buttons of a consent request, the refusing one first, and what they were made to be."""
    agree = Choice(draw.one(*words.AGREE), Told("agree"), "strong")
    refuse = Choice(draw.one(*words.REFUSE), Told("refuse"))
    how = draw.random.choices(("equal", "pushed", "weak", "alone"), (25, 30, 30, 15))[0]
    draw.traits["choice"] = how
    if how == "alone":
        return [Choice(draw.one(*words.ACKNOWLEDGE), Told("agree"), "strong")], how
    if how == "equal":
        return [refuse, Choice(agree.text, agree.told, "plain")], how
    return [Choice(refuse.text, refuse.told, "weak" if how == "weak" else "plain"), agree], how


def _equal(look: Look, how: str, *, drawn_by_hand: bool) -> dict[str, bool]:
    """Whether the two choices are equal, where that is beyond doubt."""
    if how == "alone" or (not drawn_by_hand and look.kit.name in ("vant", "weui")):
        return {}
    if how == "equal":
        return {"equal": True}
    if drawn_by_hand or look.kit.name == "plain":
        return {"equal": False}
    return {"equal": True} if how == "pushed" and look.kit.name in ("material", "harmony") else {}


def consent(look: Look, draw: Draw) -> Piece:
    """A consent request as a dialog or a half-sheet, with or without a box to tick."""
    app = draw.one(*words.APPS)
    choices, how = _choices(draw)
    title = draw.one(*words.CONSENT_TITLES).format(app=app)
    body = _policy_text(draw, app)
    if draw.chance(0.2):
        body += f'<div style="display:flex;gap:6px;margin-top:12px;font-size:12px">{look.tick(draw, draw.chance(0.5)).html}<div>我已阅读并同意上述协议</div></div>'
    by_hand = draw.chance(0.35)
    form: Form = "sheet" if by_hand or look.kit.name == "miui" else "dialog"
    told = window("consent", form, **_equal(look, how, drawn_by_hand=by_hand))
    if by_hand:
        return behind(look, draw) + look.sheet(draw, title, body, choices[::-1], told)
    return behind(look, draw) + look.dialog(draw, title, body, choices, told)


def consent_page(look: Look, draw: Draw) -> Piece:
    """A consent request that takes the whole screen."""
    app = draw.one(*words.APPS)
    choices, how = _choices(draw)
    buttons = "".join(look.button(draw, choice).html for choice in choices[::-1])
    told = window("consent", "fullscreen", covers=1, **_equal(look, how, drawn_by_hand=True))
    logo = f'<div style="width:64px;height:64px;border-radius:16px;background:hsl({draw.whole(0, 359)} 65% 55%);margin:0 auto 16px"></div>'
    return Piece(
        f'<div {told.html} data-n="window" style="position:absolute;inset:0;background:var(--page);padding:calc(var(--status) + 60px) 26px 0">{logo}'
        f'<h2 style="text-align:center;font-size:22px">{draw.one(*words.CONSENT_TITLES).format(app=app)}</h2>{_policy_text(draw, app)}'
        f'<div style="position:absolute;left:26px;right:26px;bottom:44px">{buttons}</div></div>'
    )


def purpose(look: Look, draw: Draw) -> Piece:
    """The app says why it will ask for a permission."""
    name, why, _ = draw.one(*words.PERMISSIONS)
    app = draw.one(*words.APPS)
    title = draw.one(*words.PURPOSE_TITLES).format(name=name, app=app)
    body = f"<div>{why}。{draw.one('您可以随时在系统设置中关闭该权限。', '拒绝后不影响使用其他功能。', '')}</div>"
    choices = [
        Choice(draw.one("暂不", "取消", "以后再说", "拒绝"), _DISMISS),
        Choice(draw.one("去开启", "同意", "确定", "允许", "下一步"), _NOTHING, "strong"),
    ]
    told = window("purpose", "sheet" if look.kit.name == "miui" else "dialog")
    return behind(look, draw) + look.dialog(draw, title, body, choices, told)


def permission(look: Look, draw: Draw) -> Piece:
    """The system's own prompt, as Android 10 to 14 and two makers draw it."""
    _, _, what = draw.one(*words.PERMISSIONS)
    app = draw.one(*words.APPS)
    owner = draw.one(
        "com.android.permissioncontroller",
        "com.google.android.permissioncontroller",
        "com.lbe.security.miui",
        "com.android.packageinstaller",
    )
    ids = f"{owner}:id/permission_" if draw.chance(0.8) else ""
    answers = draw.one(
        ("仅在使用中允许", "仅限这一次", "不允许"),
        ("允许", "拒绝"),
        ("始终允许", "仅在使用中允许", "拒绝"),
        ("使用时允许", "拒绝且不再询问"),
    )
    names = (
        ("allow_foreground_only_button", "allow_one_time_button", "deny_button")
        if len(answers) == 3
        else ("allow_button", "deny_button")
    )
    draw.style["windows"] = draw.one("own", "multi")
    low = draw.chance(0.35)
    accent = draw.one("#1a73e8", "#6750a4", "#0b57d0", "#007dff")
    buttons = "".join(
        f'<button {mark("", _i=ids + name) if ids else ""} data-c="android.widget.Button" style="border:0;width:100%;height:50px;font-size:15px;'
        f'background:{"var(--soft)" if low else "none"};border-radius:{16 if low else 4}px;margin-top:{8 if low else 2}px;color:{accent}">{answer}</button>'
        for answer, name in zip(answers, names, strict=True)
    )
    place = "low" if low else "mid"
    shape = "width:100%;border-radius:24px 24px 0 0" if low else "width:300px;border-radius:24px"
    told = window("permission", "system", package=owner)
    icon = f'<svg width="26" height="26" style="display:block;margin:0 auto 12px"><circle cx="13" cy="13" r="10" fill="none" stroke="{accent}" stroke-width="2.5"/></svg>'
    card = (
        f'<div {told.html} data-n="system" style="background:var(--card);color:var(--ink);{shape};padding:24px 20px 16px;box-sizing:border-box">{icon}'
        f'<div {mark("", _i=ids + "message") if ids else ""} style="font-size:18px;text-align:center;margin-bottom:16px">{draw.one("要允许", "是否允许")}“{app}”{what}吗?</div>{buttons}</div>'
    )
    return behind(look, draw) + Piece(f'{dim(draw)}<div class="{place}" data-n="through">{card}</div>')


def update(look: Look, draw: Draw) -> Piece:
    """A new version: as a dialog of the library or as a card with a picture and a close below."""
    version = f"{draw.whole(2, 12)}.{draw.whole(0, 9)}.{draw.whole(0, 9)}"
    title = draw.one(*words.UPDATES).format(v=version)
    items = "".join(f"<div>{index}. {item}</div>" for index, item in enumerate(draw.some(3, words.UPDATE_ITEMS), 1))
    if draw.chance(0.5):
        choices = [
            Choice(draw.one("暂不更新", "稍后再说", "取消"), _DISMISS),
            Choice(draw.one("立即更新", "立即升级", "更新"), _NOTHING, "strong"),
        ]
        told = window("update", "sheet" if look.kit.name == "miui" else "dialog")
        return behind(look, draw) + look.dialog(draw, title, items, choices, told)
    button = look.button(draw, Choice(draw.one("立即更新", "马上升级"), _NOTHING, "strong")).html
    card = f'<div {window("update", "dialog").html} style="width:280px;background:var(--card);border-radius:14px;overflow:hidden;color:var(--ink)"><div style="height:110px;background:linear-gradient(135deg,hsl({draw.whole(0, 359)} 80% 60%),hsl({draw.whole(0, 359)} 80% 50%));color:#fff;font-size:22px;font-weight:700;padding:30px 20px;box-sizing:border-box">{title}</div><div style="padding:16px 20px;font-size:14px">版本 {version}{items}{button}</div></div>'
    return behind(look, draw) + Piece(
        f'{dim(draw)}<div class="mid" data-n="through" style="flex-direction:column">{card}{marks.cross(draw, "#fff", "margin-top:20px", draw.one(28, 32, 36))}</div>'
    )


def rating(look: Look, draw: Draw) -> Piece:
    """Asks for stars or a review."""
    app = draw.one(*words.APPS)
    stars = "".join(
        '<svg width="34" height="34" viewBox="0 0 24 24" data-click><path d="m12 3 2.7 5.8 6.3.8-4.6 4.4 1.2 6.3L12 17.2 6.4 20.3l1.2-6.3L3 9.6l6.3-.8z" fill="#fadb14" stroke="#d4b106"/></svg>'
        for _ in range(5)
    )
    body = f'<div style="display:flex;justify-content:center;gap:6px;margin:8px 0">{stars}</div><div style="text-align:center">您的鼓励是我们前进的动力</div>'
    choices = [
        Choice(draw.one("残忍拒绝", "下次再说", "不了,谢谢"), _DISMISS),
        Choice(draw.one("去评价", "五星好评", "去应用商店评分"), _NOTHING, "strong"),
    ]
    told = window("rating", "sheet" if look.kit.name == "miui" else "dialog")
    return behind(look, draw) + look.dialog(draw, draw.one(*words.RATINGS).format(app=app), body, choices, told)


def login_sheet(look: Look, draw: Draw) -> Piece:
    """A log-in as a half-sheet over a page, with policies and a box to tick."""
    links = f'<span style="color:#1677ff">{draw.one(*words.TERMS)}</span>和<span {mark("policy")} style="color:#1677ff">{draw.one(*words.POLICIES)}</span>'
    line = f'<div style="display:flex;gap:6px;font-size:12px;color:var(--faint);margin:14px 0">{look.tick(draw, draw.chance(0.4)).html}<div>同意{links}并使用本机号码登录</div></div>'
    body = f'<div style="font-size:24px;text-align:center;margin:12px 0">18{draw.whole(0, 9)}****{draw.whole(1000, 9999)}</div><div style="font-size:12px;text-align:center;color:var(--faint)">认证服务由中国移动提供</div>{line}'
    close = marks.cross(draw, "#999", "position:absolute;right:14px;top:14px", draw.one(20, 24))
    choices = [Choice("一键登录", _NOTHING, "strong"), Choice("其他手机号登录", _NOTHING, "weak")]
    return behind(look, draw) + look.sheet(
        draw,
        draw.one("登录后享受更多服务", "请先登录", "手机号快捷登录"),
        body,
        choices,
        window("login", "sheet"),
        close,
    )


def coupon(look: Look, draw: Draw) -> Piece:
    """A coupon or a red packet of the app itself, without any sign of an advertisement."""
    amount = draw.one(5, 8, 10, 18, 20, 66, 88)
    hue = draw.one(0, 8, 20, 350)
    rows = "".join(
        f'<div style="background:#fff;color:#d33;border-radius:8px;margin:8px 0;padding:10px 12px;display:flex;gap:12px"><b style="font-size:22px">¥{amount + 5 * index}</b><span data-n="own">满 {amount * 5 + 20 * index} 元可用 · 全场通用券</span></div>'
        for index in range(draw.one(1, 2, 3))
    )
    button = f'<button style="border:0;width:100%;height:44px;border-radius:22px;background:#ffe08a;color:#b3261e;font-size:17px;font-weight:700">{draw.one("立即领取", "收下红包", "开心收下", "去使用")}</button>'
    inside = draw.chance(0.35)
    close = marks.cross(
        draw,
        "#fff",
        "position:absolute;right:10px;top:10px"
        if inside
        else draw.one("margin-top:22px", "position:absolute;right:-14px;top:-44px"),
    )
    card = f'<div {window("coupon", "dialog").html} style="width:{draw.one(270, 290, 310)}px;border-radius:18px;background:linear-gradient(hsl({hue} 85% 58%),hsl({hue} 85% 46%));color:#fff;padding:22px 18px;position:relative;box-sizing:border-box"><div style="font-size:22px;font-weight:700;text-align:center">{draw.one(*words.COUPONS)}</div>{rows}{button}{close if inside else ""}</div>'
    return behind(look, draw) + Piece(
        f'{dim(draw)}<div class="mid" data-n="through" style="flex-direction:column"><div style="position:relative;display:flex;flex-direction:column;align-items:center" data-n="through">{card}{"" if inside else close}</div></div>'
    )


def notification(look: Look, draw: Draw) -> Piece:
    """Asks to switch notifications on."""
    body = f"<div>{draw.one('开启后第一时间接收活动提醒和订单状态', '打开推送通知,优惠信息不错过', '订单、物流消息实时提醒')}</div>"
    choices = [
        Choice(draw.one("暂不开启", "以后再说", "取消"), _DISMISS),
        Choice(draw.one("立即开启", "去开启", "打开通知"), _NOTHING, "strong"),
    ]
    told = window("notification", "sheet" if look.kit.name == "miui" else "dialog")
    return behind(look, draw) + look.dialog(draw, draw.one(*words.NOTICES), body, choices, told)


def other(look: Look, draw: Draw) -> Piece:
    """A dialog about the app's own matter; some say 同意 without being about consent."""
    title, body, answers = draw.one(*words.OTHERS)
    tones: tuple[Tone, ...] = ("plain", "strong") if len(answers) == 2 else ("strong",)
    choices = [
        Choice(answer, _DISMISS if index == 0 else _NOTHING, tone)
        for index, (answer, tone) in enumerate(zip(answers, tones, strict=True))
    ]
    told = window("other", "sheet" if look.kit.name == "miui" else "dialog")
    return behind(look, draw) + look.dialog(draw, title, f"<div>{body}</div>", choices, told)


def menu(look: Look, draw: Draw) -> Piece:
    """A menu of actions as a half-sheet."""
    names = draw.some(4, ("拍照", "从相册选择", "保存图片", "分享给好友", "举报", "复制链接", "收藏"))
    rows = "".join(
        f'<div data-click style="padding:15px 0;text-align:center;font-size:17px;border-bottom:1px solid var(--line)">{name}</div>'
        for name in names
    )
    return behind(look, draw) + look.sheet(draw, "", rows, [Choice("取消", _DISMISS)], window("other", "sheet"))


def toast(look: Look, draw: Draw) -> Piece:
    """A short message that blocks nothing."""
    draw.style.setdefault("windows", "overlay")
    return behind(look, draw) + look.toast(draw, draw.one(*words.TOASTS), window("other", "toast", blocking=False))


ASKS = {
    "consent": (consent, 18),
    "consent_page": (consent_page, 4),
    "purpose": (purpose, 7),
    "permission": (permission, 7),
    "update": (update, 6),
    "rating": (rating, 4),
    "login_sheet": (login_sheet, 5),
    "coupon": (coupon, 6),
    "notification": (notification, 5),
    "other": (other, 9),
    "menu": (menu, 3),
    "toast": (toast, 4),
}
