"""What each way of reading texts from pixels reads and costs; writes the tables of docs/ocr.md and of its Chinese twin.

Screens come from the generated corpus: the texts are those that its trees tell, labels are the 广告 of its
advertisements. A text counts as read when it is read whole, but for white space and compatibility forms. Time is the
processor's, of all threads, so that other work on the machine does not count. Nothing is remembered from row to row.
Run: `python -m benchmarks.ocr --corpus DIR [--half tuning] [--limit 40] [--docs]`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from unittest import mock

import numpy as np

from benchmarks.documents import publish
from evidence.geometry import Box
from evidence.tree import Node, parse_android
from perception.screen.labels import read_labels
from perception.screen.lexicon import plain
from perception.screen.memory import Memory
from perception.screen.ocr_models import Size, find_lines, recognise
from perception.screen.picture import Picture, Pixels, read_picture

_PADS = (0.0, 0.1, 0.25, 0.5)
_SIDES = (960, 1280, 1600)
_WIDER = (0.0, 0.3, 0.6)
_BELIEVED = 0.8
Read = Callable[[Picture], Sequence[tuple[Box, str]]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture with the texts that are drawn on it, each on one line, and its advertisement label."""

    picture: Picture
    density: int
    texts: tuple[tuple[Box, str], ...]
    label: Box | None


def samples(folder: Path, limit: int) -> list[Sample]:
    """Screens of a rendered half of the corpus, those with a label first."""
    drawn = [path.with_name(path.name.replace(".png", ".truth.json")) for path in sorted(folder.glob("*.png"))]
    truths = [json.loads(path.read_text("utf-8")) for path in drawn if path.exists()]
    truths.sort(key=lambda truth: truth["ad"] is None or truth["ad"]["label_box"] is None)
    found = list[Sample]()
    for truth in truths:
        picture, problem = read_picture((folder / f"{truth['name']}.png").read_bytes())
        if picture is None:
            raise SystemExit(f"{truth['name']}: {problem}")
        source = (folder / f"{truth['name']}.xml").read_bytes()
        if b"<hierarchy" not in source[:200]:
            continue
        tree = parse_android(source)
        label = truth["ad"]["label_box"] if truth["ad"] is not None else None
        # Behind a pop-up texts are dimmed and covered, so only those of what is in front count.
        front = Box(*truth["popup"]["box"]) if truth["popup"] is not None else picture.bounds
        texts = tuple(_lines([node for root in tree.windows for node in root.walk()], front))
        density = int(truth["traits"]["density"])
        if len(found) == limit:
            break
        found.append(Sample(picture, density, texts, Box(*label) if label is not None else None))
    return found


def _lines(nodes: Sequence[Node], front: Box) -> list[tuple[Box, str]]:
    return [
        (node.bounds, node.text)
        for node in nodes
        if 2 <= len(node.text) <= 24
        and front.contains(node.bounds)
        and 0.4 * len(plain(node.text)) <= node.bounds.width / max(1, node.bounds.height) <= len(node.text)
        and not node.children
    ]


def _timed[**P, T](work: Callable[P, T], *args: P.args, **named: P.kwargs) -> tuple[T, float]:
    """What a call gives and the milliseconds of processor that it took."""
    start = time.process_time()
    return work(*args, **named), 1000 * (time.process_time() - start)


def _crops(picture: Picture, boxes: Sequence[Box], pad: float) -> list[Pixels]:
    return [np.ascontiguousarray(picture.crop(box.padded(round(pad * box.height)))) for box in boxes]


def known_boxes(screens: Sequence[Sample], size: Size, pad: float) -> str:
    """A row: reading the boxes that a tree tells and those of the labels."""
    right = total = named = labels = 0
    spent = 0.0
    for screen in screens:
        boxes = [box for box, _ in screen.texts] + ([screen.label] if screen.label is not None else [])
        crops = _crops(screen.picture, boxes, pad)
        if not crops:
            continue
        read, took = _timed(recognise, crops, size)
        spent += took
        total += len(screen.texts)
        right += sum(plain(text) == plain(read[index][0]) for index, (_, text) in enumerate(screen.texts))
        if screen.label is not None:
            labels += 1
            named += "广告" in read[-1][0] and read[-1][1] >= _BELIEVED
    each = spent / max(1, total + labels)
    return f"| {size} | {pad:.0%} | {right / total:.1%} | {named / labels:.1%} | {each:.1f} |"


def whole_pages(screens: Sequence[Sample], name: str, read: Read) -> str:
    """A row: finding and reading everything on a page."""
    right = total = named = labels = 0
    spent = 0.0
    for screen in screens:
        found, took = _timed(read, screen.picture)
        spent += took
        for box, text in screen.texts:
            total += 1
            near = "".join(said for place, said in found if _on(place, box))
            right += plain(text) in plain(near)
        if screen.label is not None:
            labels += 1
            named += any("广告" in said and _on(place, screen.label) for place, said in found)
    return f"| {name} | {right / total:.1%} | {named / labels:.1%} | {spent / len(screens):.0f} |"


