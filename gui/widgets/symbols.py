"""Names from formulas, typeset in a line: italic letters, the layer above them and indices below."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from gui.widgets.fonts import symbol, symbol_font

RAISED = r"(?<=[^\W\d_])\[\d+\]|[⁽⁾⁰¹²³⁴-⁹]+|ᵀ"
LOWERED = r"[₀-₉][₀-₉,]*|[ₓₙ]"
LETTERS = r"[^\W\d_¹²³⁰-ₜᵀ]\u0302?"
PART = re.compile(f"(?P<raised>{RAISED})|(?P<lowered>{LOWERED})|(?P<letters>(?:{LETTERS})+)")
NAME = re.compile(rf"\(?d?{LETTERS}(?:{RAISED}|{LOWERED})*\)?(?:{RAISED}|{LOWERED})*")
ON_THE_LINE = str.maketrans("⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ₓₙᵀ", "()01234567890123456789xn⊤")
SMALLER, SHIFT = 0.68, {1: -0.62, 0: 0.0, -1: 0.41}
"""Size of what is raised or lowered, by that of the letters, and how far down it stands, by its own."""
ABOVE, BELOW = 0.75, 0.22
"""How far digits and brackets reach above and below their own line, by their size."""
WORD = 3
"""So many letters are a word, which is upright."""


def is_name(text: str) -> bool:
    """Tell whether a text is one name from a formula, e.g. ``w[1]₁,₂``."""
    return NAME.fullmatch(text) is not None


def is_high(text: str) -> bool:
    """Tell whether something of a text is raised."""
    return any(level > 0 for _, level in _parts(text))


@lru_cache(maxsize=512)
def _parts(text: str) -> tuple[tuple[str, int], ...]:
    """Return the parts of a text: each with 1 if it is raised, −1 if it is lowered, and 0 on the line."""
    parts, end = list[tuple[str, int]](), 0
    for found in PART.finditer(text):
        if plain := text[end : found.start()]:
            parts.append((plain, 0))
        end, part = found.end(), found[0]
        if found["letters"]:
            letters = re.findall(LETTERS, part)
            parts.append(("".join(symbol(each) or each for each in letters) if len(letters) < WORD else part, 0))
        else:
            parts.append((part.translate(ON_THE_LINE), 1 if found["raised"] else -1))
    return (*parts, *(((text[end:], 0),) if text[end:] else ()))


@lru_cache(maxsize=512)
def _placed(text: str, size: int, least: int) -> tuple[tuple[tuple[float, float, QFont, str], ...], float]:
    """Return each part with its place and font, and the width of all; indices stand below what is raised."""
    font, small = symbol_font(size), symbol_font(max(round(SMALLER * size), min(least, size)))
    placed, x, begin, before = list[tuple[float, float, QFont, str]](), 0.0, 0.0, 0
    for part, level in _parts(text):
        used = small if level else font
        if not (level and before == -level):  # else both are at the same letter
            begin = x
        metrics = QFontMetricsF(used)
        ink = metrics.tightBoundingRect(part)  # slanted letters reach out of their places
        begin += max(0.0, -ink.left())
        placed.append((begin, SHIFT[level] * used.pixelSize(), used, part))
        x, before = max(x, begin + max(metrics.horizontalAdvance(part), ink.right())), level
    return tuple(placed), x


def reach_of(font: QFont, least: int = 0) -> tuple[float, float]:
    """Return how far above and below its base line a name with both layer and index reaches, in pixels."""
    small = max(SMALLER * font.pixelSize(), min(least, font.pixelSize()))
    return (ABOVE - SHIFT[1]) * small, (BELOW + SHIFT[-1]) * small


def width_of(text: str, font: QFont, least: int = 0) -> float:
    """Return the width in pixels of a text in the font of formulas; indices have ``least`` pixels, if letters have."""
    return _placed(text, font.pixelSize(), least)[1]


def write(painter: QPainter, place: QPointF, text: str, font: QFont, least: int = 0) -> None:
    """Write a text from a place on its base line on; see `width_of`."""
    for x, down, used, part in _placed(text, font.pixelSize(), least)[0]:
        painter.setFont(used)
        painter.drawText(QPointF(place.x() + x, place.y() + down), part)
