"""Pages of the held-out half with nothing in front, full of what could be taken for something else."""

from __future__ import annotations

from collections.abc import Callable

from tests.perception.screen.corpus.held_out import drawing, wording
from tests.perception.screen.corpus.held_out.looks import BRANDS, Look
from tests.perception.screen.corpus.model import Choice, Draw, Piece, Told, mark

NOTHING = Told("")
Page = Callable[[Look, Draw], Piece]


def _small_cross(size: int, ink: str = "#9aa0a8") -> str:
    return f'<svg width="{size}" height="{size}" viewBox="0 0 16 16" data-click="" style="flex:none"><path d="M3 3 13 13M13 3 3 13" stroke="{ink}" stroke-width="1.600"></path></svg>'


def _grid(draw: Draw, names: tuple[str, ...], columns: int = 5) -> str:
    cells = "".join(
        f'<div data-click="" style="display:flex;flex-direction:column;align-items:center;gap:6px;font-size:12px"><svg width="32" height="32" viewBox="0 0 32 32"><rect x="2" y="2" width="28" height="28" rx="{draw.one(6, 14)}" fill="{draw.one(*BRANDS)}"></rect><path d="M10 16h12M16 10v12" stroke="#fff" stroke-width="2"></path></svg><span data-n="own">{name}</span></div>'
        for name in names
    )
    return f'<div style="display:grid;grid-template-columns:repeat({columns},1fr);gap:16px 6px;padding:16px 10px;background:var(--card);border-radius:12px;margin:10px 12px">{cells}</div>'


def bank(look: Look, draw: Draw) -> Piece:
    """A bank's start page: balance, actions, products."""
    head = f'<div style="margin:10px 12px;border-radius:14px;padding:18px;color:#fff;background:linear-gradient(120deg,#c7352b,#7d1712)"><div style="font-size:13px;opacity:.85">总资产(元)</div><div style="font-size:30px;font-weight:700">{draw.whole(1, 99)},{draw.whole(100, 999)}.{draw.whole(10, 99)}</div><div style="font-size:12px;opacity:.8">昨日收益 +{draw.whole(0, 9)}.{draw.whole(10, 99)}</div></div>'
    grid = _grid(draw, ("转账", "账户", "信用卡", "贷款", "理财", "缴费", "基金", "外汇", "网点", "全部"))
    rows = "".join(
        f'<div data-click="" style="display:flex;justify-content:space-between;padding:14px 16px;border-bottom:1px solid var(--line)"><div><div style="font-size:15px">{name}</div><div style="font-size:12px;color:var(--faint)">{draw.one("中低风险", "R2 稳健", "灵活申赎")}</div></div><div style="color:#e1251b;font-size:18px">{draw.whole(2, 4)}.{draw.whole(10, 99)}%</div></div>'
        for name in draw.some(4, ("稳利宝 90 天", "活期添益", "安心半年盈", "养老目标 2045", "大额存单", "国债逆回购"))
    )
    return look.page(
        draw,
        wording.APPS[0],
        f'{head}{grid}<div style="background:var(--card);margin:10px 12px;border-radius:12px">{rows}</div>',
        wording.TABS[0],
    )


def series(look: Look, draw: Draw) -> Piece:
    """A video app: a large cover, rows of covers with corner words."""
    hero = f'<div data-click="" style="position:relative;margin:6px 12px"><img src="{draw.photo()}" style="width:100%;height:190px;object-fit:cover;border-radius:10px;display:block" /><div style="position:absolute;left:12px;bottom:10px;color:#fff;text-shadow:0 1px 3px #000;font-size:18px">{draw.one("归途", "长夜将明", "海边的信", "小城故事")}<div style="font-size:12px">更新至 {draw.whole(2, 36)} 集</div></div></div>'
    covers = "".join(
        f'<div data-click=""><div style="position:relative"><img src="{draw.photo()}" style="width:100%;height:150px;object-fit:cover;border-radius:6px;display:block" /><span data-n="own" style="position:absolute;right:0;top:0;font-size:10px;color:#fff;background:{draw.one("#ff7a00", "#e1251b", "#7c3aed")};padding:1px 5px;border-radius:0 6px 0 6px">{draw.one("VIP", "独播", "免费", "预告")}</span></div><div style="font-size:13px;padding:4px 0">{draw.one("第二次告别", "深海谜案", "厨神小当家", "山那边", "我的室友")}</div></div>'
        for _ in range(9)
    )
    return look.page(
        draw,
        "追光视频",
        f'{hero}<div style="display:grid;grid-template-columns:repeat(3,1fr);gap:8px;padding:8px 12px">{covers}</div>',
        wording.TABS[1],
        "筛选",
    )


