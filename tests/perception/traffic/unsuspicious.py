"""Exchanges without anybody's data, made from a seed: what apps send all day, and what looks like something else."""

from __future__ import annotations

import base64
import gzip
import json
import random
import string
import urllib.parse
import uuid
from collections.abc import Callable, Iterator

Made = tuple[str, bytes]
"""Name of the place, its bytes."""

_NOW_MS = 1_767_225_600_000
_HOTLINES = (
    *("400-820-8820", "4006681203", "95588", "95533", "10086", "010-66668888", "800-830-1188", "12345", "021-38784988"),
    *("400 888 1234", "95188", "+86-400-820-8820", "+1-800-275-2273"),
)
_WORDS = (
    "草莓",
    "火锅",
    "附近的咖啡",
    "phone case",
    "memory card 128GB",
    "mac book",
    "car wash",
    "address book app",
    "lens",
)
_CITIES = (
    ("杭州", 30.2741, 120.1551),
    ("成都", 30.5728, 104.0668),
    ("武汉", 30.5931, 114.3054),
    ("西安", 34.3416, 108.9398),
)
_AGENT = "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UQ1A.240105.004) AppleWebKit/537.36"


class _Draw:
    """Everything is drawn from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def digits(self, size: int, head: str = "") -> str:
        return head + "".join(self.chance.choices(string.digits, k=size - len(head)))

    def hex(self, size: int) -> str:
        return "".join(self.chance.choices("0123456789abcdef", k=size))

    def millis(self) -> int:
        return _NOW_MS + self.chance.randrange(31_536_000_000)

    def micros(self) -> int:
        return self.millis() * 1000 + self.chance.randrange(1000)

    def snowflake(self) -> int:
        return (self.millis() - 1_288_834_974_657) << 22 | self.chance.randrange(1 << 22)

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def ean(self) -> str:
        head = self.digits(12, self.one("690", "693", "697", "978", "471", "880"))
        return head + str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(head)) % 10)

    def order(self) -> str:
        """An order's number, also one that begins as an IMEI or a payment card does."""
        day = f"20260{self.chance.randrange(1, 10)}{self.chance.randrange(10, 29)}"
        head, size = self.one(("", 15), (day, 18), ("8601", 15), ("3500", 15), ("62", 19), ("E" + day, 22))
        return self.digits(size, head)

    def tracking(self) -> str:
        head, size = self.one(("SF", 15), ("YT", 15), ("JDVA", 15), ("", 13), ("78", 14), ("43", 15), ("98", 13))
        return self.digits(size, head)

    def fingerprint(self) -> str:
        build = f"UP1A.{self.digits(6)}.{self.digits(3)}/{self.digits(7)}"
        return f"google/oriole/oriole:14/{build}:user/release-keys"

    def token(self, size: int) -> str:
        return base64.urlsafe_b64encode(self.chance.randbytes(size)).decode().rstrip("=")

    def price(self) -> str:
        return f"{self.chance.randrange(1, 9999)}.{self.digits(2)}"

    def version(self) -> str:
        return ".".join(str(self.chance.randrange(40)) for _ in range(self.one(2, 3, 4)))

    def one[T](self, *among: T) -> T:
        return self.chance.choice(among)


