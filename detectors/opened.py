"""What the run opened as a policy, read and judged again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detectors.case import Case
from detectors.gaps import Gap
from detectors.references import event_ref, policy_ref, screen_ref
from detectors.rules.finding import EvidenceRef, Text
from evidence.events import PolicyOpened, PolicySearchEnded
from evidence.geometry import Box
from evidence.traffic import Flow, TlsFailed
from perception.screen.policy import PolicyText

_DOCUMENT_DESTS = ("document", "iframe")

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|ico|mp4|ttf|woff2?)(?:$|[?!@])", re.IGNORECASE)
"""The path of a picture, film or font, also with what a CDN is asked to make of it."""

_BOUNDS = {
    "depth": Text(zh="达到深度上限", en="depth"),
    "taps": Text(zh="达到点击次数上限", en="taps"),
    "time": Text(zh="达到时间上限", en="time"),
    "interrupted": Text(zh="中断", en="interrupted"),
}


_DOUBTS = {
    "sinkhole": Text(
        zh="页面由抓包代答（sinkhole），不能说明链接无效",
        en="the capture answered in the host’s place (sinkhole), which does not prove a dead link",
    ),
    "refused": Text(
        zh="打开页面时有 TLS 连接无法解密，页面可能因抓包而打不开",
        en="a TLS connection was given up while the page opened, so that the capture itself may have kept it away",
    ),
    "unstable": Text(zh="打开的页面没有稳定下来", en="what opened never came to rest"),
}


@dataclass(frozen=True, slots=True)
class OpenedPolicy:
    """Something that was opened as a policy, with what its text is.

    `doubt` says why it proves nothing: `unstable` (no screen of it came to rest), `sinkhole` (the capture answered in
    the host's place, so that a text that is no policy does not prove a dead or unrelated link), `refused` (a connection
    was given up while it opened, as by a page that does not trust the capture), or nothing.
    """

    event: PolicyOpened
    text: str
    judged: PolicyText
    doubt: str

    @property
    def real(self) -> bool:
        """Whether it is a policy, on at least one screen that came to rest."""
        return self.judged.is_policy and self.doubt != "unstable"

    @property
    def empty(self) -> bool:
        """Whether there is hardly a text at all."""
        return len("".join(self.text.split())) < 60


def bound(search: PolicySearchEnded) -> Text:
    """What ended a search before all was tried."""
    return _BOUNDS.get(search.result) or Text(zh=search.result, en=search.result)


def opened_policies(case: Case) -> tuple[OpenedPolicy, ...]:
    """All that was opened as a policy, in order."""
    result = []
    for event in case.recording.of(PolicyOpened):
        text, judged = case.read(event)
        result.append(OpenedPolicy(event, text, judged, _doubt(case, event, judged)))
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


def doubt_gaps(opened: Iterable[OpenedPolicy]) -> Iterator[Gap]:
    """Why what was opened proves nothing, each reason once."""
    for doubt in dict.fromkeys(one.doubt for one in opened):
        if doubt:
            yield Gap(_DOUBTS[doubt])


def unstable_search(case: Case, ended: PolicySearchEnded) -> Iterator[Gap]:
    """Screens of a search that moved: what stood on them is not known."""
    screens = (case.recording.screens.get(node.screen) for node in ended.nodes)
    moved = [screen for screen in screens if screen is not None and not screen.taken.stable]
    if moved:
        yield Gap(
            Text(zh=f"查找中有 {len(moved)} 个页面不稳定", en=f"{len(moved)} searched screens were unstable"),
            (event_ref(ended, "查找结束", "end of the search"),),
        )


def _box(corners: tuple[int, int, int, int] | None) -> Box | None:
    return Box(*corners) if corners else None


def _doubt(case: Case, event: PolicyOpened, judged: PolicyText) -> str:
    screens = [case.recording.screens[number] for number in event.screens if number in case.recording.screens]
    if screens and not any(screen.taken.stable for screen in screens):
        return "unstable"
    if judged.is_policy:
        return ""
    tap = case.tap(event.tap)
    failed = case.recording.lines(TlsFailed) if tap is not None else ()
    if tap is not None and any(tap.at_ms <= line.at_ms <= event.at_ms for line in failed):
        return "refused"
    if case.capture is not None and case.capture.egress == "sinkhole" and tap is not None:
        during = (flow for flow in case.recording.flows if tap.at_ms <= flow.began_ms <= event.at_ms)
        if any(flow.synthetic and _may_be_text(case, flow) for flow in during):
            return "sinkhole"
    return ""


def _may_be_text(case: Case, flow: Flow) -> bool:
    """Whether an answer may be what a page shows: a document, or data that an app (no browser) fetches to draw it.

    What goes to the vendor of an SDK is about the user, not for him.
    """
    dest = flow.header("sec-fetch-dest")
    if dest:
        return dest in _DOCUMENT_DESTS
    if flow.header("accept").startswith("text/html"):
        return True
    return flow.method == "GET" and not _PICTURE.search(flow.path) and case.party(flow.host).owner != "vendor"
