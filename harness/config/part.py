"""What all parts of the configuration share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo

from harness.config.reading import tell

NAME = tell(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "is no name: take letters, digits, `.`, `_` and `-`, at most 64 of them"
)
Name = Annotated[str, StringConstraints(pattern=NAME)]
"""A name that is also safe as a file name."""


class Part(BaseModel):
    """A section of a file of the user's: nothing unknown, nothing changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _beside_file(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder")
    try:
        return path if folder is None else Path(folder) / path.expanduser()
    except RuntimeError:
        raise ValueError(f"{path}: there is no such user's folder: write it out") from None


FilePath = Annotated[Path, AfterValidator(_beside_file)]
"""A path that is meant relative to the file it stands in."""


def _program_beside_file(command: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    program, *arguments = command
    return (str(_beside_file(Path(program), info)), *arguments) if "/" in program else command


Command = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_program_beside_file)]
"""A program with its arguments: with a slash it is meant relative to the file, a bare name is looked up on PATH."""

URL = tell(r"^https?://", "is no address: begin it with http:// or https://")
Url = Annotated[str, StringConstraints(pattern=URL)]
