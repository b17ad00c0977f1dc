"""Windows of the held-out half that tell, ask or offer something else of the app's own, or of the system's."""

from __future__ import annotations

from tests.perception.screen.corpus.held_out import drawing, wording
from tests.perception.screen.corpus.held_out.looks import BRANDS, Look, veil
from tests.perception.screen.corpus.held_out.pages import LOG_IN_MEANS, NOTHING, agreeing, behind
from tests.perception.screen.corpus.model import Choice, Draw, Kind, Piece, Told, mark, window

_LATER = Told("dismiss")


def _card(draw: Draw, kind: Kind, inner: str, close: str = "", below: str = "") -> Piece:
    """An own card in the middle; a close mark in it, or below it."""
    card = f'<div {window(kind, "dialog").html} style="position:relative;width:{draw.one(280, 296, 316)}px;box-sizing:border-box;background:var(--card);color:var(--ink);border-radius:{draw.one(8, 16, 22)}px;padding:22px 20px;overflow:hidden">{inner}{close}</div>'
    return Piece(f'{veil(draw)}<div class="hold" data-n="through">{card}{below}</div>')


def purpose(look: Look, draw: Draw) -> Piece:
    """Why a permission will be asked for: as a dialog, or as a list from below."""
    name, why, _ = draw.one(*wording.USES)
    app = draw.one(*wording.APPS)
    if draw.chance(0.35):
        rows = "".join(
            f'<div style="padding:8px 0"><div style="font-size:15px;font-weight:600">{one}权限</div><div style="font-size:13px;color:var(--faint)">{told}</div></div>'
            for one, told, _ in draw.some(3, wording.USES)
        )
        body = f'<div style="font-size:18px;font-weight:700">{draw.one("权限申请说明", "为保证功能正常使用,需要以下权限", "权限使用说明")}</div>{rows}{look.button(draw, Choice(draw.one("去授权", "下一步", "好的"), NOTHING, "strong"))}'
        return behind(look, draw) + look.bottom(draw, body, window("purpose", "sheet"))
    title = draw.one("“{app}”想使用您的{n}权限", "{n}权限使用说明", "需要开启{n}权限", "权限申请").format(
        app=app, n=name
    )
    text = draw.one(
        "我们将申请{n}权限,{w}。拒绝后不影响其他功能使用。",
        "为了{w2},需要您授予{n}权限。",
        "{app}申请{n}权限,{w},您可随时在系统设置中关闭。",
    ).format(n=name, w=why, w2=why.removeprefix("用于"), app=app)
    choices = [
        Choice(draw.one("取消", "暂不", "拒绝", "稍后再说"), _LATER),
        Choice(draw.one("去开启", "同意授权", "继续", "去设置"), NOTHING, "strong"),
    ]
    return behind(look, draw) + look.alert(draw, title, f"<div>{text}</div>", choices, window("purpose", "dialog"))