def news(look: Look, draw: Draw) -> Piece:
    """News in which some cards are promoted: a label and a small × belong to the card."""
    rows = ""
    for title in draw.some(8, wording.NEWS):
        promoted = draw.chance(0.3)
        told = draw.one(*wording.OFFERS)[0] if promoted else title
        note = (
            f'<span data-n="own" style="border:1px solid var(--line);padding:0 3px;border-radius:2px">广告</span><span data-n="own">{draw.one(*wording.BRANDS)}</span><span style="flex:1"></span>{_small_cross(11)}'
            if promoted
            else f'<span data-n="own">{draw.one("晚报", "都市网", "财经眼")}</span><span data-n="own">{draw.whole(1, 900)}评论</span><span style="flex:1"></span>{_small_cross(10) if draw.chance(0.4) else ""}'
        )
        pictures = draw.one(1, 1, 3)
        images = "".join(
            f'<img src="{draw.photo()}" style="flex:1;min-width:0;height:76px;object-fit:cover;border-radius:4px" />'
            for _ in range(3)
        )
        inner = (
            f'<div style="font-size:17px">{told}</div><div style="display:flex;gap:4px;margin:6px 0">{images}</div>'
            if pictures == 3
            else f'<div style="display:flex;gap:12px"><div style="flex:1;font-size:17px">{told}</div><img src="{draw.photo()}" style="width:108px;height:72px;object-fit:cover;border-radius:4px" /></div>'
        )
        rows += f'<div data-click="" style="padding:12px 14px;background:var(--card);border-bottom:1px solid var(--line)">{inner}<div style="display:flex;gap:8px;align-items:center;font-size:11px;color:var(--faint);margin-top:4px">{note}</div></div>'
    return look.page(draw, "头条", f'<div style="height:100%;overflow:auto">{rows}</div>', draw.one(*wording.TABS))


def calculator(look: Look, draw: Draw) -> Piece:
    """A calculator, with × and ÷ on its keys."""
    keys = ("C", "⌫", "%", "÷", "7", "8", "9", "×", "4", "5", "6", "−", "1", "2", "3", "+", "00", "0", ".", "=")
    accent = draw.one(*BRANDS)
    cells = "".join(
        f'<div data-n="own" data-click="" style="height:66px;line-height:66px;text-align:center;font-size:26px;border-radius:14px;background:{accent if key == "=" else "var(--card)"};color:{"#fff" if key == "=" else accent if key in "C⌫%÷×−+" else "var(--ink)"}">{key}</div>'
        for key in keys
    )
    shown = f'<div style="text-align:right;padding:30px 24px"><div style="font-size:22px;color:var(--faint)">{draw.whole(12, 999)} × {draw.whole(2, 99)}</div><div style="font-size:52px">{draw.whole(100, 99999)}</div></div>'
    return look.page(
        draw,
        "计算器",
        f'{shown}<div style="display:grid;grid-template-columns:repeat(4,1fr);gap:10px;padding:12px">{cells}</div>',
        (),
        "历史",
    )


def cards_of_browser(look: Look, draw: Draw) -> Piece:
    """A browser's open tabs, each with a × of its own."""
    cards = "".join(
        f'<div data-click="" style="background:var(--card);border-radius:12px;overflow:hidden;border:{2 if index == 0 else 0}px solid #1677ff"><div style="display:flex;align-items:center;gap:6px;padding:8px 10px;font-size:13px"><span data-n="own" style="flex:1;white-space:nowrap;overflow:hidden">{title[:9]}</span>{_small_cross(draw.one(14, 16), "currentColor")}</div><img src="{draw.photo()}" style="width:100%;height:150px;object-fit:cover;display:block" /></div>'
        for index, title in enumerate(draw.some(6, wording.NEWS))
    )
    low = '<div style="position:absolute;left:0;right:0;bottom:0;height:50px;background:var(--card);display:flex;justify-content:space-around;align-items:center;font-size:15px"><span data-n="own" data-click="">全部关闭</span><span data-n="own" data-click="" style="font-size:26px">+</span><span data-n="own" data-click="">完成</span></div>'
    return look.page(
        draw,
        f"{draw.whole(6, 18)} 个标签页",
        f'<div style="display:grid;grid-template-columns:1fr 1fr;gap:12px;padding:12px">{cards}</div>{low}',
    )


