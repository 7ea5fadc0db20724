"""Actions that turn the views elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from core.analysis.planes import PLANES, PlaneKind
from core.analysis.sight import MATRICES, Cell, following
from core.course.actions.action import LessonAction, finite, table, text, whole
from core.course.hands import Hands
from core.exchange.experiments import parameter_index
from core.exchange.stage_views import FUNCTION_VIEWS, MAX_VIEWS, NETWORK_VIEWS
from core.hyperparameters import InvalidSetting, choose, refuse_other_keys
from core.values import dataclass


def views_of(chosen: Any) -> tuple[str, ...]:
    """Return one to four views that a lesson names, of networks or of functions.

    Raises
    ------
    InvalidSetting
        If there is no such view.
    """
    known = (*NETWORK_VIEWS, *FUNCTION_VIEWS)
    names = chosen if isinstance(chosen, list) else [chosen]
    if not 1 <= len(names) <= MAX_VIEWS or any(name not in known for name in names):
        raise InvalidSetting("views", f"must list 1 to {MAX_VIEWS} of: {', '.join(known)}.")
    return tuple(names)


@dataclass(frozen=True)
class NudgeBy(LessonAction):
    verb = "nudge"
    help = "Chooses a parameter and the Δ by which it is nudged; it is moved back at once."
    example = '{ parameter = "w[2]1,1", delta = 0.1 }'

    parameter: str
    delta: float

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        given = table(cls.verb, argument)
        refuse_other_keys(given, "a nudge", ("parameter", "delta"))
        return cls(text("parameter", given.get("parameter")), finite("delta", given.get("delta", 0.1)))

    def act(self, hands: Hands) -> None:
        hands.nudge(parameter_index(self.parameter, hands.experiment.layout), self.delta)


@dataclass(frozen=True)
class LookAlong(LessonAction):
    verb = "secant"
    help = "Shows the secant of a function over another Δ, along another variable, from where the walk stands."
    example = '{ delta = 0.1, along = "x1" }'

    delta: float
    along: str

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        if not isinstance(argument, Mapping):
            return cls(finite(cls.verb, argument), "")
        refuse_other_keys(argument, "a secant", ("delta", "along"))
        return cls(finite("delta", argument.get("delta", 1.0)), text("along", argument.get("along", "")))

    def act(self, hands: Hands) -> None:
        descent = hands.descent
        variables = descent.function.variables if descent is not None else ()
        if self.delta == 0.0:
            raise InvalidSetting("delta", "Δ = 0 would divide by 0: choose another number.")
        if not variables or (self.along and self.along not in variables):
            raise InvalidSetting("along", f"must be one of the function's variables: {', '.join(variables) or 'none'}.")
        hands.look_along(variables.index(self.along) if self.along else 0, self.delta)


@dataclass(frozen=True)
class Follow(LessonAction):
    verb = "follow"
    help = "Follows the first example with these inputs, or the training example of that number, from 1."
    example = "[21, 90, 7]"

    chosen: tuple[float, ...] | int

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        if isinstance(argument, list):
            return cls(tuple(finite(cls.verb, each) for each in argument))
        return cls(whole(cls.verb, argument, 1))

    def act(self, hands: Hands) -> None:
        problem, sight = hands.problem, hands.sight
        if isinstance(self.chosen, tuple):
            found = following(problem, sight, self.chosen)
            if found.row == sight.row and found.held != self.chosen:
                raise InvalidSetting(self.verb, f"there is no example with the inputs {list(self.chosen)}.")
            hands.look(found)
        elif self.chosen > len(problem.train):
            raise InvalidSetting(self.verb, f"there are {len(problem.train):,} training examples.")
        else:
            hands.look(replace(sight, row=self.chosen - 1))


@dataclass(frozen=True)
class Choose(LessonAction):
    verb = "choose"
    help = "Chooses one or two parameters: those of One weight, the descent path and the chain rule."
    example = '["w[1]2,1", "b[3]1"]'

    names: tuple[str, ...]

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        names = argument if isinstance(argument, list) else [argument]
        if not 1 <= len(names) <= 2:
            raise InvalidSetting(cls.verb, "must name one or two parameters.")
        return cls(tuple(text(cls.verb, name) for name in names))

    def act(self, hands: Hands) -> None:
        first, *rest = (parameter_index(name, hands.experiment.layout) for name in self.names)
        second = rest[0] if rest else next(i for i in (*hands.sight.picked, 0, 1) if i != first)
        hands.look(replace(hands.sight, picked=(first, second)))


@dataclass(frozen=True)
class ChooseCell(LessonAction):
    verb = "cell"
    help = "Chooses a number among the matrices: matrix, layer, row and column, counted from 1."
    example = '{ matrix = "z", layer = 1, row = 2, column = 1 }'

    cell: Cell

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        given = table(cls.verb, argument)
        refuse_other_keys(given, "a cell", ("matrix", "layer", "row", "column"))
        if (matrix := given.get("matrix")) not in MATRICES:
            raise InvalidSetting("matrix", f"must be one of {', '.join(MATRICES)}, not {str(matrix)[:40]!r}.")
        row, column = (whole(key, given.get(key, 1), 1) - 1 for key in ("row", "column"))
        return cls(Cell(matrix, whole("layer", given.get("layer", 0), 0), row, column))

    def act(self, hands: Hands) -> None:
        sizes, cell = hands.experiment.layout.sizes, self.cell
        if cell.layer >= len(sizes) or cell.row >= sizes[cell.layer]:
            raise InvalidSetting(self.verb, f"this network has no row {cell.row + 1} in layer {cell.layer}.")
        hands.point_at(cell)


@dataclass(frozen=True)
class ChooseNeuron(LessonAction):
    verb = "neuron"
    help = "Chooses a neuron, by its layer and its number there, both from 1: where its z comes from."
    example = "[1, 2]"

    cell: Cell

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        if not isinstance(argument, list) or len(argument) != 2:
            raise InvalidSetting(cls.verb, "must be a layer and a number, e.g. [1, 2].")
        layer, number = (whole(cls.verb, each, 1) for each in argument)
        return cls(Cell("z", layer, number - 1, 0))

    def act(self, hands: Hands) -> None:
        ChooseCell(self.cell).act(hands)


@dataclass(frozen=True)
class LookOver(LessonAction):
    verb = "axes"
    help = "Draws the regions over two of the inputs, by name; or over the last hidden layer's main directions."
    example = '["classes attended", "homework (h)"]'

    names: tuple[str, ...] | None

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        if argument == "hidden":
            return cls(None)
        if not isinstance(argument, list) or len(argument) != 2:
            raise InvalidSetting(cls.verb, 'must be a list of two inputs, or "hidden".')
        return cls(tuple(text(cls.verb, name) for name in argument))

    def act(self, hands: Hands) -> None:
        if self.names is None:
            hands.look(replace(hands.sight, hidden=True))
            return
        inputs = hands.experiment.data.inputs
        if wrong := next((name for name in self.names if name not in inputs), ""):
            raise InvalidSetting(self.verb, f"“{wrong}” is no input; they are: {', '.join(inputs)[:200]}.")
        across, up = (inputs.index(name) for name in self.names)
        hands.look(replace(hands.sight, axes=(across, up), hidden=False))


@dataclass(frozen=True)
class LookThrough(LessonAction):
    verb = "plane"
    help = "Draws the descent path on another plane."
    example = '"path"'

    plane: PlaneKind

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        return cls(choose(PLANES, argument, cls.verb))

    def act(self, hands: Hands) -> None:
        hands.look(replace(hands.sight, plane=self.plane))


@dataclass(frozen=True)
class ShowViews(LessonAction):
    verb = "views"
    help = "Puts one to four other views on the stage."
    example = '["network", "regions"]'

    views: tuple[str, ...]

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        return cls(views_of(argument))

    def act(self, hands: Hands) -> None:
        hands.show(self.views)


@dataclass(frozen=True)
class WriteIn(LessonAction):
    verb = "notation"
    help = "Writes all letters as another book does."
    example = '"nielsen"'

    notation: str

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        from core.exchange.notations import BrokenNotation, load_notation

        try:
            load_notation(name := text(cls.verb, argument))
        except BrokenNotation as error:
            raise InvalidSetting(cls.verb, str(error)) from error
        return cls(name)

    def act(self, hands: Hands) -> None:
        hands.write_in(self.notation)