def _numbers(draw: _Draw) -> dict[str, Callable[[], object]]:
    """Numbers of all lengths under their names."""
    return {
        **dict.fromkeys(("order_id", "orderNo", "trade_no", "out_trade_no"), draw.order),
        **dict.fromkeys(("waybill_no", "trackingNumber"), draw.tracking),
        **dict.fromkeys(("ts", "client_time"), draw.millis),
        **dict.fromkeys(("feed_id", "item_id", "id"), draw.snowflake),
        **dict.fromkeys(("version", "app_version", "sdk_ver"), draw.version),
        **dict.fromkeys(("price", "latency"), draw.price),
        "barcode": draw.ean,
        "timestamp": draw.micros,
        "sku": lambda: draw.digits(13, "100"),
        "nonce": lambda: draw.digits(16),
        "uid": lambda: draw.digits(draw.one(8, 9, 10, 12)),
        "user_id": lambda: draw.digits(11, "1"),
        "account": lambda: draw.digits(10),
        "amount": lambda: draw.digits(6),
        "build": lambda: draw.digits(8),
        "serial_no": lambda: "2026" + draw.digits(12),
        "sn": lambda: draw.one("unknown", "1", "0", draw.digits(14, "2026")),
        "device_no": lambda: draw.digits(12, "8600"),
        "cardNo": lambda: draw.digits(16, "88"),
        "card_no": lambda: draw.digits(10),
        "coupon_no": lambda: draw.digits(16),
        "address_id": lambda: draw.digits(10),
        "cell": lambda: draw.digits(9),
        "mem": lambda: draw.digits(10),
        "aid": lambda: draw.digits(4),
        "long": lambda: draw.chance.randrange(2**40),
        "ratio": draw.chance.random,
        "accuracy": lambda: round(draw.chance.random(), 8),
        "elapsed": lambda: draw.chance.random() * 900,
        "ids": lambda: [draw.order() for _ in range(5)],
        "orders": lambda: [draw.digits(15) for _ in range(5)],
        "exp": lambda: ",".join(draw.digits(7) for _ in range(8)),
        "text": lambda: "订单号 " + draw.digits(15, "8601") + " 已签收",
        "delivery": lambda: {"express": "SF", "no": draw.tracking(), "phone": draw.one(*_HOTLINES)},
        "range": lambda: "2026-01-05 12:30:00",
        "svg": lambda: "M12.345 67.89L" + draw.price(),
    }


def _randoms(draw: _Draw) -> dict[str, Callable[[], object]]:
    """Digests, tokens and ids of exchanges; what says how the phone is, not whose."""
    return {
        **dict.fromkeys(("request_id", "session_id"), draw.uuid),
        **dict.fromkeys(("sign", "trace_id"), lambda: draw.hex(32)),
        **dict.fromkeys(("etag", "mac_sign"), lambda: draw.hex(40)),
        "span_id": lambda: draw.hex(16),
        "sha256": lambda: draw.hex(64),
        "token": lambda: draw.token(32),
        "payload": lambda: draw.token(180),
        "color": lambda: "#" + draw.hex(6),
        "fingerprint": draw.fingerprint,
        "os": lambda: "Android",
        "os_version": lambda: "14",
        "model": lambda: "Pixel 8",
        "phone_model": lambda: "V2309A",
        "phone_brand": lambda: "vivo",
        "phone_code": lambda: "86",
        "device_type": lambda: "phone",
        "carrier": lambda: "中国移动",
        "locale": lambda: "zh-CN",
        "screen": lambda: "1080x2400",
        "network": lambda: draw.one("wifi", "4g", "WIFI"),
        "mobile_network": lambda: "5G",
        "imei_enabled": lambda: True,
        "location_permission": lambda: "denied",
        "channel": lambda: "huawei",
        "battery": lambda: draw.chance.randrange(100),
        "ua": lambda: _AGENT,
        "q": lambda: draw.one(*_WORDS),
        "package": lambda: "com.example.shop",
        "sdks": lambda: ["com.android.support", "androidx.core"],
        "image": lambda: "https://cdn.example-shop.cn/icon@2x.png",
        "nickname": lambda: "用户" + draw.digits(6),
        "contact_name": lambda: "在线客服",
        "name": lambda: draw.one("首页", "home_page", "张三", "王者荣耀", "李宁旗舰店"),
        "identity": lambda: "visitor",
        "car": lambda: "BYD",
    }


