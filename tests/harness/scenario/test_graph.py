"""The graph of a search: ways between places that are known, and how many taps a place is away."""

from __future__ import annotations

from evidence.events import ScreenTaken
from evidence.geometry import Box
from evidence.tree import parse_source
from harness.scenario.drive import Seen
from harness.scenario.steps.graph import Graph, Move, Place
from harness.scenario.steps.tabs import first_tab
from perception.screen.policy import Mark
from perception.screen.view import Control

TAB = Control(Box(0, 2200, 270, 2400), "首页", "tree", None, 0.15)


def control(text: str) -> Control:
    return Control(Box(0, 500, 1080, 600), text, "tree", None, 0.5)


def place(graph: Graph, name: str, came_from: int | None = None, activity: str = ".Main", tabs: bool = False) -> Place:
    taken = ScreenTaken(
        screen=len(graph.places) + 1, platform="android", picture=None, source=None, stable=True, unstable_reason="",
        package="com.example", activity=activity, width=1080, height=2400, density=420, taken_ms=0.0,
    )  # fmt: skip
    mark = Mark(frozenset((name,)), frozenset())
    return graph.add(mark, Seen(taken, None, None, b""), came_from, {(TAB.text, TAB.box): TAB} if tabs else {})


def test_a_place_is_as_far_as_the_fewest_taps_that_were_made() -> None:
    graph = Graph()
    for name in ("main", "me", "settings"):
        place(graph, name)
    graph.note_tap(Move(0, 1, control("我的"), 11))
    graph.note_tap(Move(1, 2, control("设置"), 12))
    assert [move.tap for move in graph.path(2) or ()] == [11, 12]
    graph.note_tap(Move(0, 2, control("齿轮"), 13))
    assert [move.tap for move in graph.path(2) or ()] == [13]
    assert [node.depth for node in graph.nodes()] == [0, 1, 1]


def test_the_back_key_is_guessed_to_undo_a_tap_until_it_is_known_to_leave_the_app() -> None:
    graph = Graph()
    main, page = place(graph, "main"), place(graph, "page", came_from=0, activity=".Page")
    graph.note_tap(Move(0, 1, control("设置"), 1))
    way = graph.next_way(page, main)
    assert way is not None and way.control is None and way.to == 0
    graph.note_back(1, None)
    assert graph.next_way(page, main) is None


def test_a_tab_leads_to_the_same_place_from_every_screen_that_shows_it() -> None:
    graph = Graph()
    main, me, other = (place(graph, name, tabs=True) for name in ("main", "me", "other"))
    graph.note_tap(Move(1, 0, TAB, 1))
    way = graph.next_way(other, main)
    assert way is not None and way.control is TAB
    assert graph.next_way(main, me) is None


def test_a_way_that_led_elsewhere_gives_way_to_another() -> None:
    graph = Graph()
    main, _, goal = place(graph, "main"), place(graph, "between"), place(graph, "goal")
    graph.note_tap(Move(0, 2, control("直达"), 1))
    graph.note_tap(Move(0, 1, control("我的"), 2))
    graph.note_tap(Move(1, 2, control("设置"), 3))
    first = graph.next_way(main, goal)
    assert first is not None and first.to == 2
    graph.blame(0, first)
    again = graph.next_way(main, goal)
    assert again is not None and again.to == 1


def test_the_first_tab_is_tried_before_the_back_key_which_may_leave_the_app() -> None:
    graph = Graph()
    main, me = place(graph, "main"), place(graph, "me", came_from=0)
    me.home = TAB
    home = graph.next_way(me, main)
    assert home is not None and home.control is TAB
    graph.blame(1, home)
    back = graph.next_way(me, main)
    assert back is not None and back.control is None
    graph.note_back(1, None)
    assert graph.next_way(me, main) is None


def test_the_first_tab_stands_at_the_left_of_the_same_bar() -> None:
    cells = [("首页", 0, 2200), ("分类", 270, 2200), ("我的", 810, 2200), ("下单", 0, 2000)]
    shown = "".join(
        f'<android.widget.Button text="{said}" clickable="true" bounds="[{x},{y}][{x + 270},{y + 150}]"/>'
        for said, x, y in cells
    )
    tree = parse_source("android", f"<hierarchy>{shown}</hierarchy>".encode())
    me = Control(Box(810, 2200, 1080, 2350), "我的", "tree", "0.2", 0.5)
    found = first_tab(tree, [me])
    assert found is not None and (found.text, found.box) == ("首页", Box(0, 2200, 270, 2350))
    assert first_tab(tree, [me, found]) is None and first_tab(tree, []) is None and first_tab(None, [me]) is None
