"""`dumpsys window`: windows, focus, keyguard and the bars."""

from __future__ import annotations

from virtualphone.device.packages import full_class_name
from virtualphone.device.state import PhoneState
from virtualphone.engine.api import Bounds, Engine, TaskInfo, WindowInfo

_TYPES = {
    "application": "BASE_APPLICATION", "dialog": "APPLICATION", "system": "APPLICATION_OVERLAY",
    "status_bar": "STATUS_BAR", "navigation_bar": "NAVIGATION_BAR",
}  # fmt: skip
_BAR_TITLES = {"status_bar": "StatusBar", "navigation_bar": "NavigationBar0"}


def dump_window(state: PhoneState, engine: Engine, words: list[str]) -> str:
    """The dump, or its part `windows`, `displays`, `policy`."""
    part = next((word for word in words if not word.startswith("-")), "")
    match part:
        case "windows" | "visible" | "visible-apps":
            # From API 29 the focus stands in the displays part only.
            return _windows(state, engine) + (_focus(engine) if state.model.api_level < 29 else "")
        case "displays":
            return _displays(state, engine)
        case "policy":
            return _policy(state)
        case "":
            return _policy(state) + _displays(state, engine) + _windows(state, engine) + _focus(engine)
        case "tokens" | "sessions" | "lastanr":
            return f"WINDOW MANAGER {part.upper()} (dumpsys window {part})\n"
    return f"Bad window command, or no windows match: {part}\n"


def _focus(engine: Engine) -> str:
    focused = engine.focused_window()
    task = next((entry for entry in engine.tasks() if entry.package == focused.package), None)
    app = _activity_record(task) if task else "null"
    return f"  mCurrentFocus={_name(focused)}\n  mFocusedApp={app}\n"


def _activity_record(task: TaskInfo) -> str:
    return f"ActivityRecord{{{task.pid:x}{task.task_id:x} u0 {component_name(task)} t{task.task_id}}}"


def component_name(task: TaskInfo) -> str:
    """`package/.Activity`, shortened as Android prints it."""
    full = full_class_name(task.package, task.activity)
    short = full[len(task.package) :] if full.startswith(task.package + ".") else full
    return f"{task.package}/{short}"


def _name(window: WindowInfo) -> str:
    if window.kind in _BAR_TITLES:
        title = _BAR_TITLES[window.kind]
    elif window.activity:
        # Dialogs carry the activity's name; a window's title is the whole class name.
        title = f"{window.package}/{full_class_name(window.package, window.activity)}"
    else:
        title = window.title
    return f"Window{{{window.token} u0 {title}}}"


def _displays(state: PhoneState, engine: Engine) -> str:
    model = state.model
    width, height = state.display.size or (model.width, model.height)
    density = state.display.density or model.density
    return (
        "WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)\n  Display: mDisplayId=0\n"
        f"    init={model.width}x{model.height} {model.density}dpi cur={width}x{height} {density}dpi"
        f" app={width}x{height - model.navigation_bar_height} rng={width}x{width}-{height}x{height}\n"
        f"  mCurrentRotation=ROTATION_{state.display.rotation * 90}\n" + _focus(engine) + "\n"
    )


def _windows(state: PhoneState, engine: Engine) -> str:
    lines = ["WINDOW MANAGER WINDOWS (dumpsys window windows)"]
    for number, window in enumerate(engine.windows()):
        bounds, uid = window.bounds, _uid(state, window.package)
        size = f"(fillxfill) sim={{adjust=pan}} ty={_TYPES[window.kind]}"
        lines += [
            f"  Window #{number} {_name(window)}:",
            f"    mDisplayId=0 mSession=Session{{{window.token} {window.pid}:{uid}}} mClient=android.os.BinderProxy@1",
            f"    mOwnerUid={uid} showForAllUsers=false package={window.package} appop=NONE",
            f"    mAttrs={{(0,0){size} fmt=TRANSLUCENT{' fl=SECURE' if window.secure else ''}}}",
            f"    Requested w={bounds.width} h={bounds.height} mLayoutSeq=120",
            "    mHasSurface=true isReadyForDisplay()=true mWindowRemovalAllowed=false",
            "    mViewVisibility=0x0",
            f"    Frames: containing={_rect(bounds)} parent={_rect(bounds)} display={_rect(bounds)}",
            f"    mFrame={_rect(bounds)} last={_rect(bounds)}"
            if state.model.api_level < 30
            else f"    frame={_rect(bounds)} last={_rect(bounds)} insetsChanged=false",
            f"    mBaseLayer={window.layer} mSubLayer=0    isOnScreen=true",
            "    isVisible=true",
        ]
    return "".join(f"{line}\n" for line in lines) + "\n"


def _rect(bounds: Bounds) -> str:
    return f"[{bounds.left},{bounds.top}][{bounds.right},{bounds.bottom}]"


def _uid(state: PhoneState, name: str) -> int:
    package = state.packages.get(name)
    return package.uid if package else 1000


def _policy(state: PhoneState) -> str:
    awake, locked = str(state.display.awake).lower(), str(state.display.keyguard).lower()
    on = "SCREEN_STATE_ON" if state.display.awake else "SCREEN_STATE_OFF"
    return (
        "WINDOW MANAGER POLICY STATE (dumpsys window policy)\n"
        f"    mSystemReady=true mSystemBooted=true\n    mAwake={awake} mScreenOnEarly={awake} mScreenOnFully={awake}\n"
        f"    interactiveState=INTERACTIVE_STATE_AWAKE\n    screenState={on}\n    KeyguardServiceDelegate\n"
        f"      showing={locked}\n      inputRestricted={locked}\n      KeyguardStateMonitor\n"
        f"        mIsShowing={locked}\n        mSimSecure=false\n        mInputRestricted={locked}\n\n"
    )
