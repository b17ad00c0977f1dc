"""Trying a run's violations again: the same scenario on the same app, from a fresh installation, in a second run.

What came of it is kept beside the first recording; neither recording's findings change by it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from consentinel.judging import judge_folder
from detectors.rules.finding import Findings, Text, Verdict
from evidence.confirmations import Confirmation, Mark, add_confirmation
from evidence.recording import Recording
from harness.errors import InfraError
from harness.run import Run
from reports.confirming import not_retried, retried


@dataclass(frozen=True, slots=True)
class Again:
    """A second run: what came of each violation, and the recording with its findings when there is one."""

    confirmation: Confirmation
    run: Run | None = None
    judged: tuple[Recording, Findings] | None = None

    def count(self, mark: Mark) -> int:
        """How many violations have this mark."""
        return sum(one.mark == mark for one in self.confirmation.retried)


def needs_confirming(findings: Findings) -> bool:
    """Whether there is a violation to try again."""
    return any(finding.verdict is Verdict.VIOLATION for finding in findings.findings)


def try_again(recording: Recording, findings: Findings, drive: Callable[[], Run]) -> Again:
    """Drive once more with `drive`, judge, compare, and keep what came of it beside the first recording.

    Equipment that fails makes `not_retried`, never `not_confirmed`. Raises EvidenceError, ConfigError.
    """
    app = recording.info.app.package
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    try:
        run = drive()
    except InfraError as error:
        made = Again(Confirmation(at=at, retried=not_retried(app, findings, _failed(error))))
    else:
        second, found = judge_folder(run.recordings[-1])
        marks = retried(app, findings, found) if run.failure is None else None
        made = Again(
            Confirmation(
                at=at,
                run_id=second.info.run_id,
                attempt=second.info.attempt,
                folder=os.path.relpath(second.folder.resolve(), recording.folder.resolve()),
                sha256=_sha256(second.folder / "recording.json"),
                catalogue_version=found.catalogue_version,
                retried=marks if marks is not None else not_retried(app, findings, _failed(run.failure)),
            ),
            run,
            (second, found),
        )
    add_confirmation(recording.folder, made.confirmation)
    return made


def _failed(error: InfraError | None) -> Text:
    return Text(zh=f"第二次运行中设备或工具出现故障：{error}", en=f"the equipment failed in the second run: {error}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
