"""What can go wrong with the results store."""

from __future__ import annotations

from evidence.errors import EvidenceError


class StoreError(EvidenceError):
    """The store cannot be opened, read or written; the message names it, without a password, and the mend."""
