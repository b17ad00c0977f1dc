"""From a recording and its findings to the payload and the data blocks of the page."""

from __future__ import annotations

import re
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote

from detectors.rules.finding import Findings, Text, Verdict
from detectors.rules.told import in_both
from evidence.events import AppInstalled
from evidence.lives import Life, lives
from evidence.recording import Recording
from evidence.traffic import TlsFailed
from evidence.video import Piece, pieces
from reports import confirming
from reports.masking import Mask
from reports.page import contract
from reports.page.cards import tell_cards
from reports.page.closeups import Cut, cut_closeups
from reports.page.contract import Closeup, Fact, Film, Head, LeftOut, Mark, Payload, Picture, Refused, Said, Watch
from reports.page.encoding import Words
from reports.page.proofs import Proofs
from reports.page.requests import tell_requests
from reports.page.screens import Encoded, covers_of, encode_pictures, tell_screens
from reports.page.searches import tell_searches
from reports.reviewing import Reviewed, reviewed
from reports.timeline import marks, watches
from reports.wording import MOMENTS, PATHS, VERDICTS

PICTURE_BUDGET = 36 * 1024 * 1024
TREE_BUDGET = 8 * 1024 * 1024
CONTENT_BUDGET = 32 * 1024 * 1024
"""Bytes of the page for pictures (before base64), UI trees, and what requests hold."""

_OFFSET = re.compile(r"([+-]\d\d:\d\d)$")
_FRACTION = re.compile(r"(?<=:\d\d)\.\d+")

MAX_MARKS = 5000
MAX_REFUSED = 2000
MAX_NOTICES = 8
MAX_FILMS = 500


@dataclass(frozen=True, slots=True)
class Parts:
    """All that the page is put together from; `files` lie beside it."""

    payload: Payload
    pictures: tuple[bytes, ...]
    trees: tuple[bytes, ...]
    chunks: tuple[bytes, ...]
    files: dict[str, bytes]


def tell(recording: Recording, findings: Findings, mask: Mask, *, beside: str | None = None) -> Parts:
    """The page's parts; `beside` names a folder beside the page for pictures and contents of requests."""
    words = Words(mask)
    known = lives(recording)
    standing = reviewed(recording, findings)
    covered = [(screen, covers_of(screen, words)) for screen in recording.screens.values()]
    # Encoding pictures leaves the interpreter to the rest of the work.
    with ThreadPoolExecutor(1) as aside:
        encoding = aside.submit(encode_pictures, covered)
        return _told(recording, findings, words, known, standing, encoding, beside)


def _told(
    recording: Recording,
    findings: Findings,
    words: Words,
    known: tuple[Life, ...],
    standing: Reviewed,
    encoding: Future[dict[int, Encoded]],
    beside: str | None,
) -> Parts:
    refs = [ref for finding in findings.findings for ref in finding.evidence]
    requests = tell_requests(
        recording,
        known,
        words,
        needed=frozenset(ref.id for ref in refs if ref.kind == "flow"),
        budget=CONTENT_BUDGET,
        beside=beside,
    )
    cards = tell_cards(
        Proofs(recording, words, requests.places), known, standing, confirming.marks(recording, findings)
    )
    searches = tell_searches(recording, words)
    screens = tell_screens(
        recording,
        words,
        encoding.result(),
        needed=tuple(
            dict.fromkeys(
                (
                    *(exhibit.screen for card in cards for exhibit in card.exhibits if exhibit.screen is not None),
                    *(node.screen for search in searches for node in search.nodes),
                )
            )
        ),
        picture_budget=PICTURE_BUDGET,
        tree_budget=TREE_BUDGET,
        beside=beside,
    )
    near = _near(cut_closeups(recording, cards, words), len(screens.pictures), beside)
    happened = marks(recording)
    refused = recording.lines(TlsFailed)
    payload = Payload(
        format=contract.FORMAT,
        head=_head(recording, findings, standing, words),
        verdicts={verdict.value: Said(text.zh, text.en) for verdict, text in VERDICTS.items()},
        moments=tuple((moment.value, Said(text.zh, text.en)) for moment, text in MOMENTS.items()),
        cards=cards,
        lives=tuple(_life(life) for life in known),
        marks=tuple(
            Mark(
                at_ms=round(one.at_ms, 1),
                kind=one.kind,
                text=words.said(one.text, 300),
                event=one.event,
                screen=one.screen,
                point=one.point,
                box=(one.box.x1, one.box.y1, one.box.x2, one.box.y2) if one.box is not None else None,
            )
            for one in happened[:MAX_MARKS]
        ),
        watches=tuple(
            Watch(one.start_ms, one.end_ms, one.whole, words.said(one.text)) for one in watches(recording)[:MAX_MARKS]
        ),
        screens=screens.screens,
        pictures=(*screens.pictures, *near.pictures),
        closeups=near.closeups,
        requests=requests.rows,
        refused=tuple(
            Refused(round(line.at_ms, 1), words(line.sni or line.host, 255), words(line.reason, 300))
            for line in refused[:MAX_REFUSED]
        ),
        searches=searches,
        left_out=LeftOut(
            pictures=screens.pictures_left_out,
            trees=screens.trees_left_out,
            contents=requests.without_content,
            requests=requests.left_out,
            marks=max(0, len(happened) - MAX_MARKS) + max(0, len(refused) - MAX_REFUSED),
        ),
        films=tuple(_film(recording, piece, words) for piece in pieces(recording)[:MAX_FILMS]),
    )
    files = {**screens.files, **near.files, **requests.files}
    return Parts(payload, (*screens.data, *near.data), screens.trees, requests.blocks, files)


