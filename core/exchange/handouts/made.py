"""The handout of a moment: one step with one example, worked out line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from core.analysis.active import active_row
from core.analysis.terms import input_name
from core.exchange.handouts.sheet import DrawnNetwork, DrawnNeuron, Handout, SheetLine, SheetSection
from core.exchange.handouts.written import LineWriter, Writer, printed
from core.hyperparameters import InvalidSetting
from core.training.equations import (
    BACK_THROUGH_WEIGHTS,
    BIASES_GRADIENT,
    PRE_ACTIVATION,
    WEIGHTS_GRADIENT_BY_EXAMPLE,
    Equation,
    Symbol,
    slope_equation,
)
from core.training.notation import ARTICLES, Notation
from core.training.problem import Problem
from core.training.rewriting import equation_in, matrix_in
from core.training.snapshot import Snapshot
from core.training.spelling import plain
from core.training.trace import Trace, trace
from core.values import dataclass

_WHOLE = re.compile(r"\( ([^()]*) \)")
"""What 1/m stood before: for one example that is 1."""
MOST_INPUTS, MOST_NEURONS = 6, 10
"""Of a network whose handout fits on two pages: inputs of each layer, and neurons without the inputs."""
MOST_BESIDE = 12
"""Neurons in the layers beside the one whose path alone is written out."""
MOST_LABELS = 6
"""Weights between two layers that can be written beside their lines."""
MOST_UPDATED = 4
"""Parameters of a layer that is updated whole."""
MOST_CHOSEN_FROM = 1000
"""Examples among which sheets choose."""


@dataclass(frozen=True)
class HandoutWish:
    """What a handout is to be like.

    Attributes
    ----------
    blanks
        How many lines are blank, the last ones; all if there are fewer.
    sheet
        Which one of many, from 1: each is of another example.
    neuron
        Whether only the path of one neuron is written out, not the whole network.
    """

    notation: Notation = ARTICLES
    blanks: int = 6
    sheet: int = 1
    neuron: bool = False


@dataclass(frozen=True)
class HandoutMoment:
    """What a handout is of.

    Attributes
    ----------
    example
        Number from 0, in the training set, of the example of the first sheet; None for the first of the batch.
    chosen
        The parameter that is updated, as an index into θ; None for one that learns.
    about
        A sentence instead of the one on iteration and example.
    """

    title: str
    problem: Problem
    snapshot: Snapshot
    example: int | None = None
    chosen: int | None = None
    about: str = ""


def handout_of(moment: HandoutMoment, wish: HandoutWish, write: Writer = printed) -> Handout:
    """Return the handout of a moment.

    Raises
    ------
    InvalidSetting
        If the network is too large for two pages, with what would fit; if a wish cannot be; if numbers overflow.
    """
    check_counts(wish)
    if not wish.neuron:
        _check_size(moment)
    example, turn = _example(moment, wish.sheet)
    opened = trace(moment.problem, moment.snapshot, np.array([example]))
    if opened.diverged or not all(np.isfinite(layer.z).all() for layer in opened.layers):
        raise InvalidSetting("what", "The numbers of this step overflow: go back some iterations.")
    return _Maker(moment, wish, opened, write).handout(example, turn)


def check_counts(wish: HandoutWish) -> None:
    """Refuse a sheet or a number of blanks that there is not."""
    if wish.sheet < 1 or wish.blanks < 0:
        raise InvalidSetting("what", "Sheets are counted from 1, and blanks from 0.")


def _beside(moment: HandoutMoment) -> tuple[int, ...]:
    """Return how many neurons stand before the one whose path would be written, and how many after it."""
    layout = moment.problem.layout
    l = 1 if moment.chosen is None else layout.position(moment.chosen)[0]
    return layout.sizes[l - 1], *layout.sizes[l + 1 : l + 2]


def _check_size(moment: HandoutMoment) -> None:
    sizes = moment.problem.layout.sizes
    shape = "–".join(map(str, sizes))
    fits = max(_beside(moment)) <= MOST_BESIDE
    instead = (
        "The path through one neuron alone fits: choose “neuron”." if fits else "Nice numbers take a small network."
    )
    if max(sizes) > MOST_INPUTS or sum(sizes[1:]) > MOST_NEURONS:
        raise InvalidSetting(
            "what",
            f"The network {shape} is too large for a page. Up to {MOST_NEURONS} neurons besides the inputs fit, with "
            f"at most {MOST_INPUTS} in a layer, e.g. 3–4–4–1. {instead}",
        )


def _example(moment: HandoutMoment, sheet: int) -> tuple[int, int]:
    """Return the example of a sheet, and how often all examples have had their turn: then another weight has its."""
    problem = moment.problem
    first = moment.example
    if first is None:
        first = int(trace(problem, moment.snapshot).columns[0])
    rows = problem.rows[:MOST_CHOSEN_FROM]
    different = np.sort(np.unique(rows, axis=0, return_index=True)[1])
    at = int(np.searchsorted(different, first)) if first < len(rows) else 0
    order = np.roll(different, -at)
    order[0] = first
    turn, place = divmod(sheet - 1, len(order))
    return int(order[place]), turn


class _Maker:
    """Puts a handout together from the iteration of one example."""

    def __init__(self, moment: HandoutMoment, wish: HandoutWish, opened: Trace, write: Writer) -> None:
        self._moment, self._wish, self._trace, self._write = moment, wish, opened, write
        self._layout, self._experiment = moment.problem.layout, opened.experiment
        self._lines = LineWriter(opened, self._layout, wish.notation, write)

    def handout(self, example: int, turn: int) -> Handout:
        chosen = self._chosen(turn)
        network, sections = self._whole(chosen) if not self._wish.neuron else self._path(chosen)
        count = sum(len(section.lines) for section in sections)
        blanks = min(count, self._wish.blanks)
        facts = (*self._facts(example, chosen), self._task(chosen))
        return Handout(self._moment.title, facts, network, sections, blanks, self._wish.sheet)

    def _chosen(self, turn: int) -> int:
        """Return the parameter that is updated; after each ``turn`` through all examples it is the next one."""
        chosen = self._moment.chosen
        if chosen is None:
            chosen = self._layout.index(1, active_row(self._trace, 1, 0) + 1, 1)
        return (chosen + turn) % self._layout.parameters

    def _updated(self, chosen: int) -> list[int]:
        """Return the parameters that are updated: all of a small layer, else the chosen one."""
        start, end = self._layout.offsets[(l := self._layout.position(chosen)[0]) - 1], self._layout.offsets[l]
        whole = end - start <= MOST_UPDATED and self._experiment.optimizer.name == "sgd" and not self._wish.neuron
        return list(range(start, end)) if whole else [chosen]

    def _facts(self, example: int, chosen: int) -> tuple[str, ...]:
        wanted = ", ".join(
            f"{self._lines.name('y', 1, k)} = {self._write(float(value))}"
            for k, value in enumerate(self._trace.y[:, 0])
        )
        if self._wish.neuron and self._layout.position(chosen)[0] < self._layout.depth:
            return (self._moment.about or self._where(example),)
        inputs = ", ".join(f"{neuron.name} = {neuron.answer}" for neuron in self._inputs())
        return self._moment.about or self._where(example), f"Given: {inputs + '; ' * bool(inputs)}target {wanted}."

    def _inputs(self) -> list[DrawnNeuron]:
        return [self._neuron(0, row, known=True) for row in range(self._layout.sizes[0] * (not self._wish.neuron))]

    def _where(self, example: int) -> str:
        """Return which iteration and which example it is."""
        problem, data = self._moment.problem, self._experiment.data
        raw = zip(data.inputs, problem.whole.x[:, example], strict=True)
        inputs = ", ".join(f"{name} = {self._write(float(value))}" for name, value in raw)
        label = f" ({data.class_names[problem.whole.labels[example]]})" if data.classes else ""
        scaled = " Inputs are standardised." if problem.inputs.standardised else ""
        at = f"Iteration {self._trace.before.iteration:,}, example {example + 1:,} of {len(problem.rows):,} alone"
        return f"{at}: {inputs}{label}.{scaled} Numbers are rounded to three digits."

    def _task(self, chosen: int) -> str:
        names = [self._lines.text(self._layout.name(index)) for index in self._updated(chosen)]
        what = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
        way = "the path through one neuron" if self._wish.neuron else "forward, loss, backward"
        return f"One step is worked out: {way}, and the update of {what}."

    # --- sections ---

    def _whole(self, chosen: int) -> tuple[DrawnNetwork, tuple[SheetSection, ...]]:
        updated = self._updated(chosen)
        l, j, _ = self._layout.position(chosen)
        rows = range(self._layout.sizes[l]) if len(updated) > 1 else [j - 1]
        depth = self._layout.depth
        columns = [range(size) for size in self._layout.sizes]
        forward = [self._forward(layer, columns[layer]) for layer in range(1, depth + 1)]
        loss = SheetSection("Loss", (), (self._lines.loss(),))
        backward = [
            self._backward(k, rows if k == l else range(self._layout.sizes[k])) for k in range(depth, l - 1, -1)
        ]
        columns = [range(size) for size in self._layout.sizes]
        return self._network(0, columns), (*forward, loss, *backward, self._update(updated))

    def _path(self, chosen: int) -> tuple[DrawnNetwork, tuple[SheetSection, ...]]:
        """Return what belongs to one neuron: the layer before and that after it are given."""
        l, j, _ = self._layout.position(chosen)
        beside = self._layout.sizes[l - 1 : l + 2]
        if beside[0] > MOST_BESIDE or (len(beside) > 2 and beside[2] > MOST_BESIDE):
            raise InvalidSetting(
                "what",
                f"A neuron of layer {l} has {beside[0]} inputs and {self._after(l)} neurons after it; on a page there "
                f"is room for {MOST_BESIDE} each. Choose a weight of a layer between smaller ones.",
            )
        columns = [range(beside[0]), range(j - 1, j), *([range(beside[2])] if len(beside) > 2 else [])]
        backward = self._backward(l, [j - 1])
        if l < self._layout.depth:
            given = ", ".join(
                f"{self._lines.entry('dz', l + 1, k).name} = {self._lines.entry('dz', l + 1, k).answer}"
                for k in range(beside[2])
            )
            backward = SheetSection(backward.title, (f"Given: {given}.", *backward.hints), backward.lines)
        forward = self._forward(l, [j - 1])
        return self._network(l - 1, columns), (forward, backward, self._update([chosen]))

    def _after(self, layer: int) -> int:
        return self._layout.sizes[layer + 1] if layer < self._layout.depth else 0

    def _equation(self, equation: Equation, layer: int) -> str:
        """Return an equation for one example, in words of one line."""
        parts = equation_in(self._wish.notation, equation).parts(layer)
        words = [part.name(one=True, given=False) if isinstance(part, Symbol) else part for part in parts]
        left, right = " ".join(word for word in words if word not in ("1/m", "Σ")).split(" = ", 1)
        bare = _WHOLE.fullmatch(right)
        return self._wish.notation.text(f"{left} = {bare[1] if bare else right}")

    def _function(self, formula: str) -> str:
        return plain(self._wish.notation.tex(formula))

    def _forward(self, layer: int, rows: Iterable[int]) -> SheetSection:
        g = self._experiment.network.activations[layer - 1]
        lines = [self._lines.entry(matrix, layer, row) for row in rows for matrix in ("z", "a")]
        hints = (self._equation(PRE_ACTIVATION, layer), self._function(g.formula))
        return SheetSection(f"Forward, layer {layer}", hints, tuple(lines))

    def _backward(self, layer: int, rows: Iterable[int]) -> SheetSection:
        g = self._experiment.network.activations[layer - 1]
        slope = slope_equation(self._experiment, self._layout, layer)
        hints = [self._equation(slope, layer)]
        if layer < self._layout.depth:
            hints.insert(0, self._equation(BACK_THROUGH_WEIGHTS, layer))
        if "g′" in slope.written:
            hints.append(self._function(g.derivative_formula))
        lines = tuple(line for row in rows for line in self._back(layer, row))
        return SheetSection(f"Backward, layer {layer}", tuple(hints), lines)

    def _back(self, layer: int, row: int) -> Iterator[SheetLine]:
        first = self._lines.entry("da", layer, row) if layer < self._layout.depth else self._lines.output_slope(row)
        if first is not None:
            yield first
        yield self._lines.entry("dz", layer, row)

    def _update(self, updated: list[int]) -> SheetSection:
        layer, _, i = self._layout.position(updated[0])
        gradient = BIASES_GRADIENT if i == 0 else WEIGHTS_GRADIENT_BY_EXAMPLE
        hints = (self._equation(gradient, layer), *self._lines.rule_hints(updated[0]))
        lines = tuple(line for index in updated for line in self._lines.update(index))
        return SheetSection("Update", hints, lines)

    # --- the picture ---

    def _network(self, first: int, columns: list[range]) -> DrawnNetwork:
        """Return the picture of some neurons of some layers, the first of which is given."""
        theta = self._trace.before.theta
        weights = tuple(
            tuple(
                tuple(self._write(float(self._layout.weights(theta, first + place)[j, i])) for i in columns[place - 1])
                for j in rows
            )
            for place, rows in enumerate(columns)
            if place > 0
        )
        crowded = any(len(rows) * len(rows[0]) > MOST_LABELS and len(rows) > 1 for rows in weights)
        layers = tuple(
            tuple(self._neuron(first + place, row, place == 0, biases=not crowded) for row in rows)
            for place, rows in enumerate(columns)
        )
        return DrawnNetwork(layers, weights, tuple(self._matrices()) if crowded else ())

    def _matrices(self) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
        for layer in range(1, self._layout.depth + 1):
            for symbol in (Symbol("W", layer), Symbol("b", layer)):
                values = matrix_in(self._wish.notation, self._trace, self._layout, symbol)
                yield self._lines.text(symbol.name()), tuple(tuple(map(self._write, row)) for row in values.tolist())

    def _neuron(self, layer: int, row: int, known: bool, biases: bool = True) -> DrawnNeuron:
        name = self._lines.text(input_name(self._trace, layer, row, 0))
        value = self._write(float(self._trace.inputs(layer + 1)[row, 0]))
        if known or not biases:
            return DrawnNeuron(name, "", value, known)
        bias = float(self._layout.biases(self._trace.before.theta, layer)[row, 0])
        return DrawnNeuron(name, f"{self._wish.notation.symbol('b')} = {self._write(bias)}", value)
