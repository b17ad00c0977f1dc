"""Steps that type, erase, copy and paste."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from harness.scenario.language.expression import parts
from harness.scenario.language.selector import SelectorFields
from harness.scenario.language.words import Said, Seconds, Step


class InputText(Step):
    """Type into the focused field. `redact` also keeps the text out of the scenario that the recording holds."""

    kind: ClassVar[str] = "inputText"
    shorthand: ClassVar[str | None] = "text"
    acts: ClassVar[bool] = True
    text: Said
    redact: bool = False

    @property
    def secret_as_written(self) -> bool:
        """Whether what stands in the file is to be left out; a name alone, such as `${PIN}`, says nothing."""
        return bool(self.redact) and not all(
            not part.strip() if isinstance(part, str) else part.name for part in parts(self.text)
        )


class EraseText(Step):
    """Erase what stands in the focused field, from its end; all of it without a number."""

    kind: ClassVar[str] = "eraseText"
    shorthand: ClassVar[str | None] = "charactersToErase"
    acts: ClassVar[bool] = True
    charactersToErase: Annotated[int, Field(ge=1, le=1000)] | None = None


class _Random(Step):
    acts: ClassVar[bool] = True


class InputRandomText(_Random):
    """Type random letters."""

    kind: ClassVar[str] = "inputRandomText"
    length: Annotated[int, Field(ge=1, le=200)] = 8


class InputRandomNumber(_Random):
    """Type random digits."""

    kind: ClassVar[str] = "inputRandomNumber"
    length: Annotated[int, Field(ge=1, le=200)] = 8


class InputRandomEmail(_Random):
    """Type a random mail address that nobody has."""

    kind: ClassVar[str] = "inputRandomEmail"


class InputRandomPersonName(_Random):
    """Type a random name of a person."""

    kind: ClassVar[str] = "inputRandomPersonName"


class InputRandomCityName(_Random):
    """Type the name of a city."""

    kind: ClassVar[str] = "inputRandomCityName"


class InputRandomCountryName(_Random):
    """Type the name of a country."""

    kind: ClassVar[str] = "inputRandomCountryName"


class InputRandomColorName(_Random):
    """Type the name of a colour."""

    kind: ClassVar[str] = "inputRandomColorName"


class CopyTextFrom(Step, SelectorFields):
    """Keep the text of a node; `pasteText` types it, `${maestro.copiedText}` is it."""

    kind: ClassVar[str] = "copyTextFrom"
    shorthand: ClassVar[str | None] = "text"
    seconds: Seconds | None = None
    """How long to wait for the node; without it 10 s, or 5 s when the step is optional."""


class SetClipboard(Step):
    """Keep a text as `copyTextFrom` does."""

    kind: ClassVar[str] = "setClipboard"
    shorthand: ClassVar[str | None] = "text"
    text: Said


class PasteText(Step):
    """Type the text that was kept."""

    kind: ClassVar[str] = "pasteText"
    acts: ClassVar[bool] = True
