"""Who owns a host."""

from __future__ import annotations

import socket

import pytest

from perception.traffic.parties import party, registrable, vendors


@pytest.mark.parametrize(
    ("host", "owner", "name"),
    [
        ("api.shop-example.cn", "operator", "shop-example.cn"),
        ("shop-example.cn", "operator", "shop-example.cn"),
        ("notshop-example.cn", "unknown", "notshop-example.cn"),
        ("ulogs.umeng.com", "vendor", "友盟 U-App / U-Push"),
        ("ULOGS.UMENG.COM.", "vendor", "友盟 U-App / U-Push"),
        ("sdk.e.qq.com", "vendor", "腾讯 优量汇 (GDT)"),
        ("www.qq.com", "unknown", "qq.com"),
        ("umeng.com.evil.example.org", "unknown", "example.org"),
        ("a.b.example.com.cn", "unknown", "example.com.cn"),
        ("10.0.2.2", "unknown", "10.0.2.2"),
        ("localhost", "unknown", "localhost"),
        ("", "unknown", ""),
    ],
)
def test_owner_of_a_host(host: str, owner: str, name: str) -> None:
    found = party(host, ("shop-example.cn",))
    assert (found.owner, found.name) == (owner, name)


def test_the_operator_comes_before_a_vendor() -> None:
    assert party("log.umeng.com", ["umeng.com"]).owner == "operator"


def test_every_vendor_says_why_and_no_host_has_two(monkeypatch: pytest.MonkeyPatch) -> None:
    suffixes = [suffix for vendor in vendors() for suffix in vendor.suffixes]
    assert len(vendors()) >= 30 and len(suffixes) == len(set(suffixes))
    assert all(vendor.source and vendor.en and vendor.purpose for vendor in vendors())


def test_the_suffix_list_is_the_bundled_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a network connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert registrable("x.y.co.uk") == "y.co.uk"
