"""The stage: one to four views, a line above, a caption and a row of time below, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.exchange.scenes import Scene, own_title
from core.exchange.stage_views import MAX_VIEWS
from core.training.epochs import place_at
from core.words import counted
from gui.frames.shown import ShownFrame
from gui.session.session import Session
from gui.session.strides import Strides
from gui.stage.lines import LEAST_PIXELS, TEXT, CaptionLine, StageTime, TimeRow, TopLine
from gui.stage.presets import MARGIN, places
from gui.stage.views import View, usual_views, views_for
from gui.widgets.controls import dress
from gui.widgets.numbers import number
from gui.widgets.theme import Look, Theme, blend

if TYPE_CHECKING:
    from gui.frames.function_frame import FunctionFrame

TOP_LINE, CAPTION, TIME = (0.02, 0.075), (0.873, 0.936), (0.938, 0.98)
"""Where the lines are, as shares of the height."""
FULL = "No more than {most}{why}: take one off first"
TEXT_IS_LARGE = "Text this large leaves room for {most}. (Ctrl −: smaller)"
IN_SMALL, WINDOW_IS_SMALL = " in a window this small", "A window this small leaves room for {most}."
FEWEST = 2
"""As many views have room with text of any size; in a small window one, if its text is to be larger."""
QUIET = 0.2
"""How far quiet text goes from the colour of normal text towards the desk's quiet one."""
STRONG_ON_DARK, STRONG_ON_LIGHT = 0.3, 0.8
"""How far the accent goes towards the colour of normal text."""
STAYS = 4_000
"""Milliseconds for which a remark stays, such as why a view is not shown."""
START = "Before the first step"


def stage_theme(theme: Theme) -> Theme:
    """Return a theme without cards: what is on the stage has its ground; quiet text can be read in a bright room."""
    quiet = blend(theme.text, theme.dim, QUIET)
    strong = blend(theme.accent, theme.text, STRONG_ON_DARK if theme.dark else STRONG_ON_LIGHT)
    dim, accent = (f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in (quiet, strong))
    return replace(theme, card=theme.background, neutral=theme.background, dim=dim, accent=accent)


def stage_look(look: Look, height: float, text: float = 1.0) -> Look:
    """Return the look of a stage that is ``height`` pixels high; ``text`` scales its text, and 1 is the smallest."""
    return replace(look, theme=stage_theme(look.theme), text=text * TEXT * height, stage=height)


def followed(stage: Stage) -> tuple[object, ...]:
    """Return what the arrangement of a stage follows."""
    return stage.size(), stage.desk, stage.text, stage.look.asked, tuple(stage.chosen)


def _least_scale(height: int) -> float:
    """Return the scale at which text can just be read on a stage of so many pixels; above 1 the window is small."""
    return LEAST_PIXELS / (TEXT * max(height, 1))


