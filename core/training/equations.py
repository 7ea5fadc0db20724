"""The equations of a layer, each written once: formula, displayed matrices and check are all made from that line.

A line reads as it is spoken: ``W[l] · A[l-1]`` is a product of matrices, ``⊙`` multiplies cell by cell, ``Σ``
adds up the examples (columns) and ``Σₖ`` the outputs (rows) of the expression after it. Columns are examples; A[0] = X.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from core.arrays import Array, frozen
from core.nn.network import Layout
from core.patterns import pattern
from core.training.experiment import Experiment
from core.training.spelling import PER_EXAMPLE, Letter
from core.training.trace import Phase, Trace, has_shortcut
from core.values import dataclass

_SYMBOL = pattern(r"(?P<wrap>g′\()?(?P<letter>d?[AZWb]|X|Y)(?:\[(?:l(?P<shift>[+-]1)?|\d)\])?(?(wrap)\))(?P<turned>ᵀ?)")
_TEX = {
    "·": "",
    "⊙": r"\odot",
    "−": "-",
    "1/m": r"\frac{1}{m}",
    "Σ": r"\sum",
    "Σₖ(": r"\sum_k (",
    "φ(": r"\varphi(",
    "μ": r"\mu",
    "σ": r"\sigma",
}


@dataclass(frozen=True)
class Symbol:
    """A matrix in an equation: its letter, its layer and whether it is transposed."""

    letter: Letter
    layer: int
    turned: bool = False

    @property
    def per_example(self) -> bool:
        """Whether it has a column (a row, where transposed) for each example of the batch."""
        return self.letter in PER_EXAMPLE

    def name(self, one: bool = False, given: bool = True) -> str:
        """Return its name on the screen; ``one`` example's vector is written small, e.g. ``z[2]``.

        ``given``: whether A[0] is X itself, see `given_inputs`.
        """
        if self.letter in ("X", "Y"):
            return self.letter.lower() if one else self.letter
        letter = _small(self.letter) if one and self.per_example else self.letter
        inner = f"g′({'z' if one else 'Z'}[{self.layer}])" if letter == "g′" else f"{letter}[{self.layer}]"
        if (self.letter, self.layer) == ("A", 0) and given:
            inner = "a[0] = x" if one else "A[0] = X"
        return f"({inner})ᵀ" if self.turned and "=" in inner else inner + "ᵀ" * self.turned

    def tex(self, one: bool = False) -> str:
        """Return it in LaTeX."""
        if self.letter in ("X", "Y"):
            return self.letter.lower() if one else self.letter
        letter = _small(self.letter) if one and self.per_example else self.letter
        upper = rf"[{self.layer}]" + r"\top" * self.turned
        return rf"g'({'z' if one else 'Z'}^{{{upper}}})" if letter == "g′" else rf"{letter}^{{{upper}}}"


def _small(letter: str) -> str:
    return letter if letter == "g′" else letter[:-1] + letter[-1].lower()


@dataclass(frozen=True)
class Equation:
    """An equation between matrices of layer l and its neighbours.

    Attributes
    ----------
    written
        The whole equation in one line, with spaces between symbols and signs.
    """

    written: str

    def parts(self, layer: int) -> tuple[Symbol | str, ...]:
        """Return symbols and signs (as strings) in order, for ``layer`` (1…L)."""
        return tuple(_part(word, layer) for word in self.written.split())

    def formula(self, layer: int, one: bool = False) -> str:
        """Return it in LaTeX, for the whole batch or for one example."""
        words = (part.tex(one) if isinstance(part, Symbol) else _TEX.get(part, part) for part in self.parts(layer))
        return " ".join(word for word in words if word)


def letter_of(word: str) -> Letter | None:
    """Return the letter of a matrix in a written equation; None for signs and numbers."""
    part = _part(word, 0)
    return part.letter if isinstance(part, Symbol) else None


def _part(word: str, layer: int) -> Symbol | str:
    found = _SYMBOL.fullmatch(word)
    if found is None:
        return word
    letter = "g′" if found["wrap"] else found["letter"]
    return Symbol(cast(Letter, letter), layer + int(found["shift"] or 0), bool(found["turned"]))


INPUTS = Equation("A[l-1] = X")
FEATURES = Equation("A[l-1] = φ( X )")
STANDARDISED = Equation("A[l-1] = ( X − μ ) / σ")
STANDARDISED_FEATURES = Equation("A[l-1] = ( φ( X ) − μ ) / σ")
"""The inputs of layer 1: see `core.data.features.Inputs.of`."""
PRE_ACTIVATION = Equation("Z[l] = W[l] · A[l-1] + b[l]")
ACTIVATION = Equation("A[l] = g( Z[l] )")
BACK_THROUGH_WEIGHTS = Equation("dA[l] = W[l+1]ᵀ · dZ[l+1]")
BACK_THROUGH_ACTIVATION = Equation("dZ[l] = dA[l] ⊙ g′(Z[l])")
BACK_FROM_LOSS = Equation("dZ[l] = A[l] − Y")
"""For outputs whose slope cancels against that of the loss."""
BACK_THROUGH_COUPLED = Equation("dZ[l] = A[l] ⊙ ( dA[l] − Σₖ( A[l] ⊙ dA[l] ) )")
"""Softmax: every output depends on every z of its column."""
WEIGHTS_GRADIENT = Equation("dW[l] = 1/m dZ[l] · A[l-1]ᵀ")
WEIGHTS_GRADIENT_BY_EXAMPLE = Equation("dW[l] = 1/m Σ dZ[l] · A[l-1]ᵀ")
"""The same as a sum over examples, dZ and A one example's column each."""
BIASES_GRADIENT = Equation("db[l] = 1/m Σ dZ[l]")
CLIPPING = r"c = \frac{g_\mathrm{max}}{\|\nabla L\|}"
"""What a gradient that is too long is multiplied by, in LaTeX; its norm is that before."""


