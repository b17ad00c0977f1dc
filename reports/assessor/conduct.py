"""How the recording came about, what it does not cover, and how whole it is: chapters three, five and six."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator

from detectors.rules.finding import Verdict
from detectors.rules.told import OUTCOMES, in_both
from evidence.custody.checking import check_chain
from evidence.events import AppOutcome, CaptureStarted, InfraProblem
from evidence.recording import Recording
from evidence.traffic import TlsFailed
from reports.account import Entry
from reports.assessor.document import Block, Cell, Heading, Paragraph, Table
from reports.steps import STATUSES, carried_out

MAX_STEPS = 200
MAX_HOSTS = 30

_MODES = {"proxy": "代理", "wireguard": "WireGuard 隧道", "transparent": "透明代理", "imported": "由他人抓取后导入"}
_EGRESS = {"live": "真实网络", "sinkhole": "本机应答（流量不出本机）"}
_ATTRIBUTION = {"exact": "按应用精确归属", "inferred": "按启动前的系统流量推断归属"}

_CHAINS = {
    "whole": "哈希链完整：录制结束以来没有任何改动。",
    "open": "哈希链至其末尾完整；录制被截断，其后的内容不在链内。",
    "none": "本录制没有哈希链。",
    "broken": "哈希链不符：录制在事后被改动过。",
}

_ALWAYS = (
    "本报告只说明所列设备、版本与时间内的所见；广告与推送随用户、日期和地区变化。",
    "“未发现”与“无法判定”均不表示合规。",
    "TLS 之上另行加密的内容无法读取，只能说明其数量、大小与接收方。",
    "IP 地址本身不计为个人信息的发送。",
)

type Say = Callable[[str], str]


def about_conduct(recording: Recording, say: Say) -> Iterator[Block]:
    """Chapter three: device, tools, capture and the steps as they were carried out."""
    info = recording.info
    device = info.device
    yield Heading(1, "三、检测对象与方法")
    rows = [
        ("设备", f"{device.name}：{device.manufacturer} {device.model}"),
        ("屏幕", f"{device.width}×{device.height} px，{device.density} dpi"),
        ("系统", f"{device.platform} {device.os_version}，{device.build}"),
        ("工具", "；".join(f"{name} {number}" for name, number in sorted(info.tools.items()))),
        (
            "场景",
            f"{info.scenario.name}，观察时间 {info.scenario.watch_s:g} 秒，场景文件 SHA-256 {info.scenario.sha256}",
        ),
    ]
    capture = next(iter(recording.of(CaptureStarted)), None)
    if capture is not None:
        trust = "设备信任抓包证书" if capture.ca_trusted else "设备不信任抓包证书"
        rows.append(
            ("抓包", f"{_MODES[capture.mode]}；{_EGRESS[capture.egress]}；{trust}；{_ATTRIBUTION[capture.attribution]}")
        )
    rows.append(
        (
            "规模",
            f"画面 {len(recording.screens)} 幅，网络请求 {len(recording.flows)} 个，事件 {len(recording.events)} 条",
        )
    )
    yield Table((1, 5), tuple((Cell(name), Cell(say(value))) for name, value in rows))
    yield Heading(2, "检测步骤")
    steps = carried_out(recording)
    if not steps:
        yield Paragraph("录制中没有场景步骤。")
        return
    told = tuple(
        (
            Cell(step.place),
            Cell(say(step.text.zh)),
            Cell(STATUSES[step.status].zh + (f"：{say(step.reason.zh)}" if step.reason.zh else "")),
            Cell(f"{step.began_ms / 1000:.1f}"),
            Cell(f"{(step.ended_ms - step.began_ms) / 1000:.1f}"),
        )
        for step in steps[:MAX_STEPS]
    )
    yield Table((2, 10, 5, 3, 3), told, ("步骤", "操作", "结果", "开始（秒）", "用时（秒）"))
    if len(steps) > MAX_STEPS:
        yield Paragraph(f"另有 {len(steps) - MAX_STEPS} 个步骤未列出，见录制中的事件日志。", "note")


def about_limits(recording: Recording, told: tuple[Entry, ...], say: Say) -> Iterator[Block]:
    """Chapter five: what was not seen, by this recording and by such tests in general."""
    yield Heading(1, "五、覆盖与局限")
    gaps = [
        (entry.rule.id, say(entry.finding.reason.zh))
        for entry in told
        if entry.finding.verdict is Verdict.INCONCLUSIVE and entry.finding.reason is not None
    ]
    ended = recording.ended
    if ended is None:
        gaps.append(("录制", "录制被截断，没有正常结束。"))
    elif ended.outcome != "completed":
        gaps.append(("录制", say(f"没有完成全部步骤：{in_both(ended.reason).zh or ended.outcome}")))
    gaps += [("应用", say(_befallen(event))) for event in recording.of(AppOutcome)]
    gaps += [("工具", say(f"{event.error}：{event.message}")) for event in recording.of(InfraProblem)]
    gaps += [("录制", f"{one.file} 第 {one.line} 行无法读取") for one in recording.damage[:20]]
    refused = Counter(line.sni or line.host for line in recording.lines(TlsFailed))
    if refused:
        hosts = "，".join(f"{host}（{count} 次）" for host, count in refused.most_common(MAX_HOSTS))
        gaps.append(("流量", say(f"下列主机的 TLS 握手失败，内容未能读取：{hosts}")))
    if gaps:
        yield Table((1, 4), tuple((Cell(where), Cell(what)) for where, what in gaps), ("条款或来源", "缺口"))
    else:
        yield Paragraph("本次检测没有覆盖缺口。")
    for line in _ALWAYS:
        yield Paragraph(f"· {line}", "note")


def about_integrity(recording: Recording) -> Iterator[Block]:
    """Chapter six: what later changes of the recording would be held against. Raises EvidenceError."""
    yield Heading(1, "六、证据的完整性")
    chain = check_chain(recording.folder)
    head = hashlib.sha256((recording.folder / "recording.json").read_bytes()).hexdigest()
    rows = [
        ("录制", f"{recording.info.run_id}，第 {recording.info.attempt} 次尝试"),
        ("recording.json 的 SHA-256", head),
        ("哈希链", _CHAINS[chain.state]),
    ]
    if chain.head:
        rows.append(("最后一环的 SHA-256", f"{chain.head}（共 {chain.links} 环）"))
    yield Table((1, 3), tuple((Cell(name), Cell(value)) for name, value in rows))
    yield Paragraph("画面中的红框与请求中的标记为本报告所加；原始画面与流量以录制为准，其中内容未经改动。", "note")


def _befallen(event: AppOutcome) -> str:
    detail = in_both(event.detail).zh
    return OUTCOMES[event.outcome].zh + (f"（{detail}）" if detail else "")
