"""Files that are read whole, and written completely or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from core.patterns import pattern

DRAFT = pattern(r"\.[0-9a-f]{12}\.part")
"""The name of a file that is being written."""
OLD = 60.0
"""Seconds after which nobody writes a draft any more: whoever began it has been killed."""
MAX_DOTS = 32
_WORD = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP = pattern(rf"(?<![\w-]){_WORD}(?:\s*+\.\s*+{_WORD}){{{MAX_DOTS}}}")


class BrokenFile(ValueError):
    """A file that cannot be read; the message says what is wrong with it, without its name."""


def read_whole(path: Path, most: int) -> bytes:
    """Return what is in a file.

    Raises
    ------
    BrokenFile
        If it is none that ends: a folder, a device, a pipe; or has more than ``most`` bytes.
    OSError
        If it cannot be read.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise BrokenFile(f"is {kind_of(found.st_mode)}, no file that can be read.")
    if found.st_size > most:
        raise BrokenFile(f"is too large: an experiment can have at most {most // 2**20} MB.")
    with path.open("rb") as file:
        return file.read(most + 1)[:most]  # it may grow meanwhile


def kind_of(mode: int) -> str:
    """Return in words what there is in a file's place."""
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    return next((words for is_kind, words in kinds if is_kind(mode)), "a device")


def refuse_deep(text: str) -> None:
    """Refuse TOML whose keys have so many dots that reading it takes forever.

    Raises
    ------
    BrokenFile
        If a key has more than 32 parts.
    """
    if (found := _DEEP.search(text)) is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise BrokenFile(f"line {line}: a key has more than {MAX_DOTS} parts; none of an experiment has.")


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a new file beside ``path``, which then replaces it: whatever fails, the old file stays whole.

    What a program that was killed has left half written in that folder is removed.

    Raises
    ------
    OSError
        If that cannot be, or there is something else than a file in its place.
    """
    if path.exists():
        if not stat.S_ISREG(mode := path.stat().st_mode):
            raise OSError(errno.EINVAL, f"there is {kind_of(mode)} of this name")
        if not os.access(path, os.W_OK):  # replacing needs no permission for the file itself
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    sweep(path.parent)
    draft = path.with_name(f".{os.urandom(6).hex()}.part")
    try:
        with draft.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what programs that were killed have left half written in a folder."""
    with suppress(OSError):
        for name in os.listdir(folder):
            if DRAFT.fullmatch(name) and (draft := folder / name).lstat().st_mtime < time.time() - OLD:
                draft.unlink(missing_ok=True)