def permission(look: Look, draw: Draw) -> Piece:
    """The system's prompt as Android 14, MIUI, ColorOS or HarmonyOS draw it."""
    _, _, what = draw.one(*wording.USES)
    app = draw.one(*wording.APPS)
    owner = draw.one(
        "com.google.android.permissioncontroller",
        "com.android.permissioncontroller",
        "com.lbe.security.miui",
        "com.android.permissioncontroller",
    )
    skin = draw.one("android", "miui", "coloros", "harmony")
    draw.traits["skin"] = skin
    draw.style["windows"] = draw.one("own", "multi")
    answers = {
        "android": ("仅在使用该应用时允许", "仅限这一次", "不允许"),
        "miui": ("仅在使用中允许", "本次运行允许", "拒绝"),
        "coloros": ("使用时允许", "仅本次允许", "不允许"),
        "harmony": ("禁止", "仅使用期间允许"),
    }[skin]
    if draw.chance(0.3):
        answers = {
            "android": ("允许", "不允许"),
            "miui": ("拒绝", "允许"),
            "coloros": ("拒绝", "允许"),
            "harmony": ("禁止", "允许"),
        }[skin]
    named = draw.chance(0.6)
    row = skin == "harmony" or (len(answers) == 2 and skin != "android")
    frame = {
        "android": "height:52px;line-height:52px;background:#d3e3fd;color:#041e49;border-radius:6px;margin-top:3px",
        "miui": f"height:48px;line-height:48px;background:{'#2f3033' if draw.dark else '#f0f0f0'};color:var(--ink);border-radius:16px;margin-top:10px;font-weight:500",
        "coloros": "height:46px;line-height:46px;color:#0a9a5b;font-weight:500",
        "harmony": "height:40px;line-height:40px;color:#0a59f7;font-weight:500",
    }[skin]
    buttons = "".join(
        f'<div {mark("", _i=f"{owner}:id/permission_{('allow', 'one_time', 'deny')[index]}_button") if named else ""} data-c="android.widget.Button" data-click="" style="flex:1;text-align:center;font-size:16px;{frame}">{answer}</div>'
        for index, answer in enumerate(answers)
    )
    icon = (
        '<svg width="26" height="26" viewBox="0 0 26 26" style="display:block;margin:0 auto 10px"><circle cx="13" cy="13" r="12" fill="none" stroke="#1a73e8" stroke-width="2"></circle><circle cx="13" cy="13" r="4" fill="#1a73e8"></circle></svg>'
        if skin == "android"
        else ""
    )
    side = "center" if skin in ("android", "coloros") else "left"
    question = draw.one(f"要允许“{app}”{what}吗?", f"是否允许“{app}”{what}?", f"“{app}”正在申请{what}")
    shape = {
        "android": "width:320px;border-radius:28px",
        "miui": "width:calc(100% - 24px);border-radius:24px;margin-bottom:16px",
        "coloros": "width:calc(100% - 32px);border-radius:22px;margin-bottom:24px",
        "harmony": "width:calc(100% - 24px);border-radius:32px;margin-bottom:16px",
    }[skin]
    card = f'<div {window("permission", "system", package=owner).html} data-n="system" style="{shape};box-sizing:border-box;background:var(--card);color:var(--ink);padding:24px 22px 16px">{icon}<div style="font-size:18px;text-align:{side};margin-bottom:14px">{question}</div><div style="display:flex;flex-direction:{"row" if row else "column"};gap:{10 if row else 0}px">{buttons}</div></div>'
    place = "" if skin == "android" else "justify-content:flex-end"
    return behind(look, draw) + Piece(f'{veil(draw)}<div class="hold" data-n="through" style="{place}">{card}</div>')


def update(look: Look, draw: Draw) -> Piece:
    """A new version: the library's dialog, or an own card with a coloured head and a ×; some leave no way out."""
    version = f"{draw.whole(2, 12)}.{draw.whole(0, 9)}.{draw.whole(0, 20)}"
    title = draw.one(*wording.VERSION_HEADS).format(v=version, app=draw.one(*wording.APPS))
    lines = "".join(
        f"<p>{index}. {line}</p>" for index, line in enumerate(draw.some(draw.whole(2, 4), wording.VERSION_LINES), 1)
    )
    go = Choice(draw.one(*wording.VERSION_YES), NOTHING, "strong")
    if draw.chance(0.4):
        forced = draw.chance(0.25)
        choices = [go] if forced else [Choice(draw.one(*wording.VERSION_NO), _LATER), go]
        return behind(look, draw) + look.alert(draw, title, f"<div>{lines}</div>", choices, window("update", "dialog"))
    top = f'<div style="margin:-22px -20px 16px;height:110px;background:linear-gradient(150deg,{draw.one(*BRANDS)},{draw.one(*BRANDS)});color:#fff;display:flex;align-items:flex-end;padding:14px 20px;font-size:20px;font-weight:700;box-sizing:border-box">{title}</div>'
    inner = f'{top}<div style="font-size:14px">大小:{draw.whole(20, 240)}MB · V{version}</div><div style="font-size:14px;color:var(--faint)">{lines}</div>{look.button(draw, go)}'
    place = draw.one("in", "below", "words")
    if place == "in":
        return behind(look, draw) + _card(
            draw,
            "update",
            inner,
            drawing.cross(draw, "#fff", "position:absolute;right:10px;top:10px", (16, 18, 22, 26)),
        )
    if place == "below":
        return behind(look, draw) + _card(
            draw, "update", inner, "", drawing.cross(draw, "#fff", "margin-top:22px", (28, 32, 36))
        )
    return behind(look, draw) + _card(
        draw, "update", inner + look.button(draw, Choice(draw.one(*wording.VERSION_NO), _LATER, "weak"))
    )


