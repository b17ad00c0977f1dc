"""A project with scenarios, apps and fake phones, in which pytest is run."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

# What the runs inside a test import would be forgotten after each, and some of it cannot be imported twice.
import consentinel.pytest_plugin.live
import consentinel.pytest_plugin.words  # noqa: F401
from tests.consentinel.pytest_plugin import fake_phones

ROOT = Path(__file__).parents[3]

PLUGIN = ("-p", "consentinel.pytest_plugin", "-W", "ignore::pytest.PytestAssertRewriteWarning", "-p", "no:asyncio")

HEADER = """name: {name}
tags: [{tags}]
rules: [{rules}]
---
- clearState
- launchApp
"""

OTHERS_YAML = """
import pytest

def pytest_collect_file(parent, file_path):
    if file_path.suffix == ".yaml" and file_path.name.startswith("test"):
        return YamlFile.from_parent(parent, path=file_path)

class YamlFile(pytest.File):
    def collect(self):
        yield YamlItem.from_parent(self, name="simple")

class YamlItem(pytest.Item):
    def runtest(self):
"""
"""A plugin of somebody else's that makes tests of YAML files; what they do is to be added."""


class Project:
    """A folder where pytest is called."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.folder = pytester.path
        self.apps("fine", "leaky")
        self.devices("one", "two")
        self.scenario("first", tags="smoke", rules="app-2019/3.1, app-2019/3.2a")

    def apps(self, *names: str) -> None:
        """The apps file."""
        entries = [{"name": name, "package": "com.example.shop"} for name in names]
        (self.folder / "apps.yaml").write_text(yaml.safe_dump({"apps": entries}))

    def devices(self, *names: str) -> None:
        """The devices file."""
        entries = [{"name": name, "udid": f"serial-{name}", "tags": [f"tag-{name}"]} for name in names]
        (self.folder / "devices.yaml").write_text(yaml.safe_dump({"devices": entries}))

    def scenario(self, name: str, tags: str = "", rules: str = "") -> Path:
        """A scenario file."""
        file = self.folder / "scenarios" / f"{name}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(HEADER.format(name=name, tags=tags, rules=rules))
        return file

    def run(self, *args: str) -> pytest.RunResult:
        """Run pytest in this process."""
        return self.pytester.runpytest_inprocess(*PLUGIN, *args)

    def run_workers(self, *args: str) -> pytest.RunResult:
        """Run pytest with workers, which are processes of their own and get their fakes from a conftest."""
        self.pytester.makeconftest(
            f"""
            import sys
            sys.path.insert(0, {str(ROOT)!r})
            import pytest
            from tests.consentinel.pytest_plugin import fake_phones
            fake_phones.install(pytest.MonkeyPatch())
            """
        )
        return self.pytester.runpytest_subprocess(*PLUGIN, *args, timeout=240)


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Project:
    """A project of its own, with state and data folders of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    fake_phones.install(monkeypatch)
    return Project(pytester)
