"""The front end reads what Python writes: the types of both are the same."""

from __future__ import annotations

from reports.page.typescript import typescript
from tools.setup.places import PAGE_FOLDER


def test_the_front_end_has_the_types_of_the_payload() -> None:
    written = (PAGE_FOLDER / "src" / "contract.ts").read_text("utf-8")
    assert written == typescript(), "run `python -m reports.page.typescript > frontend/src/contract.ts`"
