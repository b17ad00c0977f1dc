"""A dimmed background, as the picture shows it: nothing outside a rectangle is as bright as what lies in it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from evidence.geometry import Box
from perception.screen.picture import Picture

BARS = (0.05, 0.065)
"""Shares of the height at the top and bottom that bars of the system may keep undimmed."""
_BRIGHTEST_DIMMED = 208
"""White behind an alert of iOS, which dims by a fifth, is 204."""
_CLEAR_STEP = 25
"""How much brighter than the brightest of the ring the inside must be."""
_MOST, _MOST_ABOVE = 85, 96
"""How much of what lies around a card, and above a sheet, is dimmed, in percent."""
_FAR_STEP = 60
"""The same of the brightest of a rectangle of which little is bright, as white words on a dark card are."""
_NEAR = 0.12
"""Width of the surroundings that count, as a share of the screen's width."""
_BRIGHTEST_DARK = 185
"""Brightest text of a dark page that is dimmed."""
DARK_GROUND = 60
"""Grounds below it are those of dark pages or of light ones that are dimmed very much."""
_CARD_ON_DARK = 100
"""How much brighter a card on a plain dark ground is."""
_DISC, _DISC_FILLED, _DISC_REACH, _MOST_DISCS = (0.05, 0.12), 0.55, 0.2, 2
"""Side of the disc of a close mark and how far from its card it stands, as shares of the screen's width."""
_DIMMED = 96
"""How much of what surrounds a card is darker than such a disc, in percent."""
_OTHER_GROUND = 5
_DARK_SHARE = 1.2
"""How many times brighter the texts of a card are than those of the dimmed dark page around it."""


@dataclass(frozen=True, slots=True)
class Ring:
    """What surrounds a rectangle: nearly all of it stays below `cap`; `inside` is how bright the rectangle is.

    `bright_share` is the share of the rectangle that is brighter than `cap`, `peak` and `ground` its brightest and its
    middle, `far_cap` and `far_ground` the brightest and the middle of all that lies outside it.
    """

    cap: int
    inside: int
    bright_share: float
    peak: int
    ground: int
    far_cap: int
    far_ground: int

    @property
    def dims(self) -> bool:
        """Whether the surroundings are dimmed against the rectangle.

        A dark page is dimmed only when its own texts and pictures are; where it has none, only a bright card tells.
        """
        if self.far_ground < DARK_GROUND:
            plain = not self.textured and self.ground < self.far_ground + _CARD_ON_DARK
            if plain or self.far_cap > _BRIGHTEST_DARK:
                return False
        return self.cap <= _BRIGHTEST_DIMMED and self.inside >= self.cap + _CLEAR_STEP

    @property
    def textured(self) -> bool:
        """Whether a page can be seen in the surroundings, which are then more than a plain ground."""
        return self.far_cap >= self.far_ground + 6

    @property
    def plain_dark(self) -> bool:
        """Whether the rectangle stands on the same dark ground as all around it, which proves nothing."""
        return self.far_ground < DARK_GROUND and abs(self.ground - self.far_ground) < _OTHER_GROUND

    @property
    def dims_light(self) -> bool:
        """Whether the surroundings are a dimmed light page; what stands before it may be a picture darker than that."""
        if self.far_ground < DARK_GROUND or self.far_cap > _BRIGHTEST_DIMMED:
            return False
        # Nothing is brighter than the ground of a page only where that is a white one, which is grey when it is dimmed.
        flat = self.far_cap <= self.far_ground + 2
        least = 0.005 if flat else 0.03 if self.peak >= self.far_cap + _FAR_STEP else 0.1
        return self.bright_share >= least and self.peak >= self.far_cap + _CLEAR_STEP

    @property
    def dims_dark(self) -> bool:
        """Whether the surroundings are a dimmed dark page: its texts are far darker than those of the rectangle."""
        return (
            self.textured
            and self.far_cap <= _BRIGHTEST_DARK
            and self.peak >= max(_DARK_SHARE * self.far_cap, self.far_cap + 40)
        )


