"""What runs many apps and remembers: `nightly`, `history`."""

from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import Annotated

import typer

from consentinel.cli.options import Attempts, DevicesFile, Env, Language, Watch, app, console, zh_wanted
from consentinel.errors import says_why

Series = Annotated[
    str, typer.Option("--series", metavar="NAME", help="Nightlies that are compared with each other share a name.")
]
StoreAt = Annotated[
    str, typer.Option("--store", metavar="URL", help="Results: a file, sqlite:///FILE or postgresql://… .")
]
Baseline = Annotated[
    str, typer.Option("--baseline", metavar="NAME", help="Compare with this nightly: a baseline's name, or a label.")
]
Since = Annotated[
    str, typer.Option("--since", metavar="WHEN", help="Compare with how things stood then: a date, or a nightly.")
]
NameIt = Annotated[str, typer.Option("--name", metavar="NAME", help="Make this nightly the baseline of that name.")]
SuppressionsAt = Annotated[
    Path | None, typer.Option("--suppressions", metavar="FILE", help="Violations that somebody took on.")
]

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?", re.IGNORECASE)
_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


@app.command(rich_help_panel="Many apps")
@says_why
def nightly(
    apps: Annotated[Path, typer.Argument(help="The file that describes the apps.")] = Path("apps.yaml"),
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="SCENARIO", help="A file or a shipped one; several times (first_launch)."),
    ] = None,
    devices: DevicesFile = Path("devices.yaml"),
    device: Annotated[
        list[str] | None, typer.Option("--device", metavar="NAME", help="Devices to share, by name or tag.")
    ] = None,
    each_device: Annotated[
        bool, typer.Option("--each-device", help="Try every app on every device that fits.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="APP", help="These apps, or those of an owner; `*` is known.")
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", min=1, max=64, help="Devices to drive at once.")
    ] = 1,
    judges: Annotated[
        int, typer.Option("--judges", metavar="N", min=1, max=64, help="Recordings to judge at once.")
    ] = 1,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where recordings, reports and results go.")] = Path(
        "nightlies"
    ),
    store: StoreAt = "",
    series: Series = "nightly",
    recordings: Annotated[
        Path | None, typer.Option("--recordings", metavar="DIR", help="Judge these in place of driving devices.")
    ] = None,
    budget: Annotated[float, typer.Option("--budget", min=0.1, metavar="MINUTES", help="For each app.")] = 30,
    attempts: Attempts = 2,
    watch: Watch = None,
    env: Env = None,
    quota: Annotated[
        str, typer.Option("--quota", metavar="SIZE", help="Let old recordings go beyond this, such as 50G.")
    ] = "",
    keep_days: Annotated[
        float | None, typer.Option("--keep-days", metavar="DAYS", min=0, help="Let recordings go that are older.")
    ] = None,
    baseline: Baseline = "",
    since: Since = "",
    name: NameIt = "",
    suppressions: SuppressionsAt = None,
    notify: Annotated[
        Path | None, typer.Option("--notify", metavar="FILE", help="Whom to tell what is new (webhooks).")
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Try every violation again in a second run, and mark what was seen again.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew, even if the last one was broken off.")] = False,
    language: Language = "",
) -> None:
    """Try many apps, remember what was found, and say what is new.

    One that was broken off in the last 12 hours goes on.

    Exit status: 1 for a new violation, else 3 for what newly cannot be judged, else 0.
    """
    from consentinel.nightly.order import Order
    from consentinel.nightly.running import Compare, run_nightly

    if confirm and recordings is not None:
        raise typer.BadParameter("recordings are not driven: leave it out with --recordings", param_hint="--confirm")
    # A service is stopped with SIGTERM; both let the workers put the phones back.
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.default_int_handler)
    order = Order(
        apps_file=apps,
        devices_file=devices,
        out=out,
        store=store,
        series=_plain(series, "--series"),
        scenarios=tuple(dict.fromkeys(scenario or ("first_launch",))),
        only=_words(only),
        devices=_words(device),
        each=each_device,
        recordings=recordings,
        jobs=jobs,
        judges=judges,
        attempts=attempts,
        budget_s=budget * 60,
        watch_s=watch,
        env=tuple(env or ()),
        quota_bytes=_bytes(quota) if quota else None,
        keep_s=keep_days * 86400 if keep_days is not None else None,
        fresh=fresh,
        confirm=confirm,
    )
    compare = Compare(baseline, since, _plain(name, "--name") if name else "", suppressions, notify)
    raise typer.Exit(run_nightly(order, compare, console, zh=zh_wanted(language)))


@app.command(rich_help_panel="Many apps")
@says_why
def history(
    label: Annotated[str, typer.Argument(help="A nightly, or a baseline's name, to tell again; `last` is known.")] = "",
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the nightlies.")] = Path("nightlies"),
    store: StoreAt = "",
    series: Series = "nightly",
    baseline: Baseline = "",
    since: Since = "",
    name: NameIt = "",
    suppressions: SuppressionsAt = None,
    page: Annotated[Path | None, typer.Option("--page", metavar="OUT.html", help="Where its page goes.")] = None,
    language: Language = "",
) -> None:
    """List nightlies; or tell one again, compare it with others, and name it as a baseline."""
    from consentinel.nightly.history import Look, list_nightlies, show_nightly
    from consentinel.nightly.order import address_in, existing
    from consentinel.nightly.running import Compare

    address = existing(store) if store else address_in(out)
    asked = label or name or baseline or since or page is not None
    if not asked:
        raise typer.Exit(list_nightlies(address, series, console))
    compare = Compare(baseline, since, _plain(name, "--name") if name else "", suppressions)
    look = Look(address, series, "" if label == "last" else label, page)
    raise typer.Exit(show_nightly(look, compare, console, zh=zh_wanted(language)))


def _words(given: list[str] | None) -> tuple[str, ...]:
    words = (word.strip() for text in given or () for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _plain(name: str, option: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name):
        raise typer.BadParameter("take letters, digits, `.`, `_` and `-`, at most 64 of them", param_hint=option)
    return name


def _bytes(text: str) -> int:
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(f"'{text}' is no size: write it such as 50G or 800M", param_hint="--quota")
    return int(float(found[1]) * _UNITS[found[2].upper()])
