"""Which window has the focus, and whose it is, from `dumpsys window`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FOCUS = re.compile(r"mCurrentFocus=(?:Window\{([0-9a-f]+) u\d+ ([^}]*)\}|null)")
_APP = re.compile(r"mFocusedApp=.*?ActivityRecord\{[0-9a-f]+ u\d+ ([^\s/}]+)/([^\s}]+)")
_COMPONENT = re.compile(r"^([A-Za-z][\w.]*)/([\w.$]+)$")
_ANR = re.compile(r"^Application Not Responding: (\S+)")
_CRASH = re.compile(r"^Application Error: (\S+)")


@dataclass(frozen=True, slots=True)
class Focus:
    """The focused window: `window` tells one from another, package and activity are what stands in front.

    `hung` and `crashed` name the app that a dialog of the system says this of.
    """

    window: str = ""
    package: str = ""
    activity: str = ""
    hung: str = ""
    crashed: str = ""


def parse_focus(text: str) -> Focus:
    """The focus of the first display that has one; empty when nothing has it."""
    focus = next((match for match in _FOCUS.finditer(text) if match.group(1)), None)
    app = _APP.search(text)
    title = focus.group(2).strip() if focus else ""
    component = _COMPONENT.match(title)
    package, activity = "", ""
    if component is not None:
        package, activity = component.groups()
    elif app is not None:
        # Pop-ups and dialogs of an app are titled as they like; the activity below is theirs.
        package, activity = app.groups()
    hung, crashed = _ANR.match(title), _CRASH.match(title)
    return Focus(
        window=f"{focus.group(1)} {title}" if focus else "",
        package=package,
        activity=package + activity if activity.startswith(".") else activity,
        hung=hung.group(1) if hung else "",
        crashed=crashed.group(1) if crashed else "",
    )
