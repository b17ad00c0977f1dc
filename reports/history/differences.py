"""What differs between two judged runs of the same task: which verdicts, and what else was another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from detectors.rules.finding import Text
from reports.history.values import Judged, Said

Kind = Literal["new", "lost", "changed", "fixed", "still", "same"]
"""`new` is a violation that was not there, or that concerns another identifier; `lost` can no longer be
decided, or not the first time; `fixed` is a violation that is gone, `still` one that stays; `changed` is any other
change of a verdict. What a reviewer confirmed is a violation, what one rejected is none, before as after."""

ORDER: tuple[Kind, ...] = ("new", "lost", "changed", "fixed", "still", "same")
"""In which a reader wants them."""

MAX_LISTED = 12
"""Hosts that one line names."""

DECIDED = ("violation", "pass", "not_observed")
_REJECTED = ""
OPEN = "inconclusive"


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why a finding is not counted: somebody took it on, until a day (ISO 8601)."""

    reason: str
    owner: str
    until: str


type Excused = Callable[[Judged, Said], Excuse | None]
"""The excuse that holds for a finding at the time of its run, if there is one."""


@dataclass(frozen=True, slots=True)
class Change:
    """A rule in two runs; `before` is None when there is no earlier run, or it did not judge the rule.

    `more` are identifiers that a violation did not concern before, `moved` says that the same verdict has other
    evidence, `excuse` is why it is not counted now, `expired` that an excuse which held then holds no longer.
    """

    rule: str
    kind: Kind
    before: Said | None
    after: Said | None
    more: tuple[str, ...] = ()
    moved: bool = False
    excuse: Excuse | None = None
    expired: bool = False

    @property
    def informative(self) -> bool:
        """Whether the rule's instrument is not in force."""
        return any(said.informative for said in (self.before, self.after) if said is not None)

    @property
    def counts(self) -> bool:
        """Whether the exit status hears of it."""
        return not self.informative and self.excuse is None


@dataclass(frozen=True, slots=True)
class Circumstance:
    """One thing that is another than before."""

    name: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A run beside an earlier one, which is None for what was never judged before."""

    before: Judged | None
    after: Judged
    changes: tuple[Change, ...]
    circumstances: tuple[Circumstance, ...]

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        """The counting changes of some kinds."""
        return tuple(change for change in self.changes if change.kind in kinds and change.counts)


def nobody(_: Judged, __: Said) -> Excuse | None:
    """No suppressions."""
    return None


def difference(before: Judged | None, after: Judged, excused: Excused = nobody) -> Difference:
    """What differs from an earlier run to a later one, the gravest change first."""
    rules = dict.fromkeys((*after.findings, *(before.findings if before is not None else ())))
    changes = [_change(rule, before, after, excused) for rule in rules]
    return Difference(
        before,
        after,
        tuple(sorted(changes, key=lambda change: ORDER.index(change.kind))),
        tuple(circumstances(before, after)) if before is not None else (),
    )


def _change(rule: str, before: Judged | None, after: Judged, excused: Excused) -> Change:
    was = before.findings.get(rule) if before is not None else None
    now = after.findings.get(rule)
    earlier = excused(before, was) if before is not None and was is not None else None
    excuse = excused(after, now) if now is not None else None
    more = tuple(one for one in now.identifiers if was is None or one not in was.identifiers) if now else ()
    kind = _kind(was, now, more)
    expired = earlier is not None and excuse is None and now is not None and now.counts in ("violation", OPEN)
    if expired and kind in ("still", "same") and now is not None:
        # Nobody answers for it any more: whoever reads what is new must hear of it.
        kind = "new" if now.counts == "violation" else "lost"
    moved = was is not None and now is not None and was.mark != now.mark
    more = more if kind == "new" and was is not None and was.counts == "violation" else ()
    return Change(rule, kind, was, now, more, moved, excuse, expired)


def _kind(before: Said | None, after: Said | None, more: tuple[str, ...]) -> Kind:
    was = before.counts if before is not None else None
    now = after.counts if after is not None else None
    if now == "violation":
        return "new" if was != "violation" or more else "still"
    if was == now or (was is None and now != OPEN):
        return "same"
    if now == OPEN or (was in (*DECIDED, _REJECTED) and now not in (*DECIDED, _REJECTED, "not_applicable")):
        return "lost"
    return "fixed" if was == "violation" and now != _REJECTED else "changed"


def circumstances(before: Judged, after: Judged) -> Iterator[Circumstance]:
    """What is another than before besides the verdicts; the app's own changes come first."""
    yield from _differing(Text(zh="应用版本", en="app version"), before.app_version, after.app_version)
    yield from _differing(Text(zh="应用安装包", en="app file"), before.app_sha256[:12], after.app_sha256[:12])
    was, now = {host.host for host in before.hosts}, {host.host for host in after.hosts}
    who = {host.host: f"{host.host} ({host.sdk or host.party})" for host in (*before.hosts, *after.hosts)}
    gone, come = (_listed(who[host] for host in sorted(hosts)) for hosts in (was - now, now - was))
    if gone or come:
        yield Circumstance(Text(zh="SDK 与域名", en="SDKs and hosts"), gone and f"− {gone}", come and f"+ {come}")
    yield from _differing(Text(zh="设备", en="device"), before.device, after.device)
    yield from _differing(Text(zh="机型", en="model"), before.device_model, after.device_model)
    yield from _differing(Text(zh="系统", en="system"), before.system, after.system)
    yield from _differing(Text(zh="场景", en="scenario"), before.scenario_sha256[:12], after.scenario_sha256[:12])
    yield from _differing(Text(zh="条款目录", en="rule catalogue"), before.catalogue, after.catalogue)
    versions = [(run, _versions(run)) for run in (before, after)]
    old, new = versions[0][1], versions[1][1]
    other = [name for name in dict.fromkeys((*old, *new)) if name in old and name in new and old[name] != new[name]]
    if other:
        yield Circumstance(
            Text(zh="检测器版本", en="detector versions"),
            _listed(f"{name} {old[name]}" for name in other),
            _listed(f"{name} {new[name]}" for name in other),
        )
    for tool in dict.fromkeys((*before.tools, *after.tools)):
        yield from _differing(Text(zh=tool, en=tool), before.tools.get(tool, ""), after.tools.get(tool, ""))


def _versions(run: Judged) -> dict[str, int]:
    return {said.detector: said.version for said in run.findings.values()}


def _differing(name: Text, before: str, after: str) -> Iterator[Circumstance]:
    if before != after:
        yield Circumstance(name, before, after)


def _listed(names: Iterator[str]) -> str:
    every = list(names)
    more = f" … +{len(every) - MAX_LISTED}" if len(every) > MAX_LISTED else ""
    return ", ".join(every[:MAX_LISTED]) + more
