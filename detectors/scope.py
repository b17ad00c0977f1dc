"""app-2019/3.3: what is collected stays within what the user allowed, as far as traffic shows it.

What was denied and is sent all the same decides. What neither the policy nor a permission prompt names is for a person,
as that is found by words. Coarse and while-in-use grants are not told apart: the harness denies every prompt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.collected import Sent, look_for
from detectors.coverage import identifier_gaps
from detectors.gaps import Gap
from detectors.policy_words import asks_for_kind, names_kind, policy_text
from detectors.references import event_ref, screen_ref
from detectors.resting import NOT_WATCHED, is_watched, rest_gaps, rests
from detectors.rules.finding import EvidenceRef, Finding
from detectors.telling import KINDS, kind_name, measures, partial_gaps, sent_refs, sent_text
from detectors.verdicts import Verdicts, text, together
from evidence.events import SystemPrompt, Tap
from evidence.lives import BOUNDARY_MS, Life, Moment
from perception.screen.lexicon import has_word

_VERDICTS = Verdicts("app-2019/3.3", "scope")


@dataclass(frozen=True, slots=True)
class _Denial:
    """A permission prompt that was answered with no: which kinds of identifiers the app may not collect from then."""

    life: Life
    tap: Tap
    kinds: tuple[str, ...]


def scope(case: Case) -> Finding:
    """All that was sent after a denial, and after agreeing to the policy."""
    attribution = Attribution(case)
    lives = [life for life in case.lives if life.launched_ms is not None]
    seen = look_for(case, attribution, lives, Moment.BEFORE, Moment.AFTER_AGREE, Moment.AFTER_REFUSE)
    denials = list(_denials(case))
    denied = [one for one in seen.sent if any(_after(one, denial) for denial in denials)]
    agreed = [one for one in seen.sent if one.moment is Moment.AFTER_AGREE and one not in denied]
    words = policy_text(case) if agreed else ""
    unnamed = [one for one in agreed if not _named(one, words)]
    numbers = {
        **measures(case, attribution, seen),
        "denied": ", ".join(sorted({kind for denial in denials for kind in denial.kinds})),
        "denied_hits": len(denied),
        "hits_after_agreeing": len(agreed),
        "not_in_policy": ", ".join(sorted({one.hit.kind for one in unnamed})),
    }
    gaps = [*rest_gaps(case, attribution)]
    if is_watched(case):
        gaps += [*identifier_gaps(case), *partial_gaps(seen)]
    shown = [ref for denial in denials for ref in _denial_refs(case, denial)]
    if denied:
        said = sent_text(denied)
        message = text(f"拒绝授权后，仍{said.zh}。", f"After the permission was denied: {said.en}.")
        return _VERDICTS.violation(message, sent_refs(denied, shown), numbers, gaps)
    message = text("没有看到超出授权范围的收集。", "No collection beyond what was allowed was seen.")
    reasons: list[Gap] = []
    if unnamed:
        said = sent_text(unnamed)
        message = text(f"同意后，{said.zh}。", f"After agreeing: {said.en}.")
        reasons.append(_reason(unnamed, words))
    evidence = [*sent_refs(unnamed), *shown, *(rest.ref() for rest in rests(case))]
    if gaps:
        return _VERDICTS.inconclusive(message, [*gaps, *reasons], evidence, numbers)
    if reasons:
        return _VERDICTS.review(message, together(reasons), evidence, numbers)
    if not is_watched(case):
        return _VERDICTS.not_applicable(message, NOT_WATCHED)
    return _VERDICTS.not_observed(message, evidence, numbers)


def _denials(case: Case) -> Iterator[_Denial]:
    for life in case.lives:
        for tap in life.of(Tap):
            if tap.purpose != "prompt" or not has_word(tap.target, "packages", "permission_refusals"):
                continue
            words, permissions = _prompt(case, tap)
            kinds = tuple(kind for kind in KINDS if asks_for_kind(words, permissions, kind))
            if kinds:
                yield _Denial(life, tap, kinds)


def _prompt(case: Case, tap: Tap) -> tuple[str, tuple[str, ...]]:
    """The words and permissions of the prompt under a tap; one that was told before is known by its screen's texts."""
    told = next((e for e in case.recording.of(SystemPrompt) if e.screen is not None and e.screen == tap.screen), None)
    if told is not None:
        return told.text, told.permissions
    screen = case.recording.screens.get(tap.screen) if tap.screen is not None else None
    return (case.view(screen).all_text if screen is not None else ""), ()


def _after(sent: Sent, denial: _Denial) -> bool:
    """Whether an identifier was sent after its denial took effect, in the same life."""
    inside = sent.life is denial.life and sent.hit.kind in denial.kinds
    return inside and sent.hit.at_ms > denial.tap.at_ms + BOUNDARY_MS


def _named(sent: Sent, words: str) -> bool:
    """Whether the policy, or a permission prompt before, names what was sent."""
    prompts = (prompt for prompt in sent.life.of(SystemPrompt) if prompt.at_ms < sent.hit.at_ms)
    if any(asks_for_kind(prompt.text, prompt.permissions, sent.hit.kind) for prompt in prompts):
        return True
    return names_kind(words, sent.hit.kind)


def _reason(unnamed: list[Sent], words: str) -> Gap:
    kinds = [kind_name(kind) for kind in dict.fromkeys(one.hit.kind for one in unnamed)]
    zh, en = "、".join(kind.zh for kind in kinds), ", ".join(kind.en for kind in kinds)
    if not words:
        return Gap(text(f"没有读到隐私政策，无法核对{zh}", f"no privacy policy was read in which to look up {en}"))
    return Gap(
        text(
            f"隐私政策和权限申请中都没有找到{zh}",
            f"neither the privacy policy nor a permission prompt was found to name {en}",
        )
    )


def _denial_refs(case: Case, denial: _Denial) -> Iterator[EvidenceRef]:
    screen = case.recording.screens.get(denial.tap.screen) if denial.tap.screen is not None else None
    if screen is not None:
        yield screen_ref(screen, None, "拒绝的权限", "the permission that was denied")
    yield event_ref(denial.tap, "点击拒绝", "the tap on deny")
