"""The doors through which findings go."""

from __future__ import annotations

import pytest

from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Verdict
from detectors.verdicts import Verdicts, text


def test_a_rule_that_only_a_hit_can_decide_never_passes() -> None:
    said = text("没有看到。", "Nothing was seen.")
    for rule in catalogue().rules:
        if rule.decides == "violation_only":
            with pytest.raises(ValueError, match="does not prove"):
                Verdicts(rule.id, "any").passed(said, ())
    assert Verdicts("app-2019/1.3", "any").passed(said, ()).verdict is Verdict.PASS