def rating(look: Look, draw: Draw) -> Piece:
    """Asks for stars or an opinion."""
    title = draw.one(*wording.RATE_HEADS).format(app=draw.one(*wording.APPS))
    lit = draw.one(0, 0, 5)
    stars = "".join(
        f'<svg width="34" height="34" viewBox="0 0 24 24" data-click="" style="margin:0 4px"><path d="M12 2l3 7 7 .6-5.300 4.700 1.700 7.200L12 17.600 5.600 21.500l1.700-7.200L2 9.600 9 9z" fill="{"#ffb400" if index < lit else "#d5d8dd"}"></path></svg>'
        for index in range(5)
    )
    line = draw.one("您的评价将帮助我们做得更好", "给个五星好评吧", "期待您的声音", "Tap a star to rate it")
    inner = f'<div style="text-align:center"><div style="font-size:19px;font-weight:700">{title}</div><p style="color:var(--faint)">{line}</p><div style="margin:14px 0">{stars}</div></div>'
    yes, no = (
        Choice(draw.one(*wording.RATE_YES), NOTHING, "strong"),
        Choice(draw.one(*wording.RATE_NO), _LATER, draw.one("plain", "weak")),
    )
    how = draw.one("alert", "card", "sheet", "card with cross")
    if how == "alert":
        return behind(look, draw) + look.alert(
            draw,
            title,
            f'<div style="text-align:center">{line}<div style="margin:10px 0">{stars}</div></div>',
            [no, yes],
            window("rating", "dialog"),
        )
    if how == "sheet":
        return behind(look, draw) + look.bottom(
            draw, inner + look.button(draw, yes) + look.button(draw, no), window("rating", "sheet")
        )
    if how == "card":
        return behind(look, draw) + _card(draw, "rating", inner + look.button(draw, yes) + look.button(draw, no))
    return behind(look, draw) + _card(
        draw,
        "rating",
        inner + look.button(draw, yes),
        drawing.cross(draw, "#8a9099", "position:absolute;right:12px;top:12px", (14, 16, 20)),
    )


def login(look: Look, draw: Draw) -> Piece:
    """A log-in in front of a page, with its tick box and a ×."""
    number = f"1{draw.one('39', '58', '77')}****{draw.whole(1000, 9999)}"
    head = f'<div style="font-size:{draw.one(18, 20, 22)}px;font-weight:700;margin-bottom:14px">{draw.one("登录后体验更多功能", "一键登录", "登录领福利", "手机号快捷登录", "登录后才能评论")}</div>'
    if draw.chance(0.5):
        inner = f'<div style="text-align:center;font-size:24px;margin:10px 0">{number}</div>{look.button(draw, Choice("一键登录", NOTHING, "strong"))}{look.button(draw, Choice("其他登录方式", NOTHING, "weak"))}'
    else:
        inner = f"{look.field(draw, '请输入手机号')}{look.field(draw, '请输入验证码')}{look.button(draw, Choice(draw.one('登录', '立即登录', '验证并登录'), NOTHING, 'strong'))}"
    body = f'{head}{inner}<div style="margin-top:14px">{agreeing(look, draw, *LOG_IN_MEANS)}</div>'
    cross = drawing.cross(draw, "#8a9099", "position:absolute;right:12px;top:12px;z-index:3", (14, 16, 18, 20, 24))
    if draw.chance(0.65):
        return behind(look, draw) + look.bottom(
            draw,
            body + cross.replace("right:12px;top:12px", "right:0;top:0")
            if look.kit.name == "element-plus"
            else body + cross,
            window("login", "sheet"),
        )
    return behind(look, draw) + _card(draw, "login", body, cross)