@dataclass(frozen=True, slots=True)
class _Near:
    closeups: tuple[Closeup, ...]
    pictures: tuple[Picture, ...]
    data: tuple[bytes, ...]
    files: dict[str, bytes]


def _near(cuts: tuple[Cut, ...], first: int, beside: str | None) -> _Near:
    """Closeups with their pictures, whose numbers follow those of the screens."""
    names = [f"{beside}/picture-{first + place}.webp" if beside is not None else "" for place in range(len(cuts))]
    return _Near(
        closeups=tuple(Closeup(cut.screen, cut.box, cut.region, first + place) for place, cut in enumerate(cuts)),
        pictures=tuple(
            Picture(cut.region[2] - cut.region[0], cut.region[3] - cut.region[1], name)
            for cut, name in zip(cuts, names, strict=True)
        ),
        data=tuple(cut.webp for cut in cuts) if beside is None else (),
        files={name: cut.webp for cut, name in zip(cuts, names, strict=True)} if beside is not None else {},
    )


def _film(recording: Recording, piece: Piece, words: Words) -> Film:
    """A piece of film where it lies: none enters the page, for films cannot be masked."""
    place = f"video/{quote(piece.file)}"
    return Film(
        began_ms=round(piece.began_ms, 1),
        ended_ms=round(piece.ended_ms, 1),
        width=piece.width,
        height=piece.height,
        places=(place, f"{quote(recording.folder.resolve().name)}/{place}") if piece.path is not None else (),
        problem=words(piece.problem, 300),
    )


def _life(life: Life) -> contract.Life:
    title = PATHS.get(life.path, PATHS["ignore"])
    decision = life.decision
    return contract.Life(
        title=Said(title.zh, title.en),
        began_ms=round(life.began_ms, 1),
        ended_ms=round(life.ended_ms, 1),
        launched_ms=round(life.launched_ms, 1) if life.launched_ms is not None else None,
        decided=(round(decision.sent_ms, 1), round(decision.settled_ms, 1)) if decision is not None else None,
        agrees=decision is not None and decision.agree,
    )


def _head(recording: Recording, findings: Findings, known: Reviewed, words: Words) -> Head:
    info = recording.info
    in_force = [standing for standing in known.standings if not standing.finding.informative]
    counts = {verdict: sum(standing.verdict is verdict for standing in in_force) for verdict in VERDICTS}
    judged = {verdict: sum(standing.finding.verdict is verdict for standing in in_force) for verdict in VERDICTS}
    verdict, headline = headline_of(counts)
    return Head(
        app=words(info.app.label or info.app.name, 80),
        verdict=verdict.value,
        headline=Said(headline.zh, headline.en),
        counts=tuple((verdict.value, count) for verdict, count in counts.items() if count),
        rejected=sum(standing.state == "rejected" for standing in in_force),
        judged=tuple((verdict.value, count) for verdict, count in judged.items() if count) if judged != counts else (),
        facts=tuple(_facts(recording, words)),
        about=tuple(_about(recording, findings, words)),
        notices=tuple(_notices(recording, words)),
        values_shown=words.mask.show,
        length_ms=round(max((event.at_ms for event in recording.events), default=0.0), 1),
    )


