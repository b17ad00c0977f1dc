"""What was collected, in words, measures and references: one voice for all rules about data that leaves the phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from detectors.attribution import Attribution
from detectors.case import Case
from detectors.collected import Collected, Sent
from detectors.gaps import Gap
from detectors.references import event_ref, hit_ref, piece_ref, screen_ref
from detectors.rules.finding import EvidenceRef, Text
from detectors.verdicts import text
from evidence.lives import Life

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
    "web_id": Text(zh="浏览器标识", en="browser identifier"),
}
"""Identifiers of a phone that can be known."""

_LOOKALIKES: dict[str, Text] = {
    "meid": Text(zh="MEID", en="MEID"),
    "iccid": Text(zh="ICCID", en="ICCID"),
    "vaid": Text(zh="VAID", en="VAID"),
    "aaid": Text(zh="AAID", en="AAID"),
    "advertising_id": Text(zh="广告标识", en="advertising ID"),
    "idfv": Text(zh="IDFV", en="IDFV"),
    "openudid": Text(zh="OpenUDID", en="OpenUDID"),
    "device_id": Text(zh="设备标识", en="device ID"),
    "bssid": Text(zh="BSSID", en="BSSID"),
    "ssid": Text(zh="Wi-Fi 名称", en="Wi-Fi name"),
    "wifi_list": Text(zh="Wi-Fi 列表", en="list of Wi-Fi networks"),
    "email": Text(zh="电子邮箱", en="e-mail address"),
    "id_card": Text(zh="身份证号", en="identity card number"),
    "bank_card": Text(zh="银行卡号", en="bank card number"),
    "name": Text(zh="姓名", en="name of a person"),
    "address": Text(zh="地址", en="postal address"),
    "latitude": Text(zh="纬度", en="latitude"),
    "longitude": Text(zh="经度", en="longitude"),
    "vin": Text(zh="车架号", en="vehicle identification number"),
    "plate": Text(zh="车牌号", en="number plate"),
}
"""What is recognised without being known."""

Measures = dict[str, float | int | str | bool]

_NAMED = 4
"""So many receivers or hosts are named in a sentence."""


def kind_name(kind: str) -> Text:
    """What an identifier is called."""
    return KINDS.get(kind) or _LOOKALIKES.get(kind) or Text(zh=kind, en=kind)


def listed(names: Iterable[str]) -> str:
    """Some names, each once, and dots where there are more."""
    unique = list(dict.fromkeys(names))
    return ", ".join(unique[:_NAMED]) + (" …" if len(unique) > _NAMED else "")


def sent_text(sent: Sequence[Sent]) -> Text:
    """Which identifiers went to whom, and which of it anybody on the way could read."""
    kinds = [kind_name(kind) for kind in dict.fromkeys(one.hit.kind for one in sent)]
    to = listed(f"{one.party.name} ({one.host})" for one in sent)
    zh, en = "、".join(kind.zh for kind in kinds), ", ".join(kind.en for kind in kinds)
    zh, en = f"把{zh}发给 {to}", f"{en} sent to {to}"
    open_to_all = [one for one in sent if one.cleartext]
    if open_to_all:
        hosts = listed(one.host for one in open_to_all)
        zh += f"（其中发往 {hosts} 的没有加密，是明文 HTTP）"
        en += f" (unencrypted, over plain HTTP, to {hosts})"
    return text(zh, en)


def unread_text(seen: Collected) -> Text:
    """How much cannot be read, to which hosts, and how random it looks; empty when all could be read."""
    if not seen.unread:
        return text("", "")
    size = sum(one.piece.size for one in seen.unread)
    most = max(one.piece.entropy for one in seen.unread)
    hosts = listed(one.flow.host for one in seen.unread)
    number = len(seen.unread)
    return text(
        f"{number} 段内容无法解读（{size} 字节，熵最高 {most:.2f} 比特/字节，发往 {hosts}）",
        f"{number} pieces cannot be read ({size} bytes, entropy up to {most:.2f} bits per byte, to {hosts})",
    )


def suspected_text(seen: Collected) -> Text:
    """What looks personal without being a known value; empty when nothing does."""
    if not seen.suspected:
        return text("", "")
    kinds = [kind_name(kind) for kind in dict.fromkeys(one.suspect.kind for one in seen.suspected)]
    hosts = listed(one.flow.host for one in seen.suspected)
    return text(
        f"有内容像是{'、'.join(kind.zh for kind in kinds)}（发往 {hosts}），但不是已知的值",
        f"something looks like {', '.join(kind.en for kind in kinds)} (to {hosts}) but is no value known of this phone",
    )


def boundary_text(seen: Collected) -> Text:
    """What stands between a tap and its effect, which does not count."""
    number = len({one.message for one in seen.boundary}) + len(seen.boundary_accesses)
    if not number:
        return text("", "")
    return text(
        f"有 {number} 处在点击与生效之间（边界），不计。",
        f" {number} at the boundary, between the tap and its effect, do not count.",
    )


def partial_gaps(seen: Collected) -> Iterator[Gap]:
    """Requests of which a part was not read."""
    if seen.partial:
        hosts, number = listed(flow.host for flow in seen.partial), len(seen.partial)
        yield Gap(
            text(f"{number} 个请求没有全部解读（{hosts}）", f"{number} requests could not be read whole ({hosts})")
        )


def doubts(seen: Collected) -> list[Gap]:
    """Leads that only a person can follow: pieces that nobody can read, and what looks personal."""
    said = (
        (unread_text(seen), tuple(unread_refs(seen))),
        (suspected_text(seen), tuple(suspected_refs(seen))),
    )
    return [Gap(words, refs) for words, refs in said if words.en]


def measures(case: Case, attribution: Attribution, seen: Collected) -> Measures:
    """The numbers behind a finding about what was sent."""
    open_to_all = [one for one in seen.sent if one.cleartext]
    return {
        "attribution": "exact" if attribution.exact else "inferred",
        "looked_for": ", ".join(kind for kind, values in case.recording.identifiers.items() if values),
        "flows": seen.flows,
        "hits": len(seen.sent),
        "identifiers": ", ".join(sorted({one.hit.kind for one in seen.sent})),
        "receivers": ", ".join(sorted({one.host for one in seen.sent})),
        "cleartext_hits": len(open_to_all),
        "cleartext_receivers": ", ".join(sorted({one.host for one in open_to_all})),
        "boundary_hits": len(seen.boundary),
        "system_hits": seen.system_hits,
        "opaque_pieces": len(seen.unread),
        "opaque_bytes": sum(one.piece.size for one in seen.unread),
        "opaque_entropy": max((one.piece.entropy for one in seen.unread), default=0.0),
        "suspects": len(seen.suspected),
        "weak_suspects": len(seen.weakly_suspected),
    }


def sent_refs(sent: Iterable[Sent], besides: Iterable[EvidenceRef] = ()) -> Iterator[EvidenceRef]:
    """One place for each identifier, form and receiver first, then what else was seen, then the repeats."""
    shown: set[tuple[str, str, str]] = set()
    repeats: list[Sent] = []
    for one in sent:
        key = (one.hit.kind, one.hit.form, one.host)
        if key in shown:
            repeats.append(one)
            continue
        shown.add(key)
        yield sent_ref(one)
    yield from besides
    yield from map(sent_ref, repeats)


def sent_ref(sent: Sent) -> EvidenceRef:
    """The place of one identifier in what was sent: what, to whom, when, and whether anybody could read it."""
    kind = kind_name(sent.hit.kind)
    zh, en = _when(sent.life, sent.hit.at_ms)
    form = "" if sent.hit.form == "exact" else f" ({sent.hit.form})"
    open_zh, open_en = ("，明文 HTTP", ", unencrypted (HTTP)") if sent.cleartext else ("", "")
    return hit_ref(
        sent.source,
        sent.hit,
        f"{zh}，{kind.zh}{form} → {sent.party.name}{open_zh}",
        f"{kind.en}{form} to {sent.party.name}, {en}{open_en}",
    )


def unread_refs(seen: Collected) -> Iterator[EvidenceRef]:
    """The pieces that nobody can read."""
    for one in seen.unread:
        size, entropy = one.piece.size, f"{one.piece.entropy:.2f}"
        yield piece_ref(
            one.flow,
            one.piece,
            f"{one.flow.host}：{size} 字节无法解读，熵 {entropy} 比特/字节",
            f"{one.flow.host}: {size} unreadable bytes, entropy {entropy} bits per byte",
        )


def suspected_refs(seen: Collected) -> Iterator[EvidenceRef]:
    """What looks personal, with why and how sure."""
    for one in seen.suspected:
        kind, suspect = kind_name(one.suspect.kind), one.suspect
        sure = "依据较强" if suspect.confidence == "strong" else "依据较弱"
        yield piece_ref(
            one.flow,
            suspect,
            f"{one.flow.host}：像是{kind.zh}（{suspect.why.zh}；{sure}）",
            f"{one.flow.host}: looks like {kind.en} ({suspect.why.en}; {suspect.confidence})",
        )


def access_refs(seen: Collected) -> Iterator[EvidenceRef]:
    """The guarded operations that the phone tells of."""
    for access in seen.accesses:
        yield event_ref(access.event, f"{access.name}：{access.reaches.zh}", f"{access.name}: {access.reaches.en}")


def prompt_refs(case: Case, seen: Collected) -> Iterator[EvidenceRef]:
    """The permission prompts, as screens where there are any."""
    for prompt in seen.prompts:
        screen = case.recording.screens.get(prompt.screen) if prompt.screen is not None else None
        if screen is not None:
            yield screen_ref(screen, None, "系统权限请求", "permission prompt")
        yield event_ref(prompt, "系统权限请求", "permission prompt")


def _when(life: Life, at_ms: float) -> tuple[str, str]:
    if life.decision is None:
        seconds = (at_ms - (life.launched_ms or life.began_ms)) / 1000
        return f"启动后 {seconds:.1f} 秒（没有做出选择）", f"{seconds:.1f} s after the start, with no choice made"
    seconds = (at_ms - life.decision.sent_ms) / 1000
    zh, en = ("同意", "agreeing") if life.decision.agree else ("拒绝", "refusing")
    side_zh, side_en = ("前", "before") if seconds < 0 else ("后", "after")
    return f"{zh}{side_zh} {abs(seconds):.1f} 秒", f"{abs(seconds):.1f} s {side_en} {en}"
