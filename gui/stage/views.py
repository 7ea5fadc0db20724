"""The views that can stand on the stage: each is what there is at the desk, in its presenting form.

A view is one entry here; its name stands in `core.exchange.stage_views`, where scenes choose among them. What makes a
widget imports it only then: pyqtgraph takes long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.values import dataclass
from gui.frames.shown import ShownFrame

if TYPE_CHECKING:
    from gui.frames.function_frame import FunctionFrame
    from gui.session.session import Session
    from gui.stage.adjusting import Adjusting


@dataclass(frozen=True)
class View:
    """A view of the stage.

    Attributes
    ----------
    name, title
        Its name in files and on the command line, and its title on the screen.
    make
        Makes the widget; it has ``set_look(look)``.
    square
        Whether it should be as high as it is wide.
    lacks
        Says why a frame has nothing to show in it; empty if it has.
    show
        Has the widget show a frame.
    listen
        Connects what can be clicked in the widget with the edits that may be made on the stage.
    has_delta
        Whether it shows what a Δ does.
    """

    name: str
    title: str
    make: Callable[[Session], Any]
    square: bool = False
    lacks: Callable[[Any], str] = lambda frame: ""
    show: Callable[[Any, Any], None] = lambda widget, frame: widget.show_frame(frame)
    listen: Callable[[Any, Adjusting], None] = lambda widget, adjusting: None
    has_delta: bool = False


def _network(session: Session) -> object:
    from gui.stage.network import NetworkOnStage

    diagram = NetworkOnStage()
    diagram.parameter_picked.connect(session.looking.pick_next)
    return diagram


def _regions(session: Session) -> object:
    from gui.plots.decision_regions import DecisionRegions

    return DecisionRegions()


def _curve(session: Session) -> object:
    from gui.plots.fitted_curve import FittedCurve

    return FittedCurve()


def _row(session: Session) -> object:
    from gui.stage.row import ExampleRow

    return ExampleRow()


def _pictures(session: Session) -> object:
    from gui.stage.pictures import PictureAnswer

    return PictureAnswer()


def _path(session: Session) -> object:
    from gui.plots.descent_path import DescentPath

    path = DescentPath()
    path.start_asked.connect(session.hand.start_at)
    return path


def _surface(session: Session) -> object:
    from gui.plots.descent_path import HELP, DescentPath

    path = DescentPath()
    path.entitle("Loss surface", HELP)
    path.controls.solid.setChecked(True)
    return path


def _maths(session: Session) -> object:
    from gui.stage.maths import MathsOnStage

    return MathsOnStage(session)


def _chain(session: Session) -> object:
    from gui.stage.chain import ChainOnStage

    return ChainOnStage(session)


def _nudge(session: Session) -> object:
    from gui.stage.nudge import NudgeOnStage

    return NudgeOnStage(session)


def _race(session: Session) -> object:
    from gui.stage.standing import RaceStanding

    return RaceStanding()


def _show_race(widget: Any, frame: ShownFrame) -> None:
    from gui.stage.race import show_race

    show_race(widget, frame)


def _no_race(frame: ShownFrame) -> str:
    return "" if frame.rivals else "A race needs more than one run. Start one in the card “Race”."


def _weight(session: Session) -> object:
    from gui.lenses.one_weight import OneWeightLens
    from gui.stage.plot_of_lens import PlotOfLens

    lens = OneWeightLens(session)
    return PlotOfLens(lens, lens.plot)


def _step(session: Session) -> object:
    from gui.lenses.step_size import StepSizeLens
    from gui.stage.plot_of_lens import PlotOfLens

    lens = StepSizeLens(session)
    return PlotOfLens(lens, lens.plot)


def _activation(session: Session) -> object:
    from gui.lenses.layers import LayersLens
    from gui.stage.plot_of_lens import PlotOfLens

    lens = LayersLens(session)
    return PlotOfLens(lens, lens.activation)


def _layers(session: Session) -> object:
    from gui.lenses.layers import LayersLens
    from gui.stage.plot_of_lens import PlotOfLens

    lens = LayersLens(session)
    return PlotOfLens(lens, lens.norms)


def _loss(session: Session) -> object:
    from gui.plots.loss_curve import LossCurve

    return LossCurve()


def _batches(session: Session) -> object:
    from gui.plots.loss_curve import LossCurve

    return LossCurve(of_batches=True)


def _weights(session: Session) -> object:
    from gui.stage.walls import WeightsOnStage

    return WeightsOnStage()


def _wrong(session: Session) -> object:
    from gui.stage.walls import WrongOnStage

    return WrongOnStage()


def _no_regions(frame: ShownFrame) -> str:
    return "Data of one input have a curve instead of regions." if len(frame.problem.train.x) == 1 else ""


def _no_curve(frame: ShownFrame) -> str:
    return "" if len(frame.problem.train.x) == 1 else "A curve needs data of one input."


def _no_pictures(frame: ShownFrame) -> str:
    return "" if frame.experiment.data.picture is not None else "The examples are no pictures."


def _function(session: Session) -> object:
    from gui.function_lab.curve import FunctionCurve

    return FunctionCurve()


def _slices(session: Session) -> object:
    from gui.function_lab.stage import Curves

    return Curves()


def _solid(session: Session) -> object:
    from gui.function_lab.plane import FunctionPlane

    return FunctionPlane()


def _plane(session: Session) -> object:
    from gui.stage.plane import PlaneOnStage

    return PlaneOnStage()


def _secants(session: Session) -> object:
    from gui.function_lab.secant import FunctionSecant

    return FunctionSecant()


def _walk(widget: Any, frame: FunctionFrame) -> None:
    widget.show_walk(frame)


def _curve_of_walk(widget: Any, frame: FunctionFrame) -> None:
    widget.show_walk(frame, frame.asked.along)


def _start_at(curve: Any, adjusting: Adjusting) -> None:
    curve.start_asked.connect(adjusting.start_at)


def _start_at_each(curves: Any, adjusting: Adjusting) -> None:
    for curve in curves.plots:
        _start_at(curve, adjusting)


def _start_from(view: Any, adjusting: Adjusting) -> None:
    view.plane.start_asked.connect(adjusting.start_from)


def _one_variable(frame: FunctionFrame) -> str:
    return "" if frame.function.dimensions > 1 else "A function of one variable has one curve: see Function."


def _flat(frame: FunctionFrame) -> str:
    return "" if frame.function.dimensions == 2 else "A surface needs a function of two variables."


VIEWS = (
    View("network", "Network", _network),
    View("regions", "Decision regions", _regions, square=True, lacks=_no_regions),
    View("curve", "Curve", _curve, lacks=_no_curve),
    View("path", "Descent path", _path),
    View("surface", "Loss surface", _surface),
    View("loss", "Loss", _loss),
    View("maths", "Maths", _maths),
    View("chain", "Chain rule", _chain),
    View("weight", "One weight", _weight),
    View("step", "Step size", _step),
    View("activation", "Activation function", _activation),
    View("nudge", "Nudge Δ", _nudge, has_delta=True),
    View("layers", "Gradients of the layers", _layers),
    View("row", "One example", _row),
    View("pictures", "Picture and probabilities", _pictures, lacks=_no_pictures),
    View("race", "Race", _race, lacks=_no_race, show=_show_race),
    View("batches", "Loss of each batch", _batches),
    View("weights", "Weights as pictures", _weights, lacks=_no_pictures),
    View("wrong", "Misclassified test pictures", _wrong, lacks=_no_pictures),
)
"""Of a network, in the order of their keys."""
VIEWS_OF_FUNCTIONS = (
    View("function", "Function", _function, show=_curve_of_walk, listen=_start_at, has_delta=True),
    View("plane", "From above", _plane, square=True, lacks=_flat, show=_walk, listen=_start_from),
    View("surface", "In 3-D", _solid, lacks=_flat, show=_walk),
    View(
        "slices", "Along each variable", _slices, lacks=_one_variable, show=_walk, listen=_start_at_each, has_delta=True
    ),
    View("secants", "Secants", _secants, show=_walk, has_delta=True),
)


def views_for(frame: ShownFrame | FunctionFrame) -> tuple[View, ...]:
    """Return the views of a network, or of a plain function."""
    return VIEWS if isinstance(frame, ShownFrame) else VIEWS_OF_FUNCTIONS


def usual_views(frame: ShownFrame | FunctionFrame) -> tuple[str, ...]:
    """Return what stands on the stage where neither scene nor teacher has chosen: what moves, and what it is for."""
    offered = [view.name for view in views_for(frame) if not view.lacks(frame)]
    return tuple(offered[:2])
