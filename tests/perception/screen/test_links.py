"""Links inside paragraphs, which have no node: found by where their words stand and by their colour."""

from evidence.geometry import Box
from perception.screen.typesetting import places_drawn, places_read, places_set, rows_guessed, rows_read
from perception.screen.view import SeenText
from tests.perception.screen.drawing import button, dialog, dimmed_page, node

AGREE, REFUSE = (560, 1360, 900, 1470), (180, 1360, 520, 1470)


def test_the_policy_is_told_from_another_link_of_an_english_paragraph() -> None:
    screen = dimmed_page()
    lines = (
        ("Please review our ", "", ""),
        ("", "Terms of Service", " and the "),
        ("", "Privacy Policy", " before you go on."),
    )
    links = []
    for at, (before, link, after) in enumerate(lines):
        x, y = 180, 940 + 60 * at
        _, _, x, _ = screen.write(x, y, before, 36)
        left, top, x, bottom = screen.write(x, y, link, 36, "#1a73e8")
        links.append(Box(left, top, x, bottom))
        screen.write(x, y, after, 36)
    body = " ".join("".join(parts).strip() for parts in lines)
    text = node(body, (180, 940, 180 + 16 * 36, 1120))
    dialog(screen, text, button(screen, AGREE, "Accept"), button(screen, REFUSE, "Decline"))
    consent = screen.view().consent
    assert consent is not None and [link.text for link in consent.policy_links] == ["Privacy Policy"]
    assert links[2].contains_point(*consent.policy_links[0].box.centre)


def test_a_text_read_in_lines_knows_where_its_words_stand() -> None:
    first = SeenText(Box(100, 100, 500, 140), "请您阅读并同意我们的", "picture")
    left = SeenText(Box(100, 160, 180, 200), "《隐私", "picture")
    right = SeenText(Box(190, 160, 350, 200), "政策》全文", "picture")
    text = SeenText(
        Box(100, 100, 500, 200), "请您阅读并同意我们的《隐私政策》全文", "picture", lines=(first, left, right)
    )
    places = places_read(text)
    assert len(places) == len(text.text) and rows_read(text) == [(0, 40), (60, 100)]
    start = places[text.text.index("政策")]
    assert (start.line, start.start) == (1, 90)


def test_words_are_not_parted_where_a_line_ends() -> None:
    text = SeenText(Box(0, 0, 400, 120), "Please read the privacy policy now", "tree")
    places = places_set(text, [(0, 37), (60, 97)])
    assert len(places) == len(text.text)
    for word in ("Please", "privacy", "policy"):
        start = text.text.index(word)
        assert len({place.line for place in places[start : start + len(word)]}) == 1


def test_without_a_picture_the_rows_are_those_of_usual_type() -> None:
    text = SeenText(Box(0, 0, 20 * 37, 4 * 55), "字" * 75, "tree")
    rows = rows_guessed(text, 2.625)
    assert len(rows) == 4 and all(30 <= bottom - top <= 40 for top, bottom in rows)


def test_lines_are_told_apart_in_a_text_that_reaches_the_edge_of_its_card() -> None:
    screen = dimmed_page()
    screen.write(180, 940, "使用前请您仔细阅读并充分理解我们", 40)
    link = Box(*screen.write(180, 1010, "《隐私政策》", 40, "#1a73e8"))
    screen.write(180, 1080, "的各项条款，感谢您的信任与支持。", 40)
    body = "使用前请您仔细阅读并充分理解我们《隐私政策》的各项条款，感谢您的信任与支持。"
    dialog(
        screen,
        node(body, (136, 930, 944, 1150)),
        button(screen, AGREE, "同意"),
        button(screen, REFUSE, "不同意"),
    )
    consent = screen.view().consent
    assert consent is not None and len(consent.policy_links) == 1
    assert consent.policy_links[0].box.height < 80 and link.contains_point(*consent.policy_links[0].box.centre)


def test_the_words_of_a_centred_paragraph_stand_where_its_lines_are_drawn() -> None:
    text = SeenText(Box(0, 0, 400, 120), "请阅读我们的《隐私政策》全文", "tree")
    rows, spans = [(0, 37), (60, 97)], [(40, 360), (80, 320)]
    places = places_drawn(text, rows, spans)
    start = places[text.text.index("隐私")]
    assert (start.line, start.start) == (0, 320)
    assert places[text.text.index("全文")].line == 1
    assert places_drawn(text, rows, [(40, 360), (0, 30)]) == [], "too little is drawn for all the words"
