"""Bytes that the phone has counted for a user id.

`dumpsys netstats --full --uid` keeps a history of every uid by network; the kernel's own table (`xt_qtaguid`, up to
Android 9) stands in where that is not told. On real phones the history leaves out the phone's own loopback, which is
the way to a proxy behind `adb reverse`; the table's rows for `lo` are left out here, so that both mean the same.
"""

from __future__ import annotations

import re

_IDENT = re.compile(r"^\s*ident=.*\buid=(-?\d+) set=(\S+) tag=(0x[0-9a-f]+)")
_BUCKET = re.compile(r"\brb=(\d+)\b.*\btb=(\d+)\b")


def parse_netstats(text: str, uid: int) -> tuple[int, int] | None:
    """Bytes (sent, received) of the uid in the `UID stats:` section; None when there is no such section."""
    inside = counting = False
    seen = False
    sent = received = 0
    for line in text.split("\n"):
        if line.rstrip().endswith(" stats:") or line.rstrip() == "UID stats:":
            inside = line.strip() == "UID stats:"
            seen = seen or inside
            counting = False
        elif inside and (ident := _IDENT.match(line)):
            # Rows with a tag are part of the row without one; debugging sets count a VPN's traffic twice.
            counting = int(ident.group(1)) == uid and ident.group(3) == "0x0" and not ident.group(2).startswith("DBG")
        elif counting and (bucket := _BUCKET.search(line)):
            received += int(bucket.group(1))
            sent += int(bucket.group(2))
    return (sent, received) if seen else None


def parse_qtaguid(text: str, uid: int) -> tuple[int, int] | None:
    """Bytes (sent, received) of the uid in `/proc/net/xt_qtaguid/stats`; None when the text is no such table."""
    lines = text.split("\n")
    if not lines or not lines[0].startswith("idx iface acct_tag_hex uid_tag_int"):
        return None
    sent = received = 0
    for line in lines[1:]:
        cells = line.split()
        if len(cells) >= 8 and cells[1] != "lo" and cells[2] == "0x0" and cells[3] == str(uid):
            received += int(cells[5])
            sent += int(cells[7])
    return sent, received
