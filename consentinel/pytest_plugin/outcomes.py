"""How a test can end otherwise than well; pytest writes the bare names before the messages, as with its own."""

from __future__ import annotations


class Violation(AssertionError):
    """A rule is violated; the message is the finding."""

    __module__ = "builtins"


class Inconclusive(AssertionError):
    """Nothing can be said of a rule that the scenario is made for; the message says why."""

    __module__ = "builtins"


class EquipmentFailed(Exception):
    """Every attempt was spoiled by the equipment: nothing is known of the app, and the test is an error."""

    __module__ = "builtins"
