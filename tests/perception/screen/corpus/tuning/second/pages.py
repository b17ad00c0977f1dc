"""Pages of the second set with nothing in front."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Choice, Draw, Piece, Told, mark
from tests.perception.screen.corpus.tuning.second import words
from tests.perception.screen.corpus.tuning.second.looks import HUES, Look

NOTHING = Told("")


def front(look: Look, draw: Draw) -> Piece:
    """A start page: greeting, cards that scroll sideways, a two-column waterfall."""
    cards = "".join(
        f'<div data-click="" style="flex:none;width:150px;margin-right:10px"><img src="{draw.photo()}" style="width:150px;height:100px;object-fit:cover;border-radius:8px" /><div style="font-size:13px">{story[:9]}</div></div>'
        for story in draw.some(4, words.STORIES)
    )
    columns = "".join(f'<div style="flex:1">{"".join(_tile(draw) for _ in range(4))}</div>' for _ in range(2))
    body = f'<div style="padding:4px 14px"><h2 style="margin:6px 0;font-size:22px">{draw.one("早上好", "下午好", "晚上好")},今天想看点什么?</h2><div style="display:flex;overflow:hidden">{cards}</div><div style="display:flex;gap:10px;height:620px;overflow:hidden;margin-top:10px">{columns}</div></div>'
    return look.screen(draw, draw.one(*words.NAMES), body, draw.one(*words.BARS))


def _tile(draw: Draw) -> str:
    advertised = draw.chance(0.18)
    note = (
        f'<span data-n="own" style="font-size:{draw.one(9, 10)}px;color:#fff;background:rgba(0,0,0,.4);padding:0 4px;border-radius:2px;position:absolute;left:6px;top:6px">广告</span>'
        if advertised
        else ""
    )
    words_of = draw.one(*words.OFFERS)[0] if advertised else draw.one(*words.GOODS)
    return f'<div data-click="" style="position:relative;background:var(--card);border-radius:10px;overflow:hidden;margin-bottom:10px"><img src="{draw.photo()}" style="width:100%;height:{draw.whole(110, 190)}px;object-fit:cover;display:block" />{note}<div style="padding:6px 8px;font-size:13px">{words_of}<div style="color:var(--faint);font-size:11px">{draw.whole(1, 900)} 人看过</div></div></div>'


def stream(look: Look, draw: Draw) -> Piece:
    """Posts of people, some of them advertisements with a muting ×."""
    posts = ""
    for _ in range(5):
        advertised = draw.chance(0.3)
        mute = (
            '<span data-n="own" data-click="" style="color:#aaa;font-size:11px">广告 ×</span>'
            if advertised
            else '<span data-n="own" style="color:#aaa">···</span>'
        )
        posts += f'<div style="background:var(--card);margin:8px 0;padding:12px 14px"><div style="display:flex;gap:10px;align-items:center"><img src="{draw.photo()}" style="width:36px;height:36px;border-radius:18px;object-fit:cover" /><div style="flex:1;font-size:14px">{draw.one("豆豆妈", "骑行老李", "晚风", "南山南", "小厨神")}</div>{mute}</div><div style="font-size:15px;margin:8px 0">{draw.one(*words.STORIES)}</div><img src="{draw.photo()}" style="width:{draw.one(60, 100)}%;height:150px;object-fit:cover;border-radius:6px" /></div>'
    return look.screen(draw, "动态", f'<div style="height:100%;overflow:auto">{posts}</div>', draw.one(*words.BARS))


def finder(look: Look, draw: Draw) -> Piece:
    """A search that was typed into, its history with small × to delete, and filters."""
    cross = '<svg width="14" height="14" viewBox="0 0 20 20" data-click=""><path d="M4 4l12 12M16 4 4 16" stroke="#999" stroke-width="2"></path></svg>'
    rows = "".join(
        f'<div style="display:flex;justify-content:space-between;align-items:center;padding:10px 16px;font-size:14px"><span data-n="own">{name}</span>{cross}</div>'
        for name in draw.some(5, words.GOODS)
    )
    tags = "".join(
        f'<span data-n="own" data-click="" style="display:inline-block;border:1px solid var(--line);border-radius:4px;padding:3px 10px;margin:4px;font-size:12px">{name} ✕</span>'
        for name in draw.some(4, ("苏州", "3–6 岁", "周末", "免费", "亲子", "可退款"))
    )
    field = f'<div style="display:flex;align-items:center;gap:10px;margin:6px 14px"><div style="flex:1;display:flex;align-items:center;background:var(--card);border-radius:6px;padding:0 10px;height:38px"><div style="flex:1;font-size:15px">{draw.one(*words.GOODS)[:5]}</div><svg width="18" height="18" viewBox="0 0 20 20" data-click="" data-i="search_clear"><circle cx="10" cy="10" r="9" fill="#c4c7cc"></circle><path d="M7 7l6 6M13 7l-6 6" stroke="#fff" stroke-width="1.6"></path></svg></div><span data-n="own" data-click="">取消</span></div>'
    return look.screen(
        draw,
        "搜索",
        f'{field}<div style="padding:2px 10px">{tags}</div><div style="padding:8px 16px;color:var(--faint);font-size:13px">搜索历史</div>{rows}{_tile(draw)}',
    )


def options(look: Look, draw: Draw) -> Piece:
    """A list of settings."""
    return look.screen(draw, "设置", look.lines(draw, draw.some(9, words.LINES)))


def reading(look: Look, draw: Draw) -> Piece:
    """An article with a picture."""
    text = "".join(
        f'<p style="font-size:{draw.one(15, 16, 18)}px;text-indent:2em">{"，".join(draw.some(5, words.STORIES))}。</p>'
        for _ in range(4)
    )
    return look.screen(
        draw,
        "",
        f'<div style="padding:0 18px;background:var(--card)"><h1 style="font-size:24px;margin:10px 0">{draw.one(*words.STORIES)}</h1><img src="{draw.photo()}" style="width:100%;height:220px;object-fit:cover" />{text}</div>',
    )


def terms(look: Look, draw: Draw) -> Piece:
    """The text of a policy as a page."""
    name = draw.one(*words.NAMES)
    parts = "".join(
        f'<h3 style="font-size:16px;margin:12px 0 2px">{head}</h3><p>{draw.one(*words.TEXTS).format(name=name, rule="本政策", terms="用户协议")}</p>'
        for head in ("引言", "一、信息收集", "二、信息共享", "三、你的权利", "四、联系我们")
    )
    return look.screen(
        draw, "隐私政策", f'<div style="padding:4px 18px;font-size:14px;overflow:auto;height:90%">{parts}</div>'
    )


def player(look: Look, draw: Draw) -> Piece:
    """A film with its controls and comments below."""
    rows = "".join(
        f'<div style="display:flex;gap:10px;padding:8px 14px"><img src="{draw.photo()}" style="width:32px;height:32px;border-radius:16px;object-fit:cover" /><div style="font-size:14px">{draw.one(*words.STORIES)}</div></div>'
        for _ in range(6)
    )
    return look.screen(
        draw,
        "",
        f'<div style="position:relative"><img src="{draw.photo()}" style="width:100%;height:230px;object-fit:cover;display:block" /><svg width="56" height="56" viewBox="0 0 56 56" data-click="" style="position:absolute;left:44%;top:86px"><circle cx="28" cy="28" r="27" fill="rgba(0,0,0,.5)"></circle><path d="M22 17v22l18-11z" fill="#fff"></path></svg><span data-n="own" style="position:absolute;right:10px;bottom:8px;color:#fff;font-size:12px">03:{draw.whole(10, 59)} / 45:12</span></div>{rows}',
    )


def account(look: Look, draw: Draw) -> Piece:
    """The user's own page, with figures and orders."""
    figures = "".join(
        f'<div style="text-align:center"><div style="font-size:20px">{draw.whole(0, 300)}</div><div style="font-size:12px;color:var(--faint)">{name}</div></div>'
        for name in ("收藏", "足迹", "券", "积分")
    )
    return look.screen(
        draw,
        "我的",
        f'<div style="padding:18px;display:flex;gap:14px;align-items:center"><img src="{draw.photo()}" style="width:64px;height:64px;border-radius:32px;object-fit:cover" /><b style="font-size:20px">{draw.one("未设置昵称", "阿木", "柠檬不酸")}</b></div><div style="display:flex;justify-content:space-around;padding-bottom:16px">{figures}</div>{look.lines(draw, draw.some(6, words.LINES))}',
        draw.one(*words.BARS),
    )


