"""app-2019/3.3: what is collected stays within what the user allowed, as far as traffic shows it.

What was denied and is sent all the same decides. What neither the policy nor a permission prompt names is for a person,
as that is found by words. Coarse and while-in-use grants are not told apart: the harness denies every prompt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from evidence.events import KeyPressed, StepStarted, SystemPrompt, Tap
from evidence.lives import BOUNDARY_MS, Life, Moment
from perception.screen.lexicon import has_word

_VERDICTS = Verdicts("app-2019/3.3", "scope")


@dataclass(frozen=True, slots=True)
class _Denial:
    """A permission prompt that was answered with no: which kinds of identifiers the app may not collect from then.

    Each kind has the moment until when, in ms: of the answer that allows it after all, or of the life's end.
    """

    life: Life
    tap: Tap
    kinds: Mapping[str, float]


def scope(case: Case) -> Finding:
    """All that was sent after a denial, and after agreeing to the policy."""
    attribution = Attribution(case)
    lives = [life for life in case.lives if life.launched_ms is not None]
    seen = look_for(case, attribution, lives, Moment.BEFORE, Moment.AFTER_AGREE, Moment.AFTER_REFUSE)
    denials = list(_denials(case))
    denied, others = _split(seen.sent, denials)
    agreed = [one for one in others if one.moment is Moment.AFTER_AGREE]
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


def _split(sent: Iterable[Sent], denials: Sequence[_Denial]) -> tuple[list[Sent], list[Sent]]:
    """What was sent after a denial, and the rest; what the run itself typed before is given by its user."""
    denied: list[Sent] = []
    others: list[Sent] = []
    for one in sent:
        after = any(_after(one, denial) for denial in denials) and not _typed(one)
        (denied if after else others).append(one)
    return denied, others


def _denials(case: Case) -> Iterator[_Denial]:
    for life in case.lives:
        answers = [(tap, _kinds(case, tap)) for tap in life.of(Tap) if tap.purpose == "prompt"]
        set_ms = [event.at_ms for event in life.of(StepStarted) if event.kind == "setPermissions"]
        for number, (tap, kinds) in enumerate(answers):
            if not kinds or not _is_denial(tap):
                continue
            allowed = [(later.at_ms, about) for later, about in answers[number + 1 :] if not _is_denial(later)]
            allowed += [(at_ms, kinds) for at_ms in set_ms if at_ms > tap.at_ms]
            ends = {kind: min((at for at, about in allowed if kind in about), default=life.ended_ms) for kind in kinds}
            yield _Denial(life, tap, ends)


def _is_denial(tap: Tap) -> bool:
    return has_word(tap.target, "packages", "permission_refusals")


def _kinds(case: Case, tap: Tap) -> tuple[str, ...]:
    words, permissions = _prompt(case, tap)
    return tuple(kind for kind in KINDS if asks_for_kind(words, permissions, kind))


def _prompt(case: Case, tap: Tap) -> tuple[str, tuple[str, ...]]:
    """The words and permissions of the prompt under a tap; one that was told before is known by its screen's texts."""
    told = next((e for e in case.recording.of(SystemPrompt) if e.screen is not None and e.screen == tap.screen), None)
    if told is not None:
        return told.text, told.permissions
    screen = case.recording.screens.get(tap.screen) if tap.screen is not None else None
    if screen is None:
        return "", ()
    shown = case.prompt(screen)
    return (shown.text if shown is not None else case.view(screen).all_text), ()


def _after(sent: Sent, denial: _Denial) -> bool:
    """Whether an identifier was sent after its denial took effect, in the same life, and before it was allowed."""
    if sent.life is not denial.life or sent.hit.kind not in denial.kinds:
        return False
    return denial.tap.at_ms + BOUNDARY_MS < sent.hit.at_ms < denial.kinds[sent.hit.kind]


def _typed(sent: Sent) -> bool:
    """Whether the run typed a value of that kind before, as a user does who logs in with a number."""
    return any(sent.hit.kind in key.kinds and key.at_ms < sent.hit.at_ms for key in sent.life.of(KeyPressed))


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
