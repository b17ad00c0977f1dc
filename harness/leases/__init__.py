"""Devices shared between processes: who has which, until when, and who gets the next."""

from harness.leases.lending import EXPIRY_S, Lease, fitting, lease, owner_of
from harness.leases.listing import entries, release
from harness.leases.registry import Entry, Quarantine, phone_of

__all__ = ["EXPIRY_S", "Entry", "Lease", "Quarantine", "entries", "fitting", "lease", "owner_of", "phone_of", "release"]