def given_inputs(experiment: Experiment) -> bool:
    """Tell whether A[0] is X: the data's inputs go to layer 1 unchanged."""
    return not (experiment.features or experiment.standardise)


def inputs_equation(experiment: Experiment) -> Equation:
    """Return how A[0] is made of the data's inputs X; written for layer 1."""
    if experiment.standardise:
        return STANDARDISED_FEATURES if experiment.features else STANDARDISED
    return FEATURES if experiment.features else INPUTS


def forward_equations() -> tuple[Equation, ...]:
    """Return what a layer computes on the way forward."""
    return PRE_ACTIVATION, ACTIVATION


def slope_equation(experiment: Experiment, layout: Layout, layer: int) -> Equation:
    """Return how dZ[l] of ``layer`` is made in this experiment."""
    if layer == layout.depth and has_shortcut(experiment.loss):
        return BACK_FROM_LOSS
    elementwise = experiment.network.activations[layer - 1].elementwise
    return BACK_THROUGH_ACTIVATION if elementwise else BACK_THROUGH_COUPLED


def equations_of(experiment: Experiment, layout: Layout, phase: Phase) -> tuple[tuple[Equation, int], ...]:
    """Return the equations between matrices of a phase, each with the layer for which it is written."""
    l = phase.layer or 1
    if phase.kind == "batch":
        return ((inputs_equation(experiment), 1),)
    if phase.kind == "forward":
        return tuple((equation, l) for equation in forward_equations())
    if phase.kind == "backward":
        slope = slope_equation(experiment, layout, l)
        back = ((BACK_THROUGH_WEIGHTS, l - 1),) if l > 1 else ()
        return ((slope, l), (WEIGHTS_GRADIENT, l), (BIASES_GRADIENT, l), *back)
    return ()


def matrix_of(trace: Trace, layout: Layout, symbol: Symbol) -> Array:
    """Return the values of a symbol in an iteration, transposed where the equation says so."""
    values = _upright(trace, layout, symbol)
    return values.T if symbol.turned else values


def _upright(trace: Trace, layout: Layout, symbol: Symbol) -> Array:
    letter, l = symbol.letter, symbol.layer
    if letter == "X" or (letter, l) == ("A", 0):
        return trace.x
    if letter == "Y":
        return trace.y
    if letter == "W":
        return layout.weights(trace.before.theta, l)
    if letter == "b":
        return layout.biases(trace.before.theta, l)
    if letter == "g′":
        return slopes(trace, l)
    found: Array = getattr(trace.layers[l - 1], letter.lower())
    return found


def slopes(trace: Trace, layer: int) -> Array:
    """Return g'(Z) of a layer (n_l × m); for softmax ∂aₖ/∂zₖ, the diagonal of its Jacobian."""
    values = trace.layers[layer - 1]
    out = np.empty(values.z.shape)
    with np.errstate(all="ignore"):
        trace.experiment.network.activations[layer - 1].derivative(values.z, values.a, out)
    return frozen(out)
