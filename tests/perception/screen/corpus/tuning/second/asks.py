"""Windows of the second set that ask, tell or offer something of the app's own."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Choice, Draw, Piece, Told, Tone, mark, window
from tests.perception.screen.corpus.tuning.second import marks, words
from tests.perception.screen.corpus.tuning.second.looks import HUES, Look, shade
from tests.perception.screen.corpus.tuning.second.pages import BEHIND, NOTHING

_LATER = Told("dismiss")


def behind(look: Look, draw: Draw) -> Piece:
    """A page for a window to stand before."""
    return draw.one(*BEHIND)(look, draw)


def _text(draw: Draw, name: str) -> str:
    colour = draw.one("#0052d9", "#fa2c19", "#00b578", "#d48806", "#576b95")
    shown = {
        "rule": f'<span {mark("policy")} style="color:{colour}">{draw.one(*words.RULES)}</span>',
        "terms": f'<span style="color:{colour}">{draw.one(*words.AGREEMENTS)}</span>',
    }
    more = (
        '<p>我们可能申请的权限:</p><p style="color:var(--faint)">· 设备信息:保障安全<br />· 存储:缓存内容</p>'
        if draw.chance(0.4)
        else ""
    )
    return f'<div style="font-size:{draw.one(12, 13, 14, 16)}px;line-height:1.6">{draw.one(*words.TEXTS).format(name=name, **shown)}</div>{more}'


def _pair(draw: Draw, tones: tuple[Tone, Tone]) -> tuple[Choice, Choice]:
    return Choice(draw.one(*words.NO), Told("refuse"), tones[0]), Choice(draw.one(*words.YES), Told("agree"), tones[1])


def _asked(draw: Draw) -> tuple[list[Choice], dict[str, bool], str]:
    """Buttons of a request, whether they are beyond doubt equal when drawn by `press`, and how they were made."""
    how = draw.random.choices(("same", "filled", "faint", "single"), (22, 34, 28, 16))[0]
    draw.traits["choice"] = how
    if how == "single":
        return [Choice(draw.one(*words.FINE), Told("agree"), "strong")], {}, how
    tones: tuple[Tone, Tone] = (
        ("plain", "plain") if how == "same" else ("plain" if how == "filled" else "weak", "strong")
    )
    return list(_pair(draw, tones)), {"equal": how == "same"}, how


def consent(look: Look, draw: Draw) -> Piece:
    """A consent request as the library's dialog."""
    name = draw.one(*words.NAMES)
    choices, _, _ = _asked(draw)
    body = _text(draw, name) + (_ticked(look, draw) if draw.chance(0.15) else "")
    return behind(look, draw) + look.modal(
        draw, draw.one(*words.HEADS).format(name=name), body, choices, window("consent", "dialog")
    )


def _ticked(look: Look, draw: Draw) -> str:
    return f'<div style="display:flex;align-items:center;gap:6px;font-size:12px;margin-top:10px">{look.box(draw, draw.chance(0.5))}<div>{draw.one("同意接收营销信息", "我已阅读并同意以上内容", "同意共享给合作伙伴")}</div></div>'


def consent_card(look: Look, draw: Draw) -> Piece:
    """A consent request as the app's own card with the library's buttons under a text that scrolls."""
    name = draw.one(*words.NAMES)
    choices, equal, _ = _asked(draw)
    row = len(choices) == 2 and draw.chance(0.5)
    ordered = choices if row else choices[::-1]
    buttons = "".join(f'<div style="flex:1">{look.press(draw, choice)}</div>' for choice in ordered)
    tick = _ticked(look, draw) if draw.chance(0.25) else ""
    card = f'<div {window("consent", "dialog", **equal).html} style="width:{draw.one(300, 320, 340)}px;background:var(--card);color:var(--ink);border-radius:{draw.one(4, 12, 20)}px;padding:20px;box-sizing:border-box"><div style="font-size:{draw.one(17, 18, 20)}px;font-weight:600;text-align:{draw.one("left", "center")};margin-bottom:10px">{draw.one(*words.HEADS).format(name=name)}</div><div style="max-height:{draw.one(160, 220)}px;overflow:hidden">{_text(draw, name)}</div>{tick}<div style="display:flex;flex-direction:{"row" if row else "column"};gap:{12 if row else 0}px;margin-top:8px">{buttons}</div></div>'
    return behind(look, draw) + Piece(f'{shade(draw)}<div class="stage" data-n="through">{card}</div>')


