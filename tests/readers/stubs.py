"""Readers that do what a hostile paper makes a C library do; registered by a test, run in a worker."""

from __future__ import annotations

import ctypes
import os
import signal
import time

from extractor.document import Block, BlockKind, Document
from extractor.readers.text import read_text


def read_stub(data: bytes, name: str) -> Document:
    """A file's first word says what happens; anything else is read as the text that it is."""
    match data.split()[0].decode():
        case "hang":
            time.sleep(600)
        case "spin":
            # in C, where no exception of Python's can get
            ctypes.CDLL(None).pause()
        case "eat":
            hoard = []
            while True:
                hoard.append(bytearray(b"x") * 50_000_000)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "abort":
            os.abort()
        case "print":
            print("noise on standard output", flush=True)
            os.write(1, b"noise on the descriptor")
        case "process":
            return Document("", name, "", "text", (Block("p1", BlockKind.PARAGRAPH, str(os.getpid())),))
    return read_text(data, name)
