"""SDKs of npm, unmodified, in apps on the phone: what each sends is captured and decoded to the planted identifiers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import adbutils
import pytest

from evidence.clock import Clock
from evidence.index import Traffic
from evidence.traffic import Flow
from evidence.tree import parse_source
from harness.appium.server import AppiumServer
from harness.capture.authority import CertificateAuthority
from harness.capture.process import Capture
from harness.config.apps import AppProfile, load_apps
from harness.config.devices import AppiumAt
from harness.platforms import Platform, device_session
from perception.traffic.find import Hit, find_hits
from perception.traffic.needles import Needles
from tests.e2e import specimens

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PATIENCE_S = 60.0
LOCATION_AND_NUMBER = ("ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION", "READ_PHONE_NUMBERS")


@dataclass(frozen=True, slots=True)
class Sdk:
    """An SDK, the app that embeds it, the host that it reports to and the kinds of identifier that it is given.

    `encoded` are the encodings that hide them on the way, outermost first: a search of the raw bytes finds nothing
    where there are any.
    """

    package: str
    app: str
    host: str
    given: tuple[str, ...]
    encoded: tuple[str, ...] = ()


SDKS = (
    Sdk("sa-sdk-javascript", "sensors-early", "sdk.sensors-demo.cn", ("android_id",), ("base64",)),
    Sdk("posthog-js", "posthog-early", "us.i.posthog.com", ("android_id",), ("gzip",)),
    Sdk("@datarangers/sdk-javascript", "rangers-encoded", "mcs.volceapplog.com", ("android_id",), ("base64",)),
    Sdk("@sentry/browser", "sentry-refused", "o4505.ingest.sentry.io", ("oaid",)),
    Sdk("mixpanel-browser", "sdks-late", "api-js.mixpanel.com", ("android_id", "phone_number"), ("base64",)),
    Sdk("@arms/rum-browser", "sdks-late", "d7k2m9x4qa-default-cn.rum.aliyuncs.com", ("oaid", "location")),
    Sdk("aegis-web-sdk", "aegis-late", "aegis.qq.com", ("android_id",)),
)

ANSWERS = {"sentry-refused": "不同意", "sdks-late": "同意", "aegis-late": "同意"}
"""What has to be tapped before an app tells its SDKs who the phone is; the others do so at once."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An exchange with an identifier, and the phone's own value of it."""

    flow: Flow
    hit: Hit
    values: tuple[str, ...]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[Sent]]]:
    """What each SDK sent of the phone, by npm package; all apps run one after the other in one session."""
    work = tmp_path_factory.mktemp("sdks")
    profiles = load_apps(specimens.ROOT / "apps.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(work / "state"))
        with (
            specimens.virtual_phone(work, apps=tuple(dict.fromkeys(sdk.app for sdk in SDKS))) as device,
            AppiumServer(AppiumAt(), work / "appium.log") as appium,
            device_session(device, appium) as platform,
        ):
            clock, authority = Clock.start(), CertificateAuthority.load_or_create(work / "ca")
            capture = Capture(work, clock, "sinkhole", "127.0.0.1", authority, work / "mitmdump.log")
            capture.start()
            try:
                platform.open(clock)
                assert platform.trust_ca(authority.pem)[0]
                platform.route_to("127.0.0.1", capture.port)
                phone = adbutils.AdbClient(host="127.0.0.1", port=device.adb.server_port).device(device.serial)
                for name in LOCATION_AND_NUMBER:
                    phone.shell(f"pm grant {profiles['sdks-late'].package} android.permission.{name}")
                index = work / "traffic" / "index.jsonl"
                yield {sdk.package: found for app in profiles for sdk, found in _tried(platform, profiles[app], index)}
            finally:
                capture.stop()


def _tried(platform: Platform, app: AppProfile, index: Path) -> Iterator[tuple[Sdk, list[Sent]]]:
    """Start an app, answer it, and wait until each of its SDKs has sent all that it was given."""
    embedded = [sdk for sdk in SDKS if sdk.app == app.name]
    if not embedded:
        return
    platform.launch(app)
    if app.name in ANSWERS:
        _wait_for(f"{ANSWERS[app.name]} in {app.name}", lambda: _tapped(platform, ANSWERS[app.name]) or None)
    for sdk in embedded:
        yield sdk, _wait_for(f"all of {sdk.package}", lambda sdk=sdk: _all_sent(platform, app, sdk, index))  # type: ignore[misc]
    platform.stop(app)


def _all_sent(platform: Platform, app: AppProfile, sdk: Sdk, index: Path) -> list[Sent] | None:
    """Every exchange of the SDK with an identifier, once there is one for each kind."""
    flows = [flow for flow in Traffic.read(index, []).flows if flow.host == sdk.host]
    if not flows:
        return None
    # Android makes the app's own Android ID when the app first reads it.
    values, _ = platform.identifiers(app)
    needles = Needles.from_values(values)
    found = [Sent(flow, hit, values[hit.kind]) for flow in flows for hit in find_hits(flow, needles)]
    return found if {one.hit.kind for one in found} >= set(sdk.given) else None


@pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.package)
def test_what_it_sends_is_decoded_to_the_planted_identifiers(sdk: Sdk, sent: dict[str, list[Sent]]) -> None:
    for kind in sdk.given:
        of_kind = [one for one in sent[sdk.package] if one.hit.kind == kind]
        assert of_kind
        for one in of_kind:
            undone = iter(one.hit.encodings)
            assert all(encoding in undone for encoding in sdk.encoded), one.hit
            raw = one.flow.url.encode() + one.flow.body
            assert sdk.encoded == () or not any(value.encode() in raw for value in one.values), one.flow.url


def _tapped(platform: Platform, label: str) -> bool:
    for node in parse_source("android", platform.source()).walk():
        if node.label == label:
            platform.tap(*node.bounds.centre)
            return True
    return False


def _wait_for[T](what: str, look: Callable[[], T | None]) -> T:
    """What `look` gives once it gives something."""
    deadline = time.monotonic() + PATIENCE_S
    while (seen := look()) is None:
        assert time.monotonic() < deadline, f"{what} did not come in {PATIENCE_S:.0f} s"
        time.sleep(0.1)
    return seen