class Stage(QWidget):
    """Shows the frames of a network's training, or of a walk down a plain function, to a class."""

    chose = Signal(object)
    """Somebody has chosen other views, by name."""
    made_view = Signal(object, object)
    """A view stands on the stage for the first time, with its widget."""
    arranged = Signal()
    """The views have been laid out for a new size or look: what lies over them should follow."""
    closed = Signal()
    """It was a window of its own, and somebody has closed that."""
    layout_of = staticmethod(places)
    """Returns where views stand; see `gui.stage.presets.places`."""

    def __init__(self, session: Session, strides: Strides) -> None:
        super().__init__()
        self.session, self.strides = session, strides
        self.desk = Look()
        self.names: tuple[str, ...] = ()
        """The views that scene or teacher have chosen; where there are none, the usual ones are shown."""
        self.made: dict[View, Any] = {}
        self.frame: ShownFrame | FunctionFrame | None = None
        self.text = 1.0
        """Scale of the text; 1 is the smallest."""
        self._beside: tuple[str, ...] = ()
        self._asks = ""
        """What the caption says while the class is asked something."""
        self._said, self._remark, self._told = "", "", True
        self.title = ""
        """What is on, where it is not the scene."""
        self._caption: tuple[str, str, str] | None = None
        self._passing = QTimer(self)
        self._passing.setSingleShot(True)
        self._passing.timeout.connect(lambda: self.remark(""))
        self._placed: tuple[object, ...] = ()
        self.top_line, self.caption, self.time = TopLine(self), CaptionLine(self), TimeRow(self)
        self.overlays: list[Any] = []
        """Widgets that may lie over the views; they take the stage's look."""
        self.setAccessibleName("Stage")
        strides.changed.connect(self._show_next)

    # --- which views ---

    @property
    def scale(self) -> float:
        """Scale of the text: what somebody has chosen, or what it takes for text to be read on a stage this low."""
        return max(self.text, _least_scale(self.height()))

    @property
    def most(self) -> int:
        """How many views have room: text that is larger takes room as its square does."""
        small = _least_scale(self.height()) > 1.0
        return 1 if small and self.text > 1.0 else max(FEWEST, int(MAX_VIEWS / self.scale**2))

    @property
    def offered(self) -> list[View]:
        """The views in which there is something to see, in the order of their keys."""
        return [] if self.frame is None else [view for view in views_for(self.frame) if not view.lacks(self.frame)]

    @property
    def chosen(self) -> list[View]:
        """The views on the stage, in their places."""
        if self.frame is None:
            return []
        offered = {view.name: view for view in self.offered}
        if self._beside:
            return [offered[name] for name in (*self._beside, *usual_views(self.frame)) if name in offered][:1]
        here = [name for name in self.names if name in offered]
        return [offered[name] for name in here or usual_views(self.frame)][: self.most]

    def show_beside(self, names: Sequence[str], asks: str = "") -> None:
        """Leave the right half to a card, with one view beside it: the first of these that can be; or all the room.

        While the class is asked something, the caption ``asks``, and no view tells what comes.
        """
        self._beside, self._asks = tuple(names), asks
        self.arrange()

    def ask(self, words: str) -> None:
        """Have the caption ask the class in other words."""
        self._asks = words
        self._show_lines()

    def choose(self, names: Sequence[str]) -> None:
        """Show these views, at most four of them."""
        if names:
            self.names = tuple(names[:MAX_VIEWS])
            self._told = False
            self.chose.emit(self.names)
            self.arrange()

    def toggle(self, view: View) -> None:
        """Put a view on the stage, or take it off."""
        name, names = view.name, [each.name for each in self.chosen]
        if name not in names and len(names) == self.most:
            why = (
                ""
                if self.most == MAX_VIEWS
                else IN_SMALL
                if _least_scale(self.height()) > 1.0
                else " with text this large"
            )
            self.remark(FULL.format(most=counted(self.most, "view"), why=why))
            return
        self.choose([each for each in names if each != name] if name in names else [*names, name])

    def swap(self, by: int) -> None:
        """Let each view stand in the place of the one ``by`` places on."""
        names = [view.name for view in self.chosen]
        self.choose([names[(place - by) % len(names)] for place in range(len(names))])

    # --- what is shown ---

    def show_frame(self, frame: ShownFrame | FunctionFrame) -> None:
        """Show another iteration, or another step of a walk."""
        self.frame = frame
        if self._placed != followed(self):
            self.arrange()
            return
        for view in self.chosen:
            view.show(self.made[view], to_see(frame, bool(self._asks)))
        self._show_lines()

    def _show_lines(self) -> None:
        frame, scene = self.frame, self.session.scene
        if frame is None:
            return
        title, notation = self.title or title_of(frame, scene), self.desk.notation
        if isinstance(frame, ShownFrame):
            self.top_line.show_words(title, place_of(frame), "loss", number(loss_of(frame)))
            self.time.show_moment(moment_of(frame, self.session.scene_end))
        else:
            self.top_line.show_words(title, f"Step {frame.step:,}", "f", number(frame.value))
            end = max(frame.known, scene.end if scene else 0)
            self.time.show_moment(StageTime(frame.step, frame.known, end))
            notation = notation.of_functions()
        said = (notation.text(self._asks), "", "") if self._asks else frame.caption.parts(notation)
        self.caption.show_parts(*(said if self._caption is None else self._caption))
        self._show_next()

    def _tell_what_lacks(self) -> None:
        """Say once why a view that was chosen is not shown."""
        if self.frame is None or self._told:
            return
        self._told = True
        wanted = [view for view in views_for(self.frame) if view.name in self.names]
        if lacks := [view.lacks(self.frame) for view in wanted if view.lacks(self.frame)]:
            self.remark(lacks[0])
        elif len(wanted) > self.most and _least_scale(self.height()) > 1.0:
            self.remark(WINDOW_IS_SMALL.format(most=counted(self.most, "view")))

    def say(self, words: str, caption: tuple[str, str, str] | None = None) -> None:
        """Say something to who presents in place of what comes next, until there is nothing to say.

        With ``caption`` the class is told that, before its formula, the formula and after it, and not what happened.
        """
        self._said, self._caption = words, caption
        self.remark("")
        self._show_lines()

    def remark(self, words: str, stays: int = STAYS) -> None:
        """Say something for ``stays`` milliseconds, then show again what was there before."""
        self._remark = words
        self._passing.start(stays) if words else self._passing.stop()
        self._show_next()

    def _show_next(self) -> None:
        self.time.show_next(self._remark or self._said or f"next: {self.strides.words()}")

    # --- how it looks ---

    def set_look(self, look: Look) -> None:
        """Take the theme and notation of the desk."""
        self.desk = look
        self.arrange()

    @property
    def look(self) -> Look:
        """The stage's own."""
        return replace(stage_look(self.desk, max(self.height(), 1), self.scale), asked=bool(self._asks))

    def set_text(self, text: float) -> None:
        """Scale the text; 1 is the smallest."""
        if text != self.text:
            before, self.text = len(self.chosen), text
            self.arrange()
            if len(self.chosen) < before:
                self.remark(TEXT_IS_LARGE.format(most=counted(self.most, "view")))

    def showEvent(self, event: QShowEvent) -> None:
        """Make what is shown, and bring it up to date."""
        super().showEvent(event)
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand where another size has room, as large as it asks for."""
        super().resizeEvent(event)
        self._told = False
        self.arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it is closed."""
        super().closeEvent(event)
        self.closed.emit()

    def arrange(self) -> None:
        """Put the views and lines where they belong, in the look of this size."""
        if not self.isVisible():
            return
        self._placed = followed(self)
        self._tell_what_lacks()
        look, width, height = self.look, self.width(), self.height()
        margin = MARGIN * width
        for line, (top, foot) in ((self.top_line, TOP_LINE), (self.caption, CAPTION), (self.time, TIME)):
            line.set_look(look)
            tall = max((foot - top) * height, self.caption.least_height if line is self.caption else 0.0)
            line.setGeometry(QRectF(margin, foot * height - tall, width - 2 * margin, tall).toAlignedRect())
        chosen = self.chosen
        for view, widget in self.made.items():
            widget.setVisible(view in chosen)
        boxes = self.layout_of([view.square for view in chosen], width, height, bool(self._beside))
        for view, box in zip(chosen, boxes, strict=True):
            self._place(view, box, look)
        for overlay in self.overlays:
            dress(overlay, look)
        self._show_lines()
        self.update()
        self.arranged.emit()

    def _place(self, view: View, box: QRectF, look: Look) -> None:
        if view not in self.made:
            self.made[view] = view.make(self.session)
            self.made[view].setParent(self)
            self.made[view].lower()  # beneath a sheet, a question and a blank screen that are there before it
            self.made_view.emit(view, self.made[view])
        widget = self.made[view]
        widget.setGeometry(box.toAlignedRect())
        dress(widget, look)
        widget.show()
        if self.frame is not None:
            view.show(widget, to_see(self.frame, look.asked))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("background"))
        painter.end()


