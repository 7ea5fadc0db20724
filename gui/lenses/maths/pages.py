"""What the Maths lens shows of each phase, as plain data: equations, their matrices, and words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TypeAlias, cast

import numpy as np

from core.analysis.active import active_row, active_weight
from core.analysis.sight import Cell
from core.analysis.terms import Matrix, Terms, entry_terms, terms_in
from core.analysis.terms import cell as cell_name
from core.arrays import Array
from core.nn.network import SUBSCRIPTS, Layout
from core.training import equations
from core.training.equations import Equation, Symbol
from core.training.notation import ARTICLES, Notation
from core.training.rewriting import equation_in, matrix_in, turned_words
from core.training.spelling import Letter
from core.training.trace import PhaseKind, Trace, phases
from core.values import dataclass
from gui.lenses.maths.words import HELP, help_of, notes
from gui.widgets.matrix_painting import Block, Place

MATRIX_OF: dict[Letter, str] = {"X": "x", "Y": "y", "W": "w", "g′": "slope"}
"""What cells of a letter's matrix are called, where that is not the small letter."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A matrix on a page.

    Attributes
    ----------
    name, help
        What stands above it, and what it is while it stands upright.
    values
        As it stands there: transposed if ``turned``.
    matrix, layer
        What its cells are called (see `Cell`).
    first
        The batch's example in its first column, where it shows one of many.
    """

    name: str
    help: str
    values: Array
    matrix: str
    layer: int
    turned: bool = False
    first: int = 0

    @property
    def about(self) -> str:
        """What the matrix is, as it stands there."""
        return turned_words(self.help) if self.turned else self.help

    def cell(self, row: int, column: int) -> Cell:
        """Return which cell of the iteration is at a place."""
        row, column = (column, row) if self.turned else (row, column)
        return Cell(self.matrix, self.layer, row, column + self.first)  # type: ignore[arg-type]

    def block(self, row: int | None, column: int | None) -> Block | None:
        """Return where a cell, row or column of the whole matrix is; None if it is not shown."""
        column = None if column is None else column - self.first
        block = (column, row) if self.turned else (row, column)
        inside = all(k is None or 0 <= k < n for k, n in zip(block, self.values.shape, strict=True))
        return block if inside else None

    def place(self, cell: Cell) -> Place | None:
        """Return where a cell is; None if it is not here."""
        if (cell.matrix, cell.layer) != (self.matrix, self.layer):
            return None
        return cast("Place | None", self.block(cell.row, cell.column))

    def name_of(self, row: int, column: int) -> str:
        """Return the name of the cell at a place."""
        given = self.name[:4].lower() != "a[0]" or "=" in self.name
        return name_of(self.cell(row, column), self.values.shape[0 if self.turned else 1] - 1, given)


def name_of(cell: Cell, fan_in: int, given: bool) -> str:
    """Return a cell's name, e.g. ``dW[2]₃,₁``; of the updates, column ``fan_in`` holds the biases.

    ``given``: whether A[0] is X, so that its cells are called x.
    """
    l, places = cell.layer, (cell.row, cell.column)
    if cell.matrix == "slope":
        return f"g′({cell_name('z', l, *places)})"
    if cell.matrix == "loss":
        return f"ℓ{str(cell.column + 1).translate(SUBSCRIPTS)}"
    if cell.matrix == "x":
        return cell_name("a", 0, *places) if given else f"a[0]{cell_name('a', 0, *places)[1:]}"
    if cell.matrix == "update":
        return cell_name("b", l, cell.row) if cell.column == fan_in else cell_name("w", l, *places)
    letter = {"da": "dA", "dz": "dZ", "dw": "dW"}.get(cell.matrix, cell.matrix)
    return cell_name(letter, l, cell.row) if cell.matrix in ("b", "db") else cell_name(letter, l, *places)


Item: TypeAlias = Shown | str


@dataclass(frozen=True, eq=False)
class Line:
    """A formula, and under it the same with matrices; signs are strings."""

    formula: str
    items: tuple[Item, ...]

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The matrices alone."""
        return tuple(item for item in self.items if isinstance(item, Shown))

    @property
    def result(self) -> Shown:
        """The matrix that is computed of the others."""
        return self.shown[-1 if "→" in self.items else 0]


