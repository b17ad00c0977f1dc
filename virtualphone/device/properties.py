"""System properties, as `getprop` lists them."""

from __future__ import annotations

from virtualphone.device.identifiers import DeviceIdentifiers
from virtualphone.device.model import DeviceModel

_MAX_VALUE_BYTES = 91


def make_properties(model: DeviceModel, identifiers: DeviceIdentifiers, boot_time: float) -> dict[str, str]:
    """The properties of a phone after boot."""
    build = f"{model.product}-userdebug {model.release} {model.build_id} {model.incremental} test-keys"
    values = {
        "dev.bootcomplete": "1",
        "dalvik.vm.heapsize": "512m",
        "gsm.operator.alpha": "CMCC",
        "gsm.operator.iso-country": "cn",
        "gsm.operator.numeric": "46000",
        "gsm.sim.state": "READY",
        "init.svc.adbd": "running",
        "init.svc.bootanim": "stopped",
        "init.svc.zygote": "running",
        "init.svc.zygote_secondary": "running",
        "net.bt.name": "Android",
        "persist.sys.locale": model.locale,
        "persist.sys.timezone": model.timezone,
        "persist.sys.usb.config": "adb",
        "ro.adb.secure": "0",
        "ro.board.platform": model.board,
        "ro.boot.hardware": model.board,
        "ro.boot.qemu": "0",
        "ro.boot.verifiedbootstate": "orange",
        "ro.boot.serialno": identifiers.serial,
        "ro.bootmode": "unknown",
        "ro.build.characteristics": "default",
        "ro.build.date.utc": str(model.build_epoch),
        "ro.build.description": build,
        "ro.build.display.id": build,
        "ro.build.fingerprint": model.fingerprint,
        "ro.build.flavor": f"{model.product}-userdebug",
        "ro.build.id": model.build_id,
        "ro.build.product": model.device,
        "ro.build.tags": "test-keys",
        "ro.build.type": "userdebug",
        "ro.build.user": "build",
        "ro.build.version.all_codenames": "REL",
        "ro.build.version.codename": "REL",
        "ro.build.version.incremental": model.incremental,
        "ro.build.version.release": model.release,
        "ro.build.version.sdk": str(model.api_level),
        "ro.build.version.security_patch": model.security_patch,
        "ro.crypto.state": "encrypted",
        "ro.debuggable": "1",
        "ro.hardware": model.board,
        "ro.kernel.version": model.kernel.rpartition(".")[0],
        "ro.product.board": model.board,
        "ro.product.brand": model.brand,
        "ro.product.cpu.abi": "arm64-v8a",
        "ro.product.cpu.abilist": "arm64-v8a,armeabi-v7a,armeabi",
        "ro.product.cpu.abilist64": "arm64-v8a",
        "ro.product.device": model.device,
        "ro.product.locale": model.locale,
        "ro.product.manufacturer": model.manufacturer,
        "ro.product.model": model.model,
        "ro.product.name": model.product,
        "ro.runtime.firstboot": str(int(boot_time * 1000)),
        "ro.secure": "1",
        "ro.serialno": identifiers.serial,
        "ro.sf.lcd_density": str(model.density),
        "ro.zygote": "zygote64_32",
        "service.adb.root": "0",
        "sys.boot_completed": "1",
        "sys.usb.state": "adb",
        "wifi.interface": "wlan0",
    }
    if model.api_level >= 31:
        values["ro.build.version.release_or_codename"] = model.release
    return values


class Properties:
    """Named text values; `ro.` ones are set once."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def get(self, name: str) -> str:
        """The value, empty where there is none."""
        return self._values.get(name, "")

    def set(self, name: str, value: str) -> bool:
        """Set a value; False where Android refuses."""
        if not name or (name.startswith("ro.") and name in self._values) or len(value.encode()) > _MAX_VALUE_BYTES:
            return False
        self._values[name] = value
        return True

    def all(self) -> list[tuple[str, str]]:
        """All properties by name."""
        return sorted(self._values.items())
