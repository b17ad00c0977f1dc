"""How few taps the policy search spends on generated apps: `python -m benchmarks.policy_search`.

Twenty apps are searched with the product's own search on a phone in memory, and two hundred more, which nobody looked
at while the search was written; two of them, whose proofs were wrong, were looked at and mended since. What a plain
search in breadth spends on the same apps stands beside it. The tables are printed and written into
docs/policy-search.md and its Chinese twin. Exit status 1 when an aim is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from statistics import median

from benchmarks.documents import publish
from tests.harness.scenario.appgraphs.trial import Trial, try_seed

SAMPLE = range(20)
SHORT = 6
"""The shortest way must be found wherever it takes no more taps than this."""
MOST_RATIO = 0.2


def main(arguments: Sequence[str] | None = None) -> int:
    """Search, print, write; exit status 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--others", type=int, default=200, metavar="N", help="apps beside the 20 (default 200)")
    parser.add_argument("--dry", action="store_true", help="leave the documents as they are")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: CPUs)"
    )
    options = parser.parse_args(arguments)
    seeds = [*SAMPLE, *range(len(SAMPLE), len(SAMPLE) + options.others)]
    trials: list[Trial] = []
    with ProcessPoolExecutor(options.workers) as workers:
        for trial in workers.map(try_seed, seeds):
            trials.append(trial)
            print(f"{len(trials)} of {len(seeds)}: {trial}", file=sys.stderr, flush=True)
    sample, others = trials[: len(SAMPLE)], trials[len(SAMPLE) :]
    text = "\n".join([*table(sample), "", *totals(sample, others)])
    print(text)
    if not options.dry:
        publish("policy-search.md", text, CHINESE)
    return 0 if aims_met(sample) else 1


def table(trials: Sequence[Trial]) -> list[str]:
    """One line an app."""
    lines = [
        "| app | screens | shortest way | way found | proved | taps spent | breadth first | ratio |",
        "|--:|--:|--:|--:|---|--:|--:|--:|",
    ]
    return [*lines, *map(row, trials)]


def row(trial: Trial) -> str:
    """The line of an app."""
    found = "–" if trial.found is None else str(trial.found)
    return (
        f"| {trial.seed} | {trial.screens} | {trial.shortest} | {found} | {_proof(trial)} "
        f"| {trial.taps} | {trial.breadth_first} | {trial.ratio:.2f} |"
    )


def totals(sample: Sequence[Trial], others: Sequence[Trial]) -> list[str]:
    """The figures of the twenty and of the others side by side."""
    groups = [("the 20", sample)] + ([(f"{len(others)} others", others)] if others else [])
    lines = ["| figure | " + " | ".join(name for name, _ in groups) + " |", "|---|" + "--:|" * len(groups)]
    rows = [_figures(trials) for _, trials in groups]
    lines += [f"| {name} | " + " | ".join(row[name] for row in rows) + " |" for name in rows[0]]
    return lines


def aims_met(trials: Sequence[Trial]) -> bool:
    """Whether the shortest way is found wherever it is short, with few taps, and nothing dangerous is touched."""
    found = all(trial.found == trial.shortest for trial in _short(trials))
    return found and median(trial.ratio for trial in trials) <= MOST_RATIO and not any(t.harm for t in trials)


CHINESE = (
    (r"\bapp \| screens \| shortest way \| way found \|", "应用 | 画面 | 最短路径 | 找到的路径 |"),
    (r"\bproved \| taps spent \| breadth first \| ratio\b", "证明 | 用去的点击 | 广度优先 | 比值"),
    (r"\bnot found \((.*?)\)", r"没有找到（\1）"),
    (r"\bnone within (\d+)", r"\1 次以内没有"),
    (r"\bshortest found\b", "找到最短的"),
    (r"\| proved \|", "| 已证明 |"),
    (r"\| figure \| the (\d+) \|", r"| 指标 | 这 \1 个 |"),
    (r"\b(\d+) others\b", r"另外 \1 个"),
    (r"\bshortest way found, where it is (\d+) taps or fewer", r"找到最短路径，其长度不超过 \1 次点击"),
    (r"\bshortest way found, wherever it is", "找到最短路径，不论多长"),
    (r"\bproved to be the shortest \(of these, wrongly\)", "证明为最短（其中有误）"),
    (r"\btaps spent, median", "用去的点击，中位数"),
    (r"\btaps of a search in breadth, median", "广度优先的点击，中位数"),
    (r"\bratio, median", "比值，中位数"),
    (r"\bratio, (\d+)th percentile", r"比值，第 \1 百分位数"),
    (r"\bdangerous controls touched", "触碰危险控件"),
    (r"\btimes out of the app", "离开应用的次数"),
    (r"\b(\d+) of (\d+)\b", r"\1 / \2"),
)


def _figures(trials: Sequence[Trial]) -> dict[str, str]:
    short = _short(trials)
    right = sum(trial.found == trial.shortest for trial in short)
    proofs = [trial for trial in trials if trial.proved]
    false = sum(trial.found != trial.shortest for trial in proofs)
    ratios = sorted(trial.ratio for trial in trials)
    return {
        f"shortest way found, where it is {SHORT} taps or fewer": f"{right} of {len(short)}",
        "shortest way found, wherever it is": f"{sum(t.found == t.shortest for t in trials)} of {len(trials)}",
        "proved to be the shortest (of these, wrongly)": f"{len(proofs)} ({false})",
        "taps spent, median": f"{median(trial.taps for trial in trials):g}",
        "taps of a search in breadth, median": f"{median(trial.breadth_first for trial in trials):g}",
        "ratio, median": f"{median(ratios):.2f}",
        "ratio, 90th percentile": f"{ratios[int(0.9 * (len(ratios) - 1))]:.2f}",
        "dangerous controls touched": str(sum(trial.harm for trial in trials)),
        "times out of the app": str(sum(trial.left for trial in trials)),
    }


def _short(trials: Sequence[Trial]) -> list[Trial]:
    return [trial for trial in trials if trial.shortest is not None and trial.shortest <= SHORT]


def _proof(trial: Trial) -> str:
    if trial.proved:
        return "proved"
    if trial.none_within:
        return f"none within {trial.none_within}"
    return "shortest found" if trial.found is not None else f"not found ({trial.result})"


if __name__ == "__main__":
    raise SystemExit(main())
