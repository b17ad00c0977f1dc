"""The system image: which files, mounts and packages a new phone has."""

from __future__ import annotations

from pathlib import Path

from virtualphone.device.filesystem import Directory, File, Link, Mount, Node
from virtualphone.device.model import DeviceModel
from virtualphone.device.packages import Activity, AppFile, PackageRegistry

SHELL_UID = 2000
_SYSTEM_UID = 1000
_MEDIA_GID = 1015
_CERTIFICATES = Path(__file__).parent / "cacerts"
_PERMISSION = "android.permission."

CERTIFICATES_IN_SYSTEM = "/system/etc/security/cacerts"
CERTIFICATES_IN_APEX = "/apex/com.android.conscrypt/cacerts"


def make_mounts(model: DeviceModel) -> list[Mount]:
    """The mount table after boot, with the files below each mount."""
    mounts = [
        Mount("/dev/block/dm-0", "/", "ext4", _root(model), read_only=True),
        Mount("tmpfs", "/dev", "tmpfs", _folder({"null": File(0o666), "zero": File(0o666)}), read_only=False),
        Mount("proc", "/proc", "proc", _folder({}, mode=0o555), read_only=False),
        Mount("sysfs", "/sys", "sysfs", _folder({}), read_only=False),
        Mount("tmpfs", "/mnt", "tmpfs", _folder({"expand": _folder({}), "user": _folder({})}), read_only=False),
        Mount("/dev/block/dm-4", "/data", "f2fs", _data(), read_only=False),
        Mount("/dev/fuse", "/storage/emulated", "fuse", _storage(), read_only=False),
    ]
    if model.api_level >= 29:
        apex = _folder({"com.android.conscrypt": _folder({"cacerts": _certificates()}), "com.android.art": _folder({})})
        mounts.append(Mount("tmpfs", "/apex", "tmpfs", apex, read_only=True, shared=False))
    return mounts


def _folder(entries: dict[str, Node], *, mode: int = 0o755, uid: int = 0, gid: int | None = None) -> Directory:
    return Directory(mode, uid, uid if gid is None else gid, entries=entries)


def _certificates() -> Directory:
    return _folder({path.name: File(0o644, data=path.read_bytes()) for path in sorted(_CERTIFICATES.glob("*.0"))})


def _root(model: DeviceModel) -> Directory:
    hosts = File(0o644, data=b"127.0.0.1       localhost\n::1             ip6-localhost\n")
    system = _folder(
        {
            "bin": _folder({}),
            "xbin": _folder({"su": File(0o4750, 0, SHELL_UID)}),
            "etc": _folder({"hosts": hosts, "security": _folder({"cacerts": _certificates()})}),
            "build.prop": File(0o600, data=f"ro.build.version.sdk={model.api_level}\n".encode()),
        }
    )
    root: dict[str, Node] = {name: _folder({}) for name in ("dev", "proc", "sys", "mnt", "data", "storage", "cache")}
    root["storage"] = _folder({"emulated": _folder({})})
    root |= {"system": system, "vendor": _folder({}), "product": _folder({})}
    root |= {"etc": Link(0o777, target="/system/etc"), "sdcard": Link(0o777, target="/storage/emulated/0")}
    root["bin"] = Link(0o777, target="/system/bin")
    if model.api_level >= 29:
        root["apex"] = _folder({})
    return _folder(root)


def _data() -> Directory:
    return _folder(
        {
            "adb": _folder({}, mode=0o700),
            "app": _folder({}, mode=0o771, uid=_SYSTEM_UID),
            "data": Link(0o777, target="/data/user/0"),
            "local": _folder({"tmp": _folder({}, mode=0o771, uid=SHELL_UID)}, mode=0o751),
            "misc": _folder({"user": _folder({"0": _folder({"cacerts-added": _folder({})})})}, mode=0o771),
            "system": _folder({"users": _folder({"0": _folder({}, mode=0o700, uid=_SYSTEM_UID)})}, uid=_SYSTEM_UID),
            "anr": _folder({}, mode=0o775, uid=_SYSTEM_UID),
            "tombstones": _folder({}, mode=0o771, uid=_SYSTEM_UID),
            "user": _folder({"0": _folder({}, mode=0o771, uid=_SYSTEM_UID)}, mode=0o711, uid=_SYSTEM_UID),
        },
        mode=0o771,
        uid=_SYSTEM_UID,
    )


