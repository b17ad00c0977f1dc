"""An app is named by its profile, or by its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from consentinel.choosing import choose_app, profile_of
from harness.errors import ConfigError
from virtualphone.packaging import pack_apk

SPECIMEN = Path(__file__).resolve().parents[2] / "virtualphone" / "specimens" / "compliant"
APPS = "apps:\n  - {name: shop, package: cn.xianxiang.maicai, category: 网上购物, operator: 鲜享}\n"


@pytest.fixture
def apk(tmp_path: Path) -> Path:
    path = tmp_path / "maicai-3.2.0.apk"
    path.write_bytes(pack_apk(SPECIMEN))
    return path


def test_a_file_takes_what_the_profile_of_its_package_says(tmp_path: Path, apk: Path) -> None:
    (tmp_path / "apps.yaml").write_text(APPS, encoding="utf-8")
    app = choose_app(str(apk), tmp_path / "apps.yaml")
    assert (app.name, app.category, app.file) == ("shop", "网上购物", apk.resolve())


def test_a_file_of_an_unknown_app_is_a_profile_of_its_own(tmp_path: Path, apk: Path) -> None:
    app = choose_app(str(apk), tmp_path / "none.yaml")
    assert (app.name, app.package, app.label) == ("cn.xianxiang.maicai", "cn.xianxiang.maicai", "鲜享买菜")


def test_a_name_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "apps.yaml").write_text(APPS, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"no app named 'shpo'.*shop"):
        choose_app("shpo", tmp_path / "apps.yaml")


@pytest.mark.parametrize("told", [{"name": "../x", "package": "com.example.shop"}, {"name": "shop", "package": "..\n"}])
def test_what_a_hostile_file_says_of_its_app_is_refused_in_one_line(told: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"evil\.apk names an app as no phone knows it: (name|package): ") as caught:
        profile_of(told, "evil.apk")
    assert str(caught.value).isprintable()
