"""All scenes at a glance: grouped as they are taught, each with its picture, its whole name and what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.exchange.scenes import GROUPS, YOURS, Scene, in_groups
from core.words import as_typed
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.keys import HOME, way_of
from gui.widgets.notated import OwnTitles
from gui.widgets.scene_picture import draw_scene
from gui.widgets.scroll_page import ScrollPage
from gui.widgets.theme import Look
from gui.widgets.tile import PictureTile, TileGrid

NARROWEST = 400
"""Width of a card at least, in pixels at normal text."""
PICTURE = (150, 84)
"""Width and height of a picture, in pixels at normal text."""
WIDEST = 1320
"""Width of the whole at most, in pixels at normal text."""
NONE_YET = "Experiments that you open or save stand here, and under File."
TITLE = Qt.ItemDataRole.UserRole + 1
"""Where the list of scenes keeps the titles themselves."""
WRAPPED = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignLeft.value


def told_of(scene: Scene) -> str:
    """Return what a scene says of itself; of one of the user's own, as it is written there."""
    words = " ".join(scene.text.split())
    return as_typed(words) if scene.group == YOURS else words


class SceneCard(PictureTile):
    """A button that shows a scene: its picture, and beside it its name and two sentences."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene
        self.words = told_of(scene)
        self.drawn = False
        self._heights: dict[tuple[int, bool], int] = {}
        self.setCheckable(True)
        self.setAccessibleName(as_typed(scene.title))
        self.setAccessibleDescription(self.words)

    def show_picture(self) -> None:
        """Draw the picture from now on; before, the words stand alone."""
        self.drawn = True
        self.redraw()

    def _room_beside(self, width: int) -> int:
        return width - round(self._look.px(PICTURE[0] + 30))

    def set_look(self, look: Look) -> None:
        """Take theme and text size."""
        self._heights = {}
        super().set_look(look)

    def _wrapped(self, width: int, title: bool) -> int:
        """Return the height that the title or the words take beside the picture; measured once, for it takes time."""
        if (width, title) not in self._heights:
            metrics = QFontMetrics(self._look.font(1.0 if title else 0.87, bold=title))
            room, text = QRect(0, 0, self._room_beside(width), 10_000), self.scene.title if title else self.words
            self._heights[width, title] = metrics.boundingRect(room, WRAPPED, text).height()
        return self._heights[width, title]

    def height_in(self, width: int) -> int:
        """Return how high the card has to be for all its words."""
        words = self._wrapped(width, True) + self._wrapped(width, False)
        px = self._look.px
        return round(max(words + px(4), px(PICTURE[1])) + px(20))

    def draw(self, painter: QPainter) -> None:
        """Draw picture and words."""
        look, px = self._look, self._look.px
        picture = QRectF(px(10), px(10), px(PICTURE[0]), px(PICTURE[1]))
        if self.drawn:
            painter.save()
            draw_scene(painter, self.scene, look, picture)
            painter.restore()
        left, width = round(picture.right() + px(10)), self._room_beside(self.width())
        title = self._wrapped(self.width(), True)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(1.0, bold=True))
        painter.drawText(QRect(left, round(px(9)), width, title), WRAPPED, self.scene.title)
        painter.setPen(look.colour("dim"))
        painter.setFont(look.font(0.87))
        top = round(px(9)) + title + round(px(4))
        painter.drawText(QRect(left, top, width, self.height() - top), WRAPPED, self._look.notation.text(self.words))


class SceneGrid(TileGrid):
    """The cards of a group, in rows as high as the highest card."""

    gap = 8.0

    def __init__(self, scenes: Sequence[Scene]) -> None:
        super().__init__()
        self.cards = [SceneCard(scene) for scene in scenes]
        for card in self.cards:
            card.setParent(self)

    @property
    def in_order(self) -> list[SceneCard]:
        """The cards."""
        return self.cards

    def sizes(self, width: int) -> tuple[int, int, int]:
        """Return cards in a row, and width and height of a card."""
        per_row = max(1, (width + self.space) // (round(self._look.px(NARROWEST)) + self.space))
        each = (width - (per_row - 1) * self.space) // per_row
        return per_row, each, max((card.height_in(each) for card in self.cards), default=0)


class SceneChooser(QWidget):
    """A panel with the cards of all scenes; goes away by Esc or a click elsewhere.

    Signals
    -------
    chosen : str
        The name of the scene whose card was pressed.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, scenes: Iterable[Scene], own: Iterable[Scene], now: str, look: Look) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Scenes")
        self.look = look
        groups = in_groups(scenes) | {YOURS: list(own)}
        self.grids = {group: SceneGrid(members) for group, members in groups.items()}
        page = QWidget()
        self._inside = QVBoxLayout(page)
        for group, grid in self.grids.items():
            self._inside.addWidget(self._heading(GROUPS[group]))
            self._inside.addWidget(grid if grid.cards else self._note(NONE_YET))
            grid.set_look(look)
        self._inside.addStretch(1)
        self.area = ScrollPage(page)
        whole = QVBoxLayout(self)
        margin = round(look.px(12))
        whole.setContentsMargins(margin, margin, margin // 2, margin)
        self._inside.setContentsMargins(0, 0, margin // 2, 0)
        self._inside.setSpacing(round(look.px(6)))
        whole.addWidget(self.area)
        for card in self.cards:
            card.setChecked(card.scene.name == now)
            card.clicked.connect(partial(self._choose, card.scene.name))
        self._without = self.cards
        self._drawing = QTimer(self)
        self._drawing.timeout.connect(self._draw_next)

    def _draw_next(self) -> None:
        """Draw one picture: all at once would hold the window up."""
        if self._without:
            self._without.pop(0).show_picture()
        else:
            self._drawing.stop()

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setFont(self.look.font(1.0, bold=True))
        return label

    def _note(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setFont(self.look.font(0.87))
        label.setWordWrap(True)
        return label

    @property
    def cards(self) -> list[SceneCard]:
        """All cards, group after group."""
        return [card for grid in self.grids.values() for card in grid.cards]

    def _choose(self, name: str) -> None:
        self.close()
        self.chosen.emit(name)

    def open_under(self, button: QWidget) -> None:
        """Show under a button, as wide and high as its window lets it, with the keyboard on the present scene."""
        window, margin = button.window(), round(self.look.px(8))
        corner = button.mapTo(window, button.rect().bottomLeft())
        width = min(round(self.look.px(WIDEST)), window.width() - 2 * margin)
        corner.setX(max(margin, min(corner.x(), window.width() - margin - width)))
        self.resize(QSize(width, window.height() - margin - corner.y()))
        self.move(window.mapToGlobal(corner))
        self.show()
        self._drawing.start(0)
        present = next((card for card in self.cards if card.isChecked()), self.cards[0])
        present.setFocus(Qt.FocusReason.PopupFocusReason)
        self.area.ensureWidgetVisible(present)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from card to card with the arrows; Enter chooses, Esc closes."""
        cards, way = self.cards, way_of(event, HOME)
        focused = next((card for card in cards if card.hasFocus()), cards[0])
        if way is not None:
            card = cards[max(0, min(cards.index(focused) + sum(way), len(cards) - 1))]
            card.setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(card)
        elif HOME.does(event, "choose"):
            focused.click()
        else:
            super().keyPressEvent(event)


class SceneBox(OwnTitles, ChoiceBox):
    """The present scene's name; pressed, it opens the cards of all scenes."""

    def __init__(self) -> None:
        super().__init__()
        self._scenes: dict[str, Scene] = {}
        self.own: Scene | None = None
        self.chooser: SceneChooser | None = None

    def offer(self, scenes: Sequence[Scene]) -> None:
        """Offer the program's scenes; the one that is shown so far, as if it were one's own, may be among them."""
        self._scenes = {scene.name: scene for scene in scenes}
        for row, scene in enumerate(scenes):
            self.insertItem(row, scene.title, scene.name)
            self.setItemData(row, scene.title, TITLE)
            self.setItemData(row, told_of(scene), Qt.ItemDataRole.ToolTipRole)
        if self.own is not None and self.own.name in self._scenes:
            row, text, self.own = self.findData(self.own.name), self.itemText(len(scenes)), None
            self.setItemText(row, text)
            self.setCurrentIndex(row)
            self.removeItem(len(scenes))

    def showPopup(self) -> None:
        """Open the cards."""
        own = () if self.own is None else (self.own,)
        scenes, now = self._scenes.values(), str(self.currentData())
        self.chooser = SceneChooser(self, scenes, own, now, self._look)
        self.chooser.destroyed.connect(self._forget)
        self.chooser.chosen.connect(self._choose)
        self.chooser.open_under(self)

    def hidePopup(self) -> None:
        """Close them."""
        if self.chooser is not None:
            self.chooser.close()

    def _choose(self, name: str) -> None:
        self.setCurrentIndex(self.findData(name))
        self.activated.emit(self.currentIndex())

    def _forget(self) -> None:
        self.chooser = None
