"""Words, formulas and buttons of a lesson as boxes that stand on one base line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from core.course.formulas import NoFormula, latex_in, spoken_in, turned_in
from core.course.lesson import Doing, Inlaid, Mathematics, Term, TextLine, Wording
from core.exchange.glossary import Entry
from core.exchange.notated_glossary import glossary_in
from core.training.notation import Notation
from core.values import dataclass
from core.words import kept_together
from gui.widgets.fonts import font, symbol_font
from gui.widgets.formula import SET_AT, can_be_set, setter
from gui.widgets.theme import Look

SYMBOLS, DISPLAYED = 1.12, 1.5
"""Height of the letters of formulas, by that of the words: in a line, and on a line of their own."""
LONG = 16
"""Letters of a formula from which on it may be broken."""
LINE = 1.55
"""From one base line to the next, by the height of the words."""


@dataclass(frozen=True)
class Lettering:
    """How words are written.

    ``pixels`` is the height of their letters, ``role`` their colour in the theme, ``spacing`` from one base line to the
    next by the height of the letters.
    """

    look: Look
    pixels: float
    role: str = "text"
    strong: bool = False
    spacing: float = LINE

    def font(self, words: Wording) -> QFont:
        """Return the font of some words."""
        made = font(round(self.pixels), self.strong or words.strong)
        made.setItalic(words.emphasised)
        return made

    @property
    def line(self) -> float:
        """From one base line to the next, in pixels."""
        return self.spacing * round(self.pixels)


@dataclass(frozen=True, eq=False)
class WordBox:
    """A word, a formula or a button.

    Attributes
    ----------
    spoken
        What it says, in the notation of the look.
    width, ascent, descent
        Its room in pixels, above and below the base line.
    space
        Between it and the box before, in pixels, where both stand in one line; 0 if they cannot be parted.
    font, picture, button
        What it is: a word has a font, a formula a picture once that is set.
    terms
        What the glossary knows of it; those of a ``marked`` box are to be looked up.
    """

    spoken: str
    width: float
    ascent: float
    descent: float
    space: float = 0.0
    font: QFont | None = None
    picture: QSvgRenderer | QImage | None = None
    button: QWidget | None = None
    role: str = "text"
    terms: tuple[Entry, ...] = ()
    marked: bool = False

    @property
    def awaited(self) -> bool:
        """Whether it is a formula that is not set yet."""
        return self.font is None and self.picture is None and self.button is None

    def scaled(self, width: float) -> WordBox:
        """Return a formula as small as a width."""
        share = width / self.width
        return replace(self, width=width, ascent=self.ascent * share, descent=self.descent * share)

    def paint(self, painter: QPainter, at: QPointF, look: Look) -> None:
        """Paint it with its base line's beginning somewhere."""
        if self.font is not None:
            painter.setFont(self.font)
            painter.setPen(look.colour(self.role))
            painter.drawText(at, self.spoken)
        elif isinstance(self.picture, QImage):
            painter.drawImage(self.area(at), self.picture)
        elif self.picture is not None:
            self.picture.render(painter, self.area(at))
        if self.marked:
            pen = QPen(look.colour("accent"), look.line(1.3))
            pen.setDashPattern([1.5, 2.5])
            painter.setPen(pen)
            low = at + QPointF(0.0, look.px(4.5))
            painter.drawLine(low, low + QPointF(self.width, 0.0))

    def area(self, at: QPointF) -> QRectF:
        """Return its room."""
        return QRectF(at.x(), at.y() - self.ascent, self.width, self.ascent + self.descent)


MakeButton = Callable[[Doing], QWidget]


def boxes_of(line: TextLine, lettering: Lettering, button: MakeButton | None = None) -> list[WordBox]:
    """Return the boxes of words in a line; ``button`` makes what lets something happen."""
    texts = [_said(inlaid, lettering) for inlaid in line]
    terms = _terms_in(lettering.look.notation, "".join(texts))
    boxes: list[WordBox] = []
    start, space = 0, 0.0
    for inlaid, text in zip(line, texts, strict=True):
        for box, at in _boxes_of_one(inlaid, text, lettering, button):
            end = start + at + len(box.spoken)
            here = tuple(entry for begin, until, entry in terms if begin < end and start + at < until)
            if box.spoken != " ":
                boxes.append(replace(box, space=space, terms=here or box.terms))
            space = box.width if box.spoken == " " else 0.0
        start += len(text)
    return boxes