def to_see(frame: ShownFrame | FunctionFrame, asked: bool) -> ShownFrame | FunctionFrame:
    """Return what of a frame the views show: of an iteration that the class is ``asked`` about, no phases."""
    return replace(frame, trace=None, step_into=0) if asked and isinstance(frame, ShownFrame) else frame


def title_of(frame: ShownFrame | FunctionFrame, scene: Scene | None) -> str:
    """Return what is on: data of one's own, or the scene."""
    if scene is None:
        return ""
    own = own_title(frame.experiment.data, scene) if isinstance(frame, ShownFrame) else ""
    return own or scene.title


def place_of(frame: ShownFrame) -> str:
    """Return where in training a frame is."""
    k = frame.snapshot.iteration
    epoch, batch, batches = place_at(frame.run.segments, k)
    return f"Iteration {k:,} · epoch {epoch:,}, batch {batch:,} of {batches:,}" if k else START


def loss_of(frame: ShownFrame) -> float:
    """Return the loss that is made small, its penalty included."""
    return frame.evaluation.train_loss + frame.evaluation.penalty


def moment_of(frame: ShownFrame, scene_end: int) -> StageTime:
    """Return where in time a frame is, and how many of the iteration's phases are done."""
    depth = frame.problem.layout.depth
    end = max(frame.last_iteration, scene_end)
    return StageTime(frame.snapshot.iteration, frame.run.history.end, end, (1, depth, 1, depth, 1), frame.step_into)
