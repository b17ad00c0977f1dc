"""Whose page stands in front."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.config.apps import AppProfile
from harness.platforms.web.sites import failed, owner_of, place_of

SHOP = AppProfile(name="shop", address="https://m.shop.com.cn/h5/?from=wx", operator_domains=("shop-cdn.net",))
LOCAL = AppProfile(name="local", address="http://127.0.0.1:8080/")


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://m.shop.com.cn/h5/goods/1", SHOP.id),
        ("https://help.shop.com.cn/privacy.html", SHOP.id),
        ("https://static.shop-cdn.net/policy", SHOP.id),
        ("blob:https://m.shop.com.cn/6a1c", SHOP.id),
        ("https://other.com.cn/", "https://other.com.cn"),
        ("https://evilshop-cdn.net/", "https://evilshop-cdn.net"),
        ("https://m.shop.com.cn.evil.cn:8443/", "https://m.shop.com.cn.evil.cn:8443"),
        ("about:blank", ""),
        ("data:,", ""),
        ("", ""),
        ("chrome-error://chromewebdata/", ""),
        ("https://[broken", ""),
    ],
)
def test_an_apps_pages_are_those_of_its_site_and_its_operator(url: str, owner: str) -> None:
    assert owner_of(url, SHOP) == owner


def test_an_address_in_numbers_is_its_own_site() -> None:
    assert owner_of("http://127.0.0.1:8080/policy", LOCAL) == LOCAL.id
    assert owner_of("http://127.0.0.2/", LOCAL) == "http://127.0.0.2"


def test_the_place_is_the_path() -> None:
    assert place_of("https://m.shop.com.cn/h5/goods/1?imei=8612#top") == "/h5/goods/1"
    assert place_of("about:blank") == ""


def test_a_page_that_was_not_loaded_is_the_browsers() -> None:
    assert failed("chrome-error://chromewebdata/") and not failed("https://m.shop.com.cn/")


@given(st.text())
def test_any_address_is_somebodys(url: str) -> None:
    assert isinstance(owner_of(url, SHOP), str) and isinstance(place_of(url), str)
