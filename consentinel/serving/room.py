"""What the server works with: the index, the reports that were made, and what a reviewer looks at now."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from consentinel.reviewing import standing_now
from consentinel.serving.index import Index
from consentinel.serving.made import Shelf
from consentinel.serving.nights import Nights
from consentinel.serving.originals import Original, originals
from consentinel.serving.rows import Row, Signature
from detectors.rules.finding import Text
from evidence.recording import Recording
from evidence.reviews import Reviews
from reports.history.night import Outcome
from reports.masking import Mask, mask_for
from reports.reviewing import DECIDABLE, Reviewed, Standing, account, sentence

MAX_OPEN = 8
"""Recordings of which is kept what is masked in them."""

FRESH_S = 2.0
"""How long the list is taken as it is before the folder is looked at again."""


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as it stands on the page, masked; `number` is its place in the report."""

    number: int
    standing: Standing
    message: Text
    reason: Text | None
    account: tuple[Text, ...]
    history: tuple[Text, ...]

    @property
    def decidable(self) -> bool:
        """Whether it can be confirmed or rejected."""
        return self.standing.finding.verdict in DECIDABLE


@dataclass(frozen=True, slots=True)
class Opened:
    """A recording that is looked at: its cards in the report's order, its reviews, and files that may be asked for."""

    cards: tuple[Card, ...]
    reviews: Reviews
    known: Reviewed
    originals: tuple[Original, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a recording once it was read; originals only where values are shown."""

    mask: Mask
    originals: dict[tuple[str, int], Original]


@dataclass
class Room:
    """What the handlers share. What takes time is done in threads, one thing of a kind at a time.

    Whoever waits for such a thing holds no thread: however many reports are asked for, the list is answered.
    """

    index: Index
    shelf: Shelf
    by: str = ""
    """Whom the page proposes as the reviewer."""

    nights: Nights | None = None
    """The results store, where there is one."""

    _looked: float = -FRESH_S
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _open: dict[str, tuple[Signature, Kept]] = field(default_factory=dict)

    async def rows(self) -> tuple[Row, ...]:
        """The recordings, newest first, as the folder has them. Raises EvidenceError."""
        async with self._looking:
            if time.monotonic() - self._looked > FRESH_S:
                await asyncio.to_thread(self.index.refresh)
                self._looked = time.monotonic()
        return self.index.rows

    async def row(self, id: str) -> Row:
        """The recording of an id. Raises KeyError."""
        await self.rows()
        row = self.index.row(id)
        if row is None:
            raise KeyError(id)
        return row

    def folder(self, row: Row) -> Path:
        """Where a recording lies."""
        return self.index.folder(row)

    async def night(self, id: str) -> bytes:
        """The page of a nightly, whose apps lead to their recordings here. Raises KeyError."""
        nights = self.nights
        if nights is None or not id.isascii() or not id.isdigit() or len(id) > 9:
            raise KeyError(id)
        await self.rows()
        nightly = await asyncio.to_thread(nights.find, int(id))
        if nightly is None:
            raise KeyError(id)
        return await asyncio.to_thread(nights.page, nightly, self._led)

    def forget(self) -> None:
        """The folder was changed by ourselves: look again before the next answer."""
        self._looked = -FRESH_S

    async def report(self, row: Row, name: str) -> Path:
        """The file of a report. Raises EvidenceError, and KeyError for no format."""
        async with self._making:
            return await asyncio.to_thread(self.shelf.report, row.id, self.folder(row), name)

    async def opened(self, row: Row) -> Opened:
        """The findings of a recording for a reviewer. Raises EvidenceError."""
        async with self._reading:
            return await asyncio.to_thread(self._opened, row)

    async def original(self, row: Row, kind: str, number: int) -> Original:
        """A file as it was recorded, where values are shown. Raises KeyError, and EvidenceError."""
        async with self._reading:
            kept = await asyncio.to_thread(self._kept, row)
        return kept.originals[kind, number]

    async def film(self, row: Row, file: str) -> Original:
        """A film by the name of its file, where values are shown. Raises KeyError, and EvidenceError."""
        async with self._reading:
            kept = await asyncio.to_thread(self._kept, row)
        found = [one for one in kept.originals.values() if one.kind == "film" and one.path.name == file]
        if not found:
            raise KeyError(file)
        return found[0]

    def _opened(self, row: Row) -> Opened:
        folder = self.folder(row)
        _, reviews, known = standing_now(folder)
        kept = self._kept(row)
        cards = tuple(_card(n, standing, kept.mask) for n, standing in enumerate(known.ranked, 1))
        return Opened(cards, reviews, known, tuple(kept.originals.values()))

    def _led(self, outcome: Outcome) -> str:
        row = self.index.at(Path(outcome.run.recording)) if outcome.run is not None and outcome.run.recording else None
        return f"/runs/{row.id}" if row is not None else ""

    def _kept(self, row: Row) -> Kept:
        """Reading a recording and what is masked in it takes a second for a large one; the last few are kept."""
        # The head and the events; findings and reviews may change.
        signature = row.signature[:2] + row.signature[4:6]
        known = self._open.pop(row.id, None)
        if known is None or known[0] != signature:
            recording = Recording.open(self.folder(row))
            mask = mask_for(recording, show_values=self.shelf.show_values)
            listed = {(one.kind, one.number): one for one in originals(recording)} if mask.show else {}
            known = (signature, Kept(mask, listed))
        self._open[row.id] = known
        while len(self._open) > MAX_OPEN:
            self._open.pop(next(iter(self._open)))
        return known[1]


def _card(number: int, standing: Standing, mask: Mask) -> Card:
    def masked(text: Text) -> Text:
        return Text(zh=mask.text(text.zh), en=mask.text(text.en))

    finding = standing.finding
    return Card(
        number=number,
        standing=standing,
        message=masked(finding.message),
        reason=masked(finding.reason) if finding.reason is not None else None,
        account=tuple(map(masked, account(standing))),
        history=tuple(masked(sentence(review)) for review in standing.history),
    )
