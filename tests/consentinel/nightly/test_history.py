"""Looking at nightlies afterwards."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from consentinel.cli import app
from tests.consentinel.nightly.places import Place


def call(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["history", "--out", "out", *words], env={"COLUMNS": "160"})
    return done.exit_code, done.output + done.stderr


def test_nightlies_are_listed_told_again_and_named(place: Place) -> None:
    place.apps("late", "fine")
    place.run()
    Path("second-night").touch()
    place.run()
    store = place.store()
    second, first = store.nightlies("nightly")
    store.close()

    status, output = call()
    assert status == 0
    assert [line.split()[:4] for line in output.splitlines()[1:3]] == [
        [second.label, "finished", "2", "0"],
        [first.label, "finished", "2", "0"],
    ]
    assert call("last")[0] == 1
    assert call(first.label)[0] == 0
    status, output = call(first.label, "--name", "release")
    assert "0 new" in output
    assert "release" in call()[1]
    status, output = call("last", "--baseline", "release", "--page", "here.html")
    assert status == 1
    assert "compared with baseline release" in output
    assert 'href="out/' in Path("here.html").read_text()


def test_what_is_not_there_is_one_line(place: Place) -> None:
    assert "out/results.db: there is no results store" in call()[1]
    assert "--store: there is no results store elsewhere.db; name the file" in call("--store", "elsewhere.db")[1]
    assert not Path("elsewhere.db").exists()
    place.apps("fine")
    assert "out/results.db" in call("--store", "sqlite:///out/results.db")[1]
    place.run()
    assert call("--series", "weekly") == (0, "no nightly of the series 'weekly'; the store has nightly\n")
    assert "there is no nightly 'tomorrow' of the series 'nightly'; known are 20" in call("tomorrow")[1]


def test_a_quota_is_a_size(place: Place) -> None:
    done = CliRunner().invoke(app, ["nightly", "--quota", "much"])
    assert done.exit_code == 2
    assert "'much' is no size: write it such as 50G or 800M" in done.output + done.stderr