@dataclass(frozen=True, eq=False)
class EquationPage:
    """What is shown of one phase, and the cell whose sum is written out when none has been asked for."""

    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    usual: Cell

    def holds(self, cell: Cell) -> bool:
        """Tell whether a cell is among the matrices of the page."""
        return any(shown.place(cell) is not None for line in self.lines for shown in line.shown)


@dataclass(frozen=True)
class Subject:
    """What a page is about.

    Attributes
    ----------
    kind, layer
        The phase; the layer (1…L) of an update is the one whose parameters are shown.
    example
        Place in the batch of the one example that is shown; None for all.
    chosen
        The selected parameter, as an index into θ.
    place
        The place in the batch of “this example”, whether it is shown alone or not.
    notation
        Which way round the matrices stand. Names and formulas stay the articles' until they are shown.
    """

    kind: PhaseKind
    layer: int
    example: int | None
    chosen: int
    place: int = 0
    notation: Notation = ARTICLES


def page_of(trace: Trace, layout: Layout, subject: Subject) -> EquationPage:
    """Return the page of a phase."""
    shown = _without_repeats(_lines(trace, layout, subject))
    told = notes(trace, layout, subject.kind, subject.example, subject.notation)
    return EquationPage(shown, told, _usual(trace, layout, subject))


def _lines(trace: Trace, layout: Layout, subject: Subject) -> list[Line]:
    lines = {"batch": _batch, "forward": _forward, "loss": _loss, "backward": _backward, "update": _update}
    with np.errstate(all="ignore"):  # an iteration that overflows is shown too
        return lines[subject.kind](trace, layout, subject)


def equation_of(trace: Trace, layout: Layout, subject: Subject, asked: Cell | None) -> tuple[Line, Cell]:
    """Return one equation of a phase with all its matrices, and the cell of its result that is written out.

    That is the cell ``asked`` about, where the phase computes it, else the usual one.
    """
    lines, usual = _lines(trace, layout, subject), _usual(trace, layout, subject)
    cells = [cell for cell in (asked, usual) if cell is not None]
    found = ((line, cell) for cell in cells for line in lines if line.result.place(cell) is not None)
    return next(found, (lines[0], usual))


def formulas_of(trace: Trace, layout: Layout, subject: Subject) -> Iterator[str]:
    """Yield the formulas of the pages of all phases, in their order."""
    for phase in phases(layout.depth):
        page = page_of(trace, layout, replace(subject, kind=phase.kind, layer=phase.layer or subject.layer))
        yield from (line.formula for line in page.lines)


def _without_repeats(lines: list[Line]) -> tuple[Line, ...]:
    """Name a matrix only, where an equation above has it as its result."""
    results = {line.shown[0].name for line in lines}

    def item(line: Line, item: Item) -> Item:
        repeated = isinstance(item, Shown) and item is not line.shown[0] and item.name in results
        return item.name if isinstance(item, Shown) and repeated else item

    return tuple(replace(line, items=tuple(item(line, each) for each in line.items)) for line in lines)


def _usual(trace: Trace, layout: Layout, subject: Subject) -> Cell:
    """Return the cell of the selected parameter; where it is of another layer, one of a neuron that is on."""
    l, j, i = layout.position(subject.chosen)
    here, example = l == subject.layer, subject.place
    row = j - 1 if here else active_row(trace, subject.layer, example)
    weight = (j - 1, i - 1) if here else active_weight(trace, subject.layer)
    fan_in = layout.sizes[subject.layer - 1]
    return {
        "batch": Cell("x", 0, 0, example),
        "forward": Cell("z", subject.layer, row, example),
        "loss": Cell("loss", layout.depth, 0, example),
        "backward": Cell("db", subject.layer, row, 0) if weight[1] < 0 else Cell("dw", subject.layer, *weight),
        "update": Cell("update", subject.layer, weight[0], fan_in if weight[1] < 0 else weight[1]),
    }[subject.kind]


