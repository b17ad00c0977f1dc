"""Crash, ANR, an app that leaves: told from the log, the processes and the dialogs of the system."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence.events import Outcome
from harness.platforms.android.outcomes import Launched, judge_outcome
from harness.platforms.android.windows import Focus

HOME = "com.android.launcher3"
IN_FRONT = Focus("1 com.a/com.a.M", "com.a", "com.a.M")
AT_HOME = Focus("2 home", HOME, "Launcher")
LAUNCHED = Launched("com.a", "11-21 10:00:00.000", touched=False, shown=True, age_s=3.0)

BEFORE = "11-21 09:59:59.999  1200  1300 I am_crash: [77,0,com.a,8,java.lang.Error,old,A.java,1]\n"
START = "11-21 10:00:00.120  1200  1300 I am_proc_start: [0,4321,10147,com.a,pre-top-activity,{com.a/com.a.M}]\n"
CRASH = (
    "11-21 10:00:02.000  1200  1300 I am_crash: [4321,0,com.a,551075398,java.lang.IllegalStateException,"
    "no network,Main.java,10]\n"
)
ANR = (
    "11-21 10:00:08.000  1200  1300 I am_anr  : [0,4321,com.a,551075398,Input dispatching timed out (com.a/com.a.M)]\n"
)
DIED = "11-21 10:00:02.100  1200  1300 I am_proc_died: [0,4321,com.a,0,2]\n"
MEMORY = "11-21 10:00:02.050  1200  1300 I am_kill : [0,4321,com.a,900,low memory]\n"
STOPPED = "11-21 10:00:02.050  1200  1300 I am_kill : [0,4321,com.a,0,stop com.a due to from pid 9]\n"
FATAL = (
    "11-21 10:00:02.000  4321  4321 E AndroidRuntime: FATAL EXCEPTION: main\n"
    "11-21 10:00:02.000  4321  4321 E AndroidRuntime: Process: com.a, PID: 4321\n"
)
NATIVE = "11-21 10:00:02.000  9000  9000 F DEBUG   : pid: 4321, tid: 4321, name: com.a  >>> com.a <<<\n"


SYSTEM_START = (
    "11-21 10:00:00.110  1200  1300 I ActivityManager: Start proc 4321:com.a/u0a147 for pre-top-activity {com.a/.M}\n"
)
SYSTEM_ANR = "11-21 10:00:08.000  1200  1300 E ActivityManager: ANR in com.a (com.a/.M)\n"
SYSTEM_DIED = "11-21 10:00:02.100  1200  1300 I ActivityManager: Process com.a (pid 4321) has died: fg  TOP\n"
SYSTEM_STOPPED = (
    "11-21 10:00:02.050  1200  1300 I ActivityManager: Killing 4321:com.a/u0a147 (adj 0): "
    "stop com.a due to from pid 9\n"
)


def outcome(
    log: str, *, running: bool = True, focus: Focus = IN_FRONT, launched: Launched = LAUNCHED
) -> tuple[Outcome, str] | None:
    return judge_outcome(launched, focus, running, log, HOME)


def test_all_is_well() -> None:
    assert outcome(BEFORE + START) is None


def test_a_crash_with_its_exception() -> None:
    assert outcome(BEFORE + START + CRASH + DIED, running=False) == (
        "crash",
        "java.lang.IllegalStateException: no network",
    )


@pytest.mark.parametrize("log", [FATAL, NATIVE])
def test_a_crash_that_only_the_crash_log_has(log: str) -> None:
    assert outcome(START + log + DIED, running=False) == ("crash", "a fatal error is in the crash log")


def test_a_crash_of_another_process_is_not_the_apps() -> None:
    assert outcome(START + CRASH.replace("com.a,", "com.a:push,")) is None
    assert outcome(START + FATAL.replace("com.a,", "com.ab,")) is None


@pytest.mark.parametrize("line_end", ["\u2028", "\x85", "\r"])
def test_a_line_that_an_app_writes_into_its_own_is_no_crash(line_end: str) -> None:
    forged = f"11-21 10:00:01.000  4321  4321 I com.a   : ready{line_end}{CRASH}"
    assert outcome(START + forged) is None


def test_an_anr() -> None:
    assert outcome(START + ANR) == ("anr", "Input dispatching timed out (com.a/com.a.M)")
    assert outcome(START, focus=Focus("9 x", hung="com.a")) == ("anr", "the system says that it does not respond")


def test_the_system_log_tells_the_same_where_the_event_log_is_silent() -> None:
    assert outcome(SYSTEM_START) is None
    assert outcome(SYSTEM_START + SYSTEM_ANR) == ("anr", "it let an input wait")
    assert outcome(SYSTEM_START + SYSTEM_STOPPED, running=False) is None
    assert outcome(SYSTEM_START + SYSTEM_DIED, running=False) == (
        "refuses_to_run",
        "ended 3.0 s after its launch, untouched",
    )


def test_an_end_soon_after_the_launch_without_a_touch_is_a_refusal() -> None:
    assert outcome(START + DIED, running=False, focus=AT_HOME) == (
        "refuses_to_run",
        "ended 3.0 s after its launch, untouched",
    )


def test_an_end_after_a_touch_or_later_is_an_exit() -> None:
    touched, late = replace(LAUNCHED, touched=True), replace(LAUNCHED, age_s=40.0)
    assert outcome(START + DIED, running=False, launched=touched) == ("exit", "its process ended")
    assert outcome(START + MEMORY + DIED, running=False, launched=late) == (
        "exit",
        "its process ended (killed: low memory)",
    )


def test_an_app_that_leaves_for_the_home_screen_untouched_refuses_to_run() -> None:
    assert outcome(START, focus=AT_HOME) == (
        "refuses_to_run",
        "went to the background 3.0 s after its launch, untouched",
    )
    assert outcome(START, focus=AT_HOME, launched=replace(LAUNCHED, touched=True)) is None
    # A slow phone still shows the home screen while the app is starting.
    assert outcome(START, focus=AT_HOME, launched=replace(LAUNCHED, shown=False)) is None


def test_a_crash_while_being_looked_at_is_a_crash() -> None:
    assert outcome(START + CRASH + DIED, running=True, focus=AT_HOME) is not None
    assert outcome(START + DIED, running=True, focus=IN_FRONT) is not None


def test_a_process_that_is_only_starting_is_no_outcome() -> None:
    assert outcome("", running=False) is None
    assert outcome(START, running=False) is None


def test_being_stopped_by_the_harness_is_no_outcome() -> None:
    assert outcome(STOPPED, running=False) is None


def test_the_turn_of_the_year() -> None:
    launched = replace(LAUNCHED, phone_time="12-31 23:59:59.000")
    crash = CRASH.replace("11-21 10:00:02", "01-01 00:00:01")
    assert outcome(crash, launched=launched) is not None
    old = CRASH.replace("11-21 10:00:02", "12-31 23:00:00")
    assert outcome(old, launched=replace(LAUNCHED, phone_time="01-01 00:00:01.000")) is None
