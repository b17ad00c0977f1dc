"""The typed events of a recording, one a line of `events.jsonl`.

Every event has an `id` (1, 2, 3 … in the order of writing) and `at_ms`, ms on the recording's clock. An event that
describes something in progress is written before it begins, so that a crash leaves its trace.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from evidence.clock import MAX_MS

BoxList = tuple[int, int, int, int]
"""x1, y1, x2, y2 in px."""

TapPurpose = Literal["agree", "refuse", "close_popup", "open_policy", "search", "prompt", "step", "probe"]
WatchPurpose = Literal["baseline", "first_launch", "after_agree", "after_refuse", "relaunch", "idle", "background"]
Spot = Literal["blank", "beside_mark", "picture", "label"]
"""Where a pop-up is touched that is neither its close mark nor a control: `blank` is outside its card."""
MotionName = Literal["still", "pick_up", "walking", "vehicle", "below", "above"]
Outcome = Literal[
    "crash",
    "anr",
    "exit",
    "refuses_to_run",
    "install_failure",
    "login_wall",
    "captcha",
    "forced_update",
]


class BaseEvent(BaseModel):
    """What all events share."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: int = 0
    at_ms: float = Field(default=0.0, ge=-MAX_MS, le=MAX_MS)


class RunStarted(BaseEvent):
    """The attempt begins."""

    type: Literal["run.started"] = "run.started"


class RunEnded(BaseEvent):
    """The attempt ends by itself; a recording without this event was cut short."""

    type: Literal["run.ended"] = "run.ended"
    outcome: Literal["completed", "interrupted", "failed"]
    reason: str = ""


class StepStarted(BaseEvent):
    """A scenario step begins; `step` is its place in the file ("4", "4.2" inside a block)."""

    type: Literal["step.started"] = "step.started"
    step: str
    kind: str
    label: str = ""
    params: dict[str, Any] = Field(default_factory=dict)
    before: int | None = None


class StepEnded(BaseEvent):
    """A scenario step is over; `before` and `after` are screen numbers."""

    type: Literal["step.ended"] = "step.ended"
    step: str
    status: Literal["ok", "failed", "skipped", "interrupted"]
    reason: str = ""
    before: int | None = None
    after: int | None = None


class PhaseStarted(BaseEvent):
    """A new life of the app begins: its data is fresh until the next phase; `path` names what the user will choose."""

    type: Literal["phase.started"] = "phase.started"
    phase: int
    path: str


class AppInstalled(BaseEvent):
    """The app is on the phone (installed now, or found there).

    `link_hosts` are the hosts whose links its manifest claims, `signers` the subjects of its certificates, where its
    file was at hand.
    """

    type: Literal["app.installed"] = "app.installed"
    package: str
    version_name: str = ""
    version_code: str = ""
    sha256: str = ""
    uid: int | None = None
    requested_permissions: tuple[str, ...] = ()
    link_hosts: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    """SHA-256 digests of the signers' certificates, in hex."""


class AppCleared(BaseEvent):
    """The app's data and granted permissions are gone, as after a fresh installation."""

    type: Literal["app.cleared"] = "app.cleared"
    package: str


class AppLaunched(BaseEvent):
    """The app was started; written before the start is sent. `launch` counts from 1 within the recording."""

    type: Literal["app.launched"] = "app.launched"
    package: str
    launch: int
    fresh: bool


class AppStopped(BaseEvent):
    """The harness stopped the app."""

    type: Literal["app.stopped"] = "app.stopped"
    package: str


class AppOutcome(BaseEvent):
    """The app did something that keeps the harness from seeing more: each makes the rules it touches inconclusive."""

    type: Literal["app.outcome"] = "app.outcome"
    outcome: Outcome
    detail: str = ""
    launch: int = 0
    screen: int | None = None


class ScreenTaken(BaseEvent):
    """A screen was recorded: tree, picture, tree again. `picture` and `source` are file names inside `screens/`."""

    type: Literal["screen"] = "screen"
    screen: int
    platform: Literal["android", "ios", "web"]
    picture: str | None
    source: str | None
    stable: bool
    unstable_reason: str = ""
    package: str = ""
    activity: str = ""
    width: int
    height: int
    density: int
    taken_ms: float
    """When the picture was asked for; `at_ms` is when the screen was complete."""


class WatchStarted(BaseEvent):
    """A watch without touching begins."""

    type: Literal["watch.started"] = "watch.started"
    watch: int
    purpose: WatchPurpose
    planned_ms: float


class WatchEnded(BaseEvent):
    """A watch is over; only a completed one is coverage."""

    type: Literal["watch.ended"] = "watch.ended"
    watch: int
    completed: bool
    reason: str = ""


