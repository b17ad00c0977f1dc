"""What a scenario needs before it is run: values from the environment, the profile's flows and hooks, the right app."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harness.config.apps import AppProfile
from harness.errors import ConfigError
from harness.scenario.language.expression import NAME, OURS, BadExpression, expressions
from harness.scenario.language.words import EXPRESSION
from harness.scenario.model import Block, InputAnswer, PassWalls, RunScript, Scenario, Step
from harness.scenario.scope import Scope, ScriptFailed, no_value
from harness.scenario.secrets import Secrets
from harness.scenario.walls import flows


def require(app: AppProfile, scenario: Scenario, environment: Mapping[str, str] = os.environ) -> None:
    """Raise ConfigError when the scenario could not be run as it is meant; nothing was started by then."""
    wanted = scenario.header.appId
    if wanted is not None and EXPRESSION not in wanted and wanted != app.id:
        raise ConfigError(
            f"{scenario.source} is for {wanted}, and app '{app.name}' is {app.id}: choose another app, "
            "or take `appId` out of the header"
        )
    needed = [scenario, *(flows(app) if _passes_walls(scenario) else [])]
    for one in needed:
        _require_values(one, environment)
        for hook in _hooks(_all(one)):
            if hook not in app.hooks:
                raise ConfigError(
                    f"{one.source}: app '{app.name}' has no hook named '{hook}': name it under `hooks` of its profile"
                )


def _require_values(scenario: Scenario, environment: Mapping[str, str]) -> None:
    try:
        missing = unset(scenario, environment)
        if missing:
            raise ConfigError(f"{scenario.source}: {no_value(missing[0])}{_more(missing)}")
        with Scope(environment, Secrets(), "").inside(scenario.header.env):
            pass
    except (BadExpression, ScriptFailed) as error:
        raise ConfigError(f"{scenario.source}: {error}") from None


def given(scenario: Scenario, pairs: Sequence[str]) -> Scenario:
    """The scenario with values of the command line (`NAME=VALUE`), which go before those of its header.

    They join the environment, and so are as secret as what stands there. Raises ConfigError.
    """
    names = set()
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not NAME.match(name):
            raise ConfigError(f"--env {name or '=…'}: write NAME=VALUE, such as --env SHOP_USER=anna")
        os.environ[name] = value
        names.add(name)
    env = {name: value for name, value in scenario.header.env.items() if name not in names}
    return scenario.model_copy(update={"header": scenario.header.model_copy(update={"env": env})})


def unset(scenario: Scenario, environment: Mapping[str, str]) -> list[str]:
    """The names in `${NAME}` that neither the files nor the environment give a value, in their order."""
    found = dict.fromkeys(_unset(_all(scenario), frozenset(scenario.header.env), environment))
    found |= dict.fromkeys(
        name for value in scenario.header.env.values() for name in _names(value) if name not in environment
    )
    return list(found)


def _all(scenario: Scenario) -> Sequence[Step]:
    header = scenario.header
    return (*header.onFlowStart, *scenario.steps, *header.onFlowComplete)


def _unset(steps: Sequence[Step], known: frozenset[str], environment: Mapping[str, str]) -> Iterator[str]:
    for step in steps:
        inner = known
        if isinstance(step, Block):
            env = frozenset(getattr(step, "env", {}))
            yield from (
                name
                for own, value in step.own_env.items()
                if own not in env
                for name in _names(value)
                if name not in known | env and name not in environment
            )
            inner = known | env | frozenset(step.own_env)
        elif isinstance(step, RunScript):
            inner = known | frozenset(step.env)
        for name in _names(step.model_dump(exclude={"commands"}, warnings=False)):
            if name not in inner and name not in environment:
                yield name
        if isinstance(step, Block):
            yield from _unset(step.steps, inner, environment)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if EXPRESSION in value:
            yield from (part.name for part in expressions(value) if part.name and part.name not in OURS)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _names(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _names(inner)


def _passes_walls(scenario: Scenario) -> bool:
    return any(isinstance(step, PassWalls) for step in _flat(_all(scenario)))


def _hooks(steps: Sequence[Step]) -> list[str]:
    return [step.hook for step in _flat(steps) if isinstance(step, InputAnswer) and EXPRESSION not in step.hook]


def _flat(steps: Sequence[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        if isinstance(step, Block):
            yield from _flat(step.steps)


def _more(missing: list[str]) -> str:
    others = ", ".join(missing[1:4])
    return f"; so do {others}" if others else ""
