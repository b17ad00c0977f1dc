"""Pages of the first set without anything in front, which also stand behind its windows."""

from __future__ import annotations

from tests.perception.screen.corpus.model import Choice, Draw, Piece, Told, mark
from tests.perception.screen.corpus.tuning.first import words
from tests.perception.screen.corpus.tuning.first.looks import Look

_NOTHING = Told("")


def _grid(draw: Draw) -> str:
    names = draw.some(
        8, ("超市", "外卖", "充值", "酒店", "电影", "签到", "红包", "直播", "会员", "充电", "团购", "更多")
    )
    cells = "".join(
        f'<div data-click style="text-align:center;font-size:12px"><div style="width:44px;height:44px;border-radius:{draw.one(10, 22)}px;background:hsl({draw.whole(0, 359)} 70% 62%);margin:0 auto 5px"></div><span data-n="own">{name}</span></div>'
        for name in names
    )
    return f'<div style="display:grid;grid-template-columns:repeat(4,1fr);gap:14px;padding:12px">{cells}</div>'


def _card(draw: Draw, advertised: bool) -> str:
    """A card of a feed; an advertised one carries a small label and sometimes a ×, which are part of the page."""
    title = draw.one(*words.HEADLINES)
    tag = ""
    if advertised:
        mute = draw.one(
            "",
            '<svg width="12" height="12" viewBox="0 0 24 24" data-click style="margin-left:6px"><path d="M5 5l14 14M19 5 5 19" stroke="#aaa" stroke-width="2"/></svg>',
            '<span data-n="own" style="margin-left:6px">不感兴趣</span>',
        )
        tag = f'<span data-n="own" style="font-size:{draw.one(9, 10, 11)}px;color:#aaa;border:1px solid #bbb8;border-radius:2px;padding:0 3px">广告</span>{mute}'
        title = draw.one(*words.ADS)[0]
    meta = tag or f'<span data-n="own">{draw.one("新华网", "生活家", "每日图览")} · {draw.whole(1, 59)} 分钟前</span>'
    return (
        f'<div data-click style="display:flex;gap:12px;padding:12px 14px;border-bottom:1px solid var(--line)">'
        f'<div style="flex:1"><div style="font-size:16px;min-height:44px">{title}</div><div style="font-size:11px;color:var(--faint);display:flex;align-items:center">{meta}</div></div>'
        f'<img src="{draw.photo()}" style="width:112px;height:76px;object-fit:cover;border-radius:6px"></div>'
    )


def home(look: Look, draw: Draw) -> Piece:
    """A start page: search, grid, banner, goods and tabs."""
    search = f'<div data-click style="margin:6px 12px;height:34px;border-radius:17px;background:var(--soft);color:var(--faint);line-height:34px;padding:0 14px;font-size:13px">搜索 {draw.one(*words.ITEMS)}</div>'
    banner = f'<img src="{draw.photo()}" data-click style="display:block;width:calc(100% - 24px);height:128px;object-fit:cover;border-radius:10px;margin:6px 12px">'
    goods = "".join(
        f'<div data-click style="width:calc(50% - 6px);background:var(--card)"><img src="{draw.photo()}" style="width:100%;height:130px;object-fit:cover;border-radius:8px"><div style="font-size:13px">{name}</div><div style="color:#f23030;font-size:15px">¥{draw.whole(9, 499)}.{draw.whole(0, 9)}0</div></div>'
        for name in draw.some(6, words.ITEMS)
    )
    body = f'{search}{_grid(draw)}{banner}<div style="display:flex;flex-wrap:wrap;gap:12px;padding:6px 12px;height:520px;overflow:hidden">{goods}</div>'
    return look.page(draw, draw.one(*words.APPS), body, draw.one(*words.TABS))


def feed(look: Look, draw: Draw) -> Piece:
    """A list of articles in which some cards are advertisements."""
    cards = "".join(_card(draw, advertised=draw.chance(0.3)) for _ in range(9))
    return look.page(draw, "推荐", f'<div style="height:900px;overflow:auto">{cards}</div>', draw.one(*words.TABS))


