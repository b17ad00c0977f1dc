"""Who owns a host."""

from __future__ import annotations

import socket

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perception.traffic.hosts import MAX_HOST, registrable
from perception.traffic.parties import ADDRESS, INFRASTRUCTURE, Party, party
from perception.traffic.vendors import vendors

OWN = ("shop-example.cn",)


@pytest.mark.parametrize(
    ("host", "owner", "name"),
    [
        ("api.shop-example.cn", "operator", "shop-example.cn"),
        ("shop-example.cn", "operator", "shop-example.cn"),
        ("notshop-example.cn", "unknown", "notshop-example.cn"),
        ("ulogs.umeng.com", "vendor", "友盟 U-App / U-Push"),
        ("ULOGS.UMENG.COM.", "vendor", "友盟 U-App / U-Push"),
        ("ulogs.umeng.com:443", "vendor", "友盟 U-App / U-Push"),
        ("ulogs。umeng。com", "vendor", "友盟 U-App / U-Push"),
        ("sdk.e.qq.com", "vendor", "腾讯 优量汇 (GDT)"),
        ("www.qq.com", "unknown", "qq.com"),
        ("umeng.com.evil.example.org", "unknown", "example.org"),
        ("evil.example.org/ulogs.umeng.com", "unknown", "evil.example.org/ulogs.umeng.com"),
        ("evil@ulogs.umeng.com", "unknown", "evil@ulogs.umeng.com"),
        ("a..umeng.com", "unknown", "a..umeng.com"),
        ("a.b.example.com.cn", "unknown", "example.com.cn"),
        ("com.cn", "unknown", "com.cn"),
        ("localhost", "unknown", "localhost"),
        ("", "unknown", ""),
    ],
)
def test_owner_of_a_host(host: str, owner: str, name: str) -> None:
    found = party(host, OWN)
    assert (found.owner, found.name) == (owner, name)


def test_a_vendor_is_named_with_sdk_purpose_and_country() -> None:
    assert party("api.sigmob.cn") == Party("vendor", "Sigmob / WindMill ads", "ads", "cn", "Sigmob / WindMill ads")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("10.0.2.2", "10.0.2.2"),
        ("10.0.2.2:8080", "10.0.2.2"),
        ("[2001:db8::0001]", "2001:db8::1"),
        ("[2001:DB8::1]:443", "2001:db8::1"),
        ("fe80::1%wlan0", "fe80::1"),
        ("2130706433", "2130706433"),
        ("0x7f.1", "0x7f.1"),
        ("umeng.com.1", "umeng.com.1"),
    ],
)
def test_an_address_belongs_to_nobody_known(host: str, name: str) -> None:
    assert party(host, OWN) == Party("unknown", name, ADDRESS)


def test_the_operator_may_own_an_address() -> None:
    assert party("[2001:db8::1]", ["2001:DB8:0::1"]) == Party("operator", "2001:db8::1")


@pytest.mark.parametrize(
    "host", ["例子.中国", "例子.中国.", "xn--fsqu00a.xn--fiqs8s", "XN--FSQU00A.xn--fiqs8s", "www.例子。中国"]
)
def test_names_in_other_scripts_are_one_with_their_punycode(host: str) -> None:
    assert party(host).name == "xn--fsqu00a.xn--fiqs8s"
    assert party(host, ["例子.中国"]).owner == party(host, ["xn--fsqu00a.xn--fiqs8s"]).owner == "operator"


def test_letters_that_look_alike_are_another_name() -> None:
    assert party("ulogs.umеng.com").owner == "unknown"  # with a Cyrillic е


class TestOperator:
    def test_comes_before_a_vendor(self) -> None:
        assert party("log.umeng.com", ["umeng.com"]).owner == "operator"

    @pytest.mark.parametrize("suffix", ["com", "cn", "com.cn", "*.com.cn", ".com", "github.io", "", " ", "*", "."])
    def test_does_not_own_a_public_suffix(self, suffix: str) -> None:
        assert party("stranger.com.cn", [suffix]).owner == party("stranger.github.io", [suffix]).owner == "unknown"

    @pytest.mark.parametrize(
        "written", ["*.shop-example.cn", ".shop-example.cn", " SHOP-example.cn. ", "shop-example.cn:443"]
    )
    def test_may_be_written_in_many_ways(self, written: str) -> None:
        assert party("a.shop-example.cn", [written]) == Party("operator", "shop-example.cn")