def conversation(look: Look, draw: Draw) -> Piece:
    """A chat with bubbles, one of them about agreeing."""
    lines = draw.some(
        6,
        (
            "在吗?",
            "明天几点集合",
            "我同意这个方案",
            "收到,谢谢!",
            "广告位的报价发你了",
            "哈哈哈哈",
            "3×4 的桌子能放下吗",
            "拒绝加班从我做起",
            "合同我看过了,没问题",
        ),
    )
    rows = "".join(
        f'<div style="display:flex;gap:10px;margin:14px 12px;flex-direction:{"row-reverse" if index % 2 else "row"}"><img src="{draw.photo()}" style="width:40px;height:40px;border-radius:6px;object-fit:cover" /><div data-n="own" style="max-width:62%;padding:9px 12px;border-radius:8px;font-size:16px;background:{"#95ec69" if index % 2 else "var(--card)"};color:{"#111" if index % 2 else "var(--ink)"}">{line}</div></div>'
        for index, line in enumerate(lines)
    )
    low = f'<div style="position:absolute;left:0;right:0;bottom:0;background:var(--card);display:flex;align-items:center;gap:10px;padding:8px 12px"><div style="flex:1">{look.field(draw, "输入消息")}</div><span data-n="own" data-click="" style="font-size:24px">+</span></div>'
    return look.page(draw, draw.one(*wording.PEOPLE), rows + low, (), "···")


def map_page(look: Look, draw: Draw) -> Piece:
    """A map with a search card, round buttons and a drawer of places that blocks nothing."""
    roads = "".join(
        f'<path d="M{draw.whole(-20, 200)} {draw.whole(0, 700)} Q{draw.whole(0, 400)} {draw.whole(0, 700)} {draw.whole(200, 440)} {draw.whole(0, 760)}" fill="none" stroke="{draw.one("#fff", "#ffe08a", "#cfd6de")}" stroke-width="{draw.one(5, 9, 14)}"></path>'
        for _ in range(11)
    )
    ground = f'<svg width="100%" height="100%" viewBox="0 0 400 760" preserveAspectRatio="xMidYMid slice" style="position:absolute;left:0;top:0"><rect width="400" height="760" fill="#e8ecef"></rect><ellipse cx="{draw.whole(60, 340)}" cy="{draw.whole(100, 600)}" rx="90" ry="60" fill="#b9dcf5"></ellipse><ellipse cx="{draw.whole(60, 340)}" cy="{draw.whole(100, 600)}" rx="70" ry="90" fill="#c9e7c1"></ellipse>{roads}</svg>'
    field = f'<div style="position:absolute;left:12px;right:12px;top:calc(var(--status) + 10px);height:46px;border-radius:23px;background:#fff;color:#333;display:flex;align-items:center;padding:0 16px;box-shadow:0 2px 8px rgba(0,0,0,.2)"><span data-n="own" style="flex:1;font-size:16px">{draw.one("市民中心", "高铁站", "人民公园")}</span>{_small_cross(16)}</div>'
    places = "".join(
        f'<div data-click="" style="padding:10px 0;border-bottom:1px solid #eee"><div style="font-size:16px">{name}</div><div style="font-size:12px;color:#888">{draw.whole(1, 9)}.{draw.whole(0, 9)} 公里 · {draw.one("营业中", "即将打烊")}</div></div>'
        for name in draw.some(3, ("市民中心(地铁站)", "老街面馆", "新华书店", "城市公园东门"))
    )
    low = f'<div style="position:absolute;left:8px;right:8px;bottom:8px;background:#fff;color:#222;border-radius:16px;padding:12px 16px;box-shadow:0 -1px 6px rgba(0,0,0,.15)">{places}</div>'
    return Piece(f'<div class="page">{ground}{field}{low}</div>')


