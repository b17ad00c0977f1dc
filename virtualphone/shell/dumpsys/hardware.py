"""`dumpsys` of battery, power, display, input, place and sensors."""

from __future__ import annotations

from virtualphone.device.clock import show
from virtualphone.device.sensors import SENSORS
from virtualphone.device.state import PhoneState


def dump_battery(state: PhoneState) -> str:
    """Level in per cent, voltage in mV, temperature in tenths of a degree."""
    battery = state.battery
    charging = battery.ac_powered or battery.usb_powered
    return (
        "Current Battery Service state:\n"
        f"  AC powered: {str(battery.ac_powered).lower()}\n  USB powered: {str(battery.usb_powered).lower()}\n"
        "  Wireless powered: false\n  Max charging current: 500000\n  Max charging voltage: 5000000\n"
        f"  Charge counter: 3915000\n  status: {2 if charging else 3}\n  health: 2\n  present: true\n"
        f"  level: {battery.level}\n  scale: 100\n  voltage: 4210\n  temperature: 273\n  technology: Li-ion\n"
    )


def change_battery(state: PhoneState, words: list[str]) -> str:
    """`set level N`, `set ac|usb 0|1`, `unplug`, `reset`."""
    battery = state.battery
    match words:
        case ["set", "level", text] if text.isascii() and text.isdigit() and int(text) <= 100:
            battery.level = int(text)
        case ["set", "ac", "0" | "1" as text]:
            battery.ac_powered = text == "1"
        case ["set", "usb", "0" | "1" as text]:
            battery.usb_powered = text == "1"
        case ["unplug"]:
            battery.ac_powered = battery.usb_powered = False
        case ["reset"]:
            battery.ac_powered, battery.usb_powered, battery.level = False, True, 87
        case ["-a" | "--checkin"]:
            return dump_battery(state)
        case _:
            return "Unknown set option: " + " ".join(words) + "\n"
    return ""


def dump_power(state: PhoneState) -> str:
    """Wakefulness and whether the display is on."""
    wakefulness = "Awake" if state.display.awake else "Asleep"
    return (
        "POWER MANAGER (dumpsys power)\n\nPower Manager State:\n  mDirty=0x0\n"
        f"  mWakefulness={wakefulness}\n  mWakefulnessChanging=false\n  mIsPowered=true\n  mPlugType=2\n"
        f"  mBatteryLevel={state.battery.level}\n  mStayOn=true\n"
        f"Display Power: state={'ON' if state.display.awake else 'OFF'}\n"
    )


def dump_display(state: PhoneState) -> str:
    """The one display with its size, density and rotation."""
    model = state.model
    return (
        "DISPLAY MANAGER (dumpsys display)\n  Display States: size=1\n    Display Id=0\n    Display State=ON\n"
        f'  mBaseDisplayInfo=DisplayInfo{{"内置屏幕", displayId 0, real {model.width} x {model.height}, density'
        f" {model.density} ({model.density}.0 x {model.density}.0) dpi, rotation {state.display.rotation}}}\n"
        f"  mViewports=[DisplayViewport{{type=INTERNAL, valid=true, displayId=0, orientation={state.display.rotation},"
        f" deviceWidth={model.width}, deviceHeight={model.height}}}]\n"
    )


def dump_location(state: PhoneState) -> str:
    """The last known place of each provider."""
    place = state.personal.place
    enabled = str(state.settings.get("secure", "location_mode") != "0").lower()
    lines = ["Location Manager State:", f"  Location Setting: {enabled}"]
    for provider in ("gps", "network"):
        where = f"Location[{provider} {place.latitude:.6f},{place.longitude:.6f} hAcc={place.accuracy}]"
        lines.append(f"  {provider} provider:\n    last location={where}\n    enabled={enabled}")
    return "".join(f"{line}\n" for line in lines)


def dump_input(state: PhoneState) -> str:
    """The touch screen's orientation and size."""
    model = state.model
    return (
        "INPUT MANAGER (dumpsys input)\n\nInput Reader State:\n  Device 2: touchscreen\n"
        "    Touch Input Mapper (mode - DIRECT):\n"
        f"      SurfaceOrientation: {state.display.rotation}\n      SurfaceWidth: {model.width}px\n"
        f"      SurfaceHeight: {model.height}px\n"
    )


def dump_input_method(state: PhoneState) -> str:
    """Which keyboard is chosen; the phone draws none of its own."""
    current = state.settings.get("secure", "default_input_method") or "null"
    return (
        f"Current Input Method Manager state:\n  mCurMethodId={current}\n  mCurId={current}\n"
        "  mShowRequested=false mShowExplicitlyRequested=false mShowForced=false mInputShown=false\n"
        "  mIsInputViewShown=false\n"
        f"  mInteractive={str(state.display.awake).lower()}\n"
    )


def dump_sensors(state: PhoneState) -> str:
    """The sensors, who listens now, and the last registrations."""
    sensors = state.sensors
    lines = [
        "Sensor Device:",
        f"Total {len(SENSORS)} h/w sensors, {len(SENSORS)} running 0 disabled clients:",
        "Sensor List:",
    ]
    for number, (kind, name) in enumerate(SENSORS.items(), 1):
        text = f"android.sensor.{kind}({number})"
        lines.append(f"0x{number:08x}) {name:<25} | haitang | ver: 1 | type: {text} | perm: n/a | flags: 0x00000000")
    lines.append("Active sensors:")
    active = sensors.active()
    for kind in dict.fromkeys(entry.sensor for entry in active):
        listeners = [entry for entry in active if entry.sensor == kind]
        lines.append(f"{SENSORS[kind]} (handle=0x{list(SENSORS).index(kind) + 1:08x}, connections={len(listeners)})")
    lines.append(f"{len(active)} active connections")
    for number, entry in enumerate(active):
        lines.append(f"Connection Number: {number}")
        lines.append(f"\t{entry.package} | WakeLockRefCount 0 | uid {entry.uid} | cache size 0 | max cache size 0")
        lines.append(f"\t {SENSORS[entry.sensor]} 0x{list(SENSORS).index(entry.sensor) + 1:08x} | status: active")
    lines.append("Previous Registrations:")
    for moment, sign, entry in reversed(sensors.history()):
        clock = show(moment, "%H:%M:%S")
        handle = list(SENSORS).index(entry.sensor) + 1
        lines.append(f"{clock} {sign} 0x{handle:08x} pid={entry.pid:5d} uid={entry.uid:5d} package={entry.package}")
    return "".join(f"{line}\n" for line in lines)