def search(look: Look, draw: Draw) -> Piece:
    """Search with a filled field and its clear ×, and chips that can be taken away."""
    clear = '<svg width="16" height="16" viewBox="0 0 24 24" data-click style="position:absolute;right:10px;top:10px"><circle cx="12" cy="12" r="12" fill="#bbb"/><path d="M8 8l8 8M16 8l-8 8" stroke="#fff" stroke-width="2"/></svg>'
    field = f'<div style="position:relative;margin:8px 12px;height:36px;background:var(--soft);border-radius:18px"><input value="{draw.one(*words.ITEMS)[:6]}" style="border:0;background:none;height:36px;padding:0 16px;width:75%;font-size:14px;color:var(--ink)">{clear}</div>'
    chips = "".join(
        f'<span data-n="own" data-click style="display:inline-block;background:var(--soft);border-radius:14px;padding:5px 12px;margin:4px;font-size:12px">{name} {draw.one("×", "✕", "")}</span>'
        for name in draw.some(7, words.CHIPS)
    )
    results = "".join(_card(draw, advertised=draw.chance(0.15)) for _ in range(7))
    return look.page(draw, "搜索", f'{field}<div style="padding:4px 8px">{chips}</div>{results}')


def settings(look: Look, draw: Draw) -> Piece:
    """A list of settings."""
    return look.page(draw, "设置", look.rows(draw, draw.some(10, words.SETTINGS)).html)


def article(look: Look, draw: Draw) -> Piece:
    """Something to read."""
    text = "".join(
        f'<p style="font-size:{draw.one(15, 16, 17)}px;margin:10px 0">{"。".join(draw.some(4, words.HEADLINES))}。</p>'
        for _ in range(5)
    )
    picture = f'<img src="{draw.photo()}" style="width:100%;height:190px;object-fit:cover">'
    return look.page(
        draw,
        "正文",
        f'<div style="padding:12px 16px"><h2 style="margin:4px 0;font-size:21px">{draw.one(*words.HEADLINES)}</h2><div style="font-size:12px;color:var(--faint)">本地资讯 昨天 18:20</div>{text}{picture}{text}</div>',
    )


def policy(look: Look, draw: Draw) -> Piece:
    """The text of a privacy policy as a page of its own."""
    app = draw.one(*words.APPS)
    body = "".join(
        f"<h4 style='margin:12px 0 4px'>{index}、{head}</h4><p style='margin:0'>{draw.one(*words.CONSENT_BODIES).format(app=app, terms='《用户协议》', policy='《隐私政策》')}</p>"
        for index, head in enumerate(("我们收集哪些信息", "我们如何使用信息", "信息的存储", "您的权利"), 1)
    )
    return look.page(
        draw,
        "隐私政策",
        f'<div style="padding:8px 16px;font-size:14px;height:100%;overflow:auto"><b>{app}隐私政策</b>{body}</div>',
    )


def video(look: Look, draw: Draw) -> Piece:
    """A short video with its controls drawn over it."""
    side = "".join(
        f'<div style="margin:18px 0;text-align:center;font-size:12px"><svg width="34" height="34"><circle cx="17" cy="17" r="15" fill="#fffc"/></svg><div>{draw.whole(1, 99)}.{draw.whole(0, 9)}w</div></div>'
        for _ in range(4)
    )
    return Piece(
        f'<div style="position:absolute;inset:0;background:#000;color:#fff"><img src="{draw.photo()}" style="width:100%;height:100%;object-fit:cover;opacity:.9">'
        f'<div style="position:absolute;right:10px;bottom:150px">{side}</div><div style="position:absolute;left:14px;bottom:76px;right:90px"><b>@{draw.one("阿旺的日常", "山野小厨", "旅行青蛙")}</b><div>{draw.one(*words.HEADLINES)}</div></div>'
        f'<div style="position:absolute;top:calc(var(--status) + 12px);left:0;right:0;display:flex;gap:22px;justify-content:center;font-size:16px"><span data-n="own">关注</span><span data-n="own">推荐</span><span data-n="own">同城</span></div></div>'
    )


