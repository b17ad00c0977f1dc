"""Addresses for names that are looked up while nothing may leave the machine."""

from __future__ import annotations

import ipaddress

from mitmproxy import dns
from mitmproxy.net.dns import types

NETWORK = ipaddress.ip_network("198.18.0.0/15")
"""For benchmarks of networks (RFC 2544): no host on the Internet has such an address."""

TTL_S = 60


class Names:
    """Gives each name an address of its own, and tells the name of an address that was given."""

    def __init__(self) -> None:
        self._addresses: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def answer(self, query: dns.DNSMessage) -> dns.DNSMessage:
        """An address for each question that asks for one (A); of other records there are none."""
        answers = [
            dns.ResourceRecord.A(question.name, ipaddress.IPv4Address(self.address(question.name)), ttl=TTL_S)
            for question in query.questions
            if question.type == types.A
        ]
        return query.succeed(answers)

    def address(self, name: str) -> str:
        """The address of a name; the same one each time."""
        key = name.lower().rstrip(".")
        if key not in self._addresses:
            given = str(NETWORK[1 + len(self._addresses) % (NETWORK.num_addresses - 2)])
            self._addresses[key] = given
            self._names[given] = key
        return self._addresses[key]

    def name(self, address: str) -> str:
        """The name that an address was given for, or the address itself."""
        return self._names.get(address, address)
