"""Captures in which anything stands where something else should: read, or refused in one line."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.errors import EvidenceError
from evidence.importers.har import HarSource
from evidence.importers.pcap import PcapSource
from evidence.importers.recorded import Told, import_capture
from evidence.importers.seen import Source
from evidence.recording import Recording
from tests.evidence.importers import dialects

FOLDER = Path(__file__).parent / "tshark"
STRANGE: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        -1,
        10**400,
        1e308,
        "",
        "x",
        "\ud800",
        "\udc80",
        "-5",
        "0x",
        "²",
        [],
        [[]],
        {},
        {"": 0},
        ["a", 1],
        "\0",
    ]
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all parts of a value."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


def _with(value: Any, path: tuple[Any, ...], strange: Any) -> Any:
    """The value with something else at a place."""
    if not path:
        return strange
    changed = copy.deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = strange
    return changed


def _try(source: Source, folder: Path) -> None:
    """Import it: what comes of it opens without damage; nothing else than EvidenceError is raised."""
    try:
        import_capture(source, folder / "recording", "run", Told())
    except EvidenceError as error:
        assert "\n" not in str(error)
    else:
        assert not Recording.open(folder / "recording").damage


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.parametrize("dialect", ["charles", "toolkit", "chrome", "cyanoacrylate"])
def test_har(tmp_path: Path, dialect: str, data: st.DataObject) -> None:
    value = json.loads(getattr(dialects, dialect)(tmp_path / "good.har").read_bytes())
    place = data.draw(st.sampled_from(list(_places(value))))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "bad.har"
        path.write_text(json.dumps(_with(value, place, data.draw(STRANGE))))
        _try(HarSource(path), Path(name))


@settings(deadline=None, max_examples=25)
@given(st.data())
@pytest.mark.parametrize("file", ["packets-x.json", "packets-raw.json"])
def test_tshark(file: str, data: st.DataObject) -> None:
    packets = json.loads((FOLDER / file).read_text())
    number = data.draw(st.integers(0, len(packets) - 1))
    place = data.draw(st.sampled_from(list(_places(packets[number]))))
    packets[number] = _with(packets[number], place, data.draw(STRANGE))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "bad.json"
        path.write_text(json.dumps(packets))
        _try(PcapSource(path), Path(name))
