"""One UI tree model for Android, iOS and web sources."""

from evidence.errors import SourceError
from evidence.tree.android import android_tree, is_android, parse_android
from evidence.tree.ios import ios_tree, is_ios, parse_ios
from evidence.tree.limits import MAX_BYTES as MAX_SOURCE_BYTES
from evidence.tree.limits import parse_xml
from evidence.tree.node import Node, Platform, Tree
from evidence.tree.web import parse_web, web_tree

__all__ = [
    "MAX_SOURCE_BYTES",
    "Node",
    "Platform",
    "Tree",
    "parse_android",
    "parse_any",
    "parse_ios",
    "parse_source",
    "parse_web",
]

_PARSERS = {"android": parse_android, "ios": parse_ios, "web": parse_web}


def parse_source(platform: str, source: bytes) -> Tree:
    """The tree of a stored source; `platform` is android, ios or web. Raises SourceError."""
    return _PARSERS[platform](source)


def parse_any(source: bytes) -> Tree:
    """The tree of a source whose platform is not told; its first element tells. Raises SourceError."""
    root = parse_xml(source)
    if is_android(root):
        return android_tree(root)
    if is_ios(root):
        return ios_tree(root)
    if root.tag == "page":
        return web_tree(root)
    raise SourceError(
        "a UI source begins with <hierarchy> (Android) or <XCUIElementType…> (iOS), "
        f"this one with <{str(root.tag)[:40]}>"
    )