class TestRentedMachines:
    @pytest.mark.parametrize(
        "host",
        [
            "assets-42.oss-cn-hangzhou.aliyuncs.com",
            "upload-1250000000.cos.ap-guangzhou.myqcloud.com",
            "b.bj.bcebos.com",
            "b.obs.cn-north-4.myhuaweicloud.com",
            "b.oos-cn.ctyunapi.cn",
            "b.tos-cn-beijing.volces.com",
            "b.s3.cn-north-1.amazonaws.com.cn",
            "d111111abcdef8.cloudfront.net",
            "e1.a.akamaiedge.net",
            "www.stranger.com.w.kunlunca.com",
            "s3.amazonaws.com",
            "aliyuncs.com",
        ],
    )
    def test_do_not_tell_their_tenant(self, host: str) -> None:
        found = party(host, OWN)
        assert (found.owner, found.kind) == ("unknown", INFRASTRUCTURE)
        assert found.country and found.sdk

    @pytest.mark.parametrize(
        "host",
        [
            "shop-example.oss-cn-hangzhou.aliyuncs.com",
            "shop-example-prod-1250000000.cos.ap-guangzhou.myqcloud.com",
            "img-shop_example.bj.bcebos.com",
            "img.shop-example.cn.w.kunlunca.com",
            "shop-example.cn.s3.amazonaws.com",
        ],
    )
    def test_are_the_operators_when_the_tenant_says_so(self, host: str) -> None:
        found = party(host, OWN)
        assert (found.owner, found.name, found.kind) == ("operator", "shop-example.cn", INFRASTRUCTURE)

    @pytest.mark.parametrize(
        ("host", "domain"),
        [
            ("myshop-example.oss-cn-hangzhou.aliyuncs.com", "shop-example.cn"),
            ("video-prod.oss-cn-hangzhou.aliyuncs.com", "video.com"),
            ("abc-prod.oss-cn-hangzhou.aliyuncs.com", "abc.cn"),
            ("evil.shop-example.oss-cn-hangzhou.aliyuncs.com", "shop-example.cn"),
        ],
    )
    def test_are_not_the_operators_by_chance(self, host: str, domain: str) -> None:
        assert party(host, [domain]).owner == "unknown"

    def test_yield_to_the_sdk_that_stands_on_them(self) -> None:
        assert party("apmplus.volces.com").name == "火山引擎 DataFinder / APMPlus"
        assert party("adash-emas.cn-hangzhou.aliyuncs.com").owner == "vendor"


def test_a_name_that_no_network_takes_has_no_owner() -> None:
    assert party("a" * 10_000 + ".umeng.com").owner == "unknown"
    assert len(party("a" * 10_000 + ".umeng.com").name) <= MAX_HOST
    assert party("a" * 64 + ".umeng.com").owner == "unknown"
    assert party(".".join(["a"] * 5_000)).owner == "unknown"


def test_the_suffix_list_is_the_bundled_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a network connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert registrable("x.y.co.uk") == "y.co.uk"
    assert registrable("x.tenant.github.io") == "tenant.github.io"


SUFFIXES = sorted(suffix for vendor in vendors() for suffix in vendor.suffixes)
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)


class TestProperties:
    @given(st.text(max_size=400), st.lists(st.text(max_size=60), max_size=4))
    @example("[" * 300, ["]"])
    @example("\x00.umeng.com", ["\ud800"])
    def test_any_text_has_an_owner_and_a_short_name(self, host: str, domains: list[str]) -> None:
        found = party(host, domains)
        assert found.owner in ("operator", "vendor", "unknown") and len(found.name) <= MAX_HOST

    @given(st.sampled_from(SUFFIXES), st.lists(LABEL, max_size=3))
    def test_every_name_below_a_vendors_suffix_is_some_vendors(self, suffix: str, labels: list[str]) -> None:
        assert party(".".join([*labels, suffix])).owner == "vendor"

    @given(
        st.sampled_from(SUFFIXES),
        st.sampled_from([str.upper, str.title, "{}.".format, " {} ".format, "{}:8443".format]),
    )
    def test_spelling_changes_nothing(self, suffix: str, spell: object) -> None:
        assert callable(spell) and party(spell(suffix)) == party(suffix)

    @given(st.sampled_from([suffix for suffix in SUFFIXES if suffix == registrable(suffix)]), LABEL)
    def test_a_name_that_only_ends_alike_is_not_the_vendors(self, suffix: str, label: str) -> None:
        assert party(f"q{label}{suffix}").owner == "unknown"

    @given(st.sampled_from(SUFFIXES), LABEL)
    def test_a_vendors_name_before_a_strangers_domain_is_the_strangers(self, suffix: str, label: str) -> None:
        host = f"{suffix}.{label}.example.org"
        if len(host) <= MAX_HOST:
            assert party(host) == Party("unknown", "example.org")
