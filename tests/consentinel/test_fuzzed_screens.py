"""Strangers' files of every kind: a clear error or a view, soon, and never another exception."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from consentinel.inspecting import see, stated
from evidence.errors import EvidenceError
from evidence.geometry import Box
from perception.screen.scene import MAX_ITEMS
from perception.screen.ticks import MAX_TICKS
from perception.screen.view import View
from tests.consentinel.strangers import AGREE, consent_screen, encoded, ios_alert, source

NUMBERS = [b"-1", b"0", b"99999", b"-99999", b"999999999999", b"1e9", b"NaN", b"inf", b"", b"1.5"]
TEXTS = [
    "同意",
    "不同意",
    "隐私政策",
    "&#8238;txet&#8236;",
    "a" * 5000,
    "&#0;",
    "&#55357;&#56832;",
    "跳过 3s",
    "广告",
    "×",
]


def seen(picture: bytes | None, tree: bytes | None) -> View | None:
    """The view, which can be stated, or None where an error told why there is none."""
    try:
        view = see(picture, tree)
    except EvidenceError as error:
        assert str(error).strip() and "\n" not in str(error)
        return None
    json.dumps(stated(view), allow_nan=False)
    return view


def png(image: Image.Image) -> bytes:
    """The bytes of a picture."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _swap(word: bytes, chance: random.Random) -> Callable[[re.Match[bytes]], bytes]:
    """Every fifth match becomes the word."""
    return lambda match: word if chance.random() < 0.2 else match[0]


def mutated(xml: bytes, chance: random.Random) -> bytes:
    """A source with some of its bytes, numbers, texts, states and elements changed."""
    for _ in range(chance.randint(1, 5)):
        match chance.randint(0, 6):
            case 0:
                start = chance.randrange(len(xml) + 1)
                xml = xml[:start] + xml[start + chance.randint(1, 200) :]
            case 1:
                start = chance.randrange(len(xml) + 1)
                xml = xml[:start] + chance.randbytes(chance.randint(1, 8)) + xml[start:]
            case 2:
                xml = re.sub(rb"-?\d+", lambda m: chance.choice(NUMBERS) if chance.random() < 0.1 else m[0], xml)
            case 3:
                word = f'text="{chance.choice(TEXTS)}"'.encode()
                xml = re.sub(rb'(?:text|label)="[^"]*"', _swap(word, chance), xml)
            case 4:
                xml = xml.replace(b'"true"', chance.choice([b'"false"', b'""', b'"yes"']), chance.randint(1, 9))
            case 5:
                leaves = list(re.finditer(rb"<node[^>]*></node>", xml))
                if leaves:
                    leaf = chance.choice(leaves)
                    xml = xml[: leaf.end()] + leaf[0] * chance.randint(1, 99) + xml[leaf.end() :]
            case _:
                xml = xml.replace(b"bounds", b"bound", chance.randint(1, 5))
    return xml


@pytest.mark.parametrize("seed", range(40))
def test_a_mutated_source_gives_a_view_or_a_reason(seed: int) -> None:
    chance = random.Random(seed)
    android, ios = source(consent_screen()), ios_alert("提示", "请登录后再进行操作", "取消", "确定")
    pixels = np.random.default_rng(seed).integers(0, 256, (chance.randint(1, 300), chance.randint(1, 200), 3), np.uint8)
    picture = png(Image.fromarray(pixels)) if chance.random() < 0.5 else None
    seen(picture, mutated(chance.choice([android, ios]), chance))


@given(st.binary(max_size=200), st.one_of(st.none(), st.binary(max_size=400)))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_are_told_apart_from_pictures_and_sources(noise: bytes, other: bytes | None) -> None:
    seen(noise, other)
    seen(None, noise)
    seen(None, b"<hierarchy>" + noise + b"</hierarchy>")
    seen(b"\x89PNG\r\n\x1a\n" + noise, None)


@pytest.mark.parametrize("platform", ["android", "ios"])
def test_twenty_thousand_nodes_are_cut(platform: str) -> None:
    if platform == "android":
        xml = source(consent_screen())
        row = b'<node text="x" class="android.widget.TextView" clickable="true" bounds="[5,70][99,99]"/>'
        xml = xml.replace(b"</hierarchy>", b'<node bounds="[0,0][1080,2400]">' + row * 20_000 + b"</node></hierarchy>")
    else:
        row = b'<XCUIElementTypeButton label="x" visible="true" x="5" y="70" width="90" height="30"/>'
        xml = ios_alert("a", "b", "c").replace(
            b"</XCUIElementTypeApplication>", row * 20_000 + b"</XCUIElementTypeApplication>"
        )
    view = seen(None, xml)
    assert view is not None and any(str(MAX_ITEMS) in problem for problem in view.problems)


