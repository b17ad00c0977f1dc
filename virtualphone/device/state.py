"""Everything that one phone remembers, tied together."""

from __future__ import annotations

import time
from dataclasses import dataclass

from virtualphone.device.abx import to_abx
from virtualphone.device.appops import AppOps
from virtualphone.device.clipboard import Clipboard
from virtualphone.device.filesystem import Directory, File, Filesystem
from virtualphone.device.identifiers import Identifiers
from virtualphone.device.image import (
    CERTIFICATES_IN_APEX,
    CERTIFICATES_IN_SYSTEM,
    add_system_packages,
    install_decoys,
    make_mounts,
)
from virtualphone.device.install_sessions import InstallSessions
from virtualphone.device.logcat import Logcat
from virtualphone.device.model import DeviceModel
from virtualphone.device.network import Network, Wifi
from virtualphone.device.notifications import Notifications
from virtualphone.device.packages import Package, PackageRegistry
from virtualphone.device.permissions import Permissions
from virtualphone.device.personal import make_personal_data
from virtualphone.device.processes import Exit, Process, ProcessTable
from virtualphone.device.procfs import fill_proc
from virtualphone.device.properties import Properties, make_properties
from virtualphone.device.sensors import Sensors
from virtualphone.device.settings import Settings

ZYGOTE_NAMES = ("zygote64", "zygote")


@dataclass(slots=True)
class Display:
    """Switches of the display; `size` and `density` are overrides of `wm`, None for the physical ones."""

    awake: bool = True
    rotation: int = 0
    size: tuple[int, int] | None = None
    density: int | None = None
    keyguard: bool = False


@dataclass(slots=True)
class Battery:
    """The battery as `dumpsys battery` shows it; level in per cent."""

    level: int = 87
    ac_powered: bool = False
    usb_powered: bool = True


class PhoneState:
    """The state of one phone; the same seed gives the same phone."""

    def __init__(self, model: DeviceModel, seed: int = 0) -> None:
        self.model = model
        self.seed = seed
        self.boot_time = time.time()
        self.packages = PackageRegistry()
        self.permissions = Permissions(model.api_level)
        self.appops = AppOps()
        self.processes = ProcessTable()
        self.logcat = Logcat()
        self.clipboard = Clipboard()
        self.notifications = Notifications()
        self.sensors = Sensors()
        self.display = Display()
        self.battery = Battery()
        self.personal = make_personal_data(seed)
        self.identifiers = Identifiers(seed, model, self.packages, self.permissions, self.appops, self.personal)
        device = self.identifiers.device
        self.settings = Settings(
            api_level=model.api_level, android_id=device.shell_android_id, bluetooth_address=device.bluetooth_mac
        )
        self.properties = Properties(make_properties(model, device, self.boot_time))
        self.network = Network(Wifi("Home-5G", "a4:2b:b0:7c:11:02", "10.0.2.16", "10.0.2.2", device.wifi_mac))
        self.filesystem = Filesystem(make_mounts(model))
        self.install_sessions = InstallSessions()
        self.running_services: set[str] = set()
        self.local_sockets: dict[str, int] = {}
        self.doze_exempt: set[str] = set()
        self._wire()
        add_system_packages(self.packages, model)
        install_decoys(self.packages, model.api_level)

    def clear_package(self, package: Package) -> None:
        """Forget an app's data, permissions and notifications, as `pm clear` does; times of operations stay."""
        self.permissions.reset(package)
        self.notifications.cancel_package(package.name)
        self.filesystem.put(package.data_dir, Directory(0o700, package.uid, package.uid))

    def trusted_certificates(self, pid: int) -> dict[str, bytes]:
        """The system's CA certificates by file name as a process sees them in its mount namespace."""
        folder = CERTIFICATES_IN_APEX if self.model.api_level >= 34 else CERTIFICATES_IN_SYSTEM
        entries = self.filesystem.listing(folder, namespace=self.namespace_of(pid))
        return {name: node.data for name, node in sorted(entries.items()) if isinstance(node, File)}

    def namespace_of(self, pid: int) -> int:
        """The owner of the mount namespace that a process lives in."""
        return pid if self.filesystem.has_namespace(pid) else 1

    def _wire(self) -> None:
        fill_proc(self.filesystem, self.processes, self.network, self.local_sockets, self.model)
        for name in ZYGOTE_NAMES:
            for zygote in self.processes.named(name):
                self.filesystem.add_namespace(zygote.pid, 1)
        self.filesystem.put_generated("/data/system/users/0/settings_ssaid.xml", self._ssaid_file, mode=0o600, uid=1000)
        # From Android 11 only the system may read the interface's hardware address.
        address = f"{self.identifiers.device.wifi_mac}\n".encode()
        self.filesystem.make_folder("/sys/class/net/wlan0", parents=True)
        hidden = self.model.api_level >= 30
        self.filesystem.put("/sys/class/net/wlan0/address", File(0o400 if hidden else 0o444, data=address))
        self.processes.on_start(self._process_started)
        self.processes.on_exit(self._process_ended)
        self.packages.on_change(self._package_changed)

    def _ssaid_file(self) -> bytes:
        """The Android IDs of all apps; the system writes its own files in binary XML from Android 12 on."""
        text = self.identifiers.ssaid_xml()
        return to_abx(text) if self.model.api_level >= 31 else text

    def _process_started(self, process: Process) -> None:
        self.filesystem.add_namespace(process.pid, process.ppid)

    def _process_ended(self, end: Exit) -> None:
        self.filesystem.drop_namespace(end.process.pid)
        self.sensors.unsubscribe_process(end.process.pid)
        for name, pid in list(self.local_sockets.items()):
            if pid == end.process.pid:
                del self.local_sockets[name]
        if end.process.package is not None and not self.processes.of_package(end.process.package):
            self.running_services = {
                entry for entry in self.running_services if not entry.startswith(end.process.package + "/")
            }

    def _package_changed(self, event: str, package: Package) -> None:
        if event == "removed":
            self.permissions.removed(package.name)
            self.appops.forget(package.name)
            self.notifications.cancel_package(package.name)
            self.identifiers.forget(package.name)
            self.filesystem.remove(package.data_dir, recursive=True)
            return
        self.permissions.installed(package)
        if event == "added":
            self.filesystem.put(package.data_dir, Directory(0o700, package.uid, package.uid))
