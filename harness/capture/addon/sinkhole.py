"""The egress: in the sinkhole every host is answered here and nothing leaves the machine."""

from __future__ import annotations

from typing import Any

from mitmproxy import ctx, dns, http
from mitmproxy.proxy import server_hooks

from harness.capture.addon.acceptor import Acceptor
from harness.capture.addon.names import Names
from harness.capture.addon.replies import reply_to


class Sinkhole:
    """Answers requests itself; leads WebSockets and streamed uploads to the acceptor on loopback; refuses any other
    connection.

    Host names are never looked up: an answer needs no address, and a connection is led astray before its name is
    resolved. Where the phone itself asks for an address (in a tunnel), it gets one that nobody has. Hosts that are
    served by servers of this machine are led there.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._acceptor = Acceptor()
        self._led: set[str] = set()
        self._served: dict[str, int] = {}
        self._on = True

    def load(self, loader: Any) -> None:
        """Declare the options."""
        loader.add_option("consentinel_egress", str, "sinkhole", "Where requests go.", choices=("sinkhole", "live"))
        loader.add_option("consentinel_served", str, "", "Hosts that ports of 127.0.0.1 serve: host=port, …")

    def configure(self, updated: set[str]) -> None:
        """Take the option."""
        if "consentinel_egress" in updated:
            self._on = ctx.options.consentinel_egress == "sinkhole"
        if "consentinel_served" in updated:
            pairs = (pair.partition("=") for pair in filter(None, ctx.options.consentinel_served.split(",")))
            self._served = {host: int(port) for host, _, port in pairs}

    def done(self) -> None:
        """Stop the acceptor."""
        self._acceptor.close()

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """A streamed upload is passed on from its first byte."""
        if self._on and flow.request.stream:
            if self._is_served(flow):
                self._lead_home(flow)
            else:
                self._lead(flow)

    def request(self, flow: http.HTTPFlow) -> None:
        """Answer, or lead a WebSocket to where it is answered."""
        if not self._on or flow.error or flow.response or flow.request.stream:
            return
        if self._is_served(flow):
            self._lead_home(flow)
            return
        if _is_websocket(flow.request):
            self._lead(flow)
            return
        reply = reply_to(flow.request.method, flow.request.path, flow.request.headers)
        flow.response = http.Response.make(reply.status, reply.body, reply.headers)
        if reply.status == 204:
            del flow.response.headers["content-length"]
        flow.metadata["consentinel_synthetic"] = "sinkhole"

    def dns_request(self, flow: dns.DNSFlow) -> None:
        """Answer, so that the app goes on to say what it has to say."""
        if self._on and flow.response is None and flow.error is None:
            flow.response = self._names.answer(flow.request)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Give a flow that was led here its true scheme back."""
        self._restore(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Likewise."""
        self._restore(flow)

    async def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """The only place where a connection could be opened."""
        if not self._on:
            return
        served = self._served.get(data.server.address[0].lower()) if data.server.address else None
        if served is not None and not data.server.tls and data.server.transport_protocol == "tcp":
            data.server.address = ("127.0.0.1", served)
        elif data.client.id in self._led and not data.server.tls and data.server.transport_protocol == "tcp":
            data.server.address = await self._acceptor.address()
        else:
            data.server.error = "sinkhole: nothing leaves the machine"

    def client_disconnected(self, client: Any) -> None:
        """Forget the connection."""
        self._led.discard(client.id)

    def _is_served(self, flow: http.HTTPFlow) -> bool:
        return flow.request.host.lower() in self._served

    def _lead_home(self, flow: http.HTTPFlow) -> None:
        """To a server of this machine, which speaks no TLS; what the app was told stays in the flow."""
        if flow.request.scheme == "https":
            flow.metadata["consentinel_scheme"] = flow.request.scheme
            flow.request.scheme = "http"

    def _lead(self, flow: http.HTTPFlow) -> None:
        flow.metadata["consentinel_synthetic"] = "sinkhole"
        flow.metadata["consentinel_scheme"] = flow.request.scheme
        # The acceptor speaks no TLS; the connection that mitmproxy asks for next follows the scheme.
        flow.request.scheme = "http"
        self._led.add(flow.client_conn.id)

    def _restore(self, flow: http.HTTPFlow) -> None:
        scheme = flow.metadata.pop("consentinel_scheme", None)
        if scheme is not None:
            flow.request.scheme = scheme


def _is_websocket(request: http.Request) -> bool:
    headers = request.headers
    return headers.get("upgrade", "").lower() == "websocket" and headers.get("sec-websocket-version") == "13"
