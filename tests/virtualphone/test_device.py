"""Identifiers, permissions and operations follow the rules of each Android."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtualphone.device.abx import AbxError, to_abx, to_text
from virtualphone.device.appfile import read_app_file, read_app_folder
from virtualphone.device.axml import BinaryXmlError, parse_binary_xml
from virtualphone.device.identifiers import SecurityError
from virtualphone.device.model import API28, API34, DeviceModel
from virtualphone.device.packages import AppFile, InstallError, Package
from virtualphone.device.permissions import UnknownPermissionError
from virtualphone.device.state import PhoneState

_P = "android.permission."
_ALL = tuple(
    _P + name
    for name in (
        "INTERNET", "READ_PHONE_STATE", "READ_PHONE_NUMBERS", "ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION",
        "READ_CONTACTS", "WRITE_CONTACTS", "GET_ACCOUNTS", "CAMERA",
    )
)  # fmt: skip


def _install(state: PhoneState, name: str = "com.example.a", signer: str = "key-a", target: int = 34) -> Package:
    app = AppFile(name, "甲", 1, "1.0", signer, target, permissions=_ALL)
    return state.packages.install(app, api_level=state.model.api_level)


@pytest.fixture(params=[API34, API28], ids=lambda model: model.key)
def state(request: pytest.FixtureRequest) -> PhoneState:
    return PhoneState(request.param, seed=3)


def test_same_seed_is_the_same_phone_and_another_is_not() -> None:
    first, again, other = (PhoneState(API34, seed).identifiers.device for seed in (1, 1, 2))

    assert first == again
    assert len({first.imei, other.imei, first.oaid, other.oaid, first.serial, other.serial}) == 6


def test_android_id_is_per_signing_key_and_survives_a_new_install(state: PhoneState) -> None:
    one, same_key, other_key = (
        _install(state),
        _install(state, "com.example.b"),
        _install(state, "com.example.c", "key-c"),
    )
    ids = [state.identifiers.for_app(package.name).android_id() for package in (one, same_key, other_key)]
    state.packages.uninstall(one.name)
    _install(state)

    assert ids[0] == ids[1] != ids[2]
    assert ids[0] != state.settings.get("secure", "android_id")
    assert state.identifiers.for_app(one.name).android_id() == ids[0]
    kept = state.filesystem.read("/data/system/users/0/settings_ssaid.xml")
    assert kept.startswith(b"ABX") == (state.model.api_level >= 31)
    text = to_text(kept) if kept.startswith(b"ABX") else kept.decode()
    assert f'name="{_install(state).uid}" value="{ids[0]}" package="{one.name}"' in text


def test_hardware_identifiers_only_where_such_an_android_gives_them(state: PhoneState) -> None:
    package = _install(state)
    view = state.identifiers.for_app(package.name)
    with pytest.raises(SecurityError):
        view.imei()
    state.permissions.grant(package, _P + "READ_PHONE_STATE")

    if state.model.api_level >= 29:
        for read in (view.imei, view.imsi, view.serial):
            with pytest.raises(SecurityError, match="does not meet the requirements to access device identifiers"):
                read()
        assert view.mac() == "02:00:00:00:00:00"
    else:
        device = state.identifiers.device
        assert (view.imei(), view.imsi(), view.serial()) == (device.imei, device.imsi, device.serial)
        assert view.mac() == device.wifi_mac


def test_refused_reading_leaves_a_rejection_and_a_granted_one_an_access(state: PhoneState) -> None:
    package = _install(state)
    view = state.identifiers.for_app(package.name)
    with pytest.raises(SecurityError):
        view.contacts()
    rejected = state.appops.of(package.name)
    state.permissions.grant(package, _P + "READ_CONTACTS")
    view.contacts()
    used = state.appops.of(package.name)

    assert [(use.op.name, use.accessed) for use in rejected] == [("READ_CONTACTS", None)]
    assert used[0].accessed is not None
    assert used[0].rejected is not None


def test_coarse_permission_gives_a_coarse_place(state: PhoneState) -> None:
    package = _install(state)
    state.permissions.grant(package, _P + "ACCESS_COARSE_LOCATION")
    coarse = state.identifiers.for_app(package.name).location()
    state.permissions.grant(package, _P + "ACCESS_FINE_LOCATION")
    fine = state.identifiers.for_app(package.name).location()

    assert fine == state.personal.place
    assert coarse.latitude != fine.latitude
    assert abs(coarse.latitude - fine.latitude) < 0.02


def test_install_list_is_filtered_from_android_11_on(state: PhoneState) -> None:
    package = _install(state)
    seen = state.identifiers.for_app(package.name).installed_apps()

    assert ("cn.example.notes" in seen) == (state.model.api_level < 30)


def test_granted_group_member_lets_the_others_in_without_asking(state: PhoneState) -> None:
    package = _install(state)
    state.permissions.grant(package, _P + "READ_CONTACTS", by_user=True)

    prompts = state.permissions.prompts(
        package, [_P + "WRITE_CONTACTS", _P + "CAMERA", _P + "READ_SMS", _P + "INTERNET"]
    )

    assert [(prompt.group, prompt.permissions) for prompt in prompts] == [("CAMERA", (_P + "CAMERA",))]
    assert state.permissions.check(package, _P + "WRITE_CONTACTS")
    assert not state.permissions.check(package, _P + "READ_SMS")


def test_second_refusal_is_final_from_android_11_on(state: PhoneState) -> None:
    package = _install(state)
    for _ in range(2):
        state.permissions.deny(package, _P + "CAMERA")

    final = "USER_FIXED" in state.permissions.state(package.name, _P + "CAMERA").flags

    assert final == (state.model.api_level >= 30)
    assert bool(state.permissions.prompts(package, [_P + "CAMERA"])) != final


def test_app_for_androids_before_6_gets_everything_at_install(state: PhoneState) -> None:
    package = _install(state, target=22)

    assert state.permissions.check(package, _P + "CAMERA")


def test_grant_of_what_was_not_requested_or_cannot_be_granted_is_refused(state: PhoneState) -> None:
    package = _install(state)
    for name in ("READ_SMS", "INTERNET"):
        with pytest.raises(UnknownPermissionError):
            state.permissions.grant(package, _P + name)


def test_update_needs_the_same_key_and_a_version_not_below(state: PhoneState) -> None:
    first = _install(state)
    newer = AppFile(first.name, "甲", 5, "5", "key-a")
    older = AppFile(first.name, "甲", 2, "2", "key-a")
    foreign = AppFile(first.name, "甲", 9, "9", "key-x")
    updated = state.packages.install(newer, api_level=state.model.api_level)

    assert updated.uid == first.uid
    for app, code in ((older, "INSTALL_FAILED_VERSION_DOWNGRADE"), (foreign, "INSTALL_FAILED_UPDATE_INCOMPATIBLE")):
        with pytest.raises(InstallError, match=code):
            state.packages.install(app, api_level=state.model.api_level)


def test_uids_begin_at_10100(state: PhoneState) -> None:
    assert min(package.uid for package in state.packages.all() if not package.system) == 10_100


@pytest.mark.parametrize("model", [API34, API28])
def test_notifications_are_asked_for_from_android_13_on(model: DeviceModel) -> None:
    assert PhoneState(model).permissions.is_runtime(_P + "POST_NOTIFICATIONS") == (model.api_level >= 33)


@pytest.mark.parametrize(
    "text", ["package: nodots", "- a", "package: a.b\nversion: 3", "package: a.b\nactivities: [x]", "{"]
)
def test_bad_manifest_is_a_parse_failure(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.yaml").write_text(text)
    with pytest.raises(InstallError, match="INSTALL_PARSE_FAILED"):
        read_app_folder(tmp_path)


@given(st.binary(max_size=400))
def test_any_bytes_are_an_app_or_an_install_error(data: bytes) -> None:
    for candidate in (data, b"\x03\x00\x08\x00" + data):
        with pytest.raises(InstallError):
            read_app_file(candidate)
        try:
            parse_binary_xml(candidate)
        except BinaryXmlError:
            continue


def test_binary_xml_of_the_system_reads_back_as_it_was() -> None:
    xml = b'<settings version="-1"><setting id="1" name="a&amp;b" value="\xe4\xbd\xa0" set="true" /></settings>'

    assert to_text(to_abx(xml)).partition("\n")[2].encode() == xml


@given(st.binary(max_size=200))
def test_any_bytes_are_binary_xml_or_an_error(data: bytes) -> None:
    with contextlib.suppress(AbxError):
        to_text(b"ABX\0" + data)
