"""From points, in which WebDriverAgent counts, to px of the picture."""

from __future__ import annotations

import re

_PLACE = re.compile(rb' (x|y|width|height)="(-?\d{1,6}(?:\.\d{1,6})?)"')
"""A quote inside another attribute is written `&quot;`, so that nothing an app says looks like this."""


def in_px(source: bytes, scale: float) -> bytes:
    """An XCUITest source with its boxes in px, as those of other platforms are."""

    def times(found: re.Match[bytes]) -> bytes:
        return b' %b="%d"' % (found[1], round(float(found[2]) * scale))

    return source if scale == 1 else _PLACE.sub(times, source)
