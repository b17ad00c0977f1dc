"""The settings provider: three namespaces of text values."""

from __future__ import annotations

NAMESPACES = ("system", "secure", "global")


class Settings:
    """Values of `settings get|put|delete|list`; a missing key reads as None."""

    def __init__(self, *, api_level: int, android_id: str, bluetooth_address: str) -> None:
        self._values: dict[str, dict[str, str]] = {
            "system": {
                "screen_off_timeout": "1800000",
                "screen_brightness": "102",
                "accelerometer_rotation": "0",
                "user_rotation": "0",
                "font_scale": "1.0",
                "volume_music": "5",
            },
            "secure": {
                "android_id": android_id,
                "bluetooth_address": bluetooth_address,
                "default_input_method": "com.android.inputmethod.latin/.LatinIME",
                "enabled_input_methods": "com.android.inputmethod.latin/.LatinIME",
                "location_mode": "3",
                "user_setup_complete": "1",
                "install_non_market_apps": "1",
            },
            "global": {
                "adb_enabled": "1",
                "airplane_mode_on": "0",
                "animator_duration_scale": "1.0",
                "transition_animation_scale": "1.0",
                "window_animation_scale": "1.0",
                "bluetooth_on": "0",
                "device_provisioned": "1",
                "device_name": f"phone-api{api_level}",
                "mobile_data": "1",
                "stay_on_while_plugged_in": "7",
                "wifi_on": "1",
                "development_settings_enabled": "1",
            },
        }

    def get(self, namespace: str, key: str) -> str | None:
        """The value, or None; KeyError for an unknown namespace."""
        return self._values[namespace].get(key)

    def put(self, namespace: str, key: str, value: str) -> None:
        """Set a value; the word null is kept as text, as Android keeps it."""
        self._values[namespace][key] = value

    def delete(self, namespace: str, key: str) -> bool:
        """Forget a value and say whether there was one."""
        return self._values[namespace].pop(key, None) is not None

    def list(self, namespace: str) -> list[tuple[str, str]]:
        """All pairs of a namespace by key."""
        return sorted(self._values[namespace].items())

    def proxy(self) -> tuple[str, int] | None:
        """The phone-wide HTTP proxy as (host, port), or None; `:0` and an empty value mean none."""
        host, _, port = (self.get("global", "http_proxy") or "").rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            return None
        return host, int(port)
