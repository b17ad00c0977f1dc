"""The catalogue as detectors, reports and the command read it."""

from __future__ import annotations

import pytest

from detectors.registry import detectors
from detectors.rules.catalogue import UnknownRule, catalogue, threshold_ref


def test_every_rule_is_there_with_exact_text() -> None:
    rules = catalogue().rules
    assert len(rules) == 319 and len({rule.id for rule in rules}) == 319
    rule = catalogue().rule("app-2019/3.1")
    assert rule.text_zh == "征得用户同意前就开始收集个人信息或打开可收集个人信息的权限;"
    assert rule.title.en == "no collection before consent" and rule.cls == "auto" and rule.decides == "violation_only"
    assert catalogue().instruments[rule.instrument].verdict_use == "verdict"


def test_thresholds_carry_value_and_basis() -> None:
    assert catalogue().threshold("TH09").numbers["fail_below_px_at_1080_wide"] == 41
    assert threshold_ref("TH01").basis == "seed_text"
    assert "广告" in threshold_ref("TH13").value
    for rule in catalogue().rules:
        for id in rule.thresholds:
            assert threshold_ref(id).name


def test_every_detector_is_for_a_rule_that_a_detector_decides() -> None:
    for id, _ in detectors():
        assert catalogue().rule(id).cls == "auto"


@pytest.mark.parametrize("ask", [lambda: catalogue().rule("app-2019/9.9"), lambda: threshold_ref("TH99")])
def test_an_unknown_id_is_named(ask: object) -> None:
    with pytest.raises(UnknownRule, match="9"):
        ask()  # type: ignore[operator]


def test_the_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue()
