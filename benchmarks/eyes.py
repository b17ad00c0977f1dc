"""How well the eyes see: `consentinel inspect` against a labelled corpus, by measure and library, and what is wrong.

The rules of each measure stand in `benchmarks.eyes_scoring`. The corpus is drawn first with
`python -m tests.perception.screen.corpus render --out DIR`; screens of the held-out half are never named unless
`--wrong` asks for them, so that nobody tunes to them by chance. `--docs` measures both halves in all modes and writes
the tables of docs/accuracy.md. Run: `python -m benchmarks.eyes --corpus DIR [--half tuning] [--mode both]`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.eyes_scoring import Outcome, compare
from consentinel.inspecting import see, stated

HALVES = ("tuning", "held-out")
MODES = ("both", "image", "tree")
AIMS: Mapping[str, tuple[str, float]] = {
    "pop-up": ("f1", 0.97),
    "pop-up box": ("rate", 0.0),
    "kind": ("rate", 0.95),
    "consent pop-up": ("pr", 0.98),
    "agree/refuse": ("rate", 0.98),
    "policy link": ("rate", 0.0),
    "equal choice": ("rate", 0.0),
    "ticked": ("rate", 0.98),
    "tick box": ("pr", 0.0),
    "ad": ("pr", 0.0),
    "ad label": ("pr", 0.97),
    "close": ("pr", 0.96),
    "closable now": ("rate", 0.97),
}
"""Each measure: whether F1, precision and recall, or the share that is right counts; the aim with tree and picture."""
_IMAGE_AIMS = {"ad label": 0.90}
_IMAGE_SLACK = 0.05
_DOCS = Path(__file__).resolve().parents[1] / "docs" / "accuracy.md"

_INTRODUCTION = """# How well the eyes see

Made by `make accuracy` from a generated, labelled corpus that is not in the repository:
`python -m tests.perception.screen.corpus render --out DIR` draws the same screens anywhere, with real UI libraries in a
real browser. The eyes were fitted to the tuning half: dialogs as phone makers draw them, Vant, WeUI, antd-mobile,
TDesign, NutUI, Varlet, Framework7 and mdui. The held-out half has other libraries (Quasar, Element Plus, Vuetify,
Onsen UI, Ionic, Arco), templates, words and photographs; it was written after the looks of a first one had been taken
into tuning. Nobody looked at its screens; its figures were read by measure, library, template and stage. `both` is
picture and tree, `image` the picture alone, `tree` the tree alone. ▼ marks what is below the aim. What each measure
counts stands in `benchmarks/eyes_scoring.py`.
"""


@dataclass(slots=True)
class Tally:
    """Counts of one measure."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        setattr(self, outcome.result, getattr(self, outcome.result) + 1)

    @property
    def precision(self) -> float:
        """Of what was seen, the share that is there; 1 when nothing was seen."""
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Of what is there, the share that was seen; for rates, the share that is right."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.hit / (2 * self.hit + self.extra + self.missed) if self.hit + self.extra + self.missed else 1.0

    def figures(self, measure: str) -> str:
        """The figures that count for a measure."""
        if not self.hit + self.extra + self.missed:
            return "–"
        if AIMS[measure][0] == "rate":
            return f"{self.recall:.3f}"
        if AIMS[measure][0] == "f1":
            return f"{self.f1:.3f} ({self.precision:.3f}/{self.recall:.3f})"
        return f"{self.precision:.3f}/{self.recall:.3f}"

    def reaches(self, measure: str, aim: float) -> bool:
        """Whether the worst figure that counts is at or above the aim."""
        how = AIMS[measure][0]
        worst = {"rate": self.recall, "f1": self.f1, "pr": min(self.precision, self.recall)}[how]
        return worst >= aim


@dataclass(slots=True)
class Measured:
    """The tallies of a half in one mode: in all, by library, and the outcomes that are wrong with their screens."""

    screens: int = 0
    total: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    libraries: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Tally)))
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, Outcome]] = field(default_factory=list)


def measure(folder: Path, mode: str, library: str | None = None, every: int = 1) -> Measured:
    """Look at every n-th screen of a folder with its picture, its tree, or both. FileNotFoundError if there is none."""
    files = sorted(folder.glob("*.truth.json"))
    if not files:
        raise FileNotFoundError(
            f"no screens in {folder}: draw them with python -m tests.perception.screen.corpus render"
        )
    measured = Measured()
    for file in files[::every]:
        true = json.loads(file.read_text(encoding="utf-8"))
        if library not in (None, true["library"]) or (mode == "tree" and true["traits"]["shrunk"] != 1):
            continue
        name = file.name.removesuffix(".truth.json")
        picture = next(folder / f"{name}{end}" for end in (".png", ".jpg") if (folder / f"{name}{end}").exists())
        tree = (folder / f"{name}.xml").read_bytes()
        view = see(None if mode == "tree" else picture.read_bytes(), None if mode == "image" else tree)
        measured.screens += 1
        measured.counts[true["library"]] += 1
        label = f"{name} {true['library']} {true['template']}"
        for outcome in compare(stated(view), true):
            measured.total[outcome.measure].add(outcome)
            measured.libraries[true["library"]][outcome.measure].add(outcome)
            if outcome.result != "hit":
                measured.wrong.append((label, outcome))
    return measured


