"""The policy search on generated apps: it finds the shortest way, spends little, and touches nothing dangerous."""

from __future__ import annotations

import pytest

from tests.harness.scenario.appgraphs.app import App, Element, Page
from tests.harness.scenario.appgraphs.generate import generate
from tests.harness.scenario.appgraphs.trial import breadth_first, try_app, try_seed


@pytest.mark.parametrize("seed", [3, 12, 14, 33])
def test_the_shortest_way_is_found_with_few_taps(seed: int) -> None:
    trial = try_seed(seed)
    assert (trial.found, trial.proved) == (trial.shortest, True)
    assert trial.ratio <= 0.2 and trial.harm == 0


@pytest.mark.parametrize("stays", [False, True])
def test_the_first_tab_brings_back_the_main_screen_where_the_back_key_does_not(stays: bool) -> None:
    tabs = tuple(Element(text, to, "cell") for text, to in (("首页", "main"), ("分类", "all"), ("我的", "me")))
    pages = {
        "main": Page("main", "推荐", (Element("关于我们", "about"), Element("帮助与反馈", "help")), tabs=True),
        "all": Page("all", "分类", (Element("数码"), Element("服饰")), tabs=True),
        "me": Page("me", "我的", (Element("收藏"), Element("历史")), tabs=True),
        "about": Page("about", "关于我们", (Element("版本 1.0"),)),
        "help": Page("help", "帮助与反馈", (Element("常见问题"),)),
    }
    trial = try_app(App(0, pages, tabs, "main", stays=stays))
    assert (trial.result, trial.restarts) == ("exhausted", 0)


def test_a_bound_leaves_the_search_open() -> None:
    trial = try_seed(2, max_taps=2)
    assert (trial.result, trial.found, trial.proved) == ("taps", None, False)


@pytest.mark.parametrize("seed", range(40))
def test_an_app_is_what_its_seed_says_and_holds_a_way(seed: int) -> None:
    app = generate(seed)
    assert app == generate(seed)
    shortest = app.shortest()
    assert shortest is not None and len(app.pages) <= 200 and len(app.way()) == shortest
    assert breadth_first(app) >= shortest
