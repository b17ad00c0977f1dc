"""Apps made from a seed: up to 200 screens, the policy up to nine taps deep, and what leads astray."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from tests.harness.scenario.appgraphs.app import HARM, OUT, App, Element, Page, PageKind

POLICY_NAMES = ("隐私政策", "《隐私政策》", "隐私权政策", "隐私协议", "隐私保护政策", "隐私声明", "个人信息保护政策")
TAB_SETS = (
    ("首页", "分类", "购物车", "我的"),
    ("推荐", "发现", "消息", "我"),
    ("首页", "视频", "会员", "消息", "我的"),
    ("书架", "书城", "福利", "个人中心"),
    ("地图", "行程", "我的"),
)
FIELDS = (
    "生鲜",
    "数码",
    "图书",
    "旅行",
    "健身",
    "美食",
    "宠物",
    "汽车",
    "家居",
    "母婴",
    "音乐",
    "影视",
    "教育",
    "招聘",
)
THINGS = ("榜单", "新品", "合集", "专题", "问答", "活动", "攻略", "直播间", "门店", "评测", "话题", "课程")
MINE = (
    "我的订单", "收货地址", "优惠券", "我的收藏", "浏览历史", "客服中心", "签到", "积分商城", "我的评价", "邀请好友",
    "钱包", "消息中心", "卡包", "我的关注", "意见反馈",
)  # fmt: skip
SETTINGS_ROWS = (
    "消息通知",
    "字体大小",
    "深色模式",
    "播放设置",
    "语言",
    "下载位置",
    "清除缓存",
    "辅助功能",
    "收货地址",
    "支付设置",
)
ABOUT_ROWS = ("检查更新", "给我们评分", "官方网站", "功能介绍", "版权信息", "联系客服", "资质证照")
SECOND = ("设置", "系统设置", "更多设置")
THIRD = ("关于我们", "关于", "关于软件", "帮助与客服", "版本信息")
FOURTH = ("法律信息", "协议与规则", "用户权益", "条款与政策", "隐私中心", "平台规则", "法律声明")
FIFTH = ("协议中心", "规则中心", "更多协议", "用户须知", "服务说明", "权益说明", "信息公示", "文档", "公示栏")
FILLERS = ("通用", "更多", "其他", "高级选项", "更多功能", "更多内容", "偏好", "系统")

_LOGIN = (
    Element("请输入手机号", kind="text"),
    Element("获取验证码", HARM, "button"),
    Element("本机号码一键登录", HARM, "button"),
    Element("微信登录", OUT, "button"),
)


@dataclass
class _Maker:
    """An app in the making."""

    random: random.Random
    seed: int
    pages: dict[str, Page] = field(default_factory=dict)

    def add(self, page: Page) -> str:
        """Add a page; its name."""
        self.pages[page.name] = page
        return page.name

    def put(self, name: str, element: Element, *, low: bool = False) -> None:
        """Put a control on a page: somewhere, or below everything that stands there."""
        page = self.pages[name]
        body = list(page.body)
        place = len(body) if low else self.random.randint(min(1, len(body)), len(body))
        self.pages[name] = replace(page, body=(*body[:place], element, *body[place:]))

    def leaf(self, title: str) -> str:
        """A page from which nothing leads on."""
        name = f"leaf {len(self.pages)}"
        lines = tuple(
            Element(f"{title}说明 {n}：请按页面提示操作，如有疑问请查看帮助。", kind="text") for n in range(2)
        )
        return self.add(Page(name, title, lines))


def generate(seed: int) -> App:
    """The app of a seed; the same seed gives the same app."""
    chance = random.Random(seed)
    make = _Maker(chance, seed)
    depth = chance.choices(range(1, 10), (4, 20, 26, 24, 14, 10, 6, 4, 3))[0]
    drawer = chance.random() < 0.3
    make.add(Page("login", "登录", _LOGIN))
    tabs = _frame(make, drawer)
    mine = tabs[-1].to if tabs else None
    entry = _entry(make, drawer, mine)
    policy = make.add(Page("policy", "隐私政策", policy=True, kind=chance.choice(("native", "web", "web", "native"))))
    _route(make, entry, depth, policy, "way")
    if chance.random() < 0.6:
        longer = depth + chance.randint(0, 2)
        _route(make, entry, min(9, longer), policy, "other")
    if chance.random() < 0.25:
        make.put("login", Element("登录即代表同意《用户协议》和《隐私政策》", policy, "link"), low=True)
    _decoys(make, entry)
    _bulk(make, chance.choice((20, 40, 80, 120, 160, 200)))
    ads = {name: chance.choice((1, 2, 3)) for name in chance.sample(sorted(make.pages), k=min(4, len(make.pages)))}
    ads = {
        name: every for name, every in ads.items() if make.pages[name].form == "page" and not make.pages[name].policy
    }
    return App(seed, make.pages, tuple(tabs), "home", ads, chance.random() < 0.7, chance.random() < 0.5)


def _frame(make: _Maker, drawer: bool) -> list[Element]:
    """The main screen and the pages behind its tabs; with a drawer there may be no tabs."""
    chance = make.random
    names = chance.choice(TAB_SETS) if not drawer or chance.random() < 0.4 else ()
    nameless = chance.random() < 0.25
    glyphs = ("house", "grid", "bag", "bell")
    tabs: list[Element] = []
    for number, name in enumerate(names):
        glyph = "person" if number == len(names) - 1 else glyphs[number % 4]
        to = "home" if number == 0 else f"tab {number}"
        tabs.append(Element("" if nameless else name, to, "icon" if nameless else "button", glyph))
    cells = tuple(Element(one, None, "cell") for one in chance.sample(FIELDS, k=chance.choice((4, 8))))
    icons = [Element("", make.leaf("搜索"), "icon", "search")]
    if chance.random() < 0.5:
        icons.append(Element("", make.leaf("消息"), "icon", "bell"))
    make.add(Page("home", names[0] if names else "首页", cells, tuple(icons), tabs=bool(names)))
    for number, name in enumerate(names[1:], 1):
        last = number == len(names) - 1
        body = _mine_rows(make) if last else tuple(_cards(chance, 3))
        make.add(Page(f"tab {number}", name, body, tabs=True, kind="native"))
    if chance.random() < 0.6:
        detail = make.add(Page("content", "内容详情", tuple(_cards(chance, 2)), feed=""))
        make.pages["home"] = replace(make.pages["home"], feed=detail)
    return tabs


def _mine_rows(make: _Maker) -> tuple[Element, ...]:
    chance = make.random
    rows = []
    for name in chance.sample(MINE, k=chance.randint(3, 12)):
        rows.append(Element(name, "login" if chance.random() < 0.3 else make.leaf(name)))
    rows.insert(0, Element(chance.choice(("登录/注册", "立即登录", "点击登录")), "login"))
    return tuple(rows)


def _entry(make: _Maker, drawer: bool, mine: str | None) -> str:
    """Where the way begins: the drawer behind ≡ or an avatar, a gear's page, or the user's own tab. Its name."""
    chance = make.random
    home = make.pages["home"]
    if drawer:
        name = make.add(
            Page("drawer", "", tuple(Element(n, make.leaf(n)) for n in chance.sample(MINE, k=4)), form="drawer")
        )
        glyph = chance.choice(("bars", "bars", "photo", "person"))
        make.pages["home"] = replace(home, left=Element("", name, "icon", glyph))
        return name
    if mine is None or chance.random() < 0.12:
        rows = tuple(Element(n, make.leaf(n)) for n in chance.sample(SETTINGS_ROWS, k=4))
        name = make.add(Page("more", "更多", rows))
        icon = Element("", name, "icon", chance.choice(("gear", "dots", "person")))
        make.pages["home"] = replace(home, top=(icon, *home.top))
        return name
    return mine


def _route(make: _Maker, entry: str, depth: int, policy: str, label: str) -> None:
    """Lay a way of `depth` taps from the main screen to the policy."""
    chance = make.random
    said = chance.choice(POLICY_NAMES)
    if depth == 1:
        make.put("home", Element(said, policy), low=True)
        return
    names = _names(chance, depth - 2)
    here = entry
    for number, name in enumerate(names):
        icon = number == 0 and name in SECOND and make.pages[here].form == "page" and chance.random() < 0.25
        known = next((e.to for e in make.pages[here].body if e.text == name and e.to), None)
        if known is not None:
            here = known
            continue
        following = make.add(_rung(make, f"{label} {number}", name, number))
        if icon and not make.pages[here].top:
            make.pages[here] = replace(make.pages[here], top=(Element("", following, "icon", "gear"),))
        else:
            make.put(here, Element(name, following), low=chance.random() < 0.4)
        here = following
    page = make.pages[here]
    agreement = make.leaf("用户协议")
    if page.title == "登录":
        return
    make.put(here, Element("用户协议", agreement), low=True)
    make.put(here, Element(said, policy), low=True)


def _names(chance: random.Random, count: int) -> list[str]:
    """The names of the pages between the entry and the policy."""
    ladder = [chance.choice(SECOND), chance.choice(THIRD), chance.choice(FOURTH), chance.choice(FIFTH)]
    if count <= 4:
        keep = sorted(chance.sample(range(4), k=count))
        return [ladder[i] for i in keep]
    names = list(ladder)
    for filler in chance.sample(FILLERS, k=count - 4):
        names.insert(chance.randint(1, len(names)), filler)
    return names


def _rung(make: _Maker, name: str, title: str, number: int) -> Page:
    chance = make.random
    if title in SECOND or title in FILLERS:
        rows = [Element(n, make.leaf(n)) for n in chance.sample(SETTINGS_ROWS, k=chance.randint(3, 9))]
        rows.append(Element("退出登录", HARM, "button"))
        if chance.random() < 0.5:
            rows.insert(2, Element("隐私设置", _privacy_settings(make)))
    elif title in THIRD:
        rows = [
            Element(n, OUT if n in ("给我们评分", "官方网站") else make.leaf(n)) for n in chance.sample(ABOUT_ROWS, k=3)
        ]
        rows.insert(0, Element(f"版本 {chance.randint(1, 9)}.{chance.randint(0, 9)}.0", kind="text"))
        rows.append(Element("拨打客服电话", HARM, "row"))
    else:
        rows = [
            Element(n, make.leaf(n)) for n in chance.sample(("社区公约", "发布规范", "会员规则", "退换货说明"), k=2)
        ]
    kind: PageKind = chance.choices(("native", "web", "canvas"), (80, 14, 6))[0]
    if len(rows) > 8 and kind != "native":
        kind = "native"
    return Page(f"{name} {len(make.pages)}", title, tuple(rows), kind=kind)


def _privacy_settings(make: _Maker) -> str:
    switches = tuple(Element(f"{name}权限", kind="switch") for name in ("位置", "相机", "个性化推荐"))
    return make.add(Page(f"switches {len(make.pages)}", "隐私设置", switches))


def _decoys(make: _Maker, entry: str) -> None:
    chance = make.random
    question = make.add(
        Page(f"faq {len(make.pages)}", "常见问题", (
            Element("如何查看隐私政策？", make.leaf("如何查看隐私政策")),
            Element("如何修改手机号？", make.leaf("如何修改手机号")),
        ))
    )  # fmt: skip
    if chance.random() < 0.5:
        make.put(entry, Element("帮助中心", question))
    if chance.random() < 0.3:
        make.put(entry, Element("关于我们", make.add(Page(f"dead {len(make.pages)}", "关于我们", (
            Element("版本 3.2", kind="text"), Element("返回首页", "home"),
        )))))  # fmt: skip
    if chance.random() < 0.3:
        make.put(entry, Element("个人信息", make.leaf("编辑资料")))
    if chance.random() < 0.2:
        make.put("home", Element("隐私保护小课堂", make.leaf("隐私保护小课堂"), "card"))


def _bulk(make: _Maker, size: int) -> None:
    """Fill up to `size` screens behind the main screen's cells and the tabs' cards, with ways across and back."""
    chance = make.random
    home = make.pages["home"]
    cells = []
    for cell in home.body:
        if cell.kind == "cell":
            cell = replace(cell, to=make.add(Page(f"area {cell.text}", cell.text, tuple(_cards(chance, 4)))))
        cells.append(cell)
    make.pages["home"] = replace(home, body=tuple(cells))
    grounds = [n for n, p in make.pages.items() if n.startswith(("area", "tab", "content")) and p.body and p.title]
    while len(make.pages) < size:
        ground = chance.choice(grounds)
        open_cards = [i for i, e in enumerate(make.pages[ground].body) if e.kind == "card" and e.to is None]
        title = f"{chance.choice(FIELDS)}{chance.choice(THINGS)} {len(make.pages)}"
        body = [*_cards(chance, chance.randint(1, 4))]
        if chance.random() < 0.5:
            body.append(Element(chance.choice(("查看全部", "店铺", "评论", "相关推荐")), chance.choice(grounds)))
        name = make.add(Page(f"item {len(make.pages)}", title, tuple(body)))
        page = make.pages[ground]
        if open_cards:
            at = chance.choice(open_cards)
            body_of = list(page.body)
            body_of[at] = replace(body_of[at], to=name)
            make.pages[ground] = replace(page, body=tuple(body_of))
        elif len(page.body) < 14:
            make.put(ground, Element(title, name, "card"))
        else:
            grounds.remove(ground)
        grounds.append(name)


def _cards(chance: random.Random, count: int) -> list[Element]:
    return [
        Element(f"{chance.choice(FIELDS)}{chance.choice(THINGS)}第{chance.randint(1, 99)}期", None, "card")
        for _ in range(count)
    ]
