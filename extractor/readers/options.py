"""What a person may ask of the reading of one paper."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_PAGES = 2000
MAX_SECONDS = 300
#: Megabytes that reading may take beyond what the reader itself needs.
MAX_MEMORY = 2000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Limits and wishes for one paper; the password is never printed or stored."""

    password: str = field(default="", repr=False)
    max_pages: int = MAX_PAGES
    max_seconds: float = MAX_SECONDS
    max_memory: int = MAX_MEMORY
    #: Read pages that are pictures by OCR.
    ocr: bool = False
