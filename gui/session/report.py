"""What is told about a fault to those who can mend it: nothing about who had it."""

from __future__ import annotations

import os
import re
import traceback
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from core.patterns import pattern
from core.version import version_line

PROGRAM = Path(__file__).parents[2]
"""Where the program lies; its files are named from there on."""
LIBRARIES = pattern(r'(?<=File ")[^"]*[\\/](?:site-packages|python3\.\d+|Lib)[\\/]')
MAX_LENGTH = 20_000
"""Letters that a report has at most: a message can hold a whole table."""


def report_of(error: BaseException) -> str:
    """Return version, platform and where a fault happened, without the folders of whoever had it."""
    lines = "".join(traceback.format_exception(error))
    if len(lines) > MAX_LENGTH:
        lines = f"{lines[: MAX_LENGTH // 2]}\n…\n{lines[-MAX_LENGTH // 2 :]}"
    screen = f" · {QGuiApplication.platformName()}" if QGuiApplication.instance() is not None else ""
    return f"{version_line()}{screen}\n\n{without_places(lines, PROGRAM, Path(os.path.expanduser('~')))}"


def without_places(text: str, program: Path, home: Path) -> str:
    """Return a text with files named from the program's folder or that of libraries on, and without the home folder."""
    for place, instead in ((program, ""), (home, "~")):
        for written in (str(place), str(place).replace("\\", "\\\\")):  # the second as Python quotes it
            if len(written) > 1:
                text = re.sub(re.escape(written) + (r"[\\/]+" if not instead else r"(?![\w])"), instead, text)
    text = LIBRARIES.sub("", text)
    return re.sub(rf"(?<=[\\/]){re.escape(home.name)}(?=[\\/\s\"'])", "~", text) if home.name else text
