"""Identifiers of the phone from a seed, and what each Android lets an app read of them."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Callable
from dataclasses import dataclass

from virtualphone.device.appops import AppOps
from virtualphone.device.model import DeviceModel
from virtualphone.device.packages import Package, PackageRegistry
from virtualphone.device.permissions import Permissions
from virtualphone.device.personal import Contact, PersonalData, Place

_HIDDEN_MAC = "02:00:00:00:00:00"
_COARSE_STEP_DEGREES = 0.02


class SecurityError(Exception):
    """A java.lang.SecurityException; the text is the exception's message."""


@dataclass(frozen=True, slots=True)
class DeviceIdentifiers:
    """Values that belong to this phone alone."""

    imei: str
    imsi: str
    iccid: str
    serial: str
    wifi_mac: str
    bluetooth_mac: str
    oaid: str
    shell_android_id: str
    ssaid_key: bytes


def make_identifiers(seed: int) -> DeviceIdentifiers:
    """The identifiers of one phone, the same for the same seed."""
    source = random.Random(f"identifiers/{seed}")
    digits = "".join(str(source.randrange(10)) for _ in range(8))
    return DeviceIdentifiers(
        imei=_with_luhn("867530" + digits),
        imsi="46000" + "".join(str(source.randrange(10)) for _ in range(10)),
        iccid=_with_luhn("898600" + "".join(str(source.randrange(10)) for _ in range(13))),
        serial="".join(source.choice("0123456789ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(12)),
        wifi_mac=_mac(source, "3c:86:d1"),
        bluetooth_mac=_mac(source, "3c:86:d2"),
        oaid=f"{source.getrandbits(64):016x}",
        shell_android_id=f"{source.getrandbits(64):016x}",
        ssaid_key=source.randbytes(32),
    )


def _with_luhn(digits: str) -> str:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def _mac(source: random.Random, vendor: str) -> str:
    return vendor + "".join(f":{source.randrange(256):02x}" for _ in range(3))


class AppIdentifiers:
    """What one app gets from the identifier calls; each method leaves the appop that Android would leave."""

    def __init__(self, package: Package, device: DeviceIdentifiers, world: _World) -> None:
        self._package = package
        self._device = device
        self._world = world

    def android_id(self) -> str:
        """Settings.Secure.ANDROID_ID: one value per signing key, user and device, made at first reading."""
        return self._world.ssaid(self._package)

    def imei(self) -> str | None:
        """TelephonyManager.getImei."""
        return self._telephony("getImeiForSlot", self._device.imei)

    def imsi(self) -> str | None:
        """TelephonyManager.getSubscriberId."""
        return self._telephony("getSubscriberIdForSubscriber", self._device.imsi)

    def serial(self) -> str | None:
        """Build.getSerial; below API 29 with READ_PHONE_STATE."""
        if self._world.model.api_level >= 29 and self._package.target_sdk < 29 and self._holds("READ_PHONE_STATE"):
            return "unknown"
        return self._telephony("getSerial", self._device.serial)

    def mac(self) -> str:
        """The Wi-Fi address of the network interface; hidden from API 30."""
        return self._device.wifi_mac if self._world.model.api_level < 30 else _HIDDEN_MAC

    def oaid(self) -> str:
        """The maker's open advertising identifier, without permission."""
        return self._device.oaid

    def phone_number(self) -> str:
        """TelephonyManager.getLine1Number."""
        name = "READ_PHONE_NUMBERS" if self._world.model.api_level >= 30 else "READ_PHONE_STATE"
        holders = [entry for entry in (name, "READ_SMS", "READ_PHONE_NUMBERS") if self._holds(entry)]
        self._use(holders[0] if holders else name, "getLine1NumberForDisplay")
        return self._world.personal.phone_number

    def location(self) -> Place:
        """The last known place: exact with the fine permission, else on a grid of about 2 km."""
        place = self._world.personal.place
        if self._holds("ACCESS_FINE_LOCATION"):
            self._use("ACCESS_FINE_LOCATION", "getLastLocation")
            return place
        self._use("ACCESS_COARSE_LOCATION", "getLastLocation")
        return Place(_coarse(place.latitude), _coarse(place.longitude), 2000.0)

    def contacts(self) -> tuple[Contact, ...]:
        """The address book."""
        self._use("READ_CONTACTS", "content://com.android.contacts/contacts")
        return self._world.personal.contacts

    def installed_apps(self) -> tuple[str, ...]:
        """Installed packages: from API 30 only the system's and one's own without QUERY_ALL_PACKAGES."""
        visible = self._world.packages.all()
        filtered = self._world.model.api_level >= 30 and self._package.target_sdk >= 30
        if filtered and not self._holds("QUERY_ALL_PACKAGES"):
            visible = tuple(entry for entry in visible if entry.system or entry.name == self._package.name)
        return tuple(entry.name for entry in visible)

    def _telephony(self, call: str, value: str) -> str | None:
        if self._world.model.api_level < 29:
            self._use("READ_PHONE_STATE", call)
            return value
        self._world.appops.note(self._package.name, "READ_DEVICE_IDENTIFIERS", allowed=False)
        if self._package.target_sdk < 29 and self._holds("READ_PHONE_STATE"):
            return None
        raise SecurityError(
            f"{call}: The user {self._package.uid} does not meet the requirements to access device identifiers."
        )

    def _holds(self, permission: str) -> bool:
        return self._world.permissions.check(self._package, f"android.permission.{permission}")

    def _use(self, permission: str, call: str) -> None:
        op = _OP_OF.get(permission, permission)
        allowed = self._holds(permission)
        if not self._world.appops.note(self._package.name, op, allowed=allowed):
            raise SecurityError(
                f"{call}: Neither user {self._package.uid} nor current process has android.permission.{permission}."
            )


_OP_OF = {"ACCESS_FINE_LOCATION": "FINE_LOCATION", "ACCESS_COARSE_LOCATION": "COARSE_LOCATION"}


def _coarse(degrees: float) -> float:
    return round(round(degrees / _COARSE_STEP_DEGREES) * _COARSE_STEP_DEGREES, 4)


@dataclass(frozen=True, slots=True)
class _World:
    model: DeviceModel
    packages: PackageRegistry
    permissions: Permissions
    appops: AppOps
    personal: PersonalData
    ssaid: Callable[[Package], str]


class Identifiers:
    """The phone's identifiers and each app's view of them."""

    def __init__(
        self,
        seed: int,
        model: DeviceModel,
        packages: PackageRegistry,
        permissions: Permissions,
        appops: AppOps,
        personal: PersonalData,
    ) -> None:
        self.device = make_identifiers(seed)
        self._packages = packages
        self._ssaids: dict[str, str] = {}
        self._world = _World(model, packages, permissions, appops, personal, self._ssaid)

    def for_app(self, package: str) -> AppIdentifiers:
        """The view of an installed app; KeyError where there is none."""
        installed = self._packages.get(package)
        if installed is None:
            raise KeyError(package)
        return AppIdentifiers(installed, self.device, self._world)

    def forget(self, package: str) -> None:
        """Drop what an uninstalled app had; its Android ID comes back as it was, since it follows from the key."""
        self._ssaids.pop(package, None)

    def ssaid_xml(self) -> bytes:
        """`/data/system/users/0/settings_ssaid.xml` in its text form."""
        lines = ["<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>", '<settings version="-1">']
        key = self.device.ssaid_key.hex().upper()
        rows = [("userkey", "android", key)]
        for name, value in self._ssaids.items():
            package = self._packages.get(name)
            if package is not None:
                rows.append((str(package.uid), name, value))
        for number, (name, owner, value) in enumerate(rows):
            lines.append(
                f'  <setting id="{number}" name="{name}" value="{value}" package="{owner}"'
                f' defaultValue="{value}" defaultSysSet="{str(name == "userkey").lower()}" tag="null" />'
            )
        return ("\n".join([*lines, "</settings>"]) + "\n").encode()

    def _ssaid(self, package: Package) -> str:
        key = hashlib.sha256(package.signer.encode()).digest()
        digest = hmac.new(self.device.ssaid_key, key, hashlib.sha256).hexdigest()
        return self._ssaids.setdefault(package.name, digest[:16])
