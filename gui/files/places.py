"""Where windows keep what stands in them: a file for each window, which is in use while its lock is held."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile

from core.exchange.endings import WITH_RUNS
from core.exchange.whole_files import sweep

FOLDER, LOCK = "windows", ".lock"
UNREAD = ".unread"
"""How the name of a file ends that could not be read: it is not offered again."""


class KeptPlace:
    """A window's file, which is its own as long as it holds the lock; a lock is free once its process is gone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = QLockFile(f"{path}{LOCK}")
        self._lock.setStaleLockTime(0)

    def claim(self) -> bool:
        """Take the lock; return False if another window has it, or it cannot be taken."""
        lock = self._lock.fileName()
        if os.path.exists(lock) and not os.path.isfile(lock):  # a pipe would never be opened
            return False
        return self._lock.tryLock(0)

    def release(self) -> None:
        """Leave the file to whoever finds it."""
        self._lock.unlock()

    def clear(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.release()

    def put_aside(self) -> Path:
        """Let the file not be offered again, and return where it is now."""
        aside = self.path.with_name(self.path.name + UNREAD)
        with suppress(OSError):
            os.replace(self.path, aside)
        self.release()
        return aside


def new_place(folder: Path) -> KeptPlace:
    """Return a place for another window."""
    return KeptPlace(folder / FOLDER / f"{os.getpid()}-{os.urandom(4).hex()}{WITH_RUNS}")


def left_places(folder: Path) -> Iterator[KeptPlace]:
    """Yield, and claim, the files of windows that are gone, the newest first; locks without a file are removed."""
    with suppress(OSError):
        for path in _files(folder / FOLDER):
            place = KeptPlace(path)
            if place.claim():
                if os.path.lexists(path):
                    yield place
                else:
                    place.release()


def _files(folder: Path) -> list[Path]:
    """Return the files of windows, the newest first, and after them those of which there is a lock alone."""
    sweep(folder)
    found = {folder / each.name.removesuffix(LOCK) for each in folder.iterdir() if not each.name.startswith(".")}
    written = {path: path.lstat().st_mtime if os.path.lexists(path) else 0.0 for path in found}
    return sorted((path for path in found if path.name.endswith(WITH_RUNS)), key=lambda path: -written[path])
