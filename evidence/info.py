"""`recording.json`: what was tried, on what, by which tools."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

FORMAT_VERSION = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AppInfo(_Part):
    """The app under test as its profile names it."""

    name: str
    package: str
    label: str = ""
    category: str = ""
    operator: str = ""
    operator_domains: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    """Further names by which users know the app or who runs it."""
    file_sha256: str = ""


class DeviceInfo(_Part):
    """The phone: size in px, density in dpi."""

    name: str
    platform: str
    model: str = ""
    manufacturer: str = ""
    os_version: str = ""
    api_level: int | None = None
    build: str = ""
    width: int = 0
    height: int = 0
    density: int = 0


class ScenarioInfo(_Part):
    """The scenario as it was when it ran; `watch_s` is the settable watch time."""

    name: str
    sha256: str
    watch_s: float
    text: str = ""


class RecordingInfo(_Part):
    """The head of a recording, written once at its beginning."""

    format_version: int = FORMAT_VERSION
    run_id: str
    attempt: int
    app: AppInfo
    device: DeviceInfo
    scenario: ScenarioInfo
    started: str
    """Wall-clock time of the clock's zero, ISO 8601 with offset."""
    started_epoch_s: float
    operator: str = ""
    tools: dict[str, str] = Field(default_factory=dict)
    models: dict[str, str] = Field(default_factory=dict)
