"""The tables of vendors and rented machines, and well-known hosts given to whom public lists give them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from perception.traffic.hosts import is_name, is_public_suffix, normal, registrable
from perception.traffic.parties import party
from perception.traffic.vendors import Provider, Vendor, providers, vendors

ROWS: tuple[Vendor | Provider, ...] = (*vendors(), *providers())
SUFFIXES = [suffix for row in ROWS for suffix in row.suffixes]

HOSTS = yaml.safe_load(Path(__file__).with_name("known_hosts.yaml").read_text("utf-8"))
CONSUMER_SITES: list[str] = HOSTS["consumer_sites"]
KNOWN: list[tuple[str, str]] = [(host, vendor) for vendor, hosts in HOSTS["known"].items() for host in hosts]


def test_at_least_130_vendors_most_of_them_chinese() -> None:
    assert len({vendor.vendor for vendor in vendors()}) >= 130
    assert len({vendor.vendor for vendor in vendors() if vendor.country == "cn"}) >= 100


def test_no_suffix_stands_twice() -> None:
    assert len(SUFFIXES) == len(set(SUFFIXES))


def test_no_suffix_stands_under_another_of_its_row() -> None:
    for row in ROWS:
        assert not [(a, b) for a in row.suffixes for b in row.suffixes if a.endswith("." + b)], row.en


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.en} {getattr(row, 'sdk', '')}")
def test_a_row_is_whole(row: Vendor | Provider) -> None:
    assert row.suffixes and row.en and re.fullmatch("[a-z]{2}", row.country)
    assert len(row.source) > 5
    for suffix in row.suffixes:
        assert suffix == normal(suffix) and is_name(suffix) and "." in suffix
        assert registrable(suffix) != suffix.rpartition(".")[2], "a bare top-level domain"


def test_no_vendor_has_a_bare_public_suffix() -> None:
    assert not [suffix for vendor in vendors() for suffix in vendor.suffixes if is_public_suffix(suffix)]


def test_no_vendor_has_a_consumer_site_whole() -> None:
    assert not set(SUFFIXES) & set(CONSUMER_SITES)


@pytest.mark.parametrize("site", CONSUMER_SITES)
def test_a_consumer_site_is_nobodys_sdk(site: str) -> None:
    assert party(f"www.{site}").owner == party(site).owner == "unknown"


def test_rows_have_the_known_keys(pytestconfig: pytest.Config) -> None:
    folder = pytestconfig.rootpath / "perception" / "traffic"
    for name, keys in (
        ("vendors.yaml", {"vendor", "en", "sdk", "purpose", "country", "suffixes", "source"}),
        ("infrastructure.yaml", {"provider", "en", "service", "country", "suffixes", "source"}),
    ):
        rows = yaml.safe_load((folder / name).read_text("utf-8"))
        assert all(set(row) == keys for row in rows), name


@pytest.mark.parametrize(("host", "vendor"), KNOWN)
def test_hosts_of_public_lists_are_given_to_their_owner(host: str, vendor: str) -> None:
    found = party(host)
    assert found.owner == "vendor" and found.name.startswith(vendor) and found.name.endswith(found.sdk)


def test_the_hosts_are_many_and_most_are_not_in_the_file_as_they_stand() -> None:
    assert len(KNOWN) >= 80
    assert sum(host in SUFFIXES for host, _ in KNOWN) <= len(KNOWN) // 10
