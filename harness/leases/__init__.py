"""Devices shared between processes: who has which, until when, and who gets the next."""

from harness.leases.books import Ailing, Entry, phone_of
from harness.leases.lending import Lease, fitting, lease
from harness.leases.listing import entries, release

__all__ = ["Ailing", "Entry", "Lease", "entries", "fitting", "lease", "phone_of", "release"]