class Tap(BaseEvent):
    """A tap, written (and on the disk) before it is sent; `at_ms` is the boundary that consent rules use."""

    type: Literal["tap"] = "tap"
    purpose: TapPurpose
    x: int
    y: int
    target: str = ""
    box: BoxList | None = None
    screen: int | None = None
    launch: int = 0


class TapDone(BaseEvent):
    """The phone answered that the tap was carried out."""

    type: Literal["tap.done"] = "tap.done"
    tap: int


class TapEffect(BaseEvent):
    """The effect of a consent tap was seen: the dialog was gone, or another stood there."""

    type: Literal["tap.effect"] = "tap.effect"
    tap: int
    screen: int | None = None
    effect: Literal["closed", "second_dialog", "still_open", "left_app"]


class ConsentTold(BaseEvent):
    """Somebody says that the user agreed, or refused, at this moment: told, not seen; `source` says by whom."""

    type: Literal["consent.told"] = "consent.told"
    agree: bool
    source: str


class KeyPressed(BaseEvent):
    """A key was pressed (back, home) or text was typed; text that is secret is not kept."""

    type: Literal["key"] = "key"
    key: str
    detail: str = ""


class Swiped(BaseEvent):
    """A finger moved over the screen, px; `held` says that it stood still before it let go, so that nothing ran on."""

    type: Literal["swipe"] = "swipe"
    x1: int
    y1: int
    x2: int
    y2: int
    duration_ms: int
    held: bool = False
    screen: int | None = None


class ClosingTried(BaseEvent):
    """The one-click test of a pop-up: one tap, then screens at growing distance. Screens are numbers."""

    type: Literal["closing"] = "closing"
    popup_screen: int
    popup_box: BoxList
    tap: int | None
    trial: int
    after: tuple[int, ...] = ()
    reason: str = ""
    """Why no tap was made, when there was none."""


class PopupProbed(BaseEvent):
    """A touch beside the controls of a pop-up, then screens at growing distance; `tap` None tells why in `reason`."""

    type: Literal["popup.probed"] = "popup.probed"
    spot: Spot
    popup_screen: int | None = None
    popup_box: BoxList | None = None
    tap: int | None = None
    after: tuple[int, ...] = ()
    reason: str = ""


class MotionStarted(BaseEvent):
    """The phone is about to be moved while a pop-up stands there.

    The greatest acceleration in m/s² with gravity, the angle in degrees, the time in s. `popup_screen` is the last
    screen before; `injected` False tells in `reason` why the phone cannot be moved.
    """

    type: Literal["motion.started"] = "motion.started"
    motion: MotionName
    popup_screen: int | None = None
    popup_box: BoxList | None = None
    acceleration: float = 0.0
    rotation: float = 0.0
    seconds: float = 0.0
    injected: bool = True
    reason: str = ""


class MotionEnded(BaseEvent):
    """The motion is over and the sensors are as before; `started` is the id of its beginning."""

    type: Literal["motion.ended"] = "motion.ended"
    started: int
    after: tuple[int, ...] = ()


class PolicyOpened(BaseEvent):
    """Something that may be a policy was opened; `text_file` is in `policy/`, `screens` are in reading order.

    `whole` says whether it was read to its end without a gap; None where that was not noted.
    """

    type: Literal["policy.opened"] = "policy.opened"
    origin: Literal["consent", "search", "login"]
    tap: int | None
    screens: tuple[int, ...]
    text_file: str | None = None
    link_text: str = ""
    url: str = ""
    whole: bool | None = None


class SearchNode(BaseModel):
    """A screen of the app as the search knows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    node: int
    screen: int
    depth: int
    expanded: bool


class SearchEdge(BaseModel):
    """One tap of the search and where it led; `target` None means out of the app or nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: int
    target: int | None
    tap: int
    label: str


class PolicySearchStarted(BaseEvent):
    """The search for the policy from the main screen begins."""

    type: Literal["search.started"] = "search.started"
    screen: int | None
    max_depth: int
    max_taps: int
    max_ms: float


class PolicySearchEnded(BaseEvent):
    """The search is over, with the whole graph.

    `taps` is the length of `path` (tap event ids); `operations` counts page swipes and text entries too. `taps_spent`
    counts all taps of the search. `shortest_proved`: every shorter way was tried or excluded; `none_within` is the
    number of taps up to which that is so. None in recordings of versions that did not note them.
    """

    type: Literal["search.ended"] = "search.ended"
    result: Literal["found", "exhausted", "depth", "taps", "time", "interrupted"]
    reason: str = ""
    path: tuple[int, ...] = ()
    taps: int | None = None
    operations: int | None = None
    shortest_proved: bool = False
    none_within: int | None = None
    taps_spent: int | None = None
    nodes: tuple[SearchNode, ...] = ()
    edges: tuple[SearchEdge, ...] = ()


