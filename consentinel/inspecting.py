"""What the eyes see on one screen of which nothing is known but a picture, a UI source, or both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from consentinel.stating import stated
from evidence.errors import EvidenceError
from evidence.tree import Platform, Tree, parse_any
from perception.screen import look
from perception.screen.fitting import extent, scale_of
from perception.screen.lexicon import words
from perception.screen.picture import BLACK_PICTURE, Picture, read_picture
from perception.screen.scene import is_system_drawn
from perception.screen.view import View

__all__ = ["Opened", "density_of", "open_screen", "packages_of", "see", "stated"]

PHONE_DP = 392
"""Width of a phone in dp when nobody tells its density; phones are 360 to 430 dp wide."""
TABLET_DP = 760
_PHONE_ASPECT = 1.45
"""Longer side to shorter side: phones from here on, below it tablets and unfolded phones."""
_LEAST_TABLET_PX = 1000
_USUAL = 420


@dataclass(frozen=True, slots=True)
class Opened:
    """A screen before it is looked at; `problem` is why there are no pixels though there is a picture."""

    pixels: Picture | None
    tree: Tree | None
    platform: Platform
    density: int
    package: str
    app_package: str
    problem: str = ""


def see(picture: bytes | None, tree: bytes | None, *, density: int | None = None) -> View:
    """What a person sees on one screen, from its picture (PNG, JPEG, WebP), its UI source, or both.

    The source is UiAutomator's or XCUITest's. Platform, packages and the scale between the two are worked out from
    them; `density`, in dots per inch of the phone's screen, is guessed from the width when it is not told. Boxes are px
    of the picture, without one the unit of the source. Raises EvidenceError when an input cannot be read.
    """
    screen = open_screen(picture, tree, density=density)
    return look(
        screen.pixels if screen.pixels is not None else picture,
        screen.tree,
        density=screen.density,
        package=screen.package,
        app_package=screen.app_package,
        platform=screen.platform,
    )


def open_screen(picture: bytes | None, tree: bytes | None, *, density: int | None = None) -> Opened:
    """The same inputs decoded, with what can be known before looking. Raises EvidenceError."""
    if picture is None and tree is None:
        raise EvidenceError("there is nothing to look at: neither a picture nor a UI source")
    pixels, problem = read_picture(picture) if picture is not None else (None, "")
    if problem and problem != BLACK_PICTURE:
        raise EvidenceError(problem)
    source = parse_any(tree) if tree is not None else None
    package, app_package = packages_of(source) if source is not None else ("", "")
    platform: Platform = source.platform if source is not None else "android"
    return Opened(pixels, source, platform, density_of(source, pixels, density), package, app_package, problem)


def density_of(tree: Tree | None, picture: Picture | None, told: int | None) -> int:
    """Dots per inch in px of the picture, or of the tree without one."""
    if tree is not None and tree.platform == "ios":
        return round(160 * scale_of(tree, picture.width, picture.height)) if picture is not None else 160
    if told is not None:
        scaled = scale_of(tree, picture.width, picture.height) if tree is not None and picture is not None else 1.0
        return round(told * scaled)
    if picture is not None:
        short, long = sorted((picture.width, picture.height))
    elif tree is not None and min(extent(tree)):
        short, long = sorted(extent(tree))
    else:
        # A source may hold a dialog alone; on a phone it is nearly as wide as the screen.
        short = max((root.bounds.x2 for root in tree.windows), default=0) if tree is not None else 0
        return _bounded(short * 160 / PHONE_DP) if short else _USUAL
    tablet = long < _PHONE_ASPECT * short and short >= _LEAST_TABLET_PX
    return _bounded(short * 160 / (TABLET_DP if tablet else PHONE_DP))


def _bounded(density: float) -> int:
    return max(80, min(1000, round(density)))


def packages_of(tree: Tree) -> tuple[str, str]:
    """The package in front and the app's: a prompt of the system lies in front of the app whose windows it covers."""
    counts = Counter(
        node.package for node in tree.walk() if node.visible and node.package and not is_system_drawn(node.package)
    )
    ranked = [package for package, _ in counts.most_common()]
    prompts = [package for package in ranked if package in words("packages", "prompt")]
    apps = [package for package in ranked if package not in prompts and package not in words("packages", "dialog")]
    app = apps[0] if apps else ""
    return (prompts[0] if prompts else app or next(iter(ranked), "")), app
