"""The command `virtualphone`: start phones, pack and list specimens."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from virtualphone.device.appfile import read_app_folder
from virtualphone.device.model import MODELS
from virtualphone.device.packages import InstallError
from virtualphone.packaging import pack_apk
from virtualphone.phone import VirtualPhone, make_phone

_OWN_SPECIMENS = Path(__file__).parent / "specimens"


@dataclass(frozen=True, slots=True)
class _Usage(Exception):
    message: str


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 on success, 2 for wrong input."""
    arguments = _parser().parse_args(argv)
    try:
        match arguments.action:
            case "start":
                return asyncio.run(_start(arguments))
            case "pack":
                return _pack(arguments)
            case _:
                return _list(arguments)
    except _Usage as error:
        print(f"virtualphone: {error.message}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="virtualphone", description="Phones that adb and Appium can drive")
    actions = parser.add_subparsers(dest="action", required=True)
    start = actions.add_parser("start", help="start phones and keep them until SIGTERM")
    start.add_argument("--model", choices=sorted(MODELS), default="api34")
    start.add_argument("--port", type=int, default=0, help="adb port of the first phone; 0 chooses free ones")
    start.add_argument("--console-port", type=int, help="emulator console of the first phone; without it there is none")
    start.add_argument("--count", type=int, default=1)
    start.add_argument("--seed", type=int, default=0, help="seed of the first phone; the next ones count up")
    start.add_argument("--specimens", type=Path, nargs="*", default=[], metavar="DIR")
    start.add_argument("--apps", default="", help="names of specimens to install, with commas between them")
    start.add_argument("--ready-file", type=Path, help="gets the addresses once all phones are up")
    pack = actions.add_parser("pack", help="write a specimen as a package file (APK)")
    pack.add_argument("specimen")
    pack.add_argument("-o", "--output", type=Path, required=True)
    pack.add_argument("--version-code", type=int, help="another version than the manifest's, for an update")
    pack.add_argument("--version-name")
    listing = actions.add_parser("specimens", help="list the specimens")
    for other in (pack, listing):
        other.add_argument("--specimens", type=Path, nargs="*", default=[], metavar="DIR")
    return parser


async def _start(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.count <= 64 or not 0 <= arguments.port <= 65_535 - arguments.count:
        raise _Usage("--count must be 1 to 64 and --port below 65536")
    names = [name for name in arguments.apps.split(",") if name]
    packages = [_packed(_find(name, arguments.specimens)) for name in names]
    ended = asyncio.Event()
    for signalled in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signalled, ended.set)
    phones: list[VirtualPhone] = []
    try:
        for number in range(arguments.count):
            phone = make_phone(MODELS[arguments.model], seed=arguments.seed + number)
            phones.append(phone)
            console = arguments.console_port + number if arguments.console_port else None
            await _boot(phone, arguments.port + number if arguments.port else 0, console, packages)
        addresses = [f"127.0.0.1:{phone.adbd.port}" for phone in phones]
        for address in addresses:
            print(f"ready {address}", flush=True)
        if arguments.ready_file is not None:
            _write_whole(arguments.ready_file, "".join(f"{address}\n" for address in addresses))
        await ended.wait()
    finally:
        for phone in phones:
            await phone.stop()
    return 0


async def _boot(phone: VirtualPhone, port: int, console: int | None, packages: list[bytes]) -> None:
    for data in packages:
        try:
            await phone.install(data, downgrade=False, grant_all=False, installer=None)
        except InstallError as error:
            raise _Usage(str(error)) from error
    try:
        await phone.start(port, console)
    except PlaywrightError as error:
        reason = str(error).strip().partition("\n")[0][:200]
        raise _Usage(f"Chromium does not start ({reason}); install it, or run `playwright install chromium`") from error
    except OSError as error:
        taken = f"port {port}" + (f" or {console}" if console else "")
        raise _Usage(f"{taken} of 127.0.0.1 cannot be used: {error.strerror}; choose another") from error


def _write_whole(path: Path, text: str) -> None:
    """A reader sees the file with all of its text or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    part.replace(path)


def _folders(places: list[Path]) -> list[Path]:
    roots = places or [_OWN_SPECIMENS]
    for root in roots:
        if not root.is_dir():
            raise _Usage(f"--specimens: {root} is not a folder")
    found = [path.parent for root in roots for path in [*root.glob("manifest.yaml"), *root.glob("*/manifest.yaml")]]
    return sorted(found, key=lambda folder: folder.name)


def _find(name: str, places: list[Path]) -> Path:
    if Path(name, "manifest.yaml").is_file():
        return Path(name)
    folders = _folders(places)
    found = next((folder for folder in folders if folder.name == name), None)
    if found is None:
        known = ", ".join(folder.name for folder in folders) or "none"
        raise _Usage(f"no specimen named {name!r}; there are: {known}")
    return found


def _pack(arguments: argparse.Namespace) -> int:
    folder = _find(arguments.specimen, arguments.specimens)
    arguments.output.write_bytes(_packed(folder, arguments.version_code, arguments.version_name))
    return 0


def _packed(folder: Path, version_code: int | None = None, version_name: str | None = None) -> bytes:
    try:
        return pack_apk(folder, version_code=version_code, version_name=version_name)
    except InstallError as error:
        raise _Usage(f"{folder / 'manifest.yaml'}: {error}") from error


def _list(arguments: argparse.Namespace) -> int:
    for folder in _folders(arguments.specimens):
        try:
            app = read_app_folder(folder)
        except InstallError as error:
            raise _Usage(f"{folder / 'manifest.yaml'}: {error}") from error
        print(f"{folder.name:<24} {app.name:<40} {app.label}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
