"""One UI tree model for Android, iOS and web sources."""

from evidence.tree.android import parse_android
from evidence.tree.ios import parse_ios
from evidence.tree.limits import MAX_BYTES as MAX_SOURCE_BYTES
from evidence.tree.node import Node, Tree
from evidence.tree.web import parse_web

__all__ = ["MAX_SOURCE_BYTES", "Node", "Tree", "parse_android", "parse_ios", "parse_source", "parse_web"]

_PARSERS = {"android": parse_android, "ios": parse_ios, "web": parse_web}


def parse_source(platform: str, source: bytes) -> Tree:
    """The tree of a stored source; `platform` is android, ios or web. Raises SourceError."""
    return _PARSERS[platform](source)
