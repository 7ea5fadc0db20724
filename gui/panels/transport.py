"""The bar on top: scene, step and run, speed, where we are, text size, theme, presenting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core.exchange.scenes import Scene
from core.hyperparameters import Hyperparameter
from core.training.breakpoints import Breakpoints
from core.training.epochs import place_at
from core.words import counted
from gui.frames.shown import ShownFrame
from gui.panels.breakpoints import BreakpointsPanel
from gui.panels.file_menu import FileButton
from gui.panels.scene_chooser import TITLE, SceneBox, told_of
from gui.panels.speed import SpeedControl
from gui.panels.where import Where
from gui.widgets.controls import NumberField
from gui.widgets.field import permit
from gui.widgets.flow_layout import FlowLayout, first_of_rows
from gui.widgets.icons import set_icon
from gui.widgets.numbers import number
from gui.widgets.popup import Popup
from gui.widgets.theme import TEXT_SIZES, Look

UNTIL_ITERATION = Hyperparameter(
    name="run_to_iteration",
    kind=int,
    default=1450,
    symbol="",
    help="Run to this iteration and pause there. If it is past, go back to it.",
    low=0,
    high=10_000_000,
    log=True,
)
UNTIL_HELP = "Run to an iteration, or set breakpoints: stop where the loss rises, falls below x, …"
RUN, PAUSE, GO_ON = RUN_WORDS = "Run", "Pause", "Go on"
UNTIL, _ = UNTIL_WORDS = "until …", "until … (9)"
RUN_ON = "Run on until you pause. (Space)"
AT_START = "This is iteration 0 already."
SCENES = 186, 174
"""Widths of the box of scenes, in pixels at normal text: as wide as one row in a large window allows, and at least."""
Form: TypeAlias = tuple[bool, bool]
FORMS: tuple[Form, ...] = tuple((short, below) for below in (False, True) for short in (False, True))
"""Whether few words are shown, and whether the place in time stands below: the fullest form first."""


class ControlGroup(QWidget):
    """Some controls that stay together when the bar breaks into rows."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            row.addWidget(widget)