def test_thousands_of_tick_boxes_are_not_all_told() -> None:
    boxes = b"".join(
        b'<node class="android.widget.CheckBox" checkable="true" bounds="[%d,%d][%d,%d]"/>' % (x, y, x + 9, y + 9)
        for x in range(0, 900, 10)
        for y in range(0, 600, 10)
    )
    view = seen(None, b'<hierarchy><node bounds="[0,0][1080,2400]">' + boxes + b"</node></hierarchy>")
    assert view is not None and 0 < len(view.checks) <= MAX_TICKS


def test_too_deep_and_too_many_are_refused() -> None:
    assert (
        seen(None, b"<hierarchy>" + b"<node bounds='[0,0][9,9]'>" * 5000 + b"</node>" * 5000 + b"</hierarchy>") is None
    )
    assert seen(None, b"<hierarchy>" + b"<node/>" * 60_000 + b"</hierarchy>") is None


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "I;16"])
def test_pictures_of_any_kind_show_the_same_source(mode: str) -> None:
    screen = consent_screen()
    if mode == "I;16":
        image = Image.fromarray(np.asarray(screen.image.convert("L")).astype(np.uint16) * 257)
    else:
        image = screen.image.quantize(64) if mode == "P" else screen.image.convert(mode)
    view = seen(png(image), source(screen))
    assert view is not None and view.consent is not None and view.consent.agree is not None
    assert view.consent.agree.box == Box(*AGREE)


def test_other_kinds_of_jpeg_and_animated_pictures() -> None:
    screen = consent_screen()
    exif = Image.Exif()
    exif[0x0112] = 6
    for form, image, more in (
        ("JPEG", screen.image.convert("CMYK"), {}),
        ("JPEG", screen.image, {"progressive": True}),
        ("JPEG", screen.image, {"exif": exif}),
        ("PNG", screen.image, {"save_all": True, "append_images": [screen.image]}),
        ("WEBP", screen.image, {"save_all": True, "append_images": [Image.new("RGB", screen.image.size)]}),
    ):
        buffer = io.BytesIO()
        image.save(buffer, form, **more)
        view = seen(buffer.getvalue(), source(screen))
        assert view is not None and (view.width, view.height) == (1080, 2400), form
        assert view.popup is not None and view.popup.kind == "consent", (form, more)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_picture_that_is_cut_short_is_told(form: str, share: float, capfd: pytest.CaptureFixture[str]) -> None:
    data = encoded(consent_screen(), form, 0.3)
    with pytest.raises(EvidenceError, match=r"cut short|head is broken|cannot be read"):
        see(data[: round(len(data) * share)], None)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (3, 2), (40, 40), (30, 4000), (4000, 30)])
def test_pictures_of_odd_sizes(size: tuple[int, int]) -> None:
    picture = png(Image.new("RGB", size, "#777777"))
    for tree in (None, source(consent_screen())):
        view = seen(picture, tree)
        assert view is not None and (view.width, view.height) == size


def test_an_8k_picture_is_looked_at_and_a_larger_one_refused() -> None:
    image = consent_screen().image.resize((3456, 7680))
    view = seen(png(image), source(consent_screen()))
    assert view is not None and view.consent is not None and view.consent.agree is not None
    assert view.consent.agree.box == Box(*(round(side * 3.2) for side in AGREE))
    assert seen(png(Image.new("1", (9000, 9000))), None) is None


def test_a_picture_that_promises_more_than_it_holds() -> None:
    head = struct.pack(">IIBBBBB", 4000, 4000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    seen(data, None)


def test_a_picture_and_a_source_of_different_screens() -> None:
    for size in ((2400, 1080), (500, 500), (90, 1900)):
        view = seen(png(Image.effect_noise(size, 60).convert("RGB")), source(consent_screen()))
        assert view is not None
        bounds = Box(0, 0, *size)
        assert all(bounds.contains(window.box) for window in view.windows)
