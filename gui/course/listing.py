"""A piece of program in a lesson, in letters of one width."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from gui.course.boxes import Lettering, WordBox
from gui.course.lines import Lines, Placed, broken

SIZE, SPACING, PAD, HANG = 0.72, 1.5, 0.6, 4
"""Height of its letters, from one line to the next and room around it, by the height of the words; and by how many
letters a line goes in that goes on.
"""


def listing(text: str, lettering: Lettering, width: float) -> Lines:
    """Return the lines of a program in a frame; those that are too long go on in the next line."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(max(6, round(SIZE * lettering.pixels)))
    letter, pad = QFontMetricsF(made).horizontalAdvance("0"), PAD * lettering.pixels
    placed = list[Placed]()
    y = pad
    for line in text.rstrip("\n").split("\n"):
        words = line.lstrip()
        left = pad + letter * (len(line) - len(words))
        room = max(4 * letter, width - left - pad - letter * HANG)
        lines = broken(_boxes(words, made, lettering.role), room, SPACING * made.pixelSize())
        base = lines.placed[0].at.y() if lines.placed else 0.0
        for each in lines.moved(left, y).placed:
            goes_on = each.at.y() > y + base
            placed.append(replace(each, at=each.at + QPointF(letter * HANG, 0.0)) if goes_on else each)
        y += lines.height
    return Lines(tuple(placed), y + pad, (QRectF(0.0, 0.0, width, y + pad),))


def _boxes(words: str, made: QFont, role: str) -> list[WordBox]:
    metrics = QFontMetricsF(made)
    up, down, space = metrics.ascent(), metrics.descent(), metrics.horizontalAdvance(" ")
    widths = ((word, metrics.horizontalAdvance(word)) for word in words.split(" "))
    return [WordBox(word, width, up, down, space, made, role=role) for word, width in widths]
