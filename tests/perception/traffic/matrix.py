"""The matrix of encodings: each alone and in pairs, in every place where it may stand, around values of all kinds.

`python -m tests.perception.traffic.matrix` runs all of it and prints figures and what was left out, with the reason.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import struct
import sys
import time
import urllib.parse
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

import brotli
import cbor2
import msgpack
import zstandard

from evidence.traffic import Flow, Message
from perception.traffic.decode import decode
from perception.traffic.find import Hit, find_hits, hits_in
from perception.traffic.needles import Needles
from perception.traffic.place import Place, named_place, places

IDENTIFIERS = {
    "android_id": ["9f8e7d6c5b4a3210"],
    "imei": ["867530912345670"],
    "imsi": ["460017071835539"],
    "iccid": ["89860123456789012342"],
    "serial": ["VJ6VWMC6TD1A"],
    "mac": ["3c:86:d1:aa:bb:0c"],
    "oaid": ["4fd2a9c0-9a1e-4a9a-8a77-0d7f3f1e2a11"],
    "phone_number": ["+8618966529688"],
    "location": ["39.912599,116.387101"],
    "contacts": ["测试联系人甲,13987654321"],
    "clipboard": ["clip TOKEN+8812/ab&c=?"],
    "installed_apps": ["com.decoy.one", "com.decoy.two", "com.decoy.three", "cn.decoy.four"],
}
NEEDLES = Needles.from_values(IDENTIFIERS)


@dataclass(frozen=True, slots=True)
class Value:
    """What an app would send of an identifier."""

    name: str
    kind: str
    data: bytes
    marked: bool = True
    """Whether something in the bytes tells what they are: a text, or a format that can be told."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """One step of encoding; `text` tells that it cannot hold raw bytes, and what it makes is a text."""

    name: str
    make: Callable[[bytes], bytes]
    text: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A value in one or two encodings (the inner one first) at a place."""

    value: Value
    chain: tuple[Encoding, ...]
    place: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.value.name} in {' in '.join(step.name for step in self.chain)} in {self.place}"


def is_text(data: bytes) -> bool:
    """Whether bytes are UTF-8 without control characters."""
    try:
        return re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data.decode()) is None
    except UnicodeDecodeError:
        return False


