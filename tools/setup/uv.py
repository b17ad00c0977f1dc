"""uv, which makes the Python environment: the user's own, else one installed with pip into `.tools`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tools.setup.places import ROOT, TOOLS
from tools.setup.process import Missing, run

_MEND = "install uv (pipx install uv), or Python's own pip and venv (Debian: apt-get install python3-venv)"


def find_or_install_uv() -> Path:
    """The uv program. Raises Missing when there is none and no pip either."""
    found = shutil.which("uv")
    if found is not None and _starts(Path(found)):
        return Path(found)
    for program in (TOOLS / "uv" / "bin" / "uv", TOOLS / "uv-packages" / "bin" / "uv"):
        if program.is_file():
            return program
    try:
        return _install_into_venv()
    except Missing:
        # Debian's Python comes without ensurepip; its pip, when there is one, can still fill a folder.
        return _install_into_folder()


def _starts(program: Path) -> bool:
    """Whether it does more than stand on PATH: a shim of pyenv may have no uv behind it for this project's Python."""
    try:
        return (
            subprocess.run([program, "--version"], cwd=ROOT, capture_output=True, timeout=30, check=False).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install_into_venv() -> Path:
    home = TOOLS / "uv"
    # Built aside: a broken-off install must not pass for a whole one.
    aside = TOOLS / "uv.new"
    shutil.rmtree(aside, ignore_errors=True)
    run([sys.executable, "-m", "venv", aside], _MEND)
    run([aside / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"], _MEND)
    shutil.rmtree(home, ignore_errors=True)
    aside.rename(home)
    return home / "bin" / "uv"


def _install_into_folder() -> Path:
    folder = TOOLS / "uv-packages"
    run([sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "uv"], _MEND)
    return folder / "bin" / "uv"
