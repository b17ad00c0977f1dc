"""Why something looks personal, in both languages of the reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Why:
    """One clause in Chinese and in English, without a full stop; both give the same figures and the same names."""

    zh: str
    en: str

    def under(self, *names: str) -> Why:
        """The clause behind the names that the value stands under, as the app spells them."""
        zh = "、".join(f"“{name}”" for name in names)
        return Why(f"字段名{zh}：{self.zh}", f"named {' and '.join(names)}: {self.en}")

    def then(self, more: Why) -> Why:
        """The clause with another behind it, which brings its own punctuation."""
        return Why(self.zh + more.zh, self.en + more.en)
