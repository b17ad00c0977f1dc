"""Python of the version in `.python-version`, and `.venv` from the hashed lock with the project in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Iterator

from tools.setup.places import LOCK, ROOT, TOOLS, VENV, VENV_PYTHON
from tools.setup.process import Missing, run
from tools.setup.stamps import Stamps
from tools.setup.uv import find_or_install_uv

_PROJECT = ROOT / "pyproject.toml"
_WANTED = ROOT / ".python-version"
_REGISTRY_MEND = "check that the package registry answers, then run `make setup` again"


def make_environment(stamps: Stamps) -> None:
    """Make or bring up to date `.venv`: what the lock says, no more and no less, and the project in editable form."""
    if not stamps.holds("locked packages", [LOCK, _WANTED]) or not _starts(VENV_PYTHON):
        print("Python environment: installing what the lock names …", flush=True)
        stamps.forget("locked packages")
        uv = find_or_install_uv()
        if not _is_version(VENV_PYTHON, wanted_version()):
            python = find_python(uv)
            shutil.rmtree(VENV, ignore_errors=True)
            run([uv, "venv", "--python", python, VENV], "remove .venv and run `make setup` again")
        # Compiled here once: mitmdump and the phones start often, also where Python is told to keep no bytecode.
        sync = [uv, "pip", "sync", "--python", VENV_PYTHON, "--require-hashes", "--compile-bytecode", LOCK]
        run(sync, _REGISTRY_MEND)
        _install_project(uv)
        stamps.keep("locked packages", [LOCK, _WANTED], [VENV_PYTHON])
        stamps.keep("project", [_PROJECT], [VENV / "bin" / "consentinel"])
    elif not stamps.holds("project", [_PROJECT]):
        _install_project(find_or_install_uv())
        stamps.keep("project", [_PROJECT], [VENV / "bin" / "consentinel"])


def wanted_version() -> str:
    return _WANTED.read_text(encoding="utf-8").strip()


def find_python(uv: Path) -> Path:
    """An interpreter of the wanted version: any that the machine has, else one that uv fetches into `.tools`."""
    wanted = wanted_version()
    for python in _candidates(wanted):
        if _is_version(python, wanted):
            return python
    own = {"UV_PYTHON_INSTALL_DIR": str(TOOLS / "python"), "UV_PYTHON_INSTALL_BIN": "0"}
    mend = f"install Python {wanted} (python.org, pyenv, or your system's packages) and run `make setup` again"
    for_uv = [uv, "python", "find", "--no-project", wanted]
    try:
        return Path(run(for_uv, mend, extra=own).strip())
    except Missing:
        print(f"Python {wanted}: fetching it …", flush=True)
    try:
        run([uv, "python", "install", wanted], mend, extra=own)
        return Path(run(for_uv, mend, extra=own).strip())
    except Missing as missing:
        raise Missing(f"Python {wanted} is not on this machine and could not be fetched", mend) from missing


def _candidates(wanted: str) -> Iterator[Path]:
    on_path = shutil.which(f"python{wanted}")
    if on_path is not None:
        yield Path(on_path)
    # pyenv's shims refuse to start what the current folder has not chosen; the interpreters behind them do start.
    shims = [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part.endswith("/shims")]
    roots = [os.environ.get("PYENV_ROOT", ""), *(str(shim.parent) for shim in shims), os.path.expanduser("~/.pyenv")]
    for root in filter(None, roots):
        yield from sorted(Path(root).glob(f"versions/{wanted}*/bin/python"), reverse=True)


def _install_project(uv: Path) -> None:
    # The build backend is in the lock, so nothing without a hash is fetched to build the project.
    install = [uv, "pip", "install", "--python", VENV_PYTHON, "--no-deps", "--no-build-isolation", "--editable", ROOT]
    run(install, _REGISTRY_MEND)


def _starts(python: Path) -> bool:
    return python.exists() and os.access(str(python), os.X_OK)


def _is_version(python: Path, wanted: str) -> bool:
    """Whether this interpreter starts and is of the wanted version (`3.13` takes any 3.13.x)."""
    if not _starts(python):
        return False
    question = "import platform; print(platform.python_version())"
    try:
        told = subprocess.run(
            [str(python), "-c", question],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
            timeout=20,
            check=False,
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told == wanted or told.startswith(wanted + ".")
