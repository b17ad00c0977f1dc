"""What the run opened as a policy, read and judged again."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.case import Case
from detectors.references import policy_ref, screen_ref
from detectors.rules.finding import EvidenceRef
from evidence.events import PolicyOpened
from evidence.geometry import Box
from evidence.traffic import Flow
from perception.screen.policy import PolicyText

_DOCUMENT_DESTS = ("document", "iframe")


@dataclass(frozen=True, slots=True)
class OpenedPolicy:
    """Something that was opened as a policy, with what its text is.

    `doubt` says why a text that is no policy does not prove a dead or unrelated link: `sinkhole` (the capture answered
    in the host's place), `unstable` (no screen of it came to rest), or nothing.
    """

    event: PolicyOpened
    text: str
    judged: PolicyText
    doubt: str

    @property
    def real(self) -> bool:
        """Whether it is a policy."""
        return self.judged.is_policy

    @property
    def empty(self) -> bool:
        """Whether there is hardly a text at all."""
        return len("".join(self.text.split())) < 60


def opened_policies(case: Case) -> tuple[OpenedPolicy, ...]:
    """All that was opened as a policy, in order."""
    result = []
    for event in case.recording.of(PolicyOpened):
        text, judged = case.read(event)
        result.append(OpenedPolicy(event, text, judged, "" if judged.is_policy else _doubt(case, event)))
    return tuple(result)


def opened_refs(case: Case, opened: OpenedPolicy) -> list[EvidenceRef]:
    """The tapped link, the screens and the text of something that was opened."""
    refs: list[EvidenceRef] = []
    tap = case.tap(opened.event.tap)
    screens = case.recording.screens
    if tap is not None and tap.screen in screens:
        source = screens[tap.screen]
        from_box = _box(tap.box)
        refs.append(screen_ref(source, from_box, f"点击“{tap.target}”", f"tap on “{tap.target}”"))
    for number in opened.event.screens[:1]:
        if number in screens:
            refs.append(screen_ref(screens[number], None, "打开的页面", "what opened"))
    refs.append(policy_ref(opened.event, "打开的文本", "the text that opened"))
    return refs


def _box(corners: tuple[int, int, int, int] | None) -> Box | None:
    return Box(*corners) if corners else None


def _doubt(case: Case, event: PolicyOpened) -> str:
    screens = [case.recording.screens[number] for number in event.screens if number in case.recording.screens]
    if screens and not any(screen.taken.stable for screen in screens):
        return "unstable"
    tap = case.tap(event.tap)
    if case.capture is not None and case.capture.egress == "sinkhole" and tap is not None:
        during = (flow for flow in case.recording.flows if tap.at_ms <= flow.began_ms <= event.at_ms)
        if any(flow.synthetic and _is_page(flow) for flow in during):
            return "sinkhole"
    return ""


def _is_page(flow: Flow) -> bool:
    """Whether a browser asked for a page to show, rather than for data."""
    dest = flow.header("sec-fetch-dest")
    return dest in _DOCUMENT_DESTS if dest else flow.header("accept").startswith("text/html")