def coupon(look: Look, draw: Draw) -> Piece:
    """Vouchers of the app itself: a list, a red packet, a calendar of days."""
    title = draw.one(*wording.COUPONS)
    go = f'<div data-click="" style="margin-top:16px;text-align:center;background:linear-gradient(#fff2c4,#ffc53d);color:#a61b00;font-weight:800;font-size:18px;border-radius:24px;padding:11px 0">{draw.one(*wording.COUPON_GO)}</div>'
    how = draw.one("list", "packet", "days")
    ground = f"linear-gradient(170deg,{draw.one('#ff5f57', '#ff7a45', '#f5317f')},{draw.one('#d4380d', '#c41d2f', '#a8071a')})"
    if how == "list":
        rows = "".join(
            f'<div style="display:flex;align-items:center;background:#fff7f0;color:#a8330a;border-radius:8px;margin-top:10px;padding:10px 12px"><div style="font-size:26px;font-weight:800;width:84px">¥{draw.whole(3, 60)}</div><div style="font-size:13px">{draw.one("外卖通用券", "满 59 可用", "新人专享", "打车立减", "充值优惠")}<div style="font-size:11px;opacity:.7">有效期至 {draw.whole(1, 12)}-{draw.whole(1, 28)}</div></div></div>'
            for _ in range(draw.one(2, 3))
        )
    elif how == "packet":
        rows = f'<div style="text-align:center;font-size:56px;font-weight:800;margin:26px 0">{draw.one("¥8.88", "¥20", "50元", "7.5折")}</div><div style="text-align:center;font-size:13px;opacity:.9">{draw.one("仅限今日使用", "已放入我的-卡包", "满 30 元可用")}</div>'
    else:
        rows = f'<div style="display:grid;grid-template-columns:repeat(4,1fr);gap:8px;margin-top:14px">{"".join(f"""<div style="background:rgba(255,255,255,{0.9 if day < 3 else 0.35});color:#a8330a;border-radius:8px;text-align:center;padding:8px 0;font-size:12px">第{day}天<div style="font-weight:800">+{day * 5}</div></div>""" for day in range(1, 8))}</div>'
    card = f'<div {window("coupon", "dialog").html} style="position:relative;width:{draw.one(280, 300)}px;box-sizing:border-box;background:{ground};color:#fff;border-radius:18px;padding:24px 20px"><div style="text-align:center;font-size:22px;font-weight:800">{title}</div>{rows}{go}'
    if draw.chance(0.7):
        return behind(look, draw) + Piece(
            f'{veil(draw)}<div class="hold" data-n="through">{card}</div>{drawing.cross(draw, "#fff", "margin-top:24px", (26, 30, 34, 38))}</div>'
        )
    return behind(look, draw) + Piece(
        f'{veil(draw)}<div class="hold" data-n="through">{card}{drawing.cross(draw, "#fff", "position:absolute;right:10px;top:10px", (16, 20, 24))}</div></div>'
    )


def notify(look: Look, draw: Draw) -> Piece:
    """Asks to let notifications through."""
    title, line = draw.one(*wording.PUSH_HEADS), draw.one(*wording.PUSH_LINES)
    yes, no = (
        Choice(draw.one(*wording.PUSH_YES), NOTHING, "strong"),
        Choice(draw.one(*wording.PUSH_NO), _LATER, "plain"),
    )
    how = draw.one("alert", "card", "sheet")
    if how == "alert":
        return behind(look, draw) + look.alert(
            draw, title, f"<div>{line}</div>", [no, yes], window("notification", "dialog")
        )
    bell = f'<svg width="90" height="90" viewBox="0 0 90 90" style="display:block;margin:0 auto 12px"><circle cx="45" cy="45" r="44" fill="{draw.one(*BRANDS)}" opacity=".16"></circle><path d="M45 20c-10 0-16 8-16 18v12l-6 8h44l-6-8V38c0-10-6-18-16-18zM39 62a6 6 0 0 0 12 0z" fill="{draw.one(*BRANDS)}"></path></svg>'
    inner = f'{bell}<div style="text-align:center;font-size:19px;font-weight:700">{title}</div><p style="text-align:center;color:var(--faint)">{line}</p>{look.button(draw, yes)}'
    if how == "sheet":
        return behind(look, draw) + look.bottom(draw, inner + look.button(draw, no), window("notification", "sheet"))
    return behind(look, draw) + _card(
        draw,
        "notification",
        inner,
        drawing.cross(draw, "#8a9099", "position:absolute;right:12px;top:12px", (14, 16, 20)),
    )


