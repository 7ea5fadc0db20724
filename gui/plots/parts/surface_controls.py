"""How a surface is drawn, chosen in a small panel: its levels, how much of it, and whether in space."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.plots.parts.surface import SCALES
from gui.plots.parts.surface_3d import Surface3D
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.field import tooltip
from gui.widgets.theme import Look
from gui.widgets.tick_box import TickBox

SCALE_HELP = (
    "Linear: equal steps of shade for equal steps of height. Log: for equal factors (if some heights are not above 0, "
    "of the height above the lowest). Auto: chosen by their range."
)
CLOSE_HELP = (
    "Show only what the path covers, so that a short path is visible. Off: show enough to see the valleys around it."
)
SOLID_HELP = "The same surface in 3-D, with the path at its true height. Drag to turn it."
TURN_HELP = "Turn the 3-D view slowly."
WIDTH = 340
"""Of the panel, in pixels at normal text."""
LEVELS_ROW = 2
"""Lists above that of levels stand in the rows before."""


class SurfaceControls(QObject):
    """The controls of the plot called ``title``; `drawn` asks to draw the same surface differently."""

    drawn = Signal()

    def __init__(self, parent: QWidget, title: str, button: str, help: str) -> None:
        super().__init__(parent)
        self.title = title
        self.more = QPushButton(button)
        self.more.setToolTip(tooltip(help))
        self.more.setAccessibleName(f"{title}: how to draw it")
        self.more.clicked.connect(self._drop)
        self.popup = QWidget(parent, Qt.WindowType.Popup)
        self.popup.setObjectName("popup")
        self.popup.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column, self._rows = QVBoxLayout(self.popup), QGridLayout()
        self._rows.setColumnStretch(1, 1)
        self._column.addLayout(self._rows)
        self._boxes: list[tuple[QLabel, ChoiceBox]] = []
        self._ticks: list[TickBox] = []
        self.scale = self.add_box(LEVELS_ROW, "Levels", list(SCALES), SCALE_HELP)
        self.scale.activated.connect(self.drawn)
        self.close_up = self.add_tick("close to the path", CLOSE_HELP)
        self.solid, self.turn = self.add_tick("3-D", SOLID_HELP), self.add_tick("turn slowly", TURN_HELP)
        for tick in (self.solid, self.turn):
            tick.toggled.connect(self.drawn)

    def add_box(self, row: int, name: str, texts: list[str], help: str) -> ChoiceBox:
        """Add a list in a row of the panel, and return it."""
        label, box = QLabel(name), ChoiceBox()
        box.addItems(texts)
        box.setAccessibleName(name)
        box.setToolTip(tooltip(help))
        self._rows.addWidget(label, row, 0)
        self._rows.addWidget(box, row, 1)
        self._boxes.append((label, box))
        return box

    def add_tick(self, text: str, help: str, on: bool = False) -> TickBox:
        """Add a box to tick at the end of the panel, and return it."""
        tick = TickBox(text)
        tick.setToolTip(tooltip(help))
        tick.setAccessibleName(f"{self.title}: {text}")
        tick.setChecked(on)
        self._column.addWidget(tick)
        self._ticks.append(tick)
        return tick

    def arrange(self, flat: QWidget, solid: Surface3D) -> None:
        """Show the surface from above or in space, as it is chosen."""
        flat.setVisible(not self.solid.isChecked())
        solid.setVisible(self.solid.isChecked())
        solid.set_turning(self.turn.isChecked())

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        for label, box in self._boxes:
            label.setFont(look.font())
            box.set_look(look)
        for tick in self._ticks:
            tick.setFont(look.font())
        self.popup.setFixedWidth(round(look.px(WIDTH)))

    def _drop(self) -> None:
        """Show the panel under its button, inside the screen."""
        self.popup.adjustSize()
        corner = self.more.mapToGlobal(self.more.rect().bottomLeft())
        screen = self.more.screen().availableGeometry()
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.popup.width())))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.popup.height())))
        self.popup.move(corner)
        self.popup.show()
