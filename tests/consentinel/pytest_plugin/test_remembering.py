"""`--store`: test runs that are remembered and compared."""

from __future__ import annotations

from reports.history.store import Store
from tests.consentinel.pytest_plugin.conftest import Project

pytest_plugins = ["pytester"]


def test_a_test_run_is_remembered_and_compared(project: Project) -> None:
    project.run("scenarios", "--store", "results.db", "-q")
    result = project.run("scenarios", "--store", "results.db", "--device", "one", "-q")
    result.stdout.fnmatch_lines(["*compared with earlier runs*", "20*: 0 new, 0 lost, 0 fixed, 3 still, 0 not judged"])
    store = Store.open(str(project.folder / "results.db"))
    latest, first = store.nightlies("pytest")
    assert (latest.state, first.state) == ("finished", "finished")
    assert [(task.piece.name, task.piece.scenario, task.state) for task in store.tasks(latest)] == [
        ("fine", "first", "judged"),
        ("leaky", "first", "judged"),
    ]
    store.close()
    assert (project.folder / "runs" / f"nightly-{latest.label}.html").is_file()


def test_equipment_that_failed_is_remembered_too(project: Project) -> None:
    project.devices("dead")
    project.run("scenarios", "--app", "fine", "--store", "results.db", "--series", "smoke", "-q")
    store = Store.open(str(project.folder / "results.db"))
    (only,) = store.nightlies("smoke")
    (task,) = store.tasks(only)
    assert (task.state, task.reason) == ("failed", "PhoneOffline: serial-dead is offline")
    store.close()
