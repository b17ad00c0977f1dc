"""What platforms that keep no count of an app's doings answer when they are asked for it."""

from __future__ import annotations

from harness.config.apps import AppProfile


class NothingCounted:
    """A phone that tells neither permissions nor their use nor bytes: iOS, and a browser."""

    def granted_permissions(self, app: AppProfile) -> tuple[str, ...]:
        """None are told."""
        return ()

    def appops(self, app: AppProfile) -> dict[str, float] | None:
        """None: no record that others can read is kept of what permissions were used for."""
        return None

    def app_uid(self, app: AppProfile) -> int | None:
        """None: apps have no user id of their own."""
        return None

    def bytes_counted(self, uid: int) -> tuple[int, int] | None:
        """None: nobody's bytes are counted."""
        return None
