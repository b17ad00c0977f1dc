"""Nightlies as the results store has them: a list of all series, and the page of each with links to its runs here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from consentinel.nightly.suppressing import Suppressions, load_suppressions
from reports.history.deciding import take_in_reviews
from reports.history.index import index_page
from reports.history.night import Outcome, night
from reports.history.reading import task_counts, verdict_counts
from reports.history.store import Store
from reports.history.values import Nightly

MAX_LISTED = 400
"""Nightlies of one series that are listed: more than a year of them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: how many apps were judged and how many not, what was found, and its names as a baseline."""

    nightly: Nightly
    judged: int
    missing: int
    violations: int
    inconclusive: int
    names: tuple[str, ...]


class Nights:
    """A results store that is read; `suppressions` is the file that the nightlies use, read anew for each page.

    The methods raise StoreError, and ConfigError for that file.
    """

    def __init__(self, address: str, suppressions: Path | None = None) -> None:
        self._suppressions = suppressions
        self._known()
        self.store = Store.open(address)

    def listed(self) -> list[Listed]:
        """All nightlies, series by series, the latest first."""
        take_in_reviews(self.store)
        return [line for series in self.store.series() for line in self._series(series)]

    def find(self, id: int) -> Nightly | None:
        """The nightly of that id."""
        series = self.store.series()
        return next((one for name in series for one in self.store.nightlies(name) if one.id == id), None)

    def page(self, nightly: Nightly, led: Callable[[Outcome], str]) -> bytes:
        """The page of a nightly beside the one before it; `led` says where an app's name leads."""
        take_in_reviews(self.store)
        told = night(self.store, nightly, excused=self._known().excuse)
        return index_page(told, Path(nightly.folder), led)

    def _known(self) -> Suppressions:
        return load_suppressions(self._suppressions) if self._suppressions is not None else Suppressions()

    def _series(self, series: str) -> list[Listed]:
        nightlies = self.store.nightlies(series, limit=MAX_LISTED)
        verdicts, tasks = verdict_counts(self.store, nightlies), task_counts(self.store, nightlies)
        baselines = self.store.baselines(series)
        return [
            Listed(
                nightly=one,
                judged=tasks[one.id].get("judged", 0),
                missing=tasks[one.id].get("failed", 0) + tasks[one.id].get("planned", 0),
                violations=verdicts[one.id].get("violation", 0),
                inconclusive=verdicts[one.id].get("inconclusive", 0),
                names=tuple(name for name, named in baselines.items() if named.id == one.id),
            )
            for one in nightlies
        ]
