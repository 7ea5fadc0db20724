"""Lines of a handout, from the same terms as the sums of the Maths lens."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.analysis.terms import Matrix, NamedFactor, Product, Terms, cell, entry_terms, terms_in
from core.exchange.handouts.sheet import SheetLine
from core.nn.losses import Huber, Loss
from core.nn.network import Layout
from core.training.notation import Notation
from core.training.spelling import plain
from core.training.trace import Trace, has_shortcut
from core.values import dataclass
from core.words import bracketed, number

Writer = Callable[[float], str]
_EXAMPLE = re.compile(r"((?:(?<![A-Za-z])[xyaz]|d[AZ])(?:\[\d+\])?[₀-₉]+),₁(?![₀-₉])")
"""A cell of a matrix of examples: where there is only one example, its number says nothing."""


def printed(value: float, digits: int = 3) -> str:
    """Return a number as it stands on paper: rounded to so many digits, and without zeros where it has fewer."""
    short = f"{value:.{digits}g}"
    plainly = 1e-4 <= abs(value) < 10.0**digits and math.isclose(float(short), value, rel_tol=1e-12)
    return str(float(short)).removesuffix(".0").replace("-", "−") if plainly else number(value, digits)


def without_example(name: str) -> str:
    """Return names of cells without the number of the only example."""
    return _EXAMPLE.sub(r"\1", name)


class _Output(NamedTuple):
    """An output and its target: their names, how they are printed, the target, and how far off the output is."""

    a: str
    y: str
    printed: str
    wanted: str
    target: float
    off: float


@dataclass(frozen=True)
class LineWriter:
    """Writes lines of an iteration of one example.

    Attributes
    ----------
    trace
        Of a batch with a single example.
    write
        How numbers are printed.
    """

    trace: Trace
    layout: Layout
    notation: Notation
    write: Writer

    def text(self, text: str) -> str:
        """Return names as the notation has them."""
        return self.notation.text(without_example(text))

    def name(self, letter: str, layer: int, row: int) -> str:
        """Return a cell of the example's column, as the notation calls it."""
        return self.text(cell(letter, layer, row, 0))

    def entry(self, matrix: Matrix, layer: int, row: int, column: int = 0) -> SheetLine:
        """Return the line of a cell; see `entry_terms`."""
        terms = self._terms(matrix, layer, row, column)
        worked = self.joined(terms.products, self._value)
        if terms.worked:
            g = self.trace.experiment.network.activations[layer - 1]
            worked = g.with_number(float(self.trace.layers[layer - 1].z[row, 0]), self.write)
        return self.line(terms.name, self.joined(terms.products, lambda factor: factor.name), worked, terms.total)

    def line(self, name: str, symbols: str, worked: str, value: float) -> SheetLine:
        """Return a line whose result is a value."""
        return SheetLine(name, symbols, worked, self.write(value), value)

    def _terms(self, matrix: Matrix, layer: int, row: int, column: int) -> Terms:
        terms = entry_terms(self.trace, self.layout, matrix, layer, row, column)

        def short(product: Product) -> Product:
            return tuple(NamedFactor(without_example(factor.name), factor.value) for factor in product)

        shortened = replace(terms, name=without_example(terms.name), products=tuple(map(short, terms.products)))
        return replace(terms_in(self.notation, shortened, 1), front=())  # 1/m is 1

    def _value(self, factor: NamedFactor) -> str:
        return self.write(factor.value)

    @staticmethod
    def joined(products: tuple[Product, ...], text_of: Callable[[NamedFactor], str]) -> str:
        """Return a sum of products in names or in numbers; −1 as a factor is a minus sign."""
        written = ""
        for product in products:
            minus = len(product) > 1 and product[0] == NamedFactor("−1", -1.0)
            factors = [text_of(factor) for factor in product[minus:]]
            sign = "− " if minus else "+ " if written else ""
            first = bracketed(factors[0]) if sign else factors[0]
            written += f"{' ' * bool(written)}{sign}{' · '.join([first, *map(bracketed, factors[1:])])}"
        return written

    # --- the loss and its slope at the outputs ---

    def loss(self) -> SheetLine:
        """Return the data loss of the example."""
        symbols, worked = self._loss(self.trace.experiment.loss)
        return self.line(self.text("ℓ"), symbols, worked, float(self.trace.per_example[0]))

    def _outputs(self) -> list[_Output]:
        last = self.layout.depth
        pairs = zip(self.trace.layers[-1].a[:, 0].tolist(), self.trace.y[:, 0].tolist(), strict=True)
        return [
            _Output(self.name("a", last, k), self.name("y", last, k), self.write(a), bracketed(self.write(y)), y, a - y)
            for k, (a, y) in enumerate(pairs)
        ]

    def _loss(self, loss: Loss) -> tuple[str, str]:
        """Return a loss in letters and in numbers; of logarithms only those that count."""
        outputs, ln = self._outputs(), self.notation.text("ln")
        if loss.name == "binary_cross_entropy":
            symbols = " + ".join(f"{o.y} {ln} {o.a} + (1 − {o.y}) {ln}(1 − {o.a})" for o in outputs)
            return f"−({symbols})", _negative(
                [f"{ln}({o.printed})" if o.target else f"{ln}(1 − {o.printed})" for o in outputs]
            )
        if loss.name == "categorical_cross_entropy":
            symbols = " + ".join(f"{o.y} {ln} {o.a}" for o in outputs)
            return f"−({symbols})", _negative([f"{ln}({o.printed})" for o in outputs if o.target])
        symbols = _mean([self._distance(loss, o.a, o.y, o.off) for o in outputs])
        return symbols, _mean([self._distance(loss, o.printed, o.wanted, o.off) for o in outputs])

    def _distance(self, loss: Loss, a: str, y: str, off: float) -> str:
        """Return what an output that is ``off`` by so much adds to a loss of distances."""
        if not isinstance(loss, Huber):
            return f"({a} − {y})²"
        limit = self.write(loss.delta)
        return f"{limit} · (|{a} − {y}| − {limit}/2)" if abs(off) > loss.delta else f"1/2 · ({a} − {y})²"

    def output_slope(self, row: int) -> SheetLine | None:
        """Return dA of an output; None where dZ follows from the loss directly."""
        loss, last = self.trace.experiment.loss, self.layout.depth
        if has_shortcut(loss):
            return None
        output, n = self._outputs()[row], self.layout.sizes[-1]
        symbols, worked = (
            self._slope(loss, a, y, output.off) + f" / {n}" * (n > 1)
            for a, y in ((output.a, output.y), (output.printed, output.wanted))
        )
        return self.line(self.name("dA", last, row), symbols, worked, float(self.trace.layers[-1].da[row, 0]))

    def _slope(self, loss: Loss, a: str, y: str, off: float) -> str:
        if not isinstance(loss, Huber):
            return f"2 · ({a} − {y})"
        return self.write(math.copysign(loss.delta, off)) if abs(off) > loss.delta else f"({a} − {y})"

    # --- the update ---

    def update(self, index: int) -> list[SheetLine]:
        """Return the lines that lead from the gradient of a parameter to its new value."""
        experiment, l, j, i = self.trace.experiment, *self.layout.position(index)
        raw = self.layout.name(index)
        own = self._dw(l, j, i)
        lines, g = [own], own
        pull = float(experiment.regularizer.gradient(self.trace.before.theta * self.layout.is_weight)[index])
        if pull != 0.0 or self.trace.clip_factor != 1.0:
            g = self._gradient(raw, own, pull, float(self.trace.gradient[index]) * self.trace.clip_factor)
            lines.append(g)
        return [*lines, *self._rule(index, self.text(raw), g)]

    def _dw(self, l: int, j: int, i: int) -> SheetLine:
        return self.entry("db", l, j - 1) if i == 0 else self.entry("dw", l, j - 1, i - 1)

    def _gradient(self, raw: str, own: SheetLine, pull: float, value: float) -> SheetLine:
        """Return what the optimiser is given: with the penalty's derivative, and shortened."""
        factor = self.trace.clip_factor
        symbols, worked = own.name, own.answer
        if pull != 0.0:
            symbols += f" + {self.text(f'∂R/∂{raw}')}"
            worked += f" + {bracketed(self.write(pull))}"
        if factor != 1.0:
            symbols, worked = f"c · ({symbols})", f"{self.write(factor)} · ({worked})"
        return self.line("g", symbols, worked, value)

    def _rule(self, index: int, w: str, g: SheetLine) -> list[SheetLine]:
        optimizer, told = self.trace.experiment.optimizer, dict(self.trace.explain(index))
        if optimizer.name == "sgd":
            symbols = f"{w} − {self.text('α')} · {g.name}"
            old, alpha = float(self.trace.before.theta[index]), self.write(self.trace.alpha)
            worked = f"{self.write(old)} − {alpha} · {bracketed(g.answer)}"
            return [self.line(f"new {w}", symbols, worked, told["w_new"])]
        lines = []
        for line in optimizer.lines:
            ours = re.split(" [←=] ", plain(line))[0]
            left, right = re.split(" [←=] ", plain(self.notation.tex(line)), maxsplit=1)
            last = ours == "θ"
            name = f"new {w}" if last else f"new {left}" if ours in optimizer.slots else left
            lines.append(self.line(name, right, "", told["w_new" if last else ours]))
        return lines

    def rule_hints(self, index: int) -> list[str]:
        """Return what an optimiser's rule needs besides the gradient."""
        optimizer, trace = self.trace.experiment.optimizer, self.trace
        w = self.text(self.layout.name(index))
        given = [f"{self.text('α')} = {self.write(trace.alpha)}"]
        if trace.clip_factor != 1.0:
            given.append(f"c = {self.write(trace.clip_factor)}, for the whole gradient is too long")
        if optimizer.name == "sgd":
            return [", ".join(given) + "."]
        for declared in optimizer.hyperparameters():
            if declared.symbol and declared.symbol != "α":
                given.append(f"{self.notation.text(declared.symbol)} = {self.write(getattr(optimizer, declared.name))}")
        slots = np.atleast_1d(trace.slots_before[:, index])
        given += [f"{name} = {self.write(float(value))}" for name, value in zip(optimizer.slots, slots, strict=True)]
        return [f"θ is {w}, g its gradient; before the step {', '.join(given)}, t = {trace.t}."]


def _negative(parts: list[str]) -> str:
    return f"−({' + '.join(parts)})" if len(parts) > 1 else f"−{parts[0]}"


def _mean(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"1/{len(parts)} · ({' + '.join(parts)})"