def basket(look: Look, draw: Draw) -> Piece:
    """Goods with boxes to tick that are not about consent."""
    rows = "".join(
        f'<div style="display:flex;align-items:center;gap:10px;background:var(--card);margin:8px 12px;padding:10px;border-radius:10px">{look.box(draw, draw.chance(0.5))}<img src="{draw.photo()}" style="width:76px;height:76px;object-fit:cover;border-radius:6px" /><div><div style="font-size:14px">{name}</div><div style="color:#f33;font-size:16px">¥{draw.whole(9, 999)}</div><div style="font-size:12px;color:var(--faint)">× {draw.whole(1, 3)}</div></div></div>'
        for name in draw.some(4, words.GOODS)
    )
    return look.screen(draw, "购物车", rows)


def sign_in(look: Look, draw: Draw) -> Piece:
    """A log-in page: with a password, by the operator, or with other accounts."""
    name = draw.one(*words.NAMES)
    colour = draw.one(*HUES[:6])
    rule = f'<span {mark("policy")} style="color:{colour}">{draw.one(*words.RULES)}</span>'
    agreement = f'<span style="color:{colour}">{draw.one(*words.AGREEMENTS)}</span>'
    implied = draw.chance(0.35)
    draw.traits["implied"] = implied
    if implied:
        line = f'<div style="font-size:11px;color:var(--faint)">{draw.one("登录视为您已同意", "继续登录即代表您已阅读并同意", "未注册手机号将自动注册,且视为同意")}{agreement}{rule}</div>'
    else:
        line = f'<div style="display:flex;align-items:flex-start;gap:6px;font-size:12px;color:var(--faint)">{look.box(draw, draw.chance(0.45))}<div>{draw.one("我已阅读并同意", "阅读并同意", "已阅读并接受")}{agreement}、{rule}{draw.one("", "以及运营商服务协议")}</div></div>'
    inputs = "".join(
        f'<div style="background:var(--card);border-radius:8px;padding:0 14px;height:48px;line-height:48px;margin-bottom:12px;color:var(--faint);font-size:15px">{hint}</div>'
        for hint in draw.one(("手机号/邮箱", "密码"), ("+86  请输入手机号",), ("账号", "密码", "图形验证码"))
    )
    main = look.press(draw, Choice(draw.one("登 录", "获取短信验证码", "登录/注册", "立即登录"), NOTHING, "strong"))
    others = (
        '<div style="display:flex;justify-content:center;gap:30px;margin-top:40px">'
        + "".join(
            f'<svg width="40" height="40" viewBox="0 0 40 40" data-click=""><circle cx="20" cy="20" r="19" fill="{colour}"></circle><circle cx="20" cy="20" r="8" fill="#fff"></circle></svg>'
            for colour in ("#07c160", "#1296db", "#e6162d")
        )
        + "</div>"
    )
    body = f'<div {mark("window", kind="login", form="fullscreen", blocking=False, _n="page")} style="position:absolute;left:0;right:0;top:60px;bottom:0;padding:40px 30px 0"><div style="font-size:26px;margin-bottom:26px">{draw.one("你好,", "")}{draw.one("欢迎来到" + name, "账号登录", "登录" + name)}</div>{inputs}{main}<div style="height:14px"></div>{line}{others}</div>'
    return look.screen(draw, "", body)


PLAIN = (front, stream, finder, options, reading, terms, player, account, basket, sign_in)
BEHIND = (front, stream, options, reading, account, player)
