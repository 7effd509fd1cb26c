"""Errors that reach a person: one line, with the remedy."""

from __future__ import annotations

from extractor.plain import printable

#: Characters of a message at most; what is longer loses its middle, for the remedy stands at the end.
MAX_LINE = 500


class KaimenError(Exception):
    """Base of all errors that Kaimen raises on purpose; its text is one line for a person."""


class ReadError(KaimenError):
    """A paper could not be read.

    `status` is what the store records: ``empty``, ``corrupt``, ``encrypted``, ``image_only``,
    ``too_large``, ``too_slow``, ``unsupported``, ``unreadable`` or ``failed``. The message may quote
    the file, which is hostile: it becomes one line of bounded length that a terminal may show.
    """

    def __init__(self, status: str, message: str) -> None:
        line = printable(" ".join(message.split()))
        super().__init__(line if len(line) <= MAX_LINE else f"{line[: MAX_LINE // 2]} … {line[-MAX_LINE // 2 :]}")
        self.status = status


class UsageError(KaimenError):
    """The caller asked for something that cannot be done (exit code 2)."""


class StoreError(KaimenError):
    """The store cannot be opened or written."""