def _storage() -> Directory:
    names = ("Alarms", "Android", "DCIM", "Documents", "Download", "Movies", "Music", "Pictures")
    folders: dict[str, Node] = {name: _folder({}, mode=0o770, gid=_MEDIA_GID) for name in names}
    return _folder({"0": _folder(folders, mode=0o770, gid=_MEDIA_GID)}, mode=0o771)


def _activity(name: str, *, launcher: bool = True) -> tuple[Activity, ...]:
    return (Activity(name, None, True, launcher),)


def add_system_packages(registry: PackageRegistry, model: DeviceModel) -> None:
    """Put the packages of the image into a registry."""
    modern = model.api_level >= 29
    installer = "com.android.permissioncontroller" if modern else "com.android.packageinstaller"
    grant = ".permission.ui.GrantPermissionsActivity"
    fixed_uids = {
        "android": 1000,
        "com.android.shell": SHELL_UID,
        "com.android.phone": 1001,
        "com.android.settings": 1000,
    }
    apps = [
        ("android", "Android 系统", ()),
        ("com.android.systemui", "系统界面", ()),
        ("com.android.shell", "Shell", ()),
        ("com.android.phone", "电话服务", ()),
        ("com.android.providers.contacts", "联系人存储", ()),
        ("com.android.providers.media", "媒体存储", ()),
        ("com.android.webview", "Android System WebView", ()),
        ("com.android.inputmethod.latin", "输入法", ()),
        (installer, "权限控制器" if modern else "软件包安装程序", _activity(installer + grant, launcher=False)),
        ("com.android.launcher3", "桌面", _activity("com.android.launcher3.Launcher", launcher=False)),
        ("com.android.settings", "设置", _activity("com.android.settings.Settings")),
        ("com.android.browser", "浏览器", _activity("com.android.browser.BrowserActivity")),
        ("com.android.market", "应用商店", _activity("com.android.market.MarketActivity")),
        ("com.android.contacts", "通讯录", _activity("com.android.contacts.PeopleActivity")),
        ("com.android.camera2", "相机", _activity("com.android.camera.CameraLauncher")),
    ]
    for name, label, activities in apps:
        app = AppFile(
            name=name,
            label=label,
            version_code=model.api_level,
            version_name=model.release,
            signer="platform",
            target_sdk=model.api_level,
            permissions=(_PERMISSION + "INTERNET", _PERMISSION + "ACCESS_NETWORK_STATE"),
            activities=activities,
        )
        privileged = "priv-app" if name in fixed_uids or name == "com.android.systemui" else "app"
        registry.add_system(app, uid=fixed_uids.get(name), folder=privileged)


# Apps that a person has installed: an install list is an identifier only if it has something in it.
_DECOYS = (
    ("cn.example.weather", "简天气", "weather-key"),
    ("cn.example.notes", "随手记", "notes-key"),
    ("com.example.metro", "地铁通", "metro-key"),
    ("com.example.calendar.lunar", "农历日历", "calendar-key"),
)


def install_decoys(registry: PackageRegistry, api_level: int) -> None:
    """Install a few apps that only stand in the install list."""
    for number, (name, label, signer) in enumerate(_DECOYS):
        app = AppFile(name, label, 100 + number, f"1.{number}.0", signer, 30, permissions=(_PERMISSION + "INTERNET",))
        registry.install(app, api_level=api_level, installer="com.android.market")
