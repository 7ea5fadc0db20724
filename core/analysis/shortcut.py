"""Why dZ = A − Y: for cross-entropy the slope of the output cancels against that of the loss, in three lines."""

from __future__ import annotations

from core.nn.losses import BinaryCrossEntropy, CategoricalCrossEntropy
from core.training.trace import Trace
from core.values import dataclass
from core.words import bracketed, number


@dataclass(frozen=True)
class DerivedLine:
    """A line of a derivation: in letters (LaTeX), with one example's numbers, and what it says."""

    formula: str
    numbers: str
    says: str


def derivation(trace: Trace, output: int, column: int) -> tuple[DerivedLine, ...]:
    """Return dz = a − y of an output (from 0) for the example at ``column`` of the batch, derived in three lines.

    Empty where the loss and the output's activation do not cancel like that.
    """
    last = trace.layers[-1]
    a, y = last.a[:, column], trace.y[:, column]
    if isinstance(trace.experiment.loss, BinaryCrossEntropy):
        return _sigmoid(float(a[output]), float(y[output]))
    if isinstance(trace.experiment.loss, CategoricalCrossEntropy):
        true = int(y.argmax())
        return _softmax(float(a[output]), float(y[output]), float(a[true]), true, output)
    return ()


def _sigmoid(a: float, y: float) -> tuple[DerivedLine, ...]:
    slope = a * (1.0 - a)
    error, rest = _error(a, y), f"{number(a)} · {number(1.0 - a)}"
    of_loss = f"{error} / ({rest}) = {number((a - y) / slope)}" if slope else "not defined where a is 0 or 1"
    return (
        DerivedLine(
            r"\frac{\partial \ell}{\partial a} = -\frac{y}{a} + \frac{1-y}{1-a} = \frac{a - y}{a(1-a)}",
            of_loss,
            "The loss: ℓ = −y ln a − (1 − y) ln(1 − a).",
        ),
        DerivedLine(
            r"\frac{\partial a}{\partial z} = a(1-a)", f"{rest} = {number(slope)}", "The slope of the sigmoid at z."
        ),
        DerivedLine(
            r"\frac{\partial \ell}{\partial z} = \frac{a - y}{a(1-a)} \cdot a(1-a) = a - y",
            f"{error} = {number(a - y)}",
            "The chain rule: a(1 − a) cancels.",
        ),
    )


def _softmax(a: float, y: float, of_true: float, true: int, output: int) -> tuple[DerivedLine, ...]:
    t, k = true + 1, output + 1
    gap = f"({number(y)} − {number(a)})"
    of_loss = f"−1 / {number(of_true)} = {number(-1.0 / of_true)}" if of_true else "not defined where a is 0"
    return (
        DerivedLine(
            r"\frac{\partial \ell}{\partial a_t} = -\frac{1}{a_t}",
            of_loss,
            f"The loss: ℓ = −ln a of the true class alone, here output t = {t}.",
        ),
        DerivedLine(
            r"\frac{\partial a_t}{\partial z_k} = a_t\,(y_k - a_k)",
            f"{number(of_true)} · {gap} = {number(of_true * (y - a))}",
            f"The softmax: a of output t depends on every z, here on that of output k = {k}.",
        ),
        DerivedLine(
            r"\frac{\partial \ell}{\partial z_k} = -\frac{1}{a_t} \cdot a_t\,(y_k - a_k) = a_k - y_k",
            f"{_error(a, y)} = {number(a - y)}",
            "The chain rule: a of the true class cancels.",
        ),
    )


def _error(a: float, y: float) -> str:
    return f"({number(a)} − {bracketed(number(y))})"
