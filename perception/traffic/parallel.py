"""Reading many exchanges at once: large captures are spread over the processors, small ones are not worth it."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context, parent_process
from types import TracebackType
from typing import Self

from evidence.traffic import Flow
from perception.traffic.needles import Needles

WORTH_FLOWS = 2000
"""Fewer exchanges are read before another process would have started."""

MAX_PROCESSES = 4
"""Each takes some 80 MiB, and as much again for large bodies."""

_BATCH = 128
_BATCH_BYTES = 4 * 1024 * 1024
_AHEAD = 4
"""Batches that wait for each process: enough to keep it busy, few enough to keep memory flat."""


class Readers[T]:
    """Applies `read` (a function of a module) to exchanges, with the needles of these values, in their order.

    Other processes are started when there are more than WORTH_FLOWS exchanges, and end with the context. Where none can
    be started, or they are killed, everything is read here.
    """

    def __init__(
        self,
        values: Mapping[str, Sequence[str]],
        read: Callable[[Flow, Needles], T],
        processes: int | None = None,
        worth: int = WORTH_FLOWS,
    ) -> None:
        self._values, self._read, self._worth = dict(values), read, worth
        self._processes = min(os.process_cpu_count() or 1, MAX_PROCESSES) if processes is None else processes
        self._needles: Needles | None = None
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def each(self, flows: Iterable[Flow]) -> Iterator[T]:
        """What `read` gives for each exchange; whatever it raises is raised here."""
        rest = iter(flows)
        if self._pool is None and not (isinstance(flows, Sized) and len(flows) > self._worth):
            yield from self._here(islice(rest, self._worth))
        waiting: deque[tuple[list[Flow], Future[list[T]] | None]] = deque()
        for batch in _batches(rest):
            waiting.append((batch, self._there(batch)))
            if len(waiting) > self._processes * _AHEAD:
                yield from self._result(*waiting.popleft())
        while waiting:
            yield from self._result(*waiting.popleft())

    def _there(self, batch: list[Flow]) -> Future[list[T]] | None:
        if self._processes < 2:
            return None
        with suppress(OSError, BrokenProcessPool):
            if self._pool is None:
                # A copy of this process would inherit the locks of the threads that look at pictures.
                self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _start, (self._values,))
            return self._pool.submit(_read_batch, batch, self._read)
        self._processes = 1
        return None

    def _result(self, batch: list[Flow], future: Future[list[T]] | None) -> Iterable[T]:
        if future is not None:
            with suppress(BrokenProcessPool):
                return future.result()
            self._processes = 1
        return self._here(batch)

    def _here(self, flows: Iterable[Flow]) -> Iterator[T]:
        if self._needles is None:
            self._needles = Needles.from_values(self._values)
        return (self._read(flow, self._needles) for flow in flows)


def _batches(flows: Iterable[Flow]) -> Iterator[list[Flow]]:
    batch: list[Flow] = []
    size = 0
    for flow in flows:
        batch.append(flow)
        size += flow.body_size
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


_needles: Needles | None = None
"""Of a process that reads for another."""


def _start(values: Mapping[str, Sequence[str]]) -> None:
    global _needles
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    _needles = Needles.from_values(values)


def _end_with_the_first() -> None:
    """A process that was killed tells nobody, and who waits for its work would wait for ever."""
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _read_batch[T](batch: list[Flow], read: Callable[[Flow, Needles], T]) -> list[T]:
    assert _needles is not None
    return [read(flow, _needles) for flow in batch]
