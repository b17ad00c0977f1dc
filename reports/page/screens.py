"""The screens: each different picture once, as WebP with personal values covered, and each different tree once."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PIL import Image, ImageDraw

from evidence.geometry import Box
from evidence.recording import Recording
from evidence.recording import Screen as Recorded
from evidence.tree import Node
from reports.masking import MAX_TEXT as MAX_MASKED
from reports.masking import Mask
from reports.page.contract import Picture, Screen, Tree, TreeNode
from reports.page.encoding import Words, data_block
from reports.pictures import COVER, open_picture

MAX_SIDE = 1170
"""Longest side of a picture on the page, px."""
QUALITY = 70
MAX_NODES = 3000
MAX_DEPTH = 200
MAX_LABEL = 400

type Covers = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as the page keeps it, with its size as recorded; two with the same pixels have the same `digest`."""

    digest: bytes
    webp: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Told:
    """The screens with what their numbers for pictures and trees stand for, files beside the page, and what is missing.

    `data` is the WebP of each picture when it is in the page itself.
    """

    screens: tuple[Screen, ...]
    pictures: tuple[Picture, ...]
    data: tuple[bytes, ...]
    trees: tuple[bytes, ...]
    files: dict[str, bytes]
    pictures_left_out: int
    trees_left_out: int


def tell_screens(
    recording: Recording,
    words: Words,
    encoded: Mapping[int, Encoded],
    *,
    needed: Collection[int],
    picture_budget: int,
    tree_budget: int,
    beside: str | None,
) -> Told:
    """All screens with their pictures as encoded; `needed` ones come first where the budgets (bytes) do not suffice.

    `beside` is the folder of files beside the page, where there is one: then no picture is left out.
    """
    taken = sorted(recording.screens.values(), key=lambda screen: (screen.taken.taken_ms, screen.number))
    drawn = {one.digest: one for one in encoded.values()}
    pictures = _choose(
        {number: one.digest for number, one in encoded.items()},
        {digest: len(one.webp) for digest, one in drawn.items()},
        needed,
        picture_budget if beside is None else None,
    )
    sources = {screen.number: data_block(told) for screen in taken if (told := tree_of(screen, words)) is not None}
    trees = _choose(sources, {source: len(source) for source in sources.values()}, needed, tree_budget)
    kept = [drawn[digest] for digest in pictures]
    names = [f"{beside}/picture-{number}.webp" for number in range(len(kept))] if beside is not None else []
    return Told(
        screens=tuple(
            Screen(
                number=screen.number,
                at_ms=round(screen.taken.taken_ms, 1),
                stable=screen.taken.stable,
                package=words(screen.taken.package, 200),
                activity=words(screen.taken.activity, 200),
                width=screen.taken.width,
                height=screen.taken.height,
                picture=pictures.get(encoded[screen.number].digest) if screen.number in encoded else None,
                tree=trees.get(sources[screen.number]) if screen.number in sources else None,
            )
            for screen in taken
        ),
        pictures=tuple(
            Picture(one.width, one.height, names[number] if names else "") for number, one in enumerate(kept)
        ),
        data=() if names else tuple(one.webp for one in kept),
        trees=tuple(trees),
        files={name: one.webp for name, one in zip(names, kept, strict=False)},
        pictures_left_out=sum(one.digest not in pictures for one in encoded.values()),
        trees_left_out=sum(source not in trees for source in sources.values()),
    )


def encode_pictures(screens: Iterable[tuple[Recorded, Covers]]) -> dict[int, Encoded]:
    """The pictures by the number of their screen, with the boxes covered; one that is no picture is missing.

    Encoding releases the interpreter, so that each processor encodes at once.
    """
    drawn: dict[bytes, Encoded] = {}

    def encode(one: tuple[Recorded, Covers]) -> Encoded | None:
        screen, covers = one
        # A screen of its own, so that the original's bytes go when it is done.
        return _encode(Recorded(screen.taken, screen.folder).picture, covers, drawn)

    given = tuple(screens)
    with ThreadPoolExecutor(max(1, os.process_cpu_count() or 1)) as pool:
        done = list(pool.map(encode, given))
    return {screen.number: one for (screen, _), one in zip(given, done, strict=True) if one is not None}


