"""What stands above the `---` of a scenario file."""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SerializeAsAny

from harness.scenario.language.words import Env, Step


class Header(BaseModel):
    """The scenario as a whole.

    `watch` is the watch time in seconds (TH18: at least 30 in earnest), `baseline` the time before the first launch.
    Without `name` the file's name counts. `appId` says which app a scenario is for; without it, for any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    description: str = ""
    appId: Annotated[str | None, Field(validation_alias=AliasChoices("appId", "url"))] = None
    tags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    watch: Annotated[float, Field(gt=0, le=3600)] = 30
    baseline: Annotated[float, Field(ge=0, le=600)] = 5
    env: Env = Field(default_factory=dict)
    """Values that `${NAME}` stands for; they are in the recording, so nothing secret belongs here."""
    onFlowStart: tuple[SerializeAsAny[Step], ...] = ()
    onFlowComplete: tuple[SerializeAsAny[Step], ...] = ()
    """Steps that come before the first, and after the last whatever befell the others."""
    jsEngine: str | None = None
    """Known for Maestro's sake: there is one engine."""
