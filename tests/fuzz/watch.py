"""Sees what a worker does that reading a paper never needs: files written elsewhere, the network, other programs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: Events that are wrong whatever their arguments are; a prefix stands for all that begin so.
_NEVER = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "urllib.", "http.", "ftplib.", "smtplib.", "ssl.", "pty.", "webbrowser.", "os.kill", "ctypes.dlopen", "code.", "pickle.find_class")
#: Events whose first argument names a file that is changed.
_CHANGING = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime", "shutil.", "tempfile.")


class Watch:
    """Notes the events of this process while `on`, which is all that audit hooks allow: they cannot be taken off."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            path, mode, flags = arguments
            if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & _WRITING):
                self._note(event, path)
        elif event.startswith(_CHANGING):
            self._note(event, arguments[0] if arguments else "")
        elif event.startswith(_NEVER):
            self.seen.append(f"{event} {arguments!r:.200}")

    def _note(self, event: str, path: object) -> None:
        if isinstance(path, int):
            return  # a descriptor that is open already
        place = Path(os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else str(path))
        if place != Path(os.devnull) and not (Path.cwd() / place).resolve().is_relative_to(self.home):
            self.seen.append(f"{event} {place}")
