"""Which domains are the operator's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.traffic.hosts import is_public_suffix, registrable
from perception.traffic.parties import operator_domains_of, operator_evidence, party

POLICY = """
甲店隐私政策
本政策适用于甲店应用（网站 https://www.jiadian-shop.cn）。
三、第三方 SDK 目录
SDK 名称：友盟统计；提供方：友盟同欣（北京）科技有限公司
隐私政策 https://www.umeng.com/page/policy；邮箱 Umeng_Legal@service.umeng.com
SDK 名称：乙测算；提供方：乙测算科技
官网链接：https://www.yicesuan.com
联系邮箱：dpo@yicesuan.com
九、如何联系我们
您可以发送邮件至 privacy@jiadian-mail.cn，或致电客服，也可以写信至 jiadian@qq.com。
您有权向 https://www.12377.cn 投诉举报。
"""


def domains(manifest: list[str] | None = None, names: list[str] | None = None, policy: str = "") -> tuple[str, ...]:
    return operator_domains_of(manifest or [], names or [], policy)


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ("https://m.jiadian.cn/item?id=1", ("jiadian.cn",)),
        ("*.jiadian.com.cn", ("jiadian.com.cn",)),
        ("JIADIAN.cn.", ("jiadian.cn",)),
        ("http://例子.中国/x", ("xn--fsqu00a.xn--fiqs8s",)),
        ("jiadian.github.io", ("jiadian.github.io",)),
        ("jiadian://open", ()),
        ("com.jiadian.app", ()),
        ("10.0.2.2", ()),
        ("http://[::1", ()),
        ("*", ()),
        ("com.cn", ()),
        ("localhost", ()),
        ("jiadian.app.link", ()),
        ("auth.qq.com", ()),
        ("oss-cn-beijing.aliyuncs.com", ()),
        ("www.google.com", ()),
    ],
)
def test_hosts_and_links_of_the_manifest(item: str, found: tuple[str, ...]) -> None:
    assert domains(manifest=[item]) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("CN=www.jiadian.cn, O=Jiadian Network, C=CN", ("jiadian.cn",)),
        ("O=Jiadian, EMAILADDRESS=android@dev.jiadian.com.cn", ("jiadian.com.cn",)),
        ("CN=com.jiadian.app", ()),
        ("CN=Android Debug, O=Android, C=US", ()),
        ("甲店网络科技有限公司", ()),
        ("O=Umeng, CN=umeng.com", ("umeng.com",)),
    ],
)
def test_names_of_the_signing_certificate(name: str, found: tuple[str, ...]) -> None:
    assert domains(names=[name]) == found


def test_the_policys_own_addresses_count_and_those_of_listed_vendors_never() -> None:
    assert domains(policy=POLICY) == ("jiadian-shop.cn", "jiadian-mail.cn")


@pytest.mark.parametrize(
    "text",
    [
        "Contact us at privacy@jiadian.cn.",
        "To reach us, write to\nprivacy@jiadian.cn",
        "Our website is http://www.jiadian.cn/",
        "如对第三方 SDK 有疑问，请联系我们：privacy@jiadian.cn",
        "客服邮箱：kefu@jiadian.cn",
        "### 九、与我们联系\n\n当你有投诉、建议时，请通过 <https://www.jiadian.cn> 与我们联系。你也可以拨打电话",
        "您可以向我们反馈：privacy@jiadian.cn",
        "请通过kefu@jiadian.cn与我们联系。我们的邮箱kefu@jiadian.cn",
    ],
)
def test_words_that_make_an_address_the_operators(text: str) -> None:
    assert domains(policy=text) == ("jiadian.cn",)


@pytest.mark.parametrize(
    "text",
    [
        "We share data with our partner, see https://www.jiadian.cn/privacy",
        "SDK 名称：某某\n运营方：某某公司\n官网链接：https://www.jiadian.cn",
        "共享清单\n接收方：某某\n邮箱：dpo@jiadian.cn",
        "As described at jiadian.cn, cookies are small files.",
        "为本应用提供消息推送，隐私政策：https://www.jiadian.cn/privacy",
        "我司接入消息推送，由某某公司提供，详见 https://www.jiadian.cn/privacy",
        "某某推送 SDK\n运营方：某某公司\n官网链接：[https://www.jiadian.cn/](https://www.jiadian.cn/)",
        "这些 SDK 会向我们提供统计结果\n官方隐私政策：<https://www.jiadian.cn/license/privacy>",
        "版本 1.2.3.4，发布于 2024.05.cn",
        "请联系我们：gmail@gmail.com 或 shop@qq.com",
    ],
)
def test_words_that_do_not(text: str) -> None:
    assert domains(policy=text) == ()


def test_a_vendors_own_app_is_known_by_its_certificate_or_by_manifest_and_policy() -> None:
    assert domains(manifest=["www.zhihu.com"]) == ()
    assert domains(policy="联系我们：https://www.zhihu.com") == ()
    assert domains(manifest=["www.zhihu.com"], policy="联系我们：https://www.zhihu.com") == ("zhihu.com",)
    assert domains(manifest=["www.zhihu.com"], names=["CN=zhihu.com"]) == ("zhihu.com",)
    assert domains(manifest=["auth.qq.com"], policy="联系我们：shop@qq.com") == ()


def test_each_domain_says_what_it_rests_on() -> None:
    (found,) = operator_evidence(["https://www.jiadian.cn/x"], ["CN=jiadian.cn"], "联系我们：a@jiadian.cn")
    assert found.domain == "jiadian.cn"
    assert found.rests_on == (
        ("manifest", "https://www.jiadian.cn/x"),
        ("certificate", "CN=jiadian.cn"),
        ("policy", "联系我们：a@jiadian.cn"),
    )


def test_the_domains_are_taken_by_party() -> None:
    own = domains(manifest=["*.jiadian.cn"], policy=POLICY)
    assert party("api.jiadian.cn", own).owner == party("cdn.jiadian-shop.cn", own).owner == "operator"
    assert party("ulogs.umeng.com", own).owner == "vendor"


def test_a_huge_policy_is_read_in_part() -> None:
    text = "a@" * 400_000 + " 联系我们：privacy@jiadian.cn"
    assert domains(policy=text) == ()
    assert domains(policy="联系我们 " * 50_000 + "privacy@jiadian.cn") == ("jiadian.cn",)
    assert domains(policy="1." * 200_000 + "联系我们：privacy@jiadian.cn") == ("jiadian.cn",)


@given(st.lists(st.text(max_size=80), max_size=5), st.lists(st.text(max_size=80), max_size=3), st.text(max_size=300))
def test_any_text_gives_registrable_domains_only(manifest: list[str], names: list[str], policy: str) -> None:
    for domain in operator_domains_of(manifest, names, policy):
        assert registrable(domain) == domain and not is_public_suffix(domain)
