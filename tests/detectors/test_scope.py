"""3.3: nothing is collected beyond what the user allowed."""

from __future__ import annotations

import pytest

from detectors.rules.finding import Finding, Verdict
from evidence import events as ev
from tests.detectors.first_launch import Part
from tests.recordings import ANDROID_ID, OPERATOR, POLICY_TEXT, Tape, consent, finding, view

RULE = "app-2019/3.3"
PLACE = "39.912599,116.387101"
FRIENDS = ("15049313266", "17758883378", "13931742521")
WHERE = b'{"lat":39.912599,"lng":116.387101}'
SYSTEM = "com.android.permissioncontroller"


@pytest.fixture
def tape(tape: Tape) -> Tape:
    known = {"android_id": (ANDROID_ID,), "location": (PLACE,), "contacts": FRIENDS}
    return Tape(tape.folder.parent / "scope", identifiers=known)


def asked(tape: Tape, words: str, answer: str = "不允许", permission: str = "") -> None:
    """A permission prompt and the tap that answers it."""
    number = tape.screen(view(words, answer, package=SYSTEM), package=SYSTEM)
    permissions = (permission,) if permission else ()
    tape.add(ev.SystemPrompt(screen=number, kind="permission", permissions=permissions, text=words))
    tape.tap("prompt", number, answer)
    tape.wait(2500)


def alone(tape: Tape, after_agree: Part, words: str = POLICY_TEXT) -> Tape:
    """The user reads the policy, agrees, answers what is asked, and leaves the app alone."""
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent()))
    if words:
        tape.policy("consent", words)
    tape.decide("agree")
    after_agree(tape)
    tape.watch("after_agree", view("首页"))
    tape.watch("idle", view("首页"), seconds=300)
    tape.watch("background", view("首页"), seconds=600)
    return tape


def judged(tape: Tape) -> Finding:
    """The finding."""
    return finding(tape.judge(), RULE)


@pytest.mark.parametrize(
    ("words", "permission", "body"),
    [
        ("允许“商城”获取此设备的位置信息吗？", "", WHERE),
        ("", "android.permission.ACCESS_FINE_LOCATION", WHERE),
        ("允许商城访问您的通讯录吗？", "", FRIENDS[0].encode()),
        ("Allow shop to access your contacts?", "", FRIENDS[0].encode()),
    ],
)
def test_what_was_denied_and_is_sent_all_the_same(tape: Tape, words: str, permission: str, body: bytes) -> None:
    def deny(t: Tape) -> None:
        asked(t, words, permission=permission)
        t.flow(body=body)

    found = judged(alone(tape, deny))
    assert found.verdict is Verdict.VIOLATION and "denied" in found.message.en
    assert {"flow", "screen", "event"} <= {ref.kind for ref in found.evidence}


def test_a_location_that_was_allowed_is_within_the_scope(tape: Tape) -> None:
    def allow(t: Tape) -> None:
        asked(t, "允许“商城”获取此设备的位置信息吗？", "仅在使用中允许")
        t.flow(body=WHERE)

    assert judged(alone(tape, allow)).verdict is Verdict.NOT_OBSERVED


def test_another_kind_than_the_denied_one_is_no_violation(tape: Tape) -> None:
    def deny(t: Tape) -> None:
        asked(t, "允许“商城”获取此设备的位置信息吗？")
        t.flow(body=ANDROID_ID.encode())

    assert judged(alone(tape, deny)).verdict is Verdict.NOT_OBSERVED


def test_a_request_that_was_under_way_when_the_prompt_was_denied_does_not_count(tape: Tape) -> None:
    def deny(t: Tape) -> None:
        asked(t, "允许“商城”获取此设备的位置信息吗？")
        t.flow(body=WHERE, at_ms=t.now - 1500)

    assert judged(alone(tape, deny)).verdict is not Verdict.VIOLATION


def test_a_denial_counts_for_its_own_life_only(tape: Tape) -> None:
    tape.phase("refuse")
    tape.launch()
    asked(tape, "允许“商城”获取此设备的位置信息吗？")

    found = judged(alone(tape, lambda t: void(t.flow(body=WHERE)), POLICY_TEXT + "\n位置信息用于附近推荐。\n"))
    assert found.verdict is not Verdict.VIOLATION


def test_a_kind_that_neither_policy_nor_prompt_names_is_for_a_person(tape: Tape) -> None:
    words = "\n".join(line for line in POLICY_TEXT.splitlines() if "通讯录" not in line and "联系人" not in line)
    found = judged(alone(tape, lambda t: void(t.flow(body=FRIENDS[0].encode())), words))
    assert found.verdict is Verdict.REVIEW and found.measures["not_in_policy"] == "contacts"


