"""Trying a run's violations again: the same scenario on the same app, from a fresh installation, in a second run.

What came of it is kept beside the first recording; neither recording's findings change by it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from consentinel.judging import judge_folder
from detectors.rules.finding import Findings, Text, Verdict
from evidence.confirmations import Confirmation, Mark, Retried, add_confirmation
from evidence.recording import Recording
from harness.errors import InfraError
from harness.run import Run
from reports.confirming import marks, not_retried, retried


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


def is_confirmed(recording: Recording, findings: Findings) -> bool:
    """Whether every violation has been tried again already."""
    violated = {finding.rule for finding in findings.findings if finding.verdict is Verdict.VIOLATION}
    return violated <= marks(recording, findings).keys()


def try_again(recording: Recording, findings: Findings, drive: Callable[[], Run]) -> Again:
    """Drive once more with `drive`, judge, compare, and keep what came of it beside the first recording.

    Equipment that fails makes `not_retried`, never `not_confirmed`. Raises EvidenceError, ConfigError.
    """
    try:
        run = drive()
    except InfraError as error:
        return confirm(recording, findings, None, str(error))
    failed = str(run.failure) if run.failure is not None else ""
    return replace(confirm(recording, findings, run.recordings[-1], failed), run=run)


def confirm(recording: Recording, findings: Findings, second: Path | None, failed: str = "") -> Again:
    """Judge the second recording, compare, and keep what came of it beside the first.

    `failed` says how the equipment failed in the second run, of which there need not be a recording then.
    Raises EvidenceError.
    """
    app = recording.info.app.package
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    judged = judge_folder(second) if second is not None else None
    told: tuple[Retried, ...]
    if judged is None or failed:
        told = not_retried(app, findings, _failed(failed))
    else:
        told = retried(app, findings, judged[1])
    confirmation = Confirmation(at=at, retried=told)
    if judged is not None:
        again, found = judged
        confirmation = Confirmation(
            at=at,
            run_id=again.info.run_id,
            attempt=again.info.attempt,
            folder=os.path.relpath(again.folder.resolve(), recording.folder.resolve()),
            sha256=_sha256(again.folder / "recording.json"),
            catalogue_version=found.catalogue_version,
            retried=told,
        )
    add_confirmation(recording.folder, confirmation)
    return Again(confirmation, judged=judged)


def _failed(why: str) -> Text:
    return Text(zh=f"第二次运行中设备或工具出现故障：{why}", en=f"the equipment failed in the second run: {why}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
