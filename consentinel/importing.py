"""`import`: a recording of somebody else's capture."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from consentinel.identifiers import read_identifiers
from consentinel.terminal import plain
from evidence.errors import EvidenceError
from evidence.importers.har import HarSource
from evidence.importers.mitm import MitmSource
from evidence.importers.opening import format_of
from evidence.importers.pairs import ScreenFiles, screens_in
from evidence.importers.pcap import PcapSource
from evidence.importers.recorded import Survey, Told, import_capture
from evidence.importers.screens import TakenScreen, import_screens
from evidence.importers.seen import Source
from evidence.info import AppInfo
from evidence.versions import version_of
from harness.config.apps import load_apps
from harness.config.reading import nearest
from harness.errors import ConfigError

_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_-]+)+")


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What the user asked for: one of the three files or a folder of screens, and what is known of the try."""

    har: Path | None
    mitm: Path | None
    pcap_json: Path | None
    screens: Path | None
    app: str
    apps_file: Path
    consent_at: str
    identifiers: Path | None
    out: Path


def import_and_tell(order: ImportOrder, console: Console) -> int:
    """Make the recording and print its folder; returns the exit status. Raises ConfigError and EvidenceError."""
    if order.screens is not None:
        return _import_screens(order, order.screens, console)
    source = _source(order)
    told = Told(
        app=_app(order.app, order.apps_file) if order.app else None,
        consent=order.consent_at,
        identifiers=read_identifiers(order.identifiers) if order.identifiers else {},
        tools={"consentinel": version_of("consentinel")},
    )
    run_id = _run_id(told.app.name if told.app else source.path.stem)
    folder = order.out / run_id / "attempt-1"
    with console.status(plain(f"{source.path}: reading")):
        found = import_capture(source, folder, run_id, told)
    _tell(console, folder, found, told)
    return 0


def _import_screens(order: ImportOrder, screens: Path, console: Console) -> int:
    if order.har or order.mitm or order.pcap_json or order.consent_at or order.identifiers:
        raise ConfigError("--screens DIR stands alone: screens hold no traffic, and no time at which consent was given")
    app = _app(order.app, order.apps_file) if order.app else None
    with console.status(plain(f"{screens}: reading")):
        taken = [_taken(files) for files in screens_in(screens)]
        run_id = _run_id(app.name if app else screens.resolve().name)
        folder = order.out / run_id / "attempt-1"
        import_screens(taken, screens, folder, run_id, Told(app=app, tools={"consentinel": version_of("consentinel")}))
    console.print(plain(f"{len(taken)} screens, in the order of their names"), soft_wrap=True)
    console.print(Text(f"recording  {folder}"), soft_wrap=True)
    return 0


def _taken(files: ScreenFiles) -> TakenScreen:
    """A screen with what is known of it. Raises EvidenceError, which names the file."""
    from consentinel.inspecting import open_screen
    from perception.screen.fitting import size_of

    try:
        screen = open_screen(*files.read())
    except EvidenceError as error:
        raise EvidenceError(f"{files.picture or files.source}: {error}") from None
    width, height = size_of(screen.pixels, screen.tree)
    return TakenScreen(files, screen.platform, screen.package, width, height, screen.density)


def _run_id(name: str) -> str:
    return f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{_slug(name)}-{secrets.token_hex(2)}"


def source_of(path: Path) -> Source:
    """The capture in a file, whatever its format. Raises EvidenceError."""
    match format_of(path):
        case "har":
            return HarSource(path)
        case "mitm":
            return MitmSource(path)
        case _:
            return PcapSource(path)


def _source(order: ImportOrder) -> Source:
    given: list[Source] = []
    if order.har is not None:
        given.append(HarSource(order.har))
    if order.mitm is not None:
        given.append(MitmSource(order.mitm))
    if order.pcap_json is not None:
        given.append(PcapSource(order.pcap_json))
    if len(given) != 1:
        raise ConfigError("name one capture: --har FILE, --mitm FILE, --pcap-json FILE or --screens DIR")
    return given[0]


def _app(name: str, apps_file: Path) -> AppInfo:
    """The app's profile by its name in apps.yaml; a package that no file names stands for itself."""
    profiles = load_apps(apps_file) if apps_file.exists() or not _PACKAGE.fullmatch(name) else {}
    for app in profiles.values():
        if name in (app.name, app.package):
            return app.info
    if _PACKAGE.fullmatch(name):
        return AppInfo(name=name, package=name)
    raise ConfigError(f"{apps_file}: there is no app named '{name}'{nearest(name, list(profiles))}")


def _tell(console: Console, folder: Path, found: Survey, told: Told) -> None:
    lines = [f"{found.exchanges} exchanges, {found.other} other connections, lookups and chunks"]
    if found.cached:
        lines.append(f"{found.cached} entries were never sent (from a cache, or no network address) and are left out")
    if not told.consent:
        lines.append(
            "It is not told when consent was given: what was sent before it cannot be judged. See --consent-at."
        )
    if not told.identifiers:
        lines.append("No value of the phone is told: nothing can be found. See --identifiers.")
    if found.about.timeless:
        lines.append("The capture has no times: only the order of things is known.")
    for line in lines:
        console.print(plain(line), soft_wrap=True)
    console.print(Text(f"recording  {folder}"), soft_wrap=True)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:60].strip("-.") or "capture"
