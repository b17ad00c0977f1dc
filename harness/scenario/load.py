"""Reading a scenario file: a header, `---`, and a list of steps, with the files that it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from harness.config.reading import Location, explain, nearest, place_of, plain_keys, read_documents
from harness.errors import ConfigError
from harness.scenario.language.block import Block
from harness.scenario.language.expression import BadExpression, check, check_script
from harness.scenario.language.script import RunScript
from harness.scenario.language.text import InputText
from harness.scenario.language.vocabulary import OTHERS, STEPS
from harness.scenario.language.words import EXPRESSION
from harness.scenario.model import Header, Scenario, Step
from harness.scenario.redaction import without

MAX_FILES = 100
MAX_READS = 500
"""A file is read as often as it is run."""
MAX_SCRIPT_BYTES = 1024 * 1024


def load_scenario(path: Path) -> Scenario:
    """The scenario of a file. Raises ConfigError with file, line, column, step and the nearest known word."""
    files = _Files()
    header, steps = _File(path, files).read()
    return Scenario(header=header, steps=steps, text=files.text(), source=path.name)


@dataclass(slots=True)
class _Files:
    """All files that make up one scenario, in the order of their reading.

    `redacted` are texts to leave out, `cut` the places of values.
    """

    texts: dict[Path, str] = field(default_factory=dict)
    redacted: set[str] = field(default_factory=set)
    cut: dict[Path, set[tuple[int, int]]] = field(default_factory=dict)
    reads: int = 0

    def add(self, path: Path, text: str) -> None:
        self.texts.setdefault(path, text)

    def text(self) -> str:
        kept = {path: without(text, self.cut.get(path, ()), self.redacted) for path, text in self.texts.items()}
        (_, first), *others = kept.items()
        return first + "".join(f"\n# ---- {path.name}, which it runs ----\n{text}" for path, text in others)


@dataclass(slots=True)
class _File:
    """One file of a scenario; `chain` are the files that led to it."""

    path: Path
    files: _Files
    chain: tuple[Path, ...] = ()

    def read(self) -> tuple[Header, tuple[Step, ...]]:
        self.files.reads += 1
        documents = [plain_keys(document) for document in read_documents(self.path)]
        self.files.add(self.path, self.path.read_text("utf-8"))
        if len(documents) != 2:
            raise self._error((1, 1), "a scenario has two parts, header and steps, with a line `---` between them")
        header, steps = documents
        if not isinstance(header, CommentedMap):
            raise self._error((1, 1), "the header must be a mapping, such as `name: first launch`")
        if not isinstance(steps, CommentedSeq) or not steps:
            raise self._error(None, "the steps after `---` must be a list with at least one step")
        head = self._header(header)
        return head, self._steps(steps, (), "steps")

    def _header(self, header: CommentedMap) -> Header:
        flows = {
            key: self._steps(header, (key,), "")
            for key in ("onFlowStart", "onFlowComplete")
            if isinstance(header.get(key), CommentedSeq)
        }
        try:
            head = Header.model_validate({**header, **flows})
        except ValidationError as error:
            raise explain(self.path, header, Header, error) from None
        self._check_expressions(header, ("env",), "", head.env)
        return head if head.name else head.model_copy(update={"name": self.path.stem})

    def _steps(self, document: Any, location: Location, root: str) -> tuple[Step, ...]:
        listed = document
        for key in location:
            listed = listed[key]
        return tuple(self._step(document, (*location, index), root) for index in range(len(listed)))

    def _step(self, document: Any, location: Location, root: str) -> Step:
        entry = document
        for key in location:
            entry = entry[key]
        if isinstance(entry, str):
            return self._make(document, location, root, entry, None)
        if not isinstance(entry, CommentedMap) or len(entry) != 1:
            raise self._wrong(
                document,
                location,
                root,
                "a step is one word, or one word with its settings; settings stand further to the right than the word",
            )
        ((word, settings),) = entry.items()
        return self._make(document, location, root, str(word), settings)

    def _make(self, document: Any, location: Location, root: str, word: str, settings: Any) -> Step:
        model = STEPS.get(word)
        if model is None:
            if word in OTHERS:
                raise self._wrong(document, location, root, f"Maestro's '{word}' is not a step here: {OTHERS[word]}")
            raise self._wrong(document, location, root, f"unknown step '{word}'{nearest(word, list(STEPS))}")
        within = (*location, word)
        if settings is not None and not isinstance(settings, CommentedMap):
            if model.shorthand is None:
                raise self._wrong(document, location, root, f"'{word}' {_no_plain_value(model)}")
            settings = {model.shorthand: settings}
        values = dict(settings or {})
        if issubclass(model, Block) and isinstance(values.get("commands"), CommentedSeq):
            values["commands"] = self._steps(document, (*within, "commands"), root)
        try:
            step = model.model_validate(values)
        except ValidationError as error:
            raise explain(self.path, document, model, error, within=within, root=root) from None
        self._check_expressions(document, within, root, values)
        if isinstance(step, InputText) and step.secret_as_written:
            self._leave_out(step.text, settings, document, within, root)
        return self._bring(step, document, within, root)

    def _check_expressions(self, document: Any, within: Location, root: str, values: dict[str, Any]) -> None:
        for place, text in _texts({key: value for key, value in values.items() if key != "commands"}):
            if EXPRESSION in text:
                try:
                    check(text)
                except BadExpression as error:
                    raise self._wrong(document, (*within, *place), root, str(error)) from None

    def _leave_out(self, text: str, settings: CommentedMap, document: Any, within: Location, root: str) -> None:
        if "text" not in (settings.lc.data or {}):
            raise self._wrong(document, within, root, "write `text` beside `redact`, so that it can be left out")
        self.files.cut.setdefault(self.path, set()).add(settings.lc.value("text"))
        if EXPRESSION not in text and len(text) > 1:
            self.files.redacted.add(text)

    def _bring(self, step: Step, document: Any, within: Location, root: str) -> Step:
        """The step with what stands in other files."""
        file = getattr(step, "file", None)
        if file is None:
            return step
        path = self._beside(str(file), document, (*within, "file"), root)
        if isinstance(step, Block):
            if path.resolve() in (*(known.resolve() for known in self.chain), self.path.resolve()):
                raise self._wrong(document, (*within, "file"), root, f"{file} runs itself, directly or by another file")
            if len(self.files.texts) >= MAX_FILES:
                raise self._wrong(document, (*within, "file"), root, f"more than {MAX_FILES} files are run")
            if self.files.reads >= MAX_READS:
                told = f"files are run more than {MAX_READS} times in all: use `repeat`"
                raise self._wrong(document, (*within, "file"), root, told)
            header, steps = _File(path, self.files, (*self.chain, self.path)).read()
            step.bring((*header.onFlowStart, *steps, *header.onFlowComplete), header.env)
        elif isinstance(step, RunScript):
            step.bring(self._script(path, document, within, root))
        else:
            step = step.model_copy(update={"file": path})
        return step

    def _script(self, path: Path, document: Any, within: Location, root: str) -> str:
        try:
            if path.stat().st_size > MAX_SCRIPT_BYTES:
                raise self._wrong(
                    document, (*within, "file"), root, f"{path.name} is larger than {MAX_SCRIPT_BYTES} bytes"
                )
            source = path.read_text("utf-8")
            check_script(source, path.name)
        except UnicodeDecodeError:
            raise self._wrong(document, (*within, "file"), root, f"{path.name} is not UTF-8") from None
        except OSError as error:
            raise self._wrong(
                document, (*within, "file"), root, f"{path.name} cannot be read: {error.strerror or error}"
            ) from None
        except BadExpression as error:
            raise self._wrong(document, (*within, "file"), root, str(error)) from None
        self.files.add(path, source)
        return source

    def _beside(self, file: str, document: Any, place: Location, root: str) -> Path:
        """The file that is meant relative to this one."""
        if EXPRESSION in file:
            raise self._wrong(document, place, root, "files are read before anything runs: write the name itself")
        try:
            path = self.path.parent / Path(file).expanduser()
            there_is = path.is_file()
        except (OSError, RuntimeError, ValueError) as error:
            told = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise self._wrong(document, place, root, f"{file!r:.100} cannot be a file: {told}") from None
        if not there_is:
            folder = path.parent
            there = [other.name for other in folder.iterdir() if other.is_file()] if folder.is_dir() else []
            like = nearest(path.name, [name for name in there if Path(name).suffix == path.suffix])
            raise self._wrong(document, place, root, f"there is no file {file}{like if 'mean' in like else ''}")
        return path

    def _wrong(self, document: Any, location: Location, root: str, what: str) -> ConfigError:
        place, key = place_of(document, location, root)
        return self._error(place, what, key)

    def _error(self, place: tuple[int, int] | None, what: str, key: str = "") -> ConfigError:
        at = f":{place[0]}:{place[1]}" if place else ""
        return ConfigError(f"{self.path}{at}: {key}{': ' if key else ''}{what}")


def _texts(value: Any, place: Location = ()) -> Iterator[tuple[Location, str]]:
    """All texts in the settings of a step, with their places."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*place, str(key)))
    elif isinstance(value, list | tuple) and not (value and isinstance(value[0], BaseModel)):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*place, index))


def _no_plain_value(model: type[Step]) -> str:
    own = [field.alias or name for name, field in model.model_fields.items() if name not in Step.model_fields]
    if not own:
        return "takes no value: write the word alone"
    return f"takes settings by name, not a plain value; known are {', '.join(own)}"
