"""What `${…}` stands for while a scenario runs: values by name, and JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import quickjs

from harness.scenario.language.expression import NAME, OURS, BadExpression, Expression, parts
from harness.scenario.secrets import Secrets

SCRIPT_S = 2
"""Processor time that a script may take."""
_TOO_LONG = f"it took more than {SCRIPT_S} s"
SCRIPT_BYTES = 64 * 1024 * 1024
_FALSE = frozenset({"", "false", "0", "null", "undefined", "NaN"})
_PRELUDE = """
var output = {};
var maestro = { copiedText: "", platform: "" };
var json = JSON.parse;
var __said = [];
var console = { log: function () {
  if (__said.length < 100) __said.push(Array.prototype.map.call(arguments, String).join(" ").slice(0, 500));
} };
console.error = console.warn = console.info = console.debug = console.log;
var http = new Proxy({}, { get: function () {
  throw new Error("scripts have no network: let a hook of the app's profile fetch what is needed");
} });
(function () {
  var read = Object.create(null), stringify = JSON.stringify, keys = Object.keys, define = Object.defineProperty;
  function text(value) {
    return value === null || value === undefined ? "" : typeof value === "object" ? stringify(value) : String(value);
  }
  var ours = {
    __offer: function (name, value) {
      define(globalThis, name, {
        configurable: true,
        get: function () { read[name] = true; return value; },
        set: function (other) { define(globalThis, name, { configurable: true, writable: true, value: other }); },
      });
    },
    __read: function () { var names = keys(read); read = Object.create(null); return stringify(names); },
    __told: function (value) { return stringify([typeof value, text(value)]); },
    __kept: function () {
      var kept = [];
      try {
        stringify(output, function (_, value) { if (typeof value === "string") kept.push(value); return value; });
      } catch (_) {}
      return stringify(kept);
    },
  };
  for (var name in ours) define(globalThis, name, { value: ours[name] });
})();
"""
_OWN = OURS | {"__said", "__offer", "__read", "__told", "__kept"}
_ERROR = re.compile(r"(?:Eval|Internal|Range|Reference|Syntax|Type|URI)?Error\b")
_HALF = re.compile("[\ud800-\udfff]")
_SAYS_LITTLE = _FALSE | {"true"}
_FEWEST_DIGITS = 4
"""Shorter numbers are lengths and counts, whatever they were computed from."""


class ScriptFailed(Exception):
    """An expression or script could not be computed; the message is for a person."""


def no_value(name: str) -> str:
    """What a person reads when nobody has given a name a value."""
    return f"`${{{name}}}` has no value: export {name} before the run, or name it in `env`"


class Scope:
    """Values in layers, the innermost first, with the environment below them all.

    What is taken from the environment is secret, and so is what is computed from it. A name that no script reads, or
    that stands in a comment, takes nothing. `output` and `maestro` live as long as the scope.
    """

    def __init__(self, environment: Mapping[str, str], secrets: Secrets, platform: str) -> None:
        self._environment = environment
        self._secrets = secrets
        self._layers: list[dict[str, str]] = []
        self._offered: dict[str, str] = {}
        self._sources: list[str] = []
        self._engine = quickjs.Context()
        self._engine.set_memory_limit(SCRIPT_BYTES)
        self._engine.set_time_limit(SCRIPT_S)
        self._engine.eval(_PRELUDE)
        self._engine.eval(f"maestro.platform = {json.dumps(platform)}")
        self._taken = frozenset(json.loads(self._engine.eval("JSON.stringify(Object.getOwnPropertyNames(globalThis))")))

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
        return self._result("maestro.copiedText", "`maestro.copiedText`")[1]

    @copied.setter
    def copied(self, text: str) -> None:
        self._run(f"maestro.copiedText = {json.dumps(text)}; ''", "", "`maestro.copiedText`")

    def fill(self, text: str) -> str:
        """The text with its expressions computed. Raises ScriptFailed."""
        try:
            return "".join(self._compute(part) if isinstance(part, Expression) else part for part in parts(text))
        except BadExpression as error:
            raise ScriptFailed(str(error)) from None

    def holds(self, filled: str) -> bool:
        """Whether a filled text counts as true."""
        return filled.strip() not in _FALSE

    def run(self, source: str, named: str) -> list[str]:
        """Run a script; returns what it logged. Raises ScriptFailed."""
        self._run(f"(function () {{\n{source}\n}})(); ''", source, named)
        said = json.loads(self._run("JSON.stringify(__said.splice(0))", "", f"what {named} logs"))
        return [self._secrets.mask(str(line)) for line in said]

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
        kind, text = self._result(expression.code, f"`${{{expression.code}}}`")
        self._hide(kind, text, expression.code)
        return text

    def _result(self, code: str, named: str) -> tuple[str, str]:
        """The type of what a code gives, and its text."""
        kind, text = json.loads(self._run(f"__told(\n{code}\n)", code, named))
        if _HALF.search(text):
            raise ScriptFailed(f"{named} cannot be computed: it cuts a sign in two; cut with Array.from instead")
        return kind, text

    def _run(self, code: str, written: str, named: str) -> str:
        """What a code gives, with all names in reach; what it puts into `output` of secrets is secret from then on."""
        self._offer()
        before = self._kept()
        try:
            result, problem = str(self._engine.eval(code)), ""
        except (quickjs.JSException, ValueError) as error:
            result, problem = "", _problem(error)
        self._sources = self._secrets_read()
        for text in self._kept() - before:
            self._hide("string", text, written)
        if problem:
            # The message may hold what was made of a secret, in a form that nothing recognises.
            error_name = _ERROR.match(problem)
            if self._sources and problem != _TOO_LONG:
                problem = f"{error_name.group() if error_name else 'Error'}, in a script that read a secret"
            raise ScriptFailed(self._secrets.mask(f"{named} cannot be computed: {problem}"))
        return result

    def _offer(self) -> None:
        """Put all names in reach of JavaScript; what they stand for is taken when it is read."""
        reach = {name: text for name, text in self._environment.items() if NAME.match(name) and name not in self._taken}
        for layer in self._layers:
            reach |= {name: text for name, text in layer.items() if name not in _OWN}
        for name in self._offered.keys() - reach.keys():
            self._engine.eval(f"delete globalThis[{json.dumps(name)}]; ''")
        for name, text in reach.items():
            self._engine.eval(f"__offer({json.dumps(name)}, {json.dumps(text)}); ''")
        self._offered = reach

    def _secrets_read(self) -> list[str]:
        """The values that were read since this was asked last, as far as they are or hold secrets."""
        try:
            names = json.loads(self._engine.eval("__read()"))
        except (quickjs.JSException, ValueError):
            names = list(self._offered)
        values = [self.value(name) or "" for name in names]
        return [value for value in values if self._secrets.mask(value) != value]

    def _kept(self) -> set[str]:
        """The texts in `output`."""
        try:
            return set(json.loads(self._engine.eval("__kept()")))
        except (quickjs.JSException, ValueError):
            return set()

    def _hide(self, kind: str, text: str, written: str) -> None:
        """Make a result secret that was made of a secret; not what the file says itself, nor answers and counts."""
        if not self._sources or text in written or text in _SAYS_LITTLE or kind == "boolean":
            return
        counted = len(text) < _FEWEST_DIGITS or not any(text in source for source in self._sources)
        if kind not in ("number", "bigint") or not counted:
            self._secrets.add(text)


def _problem(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "its message cuts a sign in two"
    if not isinstance(error, quickjs.JSException):
        return "it holds a NUL or half a surrogate pair"
    said = next((line for line in str(error).splitlines() if line.strip()), "it failed without a message")
    return _TOO_LONG if "interrupted" in said else said[:500]
