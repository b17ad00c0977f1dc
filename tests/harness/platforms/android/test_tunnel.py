"""A tunnel is raised through the WireGuard app, known by the phone's own account, and dropped at the end."""

from __future__ import annotations

import pytest

from harness.config.devices import AdbAt
from harness.errors import PhoneOffline
from harness.journal import Journal, PhoneKey
from harness.platforms.android import tunnel
from harness.platforms.android.adb import AdbPhone, Answer
from harness.platforms.android.tunnel import TunnelRoute, tunnel_uids
from harness.platforms.android.undo import undo_all

KEY = PhoneKey("127.0.0.1", 28437, "phone-t")

WIFI = (
    "  NetworkAgentInfo{network{100}  handle{432902426637}  ni{WIFI CONNECTED extra: } lp{{InterfaceName: wlan0 "
    "LinkAddresses: [ fe80::1/64,192.168.1.7/24 ] DnsAddresses: [ /192.168.1.1 ]}}  nc{[ Transports: WIFI "
    "Capabilities: NOT_METERED&INTERNET&NOT_RESTRICTED&TRUSTED&NOT_VPN&VALIDATED ]}}"
)
OTHER_VPN = (
    "  NetworkAgentInfo{network{101}  ni{VPN CONNECTED extra: VPN:com.other.vpn} lp{{InterfaceName: tun1 Addresses: "
    "[ 10.8.0.2/32 ]}}  nc{[ Transports: WIFI|VPN Capabilities: INTERNET&TRUSTED Uids: <{0-99999}> OwnerUid: 10300 ]}}"
)


def ours(uids: str) -> str:
    return (
        "  NetworkAgentInfo{network{102}  ni{VPN CONNECTED extra: VPN:com.wireguard.android} lp{{InterfaceName: tun0 "
        "LinkAddresses: [ 10.0.0.1/32 ] DnsAddresses: [ /10.0.0.53 ]}}  nc{[ Transports: WIFI|VPN Capabilities: "
        f"INTERNET&NOT_RESTRICTED&TRUSTED&VALIDATED Uids: <{uids}> OwnerUid: 10299 ]}}}}"
    )


class TunnelPhone(AdbPhone):
    """A phone with a WireGuard app that knows some tunnels and obeys."""

    def __init__(self, *, obeys: bool = True) -> None:
        super().__init__(AdbAt(server_port=28437), "phone-t", 1.0)
        self.obeys, self.up = obeys, False
        self.asked: list[str] = []

    def shell(self, command: str, *, timeout_s: float | None = None) -> Answer:
        if command == "dumpsys connectivity":
            networks = [WIFI, OTHER_VPN, *([ours("{10157-10157}")] if self.up else [])]
            return Answer(0, "Current Networks:\n" + "\n".join(networks), "")
        assert command.startswith("am broadcast -a com.wireguard.android.action.SET_TUNNEL_"), command
        assert command.endswith("-e tunnel consentinel"), command
        self.asked.append(command.split()[3].rpartition("_")[2])
        if self.obeys:
            self.up = self.asked[-1] == "UP"
        return Answer(0, "Broadcast completed: result=0", "")

    def read(self, command: str) -> str:
        return self.shell(command).out


def test_the_tunnel_is_up_between_leading_and_undoing() -> None:
    phone, journal = TunnelPhone(), Journal(KEY)
    route = TunnelRoute(phone, journal, "consentinel")
    route.lead()
    assert route.uids() == ((10157, 10157),)
    assert [change.kind for change in Journal(KEY).pending()] == [tunnel.TUNNEL_CHANGE]
    phone.up = False
    route.ensure()
    assert phone.asked == ["UP", "UP"]
    route.leave()
    undo_all(phone, journal)
    assert phone.asked == ["UP", "UP", "DOWN"]
    assert not Journal(KEY).pending()


def test_a_tunnel_that_does_not_come_up_is_said_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tunnel, "_UP_TIMEOUT_S", 0.0)
    with pytest.raises(PhoneOffline, match="does not come up") as caught:
        TunnelRoute(TunnelPhone(obeys=False), Journal(KEY), "consentinel").lead()
    assert "allow remote control" in caught.value.mend


@pytest.mark.parametrize(
    ("uids", "found"),
    [
        ("{10157-10157}", ((10157, 10157),)),
        ("{0-10156, 10158-99999}", ((0, 10156), (10158, 99999))),
        ("10157-10157", ((10157, 10157),)),
        ("{}", ()),
    ],
)
def test_users_of_the_tunnel_are_read_as_the_phone_writes_them(uids: str, found: tuple[tuple[int, int], ...]) -> None:
    assert tunnel_uids(f"{WIFI}\n{OTHER_VPN}\n{ours(uids)}\n") == found


def test_another_vpn_is_not_the_tunnel() -> None:
    assert tunnel_uids(f"{WIFI}\n{OTHER_VPN}\n") is None