def aim_of(name: str, mode: str) -> float:
    """What is aimed at in a mode; 0 where nothing is."""
    aim = AIMS[name][1]
    if mode == "both" or not aim:
        return aim
    return _IMAGE_AIMS.get(name, aim - _IMAGE_SLACK) if mode == "image" else 0.0


def in_all(results: Mapping[str, Measured]) -> str:
    """The measures by mode as a Markdown table; a figure below its aim is marked."""
    lines = [f"| measure | aim | {' | '.join(results)} |", f"|---|---|{'---|' * len(results)}"]
    for name, (how, aim) in AIMS.items():
        cells = []
        for mode, measured in results.items():
            tally = measured.total.get(name, Tally())
            low = "" if tally.reaches(name, aim_of(name, mode)) or not tally.hit + tally.missed else " ▼"
            cells.append(tally.figures(name) + low)
        head = {"f1": f"{name} F1 (P/R)", "pr": f"{name} P/R", "rate": name}[how]
        lines.append(f"| {head} | {aim or '–'} | {' | '.join(cells)} |")
    return "\n".join(lines)


def by_library(measured: Measured) -> str:
    """The measures by library as a Markdown table."""
    names = sorted(measured.libraries)
    lines = [
        f"| measure | {' | '.join(f'{name} ({measured.counts[name]})' for name in names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for name in AIMS:
        cells = (measured.libraries[library].get(name, Tally()).figures(name) for library in names)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def write_docs(corpus: Path, file: Path = _DOCS, every: int = 1) -> None:
    """Measure both halves in all modes and write the page; it says so when only every n-th screen was looked at."""
    parts = [_INTRODUCTION]
    for half in reversed(HALVES):
        results = {mode: measure(corpus / half, mode, every=every) for mode in MODES}
        which = "" if every == 1 else f", every {every}th of the half"
        parts.append(f"## {half.capitalize()} half: {results['both'].screens} screens{which}\n\n{in_all(results)}\n")
        for mode in ("both", "image"):
            parts.append(f"By library, {mode}:\n\n{by_library(results[mode])}\n")
    file.write_text("\n".join(parts), encoding="utf-8")


def main(words: Sequence[str] | None = None) -> int:
    """Print the figures; 0 when every aim of the modes asked for is reached, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, default=Path(tempfile.gettempdir()) / "corpus", help="folder with the halves"
    )
    parser.add_argument("--half", choices=HALVES, default="tuning")
    parser.add_argument("--mode", choices=MODES, action="append", help="may be given several times; both if not given")
    parser.add_argument("--library", help="one library alone")
    parser.add_argument("--every", type=int, default=1, help="only every n-th screen")
    parser.add_argument("--wrong", action="store_true", help="name the wrong ones of the held-out half too")
    parser.add_argument("--docs", action="store_true", help="write docs/accuracy.md instead")
    told = parser.parse_args(words)
    try:
        if told.docs:
            write_docs(told.corpus, every=told.every)
            return 0
        results = {
            mode: measure(told.corpus / told.half, mode, told.library, told.every) for mode in told.mode or ["both"]
        }
    except FileNotFoundError as missing:
        parser.error(str(missing))
    for mode, measured in results.items():
        if told.half == "tuning" or told.wrong:
            _print_wrong(mode, measured.wrong)
        print(f"\n{told.half}, {mode}, by library\n{by_library(measured)}")
    print(f"\n{told.half}: {next(iter(results.values())).screens} screens\n{in_all(results)}")
    reached = (
        measured.total[name].reaches(name, aim_of(name, mode)) for mode, measured in results.items() for name in AIMS
    )
    return 0 if all(reached) else 1


def _print_wrong(mode: str, wrong: Iterable[tuple[str, Outcome]]) -> None:
    for label, outcome in sorted(wrong, key=lambda one: (list(AIMS).index(one[1].measure), one[0])):
        print(f"{mode}: {outcome.measure} {outcome.result}: {label}: {outcome.note}")


if __name__ == "__main__":
    sys.exit(main())