def consent_drawer(look: Look, draw: Draw) -> Piece:
    """A consent request from below."""
    name = draw.one(*words.NAMES)
    choices, equal, _ = _asked(draw)
    buttons = "".join(look.press(draw, choice) for choice in choices[::-1])
    tick = _ticked(look, draw) if draw.chance(0.3) else ""
    body = f'<div style="font-size:18px;font-weight:600;margin-bottom:8px">{draw.one(*words.HEADS).format(name=name)}</div>{_text(draw, name)}{tick}{buttons}'
    return behind(look, draw) + look.drawer(draw, body, window("consent", "sheet", **equal))


def consent_cover(look: Look, draw: Draw) -> Piece:
    """A consent request as the first page, on a picture or a plain ground."""
    name = draw.one(*words.NAMES)
    choices, equal, _ = _asked(draw)
    buttons = "".join(look.press(draw, choice) for choice in choices[::-1])
    art = (
        f'<img src="{draw.photo()}" style="width:100%;height:260px;object-fit:cover;display:block" />'
        if draw.chance(0.5)
        else '<div style="height:90px"></div>'
    )
    html = f'<div {window("consent", "fullscreen", covers=1, **equal).html} data-n="window" style="position:fixed;left:0;top:0;right:0;bottom:0;background:var(--card);color:var(--ink)">{art}<div style="padding:20px 24px"><div style="font-size:24px;font-weight:700;margin-bottom:12px">{draw.one(*words.HEADS).format(name=name)}</div>{_text(draw, name)}</div><div style="position:absolute;left:24px;right:24px;bottom:36px">{buttons}</div></div>'
    return Piece(html)


def purpose(look: Look, draw: Draw) -> Piece:
    """Why a permission will be asked for; sometimes as a strip at the top beside the system's prompt to come."""
    name, why, _ = draw.one(*words.SENSORS)
    if draw.chance(0.3):
        body = f'<div style="font-size:17px;font-weight:600">开启{name}权限</div><p>{why}</p>{look.press(draw, Choice("去设置", NOTHING, "strong"))}{look.press(draw, Choice("暂不开启", _LATER, "weak"))}'
        return behind(look, draw) + look.drawer(draw, body, window("purpose", "sheet"))
    choices = [
        Choice(draw.one("不用了", "暂不授权", "取消"), _LATER),
        Choice(draw.one("去授权", "好的", "允许访问", "继续"), NOTHING, "strong"),
    ]
    title = draw.one("申请使用{n}权限", "{n}权限说明", "允许使用{n}吗?").format(n=name)
    return behind(look, draw) + look.modal(
        draw,
        title,
        f"<div>我们需要{name}权限,{why}。{draw.one('不授权不影响基本功能。', '')}</div>",
        choices,
        window("purpose", "dialog"),
    )


def permission(look: Look, draw: Draw) -> Piece:
    """The system's prompt on EMUI, ColorOS, OriginOS or iOS-like skins."""
    _, _, what = draw.one(*words.SENSORS)
    owner = draw.one(
        "com.android.permissioncontroller",
        "com.android.permissioncontroller",
        "com.google.android.permissioncontroller",
        "com.coloros.securitypermission",
    )
    answers = draw.one(
        ("始终允许", "使用期间允许", "每次询问", "拒绝"),
        ("禁止", "允许"),
        ("拒绝", "仅使用期间允许"),
        ("仅在使用该应用时允许", "仅限这一次", "不允许"),
    )
    draw.style["windows"] = draw.one("own", "multi")
    rows = len(answers) > 2
    ids = draw.chance(0.7)
    buttons = "".join(
        f'<div {mark("", _i=f"{owner}:id/permission_{index}_button") if ids else ""} data-c="android.widget.Button" data-click="" style="flex:1;text-align:center;padding:14px 0;font-size:16px;color:#007dff;border-{"top" if rows else "left"}:1px solid var(--line)">{answer}</div>'
        for index, answer in enumerate(answers)
    )
    card = f'<div {window("permission", "system", package=owner).html} data-n="system" style="width:calc(100% - 32px);background:var(--card);color:var(--ink);border-radius:20px;overflow:hidden;margin-bottom:16px"><div style="padding:22px 24px"><div style="font-size:18px">是否允许“{draw.one(*words.NAMES)}”{what}?</div></div><div style="display:flex;flex-direction:{"column" if rows else "row"}">{buttons}</div></div>'
    place = draw.one("align-items:end", "align-items:center")
    return behind(look, draw) + Piece(f'{shade(draw)}<div class="stage" data-n="through" style="{place}">{card}</div>')


