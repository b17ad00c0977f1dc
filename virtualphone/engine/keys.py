"""Android key codes and what a page hears of them."""

from __future__ import annotations

KEYCODE_HOME = 3
KEYCODE_BACK = 4
KEYCODE_ENTER = 66

_NAMED = {
    19: "ArrowUp", 20: "ArrowDown", 21: "ArrowLeft", 22: "ArrowRight", 23: "Enter", 55: ",", 56: ".", 61: "Tab",
    62: " ", 66: "Enter", 67: "Backspace", 68: "`", 69: "-", 70: "=", 71: "[", 72: "]", 73: "\\", 74: ";", 75: "'",
    76: "/", 77: "@", 81: "+", 92: "PageUp", 93: "PageDown", 111: "Escape", 112: "Delete", 122: "Home", 123: "End",
    160: "Enter",
}  # fmt: skip
_SHIFT = 0x1


def dom_key(keycode: int, metastate: int = 0) -> str | None:
    """The DOM name of a key, or None for keys that only the system hears (volume, power …)."""
    if 7 <= keycode <= 16:
        return str(keycode - 7)
    if 29 <= keycode <= 54:
        letter = chr(ord("a") + keycode - 29)
        return letter.upper() if metastate & _SHIFT else letter
    return _NAMED.get(keycode)
