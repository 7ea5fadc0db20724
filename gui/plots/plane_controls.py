"""What is chosen for the descent path in a small panel: its plane, whose loss it is, and how it is drawn."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.analysis.planes import PLANES, PlaneKind, RandomDirections
from gui.frame import Sight
from gui.plots.surface import SCALES
from gui.theme import Look
from gui.widgets.choice_box import ChoiceBox
from gui.widgets.controls import NumberField
from gui.widgets.field import tooltip
from gui.widgets.tick_box import TickBox

BATCH_HELP = (
    "This batch: the loss of the examples of the coming iteration alone, another surface each time. Thin arrows are "
    "downhill for single examples (at most 64), longer where steeper; the bold one is for their mean, the batch."
)
SCALE_HELP = (
    "Equal steps of shade for equal steps of loss (linear), or for equal factors (log). Auto: as its range asks."
)
SOLID_HELP = "The same surface in space, the path at the height of its true loss. Drag to turn it."
TURN_HELP = "Turns the 3-D view slowly by itself."
STRIP_HELP = "Below the surface: the true loss along the way beside the loss of this slice at the same places."


class PlaneControls(QObject):
    """The controls; `looked` tells the plane and whether the loss is the batch's, `drawn` another way to draw."""

    looked = Signal(object, bool)
    drawn = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sight = Sight()
        self.kind = self._box([kind.title for kind in PLANES.values()], "Plane", "The plane that is looked at.")
        for row, kind in enumerate(PLANES.values()):
            self.kind.setItemData(row, kind.help, Qt.ItemDataRole.ToolTipRole)
        self.more = QPushButton("plane …")
        self.more.setToolTip("Choose the plane to look at, whose loss is drawn, and how it is drawn.")
        self.more.setAccessibleName("Plane and how to draw it")
        self.popup = QWidget(parent, Qt.WindowType.Popup)
        self.popup.setObjectName("popup")
        self.popup.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._fill_popup()
        self.more.clicked.connect(self._drop)
        self.kind.activated.connect(self._look)
        self.batch.activated.connect(self._look)
        self.seed.committed.connect(self._look)
        self.scale.activated.connect(self.drawn)
        for tick in (self.solid, self.turn, self.strip):
            tick.toggled.connect(self.drawn)

    @staticmethod
    def _box(texts: list[str], name: str, help: str) -> ChoiceBox:
        box = ChoiceBox()
        box.addItems(texts)
        box.setAccessibleName(name)
        box.setToolTip(tooltip(help))
        return box

    @staticmethod
    def _tick(text: str, help: str, on: bool = False) -> TickBox:
        tick = TickBox(text)
        tick.setToolTip(tooltip(help))
        tick.setAccessibleName(f"Descent path: {text}")
        tick.setChecked(on)
        return tick

    def _fill_popup(self) -> None:
        self.batch = self._box(["whole training set", "this batch"], "Loss of", BATCH_HELP)
        self.scale = self._box(list(SCALES), "Levels", SCALE_HELP)
        self.seed = NumberField(RandomDirections.hyperparameters()[0])
        self.solid = self._tick("3-D", SOLID_HELP)
        self.turn = self._tick("turn slowly", TURN_HELP)
        self.strip = self._tick("true and slice loss", STRIP_HELP, on=True)
        self.labels = QLabel("Plane"), QLabel("Loss of"), QLabel("Levels")
        rows, column = QGridLayout(), QVBoxLayout(self.popup)
        for row, (label, box) in enumerate(zip(self.labels, (self.kind, self.batch, self.scale), strict=True)):
            rows.addWidget(label, row, 0)
            rows.addWidget(box, row, 1)
        rows.setColumnStretch(1, 1)
        column.addLayout(rows)
        rows.addWidget(self.seed, 3, 0, 1, 2)
        for widget in (self.solid, self.turn, self.strip):
            column.addWidget(widget)

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        for box in (self.kind, self.batch, self.scale):
            box.set_look(look)
        self.seed.set_look(look)
        for widget in (*self.labels, self.solid, self.turn, self.strip):
            widget.setFont(look.font())
        self.popup.setFixedWidth(round(look.px(340)))

    def show_sight(self, sight: Sight) -> None:
        """Show which plane is looked at."""
        self._sight = sight
        self.kind.setCurrentIndex(list(PLANES).index(sight.plane.name))
        self.kind.setToolTip(tooltip(sight.plane.help))
        self.batch.setCurrentIndex(int(sight.batch_only))
        random = isinstance(sight.plane, RandomDirections)
        self.seed.setVisible(random)
        if isinstance(sight.plane, RandomDirections):
            self.seed.set_value(sight.plane.seed)

    def _look(self) -> None:
        plane = self._chosen()
        batch_only = self.batch.currentIndex() == 1
        if (plane, batch_only) != (self._sight.plane, self._sight.batch_only):
            self.looked.emit(plane, batch_only)

    def _chosen(self) -> PlaneKind:
        kind = list(PLANES.values())[self.kind.currentIndex()]
        return RandomDirections(seed=self.seed.value) if kind is RandomDirections else kind()

    def _drop(self) -> None:
        """Show the panel under its button, inside the screen."""
        self.popup.adjustSize()
        corner = self.more.mapToGlobal(self.more.rect().bottomLeft())
        screen = self.more.screen().availableGeometry()
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.popup.width())))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.popup.height())))
        self.popup.move(corner)
        self.popup.show()
