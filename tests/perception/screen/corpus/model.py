"""What a screen of the corpus is made from."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Literal

Half = Literal["tuning", "held-out"]
Tone = Literal["strong", "plain", "weak"]
Kind = Literal[
    "consent", "ad", "permission", "purpose", "update", "rating", "login", "coupon", "notification", "other"
]  # fmt: skip
Form = Literal["dialog", "sheet", "fullscreen", "splash", "banner", "floating", "toast", "system"]


@dataclass(frozen=True, slots=True)
class Phone:
    """A display; sizes in px, density in dots per inch."""

    width: int
    height: int
    density: int

    @property
    def scale(self) -> float:
        """px in a dp."""
        return self.density / 160


PHONES = (Phone(1080, 2400, 420), Phone(720, 1600, 320), Phone(1440, 3200, 560), Phone(1080, 2340, 480))
PHONE_SHARES = (45, 30, 12, 13)
IPHONES = (Phone(1170, 2532, 480), Phone(1284, 2778, 480), Phone(750, 1334, 320))


@dataclass(frozen=True, slots=True)
class TreeStyle:
    """How an app's tree tells, or keeps silent about, what is drawn.

    `flavour` is the framework the app is written in, `windows` what the source holds when a window is open: that
    window `own`, all in one root (`overlay`), or each window as a root (`multi`). The others say how the tree treats
    close marks, advertisement labels, tick boxes and policy links.
    """

    package: str
    flavour: Literal["views", "compose", "flutter", "react", "web", "ios"]
    dialect: Literal["dump", "appium"]
    windows: Literal["own", "overlay", "multi"]
    ids: Literal["named", "obfuscated", "absent"]
    closes: Literal["absent", "nameless", "id", "description", "both", "text"]
    labels: Literal["text", "picture", "absent"]
    ticks: Literal["checkable", "nameless", "selected", "lying", "absent"]
    links: Literal["spans", "nodes"]
    container_ids: bool
    """Whether an advertisement's container carries the id of its SDK."""
    empty_web: bool
    """Whether an advertisement is a web view without content in the tree."""
    leaks: bool
    """Whether nodes of the page behind are in the tree after a window that covers them."""
    seed: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Attributes for an element that a library made itself: the `index`-th that the selector finds."""

    selector: str
    attributes: Mapping[str, str]
    index: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Markup with the marks that go with it."""

    html: str
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Piece) -> Piece:
        return Piece(self.html + other.html, (*self.marks, *other.marks))


