"""app-2019/1.4: the policy can be read, and there is one in simplified Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detectors.case import Case
from detectors.gaps import Gap, outcome_gaps, run_gaps
from detectors.opened import OpenedPolicy, opened_policies
from detectors.references import policy_ref, screen_ref
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.verdicts import Verdicts, text
from evidence.events import PolicySearchEnded
from evidence.recording import Screen
from perception.screen.hanzi import Script, script
from perception.screen.legibility import Legibility, asks_login

_VERDICTS = Verdicts("app-2019/1.4", "policy_legibility")

LEAST_LINES = 3
"""A page with fewer lines is no page of text."""

LARGE_SP = 18
LARGE_CONTRAST = 3.0
"""TH08: contrast 3:1 is enough above 18 sp."""

BLURRED = 0.05
"""Sharpness below which a text is blurred: 0.15 is a crisp text of 10 px, 0.02 one smeared over 7 % of its size."""

CUT = 0.3
"""Share of the text that runs out of the screen from which the column is wider than it (TC260-PG-20202A 1.4)."""

FOREIGN = 0.2
MIXED = 0.5
"""Shares of Han characters below which a text is in another language, and below which that is for a person."""

LEAST_HAN = 50


@dataclass(frozen=True, slots=True)
class _Limit:
    """A least value. Pixels measure a little wrong: below `sure` of it is a hit, from `near` on it is kept."""

    name: str
    key: str
    sure: float
    near: float
    zh: str
    en: str


_SIZE = _Limit("size_sp", "min_text_sp", 0.96, 0.98, "正文字号 {} sp，小于 {:g} sp", "the text is {} sp, below {:g} sp")
_PITCH = _Limit(
    "pitch", "min_line_pitch", 0.94, 0.97, "行距为字号的 {} 倍，小于 {:g} 倍", "the line pitch is {}, below {:g}"
)
_CONTRAST = _Limit("contrast", "min_contrast", 0.96, 1.0, "对比度 {}，小于 {:g}", "the contrast is {}, below {:g}")


@dataclass(frozen=True, slots=True)
class _Read:
    """What opened as a policy, with its measured pages, and those on which tree and picture contradict each other."""

    opened: OpenedPolicy
    pages: tuple[tuple[Screen, Legibility], ...]
    contradicted: tuple[tuple[Screen, Legibility], ...]
    script: Script

    @property
    def in_simplified(self) -> bool:
        """Whether it is in simplified Chinese; further languages beside it do no harm."""
        least = catalogue().threshold("TH08").numbers["simplified_chinese_share"]
        return self.script.han >= LEAST_HAN and (self.script.simplified or 0.0) >= least

    def median(self, name: str) -> float | None:
        """The median of a measure over the pages, each weighed by its lines."""
        found = [(getattr(page, name), page.lines) for _, page in self.pages]
        values = sorted(value for value, lines in found if value is not None for _ in range(lines))
        return values[(len(values) - 1) // 2] if values else None


@dataclass(frozen=True, slots=True)
class _Flaw:
    """Something that makes the policy hard to read; `sure` False means too near to the limit to tell from pixels."""

    kind: str
    told: Text
    sure: bool
    evidence: tuple[EvidenceRef, ...]


def policy_legibility(case: Case) -> Finding:
    """Measure every page on which a policy was opened; a policy in simplified Chinese must be one of what opened."""
    opened = opened_policies(case)
    read = [_read(case, one) for one in opened if one.real]
    if not read:
        return _nothing_to_read(case, opened)
    flaws = [*_flaws_of_pages(read), *_flaws_of_language(read)]
    gaps = list(_gaps(read))
    measures = _measures(read)
    evidence = [ref for flaw in flaws for ref in flaw.evidence] or _typical(read)
    hits = [flaw for flaw in flaws if flaw.sure]
    if hits:
        told = _together(hits)
        return _VERDICTS.violation(
            text(f"隐私政策难以阅读：{told.zh}。", f"The policy is hard to read: {told.en}."), evidence, measures, gaps
        )
    if gaps:
        return _VERDICTS.inconclusive(
            text("不能确定隐私政策是否易读。", "Whether the policy is easy to read is not certain."),
            gaps,
            evidence,
            measures,
        )
    if flaws:
        return _VERDICTS.review(
            text("隐私政策的可读性接近限值。", "The policy’s legibility is close to a limit."),
            _together(flaws),
            evidence,
            measures,
        )
    return _VERDICTS.passed(
        text("隐私政策清晰易读，有简体中文版。", "The policy can be read well and is in simplified Chinese."),
        evidence,
        measures,
    )


def _nothing_to_read(case: Case, opened: Sequence[OpenedPolicy]) -> Finding:
    search = next(iter(reversed(case.recording.of(PolicySearchEnded))), None)
    if search is not None and search.result in ("exhausted", "depth") and not any(one.doubt for one in opened):
        return _VERDICTS.not_applicable(
            text("没有可读的隐私政策。", "There is no policy to read."),
            text("应用内没有打开隐私政策（见 app-2019/1.1a）", "no policy opens in the app (see app-2019/1.1a)"),
        )
    gaps = [*run_gaps(case), *(gap for life in case.lives for gap in outcome_gaps(life))]
    screens = case.recording.screens
    for one in opened:
        login = next(
            (screens[n] for n in one.event.screens if n in screens and asks_login(case.view(screens[n]))), None
        )
        if login is not None:
            ref = screen_ref(login, None, "登录页", "log-in page")
            gaps.append(Gap(text("打开的是登录页", "what opened is a log-in page"), (ref,)))
    gaps.append(Gap(text("没有打开隐私政策", "no policy was opened")))
    return _VERDICTS.inconclusive(text("没有结果。", "There is no result."), gaps)


def _read(case: Case, opened: OpenedPolicy) -> _Read:
    known = case.recording.screens
    stable = [known[n] for n in opened.event.screens if n in known and known[n].taken.stable]
    measured = [(screen, case.legibility(screen)) for screen in stable]
    contradicted = tuple((screen, page) for screen, page in measured if _contradicts(page))
    pages = tuple((s, page) for s, page in measured if page.lines >= LEAST_LINES and not _contradicts(page))
    return _Read(opened, pages, contradicted, script(opened.text))


def _contradicts(page: Legibility) -> bool:
    """Whether most of what the tree says cannot be seen in the picture, or reads otherwise there."""
    return (page.unseen or 0.0) > 0.5 or (page.unlike or 0.0) > 0.5


def _flaws_of_pages(read: Iterable[_Read]) -> Iterable[_Flaw]:
    """Each kind of flaw once, though the same text may have been opened from several places."""
    found = [flaw for one in read for flaw in _measured_flaws(one)]
    return {flaw.kind: flaw for flaw in sorted(found, key=lambda flaw: flaw.sure)}.values()


def _measured_flaws(one: _Read) -> Iterable[_Flaw]:
    limits = catalogue().threshold("TH08").numbers
    size = one.median("size_sp")
    for limit in (_SIZE, _PITCH, _CONTRAST):
        value, least = one.median(limit.name), limits[limit.key]
        if limit is _CONTRAST and size is not None and size > LARGE_SP:
            least = LARGE_CONTRAST
        if value is not None and value < limit.near * least:
            said = text(limit.zh.format(f"{value:g}", least), limit.en.format(f"{value:g}", least))
            yield _Flaw(limit.name, said, value < limit.sure * least, _shown(one, said))
    sharpness = one.median("sharpness")
    if sharpness is not None and sharpness < BLURRED:
        told = text(
            f"文字模糊（清晰度 {sharpness:g}，小于 {BLURRED:g}）",
            f"the text is blurred (sharpness {sharpness:g}, below {BLURRED:g})",
        )
        yield _Flaw("sharpness", told, True, _shown(one, told))
    cut = one.median("cut")
    if cut is not None and cut >= CUT:
        told = text(
            f"版面宽于屏幕，{cut:.0%} 的文字在右侧被截断", f"the column is wider than the screen, {cut:.0%} is cut off"
        )
        yield _Flaw("cut", told, True, _shown(one, told))


def _flaws_of_language(read: Sequence[_Read]) -> Iterable[_Flaw]:
    """None if anything that opened is in simplified Chinese; a tree that the picture contradicts proves no language."""
    trusted = [one for one in read if not one.contradicted]
    if not trusted or any(one.in_simplified for one in read):
        return
    best = max(trusted, key=lambda one: (one.script.chinese or 0.0, one.script.simplified or 0.0))
    chinese, simplified = best.script.chinese or 0.0, best.script.simplified or 0.0
    refs = (policy_ref(best.opened.event, "政策文本", "the text of the policy"), *_shown(best, text("政策", "policy")))
    least = catalogue().threshold("TH08").numbers["simplified_chinese_share"]
    if chinese < FOREIGN or best.script.han < LEAST_HAN:
        yield _Flaw("language", text("只有外文版", "it is in another language only"), True, refs)
    elif chinese < MIXED:
        yield _Flaw("language", text(f"中文只占 {chinese:.0%}", f"only {chinese:.0%} of it is Chinese"), False, refs)
    else:
        yield _Flaw(
            "language",
            text(
                f"简体字占 {simplified:.0%}，低于 {least:.0%}，不是简体中文",
                f"{simplified:.0%} of its characters are simplified ones, below {least:.0%}",
            ),
            True,
            refs,
        )


def _gaps(read: Iterable[_Read]) -> Iterable[Gap]:
    for one in read:
        for screen, page in one.contradicted[:2]:
            yield Gap(
                text("界面树与画面不一致", "the tree and the picture contradict each other"),
                (
                    screen_ref(screen, page.disagreeing, "界面树中的文字", "the text in the tree"),
                    screen_ref(screen, page.disagreeing, "画面所示", "what the picture shows there"),
                ),
            )
        if one.pages or one.contradicted:
            continue
        pages = len(one.opened.event.screens)
        yield Gap(
            text(
                f"政策的 {pages} 个页面都无法测量（没有画面或文字）",
                f"none of the {pages} pages of the policy could be measured (no picture, or no text in it)",
            )
        )


def _shown(one: _Read, told: Text) -> tuple[EvidenceRef, ...]:
    return tuple(screen_ref(screen, page.box, told.zh, told.en) for screen, page in one.pages[:2])


def _typical(read: Sequence[_Read]) -> list[EvidenceRef]:
    shown = [ref for one in read for ref in _shown(one, text("测量的文字", "measured text"))]
    return [*shown, policy_ref(read[0].opened.event, "政策文本", "the text of the policy")]


def _measures(read: Sequence[_Read]) -> dict[str, float | int | str | bool]:
    """Of the opened policy with the most pages."""
    most = max(read, key=lambda one: len(one.pages))
    values: dict[str, float | int | str | bool] = {
        "pages": sum(len(one.pages) for one in read),
        "lines": sum(page.lines for one in read for _, page in one.pages),
    }
    for name in ("size_sp", "pitch", "contrast", "sharpness", "cut"):
        value = most.median(name)
        if value is not None:
            values[name] = value
    if most.script.chinese is not None:
        values["chinese"] = most.script.chinese
    if most.script.simplified is not None:
        values["simplified"] = most.script.simplified
    return values


def _together(flaws: Sequence[_Flaw]) -> Text:
    return text("；".join(flaw.told.zh for flaw in flaws), "; ".join(flaw.told.en for flaw in flaws))
