"""Which Node.js is taken."""

from pathlib import Path

import pytest

from harness.toolchain import locate_node, node
from harness.toolchain.node import node_will_do
from tests.harness.toolchain.conftest import Install


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ((20, 18, 3), False),
        ((20, 19, 0), True),
        ((20, 19), True),
        ((20, 100, 0), True),
        ((21, 7, 3), False),
        ((22, 2, 0), False),
        ((22, 12, 0), True),
        ((23, 11, 0), False),
        ((24, 0, 0), True),
        ((100, 0), True),
        ((9, 99, 99), False),
        ((), False),
    ],
)
def test_appium_runs_on_these_versions_alone(version: tuple[int, ...], fits: bool) -> None:
    assert node_will_do(version) is fits


def test_a_fit_node_on_path_is_taken(install: Install) -> None:
    program = install("node", "v22.14.0")
    found = locate_node()
    assert (found.path, found.version, found.state) == (program, "22.14.0", "ok")


def test_an_unfit_node_on_path_is_passed_over_for_the_packaged_one(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("node", "v18.20.1")
    packaged = install("node", "v24.1.0", place=tmp_path / "package" / "node")
    monkeypatch.setattr(node, "_packaged_node", lambda: packaged)
    found = locate_node()
    assert (found.path, found.version, found.state) == (packaged, "24.1.0", "ok")


def test_an_unfit_node_and_no_other_is_outdated_with_the_versions_that_fit(install: Install) -> None:
    install("node", "v18.20.1")
    found = locate_node()
    assert (found.version, found.state) == ("18.20.1", "outdated")
    assert "20.19" in found.hint


@pytest.mark.usefixtures("bare_machine")
def test_no_node_is_missing_with_a_mend() -> None:
    found = locate_node()
    assert (found.path, found.version, found.state) == (None, None, "missing")
    assert "install Node.js" in found.hint


def test_a_node_that_does_not_start_is_not_taken(install: Install) -> None:
    install("node").write_text("not a program")
    assert locate_node().state == "outdated"
