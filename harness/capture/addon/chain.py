"""Several addons as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mitmproxy import hooks


class Chain:
    """Calls each hook of its parts in their order. A hook that waits (async) may have one part only.

    mitmproxy looks for a hook in every addon at every event, and twice for a flow: with six addons that alone would
    cost several percent of the throughput.
    """

    name = "consentinel"

    def __init__(self, *parts: object) -> None:
        for hook in hooks.all_hooks:
            found = [getattr(part, hook) for part in parts if hasattr(part, hook)]
            if found:
                setattr(self, hook, found[0] if len(found) == 1 else _in_order(found))


def _in_order(calls: list[Callable[..., None]]) -> Callable[..., None]:
    def call(*arguments: Any) -> None:
        for one in calls:
            one(*arguments)

    return call
