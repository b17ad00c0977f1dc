"""The npm packages: Appium and its drivers in the root folder, the specimens' web libraries in `virtualphone/`, what
bundles the report page in `frontend/`.

What the benchmarks compare with, in `benchmarks/`, is installed by `make bench` alone, what the labelled screens are
drawn with by the command that draws them, what reads our reports by the tests of these.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Mapping

from tools.setup.inventory import Part
from tools.setup.places import BENCH_FOLDER, CORPUS_FOLDER, PAGE_FOLDER, READERS_FOLDER, ROOT, WEB_FOLDER
from tools.setup.process import Missing, run
from tools.setup.stamps import Stamps

# An install must fetch nothing from anywhere but the registry; the project's .npmrc switches install scripts off too.
_NO_DOWNLOADS = {
    "APPIUM_SKIP_CHROMEDRIVER_INSTALL": "1",
    "PUPPETEER_SKIP_DOWNLOAD": "1",
    "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
}
_FOLDERS = {
    "Appium and its drivers": ROOT,
    "web libraries of the specimens": WEB_FOLDER,
    "bundler of the report page": PAGE_FOLDER,
}
_BENCHMARKS = {"peers of the benchmarks": BENCH_FOLDER}
_CORPUS = {"web libraries of the labelled screens": CORPUS_FOLDER}
_READERS = {"readers of the reports": READERS_FOLDER}


def install_npm_packages(stamps: Stamps, node: Part) -> None:
    """Bring `node_modules` of what a run needs to what its lock says. Raises Missing without a usable Node.js."""
    _install(_FOLDERS, stamps, node, "make setup")


def install_peers(stamps: Stamps, node: Part) -> None:
    """The same for what the benchmarks compare with."""
    _install(_BENCHMARKS, stamps, node, "make bench")


def install_corpus(stamps: Stamps, node: Part) -> None:
    """The same for what the labelled screens are drawn with."""
    _install(_CORPUS, stamps, node, "python -m tests.perception.screen.corpus render")


def install_readers(stamps: Stamps, node: Part) -> None:
    """The same for what the tests read reports with."""
    _install(_READERS, stamps, node, "make test")


def _install(folders: Mapping[str, Path], stamps: Stamps, node: Part, command: str) -> None:
    for name, folder in folders.items():
        inputs = [folder / "package-lock.json", folder / "package.json"]
        # npm writes this file last, so a broken-off install is done again.
        made = folder / "node_modules" / ".package-lock.json"
        if stamps.holds(name, inputs) and made.exists():
            continue
        if not node.ok:
            raise Missing("node", node.hint)
        print(f"{name}: installing what the lock names …", flush=True)
        npm = [node.path, npm_entry(Path(node.path)), "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        path = os.pathsep.join([str(Path(node.path).parent), os.environ.get("PATH", "")])
        mend = f"check that the npm registry answers, then run `{command}` again"
        run(npm, mend, name="npm ci", cwd=folder, extra={**_NO_DOWNLOADS, "PATH": path})
        stamps.keep(name, inputs, [made])


def npm_entry(node: Path) -> Path:
    """npm's script: the one that belongs to this Node.js, else the one on PATH."""
    inside = "node_modules/npm/bin/npm-cli.js"
    prefix = node.resolve().parent.parent
    places = [prefix / "lib" / inside, prefix / "share" / "nodejs" / "npm" / "bin" / "npm-cli.js"]
    command = shutil.which("npm")
    if command is not None:
        places.append(Path(command).resolve())
    for place in places:
        if place.is_file() and place.suffix == ".js":
            return place
    raise Missing("npm", f"install the npm that belongs to {node} (Debian: apt-get install npm)")
