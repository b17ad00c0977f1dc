"""Places of exchanges with a value of a made-up person or phone, from a seed, under many names, in many formats."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import string
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgpack
from stdnum import luhn
from stdnum.cn import ric


@dataclass(frozen=True, slots=True)
class Planted:
    """A place with one personal value: its kinds (any of them is right), the value, the place's name and bytes."""

    kinds: tuple[str, ...]
    value: str
    place: str
    data: bytes
    format: str


NAMES: dict[str, tuple[str, ...]] = {
    "imei": ("imei", "IMEI", "imei1", "device_imei", "deviceImei", "phone-imei", "imei_2", "x.imei", "手机串号"),
    "imsi": ("imsi", "IMSI", "subscriberId", "imsi1"),
    "iccid": ("iccid", "ICCID", "simSerialNumber", "sim_serial"),
    "oaid": ("oaid", "OAID", "msa_oaid", "deviceOaid"),
    "vaid": ("vaid",),
    "aaid": ("aaid",),
    "android_id": ("android_id", "androidId", "ANDROID_ID", "androidid", "android-id", "ssaid"),
    "advertising_id": ("gaid", "idfa", "advertisingId", "google_ad_id", "gps_adid"),
    "idfv": ("idfv", "identifierForVendor"),
    "openudid": ("openudid", "open_udid", "openUDID"),
    "serial": ("device_serial", "serialno", "ro.serialno", "hardwareSerialNumber", "deviceSN"),
    "mac": ("mac", "macAddress", "mac_addr", "wifimac", "wifi_mac", "wlan0Mac", "bluetoothAddress"),
    "bssid": ("bssid", "wifi_bssid", "BSSID", "routerMac"),
    "ssid": ("wifi_ssid", "wifiName", "wifi名称"),
    "phone_number": ("phone", "mobile", "phoneNumber", "phone_no", "mobileNo", "user_phone", "手机号", "tel", "msisdn"),
    "email": ("email", "mail", "userEmail", "e-mail", "邮箱"),
    "id_card": ("idcard", "id_card", "idCardNo", "identityNo", "certNo", "身份证号", "sfzh"),
    "bank_card": ("bankCard", "bank_card_no", "cardNo", "银行卡号"),
    "name": ("realname", "real_name", "userRealName", "姓名", "真实姓名"),
    "address": ("home_address", "receiverAddress", "detailAddress", "收货地址"),
    "ip_address": ("local_ip", "lanIp", "wifiIp", "ip"),
    "vin": ("vin", "vehicleVin", "车架号"),
    "plate": ("plate_no", "plateNumber", "carNo", "车牌号"),
    "clipboard": ("clipboard", "clipboardText", "pasteboard", "剪贴板"),
}

_MAKERS = ("3C86D1", "9C5C8E", "F8A2D6", "A4C138", "001A2B", "48D705", "B0E235", "64A200")
_REGIONS = ("110105", "310101", "440305", "330106", "510107", "420106", "360426", "120101")
_CHINESE = ("张伟", "王芳", "李静怡", "刘洋", "陈思远", "欧阳若曦", "黄晓明", "周杰", "吴秀英", "徐浩然")
_STREETS = (
    "浙江省杭州市西湖区文三路 {} 号 3 幢 502 室",
    "北京市朝阳区建国路{}号院2号楼1单元301",
    "广东省深圳市南山区科技园路{}号花园小区12栋",
)
_CLIPS = ("http://t.cn/A6{}?kd", "验证码 {}，请勿告诉他人", "今天晚上七点在老地方见 {}", "ghp_{}aBcDeF")
_MAILBOXES = ("li.lei", "hanmeimei", "zhang_wei", "xiaoming")
_PLATES = "京沪粤浙苏鲁川"
_PACKAGES = (
    "com.tencent.mm",
    "com.taobao.taobao",
    "com.eg.android.AlipayGphone",
    "com.jingdong.app.mall",
    "com.ss.android.ugc.aweme",
    "tv.danmaku.bili",
    "com.sankuai.meituan",
    "cn.wps.moffice_eng",
)
_PREFIXES = ("134", "135", "139", "150", "158", "186", "188", "177", "199", "166")


