"""The WireGuard tunnel as another way into the capture: its keys, and what the phone's WireGuard app is given.

A tunnel sees what a proxy setting misses: QUIC, raw sockets, apps that ask for no proxy. Limited to one app
(`IncludedApplications`, which the WireGuard app for Android understands), all that comes through it is that app's.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import mitmproxy_rs

from harness.errors import InfraError

PHONE_ADDRESS = "10.0.0.1"
"""The phone's address in the tunnel; mitmproxy answers for every other one."""

NAME_SERVER = "10.0.0.53"
"""Where mitmproxy answers DNS inside the tunnel."""

_KEYS = "wireguard.conf"


class TunnelKeysDamaged(InfraError):
    """The file with the tunnel's keys cannot be read."""


@dataclass(frozen=True, slots=True)
class TunnelKeys:
    """Both ends' private keys (base64, Curve25519) in the file that mitmproxy reads; never copied into a recording."""

    file: Path
    server: str
    client: str

    @classmethod
    def load_or_create(cls, folder: Path) -> TunnelKeys:
        """The keys in `folder`, made when there are none (0600). Raises TunnelKeysDamaged."""
        file = folder / _KEYS
        if not file.exists():
            _create(file)
        try:
            keys = json.loads(file.read_text("utf-8"))
            for name in ("server_key", "client_key"):
                mitmproxy_rs.wireguard.pubkey(keys[name])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TunnelKeysDamaged(
                f"{file} holds no keys: {error}",
                "move the file away: the next run makes new keys, and phones need the new tunnel",
            ) from error
        file.chmod(0o600)
        return cls(file, keys["server_key"], keys["client_key"])

    def client_config(self, endpoint: str, port: int, package: str | None = None) -> str:
        """What the phone's WireGuard app imports; with `package` only that app goes through the tunnel."""
        host = f"[{endpoint}]" if ":" in endpoint else endpoint
        only = [f"IncludedApplications = {package}"] if package else []
        lines = [
            "[Interface]",
            f"PrivateKey = {self.client}",
            f"Address = {PHONE_ADDRESS}/32",
            f"DNS = {NAME_SERVER}",
            *only,
            "",
            "[Peer]",
            f"PublicKey = {mitmproxy_rs.wireguard.pubkey(self.server)}",
            "AllowedIPs = 0.0.0.0/0",
            f"Endpoint = {host}:{port}",
        ]
        return "\n".join(lines) + "\n"


def _create(file: Path) -> None:
    """Several runs may begin at once: the first one's keys stay."""
    keys = {"server_key": mitmproxy_rs.wireguard.genkey(), "client_key": mitmproxy_rs.wireguard.genkey()}
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(keys, out)
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
