"""The packet decoder takes whatever arrives, however it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtualphone.adbd.packet import CNXN, MAX_PAYLOAD, WRTE, Packet, PacketDecoder, PacketError, payload_limit

_numbers = st.integers(0, 2**32 - 1)
_packets = st.builds(Packet, _numbers, _numbers, _numbers, st.binary(max_size=300))


@given(st.lists(_packets, max_size=8), st.integers(1, 40))
def test_packets_survive_any_cutting(packets: list[Packet], size: int) -> None:
    wire = b"".join(packet.encode() for packet in packets)
    decoder = PacketDecoder()

    decoded = [packet for at in range(0, len(wire), size) for packet in decoder.feed(wire[at : at + size])]

    assert decoded == packets


@given(st.binary(max_size=2000))
def test_any_bytes_give_packets_or_a_packet_error(data: bytes) -> None:
    try:
        packets = PacketDecoder().feed(data)
    except PacketError:
        return
    assert all(len(packet.payload) <= MAX_PAYLOAD for packet in packets)


def test_payload_above_the_limit_is_refused_before_it_arrives() -> None:
    header = Packet(WRTE, 1, 1, b"").encode()
    too_long = header[:12] + (MAX_PAYLOAD + 1).to_bytes(4, "little") + header[16:]

    with pytest.raises(PacketError):
        PacketDecoder().feed(too_long)


def test_checksum_is_sent_to_hosts_of_the_first_version() -> None:
    assert Packet(CNXN, 0, 0, b"\x01\x02").encode(checksum=True)[16:20] == (3).to_bytes(4, "little")


@pytest.mark.parametrize(
    ("version", "offered", "limit"), [(0x01000001, 1 << 20, MAX_PAYLOAD), (0x01000000, 1 << 20, 4096)]
)
def test_payload_limit_suits_both_ends(version: int, offered: int, limit: int) -> None:
    assert payload_limit(version, offered) == limit
