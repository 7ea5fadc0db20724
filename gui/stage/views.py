"""The views that can stand on the stage: each is what there is at the desk, in its presenting form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from core.analysis.sight import MOST_INPUTS
from gui.frames.shown import ShownFrame
from gui.session.session import Session
from gui.widgets.theme import Look


class OnStage(Protocol):
    """A widget that shows frames in the look of the stage."""

    def set_look(self, look: Look) -> None: ...

    def show_frame(self, frame: Any) -> None: ...


@dataclass(frozen=True)
class View:
    """A view of the stage.

    Attributes
    ----------
    name, title
        What the command line calls it, and what the class does.
    make
        Makes the widget, a `QWidget` that is `OnStage`; modules are imported only then.
    square
        Whether it wants to be as high as wide.
    lacks
        Why there is nothing to see in it now; empty if there is something.
    """

    name: str
    title: str
    make: Callable[[Session], Any]
    square: bool = False
    lacks: Callable[[ShownFrame], str] = lambda frame: ""


def _network(session: Session) -> OnStage:
    from gui.widgets.diagram.view import DiagramView

    return DiagramView()


def _regions(session: Session) -> OnStage:
    from gui.plots.decision_regions import DecisionRegions

    return DecisionRegions()


def _curve(session: Session) -> OnStage:
    from gui.plots.fitted_curve import FittedCurve

    return FittedCurve()


def _path(session: Session) -> OnStage:
    from gui.plots.descent_path import DescentPath

    return DescentPath()


def _loss(session: Session) -> OnStage:
    from gui.plots.loss_curve import LossCurve

    return LossCurve()


def _no_regions(frame: ShownFrame) -> str:
    return "" if frame.fitted is None else "Data of one input have a curve, not regions."


def _no_curve(frame: ShownFrame) -> str:
    return "" if frame.fitted is not None else "A curve needs data of one input."


VIEWS = (
    View("network", "Network", _network),
    View("regions", "Decision regions", _regions, square=True, lacks=_no_regions),
    View("curve", "Curve", _curve, lacks=_no_curve),
    View("path", "Descent path", _path),
    View("loss", "Loss", _loss),
)
"""In the order of their keys."""
