"""The font of all words and numbers: Inter, which comes with the program.

It is a variable font: its weight is an axis, and `QFont.setWeight` does nothing.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FILE = Path(__file__).parents[2] / "resources" / "fonts" / "Inter.ttf"
NORMAL, BOLD = 400.0, 650.0
"""Weights of the words, and of names and what is now."""
OPTICAL = 14.0, 32.0
"""Sizes, in pixels, between which the letters change their shapes."""


@cache
def family() -> str:
    """Load the font, and return its name."""
    names = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(FILE)))
    return names[0] if names else QFont().family()


@lru_cache(maxsize=128)
def _made(pixels: int, bold: bool) -> QFont:
    font = QFont(family())
    font.setPixelSize(pixels)
    font.setVariableAxis(QFont.Tag.fromString("wght"), BOLD if bold else NORMAL)
    font.setVariableAxis(QFont.Tag.fromString("opsz"), min(max(float(pixels), OPTICAL[0]), OPTICAL[1]))
    font.setFeature(QFont.Tag.fromString("tnum"), 1)  # digits of one width: numbers that change stay where they are
    return font


def font(pixels: int, bold: bool = False) -> QFont:
    """Return the font with letters of a size."""
    return QFont(_made(pixels, bold))
