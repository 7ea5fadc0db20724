"""Where people keep files of their own."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths

LESSONS = "Chalkgrad lessons"


def documents() -> Path:
    """Return the folder in which people keep files of their own; where they have none, their home."""
    home = Path(os.path.expanduser("~"))  # `Path.home` fails where there is none
    named = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "user-dirs.dirs"
    if os.path.exists(named) and not os.path.isfile(named):  # Qt would read a pipe for good
        return home
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return folder if os.path.isdir(folder) else home


def own_lessons_folder() -> Path:
    """Return the folder in the user's documents where lessons of one's own are kept; it need not exist."""
    return documents() / LESSONS
