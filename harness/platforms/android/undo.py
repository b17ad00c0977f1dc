"""Undoing the changes that a journal names."""

from __future__ import annotations

from collections.abc import Callable

from harness.errors import CommandTimeout, InfraError, PhoneOffline
from harness.journal import Change, Journal
from harness.platforms.android.adb import AdbPhone
from harness.platforms.android.film import FILM_CHANGE, undo_film
from harness.platforms.android.route import PROXY_CHANGE, REVERSE_CHANGE, undo_proxy, undo_reverse
from harness.platforms.android.trust import CA_CHANGE, undo_trust
from harness.platforms.android.tunnel import TUNNEL_CHANGE, undo_tunnel

_UNDO: dict[str, Callable[[AdbPhone, Change], None]] = {
    PROXY_CHANGE: undo_proxy,
    REVERSE_CHANGE: undo_reverse,
    CA_CHANGE: undo_trust,
    TUNNEL_CHANGE: undo_tunnel,
    FILM_CHANGE: undo_film,
}


def undo_all(phone: AdbPhone, journal: Journal) -> tuple[Change, ...]:
    """Undo all pending changes, the newest first, and return them.

    One that fails stays in the journal and does not keep the others from being undone, unless the phone does not answer
    at all; the first InfraError is raised.
    """
    undone: list[Change] = []
    failed: InfraError | None = None
    for change in journal.pending():
        try:
            undo = _UNDO.get(change.kind)
            if undo is None:
                raise InfraError(f"the journal has a change of unknown kind '{change.kind}'", "update consentinel")
            undo(phone, change)
            journal.settle(change)
            undone.append(change)
        except (PhoneOffline, CommandTimeout):
            # Each further change would cost a timeout of its own.
            raise
        except InfraError as error:
            failed = failed or error
    if failed is not None:
        raise failed
    return tuple(undone)
