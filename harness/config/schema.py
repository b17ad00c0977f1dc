"""The published JSON schemas of devices.yaml and apps.yaml, for completion in editors.

`python -m harness.config.schema` writes them anew from the models.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from harness.config.apps import AppsFile
from harness.config.devices import DevicesFile

SCHEMAS: dict[str, type[BaseModel]] = {"devices.schema.json": DevicesFile, "apps.schema.json": AppsFile}


def schema_text(name: str, model: type[BaseModel] | None = None) -> str:
    """The text of one schema file, of one of SCHEMAS or of another model."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name}
    return json.dumps(head | (model or SCHEMAS[name]).model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def main(folder: Path) -> None:
    """Write all schemas into the folder."""
    folder.mkdir(exist_ok=True)
    for name in SCHEMAS:
        (folder / name).write_text(schema_text(name), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("schemas"))
