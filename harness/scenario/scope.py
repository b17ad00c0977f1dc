"""What `${…}` stands for while a scenario runs: values by name, and JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import quickjs

from harness.scenario.language.expression import OURS, Expression, parts
from harness.scenario.secrets import Secrets

SCRIPT_S = 2
"""Processor time that a script may take."""
SCRIPT_BYTES = 64 * 1024 * 1024
_FALSE = frozenset({"", "false", "0", "null", "undefined", "NaN"})
_PRELUDE = """
var output = {};
var maestro = { copiedText: "", platform: "" };
var json = JSON.parse;
var __said = [];
var console = { log: function () { __said.push(Array.prototype.map.call(arguments, String).join(" ")); } };
console.error = console.warn = console.info = console.debug = console.log;
var http = new Proxy({}, { get: function () {
  throw new Error("scripts have no network: let a hook of the app's profile fetch what is needed");
} });
function __text(value) {
  return value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}
"""


class ScriptFailed(Exception):
    """An expression or script could not be computed; the message is for a person."""


def no_value(name: str) -> str:
    """What a person reads when nobody has given a name a value."""
    return f"`${{{name}}}` has no value: export {name} before the run, or name it in `env`"


class Scope:
    """Values in layers, the innermost first, with the environment below them all.

    What is taken from the environment is secret. `output` and `maestro` live as long as the scope.
    """

    def __init__(self, environment: Mapping[str, str], secrets: Secrets, platform: str) -> None:
        self._environment = environment
        self._secrets = secrets
        self._layers: list[dict[str, str]] = []
        self._defined: set[str] = set()
        self._engine = quickjs.Context()
        self._engine.set_memory_limit(SCRIPT_BYTES)
        self._engine.set_time_limit(SCRIPT_S)
        self._engine.eval(_PRELUDE)
        self._engine.eval(f"maestro.platform = {json.dumps(platform)}")

    @contextmanager
    def inside(self, env: Mapping[str, str]) -> Iterator[None]:
        """Names that are known within the block; each value may use those around it. Raises ScriptFailed."""
        layer = {name: self.fill(value) for name, value in env.items()}
        self._layers.append(layer)
        try:
            yield
        finally:
            self._layers.remove(layer)

    @property
    def copied(self) -> str:
        """The text that was copied last."""
        return str(self._engine.eval("__text(maestro.copiedText)"))

    @copied.setter
    def copied(self, text: str) -> None:
        self._engine.eval(f"maestro.copiedText = {json.dumps(text)}")

    def fill(self, text: str) -> str:
        """The text with its expressions computed. Raises ScriptFailed."""
        return "".join(self._compute(part) if isinstance(part, Expression) else part for part in parts(text))

    def holds(self, filled: str) -> bool:
        """Whether a filled text counts as true."""
        return filled.strip() not in _FALSE

    def run(self, source: str, named: str) -> list[str]:
        """Run a script; returns what it logged. Raises ScriptFailed."""
        self._define(Expression(source).names)
        self._eval(f"(function () {{\n{source}\n}})()", named)
        said = json.loads(str(self._engine.eval("JSON.stringify(__said.splice(0))")))
        return [str(line)[:500] for line in said[:100]]

    def value(self, name: str) -> str | None:
        """What a name stands for; None when nobody has given it a value."""
        for layer in reversed(self._layers):
            if name in layer:
                return layer[name]
        if name in self._environment:
            value = self._environment[name]
            self._secrets.add(value)
            return value
        return None

    def _compute(self, expression: Expression) -> str:
        if expression.name and expression.name not in OURS:
            value = self.value(expression.name)
            if value is None:
                raise ScriptFailed(no_value(expression.name))
            return value
        self._define(expression.names)
        return self._eval(f"__text(\n{expression.code}\n)", f"`${{{expression.code}}}`")

    def _define(self, names: frozenset[str]) -> None:
        """Give JavaScript the values of names, and take back those that no longer have one."""
        for name in names - OURS:
            value = self.value(name)
            if value is not None:
                self._engine.eval(f"globalThis[{json.dumps(name)}] = {json.dumps(value)}")
                self._defined.add(name)
            elif name in self._defined:
                self._engine.eval(f"delete globalThis[{json.dumps(name)}]")
                self._defined.discard(name)

    def _eval(self, code: str, named: str) -> str:
        try:
            return str(self._engine.eval(code))
        except quickjs.JSException as error:
            said = str(error).splitlines()[0]
            said = f"it took more than {SCRIPT_S} s" if "interrupted" in said else said
            raise ScriptFailed(self._secrets.mask(f"{named} cannot be computed: {said}")) from None