def varint(number: int) -> bytes:
    """A number as protobuf writes it."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def field(number: int, value: int | float | bytes, *, single: bool = False) -> bytes:
    """A field of a protobuf message: varint, double (or float), or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | (5 if single else 1)) + struct.pack("<f" if single else "<d", value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def framed(message: bytes, flag: int = 0) -> bytes:
    """A gRPC frame."""
    return bytes([flag]) + len(message).to_bytes(4) + message


LAT, LON = 39.912599, 116.387101
IMEI, PHONE = 867530912345670, 8618966529688
VALUES = (
    Value("IMEI", "imei", b"867530912345670"),
    Value("IMSI", "imsi", b"460017071835539"),
    Value("SIM card", "iccid", b"89860123456789012342"),
    Value("android id", "android_id", b"9f8e7d6c5b4a3210"),
    Value("android id, upper case", "android_id", b"9F8E7D6C5B4A3210"),
    Value("serial number", "serial", b"VJ6VWMC6TD1A"),
    Value("MAC", "mac", b"3c:86:d1:aa:bb:0c"),
    Value("MAC, upper case without separators", "mac", b"3C86D1AABB0C"),
    Value("OAID", "oaid", b"4fd2a9c0-9a1e-4a9a-8a77-0d7f3f1e2a11"),
    Value("OAID without separators", "oaid", b"4fd2a9c09a1e4a9a8a770d7f3f1e2a11"),
    Value("phone number", "phone_number", b"18966529688"),
    Value("phone number with country code", "phone_number", b"+86 189-6652-9688"),
    Value("location", "location", b"39.912599,116.387101"),
    Value("location, rounded, as JSON", "location", b'{"lat":39.91,"lng":116.39}'),
    Value("location in GCJ-02", "location", b"lat=39.913998&lng=116.393340"),
    Value("location in BD-09, 4 decimals", "location", b"116.3997 39.9203"),
    Value("location in 1e-6 degrees", "location", b"39912599|116387101"),
    Value("contact's name", "contacts", "测试联系人甲".encode()),
    Value("contact's number", "contacts", b"13987654321"),
    Value("clipboard", "clipboard", b"clip TOKEN+8812/ab&c=?"),
    Value("install list", "installed_apps", b'["com.decoy.one","x.y","cn.decoy.four","com.decoy.two"]'),
    Value("MD5 of the IMEI", "imei", hashlib.md5(b"867530912345670").hexdigest().encode()),
    Value("SHA-1 of the MAC", "mac", hashlib.sha1(b"3C:86:D1:AA:BB:0C").hexdigest().upper().encode()),
    Value("SHA-256 of the number", "phone_number", base64.b64encode(hashlib.sha256(b"18966529688").digest())),
    Value("IMEI as a varint", "imei", field(3, IMEI)),
    Value("IMEI as fixed64", "imei", b"\x09" + IMEI.to_bytes(8, "little")),
    Value("location as doubles", "location", field(1, field(1, LAT) + field(2, LON))),
    Value("location as floats", "location", field(1, LAT, single=True) + field(2, LON, single=True)),
    Value("location as zigzag 1e-7", "location", field(1, 2 * 399125990) + field(2, 2 * 1163871010)),
    Value("location as int32 1e-6", "location", b"\x07" + struct.pack(">ii", 39912599, 116387101) + b"\xff", False),
    Value("MessagePack of numbers", "location", msgpack.packb({"i": 7, "p": [LAT, LON]})),
    Value("MessagePack of an IMEI", "imei", msgpack.packb({"id": IMEI, "n": None})),
    Value("CBOR of numbers", "location", cbor2.dumps({"lat": LAT, "lon": LON, "acc": 12.5})),
    Value("CBOR of a number", "phone_number", cbor2.dumps([PHONE, True])),
)
"""The first ones are texts, the last ones numbers in binary formats."""


def _multipart(data: bytes, headers: bytes = b"") -> bytes:
    part = b'Content-Disposition: form-data; name="d"' + headers
    boundary = b"--%08x" % zlib.crc32(data)
    return boundary + b"\r\n" + part + b"\r\n\r\n" + data + b"\r\n" + boundary + b"--\r\n"


def _quoted(data: bytes) -> bytes:
    text = b"".join(b"=%02X" % b if b > 0x7E or b in b"=\r\n" or b < 0x20 else bytes([b]) for b in data)
    pieces, at = [], 0
    while at < len(text):
        end = min(len(text), at + 70)
        while text.rfind(b"=", max(at, end - 2), end) >= 0 and end < len(text):
            end = text.rfind(b"=", max(at, end - 2), end)
        pieces.append(text[at:end])
        at = end
    return b"=\r\n".join(pieces)


def _jwt(data: bytes) -> bytes:
    body = json.dumps({"iat": 1, "sub": data.decode()}).encode()
    parts = (b'{"alg":"HS256","typ":"JWT"}', body, hashlib.sha256(body).digest())
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


ENCODINGS = (
    Encoding("percent", lambda d: urllib.parse.quote(d, safe="").encode()),
    Encoding("percent of every byte", lambda d: b"".join(b"%%%02x" % byte for byte in d)),
    Encoding("form", lambda d: b"a=1&x=" + urllib.parse.quote_plus(d).encode() + b"&b=2"),
    Encoding("multipart", lambda d: _multipart(d)),
    Encoding("multipart, base64", lambda d: _multipart(base64.b64encode(d), b"\r\nContent-Transfer-Encoding: base64")),
    Encoding(
        "multipart, quoted-printable",
        lambda d: _multipart(_quoted(d), b"\r\nContent-Transfer-Encoding: quoted-printable"),
    ),
    Encoding("JSON", lambda d: json.dumps({"k": {"v": d.decode()}, "n": 1}).encode(), text=True),
    Encoding("JSON in UTF-8", lambda d: json.dumps([d.decode()], ensure_ascii=False).encode(), text=True),
    Encoding("JSON with \\u", lambda d: ('{"k":"' + _escaped(d.decode()) + '"}').encode(), text=True),
    Encoding("XML", lambda d: b"<r><v>" + escape(d.decode()).encode() + b"</v></r>", text=True),
    Encoding("XML with numbers", lambda d: _numbered(d.decode()), text=True),
    Encoding("base64", base64.b64encode),
    Encoding("base64 at 1", lambda d: base64.b64encode(b"\x01" + d)),
    Encoding("base64 at 2", lambda d: base64.b64encode(b"\xff\xfe" + d)),
    Encoding("base64, url-safe, bare", lambda d: base64.urlsafe_b64encode(d).rstrip(b"=")),
    Encoding("base64 in lines", base64.encodebytes),
    Encoding("hex", lambda d: d.hex().encode()),
    Encoding("hex, upper case", lambda d: d.hex().upper().encode()),
    Encoding("gzip", lambda d: gzip.compress(d, mtime=0)),
    Encoding("zlib", zlib.compress),
    Encoding("bare deflate", _deflate),
    Encoding("br", brotli.compress),
    Encoding("zstd", lambda d: zstandard.compress(d)),
    Encoding("JWT", _jwt, text=True),
    Encoding("protobuf", lambda d: field(1, 7) + field(4, field(1, d) + field(2, 5)) + field(9, b"x1")),
    Encoding("gRPC", lambda d: framed(field(1, d))),
    Encoding("gRPC with gzip", lambda d: framed(gzip.compress(field(2, d), mtime=0), 1)),
    Encoding("MessagePack", lambda d: msgpack.packb({"v": [1, d.decode() if is_text(d) else d]})),
    Encoding("CBOR", lambda d: cbor2.dumps({"v": [1, d.decode() if is_text(d) else d]})),
)


def _numbered(text: str) -> bytes:
    return b"<v a='" + b"".join(b"&#%d;" % ord(character) for character in text) + b"'/>"


def _escaped(text: str) -> str:
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


PLACES = ("path", "query", "header", "cookie", "body", "body with a coding", "form body", "ws", "dns", "sni")
_PATH = re.compile(rb"[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*")
_QUERY = re.compile(rb"[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*")
_HEADER = re.compile(rb"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_COOKIE = re.compile(rb"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
_FORM = re.compile(rb"[A-Za-z0-9\-._~*+%/=]*")
_NAME = re.compile(rb"[a-z0-9_-]+")
_CODINGS = {"gzip": "gzip", "zlib": "deflate", "bare deflate": "deflate", "br": "br", "zstd": "zstd"}
_WITHOUT_MARK = ("bare deflate", "br")
_LABEL, _LONGEST_NAME, _LONGEST_HEADER = 63, 200, 8000


def obstacle(case: Case) -> str:
    """Why the case cannot be; empty when it can."""
    data, chain = case.data, case.chain
    unannounced = chain[:-1] if case.place == "body with a coding" else chain
    if not case.value.marked and any(step.name in _WITHOUT_MARK for step in unannounced):
        return "nothing marks the compression, and nothing its contents"
    match case.place:
        case "path" if not _PATH.fullmatch(data):
            return "a path holds only URL characters"
        case "query" if not _QUERY.fullmatch(data):
            return "a query holds only URL characters"
        case "header" if not _HEADER.fullmatch(data):
            return "a header value holds only visible ASCII"
        case "cookie" if not _COOKIE.fullmatch(data):
            return "a cookie value holds no space, quote, comma, semicolon, backslash"
        case "body with a coding" if not chain or chain[-1].name not in _CODINGS:
            return "no content coding is announced for this encoding"
        case "form body" if not _FORM.fullmatch(data):
            return "a form holds only escaped values"
        case "dns" | "sni" if not _NAME.fullmatch(data) or (case.place == "sni" and b"_" in data):
            return "names keep no case and hold only letters, digits, - (and _)"
        case "dns" | "sni" if len(data) > _LONGEST_NAME:
            return "longer than a name may be"
        case "path" | "query" | "header" | "cookie" if len(data) > _LONGEST_HEADER:
            return "longer than servers take"
        case _:
            return ""


def cases(*, pairs: bool, every: int = 1) -> Iterator[Case | tuple[str, str]]:
    """The cases in a fixed order, and for what is left out the case and the reason; of pairs every `every`-th one.

    Singles are always complete.
    """
    chains: list[tuple[Encoding, ...]] = [(), *((step,) for step in ENCODINGS)]
    if pairs:
        chains += [(inner, outer) for inner in ENCODINGS for outer in ENCODINGS]
    number = 0
    for chain in chains:
        for value in VALUES:
            number += 1
            if len(chain) == 2 and number % every:
                continue
            data, why = _through(chain, value)
            if why:
                yield f"{value.name} in {' in '.join(step.name for step in chain)}", why
                continue
            for place in PLACES:
                case = Case(value, chain, place, data)
                why = obstacle(case)
                yield (str(case), why) if why else case


def _through(chain: tuple[Encoding, ...], value: Value) -> tuple[bytes, str]:
    data = value.data
    for step in chain:
        if step.text and not is_text(data):
            return b"", f"{step.name} holds no raw bytes"
        data = step.make(data)
    return data, ""


def hits(case: Case) -> tuple[tuple[Hit, ...], int]:
    """What is found, and how many bytes the place has."""
    made = sent(case)
    if isinstance(made, Place):
        return hits_in(made, decode(made), NEEDLES), len(made.data)
    return find_hits(made, NEEDLES), max(len(place.data) for place in places(made))


def sent(case: Case) -> Flow | Place:
    """The exchange that carries a case, or the name that was looked up or greeted."""
    data = case.data
    match case.place:
        case "dns" | "sni":
            labels = [data[at : at + _LABEL].decode() for at in range(0, len(data), _LABEL)]
            name = ".".join((*labels, "t", "example", "com"))
            return named_place("dns" if case.place == "dns" else "sni", name, 5.0)
        case "path":
            return _flow(path=f"/v1/{data.decode()}")
        case "query":
            return _flow(path=f"/v1/track?a=1&d={data.decode()}")
        case "header":
            return _flow(headers=(("x-data", data.decode()),))
        case "cookie":
            return _flow(headers=(("cookie", f"a=1; d={data.decode()}; b=2"),))
        case "body with a coding":
            return _flow(data, headers=(("content-encoding", _CODINGS[case.chain[-1].name]),))
        case "form body":
            return _flow(b"a=1&d=" + data + b"&e=2")
        case "ws":
            return _flow(messages=(Message(1, 7.0, True, False, data, False),))
        case _:
            return _flow(data)


def missed(case: Case) -> str:
    """What is wrong with a case; empty when the value is found in a range of the place."""
    found, size = hits(case)
    own = [hit for hit in found if hit.kind == case.value.kind]
    if not own:
        return f"not found: {case}"
    if not all(0 <= hit.range[0] < hit.range[1] <= size for hit in own):
        return f"range outside the place: {case}: {own}"
    return ""


def _flow(
    body: bytes = b"",
    *,
    path: str = "/",
    headers: tuple[tuple[str, str], ...] = (),
    messages: tuple[Message, ...] = (),
) -> Flow:
    return Flow(
        id="f1",
        began_ms=5.0,
        request_ms=6.0,
        ended_ms=9.0,
        method="POST",
        scheme="https",
        host="t.example.com",
        port=443,
        path=path,
        http_version="HTTP/1.1",
        headers=headers,
        body=body,
        body_size=len(body),
        body_truncated=False,
        status=200,
        response_headers=(),
        response_size=0,
        aborted="",
        messages=messages,
        uid=None,
        client_port=None,
        synthetic=False,
    )


def main(every: int = 1) -> int:
    """Run the matrix; exit status 1 when a value is missed."""
    began = time.process_time()
    count, wrong, left_out = 0, list[str](), Counter[str]()
    for case in cases(pairs=True, every=every):
        if isinstance(case, tuple):
            left_out[case[1]] += 1
            continue
        count += 1
        why = missed(case)
        if why:
            wrong.append(why)
    for why, times in left_out.most_common():
        print(f"left out {times:7}: {why}")
    print(*wrong[:200], sep="\n")
    print(f"{count} cases, recall {(count - len(wrong)) / count:.5f}, {time.process_time() - began:.0f} s of CPU time")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
