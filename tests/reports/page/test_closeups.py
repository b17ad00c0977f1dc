"""Small places are shown as sharply as they were recorded, and personal values stay covered there too."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from detectors.rules.finding import EvidenceRef, Findings, Text
from evidence.recording import Recording
from reports.masking import mask_for
from reports.page.building import tell
from reports.page.contract import BoxPx
from reports.pictures import COVER
from tests.reports.staged import findings_of, staged

LABEL: BoxPx = (200, 760, 320, 820)
CONTACT: BoxPx = (60, 960, 200, 1020)
"""Within the line of the staged main screen that has a contact's name and number."""


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return staged(tmp_path_factory.mktemp("closeups") / "r")


def _pointing(recording: Recording, *places: tuple[int, BoxPx]) -> Findings:
    whole = findings_of(recording)
    label = Text(zh="标签", en="label")
    refs = tuple(EvidenceRef(kind="screen", id=str(screen), label=label, box=box) for screen, box in places)
    return whole.model_copy(update={"findings": (whole.findings[0].model_copy(update={"evidence": refs}),)})


def test_a_small_place_is_kept_as_sharp_as_it_was_recorded(recording: Recording) -> None:
    whole, outside = (0, 0, 1080, 2400), (-50, -50, -10, -10)
    findings = _pointing(recording, (2, LABEL), (2, LABEL), (2, whole), (2, outside), (99, LABEL))
    parts = tell(recording, findings, mask_for(recording, show_values=False))
    (closeup,) = parts.payload.closeups
    x1, y1, x2, y2 = closeup.region
    assert x1 <= LABEL[0] and y1 <= LABEL[1] and x2 >= LABEL[2] and y2 >= LABEL[3]
    with Image.open(io.BytesIO(parts.pictures[closeup.picture])) as picture:
        assert picture.size == (x2 - x1, y2 - y1)
        with Image.open(io.BytesIO(recording.screens[2].picture or b"")) as screen:
            original = screen.convert("RGB").crop(closeup.region)
        difference = ImageChops.difference(picture.convert("RGB"), original)
    assert ImageStat.Stat(difference).mean < [8.0, 8.0, 8.0]


@pytest.mark.parametrize("show", [False, True])
def test_what_is_personal_is_covered_unless_values_are_shown(recording: Recording, show: bool) -> None:
    mask = mask_for(recording, show_values=show)
    parts = tell(recording, _pointing(recording, (3, CONTACT)), mask)
    (closeup,) = parts.payload.closeups
    with Image.open(io.BytesIO(parts.pictures[closeup.picture])) as picture:
        left, top, _, _ = closeup.region
        near = picture.convert("RGB").getpixel((CONTACT[0] + 5 - left, CONTACT[1] + 30 - top))
    assert isinstance(near, tuple)
    covered = all(abs(a - b) < 16 for a, b in zip(near, COVER, strict=True))
    assert covered is not show


def test_a_linked_page_has_closeups_beside_it(recording: Recording) -> None:
    mask = mask_for(recording, show_values=False)
    parts = tell(recording, _pointing(recording, (2, LABEL)), mask, beside="report.files")
    (closeup,) = parts.payload.closeups
    assert parts.payload.pictures[closeup.picture].href in parts.files and not parts.pictures
