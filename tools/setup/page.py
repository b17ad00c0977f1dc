"""The report page's front end: bundled from `frontend/` into the package `reports.page`, whose data it is.

`python3 -m tools.setup.page types` (or `lint`) checks its sources, with the status of what checks them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import List

from tools.setup.inventory import Part, take_inventory
from tools.setup.places import PAGE_BUNDLE, PAGE_FOLDER
from tools.setup.process import Missing, run
from tools.setup.stamps import Stamps

_NAME = "the report page"
_CHECKS = {"types": ["node_modules/typescript/bin/tsc"], "lint": ["node_modules/oxlint/bin/oxlint", "src"]}
_MADE = [PAGE_BUNDLE / "page.css", PAGE_BUNDLE / "page.js"]


def sources() -> List[Path]:
    """Whatever the bundle is made from."""
    single = [PAGE_FOLDER / name for name in ("build.mjs", "package-lock.json", "tsconfig.json")]
    return single + sorted(path for path in (PAGE_FOLDER / "src").rglob("*") if path.is_file())


def build_page(stamps: Stamps, node: Part) -> None:
    """Bundle the page anew when its sources changed. Raises Missing without a usable Node.js."""
    inputs = sources()
    if stamps.holds(_NAME, inputs) and all(made.exists() for made in _MADE):
        return
    if not node.ok:
        raise Missing("node", node.hint)
    print(f"{_NAME}: bundling …", flush=True)
    mend = "mend what it names in frontend/, then run `make setup` again"
    run([node.path, "build.mjs", PAGE_BUNDLE], mend, name="esbuild", cwd=PAGE_FOLDER)
    stamps.keep(_NAME, inputs, _MADE)


def check(what: str) -> int:
    """Check the sources by one of the checks; what it finds goes to the terminal."""
    node = take_inventory()["node"]
    script, *rest = _CHECKS[what]
    if not node.ok or not (PAGE_FOLDER / script).is_file():
        print(f"frontend/{script} cannot run: run `make setup` first", file=sys.stderr)
        return 2
    return subprocess.call([node.path, script, *rest], cwd=str(PAGE_FOLDER))


if __name__ == "__main__":
    sys.exit(check(sys.argv[1]))
