"""A phone's end of a WireGuard tunnel, as small as the protocol allows: one handshake, then IPv4 packets.

Noise_IKpsk2 as https://www.wireguard.com/protocol/ describes it; no roaming, no cookies, no rekeying.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import socket
import ssl
import struct
import time
from base64 import b64decode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

CONSTRUCTION = b"Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s"
IDENTIFIER = b"WireGuard v1 zx2c4 Jason@zx2c4.com"
SENDER = struct.pack("<I", 7)
TIMEOUT_S = 20.0


@dataclass
class Peer:
    """The tunnel of one client configuration, as the WireGuard app would raise it."""

    socket: socket.socket
    send_key: bytes
    receiver: bytes
    receive_key: bytes
    counter: int = 0

    @classmethod
    def raise_tunnel(cls, config: str) -> Peer:
        """Shake hands with the server that a client configuration names."""
        values = dict(line.split(" = ", 1) for line in config.splitlines() if " = " in line)
        host, _, port = values["Endpoint"].rpartition(":")
        own = X25519PrivateKey.from_private_bytes(b64decode(values["PrivateKey"]))
        server = b64decode(values["PublicKey"])
        wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        wire.settimeout(TIMEOUT_S)
        wire.connect((host, int(port)))
        chain = _hash(CONSTRUCTION)
        said = _hash(_hash(chain + IDENTIFIER) + server)
        fresh = X25519PrivateKey.generate()
        chain, said = _derive(chain, _public(fresh), 1)[0], _hash(said + _public(fresh))
        chain, key = _derive(chain, _shared(fresh, server), 2)
        static = _seal(key, 0, _public(own), said)
        said = _hash(said + static)
        chain, key = _derive(chain, _shared(own, server), 2)
        stamp = _seal(key, 0, struct.pack(">QI", 2**62 + 10 + int(time.time()), 0), said)
        said = _hash(said + stamp)
        opening = b"\x01\0\0\0" + SENDER + _public(fresh) + static + stamp
        mac = hashlib.blake2s(opening, key=_hash(b"mac1----" + server), digest_size=16).digest()
        wire.send(opening + mac + bytes(16))
        answer = wire.recv(2048)
        assert answer[:4] == b"\x02\0\0\0", answer
        theirs = answer[12:44]
        chain, said = _derive(chain, theirs, 1)[0], _hash(said + theirs)
        chain = _derive(chain, _shared(fresh, theirs), 1)[0]
        chain = _derive(chain, _shared(own, theirs), 1)[0]
        chain, mixed, key = _derive(chain, bytes(32), 3)
        assert ChaCha20Poly1305(key).decrypt(bytes(12), answer[44:60], _hash(said + mixed)) == b""
        send, receive = _derive(chain, b"", 2)
        return cls(wire, send, answer[4:8], receive)

    def send(self, packet: bytes) -> None:
        """Send an IPv4 packet into the tunnel."""
        padded = packet + bytes(-len(packet) % 16)
        sealed = _seal(self.send_key, self.counter, padded, b"")
        self.socket.send(b"\x04\0\0\0" + self.receiver + struct.pack("<Q", self.counter) + sealed)
        self.counter += 1

    def receive(self) -> bytes:
        """The next IPv4 packet that comes out of it."""
        while True:
            data = self.socket.recv(4096)
            if data[:4] != b"\x04\0\0\0":
                continue
            nonce = bytes(4) + data[8:16]
            packet = ChaCha20Poly1305(self.receive_key).decrypt(nonce, data[16:], b"")
            if packet:
                return packet[: struct.unpack(">H", packet[2:4])[0]]

    def get(self, address: str, request: bytes, port: int = 80) -> None:
        """Send a request over TCP; what comes back is not waited for."""
        Stream.connect(self, address, port).send(request)

    def shake_hands(self, address: str, name: str, trust: ssl.SSLContext, port: int = 443) -> None:
        """Greet a host by TLS and leave when its certificate is known, as an app does that compares it by itself."""
        stream = Stream.connect(self, address, port)
        came, going = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = trust.wrap_bio(came, going, server_hostname=name)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                stream.send(going.read())
                came.write(stream.receive())
        stream.send(going.read())
        stream.close()


@dataclass
class Stream:
    """A TCP connection inside the tunnel, over which nothing is lost or comes out of order."""

    peer: Peer
    address: str
    port: int
    own_port: int
    number: int = 1000
    acknowledged: int = 0

    @classmethod
    def connect(cls, peer: Peer, address: str, port: int) -> Stream:
        """Open it."""
        stream = cls(peer, address, port, 40000 + os.getpid() % 20000)
        stream._say(0x02)
        packet = stream._hear()
        while packet[13] & 0x12 != 0x12:
            packet = stream._hear()
        stream.number += 1
        stream.acknowledged = struct.unpack(">I", packet[4:8])[0] + 1
        return stream

    def send(self, data: bytes) -> None:
        """Send what fits into one packet."""
        if data:
            self._say(0x18, data)
            self.number += len(data)

    def receive(self) -> bytes:
        """The next data that comes."""
        while True:
            packet = self._hear()
            data = packet[(packet[12] >> 4) * 4 :]
            if data and struct.unpack(">I", packet[4:8])[0] == self.acknowledged:
                self.acknowledged += len(data)
                self._say(0x10)
                return data

    def close(self) -> None:
        """End it."""
        self._say(0x11)

    def _say(self, flags: int, data: bytes = b"") -> None:
        self.peer.send(_tcp(self.address, self.own_port, self.port, self.number, self.acknowledged, flags, data))

    def _hear(self) -> bytes:
        while True:
            packet = self.peer.receive()
            if packet[9] == 6 and struct.unpack(">H", packet[22:24])[0] == self.own_port:
                return packet[20:]


def datagram(address: str, own_port: int, port: int, data: bytes) -> bytes:
    """An IPv4 packet from the phone with a UDP datagram; UDP over IPv4 may do without a checksum."""
    return _ipv4(address, 17, struct.pack(">HHHH", own_port, port, 8 + len(data), 0) + data)


def _tcp(address: str, own_port: int, port: int, number: int, acknowledged: int, flags: int, data: bytes) -> bytes:
    head = struct.pack(">HHIIBBHHH", own_port, port, number, acknowledged, 5 << 4, flags, 65535, 0, 0)
    ends = ipaddress.IPv4Address("10.0.0.1").packed + ipaddress.IPv4Address(address).packed
    check = _checksum(ends + struct.pack(">BBH", 0, 6, len(head) + len(data)) + head + data)
    return _ipv4(address, 6, head[:16] + struct.pack(">H", check) + head[18:] + data)


def _ipv4(address: str, protocol: int, data: bytes) -> bytes:
    ends = ipaddress.IPv4Address("10.0.0.1").packed + ipaddress.IPv4Address(address).packed
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(data), 1, 0, 64, protocol, 0) + ends
    return head[:10] + struct.pack(">H", _checksum(head)) + head[12:] + data


def _checksum(data: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{(len(data) + 1) // 2}H", data + bytes(len(data) % 2))
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _hash(data: bytes) -> bytes:
    return hashlib.blake2s(data).digest()


def _derive(chain: bytes, data: bytes, count: int) -> list[bytes]:
    secret = hmac.new(chain, data, "blake2s").digest()
    made, last = list[bytes](), b""
    for number in range(1, count + 1):
        last = hmac.new(secret, last + bytes([number]), "blake2s").digest()
        made.append(last)
    return made


def _seal(key: bytes, counter: int, data: bytes, said: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(bytes(4) + struct.pack("<Q", counter), data, said)


def _public(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def _shared(key: X25519PrivateKey, other: bytes) -> bytes:
    return key.exchange(X25519PublicKey.from_public_bytes(other))
