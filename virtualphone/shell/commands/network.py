"""Interfaces and connections from the command line."""

from __future__ import annotations

from virtualphone.shell.call import Call


async def ip(call: Call) -> int:
    """`ip addr|link|route`: loopback and Wi-Fi."""
    wifi, words = call.state.network.wifi, [word for word in call.args if not word.startswith("-")]
    if words[:1] in (["route"], ["r"]):
        await call.line(f"10.0.2.0/24 dev wlan0 proto kernel scope link src {wifi.address}")
        return 0
    only = words[-1] if len(words) > 1 and words[-1] in ("lo", "wlan0") else ""
    if only != "wlan0":
        await call.out(
            "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n"
            "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n"
        )
    if only != "lo" and call.state.network.wifi_enabled:
        await call.out(
            "18: wlan0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 3000\n"
            f"    link/ether {wifi.mac} brd ff:ff:ff:ff:ff:ff\n"
            f"    inet {wifi.address}/24 brd 10.0.2.255 scope global wlan0\n"
        )
    return 0


async def ifconfig(call: Call) -> int:
    wifi = call.state.network.wifi
    await call.out(
        f"wlan0     Link encap:Ethernet  HWaddr {wifi.mac}\n"
        f"          inet addr:{wifi.address}  Bcast:10.0.2.255  Mask:255.255.255.0\n"
        "          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n"
    )
    return 0


async def netstat(call: Call) -> int:
    await call.line("Active Internet connections (w/o servers)")
    await call.line("Proto Recv-Q Send-Q Local Address           Foreign Address         State")
    return 0


async def ping(call: Call) -> int:
    target = call.args[-1] if call.args else ""
    if target in ("127.0.0.1", "localhost"):
        await call.line(f"64 bytes from {target}: icmp_seq=1 ttl=64 time=0.05 ms")
        return 0
    return await call.fail(f"ping: unknown host {target}", 2)


COMMANDS = {"ip": ip, "ifconfig": ifconfig, "netstat": netstat, "ping": ping}