def _nothings(draw: _Draw) -> dict[str, Callable[[], object]]:
    """Names of personal data with values that stand for none."""
    return {
        "oaid": lambda: "00000000-0000-0000-0000-000000000000",
        "imei": lambda: draw.one("", "unknown", "000000000000000", "__IMEI__", "{imei}", "null"),
        "android_id": lambda: draw.one("", "0000000000000000", "9774d56d682e549c", "unknown"),
        "mac": lambda: draw.one("02:00:00:00:00:00", "00:00:00:00:00:00", "", "__MAC__"),
        "imei_md5": lambda: draw.one("d41d8cd98f00b204e9800998ecf8427e", "5284047f4ffb4e04824a2fd1d1f0cd62", ""),
        "phone": lambda: draw.one("", "138****8000", "13800138000", "none"),
        "email": lambda: draw.one("support@xianxiang-mc.cn", "noreply@example.com", "", "privacy@shop.cn"),
        "address": lambda: draw.one("", "https://a.example-shop.cn/x", "0x7ffd" + draw.hex(8)),
        "realname": lambda: draw.one("", "未认证", "0", "true"),
        "idcard": lambda: draw.one("", "110***********0071", "0"),
        "ssid": lambda: draw.one("<unknown ssid>", "", "unknown"),
        "bssid": lambda: "02:00:00:00:00:00",
        "ip": lambda: draw.one("0.0.0.0", "127.0.0.1", "10.0.2.15", ""),
        "dns": lambda: ["114.114.114.114", "8.8.8.8"],
        "gateway": lambda: "192.168.1.1",
        "serial": lambda: "unknown",
        "clipboard": lambda: draw.one("", "false"),
        "applist": list,
        "apps": lambda: ["com.example.shop"],
        "contacts": list,
        "lat": lambda: 0,
        "did": lambda: "",
        "sim": lambda: "1",
        "vin": lambda: "",
        "plate": lambda: "",
    }


def _of_others(draw: _Draw) -> dict[str, Callable[[], object]]:
    """What belongs to a shop, a service or a town."""
    city, lat, lng = draw.one(*_CITIES)

    def near(degrees: float) -> float:
        return round(degrees + draw.chance.random() / 9, 6)

    return {
        **dict.fromkeys(("hotline", "service_phone", "tel", "contact"), lambda: draw.one(*_HOTLINES)),
        "shop": lambda: {"id": draw.digits(6), "lat": near(lat), "lng": near(lng), "phone": draw.one(*_HOTLINES)},
        "poi_location": lambda: f"{near(lng)},{near(lat)}",
        "city": lambda: city,
        "city_center": lambda: f"{lat},{lng}",
        "location": lambda: draw.one(city, "home_banner", f"{lat},{lng}"),
    }


def _exchange(draw: _Draw) -> Made:
    makers = {**_numbers(draw), **_randoms(draw), **_nothings(draw), **_of_others(draw)}
    fields = {name: makers[name]() for name in draw.chance.sample(sorted(makers), draw.chance.randrange(4, 16))}
    flat = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}
    match draw.chance.randrange(12):
        case 0 | 1 | 2:
            return "body", json.dumps(fields, ensure_ascii=draw.chance.random() < 0.3).encode()
        case 3:
            return "body", urllib.parse.urlencode(flat).encode()
        case 4:
            return "url", ("https://api.example-shop.cn/v1/list?" + urllib.parse.urlencode(flat)).encode()
        case 5:
            path = f"order/{draw.order()}/item/{draw.digits(12)}?t={draw.millis()}"
            return "url", f"https://api.example-shop.cn/{path}".encode()
        case 6:
            return "header:cookie", "; ".join(f"{k}={urllib.parse.quote(v)}" for k, v in flat.items()).encode()
        case 7:
            return "body", gzip.compress(json.dumps(fields).encode(), mtime=0)
        case 8:
            return "body", json.dumps({"d": base64.b64encode(json.dumps(fields).encode()).decode()}).encode()
        case 9:
            parts = (str(draw.millis()), draw.order(), draw.hex(32), draw.token(40), draw.uuid(), draw.version())
            return "body", "|".join(parts).encode()
        case 10:
            rows = "".join(f"<{k}>{v}</{k}>" for k, v in flat.items() if "<" not in v and "&" not in v)
            return "body", f"<r>{rows}</r>".encode()
        case _:
            return "body", draw.chance.randbytes(draw.chance.randrange(40, 900))


def unsuspicious(number: int, seed: int = 1) -> Iterator[Made]:
    """So many places of exchanges."""
    draw = _Draw(seed)
    for _ in range(number):
        yield _exchange(draw)
