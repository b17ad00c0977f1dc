"""The report page is bundled when its sources changed, and only then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.setup import page
from tools.setup.inventory import Part
from tools.setup.process import Missing
from tools.setup.stamps import Stamps

NODE = Part("node", "/usr/bin/node", True, "ok", "")


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """A front end with one source; the commands that would have bundled it."""
    folder, bundle = tmp_path / "frontend", tmp_path / "bundle"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.tsx").write_text("1")
    commands: list[list[Any]] = []

    def run(command: list[Any], mend: str, **_: Any) -> str:
        commands.append(command)
        bundle.mkdir(exist_ok=True)
        for name in ("page.css", "page.js"):
            (bundle / name).write_text("")
        return ""

    monkeypatch.setattr(page, "PAGE_FOLDER", folder)
    monkeypatch.setattr(page, "_MADE", [bundle / "page.css", bundle / "page.js"])
    monkeypatch.setattr(page, "run", run)
    return commands


def test_it_is_bundled_anew_when_a_source_changed_or_the_bundle_is_gone(built: list[list[Any]], tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "stamps.json")
    for _ in range(2):
        page.build_page(stamps, NODE)
    assert len(built) == 1
    (tmp_path / "frontend" / "src" / "main.tsx").write_text("2")
    page.build_page(stamps, NODE)
    assert len(built) == 2
    (tmp_path / "bundle" / "page.js").unlink()
    page.build_page(stamps, NODE)
    assert len(built) == 3


def test_without_node_there_is_a_line_with_the_mend(built: list[list[Any]], tmp_path: Path) -> None:
    with pytest.raises(Missing, match="install Node"):
        page.build_page(Stamps(tmp_path / "stamps.json"), NODE._replace(ok=False, hint="install Node.js"))
    assert built == []


def test_checks_that_cannot_run_say_so(
    built: list[list[Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(page, "take_inventory", lambda: {"node": NODE})
    assert page.check("lint") == 2
    assert "make setup" in capsys.readouterr().err
