"""One browser for all tests of the page, and the pages that they look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from detectors.rules.finding import EvidenceRef, Finding, Findings, Text
from evidence import events as ev
from evidence.recording import Recording
from harness.toolchain.browser import locate_chromium
from reports.html import html_report
from tests.recordings import Tape
from tests.reports.staged import DIALOG, HOME, findings_of, show, staged

EVIL = (
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    "</script><!--\"'><svg onload=document.title='taken'> {{ 7*7 }} \u202e\u2066evil\u2069 \x00\x07\ud800 "
)
LONG = "很" * 300_000 + "long" * 200_000
MANY = 1500
"""Requests of the page that is scrolled."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=locate_chromium().path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the staged recording."""
    folder = tmp_path_factory.mktemp("good")
    recording = staged(folder / "r")
    return written(folder, recording, findings_of(recording))


@pytest.fixture(scope="session")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a recording with many requests, many screens, a prompt and a search of the policy."""
    folder = tmp_path_factory.mktemp("searched")
    tape = Tape(folder / "r")
    tape.phase("agree")
    tape.launch()
    home = show(tape, *HOME)
    first_screen = next(iter(Recording.open(tape.folder).screens.values())).taken
    tape.add(ev.SystemPrompt(screen=home, kind="permission", permissions=("android.permission.CAMERA",)))
    first, second = tape.tap("search", home, "我的"), tape.tap("search", None, "设置")
    mine, settings = show(tape, *HOME[:2]), show(tape, *HOME[:3])
    edges = (
        ev.SearchEdge(source=0, target=1, tap=first.id, label="我的"),
        ev.SearchEdge(source=1, target=2, tap=second.id, label="设置"),
        ev.SearchEdge(source=0, target=None, tap=999, label="nowhere"),
    )
    nodes = [
        ev.SearchNode(node=number, screen=screen, depth=number, expanded=True)
        for number, screen in enumerate((home, mine, settings))
    ]
    tape.add(
        ev.PolicySearchEnded(
            result="found", path=(first.id, second.id), taps=2, taps_spent=3, nodes=tuple(nodes), edges=edges
        )
    )
    for number in range(MANY):
        tape.flow(path=f"/v1/item?page={number}", at_ms=tape.now + number * 10)
    tape.wait(MANY * 10)
    for _ in range(40):
        number, _, _ = tape.writer.screen_files(None, None)
        taken = tape.now + 5
        tape.add(first_screen.model_copy(update={"id": 0, "at_ms": 0, "screen": number, "taken_ms": taken}))
        tape.wait(200)
    recording = tape.end()
    return written(folder, recording, findings_of_none())


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page about an app that puts an attack, or a megabyte, into everything that it can supply."""
    folder = tmp_path_factory.mktemp("hostile")
    tape = Tape(folder / "r", identifiers={"android_id": (EVIL,), "oaid": ("x" * 1_000_000,)})
    tape.phase("agree")
    tape.launch()
    screen = show(tape, *DIALOG)
    for text in (EVIL, LONG):
        tape.tap("agree", screen, text)
        tape.add(ev.AppOutcome(outcome="crash", detail=text))
        tape.add(ev.InfraProblem(error=text, message=text))
        tape.add(ev.SystemPrompt(screen=screen, kind="permission", text=text))
        tape.add(ev.KeyPressed(key=text))
        tape.flow(text[:5000], "/" + text, text.encode("utf-8", "surrogatepass"), headers=(("X", text), (text, "x")))
        tape.tls_failure(text[:5000])
        edge = ev.SearchEdge(source=0, target=None, tap=1, label=text)
        node = ev.SearchNode(node=0, screen=screen, depth=10**9, expanded=False)
        tape.add(ev.PolicySearchEnded(result="exhausted", reason=text, nodes=(node,), edges=(edge, edge)))
    tape.add(ev.RunEnded(outcome="failed", reason=EVIL + LONG))
    recording = tape.end(None)
    words = Text(zh=EVIL + LONG, en=EVIL + LONG)
    refs = [
        EvidenceRef(kind="flow", id=flow.id, label=words, place=place, range=(2, 40), encodings=(EVIL,))
        for flow in recording.flows
        for place in ("url", "body", "header:x", EVIL)
    ]
    refs += [EvidenceRef(kind="event", id=str(event.id), label=words) for event in recording.events]
    refs.append(EvidenceRef(kind="screen", id="1", label=words, box=(-(10**6), -5, 10**6, 10**6)))
    refs += [EvidenceRef(kind=kind, id=EVIL, label=words) for kind in ("screen", "policy", "device", "tls", "line")]
    return written(folder, recording, findings_of_hostile(words, tuple(refs)))


def findings_of_hostile(words: Text, refs: tuple[EvidenceRef, ...]) -> Findings:
    finding = Finding.model_validate(
        {
            "rule": "app-2019/3.1",
            "verdict": "violation",
            "detector": EVIL,
            "detector_version": 1,
            "message": words,
            "reason": words,
            "measures": {EVIL: EVIL},
            "evidence": refs,
        }
    )
    return Findings(run_id=EVIL, attempt=1, catalogue_version=EVIL, findings=(finding,))


def findings_of_none() -> Findings:
    return Findings(run_id="run-1", attempt=1, catalogue_version="x", findings=())


def written(folder: Path, recording: Recording, findings: Findings) -> Path:
    path = folder / "report.html"
    path.write_bytes(html_report(recording, findings))
    return path