# --- the pages ---


def _batch(trace: Trace, layout: Layout, subject: Subject) -> list[Line]:
    x, y = (_shown(trace, layout, symbol, subject) for symbol in (Symbol("A", 0), Symbol("Y", layout.depth)))
    formula = equations.inputs_equation(trace.experiment).formula(1, subject.example is not None)
    return [Line(formula, (x, "→", y))]


def _forward(trace: Trace, layout: Layout, subject: Subject) -> list[Line]:
    g = trace.experiment.network.activations[subject.layer - 1]
    first, second = (_line(trace, layout, equation, subject) for equation in equations.forward_equations())
    return [first, _with(second, g.formula)]


def _loss(trace: Trace, layout: Layout, subject: Subject) -> list[Line]:
    symbols = (Symbol("A", layout.depth), Symbol("Y", layout.depth))
    a, y = (_shown(trace, layout, symbol, subject) for symbol in symbols)
    part = _part(subject)
    losses, turned = trace.per_example[None, part], "A" in subject.notation.turned
    each = Shown("ℓ", HELP["loss"], losses.T if turned else losses, "loss", layout.depth, turned, part.start or 0)
    return [Line(trace.experiment.loss.formula, (replace(a, name=f"ŷ = {a.name}"), ",", y, "→", each))]


def _backward(trace: Trace, layout: Layout, subject: Subject) -> list[Line]:
    experiment, l = trace.experiment, subject.layer
    slope = equations.slope_equation(experiment, layout, l)
    first = _line(trace, layout, slope, subject)
    if slope is not equations.BACK_FROM_LOSS:
        first = _with(first, experiment.network.activations[l - 1].derivative_formula)
    by_example = subject.example is not None
    weights = equations.WEIGHTS_GRADIENT_BY_EXAMPLE if by_example else equations.WEIGHTS_GRADIENT
    lines = [first, *(_line(trace, layout, e, subject) for e in (weights, equations.BIASES_GRADIENT))]
    if l > 1:
        lines.append(_line(trace, layout, equations.BACK_THROUGH_WEIGHTS, replace(subject, layer=l - 1)))
    return lines


def _update(trace: Trace, layout: Layout, subject: Subject) -> list[Line]:
    l = subject.layer
    before, after, g = (layout.block(v, l) for v in (trace.before.theta, trace.after.theta, trace.gradient))

    both, turned = subject.notation.stacked("", l)
    shown = partial(_block, l, turned)
    new, old = shown(f"new {both}", "new", after), shown(both, "old", before)
    moved = (new, "=", old, "−", shown("step", "step", before - after))
    gradient = shown("g", "g", g * trace.clip_factor)
    return [Line(trace.experiment.optimizer.formula, moved), _gradient(trace, layout, subject, gradient)]


def _block(layer: int, turned: bool, name: str, help: str, values: Array) -> Shown:
    """Return weights and biases of a layer side by side, or one above the other."""
    return Shown(name, HELP[help], values.T if turned else values, "update", layer, turned)


def _gradient(trace: Trace, layout: Layout, subject: Subject, g: Shown) -> Line:
    """Return where the optimiser's g comes from: the data's gradient, the penalty's, and clipping."""
    l, experiment = subject.layer, trace.experiment
    (both, turned), (name, _) = (subject.notation.stacked(d, l) for d in ("", "d"))
    shown = partial(_block, l, turned)
    data = shown(name, "data", np.hstack([trace.layers[l - 1].dw, trace.layers[l - 1].db]))
    formula = subject.notation.stacked_tex("d", l)
    items: list[Item] = [data]
    if experiment.regularizer.active:
        weights = trace.before.theta * layout.is_weight
        pull = layout.block(experiment.regularizer.gradient(weights), l)
        formula += f" + {subject.notation.penalty_tex(l)}"
        items = [data, "+", shown(f"∂R/∂{both}", "penalty", pull)]
    if trace.clip_factor != 1.0:
        formula, items = rf"c\,({formula})", ["c (", *items, ")"]
    return Line(f"g = {formula}", (g, "=", *items))