def searching(look: Look, draw: Draw) -> Piece:
    """A search with a clearing ×, past searches and filters that can be taken away."""
    field = f'<div style="display:flex;align-items:center;gap:12px;margin:8px 14px"><div style="flex:1;height:38px;border-radius:{draw.one(6, 19)}px;background:var(--soft);border:1px solid var(--line);display:flex;align-items:center;padding:0 12px;font-size:15px"><span data-n="own" style="flex:1">{draw.one(*wording.GOODS)[:4]}</span><svg width="18" height="18" viewBox="0 0 18 18" data-click=""><circle cx="9" cy="9" r="9" fill="#b5bac2"></circle><path d="M6 6l6 6M12 6l-6 6" stroke="#fff" stroke-width="1.500"></path></svg></div><span data-n="own" data-click="" style="font-size:15px">{draw.one("取消", "搜索")}</span></div>'
    chips = "".join(
        f'<div data-click="" style="display:flex;align-items:center;gap:5px;background:var(--soft);border:1px solid var(--line);border-radius:15px;padding:5px 10px;font-size:13px"><span data-n="own">{name}</span>{_small_cross(10)}</div>'
        for name in draw.some(5, ("包邮", "48 小时发货", "价格 0–100", "自营", "评分 4.5+", "同城", "全新"))
    )
    goods = "".join(
        f'<div data-click="" style="background:var(--card);border-radius:8px;overflow:hidden"><img src="{draw.photo()}" style="width:100%;height:130px;object-fit:cover;display:block" /><div style="padding:6px 8px"><div style="font-size:14px">{name}</div><span style="color:#e1251b;font-size:16px">¥{draw.whole(9, 899)}</span><span style="font-size:11px;color:var(--faint)"> {draw.whole(10, 999)} 人付款{draw.one("", "", " · 广告")}</span></div></div>'
        for name in draw.some(6, wording.GOODS)
    )
    return look.page(
        draw,
        "搜索",
        f'{field}<div style="display:flex;flex-wrap:wrap;gap:8px;padding:4px 14px">{chips}</div><div style="display:grid;grid-template-columns:1fr 1fr;gap:10px;padding:10px 12px">{goods}</div>',
    )


def settings(look: Look, draw: Draw) -> Piece:
    """A list of settings, with privacy and advertisements among them."""
    return look.page(
        draw, draw.one("设置", "隐私与安全", "Settings"), look.cells(draw, draw.some(11, wording.SETTINGS))
    )


def policy(look: Look, draw: Draw) -> Piece:
    """The text of a policy as a page."""
    app = draw.one(*wording.APPS)
    parts = "".join(
        f'<div style="font-weight:700;font-size:16px;margin:12px 0 4px">{head}</div><p>{draw.one(*wording.BODIES).format(app=app, policy="《隐私政策》", terms="《用户协议》")}</p>'
        for head in (
            "一、我们如何收集和使用您的个人信息",
            "二、我们如何使用 Cookie",
            "三、我们如何共享、转让",
            "四、您的权利",
            "五、未成年人保护",
        )
    )
    return look.page(
        draw,
        draw.one("隐私政策", "用户协议", "隐私权政策"),
        f'<div style="background:var(--card);padding:6px 18px;font-size:{draw.one(13, 14, 15)}px;line-height:1.7;overflow:auto;height:92%"><b>更新日期:2026 年 {draw.whole(1, 11)} 月 {draw.whole(1, 28)} 日</b>{parts}</div>',
    )


def reading(look: Look, draw: Draw) -> Piece:
    """An article, perhaps about advertisements and privacy."""
    title = draw.one("广告弹窗关不掉?监管部门出手", "个人信息保护法实施以来的变化", *wording.NEWS)
    text = "".join(
        f'<p style="font-size:17px;line-height:1.8">{"。".join(draw.some(4, wording.NEWS))}。</p>' for _ in range(5)
    )
    return look.page(
        draw,
        "",
        f'<div style="padding:0 18px;background:var(--card)"><div style="font-size:23px;font-weight:700">{title}</div><p style="color:var(--faint);font-size:12px">晚报 今天 09:{draw.whole(10, 59)}</p><img src="{draw.photo()}" style="width:100%;height:200px;object-fit:cover" />{text}</div>',
        (),
        "···",
    )


