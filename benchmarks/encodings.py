"""One value in one message, in every encoding that the recall of matchers is compared in."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable
from urllib.parse import quote, urlencode

import brotli
import zstandard

from benchmarks.exchanges import Exchange

VALUES: dict[str, str] = {
    "android_id": "3f8a1c9e57d2046b",
    "oaid": "6a1c1487-a0af-4223-b142-a0f4621d0311",
    "advertising_id": "CDDA802E-FB9C-47AD-9866-0794D394C912",
    "imei": "861536030196001",
    "imei_2": "861536030196019",
    "imsi": "460030912121001",
    "serial": "HX7K92QF4M1T",
    "mac": "3c:5a:b4:1e:9d:07",
    "bssid": "f4:2a:7d:0c:61:b8",
    "phone_number": "13912345670",
    "account": "u_7719302846",
    "email": "lin.qiao.hua@mail.example.com",
    "contact": "欧阳若曦的家",
    "clipboard": "planted clip/7Qx2+Lm9?=",
    "address": "和平路一百二十七号",
}
"""Fifteen values of a phone: ids, numbers, names; letters, digits, separators, Chinese."""

Encode = Callable[[str], tuple[str, bytes]]
"""From a value to the media type and the body."""


def exchange(body: tuple[str, bytes]) -> Exchange:
    """A request with that body, to a host that no matcher knows."""
    media, data = body
    headers = (("user-agent", "okhttp/4.12.0"), ("content-type", media))
    return Exchange("POST", "collect.nobody-knows.example", "/v1/collect", headers, data, ())


def _json(value: object) -> tuple[str, bytes]:
    return "application/json", json.dumps({"ts": 1763690400123, "v": value}, ensure_ascii=False).encode()


def _form(**fields: str) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode({"ts": "1763690400123", **fields}).encode()


def _bytes(data: bytes) -> tuple[str, bytes]:
    return "application/octet-stream", data


def _base64_at(offset: int) -> Encode:
    return lambda value: _json(base64.b64encode(b"#" * offset + value.encode() + b"##").decode())


def _digest(name: str) -> Encode:
    return lambda value: _json(hashlib.new(name, value.encode()).hexdigest())


def _jwt(value: str) -> tuple[str, bytes]:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": value, "iat": 1763690400})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return _json(".".join([*encoded, "k0fWm3nQ2vXr8s1tYb6z"]))


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _protobuf(value: str) -> bytes:
    inner = b"\x0a" + bytes([len(value.encode())]) + value.encode() + b"\x10\x96\x01"
    return b"\x08\x01\x12" + bytes([len(inner)]) + inner


def _message_pack(value: str) -> bytes:
    text = value.encode()
    return b"\x81\xa1v" + (bytes([0xA0 | len(text)]) if len(text) < 32 else bytes([0xD9, len(text)])) + text


def _cbor(value: str) -> bytes:
    text = value.encode()
    return b"\xa1\x61v" + (bytes([0x60 | len(text)]) if len(text) < 24 else bytes([0x78, len(text)])) + text


def _grpc(value: str) -> tuple[str, bytes]:
    message = gzip.compress(_protobuf(value), mtime=0)
    return "application/grpc", b"\x01" + len(message).to_bytes(4) + message


def _multipart(value: str) -> tuple[str, bytes]:
    part = f'--b0\r\ncontent-disposition: form-data; name="v"\r\n\r\n{value}\r\n--b0--\r\n'
    return "multipart/form-data; boundary=b0", part.encode()


def _xml(value: str) -> tuple[str, bytes]:
    return "text/xml", f"<a><v>{''.join(f'&#{ord(c)};' for c in value)}</v></a>".encode()


PEERS: dict[str, Encode] = {
    "plain": _json,
    "form value": lambda value: _form(v=value),
    "JSON in JSON": lambda value: _json(json.dumps({"v": value, "quote": '"'}, ensure_ascii=False)),
    "double URL encoding": lambda value: _form(v=quote(value, safe="")),
    "base64, offset 0": _base64_at(0),
    "base64, offset 1": _base64_at(1),
    "base64, offset 2": _base64_at(2),
    "base64, URL-safe": lambda value: _form(v=base64.urlsafe_b64encode(b'{"v":"' + value.encode() + b'~?"}').decode()),
    "gzip body": lambda value: _bytes(gzip.compress(_json(value)[1], mtime=0)),
    "base64 of gzip": lambda value: _json(base64.b64encode(gzip.compress(_json(value)[1], mtime=0)).decode()),
    "hex": lambda value: _json(value.encode().hex()),
}
"""The eleven encodings in which the peer's recall is known."""

MORE: dict[str, Encode] = {
    "upper case": lambda value: _json(value.upper()),
    "MD5": _digest("md5"),
    "SHA-1": _digest("sha1"),
    "SHA-256": _digest("sha256"),
    "base64 of SHA-256": lambda value: _json(base64.b64encode(hashlib.sha256(value.encode()).digest()).decode()),
    "multipart": _multipart,
    "XML entities": _xml,
    "JWT": _jwt,
    "base64 of base64": lambda value: _json(base64.b64encode(base64.b64encode(value.encode())).decode()),
    "bare deflate": lambda value: _bytes(_deflate(_json(value)[1])),
    "brotli": lambda value: _bytes(brotli.compress(_json(value)[1])),
    "zstandard": lambda value: _bytes(zstandard.compress(_json(value)[1])),
    "protobuf": lambda value: ("application/x-protobuf", _protobuf(value)),
    "gRPC, gzip": _grpc,
    "MessagePack": lambda value: ("application/msgpack", _message_pack(value)),
    "CBOR": lambda value: ("application/cbor", _cbor(value)),
}
"""Others that apps use."""


def cases() -> tuple[tuple[str, str, Exchange], ...]:
    """Encoding, kind and exchange, for every value in every encoding."""
    return tuple(
        (name, kind, exchange(encode(value)))
        for name, encode in {**PEERS, **MORE}.items()
        for kind, value in VALUES.items()
    )