class Person:
    """Everything is drawn from one seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def digits(self, size: int) -> str:
        return "".join(self.draw.choices(string.digits, k=size))

    def hex(self, size: int) -> str:
        return "".join(self.draw.choices("0123456789abcdef", k=size))

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.draw.getrandbits(128), version=4))

    def checked(self, head: str, size: int) -> str:
        body = head + self.digits(size - 1 - len(head))
        return body + luhn.calc_check_digit(body)

    def mac(self) -> str:
        digits = self.draw.choice(_MAKERS) + self.hex(6).upper()
        digits = digits if self.draw.random() < 0.5 else digits.lower()
        return self.draw.choice(":::-").join(digits[i : i + 2] for i in range(0, 12, 2))

    def id_card(self) -> str:
        day = f"{self.draw.randrange(1950, 2010)}{self.draw.randrange(1, 13):02}{self.draw.randrange(1, 29):02}"
        body = self.draw.choice(_REGIONS) + day + self.digits(3)
        return body + ric.calc_check_digit(body + "0")

    def phone(self) -> str:
        number = self.draw.choice(_PREFIXES) + self.digits(8)
        shapes = (
            number,
            number,
            number,
            "+86" + number,
            f"{number[:3]} {number[3:7]} {number[7:]}",
            "86" + number,
            "+86-" + number,
        )
        return self.draw.choice(shapes)

    def vin(self) -> str:
        letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
        return (
            "L"
            + "".join(self.draw.choices(letters, k=4))
            + "".join(self.draw.choices(letters + string.digits, k=6))
            + self.digits(6)
        )

    def value(self, kind: str) -> str:
        draw = self.draw
        makers: dict[str, Callable[[], str]] = {
            "imei": lambda: self.checked(draw.choice(("86", "35")) + str(draw.randrange(10, 99)), 15),
            "imsi": lambda: "460" + draw.choice(("00", "01", "02", "03", "07", "11")) + self.digits(10),
            "iccid": lambda: self.checked("8986" + draw.choice(("00", "01", "03", "11")), draw.choice((19, 20))),
            "oaid": lambda: draw.choice((self.uuid(), self.hex(16), self.hex(32), self.hex(64))),
            "vaid": lambda: self.hex(32),
            "aaid": self.uuid,
            "android_id": lambda: self.hex(16),
            "advertising_id": self.uuid,
            "idfv": lambda: self.uuid().upper(),
            "openudid": lambda: self.hex(40),
            "serial": lambda: "R5" + "".join(draw.choices("ABCDEFGHJKMNPQRSTUVWXYZ", k=4)) + self.digits(5),
            "mac": self.mac,
            "bssid": self.mac,
            "ssid": lambda: draw.choice(("老王家的WiFi", "TP-LINK_", "ChinaNet-", "CMCC-", "Xiaomi_")) + self.digits(4),
            "phone_number": self.phone,
            "email": lambda: (
                draw.choice(_MAILBOXES) + self.digits(3) + draw.choice(("@qq.com", "@163.com", "@gmail.com"))
            ),
            "id_card": self.id_card,
            "bank_card": lambda: self.checked(draw.choice(("622202", "621700", "623058")), draw.choice((16, 19))),
            "name": lambda: draw.choice(_CHINESE),
            "address": lambda: draw.choice(_STREETS).format(draw.randrange(2, 999)),
            "ip_address": lambda: f"192.168.{draw.randrange(2, 30)}.{draw.randrange(20, 250)}",
            "vin": self.vin,
            "plate": lambda: (
                draw.choice(_PLATES)
                + draw.choice("ABC")
                + draw.choice(("D", ""))
                + self.digits(4)
                + draw.choice("FGHK")
            ),
            "clipboard": lambda: draw.choice(_CLIPS).format(self.digits(6)),
        }
        return makers[kind]()

    def around(self) -> dict[str, object]:
        return {
            "app": "8.1.5",
            "os": "Android",
            "t": self.draw.randrange(10**12, 2 * 10**12),
            "sign": self.hex(32),
            "p": "首页",
        }


def _json(key: str, value: str, more: dict[str, object]) -> bytes:
    return json.dumps({**more, "device": {key: value, "model": "P40"}}, ensure_ascii=False).encode()


FORMATS: dict[str, Callable[[str, str, dict[str, object]], tuple[str, bytes]]] = {
    "json": lambda k, v, m: ("body", _json(k, v, m)),
    "json escaped": lambda k, v, m: ("body", json.dumps({**m, k: v}).encode()),
    "json in json": lambda k, v, m: ("body", json.dumps({"d": json.dumps({k: v})}).encode()),
    "json compact": lambda k, v, m: (
        "body",
        json.dumps({k: v, **m}, ensure_ascii=False, separators=(",", ":")).encode(),
    ),
    "json pairs": lambda k, v, m: (
        "body",
        json.dumps([{"key": k, "value": v}, {"key": "a", "value": "b"}], ensure_ascii=False).encode(),
    ),
    "form": lambda k, v, m: ("body", urllib.parse.urlencode({**m, k: v}).encode()),
    "query": lambda k, v, m: ("url", ("https://t.example-sdk.cn/a?" + urllib.parse.urlencode({k: v, **m})).encode()),
    "cookie": lambda k, v, m: (
        "header:cookie",
        f"sid=a1; {urllib.parse.quote(k)}={urllib.parse.quote(v)}; b=2".encode(),
    ),
    "xml": lambda k, v, m: ("body", f"<r><a>1</a><d {k}='{v}'/></r>".encode()),
    "xml element": lambda k, v, m: ("body", f"<r><a>1</a><{k}>{v}</{k}></r>".encode()),
    "android preferences": lambda k, v, m: ("body", f'<map><string name="{k}">{v}</string></map>'.encode()),
    "multipart": lambda k, v, m: (
        "body",
        f'--xyz\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n--xyz--\r\n'.encode(),
    ),
    "text": lambda k, v, m: ("body", f"t: 1\n{k}: {v}\nend: 2\n".encode()),
    "gzip": lambda k, v, m: ("body", gzip.compress(_json(k, v, m), mtime=0)),
    "base64 of json": lambda k, v, m: ("body", b"data=" + base64.b64encode(_json(k, v, m))),
    "base64 of value": lambda k, v, m: ("body", json.dumps({k: base64.b64encode(v.encode()).decode(), **m}).encode()),
    "message pack": lambda k, v, m: ("body", msgpack.packb({**m, k: v})),
    "protobuf map": lambda k, v, m: ("body", _entry(k, v)),
}


def _members(person: Person) -> tuple[tuple[str, dict[str, object]], ...]:
    """What takes more than one value: a kind and the members of a body."""
    draw = person.draw
    lat, lng = f"{draw.uniform(22, 40):.6f}", f"{draw.uniform(103, 122):.6f}"
    apps = draw.sample(_PACKAGES, draw.randrange(3, len(_PACKAGES)))
    people = [{"name": draw.choice(_CHINESE), "phone": draw.choice(_PREFIXES) + person.digits(8)} for _ in range(4)]
    imei, mac = person.value("imei"), person.mac()
    names = draw.choice(
        (("lat", "lng"), ("latitude", "longitude"), ("gpsLat", "gpsLng"), ("纬度", "经度"), ("user_lat", "user_lon"))
    )
    digest = draw.choice((hashlib.md5, hashlib.sha1, hashlib.sha256))
    return (
        ("location", {names[0]: lat, names[1]: lng}),
        ("location", {names[1]: float(lng), "speed": 0, names[0]: float(lat)}),
        ("location", {draw.choice(("location", "lnglat", "gps", "经纬度", "my_location")): f"{lng},{lat}"}),
        ("location", {"geo": {"coordinates": [float(lng), float(lat)]}}),
        ("contacts", {draw.choice(("contacts", "contactList", "addressBook", "通讯录", "call_log")): people}),
        ("contacts", {"phonebook": ";".join(f"{one['name']},{one['phone']}" for one in people)}),
        (
            "installed_apps",
            {draw.choice(("appList", "installedApps", "installed_packages", "pkgList", "应用列表")): apps},
        ),
        ("installed_apps", {"app_list": ",".join(apps)}),
        ("installed_apps", {"applist": [{"pkg": app, "ver": "1.0"} for app in apps]}),
        ("wifi_list", {"wifiList": [{"bssid": person.mac().replace("-", ":"), "ssid": "a"} for _ in range(3)]}),
        ("imei", {draw.choice(("imei_md5", "imeiSha256", "md5_imei")): digest(imei.encode()).hexdigest()}),
        ("mac", {draw.choice(("macMd5", "mac_sha1")): digest(mac.encode()).hexdigest()}),
        ("imei", {"imei": f"{imei},{person.value('imei')}"}),
        ("imei", {"imeis": [imei, person.value("imei")]}),
        ("imei", {"deviceId": imei}),
        ("android_id", {"device_id": person.hex(15) + "a"}),
        ("phone_number", {"account": draw.choice(_PREFIXES) + person.digits(8)}),
        ("ssid", {"ssid": "HomeNet-5G", "bssid": mac}),
    )


def planted_structures(rounds: int, seed: int = 4) -> Iterator[Planted]:
    """Every such set of members, so many times, as JSON, as a form, packed and escaped."""
    person = Person(seed)
    for number in range(rounds):
        for turn, (kind, members) in enumerate(_members(person)):
            flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in members.items()}
            plain = json.dumps({**person.around(), "d": members}, ensure_ascii=False).encode()
            shapes: tuple[tuple[str, bytes], ...] = (
                ("json", plain),
                ("form", urllib.parse.urlencode(flat).encode()),
                ("gzip", gzip.compress(plain, mtime=0)),
                ("base64 of gzip", b"d=" + base64.b64encode(gzip.compress(plain, mtime=0))),
                ("json in json", json.dumps({"x": json.dumps(members)}).encode()),
            )
            shape, data = shapes[(number + turn) % len(shapes)]
            yield Planted((kind,), json.dumps(members), "body", data, shape)


def _entry(key: str, value: str) -> bytes:
    inner = (
        b"\x0a" + bytes([len(key.encode())]) + key.encode() + b"\x12" + bytes([len(value.encode())]) + value.encode()
    )
    return b"\x08\x01\x1a" + bytes([len(inner)]) + inner + b"\x22\x04full"


def planted(seed: int = 3) -> Iterator[Planted]:
    """Every kind under every name, each in four formats in turn."""
    person = Person(seed)
    formats = sorted(FORMATS)
    turn = 0
    for kind, names in NAMES.items():
        for name in names:
            for _ in range(6):
                chosen = formats[turn % len(formats)]
                turn += 1
                value = person.value(kind)
                place, data = FORMATS[chosen](name, value, person.around())
                yield Planted((kind,), value, place, data, chosen)
