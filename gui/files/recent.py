"""The files of late, and what was in no file: what lasts from one day to the next."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from gui.files.folders import documents
from gui.frames.file_jobs import last_in

MAX_RECENT = 5


class Remembered(Protocol):
    """What lasts from one day to the next: the files of late, and where what is in no file is kept."""

    recent: list[Path]
    folder: Path


class Recent:
    """Knows the files of late, the last one first; ``kept`` is None to remember nothing."""

    def __init__(self, kept: Remembered | None) -> None:
        self._kept = kept
        self.files = kept.recent if kept else []

    def add(self, path: Path) -> None:
        """Let a file be the last one."""
        recent = self._kept.recent if self._kept else self.files  # another window may have added to them
        self.files = [path, *(each for each in recent if each != path)][:MAX_RECENT]
        if self._kept:
            self._kept.recent = self.files

    @property
    def folder(self) -> Path:
        """Where files are looked for first."""
        return next((each.parent for each in self.files if os.path.isdir(each.parent)), documents())

    @property
    def last(self) -> Path | None:
        """The folder in which what is in no file is kept."""
        return self._kept.folder if self._kept is not None else None

    @property
    def has_last(self) -> bool:
        """Whether there is something in no file, from the last time."""
        return self.last_written is not None

    @property
    def last_written(self) -> float | None:
        """When what is in no file was kept, in seconds as files have it; None if there is none."""
        path = last_in(self._kept.folder) if self._kept is not None else None
        return os.path.getmtime(path) if path is not None and os.path.isfile(path) else None
