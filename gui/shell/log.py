"""The log: a file that what goes wrong is written into, and that does not grow beyond all bounds."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from gui.shell.settings import APPLICATION

FILE, OLDER = "chalkgrad.log", "chalkgrad.1.log"
FULL = 256 * 1024
"""Bytes beyond which the next start begins another file, and keeps this one as the older."""
MAX_WRITTEN = 1024 * 1024
"""Bytes that one start of the program writes at most."""


@cache
def log_file() -> Path | None:
    """Return the file that faults are written into, which is there; None if there can be none."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericStateLocation)
    return begun(Path(place) / APPLICATION)


def begun(folder: Path) -> Path | None:
    """Return the log in a folder, begun anew if it is full; None if it cannot be written."""
    file = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if file.exists() and not file.is_file():  # a pipe would never be opened
            return None
        if file.exists() and file.stat().st_size > FULL:
            with suppress(OSError):  # where another window has it open and the system minds
                os.replace(file, folder / OLDER)
        file.open("ab").close()
    except OSError:
        return None
    return file


class Log:
    """Writes into the log, a whole entry at a time, so that two windows can share it.

    Parameters
    ----------
    file
        None to write nothing.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self._left = MAX_WRITTEN

    def write(self, text: str) -> None:
        """Add an entry with the time; a full disk, or a folder that is gone, is no further fault."""
        entry = f"{datetime.now():%Y-%m-%d %H:%M:%S} {text.rstrip()}\n".encode(errors="backslashreplace")
        if self.file is None or len(entry) > self._left:
            return
        self._left -= len(entry)
        with suppress(OSError), self.file.open("ab") as log:
            log.write(entry)
