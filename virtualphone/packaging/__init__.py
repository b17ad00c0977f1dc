"""Specimens as real package files: binary manifest, pages below `assets/www/`, APK Signature Scheme v2."""

from virtualphone.packaging.apk import pack_apk, pack_split

__all__ = ["pack_apk", "pack_split"]
