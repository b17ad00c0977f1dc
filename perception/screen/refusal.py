"""Apps that refuse to run on the device they find themselves on."""

from __future__ import annotations

from perception.screen.lexicon import has_word
from perception.screen.view import View


def refuses_to_run(view: View) -> str:
    """What a blocking window says that refuses the device (rooted, emulated …), or an empty text.

    It names a ground that lies in the device, and says that the app does not go on.
    """
    popup = view.popup
    if popup is None or popup.kind in ("consent", "ad", "permission") or popup.form == "system":
        return ""
    said = " ".join(text.text for text in view.texts if popup.box.contains_point(*text.box.centre))
    refuses = has_word(said, "kinds", "refusal_ground") and has_word(said, "kinds", "refusal_end")
    return said[:300] if refuses else ""
