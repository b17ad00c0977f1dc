"""Permission prompts of the system, and what an app says of the purpose beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from evidence.events import PermissionGroup
from evidence.geometry import Box
from perception.screen.lexicon import has_word, plain, words
from perception.screen.lines import lines_in
from perception.screen.ocr import read_region
from perception.screen.picture import Picture, read_picture
from perception.screen.view import SeenText, View, Window

GROUPS: tuple[PermissionGroup, ...] = get_args(PermissionGroup)
NO_COLLECTION = frozenset({"notifications"})
"""Groups whose permission lets nothing personal be collected."""

MAX_SENTENCE = 200
CONTEXT = 0.12
"""Share of the screen's height within which a title names what the text below it is about."""
VISIBLE = 1.3
"""Contrast below which nobody sees a text."""
_BESIDE_LINES = 24
_SENTENCES = re.compile(r"[。；;！!？?\n]+")
_ASKS = re.compile(
    r"[“\"「].{1,60}?[”\"」]\s*(?:想|要|希望|请求|需要|would like|wants)|允许\s*[“\"「]|allow\s*[“\"]", re.IGNORECASE
)
"""The question of a prompt of iOS: “某某”想访问你的相机; 允许“某某”使用你的位置？"""
_APP_NAME = re.compile(
    r"[“\"「].{1,60}?[”\"」]|allow\s.{1,60}?\sto\s"
    r"|允许.{1,40}?(?=获取|访问|拍摄|拍照|录制|拨打|管理|发送|查看|查找|使用|向您|向你|读取|收集|跟踪|连接)",
    re.IGNORECASE,
)
"""The app's name in a prompt, which may say anything."""
_BUTTON = 16
_WORD = re.compile(r"[a-z]{4,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A permission prompt: its window, what it says, and the groups that it asks for (none known: empty)."""

    window: Window
    text: str
    groups: frozenset[str]
    own_purpose: str = ""
    """What the app itself has the prompt say (the purpose string of iOS)."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """A sentence of the app that says what a permission is for; `visible` False: in the tree only, nobody sees it."""

    box: Box
    text: str
    groups: frozenset[str]
    visible: bool = True


def prompt_on(view: View, platform: str = "android") -> Prompt | None:
    """The permission prompt in front on a screen, or None."""
    window = next((window for window in reversed(view.windows) if window.kind == "permission"), None)
    if window is None:
        return None
    inside = [text.text for text in view.texts if window.box.contains_point(*text.box.centre)]
    said = " ".join(inside)[:500]
    own = _own_purpose(inside) if platform == "ios" else ""
    return Prompt(window, said, _asked(said.replace(own, "") if own else said), own)


def purposes(view: View, picture: bytes | None) -> tuple[Purpose, ...]:
    """Sentences of the app on a screen that say what a permission is for, in reading order.

    Behind a prompt the tree may hold nothing of the app; then its page is read from the picture around the prompt.
    """
    seen, _ = read_picture(picture)
    prompt = prompt_on(view)
    texts = [text for text in view.texts if prompt is None or not _covered(text.box, prompt.window.box)]
    if prompt is not None and seen is not None and not texts:
        texts = [*_beside(seen, prompt.window.box)]
    found = list[Purpose]()
    for index, text in enumerate(texts):
        above = [one.text for one in texts[max(0, index - 2) : index] if _near(one, text, view.height)]
        groups = frozenset(group for said in _told(text.text, above) for group in said)
        if groups:
            found.append(Purpose(text.box, text.text[:MAX_SENTENCE], groups, _visible(seen, text)))
    return tuple(found)


def readable_beside(view: View, picture: bytes | None) -> bool:
    """Whether anything is known of what stands beside the prompt: from the tree, or from a picture."""
    prompt = prompt_on(view)
    behind = any(not _covered(text.box, prompt.window.box) for text in view.texts) if prompt is not None else True
    return behind or read_picture(picture)[0] is not None


def without_app_name(said: str) -> str:
    """What a prompt says, without the name of the app, which may be 手机定位."""
    return _APP_NAME.sub(" ", said)


def _asked(said: str) -> frozenset[str]:
    """The groups that a prompt names, longer words first, as 通话记录 holds 通话."""
    body, found = plain(without_app_name(said)), set[str]()
    for word, group in _prompt_words():
        if word in body:
            found.add(group)
            body = body.replace(word, "\0")
    return frozenset(found)


@cache
def _prompt_words() -> tuple[tuple[str, str], ...]:
    pairs = [(word, group) for group in GROUPS for word in words("permissions", f"{group}_prompt")]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


def _own_purpose(inside: Sequence[str]) -> str:
    """The longest text of an alert of iOS that is neither its question nor a button, if it names a function."""
    rest = [text for text in inside if len(text.strip()) >= 4 and not _ASKS.search(text) and not _is_button(text)]
    longest = max(rest, key=len, default="")
    return longest if _names_function(plain(longest)) else ""


def _is_button(text: str) -> bool:
    return len(text) <= _BUTTON and has_word(text, "packages", "permission_words")


def _told(said: str, above: Sequence[str]) -> Iterator[frozenset[str]]:
    """For each sentence that tells a purpose, the groups it is about: those it names, else those named above it."""
    earlier = _named(" ".join(above))
    for sentence in _SENTENCES.split(said[:4000]):
        body = plain(sentence[:MAX_SENTENCE])
        named = _named(body)
        if has_word(body, "permissions", "told_for") and _names_function(body):
            yield named or earlier
        earlier = named or earlier


def _named(said: str) -> frozenset[str]:
    return frozenset(group for group in GROUPS if has_word(said, "permissions", group))


def _names_function(body: str) -> bool:
    """Whether something is left of a sentence without permissions, purpose words and hollow words."""
    for word in _emptied():
        body = body.replace(word, "\0")
    return len(_HAN.findall(body)) >= 2 or _WORD.search(body) is not None


@cache
def _emptied() -> tuple[str, ...]:
    names = [word for group in GROUPS for word in words("permissions", group)]
    known = {*names, *words("permissions", "told_for"), *words("permissions", "hollow")}
    return tuple(sorted(known, key=lambda word: (-len(word), word)))


def _near(one: SeenText, text: SeenText, height: int) -> bool:
    return text.box.y1 >= one.box.y1 and text.box.y1 - one.box.y2 <= CONTEXT * height


def _covered(box: Box, by: Box) -> bool:
    return box.intersect(by).area > 0.5 * box.area


def _beside(picture: Picture, prompt: Box) -> Iterable[SeenText]:
    """What is drawn above and below a prompt."""
    bounds = picture.bounds
    for part in (Box(0, 0, bounds.x2, prompt.y1), Box(0, prompt.y2, bounds.x2, bounds.y2)):
        for reading in read_region(picture, part, _BESIDE_LINES):
            yield SeenText(reading.box, reading.text, "picture", reading.score)


def _visible(picture: Picture | None, text: SeenText) -> bool:
    if picture is None or text.source == "picture":
        return True
    drawn = lines_in(picture, text.box, edge=picture.width)
    return any(line.contrast >= VISIBLE for line in drawn)
