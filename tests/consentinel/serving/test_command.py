"""`serve` as a command: it says where it is, ends on Ctrl-C, and tells in one line why it cannot begin."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consentinel.cli import app
from detectors.rules.finding import Verdict
from tests.consentinel.serving.runs import VIOLATED, small_run


def test_it_serves_until_it_is_ended(tmp_path: Path) -> None:
    small_run(tmp_path / "runs", "shop", label="商城", verdicts={VIOLATED: Verdict.VIOLATION})
    command = [sys.executable, "-m", "consentinel.cli", "serve", str(tmp_path / "runs"), "--by", "Li Lei"]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache"), "COLUMNS": "300", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            told = ""
            while "Ctrl-C" not in told:
                line = process.stdout.readline()
                assert line, told
                told += line
            assert "recordings 1, in " in told
            found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", told)
            assert found is not None
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            assert "商城" in opener.open(found[0], timeout=60).read().decode()
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
        finally:
            process.kill()
    assert list((tmp_path / "cache" / "consentinel" / "serve").glob("*.json"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "is no folder"),
        (["runs", "--suppressions", "bad.yaml", "--store", "sqlite://"], "bad.yaml"),
        (["runs", "--store", "nowhere.db"], "--store: there is no results store nowhere.db"),
        (["runs", "--store", "mysql://x/y"], "SQLite or PostgreSQL"),
        (["runs", "--suppressions", "bad.yaml"], "name their database with --store"),
        (["runs", "--port", "TAKEN"], "choose another"),
        (["runs", "--port", "70000"], "65535"),
    ],
)
def test_what_keeps_it_from_beginning_is_told(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "runs").mkdir()
    (tmp_path / "bad.yaml").write_text("nonsense: 1\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        given = [str(taken.getsockname()[1]) if word == "TAKEN" else word for word in words]
        done = CliRunner().invoke(app, ["serve", *given])
    assert (done.exit_code, said in done.output) == (2, True), done.output
