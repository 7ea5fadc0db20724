"""A window that tests share: to open one takes longer than most tests do."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QWidget

from core.exchange.scenes import Scene
from gui.function_lab.ranges import FunctionRanges
from gui.lenses.lens import Lens
from gui.panels.timeline_flags import NameField
from gui.plots.parts.legend_switch import LegendSwitch
from gui.shell.main_window import MainWindow
from gui.widgets.inline_field import InlineField
from gui.widgets.parameter_picker import ParameterBox
from gui.widgets.theme import Look
from tests.gui.inline import Inline

MakeWindow = Callable[..., MainWindow]


def fold(window: MainWindow, parts: Collection[str]) -> None:
    """Fold the cards of ``"plots"``, of ``"lenses"``, or none."""
    for part, cards in (("plots", window.plot_cards), ("lenses", [window.lens_card])):
        for card in cards:
            card.set_folded(part in parts)


class SharedWindow:
    """Makes a window, for each test, what it was when it was opened, as far as a test can see.

    Scene, time, edits, size, look, cards, tick boxes and lists of plots, and whatever a lens holds. Who changes
    anything else asks for a window of his own: ``make_window(fresh=True)``.
    """

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._turned_to = {0}
        self._plots: dict[QCheckBox | LegendSwitch | QComboBox, int] = {}
        for card in window.plot_cards:
            self._remember(card)
        window.lenses.row.currentChanged.connect(self._turned_to.add)
        window.stages.function_made.connect(self._remember)

    def _remember(self, plots: QWidget) -> None:
        """Note how plots are set."""
        for tick in (*plots.findChildren(QCheckBox), *plots.findChildren(LegendSwitch)):
            self._plots[tick] = tick.isChecked()
        for box in plots.findChildren(QComboBox):
            if not isinstance(box, ParameterBox):  # which follows what is picked
                self._plots[box] = box.currentIndex()

    def put_away(self) -> None:
        """Hide the window, and close what it has opened."""
        window = self.window
        window.player.pause()
        window.answers.drawing.end(True)  # else the next click on the pencil puts it away
        window.answers.drawing.unfinished = None
        for name in window.findChildren(NameField):
            name.drop()
        for field in window.findChildren(InlineField):
            field.drop()
        for opened in QGuiApplication.topLevelWindows():  # not the widgets: most are menus that were never shown
            if opened is not window.windowHandle() and opened.isVisible():
                opened.close()
        if "presenting" in vars(window):
            window.presenting.reset()
        for columns in (window.columns, window.stages.function_stage):
            if columns is not None and columns.blown_up is not None:
                columns.blow_up(columns.blown_up)
        window.hide()

    def put_back(self, scene: Scene, size: tuple[int, int], folded: Collection[str] = ()) -> None:
        """Show a scene as if the window had just been opened, and then some of it ``folded``."""
        window = self.window
        assert isinstance(window.session.background, Inline)
        window.session.background.forget()
        window.session.reset()
        window.files.reset()
        window.player.reset()
        window.stages.reset()
        self._renew_lenses()
        if window.look != Look():
            window.set_look(Look())
        stage = window.stages.function_stage
        for card in (*window.editors, window.network_card, *(stage.stage if stage is not None else ())):
            card.set_folded(False)
        fold(window, folded)
        for control, value in self._plots.items():
            control.setCurrentIndex(value) if isinstance(control, QComboBox) else control.setChecked(bool(value))
        if stage is not None:
            stage.panel.ranges.show_ranges(FunctionRanges().ranges)
        window.upper_row.turn_to(window.network_card)
        window.resize(*size)
        window.session.open_scene(scene)
        window.banner.hide()
        window.show()

    def _renew_lenses(self) -> None:
        """Put new lenses into the places of those that a test has used."""
        window, tabs = self.window, self.window.lenses
        for place in sorted(self._turned_to):
            _renew(window, place)
        tabs.reset()
        self._turned_to &= {0}
        self._turned_to.add(0)


def _renew(window: MainWindow, place: int) -> None:
    tabs, old = window.lenses, window.lenses.pages[place]
    assert isinstance(old, Lens)
    lens = window.make_lens(type(old))
    tabs.put(place, lens)
    tabs.set_offered(lens, lens.always_offered)
    old.deleteLater()
    QApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete)
