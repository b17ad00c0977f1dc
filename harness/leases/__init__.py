"""Devices shared between processes: who has which, until when, and who gets the next."""

from harness.leases.books import Ailing, Entry, phone_of
from harness.leases.lending import EXPIRY_S, Lease, fitting, lease, owner_of
from harness.leases.listing import entries, release

__all__ = ["EXPIRY_S", "Ailing", "Entry", "Lease", "entries", "fitting", "lease", "owner_of", "phone_of", "release"]
