"""Names from formulas, typeset in a line: italic letters, the layer above them and indices below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from core.patterns import pattern
from gui.widgets.fonts import BESIDE_WORDS, symbol, symbol_font

RAISED = r"(?<=[^\W\d_])\[\d+\]|[⁽⁾⁰¹²³⁴-⁹]+|ᵀ"
LOWERED = r"[₀-₉][₀-₉,]*|[ₓₙ]"
LETTERS = r"[^\W\d_¹²³⁰-ₜᵀ]\u0302?"
PART = pattern(f"(?P<raised>{RAISED})|(?P<lowered>{LOWERED})|(?P<letters>(?:{LETTERS})+)")
NAME = pattern(rf"\(?d?{LETTERS}(?:{RAISED}|{LOWERED})*\)?(?:{RAISED}|{LOWERED})*")
INDEXED = rf"d?{LETTERS}(?:{RAISED}|{LOWERED})+"
IN_WORDS = pattern(rf"\({INDEXED}\)(?:{RAISED}|{LOWERED})+|(?<![^\W_]){INDEXED}")
"""A name with a layer or an index, or both, among words."""
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


def _pieces(text: str, font: QFont) -> Iterator[tuple[str, bool, float]]:
    """Yield words and names of a text in turn: each with whether it is a name, and its width."""
    metrics, larger, end = QFontMetricsF(font), round(BESIDE_WORDS * font.pixelSize()), 0
    for found in IN_WORDS.finditer(text):
        words = text[end : found.start()]
        yield words, False, metrics.horizontalAdvance(words)
        yield found[0], True, _placed(found[0], larger, font.pixelSize())[1]
        end = found.end()
    yield text[end:], False, metrics.horizontalAdvance(text[end:])


def width_in_words(text: str, font: QFont) -> float:
    """Return the width in pixels of a line of words whose names are typeset, with indices as large as the words."""
    return sum(width for _, _, width in _pieces(text, font))


def reach_in_words(text: str, font: QFont) -> tuple[float, float]:
    """Return how far above and below its base line such a line reaches, in pixels."""
    metrics = QFontMetricsF(font)
    above, below = metrics.ascent(), metrics.descent()
    if IN_WORDS.search(text) is None:
        return above, below
    most = reach_of(symbol_font(round(BESIDE_WORDS * font.pixelSize())), font.pixelSize())
    return max(above, most[0]), max(below, most[1])


def lines_in_words(text: str, font: QFont, width: float) -> list[str]:
    """Return a text in lines of at most a width, parted between words; none of an empty one."""
    lines = [""] if text else []
    for word in text.split(" ") if text else ():
        longer = f"{lines[-1]} {word}".strip()
        if width_in_words(longer, font) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def height_in_words(text: str, font: QFont, width: float) -> float:
    """Return the height in pixels of a text in such lines."""
    return sum(sum(reach_in_words(line, font)) for line in lines_in_words(text, font, width))


def write_lines(painter: QPainter, box: QRectF, text: str, font: QFont) -> None:
    """Write a text in lines, with its names typeset, in the middle of the height of a box."""
    base = box.center().y() - height_in_words(text, font, box.width()) / 2
    for line in lines_in_words(text, font, box.width()):
        above, below = reach_in_words(line, font)
        write_words(painter, QPointF(box.left(), base + above), line, font)
        base += above + below


def write_words(painter: QPainter, place: QPointF, text: str, font: QFont) -> None:
    """Write a line of words, with its names typeset, from a place on its base line on; see `width_in_words`."""
    x, larger = place.x(), symbol_font(round(BESIDE_WORDS * font.pixelSize()))
    for piece, is_typeset, width in _pieces(text, font):
        if is_typeset:
            write(painter, QPointF(x, place.y()), piece, larger, font.pixelSize())
        else:
            painter.setFont(font)
            painter.drawText(QPointF(x, place.y()), piece)
        x += width
