"""What can be chosen at home: lessons as cards with a picture, and tiles with an icon or a picture beside words."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPen

from core.course.listed import ListedLesson
from gui.course.home_sizes import SMALL, HomeSizes
from gui.widgets.icons import paint_icon
from gui.widgets.keys import HOME, way_of
from gui.widgets.theme import Look
from gui.widgets.tile import PictureTile, TileGrid

if TYPE_CHECKING:
    from core.course.pictures.catalogue import LessonSketch

PER_ROW = 4, 2, 1
"""How many lessons may stand beside each other."""
TILE, TILES = 270, (3, 1)
"""Width of a tile beside others at least, in pixels at normal text, and how many may stand so."""
FIRST = "play"
"""The icon of what one should press first."""
APART = 3
"""Pixels between the title of a tile and its words, at normal text."""
WRAPPED = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value


def wrapping(words: str) -> str:
    """Return words as a tooltip that wraps."""
    return f"<qt>{html.escape(words)}</qt>"


@lru_cache(maxsize=1024)
def height_of(words: str, width: int, look: Look, size: float, bold: bool = False) -> int:
    """Return how high words are that wrap within a width."""
    return QFontMetrics(look.font(size, bold)).boundingRect(QRect(0, 0, width, 10_000), WRAPPED, words).height()


class HomeCard(PictureTile):
    """A button at home, which may have a picture: its frame is bright where one should go on.

    Attributes
    ----------
    subject, is_file
        What it is of: the name of a lesson or a scene, or a file.
    """

    radius = 8.0

    def __init__(self, title: str, help: str, subject: str = "", is_file: bool = False) -> None:
        super().__init__()
        self.title, self.ahead = title, False
        self.sizes = HomeSizes()
        self.subject, self.is_file = subject, is_file
        self.sketch: LessonSketch | None = None
        self.setAccessibleDescription(help)
        self.setToolTip(wrapping(help))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def is_chosen(self) -> bool:
        """Whether one should go on here."""
        return self.ahead

    def set_sizes(self, sizes: HomeSizes) -> None:
        """Take a look, and as much room as there is."""
        if sizes != self.sizes:
            self.sizes = sizes
            self.set_look(sizes.look)

    def show_sketch(self, sketch: LessonSketch) -> None:
        """Show the picture."""
        if sketch is not self.sketch:
            self.sketch = sketch
            self.redraw()

    def height_in(self, width: int, sizes: HomeSizes) -> int:
        """Return how high it has to be for all its words."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to home, which knows where all cards are: a button goes to the next one in any direction."""
        if way_of(event, HOME) is not None:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _paint_sketch(self, painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area, self._look.colour("field"))
        if self.sketch is not None:
            from gui.course.painting import paint_sketch  # with the picture comes what is needed for it

            paint_sketch(painter, self.sketch, self._look, area)

    def _clip(self, painter: QPainter, area: QRectF) -> None:
        path = QPainterPath()
        path.addRoundedRect(area, self._look.px(self.radius), self._look.px(self.radius))
        painter.setClipPath(path)


class LessonCard(HomeCard):
    """A lesson: its picture, its number and title, how long it takes, and how far one is."""

    def __init__(self, lesson: ListedLesson) -> None:
        super().__init__(lesson.title, lesson.intro, lesson.name)
        self.lesson, self.state, self.done = lesson, "", False
        self.show_state("", False, False)

    def show_state(self, state: str, done: bool, ahead: bool) -> None:
        """Show how far one is, in words, and whether one should go on here."""
        if (self.state, self.done, self.ahead) != (state, done, ahead):
            self.redraw()
        self.state, self.done, self.ahead = state, done, ahead
        parts = (f"Lesson {self.lesson.place}: {self.title}", f"{self.lesson.minutes} minutes", state.strip("✓ "))
        self.setAccessibleName(", ".join(filter(None, parts)))

    @property
    def _number(self) -> str:
        return f"{self.lesson.place} " if self.lesson.place else ""

    def _title_height(self, width: int, sizes: HomeSizes) -> int:
        return height_of(self._number + self.title, width - 2 * sizes.edge, sizes.look, sizes.title, bold=True)

    def height_in(self, width: int, sizes: HomeSizes) -> int:
        return round(width * sizes.picture) + self._title_height(width, sizes) + sizes.foot

    def draw(self, painter: QPainter) -> None:
        """Draw picture and words."""
        look, sizes = self._look, self.sizes
        self._clip(painter, self.area)
        painter.fillRect(self.rect(), look.colour("card"))
        picture = round(self.width() * sizes.picture)
        self._paint_sketch(painter, QRectF(0, 0, self.width(), picture))
        painter.setPen(QPen(look.colour("border"), 1.0))
        painter.drawLine(0, picture, self.width(), picture)
        left, width = sizes.edge, self.width() - 2 * sizes.edge
        title = QRect(left, picture + sizes.around, width, self._title_height(self.width(), sizes))
        painter.setFont(look.font(sizes.title, bold=True))
        painter.setPen(look.colour("text"))
        painter.drawText(title, WRAPPED, self._number + self.title)
        painter.setPen(look.colour("dim"))
        painter.drawText(title, WRAPPED, self._number)
        painter.setFont(look.font(SMALL))
        foot = QRect(left, self.height() - sizes.line - sizes.around, width, sizes.line)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, f"{self.lesson.minutes} min")
        painter.setFont(look.font(SMALL, bold=True))
        painter.setPen(look.colour("good" if self.done else "accent"))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, self.state)


