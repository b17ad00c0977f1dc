"""`dumpsys netstats`, `connectivity` and `wifi`."""

from __future__ import annotations

import time

from virtualphone.device.network import Counter
from virtualphone.device.state import PhoneState

_BUCKET_SECONDS = 7200


def dump_netstats(state: PhoneState, words: list[str]) -> str:
    """Active interfaces; with `detail` also what each uid received and sent, in buckets of two hours."""
    network = state.network
    key = f'wifiNetworkKey="{network.wifi.ssid}", metered=false, defaultNetwork=true, oemManaged=OEM_NONE, subId=-1'
    identity = f"[{{type=1, ratType=COMBINED, {key}}}]"
    if state.model.api_level < 31:
        identity = f'[{{type=WIFI, subType=COMBINED, networkId="{network.wifi.ssid}", metered=false}}]'
    lines = ["Active interfaces:"]
    if network.online:
        lines.append(f"  iface=wlan0 ident={identity}")
    lines += ["Active UID interfaces:", *lines[1:], "Dev stats:", *_history(identity, None, 0, _total(state))]
    lines.append("Xt stats:")
    lines += _history(identity, None, 0, _total(state))
    if "detail" in words or "--full" in words or "full" in words:
        lines.append("UID stats:")
        for uid, counter in network.counters():
            lines += _history(identity, uid, 1, counter)
        lines.append("UID tag stats:")
    return "".join(f"{line}\n" for line in lines)


def _total(state: PhoneState) -> Counter:
    total = Counter()
    for _, counter in state.network.counters():
        total.rx_bytes += counter.rx_bytes
        total.rx_packets += counter.rx_packets
        total.tx_bytes += counter.tx_bytes
        total.tx_packets += counter.tx_packets
    return total


def _history(identity: str, uid: int | None, count_set: int, counter: Counter) -> list[str]:
    start = int(time.time()) // _BUCKET_SECONDS * _BUCKET_SECONDS
    name = "ALL" if uid is None else "DEFAULT" if count_set == 0 else "FOREGROUND"
    bucket = (
        f"st={start} rb={counter.rx_bytes} rp={counter.rx_packets} tb={counter.tx_bytes} tp={counter.tx_packets} op=0"
    )
    return [
        "  Pending bytes: 0" if uid is None else "",
        f"  ident={identity} uid={-1 if uid is None else uid} set={name} tag=0x0",
        f"    NetworkStatsHistory: bucketDuration={_BUCKET_SECONDS}",
        f"      {bucket}",
    ][int(uid is not None) :]


def dump_connectivity(state: PhoneState) -> str:
    """The default network and the proxy."""
    network = state.network
    if not network.online:
        return "NetworkProviders for:\n\nActive default network: none\n"
    proxy = state.settings.proxy()
    http_proxy = f" HttpProxy: [{proxy[0]}] {proxy[1]}" if proxy else ""
    kind = "WIFI" if network.wifi_enabled else "MOBILE[LTE]"
    addresses = f"LinkAddresses: [ {network.wifi.address}/24 ] DnsAddresses: [ /{network.wifi.gateway} ]"
    links = f"{{{{InterfaceName: wlan0 {addresses}{http_proxy}}}}}"
    agent = f"network{{100}} handle{{432902426637}} ni{{{kind} CONNECTED extra: }} lp{links}"
    return f"Active default network: 100\n\nCurrent Networks:\n  NetworkAgentInfo{{{agent}}}\n"


def dump_wifi(state: PhoneState) -> str:
    """Switches and the access point joined."""
    network = state.network
    if not network.wifi_enabled:
        return "Wi-Fi is disabled\nStay-awake conditions: 7\n"
    wifi = network.wifi
    # From API 29 the name is printed between quotation marks.
    ssid = f'"{wifi.ssid}"' if state.model.api_level >= 29 else wifi.ssid
    return (
        "Wi-Fi is enabled\nStay-awake conditions: 7\n"
        f"mWifiInfo SSID: {ssid}, BSSID: {wifi.bssid}, MAC: {wifi.mac}, Supplicant state: COMPLETED, RSSI: -48,"
        " Link speed: 866Mbps, Frequency: 5180MHz, Net ID: 1\n"
        f"mNetworkInfo [type: WIFI[], state: CONNECTED/CONNECTED, roaming: false]\nmLinkAddress {wifi.address}\n"
    )
