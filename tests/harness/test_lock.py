"""One run at a time on one phone, and no lock that outlives its owner."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import DeviceBusy
from harness.lock import in_use, only_user_of

OWNER = """
import sys
from harness.lock import only_user_of
with only_user_of("phone"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_told_who_has_the_phone() -> None:
    with only_user_of("phone"):
        assert in_use("phone")
        with pytest.raises(DeviceBusy, match=f"phone is in use by process {os.getpid()}"), only_user_of("phone"):
            pass
        with only_user_of("other phone"):
            pass
    assert not in_use("phone")


def test_a_killed_owner_holds_nothing() -> None:
    root = Path(__file__).parents[2]
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root, env=dict(os.environ)
    )
    assert owner.stdout is not None
    assert owner.stdin is not None
    assert owner.stdout.readline() == b"held\n"
    assert in_use("phone")
    owner.kill()
    owner.wait()
    with only_user_of("phone"):
        pass
    owner.stdout.close()
    owner.stdin.close()