def headline_of(counts: dict[Verdict, int]) -> tuple[Verdict, Text]:
    """The verdict that colours the page's head, and the sentence a hurried reader takes away."""
    violated, open_ = counts[Verdict.VIOLATION], counts[Verdict.INCONCLUSIVE]
    if violated:
        return Verdict.VIOLATION, Text(
            zh=f"发现 {violated} 项违规" + (f"，另有 {open_} 项无法判定" if open_ else ""),
            en=f"{violated} violation{'s' * (violated > 1)} found" + (f", {open_} inconclusive" if open_ else ""),
        )
    if open_:
        return Verdict.INCONCLUSIVE, Text(
            zh=f"未发现违规，{open_} 项无法判定", en=f"No violation found, {open_} inconclusive"
        )
    if not any(counts.values()):
        return Verdict.NOT_OBSERVED, Text(zh="没有检测任何条款", en="No rule was checked")
    return Verdict.PASS, Text(zh="未发现违规", en="No violation found")


def _facts(recording: Recording, words: Words) -> list[Fact]:
    info = recording.info
    api = f" · API {info.device.api_level}" if info.device.api_level else ""
    given = (
        (Said("应用", "App"), info.app.package),
        (Said("设备", "Device"), f"{info.device.manufacturer} {info.device.model} ({info.device.name})"),
        (Said("系统", "System"), f"{info.device.platform} {info.device.os_version}{api}"),
        (Said("场景 · 观察时长", "Scenario · watch time"), f"{info.scenario.name} · {info.scenario.watch_s:g} s"),
        (Said("开始时间", "Started"), _OFFSET.sub(r" \1", _FRACTION.sub("", info.started).replace("T", " "))),
        (Said("运行", "Run"), f"{info.run_id} #{info.attempt}"),
    )
    return [Fact(name, words(value.strip(), 160)) for name, value in given]


def _about(recording: Recording, findings: Findings, words: Words) -> list[Fact]:
    info = recording.info
    installed = next(iter(recording.of(AppInstalled)), None)
    counts = f"{len(recording.events)} · {len(recording.screens)} · {len(recording.flows)}"
    given = (
        (Said("事件 · 画面 · 请求", "Events · screens · requests"), counts),
        (Said("应用版本", "App version"), installed.version_name if installed is not None else ""),
        (Said("应用文件 SHA-256", "SHA-256 of the app's file"), info.app.file_sha256),
        (Said("已知标识符", "Known identifiers"), ", ".join(recording.identifiers)),
        (Said("工具", "Tools"), " · ".join(f"{name} {version}" for name, version in info.tools.items())),
        (Said("条款目录版本", "Rule catalogue"), findings.catalogue_version),
    )
    return [Fact(name, words(value, 800)) for name, value in given if value]


def _notices(recording: Recording, words: Words) -> list[Said]:
    notices = []
    ended = recording.ended
    if not recording.complete:
        notices.append(
            Said(
                "录制被中断：此次运行没有正常结束，未看到的部分不作合规结论。",
                "This recording was cut short: the attempt did not end by itself; nothing is claimed of what was not "
                "seen.",
            )
        )
    elif ended is not None and ended.outcome != "completed":
        why = in_both(words(ended.reason, 600))
        notices.append(Said(f"运行未完成：{why.zh}", f"The run did not complete: {why.en}"))
    damage = [f"{one.file}:{one.line} ({words(one.reason, 200)})" for one in recording.damage[:MAX_NOTICES]]
    if damage:
        more = f" … ({len(recording.damage)})" if len(recording.damage) > len(damage) else ""
        lines = ", ".join(damage) + more
        notices.append(Said(f"录制中有无法读取的行：{lines}", f"Unreadable lines in the recording: {lines}"))
    return notices
