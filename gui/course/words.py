"""Paragraphs, formulas and pictures of a lesson, one below the other."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.course.formulas import turned_in
from core.course.lesson import Displayed, Doing, Illustration, Paragraph, ProgramListing, TextBlock, Wording
from gui.course.boxes import (
    DISPLAYED,
    LINE,
    Lettering,
    WordBox,
    as_written,
    boxes_of,
    button_box,
    formula_box,
)
from gui.course.buttons import RIGHT, DeedButton
from gui.course.hovering import explain, look_up
from gui.course.lines import Lines, Placed, broken
from gui.course.listing import listing
from gui.course.parting import is_button, parted
from gui.widgets.formula import setter
from gui.widgets.theme import Look

BETWEEN, IN_LIST, AROUND = 0.45, 0.15, 0.55
"""Room between paragraphs, between the points of a list, and around formulas and buttons of their own, in lines."""
DONE = Wording(f"{RIGHT}\N{NO-BREAK SPACE}done")


class LessonWords(QWidget):
    """Shows blocks of a lesson as wide as there is room; what can be done in them are buttons.

    Parameters
    ----------
    role, strong, spacing
        The colour of its words, whether they are bold, and from one line to the next by the height of its letters.
    """

    deed_asked = Signal(str)
    _lines = Lines()  # events come before it is made
    _lettering = Lettering(Look(), 20.0)

    def __init__(self, role: str = "text", strong: bool = False, spacing: float = LINE) -> None:
        super().__init__()
        self._blocks: tuple[TextBlock, ...] = ()
        self._lettering = Lettering(Look(), 20.0, role, strong, spacing)
        self._shown: tuple[tuple[TextBlock, ...], frozenset[str], tuple[str, str]] = (), frozenset(), ("", "")
        self.deeds: dict[int, DeedButton] = {}
        self._boxes: list[list[WordBox]] = []
        self._heights: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        setter().done.connect(self._take)

    # What it shows

    def show_blocks(
        self, blocks: tuple[TextBlock, ...], done: frozenset[str] = frozenset(), lead: tuple[str, str] = ("", "")
    ) -> None:
        """Show blocks; ``done`` are the deeds that have happened, ``lead`` words to begin with and their colour."""
        self.setVisible(bool(blocks))
        parts = tuple(parted(blocks))
        if parts != self._blocks:
            self._blocks = parts
            self._make_buttons()
        if (blocks, done, lead) != self._shown:
            self._shown = blocks, done, lead
            self._renew()
        for button in self.deeds.values():
            button.set_done(button.doing.deed in done)

    def _make_buttons(self) -> None:
        for button in self.deeds.values():
            button.hide()
            button.deleteLater()
        self.deeds = {}
        for block in self._blocks:
            words = block.words if isinstance(block, Paragraph) else ()
            for doing in (each for each in words if isinstance(each, Doing)):
                button = self.deeds[id(doing)] = DeedButton(doing, alone=doing is words[-1] and is_button(block))
                button.setParent(self)
                button.clicked.connect(partial(self.deed_asked.emit, doing.deed))
                button.show()

    def fit(self, look: Look, pixels: float) -> None:
        """Take a look and a height of letters."""
        lettering = replace(self._lettering, look=look, pixels=pixels)
        if lettering != self._lettering:
            self._lettering = lettering
            self._renew()

    @property
    def focusable(self) -> list[QWidget]:
        """What the keyboard can come to, in order."""
        here: list[QWidget] = [self] if self.focusPolicy() != Qt.FocusPolicy.NoFocus else []
        return [*here, *self.deeds.values()]

    @property
    def awaits(self) -> bool:
        """Whether a formula in it is not set yet."""
        return any(box.awaited for boxes in self._boxes for box in boxes)

    def _take(self) -> None:
        if self.awaits:
            self._renew()

    def _renew(self) -> None:
        self._boxes = [self._boxes_of(block) for block in self._blocks]
        lead, role = self._shown[2]
        if lead and self._boxes:
            before = boxes_of((Wording(lead, strong=True),), replace(self._lettering, role=role))
            after = [replace(box, space=0.3 * self._lettering.pixels) for box in self._boxes[0][:1]]
            self._boxes[0] = [*before, *after, *self._boxes[0][1:]]
        self.setAccessibleName(self.spoken)
        marked = any(box.marked for boxes in self._boxes for box in boxes)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if marked else Qt.FocusPolicy.NoFocus)
        self._heights.clear()
        self._place()
        self.updateGeometry()
        self.update()

    @property
    def spoken(self) -> str:
        """All that it says, with the articles' letters."""
        return "\n".join(filter(None, (self._shown[2][0], *map(self._spoken, self._blocks))))

    def _spoken(self, block: TextBlock) -> str:
        notation = self._lettering.look.notation
        if isinstance(block, Paragraph):
            return f"{block.bullet} {as_written(block.words, notation)}".strip()
        if isinstance(block, Displayed):
            return turned_in(notation, block.text)
        return block.words if isinstance(block, Illustration) else block.text

    def _boxes_of(self, block: TextBlock) -> list[WordBox]:
        if isinstance(block, Displayed):
            return [formula_box(block.text, self._lettering, DISPLAYED)]
        if isinstance(block, Illustration):
            return [_pictured(block, self._lettering.look)]
        if isinstance(block, ProgramListing):
            return []
        boxes = boxes_of(block.words, self._lettering, lambda doing: self.deeds[id(doing)])
        if is_button(block) and isinstance(last := block.words[-1], Doing):
            pixels, apart = 0.95 * self._lettering.pixels, 0.8 * self._lettering.pixels
            role = "good" if last.deed in self._shown[1] else "card"  # its room is kept
            done = boxes_of((DONE,), replace(self._lettering, role=role, pixels=pixels))
            before = [replace(box, space=0.5 * apart) for box in boxes[-1:] if len(boxes) > 1]
            boxes = [*boxes[:-1], *(before or boxes), replace(done[0], space=apart), *done[1:]]
        return boxes

    # Where it stands

    def _arranged(self, width: float) -> Lines:
        """Return all boxes at their places in a width."""
        line, placed, frames = self._lettering.line, list[Placed](), list[QRectF]()
        height, before = 0.0, 0.0
        for block, boxes in zip(self._blocks, self._boxes, strict=True):
            indent = 1.2 * self._lettering.pixels if isinstance(block, Paragraph) and block.bullet else 0.0
            if isinstance(block, ProgramListing):
                lines = listing(block.text, self._lettering, width)
            else:
                lines = broken([self._fitted(box, width - indent) for box in boxes], width - indent, line)
            around = AROUND if not isinstance(block, Paragraph) or is_button(block) else IN_LIST if indent else BETWEEN
            height += max(before, around) * line if placed else 0.0
            before = around if around != IN_LIST else 0.0
            if indent:
                bullet = boxes_of((Wording(str(getattr(block, "bullet", ""))),), self._lettering)[0]
                placed.append(Placed(bullet, QPointF(0.0, height + lines.placed[0].at.y())))
            moved = lines.moved(indent, height)
            placed += moved.placed
            frames += moved.frames
            height += lines.height
        return Lines(tuple(placed), height, tuple(frames))

    def _fitted(self, box: WordBox, width: float) -> WordBox:
        if not isinstance(box.button, DeedButton):
            return box
        box.button.fit(self._lettering.look, self._lettering.pixels, width)
        return replace(button_box(box.button), space=box.space)

    def _place(self) -> None:
        self._lines = self._arranged(self.width())
        for each in self._lines.placed:
            if each.box.button is not None:
                around = each.box.button.property("around") or 0
                each.box.button.setGeometry(each.area.adjusted(0, around, 0, -around).toRect())

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = math.ceil(self._arranged(width).height)
            self._place()  # the buttons have taken the other width
        return self._heights[width]

    def sizeHint(self) -> QSize:
        return QSize(self.width(), math.ceil(self._lines.height))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._lines.paint(painter, self._lettering.look)
        if self.hasFocus():
            painter.setPen(QPen(self._lettering.look.colour("accent"), 2.0))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    # Terms

    def event(self, event: QEvent) -> bool:
        return explain(event, self, self._lines, self._lettering.look) or super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._term(event) else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if found := self._term(event):
            look_up(found, self, self._lettering.look)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        marked = [each for each in self._lines.placed if each.box.marked]
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and marked:
            look_up(marked[0], self, self._lettering.look)
        else:
            super().keyPressEvent(event)

    def _term(self, event: QMouseEvent) -> Placed | None:
        found = self._lines.at(event.position())
        return found if found is not None and found.box.marked else None


def _pictured(block: Illustration, look: Look) -> WordBox:
    """Return the room of a picture: its own size, at normal text."""
    picture: QSvgRenderer | QImage
    if block.path.suffix.lower() == ".svg":
        picture = QSvgRenderer(str(block.path))
        size = picture.defaultSize()
    else:
        picture = QImage(str(block.path))
        size = picture.size()
    return WordBox(block.words, max(1.0, look.px(size.width())), max(1.0, look.px(size.height())), 0.0, picture=picture)
