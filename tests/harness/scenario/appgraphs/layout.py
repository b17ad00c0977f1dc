"""Where the elements of a page stand, and what they look like in a tree and in a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from tests.harness.scenario.appgraphs.app import App, Element, Page
from tests.harness.scenario.appgraphs.drawing import ACCENT, HEIGHT, PALE, WIDTH, Corners, Sheet

PACKAGE = "com.example.graph"
BAR, FOOT, ROW, CARD, CELL = 110, 1480, 104, 330, 150
DRAWER = 520
MARGIN = 36
SPAN = "《隐私政策》"
POLICY_LINES = (
    "优选商城隐私政策",
    "更新日期：2026年3月1日。我们深知个人信息对您的重要性，本政策说明我们如何收集、使用、存储和共享您的个人信息，以及您的权利。",
    "一、我们如何收集和使用您的个人信息。为向您提供下单服务，我们会收集您的手机号码、收货地址和订单信息。这些个人信息用于完成交易。",
    "二、我们如何共享、转让、公开披露您的个人信息。我们仅在获得您的单独同意后与第三方共享必要的个人信息，名单见附件。",
    "三、我们如何存储和保护您的个人信息。个人信息存储在中华人民共和国境内，保存期限为实现目的所必需的最短时间，并采取加密等安全措施。",
    "四、您的权利。您可以在设置中查询、更正、删除您的个人信息，注销账号，撤回同意。",
    "五、未成年人的个人信息保护。我们不会主动收集儿童的个人信息，监护人可以联系我们。",
    "六、如何联系我们。您可以拨打客服电话，或发送电子邮件，我们将在十五个工作日内答复您关于个人信息的请求。",
)


@dataclass(frozen=True, slots=True)
class Placed:
    """An element at its place on the screen; `fixed` does not scroll; `hit` is what a finger must meet."""

    element: Element
    box: Corners
    hit: Corners
    fixed: bool


def height_of(page: Page) -> int:
    """How tall the body is, in px; a feed has no end."""
    return 10**6 if page.feed else sum(box[3] - box[1] for _, box in _flow(page, 0, 0))


def room(app: App, page: Page) -> int:
    """How much of the body is seen at once, in px."""
    return (FOOT if page.tabs else HEIGHT) - _top(page)


def placed(app: App, page: Page, scroll: int) -> list[Placed]:
    """What stands on the screen, front last."""
    found = []
    bottom = FOOT if page.tabs else HEIGHT
    for element, box in _flow(page, _top(page) - scroll, scroll):
        if box[3] > _top(page) + 4 and box[1] < bottom - 4:
            cut = (box[0], max(box[1], _top(page)), box[2], min(box[3], bottom))
            found.append(Placed(element, cut, _span(element, cut), False))
    for number, icon in enumerate(page.top):
        box = (WIDTH - 100 * (number + 1), 10, WIDTH - 100 * number, 100)
        found.append(Placed(icon, box, box, True))
    if page.left is not None:
        found.append(Placed(page.left, (0, 10, 100, 100), (0, 10, 100, 100), True))
    if page.tabs:
        wide = WIDTH // len(app.tabs)
        for number, tab in enumerate(app.tabs):
            box = (wide * number, FOOT, wide * (number + 1), HEIGHT)
            found.append(Placed(tab, box, box, True))
    return found


def _top(page: Page) -> int:
    return 260 if page.form == "drawer" else BAR


def _flow(page: Page, y: int, scroll: int) -> Iterator[tuple[Element, Corners]]:
    """The body from top to bottom: cells four abreast, cards two abreast, all else in rows."""
    right = DRAWER if page.form == "drawer" else WIDTH
    column = 0
    last = ""
    for element in _endless(page, scroll):
        abreast = {"cell": 4, "card": 2}.get(element.kind, 1)
        tall = {"cell": CELL, "card": CARD}.get(element.kind, ROW)
        if last and last != element.kind and column:
            y, column = y + {"cell": CELL, "card": CARD}.get(last, ROW), 0
        last = element.kind
        wide = right // abreast
        yield element, (wide * column, y, wide * (column + 1), y + tall)
        column += 1
        if column == abreast:
            y, column = y + tall, 0


def _endless(page: Page, scroll: int) -> Iterator[Element]:
    yield from page.body
    if page.feed:
        for number in range(2 * ((scroll + HEIGHT) // CARD + 2)):
            yield Element(f"热门推荐内容 {number + 1}", page.feed, "card")


def _span(element: Element, box: Corners) -> Corners:
    """The words of a paragraph that are the link; elsewhere the whole."""
    if element.kind != "link":
        return box
    start, size = element.text.index(SPAN), 26
    x = MARGIN + size * start
    return (x, box[1], x + size * len(SPAN), box[3])


def nodes(app: App, page: Page, scroll: int) -> str:
    """The XML of a page."""
    if page.kind == "canvas":
        return _node("", (0, 0, WIDTH, HEIGHT), "android.view.SurfaceView")
    fixed: list[str] = []
    moving: list[str] = []
    for one in placed(app, page, scroll):
        (fixed if one.fixed else moving).append(_element(app, one))
    body = (0, _top(page), DRAWER if page.form == "drawer" else WIDTH, FOOT if page.tabs else HEIGHT)
    title = ""
    if page.title:
        title = _node(page.title, (200, 20, 520, 90), "android.widget.TextView")
    if page.kind == "web":
        inner = _node("", body, "android.webkit.WebView")
    else:
        if page.policy:
            moving = [_node(line, box, "android.widget.TextView") for line, box in _policy(scroll)]
        longer = height_of(page) > room(app, page) or page.policy
        inner = _node("", body, "androidx.recyclerview.widget.RecyclerView", scrolls=longer, inside="".join(moving))
    back = "" if page.tabs or page.left is not None or page.form == "drawer" else _back(app)
    return title + back + inner + "".join(fixed)


def _back(app: App) -> str:
    return _node("", (0, 10, 100, 100), "android.widget.ImageView", clicks=True, id="iv_back" if app.named_ids else "")


def _element(app: App, one: Placed) -> str:
    element, box = one.element, one.box
    match element.kind:
        case "text":
            return _node(element.text, box, "android.widget.TextView")
        case "switch":
            label = _node(element.text, (box[0] + MARGIN, box[1], box[2] - 140, box[3]), "android.widget.TextView")
            knob = _node(
                "", (box[2] - 130, box[1] + 20, box[2] - MARGIN, box[3] - 20), "android.widget.Switch", checks=True
            )
            return label + knob
        case "icon":
            return _node("", box, "android.widget.ImageView", clicks=True, description=element.name)
        case "card":
            inside = _node(
                "", (box[0] + 10, box[1] + 10, box[2] - 10, max(box[1] + 11, box[3] - 110)), "android.widget.ImageView"
            )
            if box[3] - box[1] > 200:
                inside += _node(
                    element.text, (box[0] + 10, box[3] - 100, box[2] - 10, box[3] - 60), "android.widget.TextView"
                )
                inside += _node(
                    "¥ 19.90", (box[0] + 10, box[3] - 50, box[2] - 10, box[3] - 10), "android.widget.TextView"
                )
            return _node("", box, "android.view.ViewGroup", clicks=True, inside=inside)
        case "link":
            return _node(
                element.text, (MARGIN, box[1], box[2] - MARGIN, box[3]), "android.widget.TextView", clicks=True
            )
        case _:
            inside = _node(
                element.text, (box[0] + MARGIN // 2, box[1] + 10, box[2] - 20, box[3] - 10), "android.widget.TextView"
            )
            return _node("", box, "android.widget.LinearLayout", clicks=True, inside=inside)


def _node(
    text: str,
    box: Corners,
    cls: str,
    *,
    clicks: bool = False,
    checks: bool = False,
    scrolls: bool = False,
    description: str = "",
    id: str = "",
    inside: str = "",
) -> str:
    x1, y1, x2, y2 = box
    resource = f"{PACKAGE}:id/{id}" if id else ""
    return (
        f'<{cls} package="{PACKAGE}" class="{cls}" text={quoteattr(text)} content-desc={quoteattr(description)} '
        f'resource-id="{resource}" clickable="{str(clicks or checks).lower()}" checkable="{str(checks).lower()}" '
        f'checked="false" enabled="true" scrollable="{str(scrolls).lower()}" displayed="true" '
        f'bounds="[{x1},{y1}][{x2},{y2}]">{inside}</{cls}>'
    )


def source(inside: str) -> bytes:
    """A whole UiAutomator source."""
    frame = _node("", (0, 0, WIDTH, HEIGHT), "android.widget.FrameLayout", inside=inside)
    head = f'<?xml version="1.0" encoding="UTF-8"?><hierarchy rotation="0" width="{WIDTH}" height="{HEIGHT}">'
    return f"{head}{frame}</hierarchy>".encode()


def advertisement() -> str:
    """The nodes of an advertisement that covers the page: a mask, a card, the word 广告 and a × without a name."""
    inside = _node("", (90, 450, 630, 1150), "android.widget.ImageView", clicks=True, id="iv_ad")
    inside += _node("限时特惠 立即抢购", (120, 1020, 600, 1080), "android.widget.TextView")
    inside += _node("广告", (100, 460, 160, 490), "android.widget.TextView")
    card = _node("", (90, 450, 630, 1150), "android.widget.FrameLayout", inside=inside)
    close = _node("", CLOSE, "android.widget.ImageView", clicks=True, id="iv_close")
    return _node(
        "", (0, 0, WIDTH, HEIGHT), "android.widget.FrameLayout", clicks=True, id="dialog_mask", inside=card + close
    )


CLOSE: Corners = (325, 1190, 395, 1260)


def picture(app: App, page: Page, scroll: int, below: Page | None, below_scroll: int, ad: bool) -> bytes:
    """The picture of a page, over the page below when it is a drawer, under an advertisement when one covers it."""
    sheet = Sheet()
    if page.form == "drawer" and below is not None:
        _draw(sheet, app, below, below_scroll)
        sheet.dim()
        sheet.fill((0, 0, DRAWER, HEIGHT), "#ffffff")
    _draw(sheet, app, page, scroll)
    if ad:
        sheet.dim()
        sheet.fill((90, 450, 630, 1150), "#d84a3c", 20)
        sheet.write((120, 1020, 600, 1080), "限时特惠 立即抢购", 40, "#ffffff", middle=True)
        sheet.write((100, 460, 160, 490), "广告", 22, "#ffffff")
        sheet.icon(CLOSE, "cross", "#ffffff")
    return sheet.png()


def _draw(sheet: Sheet, app: App, page: Page, scroll: int) -> None:
    if page.title:
        sheet.write((200, 20, 520, 90), page.title, 34, middle=True)
    if not (page.tabs or page.left is not None or page.form == "drawer"):
        sheet.icon((0, 10, 100, 100), "back")
    if page.policy:
        for line, box in _policy(scroll):
            sheet.lines((MARGIN, box[1], WIDTH - MARGIN, min(box[3], HEIGHT)), line)
        return
    for one in placed(app, page, scroll):
        _draw_element(sheet, one)


def _draw_element(sheet: Sheet, one: Placed) -> None:
    element, box = one.element, one.box
    match element.kind:
        case "icon":
            sheet.icon(box, element.glyph)
        case "card":
            sheet.fill((box[0] + 10, box[1] + 10, box[2] - 10, box[3] - 110), "#9fc2d8", 12)
            sheet.write((box[0] + 10, box[3] - 100, box[2] - 10, box[3] - 60), element.text, 24)
            sheet.write((box[0] + 10, box[3] - 50, box[2] - 10, box[3] - 10), "¥ 19.90", 22, "#d33a2c")
        case "cell" | "button" if box[1] >= FOOT or element.kind == "cell":
            sheet.write(box, element.text, 24, middle=True)
        case "button":
            sheet.fill((box[0] + MARGIN, box[1] + 10, box[2] - MARGIN, box[3] - 10), "#eef1f5", 40)
            sheet.write(box, element.text, 28, middle=True)
        case "link":
            start = element.text.index(SPAN)
            sheet.write((MARGIN, box[1], box[2], box[3]), element.text[:start], 26, PALE)
            sheet.write((MARGIN + 26 * start, box[1], box[2], box[3]), SPAN, 26, ACCENT)
        case "switch":
            sheet.write((box[0] + MARGIN, box[1], box[2], box[3]), element.text)
            sheet.fill((box[2] - 130, box[1] + 30, box[2] - MARGIN, box[3] - 30), "#cfd4da", 22)
        case _:
            sheet.write((box[0] + MARGIN, box[1], box[2], box[3]), element.text)
            sheet.fill((box[0] + MARGIN, box[3] - 2, box[2], box[3]), "#ececec")


def _policy(scroll: int) -> Iterator[tuple[str, Corners]]:
    y = BAR + 20 - scroll
    for line in POLICY_LINES:
        tall = 36 * (1 + len(line) // 27) + 16
        if y + tall > BAR and y < HEIGHT:
            yield line, (MARGIN, max(BAR, y), WIDTH - MARGIN, min(HEIGHT, y + tall))
        y += tall


def drawer(inside: str) -> str:
    """A drawer over a dimmed page: its mask and its panel."""
    panel = _node("", (0, 0, DRAWER, HEIGHT), "android.widget.LinearLayout", inside=inside)
    return _node("", (0, 0, WIDTH, HEIGHT), "android.widget.FrameLayout", clicks=True, id="drawer_mask", inside=panel)