def basket(look: Look, draw: Draw) -> Piece:
    """A shopping cart whose boxes are not about consent."""
    rows = "".join(
        f'<div style="display:flex;align-items:center;gap:12px;background:var(--card);padding:12px;margin:8px 12px;border-radius:10px">{look.tick(draw, draw.chance(0.5))}<img src="{draw.photo()}" style="width:80px;height:80px;object-fit:cover;border-radius:6px" /><div style="flex:1"><div style="font-size:15px">{name}</div><div style="font-size:12px;color:var(--faint)">规格:默认 ×{draw.whole(1, 4)}</div><div style="color:#e1251b">¥{draw.whole(9, 599)}.00</div></div></div>'
        for name in draw.some(4, wording.GOODS)
    )
    return look.page(draw, "购物车", rows, wording.TABS[3], "管理")


def lobby(look: Look, draw: Draw) -> Piece:
    """A game's lobby over a picture, with events and counters."""
    side = "".join(
        f'<div data-click="" style="width:52px;text-align:center;color:#fff;font-size:11px;text-shadow:0 1px 2px #000"><svg width="44" height="44" viewBox="0 0 44 44"><circle cx="22" cy="22" r="21" fill="{draw.one(*BRANDS)}" stroke="#fff" stroke-width="2"></circle><path d="M14 28l8-14 8 14z" fill="#fff"></path></svg><div>{name}</div></div>'
        for name in draw.some(4, ("活动", "签到", "战令", "邮件", "好友", "商店"))
    )
    return Piece(
        f'<div class="page" style="background:#123"><img src="{draw.photo()}" style="width:100%;height:100%;object-fit:cover" /><div style="position:absolute;right:10px;top:120px;display:flex;flex-direction:column;gap:14px">{side}</div><div style="position:absolute;left:14px;top:calc(var(--status) + 12px);color:#fff;background:rgba(0,0,0,.4);border-radius:14px;padding:4px 12px;font-size:13px">金币 ×{draw.whole(100, 9999)}</div><div data-click="" style="position:absolute;left:26%;right:26%;bottom:90px;text-align:center;font-size:22px;font-weight:800;color:#5a2d00;background:linear-gradient(#ffe27a,#ffb300);border-radius:30px;padding:14px 0">{draw.one("开始游戏", "快速匹配", "继续闯关")}</div></div>'
    )


def typing(look: Look, draw: Draw) -> Piece:
    """A note being written, with an input method below: keys and candidates."""
    rows = "".join(
        f'<div style="display:flex;justify-content:center;gap:5px;margin-bottom:9px">{"".join(f"""<div data-n="own" data-click="" style="flex:1;max-width:33px;height:44px;line-height:44px;text-align:center;border-radius:5px;background:var(--card);font-size:20px">{key}</div>""" for key in keys)}</div>'
        for keys in ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
    )
    words = "".join(
        f'<span data-n="own" data-click="" style="padding:0 12px;font-size:17px">{word}</span>'
        for word in ("同意", "统一", "通", "痛", "关闭")
    )
    board = f'<div style="position:absolute;left:0;right:0;bottom:0;background:var(--line);padding:0 4px 16px"><div style="display:flex;align-items:center;height:42px">{words}<span style="flex:1"></span>{_small_cross(16)}</div>{rows}</div>'
    return look.page(
        draw,
        "新建笔记",
        f'<div style="padding:10px 18px;font-size:18px">{draw.one(*wording.NEWS)}</div>{board}',
        (),
        "完成",
    )


def web(look: Look, draw: Draw) -> Piece:
    """A web page inside an app: a × beside the way back, which closes the page."""
    top = f'<div class="nav"><div class="l" style="display:flex;gap:18px"><svg width="20" height="20" viewBox="0 0 20 20" data-click=""><path d="M13 3 6 10l7 7" fill="none" stroke="currentColor" stroke-width="2"></path></svg><svg width="20" height="20" viewBox="0 0 20 20" data-click=""><path d="M4 4l12 12M16 4 4 16" stroke="currentColor" stroke-width="2"></path></svg></div><span data-n="own">{draw.one("活动规则", "办事指南", "帮助中心")}</span></div>'
    rows = "".join(
        f"<p>{index}. {line}</p>" for index, line in enumerate(draw.some(7, wording.NEWS + wording.SETTINGS), 1)
    )
    return Piece(
        f'<div class="page">{top}<img src="{draw.photo()}" style="width:100%;height:170px;object-fit:cover" /><div style="padding:12px 18px;font-size:15px;line-height:2">{rows}</div></div>'
    )


