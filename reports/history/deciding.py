"""What reviewers decided about findings of nightlies: taken in from beside the recordings, and what counts by it.

A decision is about a finding with its lasting name and its verdict. It counts for the recording that it was made on,
and for the same finding of any other night until somebody decides there: whoever rejected a finding need not reject it
again every morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from detectors.rules.finding import Text
from evidence.errors import EvidenceError
from evidence.recording import Recording
from evidence.reviews import REVIEWS, Review, read_reviews, reviews_file
from reports.history.facts import ReviewFact
from reports.history.models import NightlyRow, ReviewRow, RunRow, TaskRow
from reports.history.store import Store
from reports.history.values import Decided
from reports.masking import Mask, mask_for
from reports.reviewing import DECIDABLE

type Name = tuple[str, str]
"""A finding's lasting name and its verdict."""


def take_in_reviews(store: Store) -> None:
    """Bring the store up to what was decided beside the recordings since it was asked last.

    Recordings that are not there, or cannot be read, leave what is known as it is. Raises StoreError.
    """
    for one in store.reviewable():
        folder = Path(one.recording)
        try:
            stand = _stand(folder)
            if stand in (None, one.reviews):
                continue
            entries = [entry for entry in read_reviews(folder).entries if entry.decides]
            mask = mask_for(Recording.open(folder), show_values=False) if entries else None
        except EvidenceError:
            continue
        store.take_in(one.run, stand or "", [_fact(entry, mask) for entry in entries if mask is not None])


def _stand(folder: Path) -> str | None:
    """Sizes and times of a recording's reviews; None where there is no recording."""
    # Where no bag is, which is nearly always, one look does.
    files = {folder / REVIEWS, reviews_file(folder)} if folder.name == "data" else {folder / REVIEWS}
    found = []
    for file in sorted(files):
        try:
            status = file.stat()
        except OSError:
            continue
        found.append(f"{status.st_size} {status.st_mtime_ns}")
    return ", ".join(found) if found or folder.is_dir() else None


def _fact(entry: Review, mask: Mask) -> ReviewFact:
    return ReviewFact(
        at=entry.at,
        at_s=datetime.fromisoformat(entry.at).timestamp(),
        reviewer=mask.text(entry.by),
        act=entry.act,
        comment=mask.text(entry.text),
        mark=entry.fingerprint,
        verdict=entry.verdict,
    )


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a store: by run, and by the finding alone; None is one that was taken back."""

    of_run: dict[tuple[int, Name], Decided | None]
    anywhere: dict[Name, Decided | None]

    def about(self, run: int, mark: str, verdict: str) -> Decided | None:
        """The decision that counts for a finding of a run."""
        if verdict not in DECIDABLE:
            return None
        return self.of_run.get((run, (mark, verdict))) or self.anywhere.get((mark, verdict))

    @property
    def marks(self) -> tuple[str, ...]:
        """The lasting names of findings that somebody decided about at any time."""
        return tuple({mark for mark, _ in self.anywhere})


def decisions(store: Store) -> Decisions:
    """Read what was decided; the latest decision counts."""
    query = (
        select(ReviewRow, NightlyRow.label)
        .join(RunRow, RunRow.id == ReviewRow.run_id)
        .join(TaskRow, TaskRow.id == RunRow.task_id)
        .join(NightlyRow, NightlyRow.id == TaskRow.nightly_id)
        .order_by(ReviewRow.at_s, ReviewRow.id)
    )
    made = Decisions({}, {})
    with store.session() as session:
        for row, nightly in session.execute(query):
            name = (row.mark, row.verdict)
            made.of_run[row.run_id, name] = _decided(row, "")
            made.anywhere[name] = _decided(row, nightly)
    return made


def _decided(row: ReviewRow, nightly: str) -> Decided | None:
    if row.act == "reopen":
        return None
    return Decided("confirmed" if row.act == "confirm" else "rejected", row.reviewer, row.at, row.comment, nightly)


def sentence(decided: Decided) -> Text:
    """Who decided what and when, and on which night's recording where it was another one."""
    did = Text(zh="确认", en="Confirmed") if decided.state == "confirmed" else Text(zh="驳回", en="Rejected")
    at = decided.at.replace("T", " ")[:16]
    on = Text(zh=f"，针对 {decided.nightly} 的录制", en=f", about the recording of {decided.nightly}")
    zh, en = (on.zh, on.en) if decided.nightly else ("", "")
    return Text(
        zh=f"复核{did.zh}：{decided.by}，{at}{zh}" + (f"：{decided.text}" if decided.text else ""),
        en=f"{did.en} by {decided.by}, {at}{en}" + (f": {decided.text}" if decided.text else ""),
    )
