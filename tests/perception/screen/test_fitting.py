"""When a tree is scaled to the picture, and when it is left as it is."""

from __future__ import annotations

import pytest

from evidence.tree import parse_any
from perception.screen.fitting import scale_of, size_of


def android(*boxes: str, size: str = "") -> bytes:
    """A source with these window roots."""
    return f"<hierarchy {size}>{''.join(f'<node bounds="{box}"/>' for box in boxes)}</hierarchy>".encode()


@pytest.mark.parametrize(
    ("source", "picture", "scale"),
    [
        (android("[0,0][1080,2400]"), (1080, 2400), 1),
        (android("[0,0][1080,2274]"), (1080, 2400), 1),
        (android("[0,63][1080,2274]"), (1080, 2400), 1),
        (android("[0,0][2274,1080]"), (2400, 1080), 1),
        (android("[0,0][1440,3200]"), (1080, 2400), 0.75),
        (android("[0,0][1440,3040]"), (1080, 2400), 0.75),
        (android("[0,0][1080,2400]"), (540, 1200), 0.5),
        (android("[0,0][3040,1440]"), (2400, 1080), 0.75),
        (android("[60,700][1020,1600]"), (1080, 2400), 1),
        (android("[132,796][948,1606]"), (540, 1200), 0.5),
        (android("[60,700][1020,1600]", size='width="1440" height="3200"'), (1080, 2400), 0.75),
        (android("[60,700][1020,1600]", "[0,0][1440,3200]"), (1080, 2400), 0.75),
        (android("[0,0][720,100]"), (1080, 2400), 1),
        (android(), (1080, 2400), 1),
        (b'<XCUIElementTypeApplication width="390" height="844"/>', (1170, 2532), 3),
        (b'<XCUIElementTypeApplication width="414" height="736"/>', (1080, 1920), 1080 / 414),
        (b'<page><node tag="body" x="0" y="0" w="400" h="5000"/></page>', (800, 1200), 2),
    ],
)
def test_scale(source: bytes, picture: tuple[int, int], scale: float) -> None:
    assert scale_of(parse_any(source), *picture) == pytest.approx(scale, rel=0.001)


def test_without_a_picture_the_tree_tells_the_size_within_bounds() -> None:
    assert size_of(None, parse_any(android("[0,0][1080,2274]", size='width="1080" height="2400"'))) == (1080, 2400)
    assert size_of(None, parse_any(android("[0,0][99999,99999]"))) == (20_000, 20_000)
    assert size_of(None, None) == (0, 0)