def _boxes_of_one(
    inlaid: Inlaid, text: str, lettering: Lettering, button: MakeButton | None
) -> Iterator[tuple[WordBox, int]]:
    """Yield the boxes of a piece of a line, spaces too, with their places in its text."""
    if isinstance(inlaid, Mathematics):
        for place, part in enumerate(_breakable(inlaid.text)):
            if place:
                yield WordBox(" ", 0.3 * lettering.pixels, 0.0, 0.0), len(text)
            yield formula_box(part, lettering), 0
    elif isinstance(inlaid, Doing) and button is not None:
        yield button_box(button(inlaid)), 0
    else:
        style = inlaid if isinstance(inlaid, Wording) else Wording(text, strong=isinstance(inlaid, Doing))
        for found in re.finditer(" |[^ ]+", text):
            box = _word(found[0], style, lettering)
            if isinstance(inlaid, Term) and found[0] != " ":
                box = replace(box, terms=_looked_up(lettering.look.notation, text), marked=True)
            yield box, found.start()


@lru_cache(maxsize=512)
def _terms_in(notation: Notation, text: str) -> tuple[tuple[int, int, Entry], ...]:
    return glossary_in(notation).places_in(text)


@lru_cache(maxsize=128)
def _looked_up(notation: Notation, text: str) -> tuple[Entry, ...]:
    """Return what is meant by a word that is marked; everyday words, too."""
    known = glossary_in(notation)
    found = known.terms_in(text) or (known.entry(text),)
    return tuple(entry for entry in found if entry is not None)


def _breakable(formula: str) -> list[str]:
    """Return a long formula in the parts between which a line may end: before a sign that stands in no brackets."""
    parts = re.split(r" (?=[=≈←] )", formula) if len(formula) > LONG and "[" not in formula else [formula]
    return parts if all(part.count("(") == part.count(")") for part in parts) else [formula]


def _said(inlaid: Inlaid, lettering: Lettering) -> str:
    notation = lettering.look.notation
    if isinstance(inlaid, Mathematics):
        return spoken_in(notation, inlaid.text)
    text = re.sub(r"[ \t\r\n]+", " ", getattr(inlaid, "text", ""))
    return kept_together(notation.text(text))


def as_written(line: TextLine, notation: Notation) -> str:
    """Return words in a line for a screen reader, with the articles' letters: the window writes the notation's."""
    texts = (
        turned_in(notation, each.text) if isinstance(each, Mathematics) else getattr(each, "text", "") for each in line
    )
    return " ".join("".join(texts).split())


def _word(text: str, style: Wording, lettering: Lettering) -> WordBox:
    made = lettering.font(style)
    metrics = QFontMetricsF(made)
    width = metrics.horizontalAdvance(text)
    return WordBox(text, width, metrics.ascent(), metrics.descent(), font=made, role=lettering.role)


def cut(box: WordBox, width: float) -> Iterator[WordBox]:
    """Yield a word that is wider than a line in parts that are not."""
    assert box.font is not None
    metrics, rest = QFontMetricsF(box.font), box.spoken
    while rest:
        count = next((n for n in range(len(rest), 1, -1) if metrics.horizontalAdvance(rest[:n]) <= width), 1)
        yield replace(box, spoken=rest[:count], width=metrics.horizontalAdvance(rest[:count]), space=0.0)
        rest = rest[count:]


def button_box(button: QWidget) -> WordBox:
    """Return the room of a button in a line of words."""
    size, up, around = button.sizeHint(), button.property("ascent") or 0, button.property("around") or 0
    return WordBox(button.accessibleName(), size.width(), up + around, size.height() - up + around, button=button)


def formula_box(text: str, lettering: Lettering, size: float = SYMBOLS) -> WordBox:
    """Return the room of a formula; one that is not set yet has about the room that it will have."""
    look, pixels = lettering.look, size * round(lettering.pixels)
    spoken = spoken_in(look.notation, text)
    try:
        latex = latex_in(look.notation, text, size > SYMBOLS)
    except NoFormula:
        latex = ""
    settable = bool(latex) and can_be_set(latex)
    picture = setter().want(latex, look.colour(lettering.role).name()) if settable else None
    if picture is not None and picture.isValid():
        box, scale = picture.viewBoxF(), pixels / SET_AT
        return WordBox(spoken, box.right() * scale, -box.top() * scale, box.bottom() * scale, picture=picture)
    made = symbol_font(round(pixels))
    room = WordBox(spoken, QFontMetricsF(made).horizontalAdvance(spoken), 0.8 * pixels, 0.25 * pixels)
    return room if settable and picture is None else replace(room, font=made, role=lettering.role)
