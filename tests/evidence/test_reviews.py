"""Reviews beside a recording: only ever added to, typed, and no part of what the recording proves."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from evidence import reviews
from evidence.custody.checking import check_chain
from evidence.custody.keys import make_key
from evidence.custody.sealing import seal
from evidence.custody.verifying import verify
from evidence.errors import EvidenceError
from evidence.reviews import REVIEWS, Act, Review, Said, add_review, read_reviews, reviews_file
from tests.evidence.made import write_small

SAID = Said(zh="四屏没有拒绝", en="four screens without a refusal")


def a_review(act: Act = "confirm", text: str = "", by: str = "Li Lei", rule: str = "TC164-1") -> Review:
    return Review(
        at="2025-11-21T10:00:00+08:00",
        by=by,
        act=act,
        text=text,
        rule=rule,
        fingerprint="0" * 32,
        verdict="review",
        said=SAID,
    )


def test_what_is_added_is_read_in_order_and_as_it_was_said(tmp_path: Path) -> None:
    assert read_reviews(tmp_path).entries == ()
    added = [
        add_review(tmp_path, a_review("comment", "第一行\nsecond line")),
        add_review(tmp_path, a_review("reject", "shown on the next screen", by="韩梅梅")),
    ]
    found = read_reviews(tmp_path)
    assert found.entries == tuple(added)
    assert found.damage == ()
    assert (tmp_path / REVIEWS).stat().st_mode & 0o777 == 0o600


@given(text=st.text(max_size=40), by=st.text(max_size=20))
@settings(max_examples=25)
def test_no_text_breaks_a_line(text: str, by: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("r")
    try:
        review = a_review("comment", text, by)
    except ValidationError:
        return
    add_review(folder, review)
    add_review(folder, a_review())
    found = read_reviews(folder)
    assert [entry.text for entry in found.entries] == [review.text, ""]
    assert found.damage == ()


@pytest.mark.parametrize(
    "change",
    [
        {"by": " "},
        {"by": "a\nb"},
        {"by": "\x1b[31m"},
        {"by": "x" * 81},
        {"text": "x" * 4001},
        {"text": "\x00"},
        {"at": "2025-11-21T10:00:00"},
        {"at": "yesterday"},
        {"fingerprint": "../../etc"},
        {"act": "delete"},
        {"more": 1},
    ],
)
def test_what_is_no_review_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Review.model_validate(a_review().model_dump() | change)


@pytest.mark.parametrize("kept", range(0, 900, 90))
def test_a_file_cut_short_anywhere_opens_and_goes_on(tmp_path: Path, kept: int) -> None:
    for _ in range(2):
        add_review(tmp_path, a_review())
    path = tmp_path / REVIEWS
    data = path.read_bytes()[:kept]
    path.write_bytes(data)
    before = read_reviews(tmp_path)
    assert len(before.entries) == data.count(b"\n")
    assert [damage.reason for damage in before.damage] == ["cut short"] * bool(data.rpartition(b"\n")[2])
    add_review(tmp_path, a_review("reject"))
    after = read_reviews(tmp_path)
    assert after.entries[:-1] == before.entries
    assert after.entries[-1].act == "reject"
    assert path.read_bytes().startswith(data)
    assert not any("before it" in damage.reason for damage in after.damage)


def test_a_line_that_is_changed_or_taken_out_shows(tmp_path: Path) -> None:
    acts: tuple[Act, ...] = ("confirm", "comment", "reject")
    for act in acts:
        add_review(tmp_path, a_review(act, "noted"))
    path = tmp_path / REVIEWS
    lines = path.read_bytes().splitlines(keepends=True)
    told = [(REVIEWS, 3, "a line before it was changed, removed or added")]
    path.write_bytes(lines[0] + lines[1].replace(b"noted", b"never") + lines[2])
    assert [(d.file, d.line, d.reason) for d in read_reviews(tmp_path).damage] == told
    path.write_bytes(lines[0] + lines[2])
    assert [d.line for d in read_reviews(tmp_path).damage] == [2]
    path.write_bytes(b"".join(lines[1:]))
    assert [d.line for d in read_reviews(tmp_path).damage] == [1]
    path.write_bytes(lines[0] + b'{"review_version": 2}\n' + b"[" * 5000 + b"\n")
    assert [d.line for d in read_reviews(tmp_path).damage] == [2, 3]
    assert len(read_reviews(tmp_path).entries) == 1


def _many(folder: Path, name: str) -> None:
    for _ in range(20):
        add_review(folder, a_review("comment", "x" * 3000, by=name))


def test_several_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_many, args=(tmp_path, name)) for name in ("a", "b", "c")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = read_reviews(tmp_path)
    assert sorted(entry.by for entry in found.entries) == ["a"] * 20 + ["b"] * 20 + ["c"] * 20
    assert found.damage == ()


def test_a_writer_that_keeps_the_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_review(tmp_path, a_review())
    monkeypatch.setattr(reviews, "_WAIT_S", 0.05)
    with (tmp_path / REVIEWS).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(EvidenceError, match="another process"):
            add_review(tmp_path, a_review())


def test_links_and_pipes_are_refused(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / REVIEWS).symlink_to(target)
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "b" / REVIEWS)
    for folder, said in (("a", "through a link"), ("b", "no ordinary file")):
        with pytest.raises(EvidenceError, match=said):
            add_review(tmp_path / folder, a_review())
        with pytest.raises(EvidenceError, match=said):
            read_reviews(tmp_path / folder)
    assert target.read_text() == ""


def test_the_chain_and_a_sealed_bag_hold_after_a_review(tmp_path: Path) -> None:
    recording = tmp_path / "attempt-1"
    write_small(recording)
    add_review(recording, a_review())
    assert check_chain(recording).state == "whole"
    key = make_key(tmp_path / "keys", "lab")
    bag = tmp_path / "bag"
    seal(recording, bag, key)
    assert [entry.act for entry in read_reviews(bag / "data").entries] == ["confirm"]
    add_review(bag / "data", a_review("reject"))
    assert reviews_file(bag / "data") == tmp_path / "bag.reviews.jsonl"
    assert verify(bag).whole
    assert [entry.act for entry in read_reviews(bag / "data").entries] == ["confirm", "reject"]
