"""apps.yaml: what is accepted, and what a wrong one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.config.apps import load_apps
from harness.errors import ConfigError


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("name: a", "apps[0]: give the app's `package`, or the `address` of a web app"),
        ("{name: a, file: x.apk, address: 'https://a.cn'}", "apps[0]: `file` needs `package` beside it"),
        ("{name: a, package: com.a, address: 'https://a.cn'}", "apps[0]: `package` and `address` exclude each other"),
        ("{name: a, packag: com.a}", "apps[0].packag: unknown key, did you mean 'package'?"),
        (
            "{name: a, package: 'com.a; reboot'}",
            "apps[0].package: 'com.a; reboot' is no package: write what the phone calls it",
        ),
        (
            "{name: a, package: com.a, file: ~nouser/a.apk}",
            "apps[0].file: ~nouser/a.apk: there is no such user's folder: write it out",
        ),
        ("{name: a, address: a.cn}", "apps[0].address: 'a.cn' is no address: begin it with http:// or https://"),
        (
            '{name: a, package: com.a, activity: ".M\'x"}',
            'apps[0].activity: ".M\'x" is no activity: write the name of its class',
        ),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, entry: str, message: str) -> None:
    path = tmp_path / "apps.yaml"
    path.write_text(f"apps:\n  - {entry}\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_apps(path)
    place, _, said = str(caught.value).removeprefix(f"{path}:2:").partition(": ")
    assert place.isdigit()
    assert said.startswith(message)


def test_files_are_meant_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "apps.yaml"
    path.write_text("apps:\n  - {name: a, package: com.a, file: builds/a.apk, operator_domains: [A.CN]}\n", "utf-8")
    app = load_apps(path)["a"]
    assert app.file == tmp_path / "builds" / "a.apk"
    assert app.operator_domains == ("a.cn",)
    assert app.id == "com.a"
