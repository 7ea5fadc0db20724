"""What is in a file that holds a table."""

from __future__ import annotations

import os
import stat
from pathlib import Path

MAX_BYTES = 512 * 2**20
LOST = "\ufffd"
"""What stands for a letter that is not known, as where a file is cut."""


class UnreadableTable(ValueError):
    """A table that cannot be read; the message says what is wrong, where, and what would help."""


def load(path: Path) -> bytes:
    """Return what is in a file.

    Raises
    ------
    UnreadableTable
        If the file does not exist, is a folder, is too large, may not be read, or changes meanwhile.
    """
    try:
        before = path.stat()
        if stat.S_ISDIR(before.st_mode):
            raise UnreadableTable(f"“{path.name}” is a folder; choose a file in it.")
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableTable(f"“{path.name}” is not an ordinary file; save the table to a CSV file first.")
        if before.st_size > MAX_BYTES:
            raise UnreadableTable(
                f"“{path.name}” has {before.st_size / 2**20:,.0f} MB; at most {MAX_BYTES // 2**20} MB can be read. "
                "Save only some of its rows or columns."
            )
        content = path.read_bytes()
        after = os.stat(path)
    except FileNotFoundError as error:
        raise UnreadableTable(f"There is no file “{path}” (any more).") from error
    except PermissionError as error:
        raise UnreadableTable(f"“{path.name}” cannot be read: you do not have permission.") from error
    except OSError as error:
        raise UnreadableTable(f"“{path.name}” cannot be read: {error.strerror}.") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise UnreadableTable(f"“{path.name}” changed while it was being read; try again when it is complete.")
    return content
