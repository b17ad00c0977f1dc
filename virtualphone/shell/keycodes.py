"""Android key codes by the names that `input keyevent` takes."""

from __future__ import annotations

KEYCODES = {
    "SOFT_LEFT": 1, "HOME": 3, "BACK": 4, "CALL": 5, "ENDCALL": 6, "STAR": 17, "POUND": 18, "DPAD_UP": 19,
    "DPAD_DOWN": 20, "DPAD_LEFT": 21, "DPAD_RIGHT": 22, "DPAD_CENTER": 23, "VOLUME_UP": 24, "VOLUME_DOWN": 25,
    "POWER": 26, "CAMERA": 27, "CLEAR": 28, "COMMA": 55, "PERIOD": 56, "TAB": 61, "SPACE": 62, "ENTER": 66,
    "DEL": 67, "MINUS": 69, "EQUALS": 70, "AT": 77, "FOCUS": 80, "MENU": 82, "NOTIFICATION": 83, "SEARCH": 84,
    "PAGE_UP": 92, "PAGE_DOWN": 93, "ESCAPE": 111, "FORWARD_DEL": 112, "MOVE_HOME": 122, "MOVE_END": 123,
    "NUMPAD_ENTER": 160, "VOLUME_MUTE": 164, "APP_SWITCH": 187, "SLEEP": 223, "WAKEUP": 224,
    **{str(digit): 7 + digit for digit in range(10)},
    **{chr(ord("A") + letter): 29 + letter for letter in range(26)},
}  # fmt: skip

_LAST_CODE = 320


def keycode_of(text: str) -> int | None:
    """The code of a number, `KEYCODE_HOME` or `HOME`; None where there is none."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 4 and int(text) <= _LAST_CODE else None
    return KEYCODES.get(text.removeprefix("KEYCODE_"))
