"""A reader of text that takes a cluster's worker along, as a machine does that loses its power."""

from __future__ import annotations

import os
import signal

from extractor.document import Document
from tests.readers.stubs import read_stub


def read_deadly(data: bytes, name: str) -> Document:
    """As read_stub; "deadly" kills the process that waits for this one."""
    if data.startswith(b"deadly"):
        os.kill(os.getppid(), signal.SIGKILL)
    return read_stub(data, name)