def _on(place: Box, box: Box) -> bool:
    return place.y1 <= box.centre[1] <= place.y2 and min(place.x2, box.x2) > max(place.x1, box.x1)


def _tiny(side: int, wider: float) -> Read:
    def read(picture: Picture) -> list[tuple[Box, str]]:
        boxes = []
        for box in find_lines(picture.bgr, side):
            grow = round((wider if box.width < 4 * box.height else 0.1) * box.height)
            boxes.append(picture.bounds.intersect(Box(box.x1 - grow, box.y1, box.x2 + grow, box.y2)))
        boxes = [box for box in boxes if box.width >= 8 and box.height >= 8]
        return [
            (box, text)
            for box, (text, score) in zip(boxes, recognise(_crops(picture, boxes, 0), "tiny"), strict=True)
            if score >= _BELIEVED
        ]

    return read


def _rapidocr() -> Read:
    import rapidocr

    engine = rapidocr.RapidOCR(params={"Global.log_level": "error"})

    def read(picture: Picture) -> list[tuple[Box, str]]:
        result: Any = engine(picture.bgr)
        if result.boxes is None:
            return []
        corners = [(*points.min(axis=0), *points.max(axis=0)) for points in result.boxes]
        return [(Box(*map(int, box)), text) for box, text in zip(corners, result.txts, strict=True)]

    return read


def _labels_only(screens: Sequence[Sample]) -> str:
    named = labels = 0
    spent = 0.0
    for screen in screens:
        if screen.label is None:
            continue
        found, took = _timed(read_labels, screen.picture, screen.picture.bounds, screen.density)
        spent += took
        labels += 1
        named += any("广告" in reading.text and _on(reading.box, screen.label) for reading in found)
    return f"| places of the shape of a label | | {named / labels:.1%} | {spent / labels:.0f} |"


def _load(picture: Picture) -> None:
    """Load the networks, so that no row pays for it."""
    find_lines(picture.bgr, _SIDES[0])
    for size in get_args(Size):
        recognise([picture.bgr[:48]], size)


def tables(screens: Sequence[Sample]) -> str:
    """All rows, as Markdown."""
    _load(screens[0].picture)
    rows = [f"{len(screens)} screens, {sum(len(screen.texts) for screen in screens)} texts.", ""]
    rows += ["| network | padding | lines read | 广告 read | ms a text |", "|---|---|---|---|---|"]
    rows += [known_boxes(screens, size, pad) for size in ("tiny", "small") for pad in _PADS]
    rows += ["", "| whole page | texts read | 广告 read | ms a page |", "|---|---|---|---|"]
    rows += [whole_pages(screens, f"tiny, {side} px, short boxes wider by 0.6 h", _tiny(side, 0.6)) for side in _SIDES]
    rows += [
        whole_pages(screens, f"tiny, 1280 px, short boxes wider by {wide} h", _tiny(1280, wide)) for wide in _WIDER[:2]
    ]
    rows += [_labels_only(screens), whole_pages(screens, "rapidocr as it comes", _rapidocr())]
    return "\n".join(rows)


CHINESE = (
    (r"(\d) screens, (\d+) texts\.", r"\1 个画面，\2 段文字。"),
    (r"\| network \| padding \| lines read \|", "| 网络 | 留边 | 读对的行 |"),
    (r"\| whole page \| texts read \|", "| 整页 | 读对的文字 |"),
    (r"\| 广告 read \| ms a text \|", "| 读出“广告” | 每段 ms |"),
    (r"\| 广告 read \| ms a page \|", "| 读出“广告” | 每页 ms |"),
    (r"\btiny, (\d+) px, short boxes wider by\b", r"tiny，\1 px，短框加宽"),
    (r"\bplaces of the shape of a label\b", "形状像标识的位置"),
    (r"\brapidocr as it comes\b", "rapidocr 默认设置"),
)


def main() -> int:
    """Print the tables, or put them into both documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with the rendered halves")
    parser.add_argument("--half", default="tuning")
    parser.add_argument("--limit", type=int, default=40, help="screens to read")
    parser.add_argument("--docs", action="store_true", help="write docs/ocr.md and docs/zh/ocr.md")
    options = parser.parse_args()
    # Rows read the same pixels, which the product would read once.
    with mock.patch.object(Memory, "get", return_value=None):
        made = tables(samples(options.corpus / options.half, options.limit))
    if options.docs:
        publish("ocr.md", made, CHINESE)
    else:
        print(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