def matter(look: Look, draw: Draw) -> Piece:
    """A dialog about the app's own matter, some with 同意 that is about something else."""
    title, text, answers = draw.one(*wording.MATTERS)
    choices = [
        Choice(answers[0], _LATER if len(answers) == 2 else NOTHING),
        *(Choice(answer, NOTHING, "strong") for answer in answers[1:]),
    ]
    return behind(look, draw) + look.alert(draw, title, f"<div>{text}</div>", choices, window("other", "dialog"))


def youth(look: Look, draw: Draw) -> Piece:
    """The mode for minors that the law asks apps to announce."""
    art = f'<svg width="120" height="90" viewBox="0 0 120 90" style="display:block;margin:0 auto 10px"><path d="M60 8v74C40 70 22 70 8 76V6c16-6 34-4 52 2z" fill="{draw.one(*BRANDS)}"></path><path d="M60 8v74c20-12 38-12 52-6V6c-16-6-34-4-52 2z" fill="{draw.one(*BRANDS)}" opacity=".6"></path></svg>'
    inner = f'{art}<div style="text-align:center;font-size:19px;font-weight:700">{draw.one("青少年模式", "未成年人模式")}</div><div style="font-size:14px;color:var(--faint);line-height:1.6;margin:8px 0">为呵护未成年人健康成长,{draw.one(*wording.APPS)}推出青少年模式,该模式下部分功能无法正常使用。请监护人主动选择,并设置监护密码。</div><div data-click="" style="text-align:center;color:#1677ff;font-size:15px;padding:8px">进入青少年模式 ›</div>{look.button(draw, Choice("我知道了", NOTHING, "strong"))}'
    return behind(look, draw) + _card(draw, "other", inner)


def actions(look: Look, draw: Draw) -> Piece:
    """A list of actions or of people to share with, from below."""
    if draw.chance(0.5):
        rows = "".join(
            f'<div data-n="own" data-click="" style="text-align:center;font-size:17px;padding:15px 0;border-bottom:1px solid var(--line)">{name}</div>'
            for name in draw.some(4, ("拍照", "从相册选择", "保存图片", "举报", "不看该作者", "复制链接", "删除"))
        )
        body = rows
    else:
        cells = "".join(
            f'<div data-click="" style="text-align:center;font-size:12px"><svg width="48" height="48" viewBox="0 0 48 48"><circle cx="24" cy="24" r="24" fill="{draw.one(*BRANDS)}"></circle><path d="M15 26l7 7 12-16" fill="none" stroke="#fff" stroke-width="3"></path></svg><div>{name}</div></div>'
            for name in ("微信好友", "朋友圈", "QQ", "微博", "短信", "复制链接", "海报", "更多")
        )
        body = f'<div style="text-align:center;font-size:16px;margin-bottom:16px">{draw.one("分享至", "分享给好友", "邀请好友")}</div><div style="display:grid;grid-template-columns:repeat(4,1fr);gap:18px">{cells}</div>'
    return behind(look, draw) + look.bottom(
        draw, body + look.button(draw, Choice("取消", _LATER, "plain")), window("other", "sheet")
    )


def brief(look: Look, draw: Draw) -> Piece:
    """A short message that blocks nothing."""
    draw.style.setdefault("windows", "overlay")
    return behind(look, draw) + look.toast(draw, draw.one(*wording.BRIEF), window("other", "toast", blocking=False))


ASKS = {
    "purpose": (purpose, 2),
    "permission": (permission, 2),
    "update": (update, 3),
    "rating": (rating, 2),
    "login": (login, 4),
    "coupon": (coupon, 3),
    "notify": (notify, 2),
    "matter": (matter, 2),
    "youth": (youth, 1),
    "actions": (actions, 1),
    "brief": (brief, 1),
}
