"""Set-up runs before anything is installed: on Python 3.8, with the standard library alone."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.setup.places import ROOT

MODULES = sorted((ROOT / "tools").rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOT)))
def test_module_is_python_3_8_and_imports_nothing_that_must_be_installed(module: Path) -> None:
    tree = ast.parse(module.read_text(), feature_version=(3, 8))
    rooms = {name.split(".")[0] for name in imported(tree)}
    assert rooms - sys.stdlib_module_names - {"tools"} == set()
