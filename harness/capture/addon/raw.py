"""What is not HTTP: raw TCP and UDP bytes and DNS queries."""

from __future__ import annotations

from base64 import b64encode

from mitmproxy import ctx, dns, tcp, udp
from mitmproxy.net.dns import types
from mitmproxy.proxy import context, layer
from mitmproxy.proxy.layers import TCPLayer, UDPLayer

from harness.capture.addon.exchanges import FLOW
from harness.capture.addon.lines import Index
from harness.capture.addon.names import Names


class Raw:
    """Writes each chunk of a connection that is not HTTP before it is passed on, and each name that is looked up."""

    def __init__(self, index: Index, names: Names) -> None:
        self._index = index
        self._names = names

    def next_layer(self, data: layer.NextLayer) -> None:
        """In the sinkhole a raw connection is closed before its first message comes by: write what the app said."""
        if ctx.options.consentinel_egress != "sinkhole" or data.layer is not None:
            return
        ctx.master.addons.get("nextlayer").next_layer(data)
        chosen: layer.Layer | None = data.layer
        if isinstance(chosen, TCPLayer | UDPLayer) and (said := data.data_client()):
            host, port = self._target(data.context)
            self._write(self._index.next_flow(), host, port, True, said)

    def tcp_message(self, flow: tcp.TCPFlow) -> None:
        """A chunk of a TCP stream."""
        self._message(flow)

    def udp_message(self, flow: udp.UDPFlow) -> None:
        """A datagram."""
        self._message(flow)

    def dns_request(self, flow: dns.DNSFlow) -> None:
        """Names that are looked up."""
        for question in flow.request.questions:
            self._index.write("dns", self._index.now_ms(), name=question.name, record=types.to_str(question.type))

    def _message(self, flow: tcp.TCPFlow | udp.UDPFlow) -> None:
        message = flow.messages[-1]
        if FLOW not in flow.metadata:
            flow.metadata[FLOW] = self._index.next_flow()
        host, port = (flow.server_conn.address or ("", 0))[:2]
        self._write(
            flow.metadata[FLOW],
            flow.client_conn.sni or self._names.name(host),
            port,
            message.from_client,
            message.content,
        )
        carried = flow.metadata["consentinel_bytes"] = flow.metadata.get("consentinel_bytes", 0) + len(message.content)
        if carried > self._index.limit:
            # The index has them; the native flow would hold a long stream in memory.
            del flow.messages[:-1]

    def _write(self, flow: str, host: str, port: int, from_client: bool, data: bytes) -> None:
        self._index.write(
            "raw",
            self._index.now_ms(),
            flow=flow,
            host=host,
            port=port,
            from_client=from_client,
            payload=b64encode(data[: self._index.limit]).decode("ascii"),
            size=len(data),
            truncated=len(data) > self._index.limit,
        )

    def _target(self, where: context.Context) -> tuple[str, int]:
        host, port = (where.server.address or ("", 0))[:2]
        return where.client.sni or self._names.name(host), port