def _encode(png: bytes | None, covers: Covers, drawn: dict[bytes, Encoded]) -> Encoded | None:
    """Reads `drawn` and adds to it: a picture whose file or whose pixels are known is not encoded again."""
    if png is None:
        return None
    file = hashlib.blake2b(png + repr([box.as_list() for box in covers]).encode(), digest_size=16).digest()
    if file in drawn:
        return drawn[file]
    picture = open_picture(png)
    if picture is None:
        return None
    scale = min(1.0, MAX_SIDE / max(picture.size))
    small = picture
    if scale < 1:
        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        small = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    draw = ImageDraw.Draw(small)
    for box in covers:
        x1, y1, x2, y2 = (round(side * scale) for side in box.as_list())
        if x2 > x1 and y2 > y1:
            draw.rectangle((x1, y1, x2, y2), fill=COVER)
    pixels = hashlib.blake2b(small.tobytes() + repr(picture.size).encode(), digest_size=16).digest()
    if pixels not in drawn:
        buffer = io.BytesIO()
        small.save(buffer, "WEBP", quality=QUALITY, method=2, icc_profile=b"")
        drawn[pixels] = Encoded(pixels, buffer.getvalue(), picture.width, picture.height)
    drawn[file] = drawn[pixels]
    return drawn[pixels]


def tree_of(screen: Recorded, words: Words) -> Tree | None:
    """The tree as the page has it; None when there is no readable one."""
    if screen.tree is None:
        return None
    nodes: list[TreeNode] = []
    more = 0
    for node, depth in _walk(screen.tree.windows):
        if len(nodes) < MAX_NODES:
            nodes.append(_node(node, min(depth, MAX_DEPTH), words))
        else:
            more += 1
    return Tree(tuple(nodes), more)


def _walk(windows: Sequence[Node]) -> Iterator[tuple[Node, int]]:
    stack = [(window, 0) for window in reversed(windows)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        stack.extend((child, depth + 1) for child in reversed(node.children))


def _node(node: Node, depth: int, words: Words) -> TreeNode:
    flags = (
        node.clickable,
        node.checkable,
        node.checked,
        not node.enabled,
        not node.visible,
        node.scrollable,
        node.selected,
        node.focused,
    )
    x1, y1, x2, y2 = node.bounds.as_list()
    return (
        depth,
        words(node.cls, 120),
        words(node.text, MAX_LABEL),
        words(node.description, MAX_LABEL),
        words(node.id, 200),
        (x1, y1, x2, y2),
        sum(flag << bit for bit, flag in enumerate(flags)),
    )


def covers_of(screen: Recorded, words: Words) -> Covers:
    """Where the tree says that personal values stand on the picture."""
    if words.mask.show or screen.tree is None:
        return ()
    return tuple(node.bounds for node in screen.tree.walk() if node.visible and _hides(words.mask, node.label))


def _hides(mask: Mask, label: str) -> bool:
    """As `Mask.hides`, by what the mask remembers: the same labels stand on many screens, and in their trees."""
    return mask.text(label) != label if len(label) <= MAX_MASKED else mask.hides(label)


def _choose[K](
    of: Mapping[int, K], sizes: Mapping[K, int], needed: Collection[int], budget: int | None
) -> dict[K, int]:
    """What is kept, numbered: all when the budget suffices, else what is needed and of the rest an even choice."""
    order = list(dict.fromkeys(of.values()))
    if budget is None or sum(sizes[key] for key in order) <= budget:
        return {key: number for number, key in enumerate(order)}
    wanted = list(dict.fromkeys(of[number] for number in needed if number in of))
    rest = [key for key in order if key not in set(wanted)]
    left = budget - sum(sizes[key] for key in wanted)
    step = max(1, -(-sum(sizes[key] for key in rest) // left)) if left > 0 else len(rest) + 1
    kept: list[K] = []
    for key in (*wanted, *rest[::step]):
        if budget >= sizes[key]:
            budget -= sizes[key]
            kept.append(key)
    return {key: number for number, key in enumerate(kept)}