# --- making them of the declared equations ---


def _with(line: Line, formula: str) -> Line:
    return replace(line, formula=rf"{line.formula},\quad {formula}")


def _line(trace: Trace, layout: Layout, equation: Equation, subject: Subject) -> Line:
    equation = equation_in(subject.notation, equation)
    parts = equation.parts(subject.layer)
    items = (_shown(trace, layout, part, subject) if isinstance(part, Symbol) else part for part in parts)
    return Line(equation.formula(subject.layer, subject.example is not None), tuple(items))


def _part(subject: Subject) -> slice:
    return slice(None) if subject.example is None else slice(subject.example, subject.example + 1)


def _shown(trace: Trace, layout: Layout, symbol: Symbol, subject: Subject) -> Shown:
    """Return a symbol's matrix, of per-example ones only the columns on show."""
    upright = replace(symbol, turned=False)
    turned = symbol.letter in subject.notation.turned
    values = matrix_in(subject.notation, trace, layout, upright)
    values = values.T if turned else values
    first = 0
    if symbol.per_example and subject.example is not None:
        values, first = values[:, _part(subject)], subject.example
    turned ^= symbol.turned
    inputs = symbol.letter == "X" or (symbol.letter, symbol.layer) == ("A", 0)
    matrix = "x" if inputs else MATRIX_OF.get(symbol.letter, symbol.letter.lower())
    layer = 0 if inputs else symbol.layer
    name = symbol.name(subject.example is not None, equations.given_inputs(trace.experiment))
    return Shown(name, help_of(matrix, subject.notation), values.T if turned else values, matrix, layer, turned, first)


# --- what is outlined ---


def made_of(cell: Cell, elementwise: bool) -> dict[tuple[str, int], Block]:
    """Return which cells, rows and columns of which matrices (by name and layer) go into a cell.

    ``elementwise``: whether the layer's activation takes each z for itself.
    """
    l, j, c = cell.layer, cell.row, cell.column
    fed = ("x", 0) if l == 1 else ("a", l - 1)
    here: Block = (j, c) if elementwise else (None, c)
    parts: dict[str, dict[tuple[str, int], Block]] = {
        "z": {("w", l): (j, None), fed: (None, c), ("b", l): (j, 0)},
        "a": {("z", l): here},
        "slope": {("z", l): here, ("a", l): here},
        "dz": {("da", l): here, ("slope", l): (j, c), ("a", l): here, ("y", l): (j, c)},
        "dw": {("dz", l): (j, None), fed: (c, None)},
        "db": {("dz", l): (j, None)},
        "da": {("w", l + 1): (None, j), ("dz", l + 1): (None, c)},
        "loss": {("a", l): (None, c), ("y", l): (None, c)},
    }
    return parts.get(cell.matrix, {})


def of_parameter(layout: Layout, index: int, shown: Shown) -> Block | None:
    """Return where a matrix has the selected parameter, or the row of its neuron."""
    l, j, i = layout.position(index)
    if shown.layer != l or shown.matrix in ("y", "loss", "x"):
        return None
    if shown.matrix == "update":
        return shown.block(j - 1, layout.sizes[l - 1] if i == 0 else i - 1)
    if shown.matrix in ("w", "dw"):
        return shown.block(j - 1, i - 1) if i else None
    if shown.matrix in ("b", "db"):
        return shown.block(j - 1, 0) if i == 0 else None
    return shown.block(j - 1, None)


def terms_of(trace: Trace, layout: Layout, cell: Cell, notation: Notation = ARTICLES) -> Terms | None:
    """Return a cell's sum of products; None for what is given and not computed in this iteration."""
    if cell.matrix in ("x", "y", "w", "b"):
        return None
    with np.errstate(all="ignore"):
        terms = entry_terms(trace, layout, cast(Matrix, cell.matrix), cell.layer, cell.row, cell.column)
        return terms_in(notation, terms, trace.m)