def update(look: Look, draw: Draw) -> Piece:
    """A new version."""
    version = f"{draw.whole(1, 9)}.{draw.whole(0, 30)}"
    title = draw.one(*words.RELEASES).format(v=version)
    items = "".join(f"<p>{draw.one('·', '★', '-')} {item}</p>" for item in draw.some(3, words.CHANGES))
    if draw.chance(0.45):
        choices = [
            Choice(draw.one("下次再说", "忽略此版本", "暂不升级"), _LATER),
            Choice(draw.one("马上更新", "升级", "立即下载安装"), NOTHING, "strong"),
        ]
        return behind(look, draw) + look.modal(draw, title, f"<div>{items}</div>", choices, window("update", "dialog"))
    cross = marks.cross(draw, "#fff" if draw.chance(0.5) else "#888", "position:absolute;right:10px;top:10px")
    hue = draw.whole(0, 359)
    card = f'<div {window("update", "dialog").html} style="position:relative;width:300px;background:var(--card);color:var(--ink);border-radius:16px;overflow:hidden"><div style="height:120px;background:radial-gradient(circle at 30% 20%,hsl({hue},80%,70%),hsl({hue},70%,45%))"></div><div style="padding:14px 20px 22px"><b style="font-size:19px">{title}</b>{items}{look.press(draw, Choice("立即体验新版", NOTHING, "strong"))}</div>{cross}</div>'
    return behind(look, draw) + Piece(f'{shade(draw)}<div class="stage" data-n="through">{card}</div>')


def rating(look: Look, draw: Draw) -> Piece:
    """Asks for a rating with faces or stars."""
    name = draw.one(*words.NAMES)
    icons = "".join(
        f'<svg width="40" height="40" viewBox="0 0 40 40" data-click="" style="margin:0 8px"><circle cx="20" cy="20" r="17" fill="#ffd666"></circle><circle cx="14" cy="16" r="2.5" fill="#613400"></circle><circle cx="26" cy="16" r="2.5" fill="#613400"></circle><path d="M12 {24 + bend} Q20 {24 + 4 * bend} 28 {24 + bend}" fill="none" stroke="#613400" stroke-width="2"></path></svg>'
        for bend in (-1, 0, 2)
    )
    title = draw.one(*words.STARS).format(name=name)
    if draw.chance(0.5):
        body = f'<div style="text-align:center">{icons}<p>给个好评,支持我们走得更远</p></div>'
        choices = [
            Choice(draw.one("我要吐槽", "以后再说"), _LATER),
            Choice(draw.one("去给好评", "打五星"), NOTHING, "strong"),
        ]
        return behind(look, draw) + look.modal(draw, title, body, choices, window("rating", "dialog"))
    body = f'<div style="text-align:center"><b style="font-size:18px">{title}</b><div style="margin:14px 0">{icons}</div><p style="color:var(--faint)">您的评分对我们很重要</p></div>{look.press(draw, Choice("前往应用市场评分", NOTHING, "strong"))}{look.press(draw, Choice("下次再评", _LATER, "weak"))}'
    return behind(look, draw) + look.drawer(draw, body, window("rating", "sheet"))


def login(look: Look, draw: Draw) -> Piece:
    """A log-in in front of a page, as a card or from below."""
    rule = f'<span {mark("policy")} style="color:#0052d9">{draw.one(*words.RULES)}</span>'
    line = f'<div style="display:flex;gap:6px;font-size:12px;color:var(--faint);margin-top:12px">{look.box(draw, draw.chance(0.4))}<div>登录即同意{draw.one(*words.AGREEMENTS)}与{rule}</div></div>'
    fields = '<div style="border-bottom:1px solid var(--line);padding:12px 0;color:var(--faint)">请输入手机号</div><div style="border-bottom:1px solid var(--line);padding:12px 0;color:var(--faint);display:flex;justify-content:space-between"><span data-n="own">验证码</span><span data-n="own" data-click="" style="color:#0052d9">获取验证码</span></div>'
    cross = marks.cross(draw, "#888", "position:absolute;right:12px;top:12px")
    body = f'<div style="font-size:20px;font-weight:600">{draw.one("登录后继续", "快捷登录", "登录领取更多权益")}</div>{fields}{look.press(draw, Choice("登录", NOTHING, "strong"))}{line}{cross}'
    if draw.chance(0.5):
        return behind(look, draw) + look.drawer(draw, body, window("login", "sheet"))
    card = f'<div {window("login", "dialog").html} style="position:relative;width:310px;background:var(--card);color:var(--ink);border-radius:12px;padding:22px;box-sizing:border-box">{body}</div>'
    return behind(look, draw) + Piece(f'{shade(draw)}<div class="stage" data-n="through">{card}</div>')


