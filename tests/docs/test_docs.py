"""What the documents say is there is there: files, commands, rules, events, steps, error lines."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import typer.main

from consentinel.cli import app
from consentinel.nightly.notify import NightlyFile
from consentinel.nightly.suppressing import load_suppressions
from detectors.registry import detectors
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Verdict
from evidence.events import BaseEvent, Event
from evidence.traffic import BaseLine, IndexLine
from harness.config.apps import load_apps
from harness.config.devices import load_devices
from harness.config.reading import read_file
from harness.platforms import DeviceState
from harness.scenario.language.vocabulary import OTHERS
from harness.scenario.load import load_scenario
from harness.scenario.model import STEPS, Header, SelectorFields
from tests.evidence.made import write_small

ROOT = Path(__file__).resolve().parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DOCUMENTS = (*READMES, *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md")

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_RULE = re.compile(r"\b[a-z]+(?:-[a-z]+)*-\d{4}/[0-9]+(?:\.[0-9a-z]+)*\b")

documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


@documents
def test_links_and_pictures_lead_to_files(document: Path) -> None:
    prose = _FENCE.sub("", document.read_text("utf-8"))
    for link in _LINK.findall(prose):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in _anchors(target), f"{link}: no such heading"


@documents
def test_commands_exist_with_their_options(document: Path) -> None:
    for line in _commands(document):
        words = shlex.split(line, comments=True)
        if words[0] == "make":
            assert set(words[1:]) <= _targets(), line
        else:
            name, *rest = words[1:]
            assert name in _options(), line
            given = {word.partition("=")[0] for word in rest if word.startswith("-")}
            assert given <= _options()[name] | {"--help"}, line


@documents
def test_commands_in_running_text_exist(document: Path) -> None:
    prose = _FENCE.sub("", document.read_text("utf-8"))
    for code in _CODE.findall(prose):
        words = code.split()
        if words[0] == "make" and len(words) > 1:
            assert words[1] in _targets(), code
        elif words[0] == "consentinel" and len(words) > 1 and re.fullmatch(r"[a-z]+", words[1]):
            assert words[1] in _options(), code


@documents
def test_rules_that_are_named_are_in_the_catalogue(document: Path) -> None:
    known = {rule.id for rule in catalogue().rules}
    named = set(_RULE.findall(document.read_text("utf-8")))
    assert named <= known


def test_every_judged_rule_stands_in_the_table_of_verdicts() -> None:
    text = _section(ROOT / "docs" / "verdicts.md", "The rules of this version")
    judged = {id for id, _ in detectors()}
    assert set(_first_cells(text)) == judged
    for id, row in re.findall(r"^\| `(\S+)` \|(.*)$", text, re.MULTILINE):
        assert set(re.findall(r"TH\d\d", row)) == set(catalogue().rule(id).thresholds), id


def test_every_verdict_is_explained() -> None:
    for document in (*READMES, ROOT / "docs" / "verdicts.md"):
        assert {str(verdict) for verdict in Verdict} <= set(_first_cells(document.read_text("utf-8"))), document.name


def test_the_readmes_tell_how_many_rules_there_are() -> None:
    numbers = {str(len(catalogue().rules)), str(len(catalogue().instruments)), str(len(detectors()))}
    for document in READMES:
        assert numbers <= set(re.findall(r"\d+", document.read_text("utf-8"))), document.name


def test_both_readmes_show_the_same_commands_and_links() -> None:
    first, second = (document.read_text("utf-8") for document in READMES)
    assert list(map(_words, _commands(READMES[0]))) == list(map(_words, _commands(READMES[1])))
    led = {link.replace("docs/zh/", "docs/") for link in _LINK.findall(second)}
    assert set(_LINK.findall(first)) - {READMES[1].name} == led - {READMES[0].name}
    assert first.count("\n## ") == second.count("\n## ")


def test_every_event_type_is_described_and_no_other() -> None:
    described = _first_cells(_section(ROOT / "docs" / "recording.md", "Events"))
    assert sorted(described) == sorted(_types(get_args(Event)))


def test_every_traffic_line_is_described_and_no_other() -> None:
    described = _first_cells(_section(ROOT / "docs" / "recording.md", "Traffic lines"))
    assert sorted(described) == sorted(_types(get_args(IndexLine)))


def test_every_step_is_described_with_its_settings_and_defaults() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", _section(ROOT / "docs" / "scenarios.md", "The steps"), re.M))
    assert set(rows) == set(STEPS)
    for word, step in STEPS.items():
        shared = {"optional", "label"} | ({"purpose"} if word in ("idle", "background") else set())
        if SelectorFields in step.__mro__:
            assert "*selector*" in rows[word], word
            shared |= set(SelectorFields.model_fields)
        fields = {name: field for name, field in step.model_fields.items() if name not in shared}
        told = set(_CODE.findall(rows[word]))
        assert told >= {field.alias or name for name, field in fields.items()}, word
        for name, field in fields.items():
            if isinstance(field.default, bool | int | float):
                assert f"`{name}`{' *short*' * (step.shorthand == name)} ({str(field.default).lower()}" in rows[word]
        if step.shorthand:
            assert f"`{step.shorthand}` *short*" in rows[word]


def test_every_setting_of_a_selector_is_described() -> None:
    rows = _section(ROOT / "docs" / "scenarios.md", "Naming a node")
    assert set(_CODE.findall(rows)) >= set(SelectorFields.model_fields)


def test_every_key_of_the_header_is_described() -> None:
    rows = _section(ROOT / "docs" / "scenarios.md", "The header")
    assert set(_CODE.findall(rows)) >= set(Header.model_fields)


def test_words_of_maestro_that_are_missing_are_named() -> None:
    told = set(_CODE.findall(_section(ROOT / "docs" / "scenarios.md", "What differs from Maestro")))
    assert told >= {word for word in OTHERS if not word.endswith("WithAI")}


def test_the_library_is_described() -> None:
    section = _section(ROOT / "docs" / "scenarios.md", "The library")
    rows = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", section, re.M))
    scenarios = {path.stem: load_scenario(path) for path in (ROOT / "scenarios").glob("*.yaml")}
    assert set(rows) == set(scenarios)
    assert all(duration in scenarios[name].header.tags for name, duration in rows.items())


@pytest.mark.parametrize("folder", ["docs", "docs/zh"])
def test_error_lines_are_those_of_the_code(folder: str) -> None:
    text = (ROOT / folder / "troubleshooting.md").read_text("utf-8")
    code = "\n".join(_python("evidence", "perception", "harness", "detectors", "consentinel"))
    quoted = [line for cell in re.findall(r"^\| ([^|]*`[^|]*) \|", text, re.M) for line in _CODE.findall(cell)]
    assert len(quoted) > 100
    for line in quoted:
        for fixed in filter(None, (part.strip(" '():") for part in line.split("…"))):
            assert fixed in code, f"nothing says {fixed!r}"


@documents
def test_examples_of_files_are_read_without_complaint(document: Path, tmp_path: Path) -> None:
    for language, block in _FENCE.findall(document.read_text("utf-8")):
        text = textwrap.dedent(block)
        file = tmp_path / "example.yaml"
        if language != "yaml":
            continue
        if "\n---\n" in text:
            file.write_text(text, "utf-8")
            load_scenario(file)
        elif "apps:\n" in text:
            file.write_text(text, "utf-8")
            load_apps(file)
        elif "suppressions:\n" in text:
            file.write_text(text, "utf-8")
            load_suppressions(file)
        elif "notify:\n" in text:
            file.write_text(text, "utf-8")
            read_file(file, NightlyFile, unique="notify")
        else:
            file.write_text(text if "devices:\n" in text else f"devices:\n{textwrap.indent(text, '  ')}", "utf-8")
            load_devices(file)


def test_the_python_example_reads_a_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recording = write_small(tmp_path / "attempt-1").folder
    (example,) = (b for name, b in _FENCE.findall((ROOT / "docs/recording.md").read_text("utf-8")) if name == "python")
    program = re.sub(r'Path\(".*?"\)', f"Path({str(recording)!r})", example)
    exec(compile(program, "docs/recording.md", "exec"), {})
    assert "shop True ()" in capsys.readouterr().out


def test_every_state_of_a_device_is_named() -> None:
    section = _section(ROOT / "docs" / "real-phones.md", "A phone on USB")
    assert set(get_args(DeviceState)) <= set(_CODE.findall(section))


def _section(document: Path, heading: str) -> str:
    """What stands below a heading of the second level, up to the next one."""
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", document.read_text("utf-8"), re.M | re.S)
    assert found is not None, f"{document.name} has no heading {heading!r}"
    return found.group(1)


def _first_cells(text: str) -> list[str]:
    """The code in the first cell of each row of the tables."""
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def _commands(document: Path) -> Iterator[str]:
    for language, block in _FENCE.findall(document.read_text("utf-8")):
        for line in block.splitlines() if language == "sh" else ():
            command = line.strip().removeprefix("$ ").removeprefix(".venv/bin/")
            if command.startswith(("consentinel ", "make ")):
                # Angle brackets stand for a name of the reader's.
                yield re.sub(r"<[^<>]*>", "NAME", command)


def _words(command: str) -> list[str]:
    return shlex.split(command, comments=True)


@cache
def _options() -> dict[str, set[str]]:
    group = typer.main.get_group(app)
    return {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in group.commands.items()
    }


@cache
def _targets() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def _types(models: tuple[type[BaseEvent | BaseLine], ...]) -> list[str]:
    return [model.model_fields["type"].default for model in models]


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def _python(*rooms: str) -> Iterator[str]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            # Strings that go on in the next line are one.
            yield re.sub(r'"\s*\n\s*f?"', "", path.read_text("utf-8"))
