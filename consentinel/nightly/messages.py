"""A bulletin as each service wants it: body, headers, address, and what its answer means.

What an app supplied (its name, texts on its screens, hosts) must neither call people, nor make links, nor break the
layout, so what a service's markup takes for itself is replaced. Limits are those that the services publish: DingTalk
20,000 bytes and 20 messages a minute, Feishu 20 KB and 5 a second, WeCom 4,096 bytes and 20 a minute, Slack 3,000
characters a section, 150 of a header.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from consentinel.nightly.bulletin import Bulletin, Item
from consentinel.nightly.notify import Kind, Notice
from detectors.rules.finding import Text
from reports.history.values import Decided
from reports.history.words import KINDS, NOT_JUDGED, REJECTED, SUPPRESSED

MAX_LISTED = 60
_MAX_NAME = 40
_MAX_TITLE = 60
_MAX_SAID = 120
_FULL_WIDTH = str.maketrans("<>[]*`#_~@|\\", "＜＞［］＊｀＃＿～＠｜＼")
_SPACE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_COLOURS = {0: "green", 1: "red", 3: "orange"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What a service answered: whether it took the message, else whether to try again, and what it said."""

    taken: bool
    again: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A request to send."""

    url: str
    body: bytes
    read: Callable[[bytes], Answered]
    headers: dict[str, str] = field(default_factory=dict)


def message(notice: Notice, told: Bulletin, now_s: float) -> Message:
    """The request for a receiver; it is signed with the time, so that each try needs a new one."""
    return _MAKERS[notice.hook.kind](notice, told, now_s)


def _json(notice: Notice, told: Bulletin, now_s: float) -> Message:
    value = {
        "version": 1,
        "nightly": told.label,
        "status": told.status,
        "against": told.against,
        "apps": told.apps,
        "suppressed": told.suppressed,
        "rejected": told.rejected,
        "page": told.page,
        "headline": told.headline().model_dump(),
        "changes": [_change(item) for item in told.items],
        "not_judged": [
            {
                "app": outcome.task.piece.name,
                "owner": outcome.task.piece.owner,
                "scenario": outcome.task.piece.scenario,
                "reason": outcome.task.reason,
            }
            for outcome in told.not_judged
        ],
    }
    body = _bytes(value)
    headers = {}
    if notice.secret:
        stamp = str(int(now_s))
        digest = hmac.new(notice.secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {"X-Consentinel-Timestamp": stamp, "X-Consentinel-Signature": f"sha256={digest}"}
    return Message(notice.url, body, lambda answer: Answered(True), headers)


def _change(item: Item) -> dict[str, Any]:
    piece, after = item.outcome.task.piece, item.change.after
    return {
        "kind": item.kind,
        "app": piece.name,
        "package": piece.app,
        "label": piece.label,
        "owner": piece.owner,
        "scenario": piece.scenario,
        "device": item.outcome.run.device if item.outcome.run is not None else "",
        "rule": item.change.rule,
        "title": item.title.model_dump(),
        "message": item.message.model_dump(),
        "verdict": after.verdict if after is not None else None,
        "before": item.change.before.verdict if item.change.before is not None else None,
        "fingerprint": after.mark if after is not None else None,
        "second_run": after.again or None if after is not None else None,
        "review": _decided(after.decided) if after is not None and after.decided is not None else None,
        "more_identifiers": list(item.change.more),
        "suppression_expired": item.change.expired,
    }


def _decided(decided: Decided) -> dict[str, str]:
    return {"decision": decided.state, "by": decided.by, "at": decided.at, "comment": decided.text}


def _dingtalk(notice: Notice, told: Bulletin, now_s: float) -> Message:
    zh = notice.hook.language == "zh"
    title = _pick(told.headline(), zh)
    text = _fitted(told, zh, _full_width, 18_000, bold="**", link=lambda words, url: f"[{words}]({url})", gap="\n\n")
    url = notice.url
    if notice.secret:
        stamp = str(round(now_s * 1000))
        sign = _base64_hmac(notice.secret.encode(), f"{stamp}\n{notice.secret}".encode())
        url = _with_query(url, timestamp=stamp, sign=sign)
    body = {"msgtype": "markdown", "markdown": {"title": _full_width(title), "text": text}}
    # -1 is busy, 130101 and 410100 are more than 20 messages a minute.
    return Message(url, _bytes(body), _reader("errcode", "errmsg", {-1, 130101, 410100}))


def _feishu(notice: Notice, told: Bulletin, now_s: float) -> Message:
    zh = notice.hook.language == "zh"
    text = _fitted(told, zh, _entities, 14_000, bold="**", link=None, gap="\n")
    elements: list[dict[str, Any]] = [{"tag": "div", "text": {"tag": "lark_md", "content": text}}]
    if told.page:
        label = {"tag": "plain_text", "content": "打开页面" if zh else "Open the page"}
        elements.append(
            {"tag": "action", "actions": [{"tag": "button", "type": "primary", "text": label, "url": told.page}]}
        )
    title = {"tag": "plain_text", "content": f"consentinel {told.label}: {_pick(told.headline(), zh)}"}
    body: dict[str, Any] = {
        "msg_type": "interactive",
        "card": {
            "config": {"wide_screen_mode": True},
            "header": {"template": _COLOURS[told.status], "title": title},
            "elements": elements,
        },
    }
    if notice.secret:
        stamp = str(int(now_s))
        # Here the key is what DingTalk signs, and nothing is signed with it.
        body = {"timestamp": stamp, "sign": _base64_hmac(f"{stamp}\n{notice.secret}".encode(), b""), **body}
    # 11232 is too many messages, 1000040345 and 9499 are faults of the request.
    return Message(notice.url, _bytes(body), _reader("code", "msg", {11232}))


def _wecom(notice: Notice, told: Bulletin, now_s: float) -> Message:
    zh = notice.hook.language == "zh"
    text = _fitted(told, zh, _full_width, 4_000, bold="**", link=lambda words, url: f"[{words}]({url})", gap="\n")
    body = {"msgtype": "markdown", "markdown": {"content": text}}
    # -1 is busy, 45009 is more than 20 messages a minute.
    return Message(notice.url, _bytes(body), _reader("errcode", "errmsg", {-1, 45009}))


def _slack(notice: Notice, told: Bulletin, now_s: float) -> Message:
    zh = notice.hook.language == "zh"
    headline = f"consentinel {told.label}: {_pick(told.headline(), zh)}"
    text = _fitted(told, zh, _slack_text, 2_900, bold="*", link=lambda words, url: f"<{url}|{words}>", gap="\n")
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": headline[:150]}},
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
    ]
    # Slack answers in plain text, and its HTTP status says whether it took the message.
    return Message(notice.url, _bytes({"text": _slack_text(headline), "blocks": blocks}), lambda _: Answered(True))


_MAKERS: dict[Kind, Callable[[Notice, Bulletin, float], Message]] = {
    "json": _json,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
    "wecom": _wecom,
    "slack": _slack,
}


def _fitted(
    told: Bulletin,
    zh: bool,
    clean: Callable[[str], str],
    most: int,
    *,
    bold: str,
    link: Callable[[str, str], str] | None,
    gap: str,
) -> str:
    """As many whole lines as fit `most` bytes of UTF-8, and how many were left out."""
    head = f"{bold}consentinel {clean(told.label)}{bold}: {clean(_pick(told.headline(), zh))}"
    foot = [_pick(Text(zh=f"对比 {clean(told.against)}", en=f"compared with {clean(told.against)}"), zh)]
    foot = foot if told.against else []
    if told.suppressed:
        foot.append(f"{_pick(SUPPRESSED, zh)}: {told.suppressed}")
    if told.rejected:
        foot.append(f"{_pick(REJECTED, zh)}: {told.rejected}")
    if link is not None and told.page:
        foot.append(link("打开页面" if zh else "Open the page", told.page))
    lines = list(_lines(told, zh, clean, bold))
    kept = list[str]()
    for line in lines[:MAX_LISTED]:
        if len(gap.join((head, *kept, line, *foot)).encode()) > most - 60:
            break
        kept.append(line)
    left = len(lines) - len(kept)
    more = [_pick(Text(zh=f"……还有 {left} 项", en=f"… and {left} more"), zh)] if left else []
    return gap.join((head, *kept, *more, *foot))


def _lines(told: Bulletin, zh: bool, clean: Callable[[str], str], bold: str) -> Iterator[str]:
    for item in told.items:
        if item.kind == "still":
            continue
        piece = item.outcome.task.piece
        app, rule = clean(_cut(piece.label or piece.name, _MAX_NAME)), clean(item.change.rule)
        words = _pick(KINDS[item.kind], zh)
        title = clean(_cut(_pick(item.title, zh), _MAX_TITLE))
        said = clean(_cut(_pick(item.message, zh), _MAX_SAID))
        marks = "".join(f" [{_pick(mark, zh)}]" for mark in item.marks).translate(_FULL_WIDTH)
        yield f"{bold}{words}{bold} {app} · {rule} {title}{marks}" + (f": {said}" if item.kind != "fixed" else "")
    for outcome in told.not_judged:
        piece = outcome.task.piece
        app = clean(_cut(piece.label or piece.name, _MAX_NAME))
        yield f"{bold}{_pick(NOT_JUDGED, zh)}{bold} {app}: {clean(_cut(outcome.task.reason, _MAX_SAID))}"


def _reader(code: str, words: str, again: set[int]) -> Callable[[bytes], Answered]:
    """The services say in the body whether they took a message, with HTTP status 200 in any case."""

    def read(answer: bytes) -> Answered:
        try:
            value = json.loads(answer)
        except ValueError:
            return Answered(False, said="the answer is not JSON")
        number = value.get(code) if isinstance(value, dict) else None
        if number == 0:
            return Answered(True)
        said = str(value.get(words, ""))[:200] if isinstance(value, dict) else ""
        return Answered(False, number in again, f"{code} {number} {said}".strip())

    return read


def _pick(text: Text, zh: bool) -> str:
    return text.zh if zh else text.en


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).replace("://", ":／／")


def _full_width(text: str) -> str:
    """What DingTalk's and WeCom's markdown would take for itself, as its full-width twin."""
    return _plain(text).translate(_FULL_WIDTH)


def _entities(text: str) -> str:
    """Feishu reads entities in its markdown."""
    return "".join(f"&#{ord(c)};" if c in "<>[]*`#_~@|\\&" else c for c in _plain(text))


def _slack_text(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _plain(escaped).translate(str.maketrans("*_~`@", "＊＿～｀＠"))


def _base64_hmac(key: bytes, data: bytes) -> str:
    return base64.b64encode(hmac.new(key, data, hashlib.sha256).digest()).decode("ascii")


def _with_query(url: str, **more: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *more.items()])))


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
