"""What is drawn for a file: a view of the stage by itself, or the stage, of any size and on no screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from core.hyperparameters import InvalidSetting
from gui.frames.gif import Pixels
from gui.frames.shown import ShownFrame
from gui.lenses.inquiry import Inquiry
from gui.lenses.lens import Lens
from gui.session.session import Session
from gui.session.strides import Strides
from gui.stage.presets import MARGIN
from gui.stage.stage import Stage, place_of, stage_look
from gui.stage.views import View, views_for
from gui.widgets.controls import dress
from gui.widgets.field import set_text_colour
from gui.widgets.theme import Look

if TYPE_CHECKING:
    from gui.frames.function_frame import FunctionFrame

    AnyFrame: TypeAlias = ShownFrame | FunctionFrame

LINE = 1.6
"""Height of the line below a view, by its text."""
STAGE = "stage"
"""The name of the stage among those of its views."""


class ViewAlone(QWidget):
    """A view on the stage's ground, as large as there is room, with a line that says which iteration it shows."""

    def __init__(self, view: View, session: Session, look: Look, size: tuple[int, int]) -> None:
        super().__init__()
        self.view, self.look = view, stage_look(look, size[1])
        self.widget: Any = view.make(session)
        self.widget.setParent(self)
        margin, line = round(MARGIN * size[0]), round(LINE * self.look.text)
        self.line = QLabel(parent=self)
        self.line.setFont(self.look.font())
        self.line.setGeometry(margin, size[1] - margin // 2 - line, size[0] - 2 * margin, line)
        set_text_colour(self.line, self.look, "dim")
        self.widget.setGeometry(QRect(0, 0, *size).adjusted(margin, margin, -margin, -margin // 2 - line))
        dress(self.widget, self.look)

    def show_frame(self, frame: AnyFrame) -> None:
        """Show another moment."""
        self.view.show(self.widget, frame)
        place = place_of(frame) if isinstance(frame, ShownFrame) else f"Step {frame.step:,}"
        self.line.setText(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("background"))
        painter.end()


FilmCanvas: TypeAlias = ViewAlone | Stage


def canvas_of(
    what: str,
    frame: AnyFrame,
    strides: Strides,
    session: Session,
    look: Look,
    size: tuple[int, int],
    views: tuple[str, ...],
) -> FilmCanvas:
    """Return what is drawn: the view of that name, or the stage with ``views``.

    Raises
    ------
    InvalidSetting
        If there is no such view of this scene, with those that there are; or it has nothing to show.
    """
    canvas: FilmCanvas
    if what == STAGE:
        canvas = Stage(session, strides)
        canvas.names = views
        canvas.set_look(look)
    else:
        canvas = ViewAlone(_view_of(what, frame), session, look, size)
    canvas.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    canvas.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
    canvas.resize(*size)
    canvas.show()
    canvas.show_frame(frame)
    return canvas


def _view_of(what: str, frame: AnyFrame) -> View:
    known = {view.name: view for view in views_for(frame)}
    if what not in known:
        raise InvalidSetting("what", f"“{what[:60]}” is no view here. There are: {', '.join((STAGE, *known))}.")
    if lacks := known[what].lacks(frame):
        raise InvalidSetting("what", lacks)
    return known[what]


def is_calm(canvas: FilmCanvas) -> bool:
    """Tell whether no part of a canvas waits for the worker."""
    rhythms = (rhythm for lens in canvas.findChildren(Lens) for rhythm in lens.rhythms)
    return not any(isinstance(rhythm, Inquiry) and rhythm.waiting for rhythm in rhythms)


def pixels_of(canvas: QWidget) -> Pixels:
    """Return what a canvas shows, read-only."""
    image = QImage(canvas.size(), QImage.Format.Format_RGBX8888)
    canvas.render(image)
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.width(), 4)
    return rows[..., :3]
