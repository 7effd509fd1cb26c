"""Errors that reach a person: one line, with the remedy."""

from __future__ import annotations


class KaimenError(Exception):
    """Base of all errors that Kaimen raises on purpose; its text is one line for a person."""


class ReadError(KaimenError):
    """A paper could not be read.

    `status` is what the store records: ``empty``, ``corrupt``, ``encrypted``, ``image_only``,
    ``too_large``, ``too_slow``, ``unsupported``, ``unreadable`` or ``failed``.
    """

    def __init__(self, status: str, message: str) -> None:
        super().__init__(" ".join(message.split()))
        self.status = status


class UsageError(KaimenError):
    """The caller asked for something that cannot be done (exit code 2)."""


class StoreError(KaimenError):
    """The store cannot be opened or written."""
