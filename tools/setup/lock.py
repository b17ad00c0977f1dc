"""Renews the locks: `requirements/dev.txt` with hashes and every package-lock.json. None of them names a host."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tools.setup.inventory import take_inventory
from tools.setup.node import npm_entry
from tools.setup.places import BENCH_FOLDER, CORPUS_FOLDER, LOCK, PAGE_FOLDER, READERS_FOLDER, ROOT, WEB_FOLDER
from tools.setup.process import Missing, run
from tools.setup.python import wanted_version
from tools.setup.uv import find_or_install_uv

_MEND = "check pyproject.toml, package.json and that the registries answer"


def renew_locks(upgrade: bool) -> None:
    """Write all locks anew; pins that still fit are kept unless `upgrade`. Raises Missing."""
    lock_python(upgrade)
    lock_npm(upgrade)


def lock_python(upgrade: bool) -> None:
    command: list[object] = [find_or_install_uv(), "pip", "compile", ROOT / "pyproject.toml", "--quiet"]
    command += ["--all-extras", "--group", "dev", "--python-version", wanted_version()]
    command += ["--universal", "--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "make lock"]
    command += ["--output-file", LOCK.relative_to(ROOT)]
    LOCK.parent.mkdir(exist_ok=True)
    run(command + (["--upgrade"] if upgrade else []), _MEND)


def lock_npm(upgrade: bool) -> None:
    node = Path(take_inventory()["node"].path)
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    npm = [node, npm_entry(node), "install", "--package-lock-only", "--no-audit", "--no-fund", "--loglevel=error"]
    for folder in (ROOT, WEB_FOLDER, PAGE_FOLDER, BENCH_FOLDER, CORPUS_FOLDER, READERS_FOLDER):
        # Beside a filled node_modules npm leaves other platforms' packages out, and `npm ci` then refuses the lock.
        with tempfile.TemporaryDirectory() as aside:
            for name in ("package.json", ".npmrc", *(() if upgrade else ("package-lock.json",))):
                shutil.copy(folder / name, aside)
            run(npm, _MEND, name="npm install", cwd=Path(aside), extra={"PATH": path})
            shutil.copy(Path(aside) / "package-lock.json", folder)


if __name__ == "__main__":
    try:
        renew_locks(upgrade="--upgrade" in sys.argv[1:])
    except Missing as missing:
        sys.exit(f"make lock: {missing}")
