"""The phone's network: Wi-Fi facts and bytes counted per uid."""

from __future__ import annotations

import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

ReverseConnect = Callable[[int], Awaitable[tuple[StreamReader, StreamWriter]]]
"""Opens a stream to a port of the phone that `adb reverse` leads to the host; ConnectionError where none is led."""

_ASSUMED_PACKET_BYTES = 1400


@dataclass(frozen=True, slots=True)
class Wifi:
    """The access point that the phone is joined to."""

    ssid: str
    bssid: str
    address: str
    gateway: str
    mac: str


@dataclass(slots=True)
class Counter:
    """Bytes and packets of one uid since boot."""

    rx_bytes: int = 0
    rx_packets: int = 0
    tx_bytes: int = 0
    tx_packets: int = 0


class Network:
    """Counters and switches of one phone's network."""

    def __init__(self, wifi: Wifi) -> None:
        self.wifi = wifi
        self.wifi_enabled = True
        self.data_enabled = True
        self.airplane_mode = False
        self.booted = time.time()
        # What listens on the phone ("tcp:6790", "localabstract:name"), and the loopback address that really serves it.
        self.listeners: dict[str, tuple[str, int]] = {}
        self._counters: dict[int, Counter] = {}

    def count(self, uid: int, *, rx: int = 0, tx: int = 0) -> None:
        """Add bytes that a uid received and sent; packets follow from the size."""
        counter = self._counters.setdefault(uid, Counter())
        counter.rx_bytes += rx
        counter.rx_packets += -(-rx // _ASSUMED_PACKET_BYTES)
        counter.tx_bytes += tx
        counter.tx_packets += -(-tx // _ASSUMED_PACKET_BYTES)

    def counter(self, uid: int) -> Counter:
        """What a uid has received and sent since boot."""
        return self._counters.get(uid, Counter())

    def counters(self) -> list[tuple[int, Counter]]:
        """All uids with traffic, by uid."""
        return sorted(self._counters.items(), key=lambda pair: pair[0])

    @property
    def online(self) -> bool:
        """Whether any link is up; only loopback addresses are reachable even then."""
        return not self.airplane_mode and (self.wifi_enabled or self.data_enabled)