def health(look: Look, draw: Draw) -> Piece:
    """Rings and counting numbers that are no countdown to a close."""
    rings = "".join(
        f'<circle cx="80" cy="80" r="{radius}" fill="none" stroke="{colour}" stroke-width="14" stroke-linecap="round" stroke-dasharray="{draw.whole(80, 6 * radius)} 600"></circle>'
        for radius, colour in ((66, "#fa114f"), (48, "#92e82a"), (30, "#1eeaef"))
    )
    rows = "".join(
        f'<div style="background:var(--card);border-radius:12px;padding:14px;margin:8px 14px;display:flex;justify-content:space-between"><span data-n="own">{name}</span><b>{value}</b></div>'
        for name, value in (
            ("步数", f"{draw.whole(800, 19999)}"),
            ("心率", f"{draw.whole(55, 99)} 次/分"),
            ("倒计时", f"00:{draw.whole(10, 59)}"),
            ("睡眠", f"{draw.whole(5, 8)} 小时"),
        )
    )
    return look.page(
        draw,
        "今日",
        f'<div style="text-align:center;padding:16px"><svg width="200" height="200" viewBox="0 0 160 160" style="transform:rotate(-90deg)">{rings}</svg></div>{rows}',
        draw.one(*wording.TABS),
    )


def shop(look: Look, draw: Draw) -> Piece:
    """A restaurant's menu with prices, plus signs and a cart below."""
    side = "".join(
        f'<div data-click="" style="padding:14px 8px;font-size:13px;text-align:center">{name}</div>'
        for name in ("热销", "套餐", "主食", "小吃", "饮料", "甜品")
    )
    rows = "".join(
        f'<div style="display:flex;gap:10px;padding:10px"><img src="{draw.photo()}" style="width:84px;height:84px;object-fit:cover;border-radius:8px" /><div style="flex:1"><div style="font-size:15px">{name}</div><div style="font-size:11px;color:var(--faint)">月售 {draw.whole(10, 999)}</div><div style="color:#e1251b;margin-top:14px">¥{draw.whole(6, 58)}</div></div><svg width="24" height="24" viewBox="0 0 24 24" data-click="" style="align-self:flex-end"><circle cx="12" cy="12" r="12" fill="#ffc300"></circle><path d="M6 12h12M12 6v12" stroke="#222" stroke-width="2"></path></svg></div>'
        for name in draw.some(6, ("招牌牛肉面", "黄焖鸡米饭", "酸梅汤", "炸酱面", "烤冷面", "糖醋里脊", "杨枝甘露"))
    )
    low = f'<div style="position:absolute;left:12px;right:12px;bottom:14px;height:50px;border-radius:25px;background:#333;color:#fff;display:flex;align-items:center;justify-content:space-between;padding-left:20px;overflow:hidden"><span data-n="own" style="font-size:18px">¥{draw.whole(12, 99)}.5</span><span data-n="own" data-click="" style="background:#ffc300;color:#222;height:50px;line-height:50px;padding:0 24px">去结算</span></div>'
    return look.page(
        draw,
        "老街面馆",
        f'<div style="display:flex;background:var(--card)"><div style="width:76px;background:var(--soft)">{side}</div><div style="flex:1">{rows}</div></div>{low}',
        (),
        "收藏",
    )


def me(look: Look, draw: Draw) -> Piece:
    """The user's own page."""
    head = f'<div style="display:flex;align-items:center;gap:14px;padding:18px 16px"><img src="{draw.photo()}" style="width:58px;height:58px;border-radius:29px;object-fit:cover" /><div><div style="font-size:19px;font-weight:600">{draw.one(*wording.PEOPLE)}</div><div style="font-size:12px;color:var(--faint)">ID {draw.whole(100000, 999999)}</div></div></div>'
    return look.page(
        draw,
        "",
        f"{head}{_grid(draw, ('待付款', '待收货', '待评价', '退款', '全部'))}{look.cells(draw, draw.some(6, wording.SETTINGS))}",
        draw.one(*wording.TABS),
    )


