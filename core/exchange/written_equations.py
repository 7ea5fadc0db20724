"""One iteration written out in a notation: every equation of every phase with the values of its symbols."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from core.arrays import Array
from core.training.equations import INPUTS, Equation, Symbol, equations_of
from core.training.notation import Notation
from core.training.problem import Problem
from core.training.rewriting import equation_in, matrix_in
from core.training.spelling import plain
from core.training.trace import Phase, Trace, phases

Written = dict[str, Any]


def written_equations(problem: Problem, trace: Trace, notation: Notation) -> list[Written]:
    """Return the phases of an iteration, in order, ready for JSON.

    Each has its ``phase``, its ``layer`` or None, and ``equations``: ``text``, ``latex``, and by its name in the text
    the ``shape`` and ``values`` of each symbol. ``left`` is what the left side has become.
    """
    writer = _Writer(problem, trace, notation)
    with np.errstate(all="ignore"):
        return [
            {"phase": phase.kind, "layer": phase.layer, "equations": list(writer.of(phase))}
            for phase in phases(problem.layout.depth)
        ]


class _Writer:
    """Writes the equations of one iteration in one notation."""

    def __init__(self, problem: Problem, trace: Trace, notation: Notation) -> None:
        self._problem, self._trace, self._notation = problem, trace, notation
        self._layout, self._experiment = problem.layout, trace.experiment

    def of(self, phase: Phase) -> Iterator[Written]:
        for equation, layer in equations_of(self._experiment, self._layout, phase):
            yield self._matrices(equation, layer)
        if phase.kind == "forward":
            yield self._line(self._experiment.network.activations[(phase.layer or 1) - 1].formula, {})
        elif phase.kind == "loss":
            yield from self._loss()
        elif phase.kind == "update":
            yield from (self._gradient(layer) for layer in range(1, self._layout.depth + 1))
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
        yield self._line(self._experiment.loss.formula, {"m": trace.m, "L_data": trace.data_loss, **answers})

    def _gradient(self, layer: int) -> Written:
        """Return where the optimiser's g comes from: the data's gradient, the penalty's, and clipping."""
        trace, values = self._trace, self._trace.layers[layer - 1]
        name, upright = self._notation.stacked("d", layer)
        pull = self._experiment.regularizer.gradient(trace.before.theta * self._layout.is_weight)
        known = {
            "g": self._layout.block(trace.gradient * trace.clip_factor, layer),
            name: np.hstack([values.dw, values.db]),
            "∂R/∂W": self._layout.block(pull, layer),
        }
        known = {symbol: block.T if upright else block for symbol, block in known.items()}
        text = f"g = c ( {name} + ∂R/∂W )"
        latex = rf"g = c\,({self._notation.stacked_tex('d', layer)} + \frac{{\partial R}}{{\partial W}})"
        return self._report(text, latex, {"c": trace.clip_factor, **known})

    def _update(self) -> Iterator[Written]:
        """Return the optimiser's lines for all parameters together, in the order of θ."""
        trace, optimizer = self._trace, self._experiment.optimizer
        before, *slots = trace.before.state
        g = trace.gradient * trace.clip_factor
        known: dict[str, Any] = {"θ": before, "g": g, "α": trace.alpha, "t": trace.t}
        known |= dict(zip(optimizer.slots, slots, strict=True))
        known |= {declared.symbol: getattr(optimizer, declared.name) for declared in optimizer.hyperparameters()[1:]}
        values, direction = optimizer.rule(before, g, slots, trace.t)
        results = {**values, "θ": before - trace.alpha * direction}
        for line in optimizer.lines:
            left, right = re.split(" [←=] ", plain(line))
            used = {name: value for name, value in known.items() if name in right}
            yield {**self._line(line, used), "left": _values(results[left])}
            known[left] = results[left]

    def _line(self, latex: str, known: dict[str, Any]) -> Written:
        latex = self._notation.tex(latex)
        return {"text": plain(latex), "latex": latex, "symbols": self._symbols(known)}

    def _report(self, text: str, latex: str, known: dict[str, Any]) -> Written:
        return {
            "text": self._notation.text(text),
            "latex": self._notation.tex(latex),
            "symbols": self._symbols(known),
        }

    def _symbols(self, known: dict[str, Any]) -> Written:
        return {self._notation.text(name).removesuffix(" = "): _values(value) for name, value in known.items()}


def _values(value: Any) -> Written:
    array = np.asarray(value, dtype=float)
    return {"shape": list(array.shape), "values": array.tolist()}
