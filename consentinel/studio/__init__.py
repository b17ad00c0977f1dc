"""The studio: a page on loopback on which scenarios are recorded by pointing at the live screen."""

from consentinel.studio.desk import Desk
from consentinel.studio.server import studio_app

__all__ = ["Desk", "studio_app"]
