"""app-2019/3.1 and 3.2a: nothing personal is collected before consent, nor after a refusal."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.collected import Collected, Sent, look_for
from detectors.gaps import Gap, outcome_gaps, run_gaps, watch_gaps
from detectors.references import event_ref, hit_ref, opaque_ref, screen_ref
from detectors.rules.finding import EvidenceRef, Finding, Text
from detectors.traffic_gaps import traffic_gaps
from detectors.verdicts import Verdicts, text
from evidence.events import AppOpsSeen, AppOutcome
from evidence.lives import Life, Moment

_BEFORE = Verdicts("app-2019/3.1", "collection_before_consent")
_AFTER = Verdicts("app-2019/3.2a", "collection_after_refusal")

KINDS: dict[str, Text] = {
    "android_id": Text(zh="Android ID", en="Android ID"),
    "oaid": Text(zh="OAID", en="OAID"),
    "imei": Text(zh="IMEI", en="IMEI"),
    "imsi": Text(zh="IMSI", en="IMSI"),
    "serial": Text(zh="序列号", en="serial number"),
    "mac": Text(zh="MAC 地址", en="MAC address"),
    "phone_number": Text(zh="本机号码", en="phone number"),
    "location": Text(zh="位置", en="location"),
    "contacts": Text(zh="通讯录", en="contacts"),
    "clipboard": Text(zh="剪贴板内容", en="clipboard text"),
    "installed_apps": Text(zh="已安装应用列表", en="list of installed apps"),
}


def collection_before_consent(case: Case) -> Finding:
    """Everything in any life between the start and the tap that decides; with no pop-up, everything."""
    attribution = Attribution(case)
    lives = [life for life in case.lives if life.launched_ms is not None]
    seen = look_for(case, attribution, lives, Moment.BEFORE)
    gaps = [gap for life in lives for gap in _gaps_before(case, attribution, life)]
    if not lives:
        gaps += [gap for life in case.lives for gap in outcome_gaps(life)]
        gaps.append(Gap(text("应用没有启动", "the app was not started")))
    gaps += _always(case)
    return _decide(case, attribution, _BEFORE, seen, gaps, text("同意前", "before consent"), prompts_count=True)


def collection_after_refusal(case: Case) -> Finding:
    """Everything after the first refusal of a life, the relaunch included."""
    attribution = Attribution(case)
    refused = [life for life in case.lives if life.decision is not None and not life.decision.agree]
    if not refused:
        return _nothing_refused(case)
    seen = look_for(case, attribution, refused, Moment.AFTER_REFUSE)
    gaps = [gap for life in refused for gap in _gaps_after(case, attribution, life)]
    gaps += _always(case)
    return _decide(case, attribution, _AFTER, seen, gaps, text("拒绝后", "after the refusal"), prompts_count=False)


def _nothing_refused(case: Case) -> Finding:
    message = text("没有发生拒绝。", "Nothing was refused.")
    offered: list[EvidenceRef] = []
    moving = False
    for life in (life for life in case.lives if life.path == "refuse"):
        for screen in case.screens(life, life.launched_ms or 0.0):
            consent = case.view(screen).consent
            # A log-in page can be left (随便看看), which refuses nothing.
            if consent is not None and consent.refuse is not None and consent.window.kind != "login":
                if screen.taken.stable:
                    offered.append(screen_ref(screen, consent.refuse.box, "拒绝选项", "the choice to refuse"))
                else:
                    moving = True
    gaps = [*run_gaps(case)]
    tried = [life for life in case.lives if life.path == "refuse"]
    if not any(life.launched_ms is not None for life in tried):
        gaps.append(Gap(text("没有进行到拒绝的一次运行", "the run in which the user refuses did not take place")))
    gaps += [gap for life in tried for gap in (*outcome_gaps(life), *watch_gaps(life, "first_launch"))]
    if offered:
        gaps.append(
            Gap(text("有拒绝选项，但没有点击", "a choice to refuse was there but was not tapped"), tuple(offered[:2]))
        )
    elif moving:
        gaps.append(
            Gap(text("拒绝选项只在不稳定的画面上出现", "the choice to refuse was seen on unstable screens only"))
        )
    if gaps:
        return _AFTER.inconclusive(message, gaps)
    return _AFTER.not_applicable(
        message, text("应用没有提供可以拒绝的选择", "the app offers nothing that could be refused")
    )


def _gaps_before(case: Case, attribution: Attribution, life: Life) -> Iterator[Gap]:
    until = life.decision.sent_ms if life.decision else life.ended_ms
    yield from watch_gaps(life, "first_launch")
    yield from outcome_gaps(life, until)
    yield from _appops_gap(case, life, Moment.BEFORE)
    yield from traffic_gaps(case, attribution, life.launched_ms or life.began_ms, until)


def _gaps_after(case: Case, attribution: Attribution, life: Life) -> Iterator[Gap]:
    assert life.decision is not None
    left = any(event.outcome == "exit" for event in life.of(AppOutcome))
    if not left:
        yield from watch_gaps(life, "after_refuse")
    yield from watch_gaps(life, "relaunch")
    yield from outcome_gaps(life, but=("exit",))
    yield from _appops_gap(case, life, Moment.AFTER_REFUSE)
    yield from traffic_gaps(case, attribution, life.decision.sent_ms, life.ended_ms)


def _appops_gap(case: Case, life: Life, moment: Moment) -> Iterator[Gap]:
    """Operations must have been asked for in the moment itself: a later access hides an earlier one."""
    told = [e for e in life.of(AppOpsSeen) if e.package == case.package and life.moment(e.at_ms) is moment]
    if not told and case.recording.info.device.platform == "android":
        yield Gap(
            text("没有读取手机记录的敏感操作", "the phone was not asked which guarded operations the app carried out")
        )


def _always(case: Case) -> list[Gap]:
    gaps = [*run_gaps(case)]
    if not case.needles.count:
        gaps.append(Gap(text("没有已知的手机标识可供查找", "no identifier of this phone is known to look for")))
    return gaps


def _decide(
    case: Case,
    attribution: Attribution,
    verdicts: Verdicts,
    seen: Collected,
    gaps: list[Gap],
    when: Text,
    *,
    prompts_count: bool,
) -> Finding:
    measures = _measures(case, attribution, seen)
    if seen.partial:
        hosts = ", ".join(dict.fromkeys(flow.host for flow in seen.partial[:5]))
        number = len(seen.partial)
        gaps = [
            *gaps,
            Gap(
                text(
                    f"{number} 个请求没有全部解读（{hosts}）",
                    f"{number} requests could not be read whole ({hosts})",
                )
            ),
        ]
    evidence = [*_refs(seen), *_prompt_refs(case, seen, prompts_count)]
    if seen.sent or seen.accesses or (seen.prompts and prompts_count):
        return verdicts.violation(_violation_text(seen, when, prompts_count), evidence, measures, gaps)
    leads = [
        opaque_ref(
            flow, piece, f"{flow.host}：{piece.size} 字节无法解读", f"{flow.host}: {piece.size} unreadable bytes"
        )
        for flow, piece in seen.opaque
    ]
    shown = [*_boundary_refs(seen), *leads]
    mention = _mention(seen)
    if gaps:
        return verdicts.inconclusive(
            text(
                f"{when.zh}没有看到收集个人信息，但覆盖不完整。{mention.zh}",
                f"No collection was seen {when.en}, but coverage is incomplete.{mention.en}",
            ),
            gaps,
            shown,
            measures,
        )
    return verdicts.not_observed(
        text(
            f"{when.zh}没有看到收集个人信息。{mention.zh}",
            f"No collection of personal information was seen {when.en}.{mention.en}",
        ),
        shown,
        measures,
    )


def _violation_text(seen: Collected, when: Text, prompts_count: bool) -> Text:
    zh, en = [], []
    if seen.sent:
        kinds = [KINDS.get(kind, Text(zh=kind, en=kind)) for kind in dict.fromkeys(s.hit.kind for s in seen.sent)]
        receivers = list(dict.fromkeys(f"{s.party.name} ({s.flow.host})" for s in seen.sent))
        to = ", ".join(receivers[:4]) + (" …" if len(receivers) > 4 else "")
        zh.append(f"把{'、'.join(kind.zh for kind in kinds)}发给 {to}")
        en.append(f"{', '.join(kind.en for kind in kinds)} sent to {to}")
    if seen.accesses:
        reached = {access.reaches.en: access.reaches for access in seen.accesses}.values()
        zh.append(f"访问了{'、'.join(item.zh for item in reached)}")
        en.append(f"{', '.join(item.en for item in reached)} accessed")
    if seen.prompts and prompts_count:
        zh.append("申请了系统权限")
        en.append("a permission asked for")
    return text(f"{when.zh}{'，'.join(zh)}。", f"{when.en[0].upper()}{when.en[1:]}: {'; '.join(en)}.")


def _mention(seen: Collected) -> Text:
    zh, en = "", ""
    if seen.boundary or seen.boundary_accesses:
        number = len({sent.flow.id for sent in seen.boundary}) + seen.boundary_accesses
        zh += f"有 {number} 处在点击与生效之间（边界），不计。"
        en += f" {number} at the boundary, between the tap and its effect, do not count."
    if seen.opaque:
        hosts = list(dict.fromkeys(flow.host for flow, _ in seen.opaque))
        size = sum(piece.size for _, piece in seen.opaque)
        named = ", ".join(hosts[:4]) + (" …" if len(hosts) > 4 else "")
        zh += f"有 {len(seen.opaque)} 段内容无法解读（{size} 字节，{named}）。"
        en += f" {len(seen.opaque)} pieces cannot be read ({size} bytes, {named})."
    return text(zh, en)


def _measures(case: Case, attribution: Attribution, seen: Collected) -> dict[str, float | int | str | bool]:
    return {
        "attribution": "exact" if attribution.exact else "inferred",
        "looked_for": ", ".join(kind for kind, values in case.recording.identifiers.items() if values),
        "flows": seen.flows,
        "hits": len(seen.sent),
        "identifiers": ", ".join(sorted({sent.hit.kind for sent in seen.sent})),
        "receivers": ", ".join(sorted({sent.flow.host for sent in seen.sent})),
        "operations": ", ".join(sorted({access.name for access in seen.accesses})),
        "permission_prompts": len(seen.prompts),
        "boundary_hits": len(seen.boundary),
        "boundary_operations": seen.boundary_accesses,
        "system_hits": seen.system_hits,
        "opaque_pieces": len(seen.opaque),
        "opaque_bytes": sum(piece.size for _, piece in seen.opaque),
    }


def _refs(seen: Collected) -> Iterator[EvidenceRef]:
    """One place for each identifier, form and receiver first, then the repeats."""
    shown: set[tuple[str, str, str]] = set()
    repeats: list[Sent] = []
    for sent in seen.sent:
        key = (sent.hit.kind, sent.hit.form, sent.flow.host)
        if key in shown:
            repeats.append(sent)
            continue
        shown.add(key)
        yield _sent_ref(sent)
    for access in seen.accesses:
        yield event_ref(access.event, f"{access.name}：{access.reaches.zh}", f"{access.name}: {access.reaches.en}")
    yield from (_sent_ref(sent) for sent in repeats)


def _boundary_refs(seen: Collected) -> Iterator[EvidenceRef]:
    return (_sent_ref(sent) for sent in seen.boundary)


def _sent_ref(sent: Sent) -> EvidenceRef:
    kind = KINDS.get(sent.hit.kind, Text(zh=sent.hit.kind, en=sent.hit.kind))
    zh, en = _when(sent.life, sent.hit.at_ms)
    form = "" if sent.hit.form == "exact" else f" ({sent.hit.form})"
    return hit_ref(
        sent.flow,
        sent.hit,
        f"{zh}，{kind.zh}{form} → {sent.party.name}",
        f"{kind.en}{form} to {sent.party.name}, {en}",
    )


def _when(life: Life, at_ms: float) -> tuple[str, str]:
    if life.decision is None:
        seconds = (at_ms - (life.launched_ms or life.began_ms)) / 1000
        return f"启动后 {seconds:.1f} 秒（没有做出选择）", f"{seconds:.1f} s after the start, with no choice made"
    seconds = (at_ms - life.decision.sent_ms) / 1000
    zh, en = ("同意", "agreeing") if life.decision.agree else ("拒绝", "refusing")
    side_zh, side_en = ("前", "before") if seconds < 0 else ("后", "after")
    return f"{zh}{side_zh} {abs(seconds):.1f} 秒", f"{abs(seconds):.1f} s {side_en} {en}"


def _prompt_refs(case: Case, seen: Collected, count: bool) -> Iterator[EvidenceRef]:
    for prompt in seen.prompts if count else ():
        screen = case.recording.screens.get(prompt.screen) if prompt.screen is not None else None
        if screen is not None:
            yield screen_ref(screen, None, "系统权限请求", "permission prompt")
        yield event_ref(prompt, "系统权限请求", "permission prompt")
