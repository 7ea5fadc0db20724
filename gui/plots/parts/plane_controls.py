"""What is chosen for the descent path in a small panel: its plane, whose loss it is, and how it is drawn."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from core.analysis.planes import PLANES, PlaneKind, RandomDirections
from core.analysis.scope import TITLES
from core.analysis.sight import Sight
from gui.plots.parts.surface_controls import LEVELS_ROW, SurfaceControls
from gui.widgets.controls import NumberField
from gui.widgets.field import permit, tooltip
from gui.widgets.theme import Look

HELP = "Choose the plane, whose loss is drawn, and how it is drawn."
BATCH_HELP = (
    "Whose loss is drawn; it is named above the plot where there is room, and at the pointer. The lenses have a choice "
    "of their own, for the surface of a batch is another one at every step.\n\n"
    "This batch: only the loss of the coming iteration's examples. Thin arrows point downhill for single examples (at "
    "most 64), longer where it is steeper; the bold arrow is for the mean over the batch."
)
STRIP_HELP = (
    "Below the surface: the true loss along the path beside the loss of this slice at the same places, both for the "
    "whole training set (of a large one, for a sample)."
)
NO_ROOM = "The plot is too small to show it. Double-click the plot to enlarge it."


class PlaneControls(SurfaceControls):
    """The controls; `looked` tells the plane, whether the loss is the batch's, and whether to be close to the path."""

    looked = Signal(object, bool, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Descent path", "plane …", HELP)
        self._sight = Sight()
        titles = [kind.title for kind in PLANES.values()]
        self.kind = self.add_box(0, "Plane", titles, self._sight.plane.help)
        for row, kind in enumerate(PLANES.values()):
            self.kind.setItemData(row, kind.help, Qt.ItemDataRole.ToolTipRole)
        self.batch = self.add_box(1, "Loss of", [TITLES["set"], TITLES["batch"]], BATCH_HELP)
        self.seed = NumberField(RandomDirections.hyperparameters()[0])
        self._rows.addWidget(self.seed, LEVELS_ROW + 1, 0, 1, 2)
        self.strip = self.add_tick("true and slice loss", STRIP_HELP, on=True)
        self.strip.toggled.connect(self.drawn)
        for chosen in (self.kind.activated, self.batch.activated, self.seed.committed, self.close_up.clicked):
            chosen.connect(self._look)

    def set_look(self, look: Look) -> None:
        """Take other colours and sizes."""
        super().set_look(look)
        self.seed.set_look(look)

    def show_sight(self, sight: Sight) -> None:
        """Show which plane is looked at."""
        if sight.plane != self._sight.plane:  # else told with every picture
            self.kind.setToolTip(tooltip(sight.plane.help))
        self._sight = sight
        self.kind.setCurrentIndex(list(PLANES).index(sight.plane.name))
        self.batch.setCurrentIndex(int(sight.batch_only))
        self.close_up.setChecked(sight.close)
        random = isinstance(sight.plane, RandomDirections)
        self.seed.setVisible(random)
        if isinstance(sight.plane, RandomDirections):
            self.seed.set_value(sight.plane.seed)

    def show_room_for_strip(self, there: bool) -> None:
        """Offer the strip where it has room."""
        permit(self.strip, "" if there else NO_ROOM)

    def _look(self) -> None:
        sight = self._sight
        wanted = self._chosen(), self.batch.currentIndex() == 1, self.close_up.isChecked()
        if wanted != (sight.plane, sight.batch_only, sight.close):
            self.looked.emit(*wanted)

    def _chosen(self) -> PlaneKind:
        kind = list(PLANES.values())[self.kind.currentIndex()]
        return RandomDirections(seed=self.seed.value) if kind is RandomDirections else kind()