class HomeTile(HomeCard):
    """A title and a line of words beside an icon, or beside a picture where it has no ``icon``."""

    def __init__(
        self, title: str, words: str, help: str, icon: str = "", *, subject: str = "", is_file: bool = False
    ) -> None:
        super().__init__(title, help, subject, is_file)
        self._icon, self._is_first = icon, icon == FIRST
        self.ink = "highlight_text" if self._is_first else "text"
        self.words = ""
        self.show_words(title, words)

    def show_words(self, title: str, words: str) -> None:
        """Show another title and other words."""
        self.title, self.words = title, words
        self.setAccessibleName(f"{title}: {words}" if words else title)
        self.redraw()

    def _left(self, sizes: HomeSizes) -> int:
        return sizes.px(46, 70) if self._icon else sizes.offer + sizes.px(4, 6)

    def _title(self, sizes: HomeSizes) -> float:
        return sizes.tile_title if self._icon else sizes.title

    def _heights(self, width: int, sizes: HomeSizes) -> tuple[int, int]:
        """Return how high title and words are."""
        room, look = width - self._left(sizes) - sizes.edge, sizes.look
        words = height_of(self.words, room, look, SMALL) if self._icon else sizes.line
        return height_of(self.title, room, look, self._title(sizes), bold=True), words

    def height_in(self, width: int, sizes: HomeSizes) -> int:
        words = sum(self._heights(width, sizes)) + round(sizes.look.px(APART))
        return max(words + 2 * sizes.around, sizes.tile if self._icon else sizes.offer)

    def draw(self, painter: QPainter) -> None:
        """Draw icon or picture, and words."""
        look, sizes = self._look, self.sizes
        ink = getattr(look.theme, self.ink)
        self._clip(painter, self.area)
        ground = "highlight" if self._is_first else "card" if self._icon else "background"
        painter.fillRect(self.rect(), look.colour(ground))
        middle, left = self.height() / 2, self._left(sizes)
        if self._icon:
            side = sizes.icon
            paint_icon(painter, self._icon, QRectF(sizes.px(10, 20), middle - side / 2, side, side), ink)
        else:
            side = sizes.offer - sizes.px(6, 12)
            painter.save()
            place = QRectF(look.px(4), middle - side / 2, side, side)
            self._clip(painter, place)
            self._paint_sketch(painter, place)
            painter.restore()
        title, words = self._heights(self.width(), sizes)
        room = self.width() - left - sizes.edge
        shown = (
            self.words
            if self._icon
            else QFontMetrics(look.font(SMALL)).elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        )
        top = round(middle - (title + words + look.px(APART)) / 2)
        for text, height, font, colour in (
            (self.title, title, look.font(self._title(sizes), bold=True), ink),
            (shown, words, look.font(SMALL), ink if self._is_first else look.theme.dim),
        ):
            painter.setPen(colour)
            painter.setFont(font)
            painter.drawText(QRect(left, top, room, height), WRAPPED, text)
            top += height + round(look.px(APART))

    def _paint_frame(self, painter: QPainter) -> None:
        if self._icon or self.hasFocus() or self.underMouse():
            super()._paint_frame(painter)


class HomeGrid(TileGrid):
    """Cards in rows, all as high as the highest of ``peers``; at most so many beside each other as ``per_row`` says.

    ``least`` is the width of a card, in pixels at normal text; by default that of a lesson's.
    """

    def __init__(
        self, cards: Sequence[HomeCard], peers: Sequence[HomeCard], per_row: Sequence[int] = PER_ROW, least: int = 0
    ) -> None:
        super().__init__()
        self._cards, self._peers, self._per_row, self._least = cards, peers, per_row, least
        self._sizes = HomeSizes()
        for card in cards:
            card.setParent(self)

    @property
    def in_order(self) -> Sequence[HomeCard]:
        """The cards."""
        return self._cards

    @property
    def space(self) -> int:
        """Pixels between two cards."""
        return self._apart(self._sizes)

    def sizes(self, width: int) -> tuple[int, int, int]:
        """Return cards in a row, and width and height of a card."""
        return self._with(width, self._sizes)

    def height_in(self, width: int, sizes: HomeSizes) -> int:
        """Return how high it would be with other sizes."""
        per_row, _, height = self._with(width, sizes)
        rows = -(-len(self._cards) // per_row)
        return rows * height + max(0, rows - 1) * self._apart(sizes)

    def set_sizes(self, sizes: HomeSizes) -> None:
        """Take a look, and as much room as there is."""
        self._sizes = sizes
        for card in self._cards:
            card.set_sizes(sizes)
        self._place()

    def renew(self) -> None:
        """Place new cards. Qt does not do it when the grid keeps its size."""
        self.set_sizes(self._sizes)
        self.updateGeometry()

    def _apart(self, sizes: HomeSizes) -> int:
        return sizes.gap

    def _with(self, width: int, sizes: HomeSizes) -> tuple[int, int, int]:
        least, apart = round(sizes.look.px(self._least)) or sizes.narrowest, self._apart(sizes)
        fits = (count for count in self._per_row if (width - (count - 1) * apart) // count >= least)
        count = next(fits, 1)
        each = (width - (count - 1) * apart) // count
        return count, each, max((card.height_in(each, sizes) for card in self._peers), default=0)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)


class OfferGrid(HomeGrid):
    """Rows that need no room between them."""

    def _apart(self, sizes: HomeSizes) -> int:
        return sizes.px(2, 8)