@dataclass(frozen=True, slots=True)
class Kit:
    """A UI library: the files that its page loads and how markup becomes a live page.

    `mount` is the body of a JavaScript function of `markup` and `dark`.
    """

    name: str
    half: Half
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    css: str = ""
    mount: str = 'document.getElementById("app").innerHTML = markup;'


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen to be rendered."""

    name: str
    kit: Kit
    template: str
    phone: Phone
    dark: bool
    piece: Piece
    style: TreeStyle
    quality: int = 0
    """JPEG quality of the picture; 0 is PNG."""
    shrunk: float = 1.0
    """The picture's size as a share of the display's, as screen recorders and remote control shrink it."""
    traits: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(slots=True)
class Draw:
    """Seeded choices for one screen; the same seed gives the same screen.

    `style` holds what a template insists on in the tree, `traits` what it wants noted in the truth.
    """

    random: random.Random
    phone: Phone
    dark: bool
    photos: int
    style: dict[str, object] = field(default_factory=dict)
    traits: dict[str, str | int | float | bool] = field(default_factory=dict)

    def one[T](self, *choices: T) -> T:
        """One of the choices."""
        return self.random.choice(choices)

    def some[T](self, count: int, choices: tuple[T, ...]) -> list[T]:
        """That many different choices, in random order."""
        return self.random.sample(choices, min(count, len(choices)))

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random.random() < share

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    def photo(self) -> str:
        """The address of a picture of this half."""
        return f"/photo/{self.random.randrange(max(1, self.photos))}.jpg"


Template = Callable[[Draw], Piece]


def mark(role: str, **attributes: object) -> str:
    """The attributes that tell the truth about an element: what it is and, for some roles, in which state.

    Underscored names reach the tree instead: `_i` an id, `_d` a description, `_c` a class, `_n` how it becomes nodes.
    """
    words = [f'data-t="{role}"'] if role else []
    for name, value in attributes.items():
        key = f"data-{name[1:]}" if name.startswith("_") else f"data-t-{name}"
        told = int(value) if isinstance(value, bool) else value
        words.append(f'{key}="{escape(str(told))}"')
    return " ".join(words)


def marks(selector: str, role: str, index: int = 0, **attributes: object) -> Mark:
    """The same for an element that a library makes."""
    told = {
        f"data-t-{name}": str(int(v) if isinstance(v, bool) else v) for name, v in attributes.items() if name[0] != "_"
    }
    told |= {f"data-{name[1:]}": str(v) for name, v in attributes.items() if name[0] == "_"}
    return Mark(selector, ({"data-t": role} if role else {}) | told, index)


def draw_style(draw: Draw) -> TreeStyle:
    """How this screen's app fills its tree; shares follow counts over real apps (35–48 % of close targets nameless)."""

    def pick(name: str, shares: Mapping[str, int]) -> object:
        chosen = draw.random.choices(list(shares), list(shares.values()))[0]
        return draw.style.get(name, chosen)

    return TreeStyle(
        package=str(draw.style.get("package") or _package(draw)),
        flavour=pick("flavour", {"views": 60, "compose": 10, "flutter": 8, "react": 10, "web": 12}),  # type: ignore[arg-type]
        dialect=pick("dialect", {"dump": 40, "appium": 60}),  # type: ignore[arg-type]
        windows=pick("windows", {"own": 38, "overlay": 42, "multi": 20}),  # type: ignore[arg-type]
        ids=pick("ids", {"named": 45, "obfuscated": 30, "absent": 25}),  # type: ignore[arg-type]
        closes=pick("closes", {"absent": 8, "nameless": 38, "id": 26, "description": 10, "both": 12, "text": 6}),  # type: ignore[arg-type]
        labels=pick("labels", {"text": 60, "picture": 25, "absent": 15}),  # type: ignore[arg-type]
        ticks=pick("ticks", {"checkable": 48, "nameless": 30, "selected": 8, "lying": 7, "absent": 7}),  # type: ignore[arg-type]
        links=pick("links", {"spans": 75, "nodes": 25}),  # type: ignore[arg-type]
        container_ids=bool(pick("container_ids", {"1": 45, "": 55})),
        empty_web=bool(pick("empty_web", {"1": 14, "": 86})),
        leaks=bool(pick("leaks", {"1": 30, "": 70})),
        seed=draw.random.getrandbits(32),
    )


_OWNERS = (
    "kaixin",
    "yunmi",
    "lvdong",
    "xiaohe",
    "mofang",
    "tianlan",
    "bocai",
    "suixin",
    "qingwu",
    "hengda",
    "maple",
    "ruyi",
)
_APPS = (
    "shop",
    "reader",
    "video",
    "weather",
    "travel",
    "bank",
    "news",
    "clean",
    "music",
    "edu",
    "camera",
    "game",
    "life",
)


def _package(draw: Draw) -> str:
    return f"{draw.one('com', 'com', 'cn')}.{draw.one(*_OWNERS)}.{draw.one(*_APPS)}"


@dataclass(frozen=True, slots=True)
class Told:
    """What is true about an element, to be written into markup (`html`) or set on what a library makes (`on`)."""

    role: str
    attributes: Mapping[str, object] = field(default_factory=dict)

    @property
    def html(self) -> str:
        """As attributes of markup."""
        return mark(self.role, **self.attributes)

    def on(self, selector: str, index: int = 0) -> Mark:
        """As a mark on what a selector finds."""
        return marks(selector, self.role, index, **self.attributes)


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, what it is, and how much it is pushed."""

    text: str
    told: Told
    tone: Tone = "plain"

    def on(self, selector: str, index: int = 0) -> Mark:
        """The truth as a mark on what a selector finds, which must say the same."""
        return marks(selector, self.told.role, index, **self.told.attributes, says=self.text)


def window(kind: Kind, form: Form, *, blocking: bool = True, **attributes: object) -> Told:
    """The truth of a window."""
    return Told("window", {"kind": kind, "form": form, "blocking": blocking, **attributes})
