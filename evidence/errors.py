"""Errors of the evidence room."""


class EvidenceError(Exception):
    """A recording, or a part of one, cannot be read or written; the message names the file and the mend."""


class SourceError(EvidenceError):
    """A UI source that an app or a tool supplied is malformed or beyond the limits."""
