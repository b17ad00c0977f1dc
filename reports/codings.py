"""Places of a message and links of a chain of encodings, in words for people."""

from __future__ import annotations

from detectors.rules.finding import Text

_CODINGS = {
    "percent": Text(zh="百分号解码", en="percent-decoded"),
    "plus": Text(zh="加号还原为空格", en="plus signs read as spaces"),
    "base64": Text(zh="Base64 解码", en="Base64 decoded"),
    "base32": Text(zh="Base32 解码", en="Base32 decoded"),
    "hex": Text(zh="十六进制解码", en="hexadecimal decoded"),
    "gzip": Text(zh="gzip 解压", en="gzip unpacked"),
    "zlib": Text(zh="zlib 解压", en="zlib unpacked"),
    "deflate": Text(zh="deflate 解压", en="deflate unpacked"),
    "br": Text(zh="Brotli 解压", en="Brotli unpacked"),
    "zstd": Text(zh="Zstandard 解压", en="Zstandard unpacked"),
    "jwt": Text(zh="JWT 载荷", en="part of a JSON web token"),
    "json": Text(zh="JSON", en="JSON"),
    "json-string": Text(zh="JSON 字符串还原", en="JSON string unescaped"),
    "form": Text(zh="表单", en="form"),
    "multipart": Text(zh="multipart 部分", en="part of a multipart body"),
    "xml": Text(zh="XML", en="XML"),
    "entities": Text(zh="XML 实体还原", en="XML entities resolved"),
    "quoted-printable": Text(zh="quoted-printable 解码", en="quoted-printable decoded"),
    "protobuf": Text(zh="Protocol Buffers 字段", en="Protocol Buffers fields"),
    "grpc": Text(zh="gRPC 帧", en="gRPC frame"),
    "msgpack": Text(zh="MessagePack 字段", en="MessagePack values"),
    "cbor": Text(zh="CBOR 字段", en="CBOR values"),
}


def coding(name: str) -> Text:
    """What a link of the chain did; an unknown one by its name."""
    return _CODINGS.get(name, Text(zh=name, en=name))


def place(name: str) -> Text:
    """Where in an exchange: address, header, body, message."""
    kind, _, rest = name.partition(":")
    match kind:
        case "url":
            return Text(zh="网址", en="address")
        case "header":
            return Text(zh=f"请求头 {rest}", en=f"header {rest}")
        case "cookie":
            return Text(zh=f"Cookie {rest}".strip(), en=f"cookie {rest}".strip())
        case "body":
            return Text(zh="请求体", en="request body")
        case "ws":
            return Text(zh=f"第 {rest} 条消息", en=f"message {rest}")
        case "dns":
            return Text(zh="查询的域名", en="name that was looked up")
        case "sni":
            return Text(zh="TLS 握手中的主机名", en="host name in the TLS handshake")
    return Text(zh=name, en=name)
