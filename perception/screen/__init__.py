"""What a screen shows: windows, texts, buttons, marks and ticks, from tree, picture and OCR."""

from perception.screen.look import look
from perception.screen.view import Ad, CloseMark, Consent, Control, SeenText, TickBox, View, Window

__all__ = ["Ad", "CloseMark", "Consent", "Control", "SeenText", "TickBox", "View", "Window", "look"]