class SystemPrompt(BaseEvent):
    """A window of the system asks something in the app's name (permission, notification, install)."""

    type: Literal["system.prompt"] = "system.prompt"
    screen: int | None
    kind: Literal["permission", "other"]
    permissions: tuple[str, ...] = ()
    text: str = ""
    answer: Literal["none", "allow", "deny"] = "none"


class ReplayStarted(BaseEvent):
    """This attempt drives again what another recording drove."""

    type: Literal["replay.started"] = "replay.started"
    run_id: str
    attempt: int


class Replayed(BaseEvent):
    """A tap of the recording that is replayed (`recorded` is its id there): how it was found again, and the new tap.

    `none`: it was not tapped, since what stood there was another screen.
    """

    type: Literal["replayed"] = "replayed"
    recorded: int
    tap: int | None
    by: Literal["element", "position", "none"]
    detail: str = ""


class DeviceState(BaseEvent):
    """What the phone said of itself or of the app; `file` is in `device/`."""

    type: Literal["device.state"] = "device.state"
    kind: str
    file: str


class AppOpsSeen(BaseEvent):
    """Operations that the phone says the app has carried out: name → age of the last access in ms at `at_ms`."""

    type: Literal["appops"] = "appops"
    package: str
    moment: str
    accesses: dict[str, float]


class Identifiers(BaseEvent):
    """Values known to belong to this phone, by kind.

    `sources` says where each kind is known from: devices.yaml, or read by honest means.
    """

    type: Literal["identifiers"] = "identifiers"
    values: dict[str, tuple[str, ...]]
    sources: dict[str, str]


class CaptureStarted(BaseEvent):
    """The capture is up and the phone's traffic is led to it."""

    type: Literal["capture.started"] = "capture.started"
    mode: Literal["proxy", "wireguard", "transparent", "imported"]
    egress: Literal["live", "sinkhole"]
    ca_trusted: bool
    ca_reason: str = ""
    attribution: Literal["exact", "inferred"]
    over_loopback: bool = False
    """The phone reaches the capture through its own loopback (`adb reverse`), which its byte counters leave out."""
    bound: bool = False
    """The device was given no other way out than the capture, as a browser can be: nothing needs to be counted."""


class CaptureEnded(BaseEvent):
    """The capture stopped; anything but `stopped` means that traffic was missed from `at_ms` on, or a little before."""

    type: Literal["capture.ended"] = "capture.ended"
    reason: str = "stopped"


class ClockCompared(BaseEvent):
    """How far another clock stands from the recording's, in ms (positive: the other is ahead)."""

    type: Literal["clock"] = "clock"
    other: Literal["wall", "phone", "capture"]
    offset_ms: float


class InfraProblem(BaseEvent):
    """A part of the infrastructure failed; never a finding, never a pass."""

    type: Literal["infra"] = "infra"
    error: str
    message: str
    recovered: bool = False


class VideoStarted(BaseEvent):
    """A piece of video begins; `file` is in `video/`."""

    type: Literal["video.started"] = "video.started"
    file: str


class SensorSet(BaseEvent):
    """The harness set a sensor of the phone."""

    type: Literal["sensor"] = "sensor"
    sensor: str
    values: tuple[float, ...]


class NotificationSeen(BaseEvent):
    """A notification of the app stands in the shade."""

    type: Literal["notification"] = "notification"
    package: str
    title: str
    text: str


Event = (
    RunStarted
    | RunEnded
    | StepStarted
    | StepEnded
    | PhaseStarted
    | AppInstalled
    | AppCleared
    | AppLaunched
    | AppStopped
    | AppOutcome
    | ScreenTaken
    | WatchStarted
    | WatchEnded
    | Tap
    | TapDone
    | TapEffect
    | ConsentTold
    | KeyPressed
    | Swiped
    | ClosingTried
    | PopupProbed
    | MotionStarted
    | MotionEnded
    | PolicyOpened
    | PolicySearchStarted
    | PolicySearchEnded
    | SystemPrompt
    | ReplayStarted
    | Replayed
    | DeviceState
    | AppOpsSeen
    | Identifiers
    | CaptureStarted
    | CaptureEnded
    | ClockCompared
    | InfraProblem
    | VideoStarted
    | SensorSet
    | NotificationSeen
)

EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])
"""Reads an event from a decoded line."""
