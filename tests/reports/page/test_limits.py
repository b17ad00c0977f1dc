"""What the page keeps when it would be too large, what it says of the rest, and that texts in it are harmless."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import EvidenceError
from evidence.recording import Recording
from reports.masking import mask_for
from reports.page import building
from reports.page.building import Parts, tell
from reports.page.contract import Said
from reports.page.encoding import Words, data_block, visible
from reports.page.shell import bundled
from tests.reports.staged import findings_of


def _told(shop: Recording) -> Parts:
    return tell(shop, findings_of(shop), mask_for(shop, show_values=False))


def test_a_page_of_ordinary_size_leaves_nothing_out(shop: Recording) -> None:
    left = _told(shop).payload.left_out
    assert (left.pictures, left.trees, left.contents, left.requests, left.marks) == (0, 0, 0, 0, 0)


def test_what_findings_point_at_is_kept_first(shop: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _told(shop)
    proof = next(screen for screen in whole.payload.screens if screen.number == 2)
    assert proof.picture is not None and proof.tree is not None
    monkeypatch.setattr(building, "PICTURE_BUDGET", len(whole.pictures[proof.picture]))
    monkeypatch.setattr(building, "TREE_BUDGET", len(whole.trees[proof.tree]))
    monkeypatch.setattr(building, "CONTENT_BUDGET", 0)
    small = _told(shop)
    kept = {screen.number for screen in small.payload.screens if screen.picture is not None}
    assert 2 in kept and len(kept) < len(whole.payload.screens)
    assert small.payload.left_out.pictures == len(whole.payload.screens) - len(kept)
    assert small.payload.left_out.trees > 0
    requests = json.loads(small.chunks[0])["requests"]
    assert {bool(request.get("left_out")) for request in requests} == {True, False}
    assert all(request.get("finds") for request in requests if not request.get("left_out"))
    assert small.payload.left_out.contents == sum(bool(request.get("left_out")) for request in requests)


def test_a_linked_page_leaves_no_picture_out(shop: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "PICTURE_BUDGET", 1)
    parts = tell(shop, findings_of(shop), mask_for(shop, show_values=False), beside="report.files")
    assert parts.payload.left_out.pictures == 0
    assert all(picture.href in parts.files for picture in parts.payload.pictures)


def test_a_page_without_its_front_end_says_how_to_have_it() -> None:
    with pytest.raises(EvidenceError, match="make setup"):
        bundled("nowhere.js")


def test_a_long_text_is_cut_and_tells_its_length(shop: Recording) -> None:
    words = Words(mask_for(shop, show_values=False))
    assert words("x" * 1_000_000, 10) == "xxxxxxxxxx… ⟨1,000,000 字 characters⟩"
    assert words("x" * 10, 10) == "x" * 10


@given(st.text(st.characters(), max_size=60))
def test_nothing_invisible_is_left_in_a_text(text: str) -> None:
    seen = visible(text)
    assert seen.encode("utf-8").decode("utf-8") == seen
    joiners = {"\u200c", "\u200d"}
    left = [c for c in seen if unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "PDI"}]
    assert left == []
    controls = {c for c in seen if unicodedata.category(c) == "Cc"}
    assert controls <= {"\t", "\n"} and not {"\u200b", "\ufeff", "\u2066"} & (set(seen) - joiners)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_no_text_ends_the_block_that_it_stands_in(text: str) -> None:
    block = data_block(Said(text, f"</script><!--{text}"))
    assert b"<" not in block
    assert json.loads(block) == {"zh": text, "en": f"</script><!--{text}"}