def ring_around(picture: Picture, box: Box) -> Ring | None:
    """The surroundings of a box; None when less than a twentieth of the screen lies outside it."""
    value, scale = picture.reduced
    height = value.shape[0]
    outside = np.zeros(value.shape, bool)
    outside[round(BARS[0] * height) : round((1 - BARS[1]) * height)] = True
    x1, y1, x2, y2 = (round(v * scale) for v in box.as_list())
    # Edges are blended and shadows fall on them, so a few px on both sides are left out.
    outside[max(0, y1 - 3) : y2 + 3, max(0, x1 - 3) : x2 + 3] = False
    inner = value[max(0, y1 + 2) : max(0, y2 - 2), max(0, x1 + 2) : max(0, x2 - 2)]
    for disc in _discs(value, outside, Box(x1, y1, x2, y2)):
        outside[disc.y1 : disc.y2, disc.x1 : disc.x2] = False
    everywhere = value[outside]
    if everywhere.size < 0.05 * value.size or not inner.size:
        return None
    near = round(_NEAR * value.shape[1])
    close_by = np.zeros(value.shape, bool)
    close_by[max(0, y1 - near) : y2 + near, max(0, x1 - near) : x2 + near] = True
    # A tab bar may stay undimmed, so brightness is bounded near the rectangle and for most of the rest.
    ring = value[outside & close_by]
    if not ring.size:
        return None
    # Above a sheet there is the page alone, so nearly all of that is dimmed.
    most = _MOST if x2 - x1 < value.shape[1] - 4 else _MOST_ABOVE
    cap = max(int(np.percentile(ring, 99)), int(np.percentile(everywhere, most)))
    inside, peak, ground = (int(level) for level in np.percentile(inner, (85, 99.5, 50)))
    far_cap, far_ground = (int(level) for level in np.percentile(everywhere, (99.8, 50)))
    return Ring(cap, inside, float(np.mean(inner > cap)), peak, ground, far_cap, far_ground)


def _discs(value: NDArray[np.uint8], outside: NDArray[np.bool_], box: Box) -> list[Box]:
    """Bright discs around a box, as that of a close mark before the dimmed page: nothing near is nearly as bright."""
    height, width = value.shape
    reach = round(_DISC_REACH * width)
    around = Box(
        max(0, box.x1 - reach), max(0, box.y1 - reach), min(width, box.x2 + reach), min(height, box.y2 + reach)
    )
    rows, columns = slice(around.y1, around.y2), slice(around.x1, around.x2)
    near, free = value[rows, columns], outside[rows, columns]
    if not free.any():
        return []
    bright = (free & (near > np.percentile(near[free], _DIMMED) + _CLEAR_STEP)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(bright, connectivity=8)
    low, high = (share * width for share in _DISC)
    found = []
    for x, y, w, h, filled in stats[1:].tolist():
        if low <= min(w, h) and max(w, h) <= min(high, 1.25 * min(w, h)) and filled >= _DISC_FILLED * w * h:
            left, top = around.x1 + x, around.y1 + y
            found.append(Box(max(0, left - 1), max(0, top - 1), left + w + 1, top + h + 1))
    return found if len(found) <= _MOST_DISCS else []


def before_dimmed(picture: Picture, card: Box, strip: Box) -> Picture:
    """The picture without the dimmed page in a strip outside a card: only what is brighter than that page is left.

    The same picture where the page around the card is not dimmed.
    """
    ring = ring_around(picture, card)
    if ring is None or not (ring.dims or ring.dims_dark):
        return picture
    part = picture.bounds.intersect(strip)
    floor = min(ring.far_cap, _BRIGHTEST_DIMMED)
    grey, bgr = picture.grey.copy(), picture.bgr.copy()
    here = slice(part.y1, part.y2), slice(part.x1, part.x2)
    bright = np.clip(bgr[here].max(axis=2).astype(np.int16) - floor, 0, None)
    stretched = (bright * (255 / max(1, 255 - floor))).astype(np.uint8)
    grey[here], bgr[here] = stretched, stretched[..., None]
    return Picture(bgr, grey)
