"""`consentinel nightly`: go on or begin, bring every task to its end, compare, write the page, and say what is new."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from itertools import count
from pathlib import Path

from rich.console import Console

from consentinel.judging import write_file
from consentinel.nightly.driving import Ended, Hire, Shift
from consentinel.nightly.notify import Notice, load_notices
from consentinel.nightly.order import Order, chosen_apps, pieces, recorded
from consentinel.nightly.retention import make_room
from consentinel.nightly.sending import send
from consentinel.nightly.suppressing import Suppressions, load_suppressions
from consentinel.nightly.telling import Board, tell_night
from consentinel.nightly.workers import Workers
from harness.errors import ConfigError, DeviceBusy
from harness.lock import only_user_of
from reports.history.deciding import take_in_reviews
from reports.history.index import index_page
from reports.history.night import Night, night
from reports.history.store import Store
from reports.history.values import Nightly, Piece, Task

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Compare:
    """What a nightly is compared with: the last one, and a baseline or a point in time where one is named.

    `name_it` makes this nightly a baseline once it has ended.
    """

    baseline: str = ""
    since: str = ""
    name_it: str = ""
    suppressions: Path | None = None
    notify: Path | None = None


def run_nightly(order: Order, compare: Compare, console: Console, *, zh: bool, workers: Hire = Workers) -> int:
    """Run a nightly to its end; returns its exit status. Raises ConfigError, StoreError and EvidenceError."""
    suppressions = load_suppressions(compare.suppressions) if compare.suppressions else Suppressions()
    notices = load_notices(compare.notify) if compare.notify else ()
    apps = chosen_apps(order)
    with _alone(order):
        store = Store.open(order.address)
        try:
            against = Against.of(store, order.series, compare)
            wanted = dict(recorded(order, order.recordings, apps)) if order.recordings else {}
            tasks_wanted = tuple(wanted) or pieces(order, apps)
            nightly = _nightly(store, order, console)
            tasks = store.plan(nightly, tasks_wanted)
            _work(order, nightly, store, tasks, wanted, console, workers)
            nightly = store.finish(nightly)
            if compare.name_it:
                store.set_baseline(nightly, compare.name_it)
            take_in_reviews(store)
            _make_room(order, store, console)
            told = against.night(store, nightly, suppressions)
        finally:
            store.close()
    page = write_index(told, Path(nightly.folder) / INDEX)
    tell_night(console, told, suppressions, page, zh=zh)
    for notice in notices:
        _notify(notice, told, console)
    return told.exit_status


@dataclass(frozen=True, slots=True)
class Against:
    """What nightlies are compared with, looked up."""

    baseline: Nightly | None
    baseline_name: str
    since_s: float | None
    since: str

    @classmethod
    def of(cls, store: Store, series: str, compare: Compare) -> Against:
        """Look the user's words up. Raises ConfigError."""
        baseline = None
        if compare.baseline:
            baseline = store.nightly(series, compare.baseline)
            if baseline is None:
                named = ", ".join(store.baselines(series)) or "none yet: --name NAME names a nightly"
                raise ConfigError(f"--baseline: there is no nightly '{compare.baseline}'; baselines are {named}")
        since_s = None
        if compare.since:
            earlier = store.nightly(series, compare.since)
            # The nightly itself is what it is compared with, so that anything up to its beginning counts.
            since_s = earlier.began_s + 0.001 if earlier is not None else _time(compare.since)
        return cls(baseline, compare.baseline, since_s, compare.since)

    def night(self, store: Store, nightly: Nightly, suppressions: Suppressions) -> Night:
        """Read a nightly beside these."""
        return night(
            store,
            nightly,
            baseline=self.baseline,
            baseline_name=self.baseline_name,
            since_s=self.since_s,
            since=self.since,
            excused=suppressions.excuse,
        )


def write_index(told: Night, page: Path) -> Path:
    """Write a nightly's page; its links lead to the reports relative to where it lies. Raises EvidenceError."""
    write_file(page, index_page(told, page.parent))
    return page


def _time(text: str) -> float:
    try:
        return datetime.fromisoformat(text).astimezone().timestamp()
    except ValueError:
        raise ConfigError(
            f"--since: there is no nightly '{text}', and it is no time: write one such as 2026-11-01"
        ) from None


@contextmanager
def _alone(order: Order) -> Iterator[None]:
    """One nightly at a time in a folder."""
    try:
        with only_user_of(f"nightly {order.series} {order.out.resolve()}"):
            yield
    except DeviceBusy as busy:
        process = str(busy).rpartition(" ")[2]
        raise ConfigError(f"{order.out}: a nightly is under way here already (process {process})") from None


def _nightly(store: Store, order: Order, console: Console) -> Nightly:
    """The nightly that was broken off, else a new one."""
    found = None if order.fresh else store.unfinished(order.series, time.time() - order.go_on_s)
    if found is not None and Path(found.folder).is_dir():
        done = sum(task.state == "judged" for task in store.tasks(found))
        console.print(f"going on with {found.label}: {done} tasks are finished", highlight=False)
        return found
    label = _label(store, order.series)
    folder = order.out / (label if order.series == "nightly" else f"{order.series}-{label}")
    folder.mkdir(parents=True, exist_ok=True)
    return store.begin(order.series, label, str(folder.resolve()), f"consentinel {version('consentinel')}")


def _label(store: Store, series: str) -> str:
    """The time, which a nightly that began in the same second may have taken already."""
    label = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    others = (f"{label}-{number}" for number in count(2))
    while store.nightly(series, label) is not None:
        label = next(others)
    return label


def _work(
    order: Order,
    nightly: Nightly,
    store: Store,
    tasks: Sequence[Task],
    recordings: dict[Piece, Path],
    console: Console,
    workers: Hire,
) -> None:
    making_room = threading.Lock()

    def room() -> str:
        if order.quota_bytes is None:
            return ""
        with making_room:
            left = make_room(store, order.out, quota_bytes=order.quota_bytes, keep_s=order.keep_s)
        return f"no room: what must be kept is {left.over} bytes over --quota" if left.over else ""

    with Board(console, len(tasks), sum(task.state == "judged" for task in tasks)) as board:

        def ended(end: Ended) -> None:
            board.ended(end)

        shift = Shift(order, nightly, store, board.said, room=room, workers=workers)
        shift.work([task for task in tasks if task.state != "judged"], recordings, ended)


def _make_room(order: Order, store: Store, console: Console) -> None:
    if order.quota_bytes is None and order.keep_s is None:
        return
    room = make_room(store, order.out, quota_bytes=order.quota_bytes, keep_s=order.keep_s)
    if room.gone:
        console.print(f"{len(room.gone)} recordings let go, {room.freed / 1e6:.0f} MB; their findings stay")
    if room.over:
        console.print(f"over the quota by {room.over / 1e6:.0f} MB: everything left is needed", style="yellow")


def _notify(notice: Notice, told: Night, console: Console) -> None:
    outcome = send(notice, told)
    if outcome:
        console.print(outcome, highlight=False, soft_wrap=True, markup=False)


__all__ = ["INDEX", "Against", "Compare", "run_nightly", "write_index"]