def test_without_a_policy_there_is_nothing_to_look_a_kind_up_in(tape: Tape) -> None:
    found = judged(alone(tape, lambda t: void(t.flow(body=ANDROID_ID.encode())), ""))
    assert found.verdict is Verdict.REVIEW and found.reason and "no privacy policy was read" in found.reason.en


def test_missing_coverage_of_the_rests_is_inconclusive(tape: Tape) -> None:
    alone(tape, lambda t: None)
    tape.watch("background", view("首页"), seconds=60, during=lambda t: t.tls_failure("pinned.example.cn"))
    found = judged(tape)
    assert found.verdict is Verdict.INCONCLUSIVE and found.reason and "pinned.example.cn" in found.reason.en


def test_a_scenario_without_rests_decides_by_a_hit_only(tape: Tape) -> None:
    tape.phase("agree")
    tape.launch()
    tape.watch("first_launch", view("欢迎", consent=consent()))
    tape.policy("consent")
    tape.decide("agree")
    tape.flow(f"api.{OPERATOR}", body=ANDROID_ID.encode())
    tape.watch("after_agree", view("首页"))
    assert judged(tape).verdict is Verdict.NOT_APPLICABLE


def void(value: object) -> None:
    """For lambdas that must give nothing."""


NUMBER = "15049313267"


def numbered(tape: Tape) -> Tape:
    """A tape of a phone whose number is known too."""
    known = {"android_id": (ANDROID_ID,), "location": (PLACE,), "phone_number": (NUMBER,)}
    return Tape(tape.folder.parent / "numbered", identifiers=known)


@pytest.mark.parametrize(
    ("app", "body"), [("手机定位", WHERE), ("来电秀电话", NUMBER.encode()), ("商城", WHERE), ("商城", NUMBER.encode())]
)
@pytest.mark.parametrize("permission", ["", "android.permission.CAMERA"])
def test_the_name_of_the_app_is_nothing_that_its_prompt_asks_for(
    tape: Tape, app: str, body: bytes, permission: str
) -> None:
    def deny(t: Tape) -> None:
        asked(t, f"要允许“{app}”拍摄照片和录制视频吗？", permission=permission)
        t.flow(body=body)

    assert judged(alone(numbered(tape), deny)).verdict is not Verdict.VIOLATION


def test_an_app_called_after_a_kind_is_not_allowed_it_by_another_prompt(tape: Tape) -> None:
    words = "\n".join(line for line in POLICY_TEXT.splitlines() if "位置" not in line and "定位" not in line)

    def allow(t: Tape) -> None:
        asked(t, "要允许“手机定位”拍摄照片和录制视频吗？", "仅在使用中允许")
        t.flow(body=WHERE)

    found = judged(alone(tape, allow, words))
    assert found.verdict is Verdict.REVIEW and found.measures["not_in_policy"] == "location"


@pytest.mark.parametrize("how", ["prompt", "step"])
def test_what_was_denied_and_allowed_later_is_within_the_scope(tape: Tape, how: str) -> None:
    def change(t: Tape) -> None:
        asked(t, "允许“商城”获取此设备的位置信息吗？")
        if how == "prompt":
            asked(t, "允许“商城”获取此设备的位置信息吗？", "仅在使用中允许")
        else:
            t.add(ev.StepStarted(step="7", kind="setPermissions"))
        t.flow(body=WHERE)

    assert judged(alone(tape, change)).verdict is not Verdict.VIOLATION


def test_what_was_sent_between_denying_and_allowing_is_a_violation(tape: Tape) -> None:
    def change(t: Tape) -> None:
        asked(t, "允许“商城”获取此设备的位置信息吗？")
        t.flow(body=WHERE)
        t.wait(100)
        asked(t, "允许“商城”获取此设备的位置信息吗？", "仅在使用中允许")

    assert judged(alone(tape, change)).verdict is Verdict.VIOLATION


@pytest.mark.parametrize(("typed", "verdict"), [(True, Verdict.NOT_OBSERVED), (False, Verdict.VIOLATION)])
def test_a_number_that_the_user_types_to_log_in_is_given_by_him(tape: Tape, typed: bool, verdict: Verdict) -> None:
    def log_in(t: Tape) -> None:
        asked(t, "要允许“商城”拨打和管理电话吗？")
        if typed:
            t.add(ev.KeyPressed(key="text", detail="11 characters", kinds=("phone_number",)))
        t.wait(500)
        t.flow(path="/sms/send", body=NUMBER.encode())

    assert judged(alone(numbered(tape), log_in, POLICY_TEXT + "\n手机号用于登录。\n")).verdict is verdict
