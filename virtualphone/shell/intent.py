"""Intents as `am` and `cmd package` take them on the command line."""

from __future__ import annotations

from dataclasses import dataclass, field

from virtualphone.device.packages import full_class_name

_WITH_VALUE = {
    "-n": "component", "-a": "action", "-d": "data", "-t": "type", "-f": "flags", "-p": "package",
    "--user": "user", "--display": "display", "--windowingMode": "mode", "--activity-flags": "flags",
    "-R": "repeat", "--activityType": "kind",
}  # fmt: skip
_EXTRAS = {"-e", "--es", "--ez", "--ei", "--el", "--ef", "--eu", "--ecn", "--eia", "--ela", "--esa", "--efa"}


@dataclass(slots=True)
class Intent:
    """An intent as the command line gives it."""

    values: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)
    switches: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)

    @property
    def component(self) -> tuple[str, str] | None:
        """Package and full class name, from `-n` or a last word `pkg/.Class`."""
        named = self.values.get("component") or next((word for word in self.words if "/" in word), "")
        package, slash, name = named.partition("/")
        return (package, full_class_name(package, name)) if slash and package and name else None

    @property
    def package(self) -> str | None:
        """The package that the intent is meant for."""
        if self.component:
            return self.component[0]
        plain = next((word for word in self.words if "/" not in word and ":" not in word), None)
        return self.values.get("package") or plain

    def __str__(self) -> str:
        parts = []
        if action := self.values.get("action"):
            parts.append(f"act={action}")
        if self.categories:
            parts.append(f"cat=[{','.join(self.categories)}]")
        if data := self.values.get("data"):
            parts.append(f"dat={data}")
        if flags := self.values.get("flags"):
            parts.append(f"flg={flags}")
        if self.component:
            package, name = self.component
            short = name[len(package) :] if name.startswith(package + ".") else name
            parts.append(f"cmp={package}/{short}")
        elif self.package:
            parts.append(f"pkg={self.package}")
        if self.extras:
            parts.append("(has extras)")
        return "Intent { " + " ".join(parts) + " }"


def parse_intent(args: list[str]) -> Intent:
    """Options of `am start` and the like."""
    intent = Intent()
    words = iter(args)
    for word in words:
        if word in _WITH_VALUE:
            intent.values[_WITH_VALUE[word]] = next(words, "")
        elif word == "-c":
            intent.categories.append(next(words, ""))
        elif word in _EXTRAS:
            key = next(words, "")
            intent.extras[key] = next(words, "")
        elif word.startswith("-"):
            intent.switches.add(word)
        else:
            intent.words.append(word)
    if "data" not in intent.values:
        addresses = [word for word in intent.words if "://" in word]
        intent.values |= {"data": addresses[0]} if addresses else {}
    return intent
