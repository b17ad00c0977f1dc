"""`consentinel history`: the nightlies that a store holds, their pages anew, and their names as baselines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from consentinel.nightly.running import INDEX, Against, Compare, write_index
from consentinel.nightly.suppressing import Suppressions, load_suppressions
from consentinel.nightly.telling import tell_night
from consentinel.terminal import plain
from harness.config.reading import nearest
from harness.errors import ConfigError
from reports.history.deciding import take_in_reviews
from reports.history.reading import task_counts, verdict_counts
from reports.history.store import Store
from reports.history.values import Nightly

MAX_LISTED = 60


@dataclass(frozen=True, slots=True)
class Look:
    """Which nightly to look at: its label or a baseline's name, the last one where it is empty. `page` is a file."""

    store: str
    series: str
    label: str
    page: Path | None


def list_nightlies(store_address: str, series: str, console: Console) -> int:
    """List the nightlies of a series, the latest first. Raises StoreError."""
    with_store = Store.open(store_address)
    try:
        take_in_reviews(with_store)
        nightlies = with_store.nightlies(series, limit=MAX_LISTED)
        verdicts, tasks = verdict_counts(with_store, nightlies), task_counts(with_store, nightlies)
        names: dict[int, list[str]] = {}
        for name, nightly in with_store.baselines(series).items():
            names.setdefault(nightly.id, []).append(name)
        known = with_store.series()
    finally:
        with_store.close()
    if not nightlies:
        others = f"; the store has {', '.join(known)}" if known else ""
        console.print(plain(f"no nightly of the series '{series}'{others}"), soft_wrap=True)
        return 0
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("nightly", "state", "judged", "not judged", "violation", "inconclusive", "baseline"):
        table.add_column(column, no_wrap=True)
    for one in nightlies:
        told, done = verdicts[one.id], tasks[one.id]
        table.add_row(
            plain(one.label),
            one.state.replace("_", " "),
            str(done.get("judged", 0)),
            str(done.get("failed", 0) + done.get("planned", 0)),
            str(told.get("violation", 0)),
            str(told.get("inconclusive", 0)),
            plain(", ".join(names.get(one.id, ()))),
        )
    console.print(table)
    return 0


def show_nightly(look: Look, compare: Compare, console: Console, *, zh: bool) -> int:
    """Tell a nightly again, write its page and name it where that is asked for; returns its exit status.

    Raises ConfigError and StoreError.
    """
    suppressions = load_suppressions(compare.suppressions) if compare.suppressions else Suppressions()
    store = Store.open(look.store)
    try:
        nightly = _chosen(store, look)
        if compare.name_it:
            store.set_baseline(nightly, compare.name_it)
        take_in_reviews(store)
        told = Against.of(store, look.series, compare).night(store, nightly, suppressions)
    finally:
        store.close()
    page = write_index(told, look.page or Path(nightly.folder) / INDEX)
    tell_night(console, told, suppressions, page, zh=zh)
    return told.exit_status


def _chosen(store: Store, look: Look) -> Nightly:
    if look.label:
        found = store.nightly(look.series, look.label)
    else:
        found = next(iter(store.nightlies(look.series, limit=1)), None)
    if found is None:
        known = [nightly.label for nightly in store.nightlies(look.series)]
        wanted = f" '{look.label}'" if look.label else ""
        raise ConfigError(f"there is no nightly{wanted} of the series '{look.series}'{nearest(look.label, known)}")
    return found