def policy_names(draw: Draw, colour: str) -> dict[str, str]:
    """The policy, marked, and the terms, as coloured words inside a sentence."""
    under = draw.one("", "", ";text-decoration:underline")
    return {
        "policy": f'<span {mark("policy")} style="color:{colour}{under}">{draw.one(*wording.POLICIES)}</span>',
        "terms": f'<span style="color:{colour}{under}">{draw.one(*wording.TERMS)}</span>',
    }


LOG_IN_MEANS = ("登录即同意{terms}与{policy}", "同意{terms}、{policy},未注册将自动创建账号")


def agreeing(look: Look, draw: Draw, *more: str) -> str:
    """The line with a tick box, 我已阅读并同意 …; `more` are sentences that fit the window alone."""
    told = policy_names(draw, draw.one(*BRANDS))
    box = drawing.tick(draw, draw.chance(0.45)) if draw.chance(0.45) else look.tick(draw, draw.chance(0.45))
    words = draw.one(
        "我已阅读并同意{terms}{policy}",
        "已阅读并同意{terms}和{policy}",
        "我已认真阅读、理解并同意{policy}",
        "同意{terms}、{policy}",
        *more,
    ).format(**told)
    return f'<div style="display:flex;align-items:{draw.one("flex-start", "center")};gap:7px;font-size:{draw.one(11, 12, 13)}px;color:var(--faint);line-height:1.5">{box}<div style="flex:1">{words}</div></div>'


def sign_in(look: Look, draw: Draw) -> Piece:
    """A log-in page: one key, a code, a password; with its tick box, or with consent implied."""
    app = draw.one(*wording.APPS)
    implied = draw.chance(0.12)
    draw.traits["implied"] = implied
    told = policy_names(draw, draw.one(*BRANDS))
    line = (
        f'<div style="font-size:12px;color:var(--faint);text-align:center">{draw.one("登录即表示您同意", "注册/登录即代表同意", "点击登录即视为同意")}{told["terms"]}{told["policy"]}</div>'
        if implied
        else agreeing(look, draw, *LOG_IN_MEANS)
    )
    kind = draw.one("one key", "code", "password")
    if kind == "one key":
        inputs = f'<div style="text-align:center;font-size:26px;letter-spacing:1px">1{draw.one("38", "59", "86")}****{draw.whole(1000, 9999)}</div><div style="text-align:center;font-size:12px;color:var(--faint);margin:6px 0 26px">中国移动提供认证服务</div>'
        go = look.button(draw, Choice("本机号码一键登录", NOTHING, "strong")) + look.button(
            draw, Choice("其他手机号登录", NOTHING, draw.one("plain", "weak"))
        )
    else:
        hints = ("请输入手机号", "请输入验证码") if kind == "code" else ("账号/手机号/邮箱", "请输入密码")
        inputs = "".join(look.field(draw, hint) for hint in hints)
        go = look.button(draw, Choice(draw.one("登录", "登录/注册", "获取验证码", "下一步"), NOTHING, "strong"))
    logo = f'<div style="display:flex;flex-direction:column;align-items:center;margin-bottom:34px"><div style="width:68px;height:68px;border-radius:{draw.one(16, 34)}px;background:{draw.one(*BRANDS)};color:#fff;font-size:32px;line-height:68px;text-align:center">{app[0]}</div><div style="font-size:20px;margin-top:10px">{app}</div></div>'
    above = draw.chance(0.4)
    body = f'<div {mark("window", kind="login", form="fullscreen", blocking=False, _n="page")} style="position:absolute;left:0;right:0;top:110px;bottom:0;padding:10px 30px">{logo}{inputs}{line if above else ""}{go}<div style="height:16px"></div>{"" if above else line}</div>'
    return look.page(draw, "", body, (), draw.one("", "帮助", "注册"))


PLAIN: tuple[Page, ...] = (
    bank, series, news, calculator, cards_of_browser, conversation, map_page, searching, settings, policy, reading, basket, lobby, typing,
    web, health, shop, me,
)  # fmt: skip
BEHIND: tuple[Page, ...] = (bank, series, news, map_page, settings, reading, lobby, shop, me, searching)


def behind(look: Look, draw: Draw) -> Piece:
    """A page for a window to stand before."""
    return draw.one(*BEHIND)(look, draw)