class TransportPanel(QWidget):
    """Emits what was asked for; knows nothing of how it is done."""

    restart_asked = Signal()
    back_asked = Signal()
    step_asked = Signal()
    phase_asked = Signal()
    phase_back_asked = Signal()
    epoch_asked = Signal()
    run_asked = Signal()
    run_to_asked = Signal(int)
    rate_chosen = Signal(float)
    scene_chosen = Signal(str)
    undo_asked = Signal()
    redo_asked = Signal()
    text_asked = Signal(int)
    theme_asked = Signal()
    present_asked = Signal()
    home_asked = Signal()
    moved_below = Signal(bool)
    """Where the training is has no room here and stands below, or has room again."""

    def __init__(self, rates: tuple[float, ...]) -> None:
        super().__init__()
        self._playing = False
        self._now, self._length = 0, UNTIL_ITERATION.default
        self._ahead, self._on, self._look = RUN_ON, RUN, Look()
        self._frame: ShownFrame | None = None
        self._form: Form | None = None
        self._widths: dict[Form, tuple[list[int], int]] = {}
        self.home = self._button(
            "Home", "Home: lessons, and experiments. Esc there comes back. (Ctrl H)", self.home_asked.emit
        )
        self.file = FileButton()
        self.scenes, self._offered = SceneBox(), 0
        self.scenes.setToolTip("Scenes are ready experiments. Choose one to begin it; nothing runs by itself.")
        self.scenes.setAccessibleName("Scene")
        self.scenes.activated.connect(lambda row: self.scene_chosen.emit(self.scenes.itemData(row)))
        self.restart = self._button(
            "", "Restart: go back to iteration 0, to the same start. Does not run. (Home)", self.restart_asked.emit
        )
        self.restart.setAccessibleName("Restart")
        self.back = self._button("Back", "Undo one iteration, exactly. (Page Up)", self.back_asked.emit)
        self.step = self._button("Step", "Do one iteration: one batch, one update. (Page Down)", self.step_asked.emit)
        self.step.setProperty("primary", True)
        self.phase = self._button(
            "Phase",
            "Walk through one iteration: batch, forward layer by layer, loss, backward, update. (Shift Page Down)",
            self.phase_asked.emit,
        )
        self.phase_back = self._button("", "Phase back: undo a phase. (Shift Page Up)", self.phase_back_asked.emit)
        self.phase_back.setAccessibleName("Phase back")
        self.epoch = self._button("Epoch", "Go on to the end of this epoch: every example once.", self.epoch_asked.emit)
        self.run = self._button(RUN, RUN_ON, self.run_asked.emit)
        self.until = QPushButton(UNTIL)
        self.until.setToolTip(UNTIL_HELP)
        self.until.setAccessibleName("Run until")
        self.until.clicked.connect(self._offer_end)  # before it drops
        self._make_until()
        self.speed = SpeedControl(rates)
        self.speed.chosen.connect(self.rate_chosen)
        self.where, self.below = self._wheres = Where(), Where()
        self.smaller = self._button("A−", "Smaller text, lines and markers. (Ctrl −)", lambda: self.text_asked.emit(-1))
        self.larger = self._button("A+", "Larger text, lines and markers. (Ctrl +)", lambda: self.text_asked.emit(1))
        self.undo = self._button("", "Undo the last edit. (Ctrl Z)", self.undo_asked.emit)
        self.undo.setAccessibleName("Undo")
        self.redo = self._button("", "Redo the undone edit. (Ctrl Shift Z)", self.redo_asked.emit)
        self.redo.setAccessibleName("Redo")
        self.show_undo("")
        self.show_redo("")
        self.theme = self._button(
            "", "Theme: switch between whiteboard and chalkboard. (Ctrl T)", self.theme_asked.emit
        )
        self.theme.setAccessibleName("Switch theme")
        self.view = QPushButton("View")  # the shell gives it the menu of that name
        self.view.setToolTip("Text size, theme, notation, layout. Alt shows all menus.")
        self.view.setAccessibleName("View")
        self.present = self._button(
            "Present F5",
            "Show only the plots and the network, large, on the full screen. (F5; Esc leaves)",
            self.present_asked.emit,
        )
        self._arrange()

    @staticmethod
    def _button(text: str, help: str, asked: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(help)
        button.setAccessibleName(text)
        button.clicked.connect(lambda: asked())
        return button

    def _make_until(self) -> None:
        self.until_iteration = NumberField(UNTIL_ITERATION)
        self.go = QPushButton("Run to there")
        self.go.setToolTip(UNTIL_ITERATION.help)
        self.breakpoints = BreakpointsPanel()
        self.popup = Popup(self.until, self.until_iteration, self.go, self.breakpoints)
        self.breakpoints.resized.connect(self.popup.fit)
        self.go.clicked.connect(self._go)
        self.until_iteration.edit.confirmed.connect(self._go)

    def _offer_end(self) -> None:
        """Let what is past give way to the next multiple of the scene's length."""
        if self.until_iteration.value <= self._now:
            self.until_iteration.set_value((self._now // self._length + 1) * self._length)

    def _go(self) -> None:
        self.until_iteration.commit()
        if self.until_iteration.error:
            return
        self.popup.hide()
        self.run_to_asked.emit(int(self.until_iteration.value))

    def _arrange(self) -> None:
        self.flow = FlowLayout(self)
        self._groups: list[QWidget] = [
            ControlGroup(self.home, self.file, self.scenes),
            ControlGroup(self.restart, self.back, self.phase_back, self.phase),
            ControlGroup(self.step, self.epoch, self.run, self.until),
            self.speed,
            self.where,
            ControlGroup(self.undo, self.redo, self.smaller, self.larger, self.theme, self.view, self.present),
        ]
        for group in self._groups:
            self.flow.addWidget(group)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Take the fullest form of those with the fewest rows, among those that have room; else the narrowest."""
        if not self._widths:
            return
        margins, spacing = self.flow.contentsMargins(), self.flow.spacing()
        room = self.width() - margins.left() - margins.right()

        def badness(form: Form) -> tuple[int, int]:
            widths, least = self._widths[form]
            return max(0, least - room), len(first_of_rows(widths, room, spacing))

        self._take(min(FORMS, key=badness))
        self.moved_below.emit(self.where.isHidden())

    def _measure(self) -> None:
        """See how wide all are in each form, and how wide the widest of them must be."""
        measured, self._form, self._widths = {}, None, {}
        for form in FORMS:
            self._take(form)  # which may resize the bar
            groups = [group for group in self._groups if not group.isHidden()]
            least = max(group.minimumSizeHint().width() for group in groups)
            measured[form] = [group.sizeHint().width() for group in groups], least
        self._widths = measured

    def _take(self, form: Form) -> None:
        """Show few words or all, and the place in time here or below."""
        if form == self._form:
            return
        self._form = short, below = form
        self.home.setText("" if short else "Home")
        self.present.setText("F5" if short else "Present F5")
        self.scenes.setFixedWidth(round(self._look.px(SCENES[short])))
        self.speed.set_slider(self._look, short)
        self.view.setVisible(short)
        for button in (self.smaller, self.larger, self.theme):
            button.setVisible(not short)
        self.where.setVisible(not below)
        for group in self._groups:
            if (row := group.layout()) is not None:
                row.activate()  # else its size is the one before

    def set_look(self, look: Look) -> None:
        """Take a theme and text size."""
        self._look = look
        for where in self._wheres:
            where.set_look(look)
        self.scenes.set_look(look)
        self.file.set_look(look)
        self.flow.setSpacing(round(look.px(8)))
        across, down = round(look.px(9)), round(look.px(4))
        self.flow.setContentsMargins(across, down, across, down)
        for group in self._groups:
            if (row := group.layout()) is not None:
                row.setSpacing(round(look.px(6)))
        metrics = QFontMetricsF(look.font())  # those of the buttons themselves are of the look before
        for button, words in ((self.run, RUN_WORDS), (self.until, UNTIL_WORDS)):
            button.setMinimumWidth(round(max(map(metrics.horizontalAdvance, words)) + look.px(22)))
        for name in ("home", "restart", "back", "phase", "phase_back", "epoch", "undo", "redo", "theme"):
            set_icon(getattr(self, name), name, look)
        set_icon(self.step, "step", look, "highlight_text")
        for control in self.findChildren(QWidget):
            control.setFont(look.font(1.05, bold=True) if control is self.where else look.font())
        permit(self.smaller, "This is the smallest text." if look.text <= TEXT_SIZES[0] else "")
        permit(self.larger, "This is the largest text." if look.text >= TEXT_SIZES[-1] else "")
        self.speed.set_look(look)
        self.until_iteration.set_look(look)
        self.breakpoints.set_look(look)
        self.popup.setFixedWidth(round(look.px(320)))
        self._measure()
        self._fit()
        if self._frame is not None and self.epoch.isEnabled():
            self.show_frame(self._frame)

    def offer_scenes(self, scenes: Sequence[Scene]) -> None:
        """Offer the program's scenes, beside the one that is on."""
        self.scenes.offer(scenes)
        self._offered = len(scenes)

    def show_scene(self, scene: Scene) -> None:
        """Show which scene is on."""
        self.show_title(scene, scene.title)
        self._length = max(1, scene.end)
        self.until_iteration.set_value(scene.end)

    def show_breakpoints(self, breakpoints: Breakpoints) -> None:
        """Show the breakpoints, and on the button how many of them can stop a run."""
        self.breakpoints.show_breakpoints(breakpoints)
        active = len(breakpoints.active)
        self.until.setText(f"{UNTIL} ({active})" if active else UNTIL)
        self.until.setAccessibleDescription(f"{active} breakpoints are on." if active else "No breakpoint is on.")

    def show_title(self, scene: Scene, text: str) -> None:
        """Show which scene or file is on, and in its place in the list what it has become."""
        before, row = self.scenes.currentIndex(), self._row_of(scene)
        if before not in (-1, row):
            self.scenes.setItemText(before, self.scenes.itemData(before, TITLE))
        if text != self.scenes.itemText(row):
            self.scenes.setItemText(row, text)
        if before != row:
            self.scenes.setCurrentIndex(row)

    def _row_of(self, scene: Scene) -> int:
        """Return the scene's place in the list; whatever is no scene of the program has the last place."""
        row = self.scenes.findData(scene.name)
        if row < 0:
            row = self._offered
            self.scenes.own = scene
            if self.scenes.count() == row:
                self.scenes.addItem("")
            self.scenes.setItemData(row, scene.name)
            self.scenes.setItemData(row, told_of(scene), Qt.ItemDataRole.ToolTipRole)
        self.scenes.setItemData(row, scene.title, TITLE)
        return row

    def show_undo(self, what: str) -> None:
        """Say which edit would be undone; empty if there is none."""
        edit = f"the edit of: {what}" if what else "the last edit"
        permit(self.undo, "" if what else "There is no edit to undo.", f"Undo {edit}. (Ctrl Z)")

    def show_redo(self, what: str) -> None:
        """Say which edit would be made again; empty if there is none."""
        edit = f"the edit of: {what}" if what else "the undone edit"
        permit(self.redo, "" if what else "There is no undone edit.", f"Redo {edit}. (Ctrl Shift Z)")

    def show_working(self, working: bool) -> None:
        """Say that the next picture takes time."""
        for where in self._wheres:
            where.show_working(working)

    def show_playing(self, playing: bool) -> None:
        """Show whether it runs."""
        self._playing = playing
        self._show_run()

    def show_ahead(self, rests_at: int | None, ended: bool) -> None:
        """Say where a run would rest by itself, if anywhere, and whether the scene's end is behind."""
        self._on = GO_ON if ended else RUN
        self._ahead = RUN_ON if rests_at is None else f"Run to {rests_at:,}, where this scene ends. (Space)"
        self._show_run()

    def _show_run(self) -> None:
        text = PAUSE if self._playing else self._on
        if self.run.text() != text:
            self.run.setText(text)
            self.run.setAccessibleName(text)
        self.run.setToolTip("Pause here. (Space)" if self._playing else self._ahead)

    def show_network_buttons(self, shown: bool) -> None:
        """Let phases, epochs and breakpoints be asked for, or not: a plain function has none."""
        for button in (self.phase, self.phase_back, self.epoch):
            permit(button, "" if shown else "A plain function has no phases and no epochs.")
        self.breakpoints.setVisible(shown)
        self.until.setToolTip(UNTIL_HELP if shown else "Run to a step and pause there.")

    def show_step(self, step: int, value: float) -> None:
        """Show a step of a walk down a plain function."""
        self._now = step
        for where in self._wheres:
            where.show_step(f"{step:,}", number(value))
        for button in (self.restart, self.back):
            permit(button, "" if step > 0 else "This is the start already.")

    def show_frame(self, frame: ShownFrame) -> None:
        """Show where the training is; a button is enabled only where it does something."""
        self._frame = frame
        k = self._now = frame.snapshot.iteration
        epoch, batch, batches = place_at(frame.run.segments, k)
        loss = frame.evaluation.train_loss + frame.evaluation.penalty
        self.breakpoints.show_place(frame.run.history, k)
        whole = counted(batches, "batch", "batches")
        at = f"epoch {epoch:,}, batch {batch:,} of {batches:,}" if k else f"start of epoch 1, {whole}"
        if frame.phase is not None:
            at = f"towards {k + 1:,}: {frame.phase.title}"
        for where in self._wheres:
            where.show_place(f"{k:,}", at, number(loss) + frame.of_sample)
        for button in (self.restart, self.back):
            permit(button, "" if k > 0 else AT_START)
        permit(self.phase_back, "" if k > 0 or frame.phase is not None else AT_START)
