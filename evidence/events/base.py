"""What all events share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from evidence.clock import MAX_MS

BoxList = tuple[int, int, int, int]
"""x1, y1, x2, y2 in px."""


class BaseEvent(BaseModel):
    """What all events share."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: int = 0
    at_ms: float = Field(default=0.0, ge=-MAX_MS, le=MAX_MS)