def profile(look: Look, draw: Draw) -> Piece:
    """The user's own page."""
    head = f'<div style="display:flex;gap:14px;padding:16px;align-items:center"><img src="{draw.photo()}" style="width:60px;height:60px;border-radius:50%;object-fit:cover"><div><div style="font-size:18px">用户{draw.whole(1000, 9999)}</div><div style="font-size:12px;color:var(--faint)">{draw.one("普通会员", "黄金会员")} · 关注 {draw.whole(1, 99)}</div></div></div>'
    return look.page(draw, "我的", head + look.rows(draw, draw.some(7, words.SETTINGS)).html, draw.one(*words.TABS))


def chat(look: Look, draw: Draw) -> Piece:
    """Messages."""
    rows = "".join(
        f'<div data-click style="display:flex;gap:12px;padding:12px 14px"><img src="{draw.photo()}" style="width:46px;height:46px;border-radius:8px;object-fit:cover"><div><div style="font-size:16px">{name}</div><div style="font-size:13px;color:var(--faint)">{draw.one(*words.TOASTS)}</div></div></div>'
        for name in draw.some(
            8, ("订单助手", "系统通知", "王老师", "快递小哥", "家庭群", "客服小美", "李经理", "运动打卡", "二手交易")
        )
    )
    return look.page(draw, "消息", rows, draw.one(*words.TABS))


def shelf(look: Look, draw: Draw) -> Piece:
    """Books or goods in a grid, with a formula-like × in texts."""
    cells = "".join(
        f'<div data-click><img src="{draw.photo()}" style="width:100%;height:130px;object-fit:cover;border-radius:4px"><div style="font-size:12px">{name} {draw.one("×2", "× 3", "120×60cm", "")}</div></div>'
        for name in draw.some(9, words.ITEMS)
    )
    return look.page(
        draw,
        "购物车",
        f'<div style="display:grid;grid-template-columns:repeat(3,1fr);gap:12px;padding:12px">{cells}</div>',
        draw.one(*words.TABS),
    )


def login(look: Look, draw: Draw) -> Piece:
    """A log-in page with a box to tick or a sentence that implies consent."""
    app = draw.one(*words.APPS)
    terms, rule = draw.one(*words.TERMS), draw.one(*words.POLICIES)
    colour = draw.one("#1677ff", "#07c160", "#ff5000", "#999")
    links = f'<span style="color:{colour}">{terms}</span>和<span data-t="policy" style="color:{colour}">{rule}</span>'
    ticked = draw.chance(0.4)
    if draw.chance(0.7):
        line = f'<div style="display:flex;gap:6px;align-items:flex-start;font-size:12px;color:var(--faint)">{look.tick(draw, ticked).html}<div>我已阅读并同意{links}</div></div>'
    else:
        line = f'<div style="font-size:12px;color:var(--faint);text-align:center">{draw.one("登录即代表同意", "登录即表示您已阅读并同意", "注册或登录即视为同意")}{links}</div>'
        draw.traits["implied"] = True
    field = "border:0;border-bottom:1px solid var(--line);background:none;width:100%;height:44px;font-size:16px;color:var(--ink);box-sizing:border-box;margin-bottom:12px"
    code = f'<input placeholder="请输入手机号" style="{field}"><input placeholder="请输入验证码" style="{field}">'
    number = f'<div style="font-size:26px;text-align:center;margin:30px 0">13{draw.whole(0, 9)}****{draw.whole(1000, 9999)}</div>'
    button = look.button(
        draw, Choice(draw.one("登录", "一键登录", "本机号码一键登录", "获取验证码"), _NOTHING, "strong")
    ).html
    top, bottom = (line, "") if draw.chance(0.5) else ("", line)
    body = f'<div {mark("window", kind="login", form="fullscreen", blocking=False, _n="page")} style="position:absolute;inset:calc(var(--status) + 50px) 0 0;padding:30px 28px"><h2 style="font-size:24px;margin:0 0 30px">{draw.one("欢迎登录", "手机号登录", "登录" + app)}</h2>{draw.one(code, number)}{top}{button}<div style="height:20px"></div>{bottom}</div>'
    return look.page(draw, "", body)


PLAIN = (home, feed, search, settings, article, policy, video, profile, chat, shelf, login)
BEHIND = (home, feed, settings, article, profile, chat, shelf, video)
