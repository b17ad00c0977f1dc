"""Input that nobody should send: the eyes answer with problems, never with an exception."""

import io

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence.geometry import Box
from evidence.tree import Node, Tree, parse_source
from perception.screen import look
from perception.screen.policy import policy_link_candidates, screen_fingerprint
from perception.screen.view import View
from tests.perception.screen.drawing import APP, page_screen

WORDS = [
    "",
    "同意",
    "不同意",
    "隐私政策",
    "《隐私政策》",
    "广告",
    "跳过 3s",
    "×",
    "关闭",
    "我的",
    "登录即代表同意",
    "\x00\ud800",
    "a" * 300,
]
CLASSES = [
    "android.widget.TextView",
    "android.widget.ImageView",
    "android.webkit.WebView",
    "android.widget.CheckBox",
    "X",
]


def see(picture: bytes | None, tree: Tree | None) -> View:
    return look(picture, tree, density=420, package=APP, app_package=APP, ocr=False)


@st.composite
def nodes(draw: st.DrawFn, path: str = "0", depth: int = 0) -> Node:
    x, y = draw(st.integers(-50, 260)), draw(st.integers(-50, 500))
    count = draw(st.integers(0, 3)) if depth < 3 else 0
    flags = st.booleans()
    return Node(
        path=path,
        cls=draw(st.sampled_from(CLASSES)),
        text=draw(st.sampled_from(WORDS)),
        description=draw(st.sampled_from(WORDS)),
        id=draw(st.sampled_from(["", "a:id/iv_close", "a:id/splash", "a:id/mask"])),
        bounds=Box(x, y, x + draw(st.integers(0, 300)), y + draw(st.integers(0, 600))),
        clickable=draw(flags),
        checkable=draw(flags),
        checked=draw(flags),
        enabled=draw(flags),
        visible=draw(flags),
        scrollable=False,
        package=APP,
        window=0,
        children=tuple(draw(nodes(path=f"{path}.{index}", depth=depth + 1)) for index in range(count)),
    )


def picture(seed: int, width: int, height: int, kind: int) -> bytes | None:
    random = np.random.default_rng(seed)
    pixels = random.integers(0, 256, (height, width, 3), dtype=np.uint8)
    if kind == 0:
        return None
    if kind == 1:
        pixels[:] = 90
        pixels[height // 3 : height // 2, width // 5 : width - width // 5] = 250
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@given(st.lists(nodes(), max_size=3), st.integers(0, 99), st.integers(1, 240), st.integers(1, 500), st.integers(0, 2))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_tree_and_picture_give_a_view_and_always_the_same(
    windows: list[Node], seed: int, width: int, height: int, kind: int
) -> None:
    tree, pixels = Tree("android", tuple(windows)), picture(seed, width, height, kind)
    view = see(pixels, tree)
    assert view == see(pixels, tree)
    assert all(0 <= window.score <= 1 for window in view.windows)
    policy_link_candidates(view, tree)
    screen_fingerprint(tree)


def test_a_truncated_picture_is_a_problem_and_the_tree_still_counts() -> None:
    screen = page_screen()
    view = see(screen.png()[:3000], screen.tree())
    assert view.texts and any("cannot be read" in problem for problem in view.problems)


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    assert any("pixels" in problem for problem in see(buffer.getvalue(), None).problems)


def test_a_forbidden_screenshot_is_told() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1080, 2400), "black").save(buffer, "PNG")
    assert any("black" in problem for problem in see(buffer.getvalue(), page_screen().tree()).problems)


def test_neither_tree_nor_picture_is_an_empty_view() -> None:
    view = see(None, None)
    assert view.windows == () and view.problems == ("no picture", "no tree")


def test_a_huge_tree_is_cut_and_says_so() -> None:
    root = page_screen().tree().windows[0]
    leaf = root.children[0]
    wide = Node(**{**{name: getattr(root, name) for name in Node.__slots__}, "children": (leaf,) * 20_000})
    view = see(None, Tree("android", (wide,)))
    assert any("visible nodes" in problem for problem in view.problems)


def test_a_screen_of_thousands_of_controls_offers_the_search_a_bounded_number() -> None:
    rows = "".join(
        f'<node class="android.widget.TextView" package="{APP}" text="设置" clickable="true" enabled="true" '
        f'bounds="[{n % 100 * 10},{n // 100 * 10}][{n % 100 * 10 + 10},{n // 100 * 10 + 10}]"/>'
        for n in range(2000)
    )
    source = f'<hierarchy><node class="F" package="{APP}" bounds="[0,0][1080,2400]">{rows}</node></hierarchy>'
    tree = parse_source("android", source.encode())
    view = look(None, tree, density=420, package=APP, app_package=APP)
    assert 0 < len(policy_link_candidates(view, tree)) <= 200
