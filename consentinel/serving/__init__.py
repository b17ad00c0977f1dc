"""`serve`: the runs of a folder on loopback, with their reports, and a place to decide about findings."""

from consentinel.serving.server import serving_app

__all__ = ["serving_app"]
