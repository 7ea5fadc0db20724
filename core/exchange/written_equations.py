"""One iteration written out in a notation: every equation of every phase with the values of its symbols."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from core.arrays import Array
from core.hyperparameters import Choice
from core.training.equations import (
    ACTIVATION,
    BACK_THROUGH_ACTIVATION,
    BACK_THROUGH_COUPLED,
    CLIPPING,
    INPUTS,
    Equation,
    Symbol,
    equations_of,
)
from core.training.notation import Notation
from core.training.problem import Problem
from core.training.rewriting import equation_in, matrix_in
from core.training.spelling import plain
from core.training.trace import Phase, Trace, phases

Written = dict[str, Any]


def written_equations(problem: Problem, trace: Trace, notation: Notation) -> list[Written]:
    """Return the phases of an iteration, in order, ready for JSON.

    Each has its ``phase``, its ``layer`` or None, and ``equations``: ``text``, ``latex``, and by its name in the text
    the ``shape`` and ``values`` of each symbol; where only some examples of a large batch have theirs, also `shown_of`.
    ``left`` is what the left side has become.
    """
    writer = _Writer(problem, trace, notation)
    with np.errstate(all="ignore"):
        return [
            {"phase": phase.kind, "layer": phase.layer, "equations": list(writer.of(phase))}
            for phase in phases(problem.layout.depth)
        ]


def shown_of(trace: Trace) -> dict[str, int]:
    """Return how many examples of the batch are written out, as ``shown``, and ``of`` how many; empty for all."""
    shown = len(trace.columns)
    return {"shown": shown, "of": trace.m} if shown < trace.m else {}


class _Writer:
    """Writes the equations of one iteration in one notation."""

    def __init__(self, problem: Problem, trace: Trace, notation: Notation) -> None:
        self._problem, self._trace, self._notation = problem, trace, notation
        self._layout, self._experiment = problem.layout, trace.experiment

    def of(self, phase: Phase) -> Iterator[Written]:
        for equation, layer in equations_of(self._experiment, self._layout, phase):
            yield self._matrices(equation, layer)
            if equation in (ACTIVATION, BACK_THROUGH_ACTIVATION, BACK_THROUGH_COUPLED):
                yield self._function(equation, layer)
        if phase.kind == "loss":
            yield from self._loss()
        elif phase.kind == "update":
            yield from (self._gradient(layer) for layer in range(1, self._layout.depth + 1))
            yield from self._clipping()
            yield from self._update()

    def _matrices(self, equation: Equation, layer: int) -> Written:
        """Return an equation between matrices."""
        written = equation_in(self._notation, equation)
        parts = written.parts(layer)
        text = " ".join(part if isinstance(part, str) else part.name(given=False) for part in parts)
        known: dict[str, Any] = {"m": self._trace.m} if "1/m" in text else {}
        for part in parts:
            if isinstance(part, Symbol):
                upright = replace(part, turned=False)
                known[upright.name(given=False)] = self._matrix(upright)
        if layer == 1 and equation.written.startswith(INPUTS.written[:6]):
            known |= {name: values for name, values in self._inputs().items() if name in text}
        return self._report(text, written.formula(layer), known)

    def _matrix(self, symbol: Symbol) -> Array:
        return matrix_in(self._notation, self._trace, self._layout, symbol)

    def _inputs(self) -> dict[str, Array]:
        """Return the data's inputs, and how they become A[0]."""
        fed, raw = self._problem.inputs, self._problem.train.x[:, self._trace.columns]
        unscaled = replace(fed, mean=np.zeros_like(fed.mean), deviation=np.ones_like(fed.deviation))
        known = {"X": raw, "φ( X )": unscaled.of(raw), "μ": fed.mean, "σ": fed.deviation}
        return {name: values.T if "X" in self._notation.turned else values for name, values in known.items()}

    def _loss(self) -> Iterator[Written]:
        """Return the loss of the batch as the mean of its examples' and the penalty, and what that of one is."""
        trace, last = self._trace, self._layout.depth
        each = trace.per_example[None]
        known = {
            "L = ": trace.loss,
            "m": trace.m,
            "ℓ": each.T if "A" in self._notation.turned else each,
            "R": trace.penalty,
        }
        yield self._report("L = 1/m Σ ℓ + R", r"L = \frac{1}{m} \sum \ell + R", known)
        answers = {"ŷ": self._matrix(Symbol("A", last)), "y": self._matrix(Symbol("Y", last))}
        known = {"m": trace.m, "n_L": self._layout.sizes[last], **_settings(self._experiment.loss), **answers}
        yield self._formula(self._experiment.loss.formula, known, trace.data_loss)
        weights = trace.before.theta[self._layout.is_weight > 0.0]
        penalty = self._experiment.regularizer
        yield self._formula(penalty.formula, {**_settings(penalty), "w": weights}, trace.penalty)

    def _function(self, equation: Equation, layer: int) -> Written:
        """Return what g is in this layer, or its slope; ``left`` is a cell for each of the pre-activations'."""
        g = self._experiment.network.activations[layer - 1]
        known = {"z": self._matrix(Symbol("Z", layer)), "a": self._matrix(Symbol("A", layer)), **_settings(g)}
        if equation is ACTIVATION:
            return self._formula(g.formula, {**known, "a": None}, known["a"])
        slope = self._matrix(Symbol("g′", layer)) if g.elementwise else None
        return self._formula(g.derivative_formula, known, slope)

    def _gradient(self, layer: int) -> Written:
        """Return where the optimiser's g comes from: the data's gradient, the penalty's, and clipping."""
        trace, values = self._trace, self._trace.layers[layer - 1]
        (both, upright), (name, _) = (self._notation.stacked(d, layer) for d in ("", "d"))
        pull = self._experiment.regularizer.gradient(trace.before.theta * self._layout.is_weight)
        known = {
            "g": self._layout.block(trace.gradient * trace.clip_factor, layer),
            name: np.hstack([values.dw, values.db]),
            f"∂R/∂{both}": self._layout.block(pull, layer),
        }
        known = {symbol: block.T if upright else block for symbol, block in known.items()}
        return self._report(
            f"g = c ( {name} + ∂R/∂{both} )",
            rf"g = c\,({self._notation.stacked_tex('d', layer)} + {self._notation.penalty_tex(layer)})",
            {"c": trace.clip_factor, **known},
        )

    def _clipping(self) -> Iterator[Written]:
        """Return what shortens a gradient that is too long."""
        trace = self._trace
        if trace.clip_factor != 1.0:
            known = {"g_max": self._experiment.clip_norm, "‖∇L‖": trace.gradient_norm}
            yield self._formula(CLIPPING, known, trace.clip_factor)

    def _update(self) -> Iterator[Written]:
        """Return the schedule's line, and the optimiser's for all parameters together, in the order of θ."""
        trace, optimizer, schedule = self._trace, self._experiment.optimizer, self._experiment.schedule
        known: dict[str, Any] = {"α": optimizer.alpha, "k": trace.before.iteration, **_settings(schedule)}
        yield self._formula(schedule.formula, known, trace.alpha)
        before, *slots = trace.before.state
        g = trace.gradient * trace.clip_factor
        known = {**_settings(optimizer), "θ": before, "g": g, "α": trace.alpha, "t": trace.t}
        known |= dict(zip(optimizer.slots, slots, strict=True))
        values, direction = optimizer.rule(before, g, slots, trace.t)
        results = {**values, "θ": before - trace.alpha * direction}
        for line in optimizer.lines:
            left = re.split(" [←=] ", plain(line))[0]
            yield self._formula(line, known, results[left])
            known[left] = results[left]

    def _formula(self, latex: str, known: dict[str, Any], left: Any) -> Written:
        """Return a formula with those of the known symbols that stand on its right side, and what the left side is."""
        right = re.split(" [←=] ", plain(latex), maxsplit=1)[-1]
        used = {name: value for name, value in known.items() if value is not None and _stands_in(name, right)}
        latex = self._notation.tex(latex)
        report = {"text": plain(latex), "latex": latex, "symbols": self._symbols(used)}
        return report if left is None else {**report, "left": self._values(left)}

    def _report(self, text: str, latex: str, known: dict[str, Any]) -> Written:
        return {
            "text": self._notation.text(text),
            "latex": self._notation.tex(latex),
            "symbols": self._symbols(known),
        }

    def _symbols(self, known: dict[str, Any]) -> Written:
        return {self._symbol(name): self._values(value) for name, value in known.items()}

    def _values(self, value: Any) -> Written:
        array = np.asarray(value, dtype=float)
        along = 0 if "X" in self._notation.turned else 1
        kept = shown_of(self._trace) if array.ndim == 2 and array.shape[along] == len(self._trace.columns) else {}
        return {"shape": list(array.shape), "values": array.tolist(), **kept}

    def _symbol(self, name: str) -> str:
        letter = name in ("z", "a", "w")
        return self._notation.symbol(name) if letter else self._notation.text(name).removesuffix(" = ")


def _settings(choice: Choice) -> dict[str, Any]:
    """Return the settings of a catalogue entry by their symbols."""
    return {declared.symbol: getattr(choice, declared.name) for declared in choice.hyperparameters() if declared.symbol}


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<![^\W\d_]){re.escape(name)}(?![^\W\d_²³]|[\u0302′₀-₉])", text) is not None
