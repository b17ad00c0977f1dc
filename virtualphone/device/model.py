"""The phone models on offer: hardware and build facts that never change while a phone runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeviceModel:
    """Facts of one phone model; sizes in px, density in dots per inch."""

    key: str
    api_level: int
    release: str
    manufacturer: str
    brand: str
    model: str
    device: str
    product: str
    board: str
    build_id: str
    incremental: str
    security_patch: str
    build_epoch: int
    kernel: str
    width: int = 1080
    height: int = 2400
    density: int = 420
    locale: str = "zh-CN"
    timezone: str = "Asia/Shanghai"
    status_bar_height: int = 63
    navigation_bar_height: int = 126

    @property
    def fingerprint(self) -> str:
        """The build fingerprint as `ro.build.fingerprint` prints it."""
        build = f"{self.release}/{self.build_id}/{self.incremental}"
        return f"{self.brand}/{self.product}/{self.device}:{build}:userdebug/test-keys"


API34 = DeviceModel(
    key="api34",
    api_level=34,
    release="14",
    manufacturer="Haitang",
    brand="haitang",
    model="HT-A34",
    device="begonia34",
    product="begonia34",
    board="begonia",
    build_id="UP1A.231005.007",
    incremental="1400",
    security_patch="2023-10-05",
    build_epoch=1_696_464_000,
    kernel="5.15.110-android13-8",
)

API28 = DeviceModel(
    key="api28",
    api_level=28,
    release="9",
    manufacturer="Haitang",
    brand="haitang",
    model="HT-A28",
    device="begonia28",
    product="begonia28",
    board="begonia",
    build_id="PI1A.181005.003",
    incremental="900",
    security_patch="2018-10-05",
    build_epoch=1_538_697_600,
    kernel="4.9.112-perf",
    density=480,
    status_bar_height=72,
    navigation_bar_height=144,
)

MODELS = {model.key: model for model in (API34, API28)}