def gift(look: Look, draw: Draw) -> Piece:
    """A coupon of the app itself: round, like a ticket, or a red packet."""
    amount = draw.one("¥12", "¥35", "8.5折", "¥100", "7天会员")
    title = draw.one(*words.GIFTS)
    shape = draw.one("round", "ticket", "packet")
    go = f'<div data-click="" style="background:{draw.one("#fff3d6", "#ffd500")};color:#a8071a;border-radius:20px;padding:10px 34px;font-size:16px;font-weight:700">{draw.one("去使用", "马上领", "收下", "开")}</div>'
    inner = f'<div style="font-size:18px">{title}</div><div style="font-size:44px;font-weight:800">{amount}</div><div style="font-size:12px;opacity:.85">{draw.one("满 99 元可用", "全场通用", "仅限今日")}</div>{go}'
    style = {
        "round": "width:280px;height:280px;border-radius:50%",
        "ticket": "width:310px;height:200px;border-radius:10px",
        "packet": "width:260px;height:350px;border-radius:16px",
    }[shape]
    card = f'<div {window("coupon", "dialog").html} style="{style};box-sizing:border-box;background:linear-gradient(160deg,#ff7a45,#cf1322);color:#fff;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:8px">{inner}</div>'
    cross = marks.cross(
        draw, "#fff", draw.one("margin-top:26px", "position:absolute;left:50%;margin-left:-15px;bottom:-64px")
    )
    return behind(look, draw) + Piece(
        f'{shade(draw)}<div class="stage" data-n="through"><div data-n="through" style="position:relative;display:flex;flex-direction:column;align-items:center">{card}{cross}</div></div>'
    )


def notify(look: Look, draw: Draw) -> Piece:
    """Asks for notifications."""
    choices = [
        Choice(draw.one("不开启", "稍后", "以后再说"), _LATER),
        Choice(draw.one("开启通知", "去打开", "允许通知"), NOTHING, "strong"),
    ]
    text = draw.one("打开推送通知,降价、发货、回复都会提醒你", "课程开始前 10 分钟提醒你", "活动上新及时知晓")
    if draw.chance(0.3):
        body = f'<b style="font-size:18px">{draw.one(*words.PUSHES)}</b><p>{text}</p>{"".join(look.press(draw, choice) for choice in choices[::-1])}'
        return behind(look, draw) + look.drawer(draw, body, window("notification", "sheet"))
    return behind(look, draw) + look.modal(
        draw, draw.one(*words.PUSHES), f"<div>{text}</div>", choices, window("notification", "dialog")
    )


def matter(look: Look, draw: Draw) -> Piece:
    """A dialog about the app's own matter."""
    title, text, answers = draw.one(*words.MATTERS)
    choices = [
        Choice(answers[0], _LATER if len(answers) == 2 else NOTHING),
        *(Choice(answer, NOTHING, "strong") for answer in answers[1:]),
    ]
    return behind(look, draw) + look.modal(draw, title, f"<div>{text}</div>", choices, window("other", "dialog"))


def share(look: Look, draw: Draw) -> Piece:
    """A panel for sharing, from below."""
    cells = "".join(
        f'<div data-click="" style="text-align:center;font-size:12px"><div style="width:46px;height:46px;border-radius:12px;background:{draw.one(*HUES)};margin:0 auto 6px"></div>{name}</div>'
        for name in ("微信", "朋友圈", "微博", "QQ", "复制链接", "生成海报", "举报", "收藏")
    )
    body = f'<div style="text-align:center;margin-bottom:12px">分享到</div><div style="display:grid;grid-template-columns:repeat(4,1fr);gap:16px">{cells}</div>{look.press(draw, Choice("取消", _LATER))}'
    return behind(look, draw) + look.drawer(draw, body, window("other", "sheet"))


def brief(look: Look, draw: Draw) -> Piece:
    """A short message that blocks nothing."""
    draw.style.setdefault("windows", "overlay")
    return behind(look, draw) + look.brief(draw, draw.one(*words.BRIEFS), window("other", "toast", blocking=False))


ASKS = {
    "consent": (consent, 9),
    "consent_card": (consent_card, 7),
    "consent_drawer": (consent_drawer, 5),
    "consent_cover": (consent_cover, 4),
    "purpose": (purpose, 7),
    "permission": (permission, 7),
    "update": (update, 6),
    "rating": (rating, 4),
    "login": (login, 5),
    "gift": (gift, 5),
    "notify": (notify, 5),
    "matter": (matter, 9),
    "share": (share, 3),
    "brief": (brief, 4),
}
