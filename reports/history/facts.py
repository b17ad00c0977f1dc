"""What the store keeps of a judged run: plain values, bounded, and fit for any database."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

MAX_TEXT = 500
"""Characters of one text; what an app supplies may be a megabyte."""

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
"""What PostgreSQL or UTF-8 cannot carry, and what would break a line."""


def fit(text: str) -> str:
    """A text of an app's as the store takes it: on one line, without halves of characters, not too long."""
    cleaned = _UNFIT.sub("\ufffd", text[: MAX_TEXT * 2])
    return cleaned if len(cleaned) <= MAX_TEXT else cleaned[: MAX_TEXT - 1] + "…"


Words = Annotated[str, AfterValidator(fit)]


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FindingFact(_Facts):
    """A finding: `identifiers` are the kinds that its evidence points at, `mark` is its lasting fingerprint.

    `again` is what came of trying a violation again in a second run, empty where nobody did; then the sentence.
    """

    rule: Words
    verdict: Words
    informative: bool
    mark: Words
    detector: Words
    detector_version: int
    zh: Words
    en: Words
    identifiers: tuple[Words, ...] = ()
    again: Words = ""
    again_zh: Words = ""
    again_en: Words = ""


class ReviewFact(_Facts):
    """A reviewer's decision about a finding: confirm, reject or reopen; when in ISO 8601, and in s since 1970."""

    at: Words
    at_s: float
    reviewer: Words
    act: Words
    comment: Words
    mark: Words
    verdict: Words


class HostFact(_Facts):
    """A host that was asked, and how often; `owner` is operator, vendor or unknown, `party` and `sdk` name it."""

    host: Words
    owner: Words
    party: Words
    sdk: Words
    requests: int


class StepFact(_Facts):
    """A step of the scenario and how long it took."""

    step: Words
    kind: Words
    label: Words
    status: Words
    took_ms: float


class FailureFact(_Facts):
    """An attempt that the equipment spoiled; without a device when none could be had."""

    attempt: int
    device: Words
    error: Words
    message: Words


class RunFacts(_Facts):
    """A judged run. Times in s since 1970 and s, sizes in bytes; the app is known by `app`, its package or address."""

    app: Words
    app_name: Words
    app_label: Words
    app_version: Words
    app_sha256: Words
    device: Words
    device_model: Words
    system: Words
    scenario: Words
    scenario_sha256: Words
    run: Words
    attempt: int
    began_s: float
    took_s: float
    complete: bool
    tools: dict[Words, Words]
    catalogue: Words
    recording: str
    """The recording's folder, absolute."""
    report: str
    """The report page, absolute; empty when none was written."""
    bytes: int
    judged_s: float
    """How long judging and reporting took."""
    findings: tuple[FindingFact, ...]
    hosts: tuple[HostFact, ...]
    steps: tuple[StepFact, ...]
    failures: tuple[FailureFact, ...] = ()
