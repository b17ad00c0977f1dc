"""The folders that set-up reads and fills."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
TOOLS = ROOT / ".tools"
LOG = TOOLS / "setup.log"
LOCK = ROOT / "requirements" / "dev.txt"
WEB_FOLDER = ROOT / "virtualphone"
BENCH_FOLDER = ROOT / "benchmarks"
CORPUS_FOLDER = ROOT / "tests" / "perception" / "screen" / "corpus"
READERS_FOLDER = ROOT / "tests" / "reports" / "readers"
PAGE_FOLDER = ROOT / "frontend"
PAGE_BUNDLE = ROOT / "reports" / "page" / "bundle"
