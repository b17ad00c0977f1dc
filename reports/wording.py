"""Verdicts and bases in words for people, as every report tells them."""

from __future__ import annotations

from detectors.rules.finding import Text, Verdict

VERDICTS = {
    Verdict.VIOLATION: Text(zh="违规", en="Violation"),
    Verdict.INCONCLUSIVE: Text(zh="无法判定", en="Inconclusive"),
    Verdict.REVIEW: Text(zh="需人工复核", en="Review"),
    Verdict.PASS: Text(zh="合规", en="Pass"),
    Verdict.NOT_OBSERVED: Text(zh="未发现", en="Not observed"),
    Verdict.NOT_APPLICABLE: Text(zh="不适用", en="Not applicable"),
}
"""In the order in which a reader wants them."""

NEEDS_ATTENTION = (Verdict.VIOLATION, Verdict.INCONCLUSIVE, Verdict.REVIEW)

BASES = {
    "seed_text": Text(zh="条文原文", en="text of the provision"),
    "found": Text(zh="标准或官方文件", en="standard or official document"),
    "practice_found": Text(zh="行业实践", en="market practice"),
    "proposed": Text(zh="本工具建议值", en="proposed by this tool"),
    "unverified": Text(zh="未核实", en="not verified"),
}
