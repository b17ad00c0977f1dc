"""The published JSON schemas of suppressions.yaml and nightly.yaml, for completion in editors.

`python -m consentinel.nightly.schemas` writes them anew from the models.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import BaseModel

from consentinel.nightly.notify import NightlyFile
from consentinel.nightly.suppressing import SuppressionsFile
from harness.config import schema

SCHEMAS: dict[str, type[BaseModel]] = {
    "suppressions.schema.json": SuppressionsFile,
    "nightly.schema.json": NightlyFile,
}


def schema_text(name: str) -> str:
    """The text of one schema file."""
    return schema.schema_text(name, SCHEMAS[name])


def main(folder: Path) -> None:
    """Write both schemas into the folder."""
    for name in SCHEMAS:
        (folder / name).write_text(schema_text(name), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("schemas"))
