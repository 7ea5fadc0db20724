"""What the chain rule lens says, as plain data: the product on top, the list below it, and the sentences between."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial

import numpy as np

from core.analysis.chain_rule import Chain, Mean, Route, chain, mean
from core.analysis.scope import Scope
from core.analysis.shortcut import DerivedLine, derivation
from core.analysis.sight import LitPath
from core.arrays import Array, frozen
from core.nn.network import Layout
from core.training.problem import Problem
from core.training.trace import Trace, trace
from core.values import dataclass
from gui.widgets.numbers import number

_CELL = re.compile(r"(\w+)\[(\d+)\]([₀-₉,]+)")
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
CLOSE = 1e-9
"""Two sums that differ by less than this share of their terms' sizes are equal up to rounding."""
Tex = str


@dataclass(frozen=True)
class Part:
    """A piece of the equation on top: a formula, its number under it, and under that what it is; or a sign."""

    formula: Tex
    value: float = math.nan
    note: str = ""
    sign: bool = False


@dataclass(frozen=True)
class RouteLine:
    """A line of the list: where it goes, and the names of its factors."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Listing:
    """Lines of factors and their products, made when they come into view.

    Attributes
    ----------
    values, products
        The factors (r × f) and what they come to (r,).
    entry
        Gives the words of line i, from 0.
    longest
        The longest of their labels; empty where all are as long as the first.
    """

    values: Array
    products: Array
    entry: Callable[[int], RouteLine]
    longest: str = ""


@dataclass(frozen=True, eq=False)
class Answer:
    """All that is shown of one parameter.

    Attributes
    ----------
    scope
        Whose derivative is asked for.
    chain
        Of one example of the batch.
    mean
        Of the batch, or of the whole set.
    gradient
        dW[l]_{j,i} or db[l]_j over the same examples, as backpropagation has it.
    clip_factor, batch
        Those of the trace: its factor, and the numbers of its training examples.
    examples
        The numbers of the training examples that ``mean`` is of.
    routes
        The routes as a list.
    derived
        Why dZ = A − Y at the output that the largest route ends in; empty where it is not.
    """

    scope: Scope
    chain: Chain
    mean: Mean
    gradient: float
    clip_factor: float
    batch: tuple[int, ...]
    examples: tuple[int, ...]
    routes: Listing
    derived: tuple[DerivedLine, ...] = ()


def work_out(opened: Trace, problem: Problem, index: int, column: int, scope: Scope) -> Answer:
    """Return the chain rule for a parameter: of the example at ``column`` of the batch, and of all of ``scope``."""
    l, j, i = problem.layout.position(index)
    found, seen = chain(opened, problem, index, column), opened
    if scope.name == "set" and len(opened.columns) < len(problem.rows):
        seen = trace(problem, opened.before, np.arange(len(scope.rows)))
    layer = seen.layers[l - 1]
    gradient = layer.db[j - 1, 0] if i == 0 else layer.dw[j - 1, i - 1]
    values = np.array([route.values for route in found.routes])
    routes = Listing(frozen(values), frozen(values.prod(axis=1)), partial(_route_entry, found.name, found.routes))
    batch, examples = (tuple((each.columns + 1).tolist()) for each in (opened, seen))
    means, clip = mean(seen, problem, index), opened.clip_factor
    output = found.routes[0].neurons[-1] - 1 if found.routes else 0
    derived = derivation(opened, output, column)
    return Answer(scope, found, means, float(gradient), clip, batch, examples, routes, derived)


def _route_entry(name: str, routes: tuple[Route, ...], place: int) -> RouteLine:
    route = routes[place]
    return RouteLine(" → ".join((name, *route.passed, "ℓ")), tuple(factor.name for factor in route.factors))


def path_of_route(layout: Layout, index: int, neurons: tuple[int, ...]) -> LitPath:
    """Return the neurons of a route from the parameter at ``index`` through one neuron of each layer on."""
    l, j, i = layout.position(index)
    passed = tuple(enumerate(neurons, start=l))
    onward = tuple((layer, k, before) for (layer, k), (_, before) in zip(passed[1:], passed, strict=False))
    return LitPath((*_source(l, i), *passed), (*(((l, j, i),) if i else ()), *onward), index)


def path_of_factor(layout: Layout, index: int, name: str) -> LitPath:
    """Return what a factor is about: the neuron and where it leads (∂ℓ/∂…), itself (∂a/∂z), what the weight takes."""
    l, j, i = layout.position(index)
    if name.startswith("∂a"):
        return LitPath(((l, j),), (), index)
    if name.startswith("∂z"):
        return LitPath((*_source(l, i), (l, j)), ((l, j, i),) if i else (), index)
    after = range(1, layout.sizes[l + 1] + 1 if l < layout.depth else 1)
    return LitPath(((l, j), *((l + 1, k) for k in after)), tuple((l + 1, k, j) for k in after), index)


def _source(l: int, i: int) -> tuple[tuple[int, int], ...]:
    return ((l - 1, i),) if i else ()


def examples_of(answer: Answer) -> tuple[Listing, tuple[int, ...]]:
    """Return the examples as a list, the largest first, and the place in ``answer.examples`` of each line."""
    found = answer.mean
    order = np.argsort(-np.abs(found.each), kind="stable")
    places = tuple(order.tolist())

    def entry(line: int) -> RouteLine:
        return RouteLine(label(places[line], answer.examples[places[line]]), found.names)

    def label(place: int, example: int) -> str:
        return f"no. {example}" if answer.scope.name == "set" else f"example {place + 1} (no. {example})"

    longest = label(len(places) - 1, max(answer.examples))
    return Listing(found.values[order], found.each[order], entry, longest), places


# --- the equation on top ---


def latex_of(name: str) -> Tex:
    """Return a name of the screen in LaTeX, e.g. ``∂ℓ/∂a[2]₃`` as a fraction."""
    above, _, below = name.partition("/")
    if below:
        return rf"\frac{{{latex_of(above)}}}{{{latex_of(below)}}}"
    name = _CELL.sub(lambda found: f"{found[1]}^{{[{found[2]}]}}_{{{found[3].translate(_PLAIN)}}}", name)
    return name.replace("∂", r"\partial ").replace("ℓ", r"\ell ")


def equation_of_example(answer: Answer) -> tuple[Part, ...]:
    """Return ∂ℓ/∂w = ∂ℓ/∂a · ∂a/∂z · ∂z/∂w with the numbers of one example."""
    found = answer.chain
    source = found.routes[0].source if found.routes else ""
    parts = [Part(latex_of(f"∂ℓ/∂{found.name}"), found.total, answer.scope.words), Part("=", sign=True)]
    for place, factor in enumerate(found.factors):
        parts += [Part("·", sign=True)] if place else []
        parts.append(Part(latex_of(factor.name), factor.value, _note(factor.name, source)))
    return tuple(parts)


def _note(name: str, source: str) -> str:
    """Return a factor's name in backpropagation."""
    above, below = name.split("/∂")
    if above == "∂ℓ":
        return f"d{below[0].upper()}{below[1:]}"
    return f"g′({below})" if above.startswith("∂a") else source


def equation_of_mean(answer: Answer) -> tuple[Part, ...]:
    """Return ∂L/∂w = 1/m Σ ∂ℓ/∂w + ∂R/∂w with the numbers of the batch or the set."""
    found = answer.mean
    of_loss = latex_of(f"∂L/∂{found.name}")
    parts = [
        Part(of_loss, found.total, answer.scope.words),
        Part("=", sign=True),
        Part(r"\frac{1}{m}", 1.0 / found.m, f"m = {found.m}"),
        Part("·", sign=True),
        Part(rf"\sum {latex_of(f'∂ℓ/∂{found.name}')}", found.sum, "over the examples"),
    ]
    if found.penalty:
        parts += [Part("+", sign=True), Part(latex_of(f"∂R/∂{found.name}"), found.penalty, "of the penalty")]
    return tuple(parts)


# --- sentences ---


def _mark(left: float, right: float, size: float) -> str:
    return "✓" if abs(left - right) <= CLOSE * max(size, abs(left), abs(right)) else "⚠"


def about_routes(answer: Answer) -> str:
    """Return how many routes there are and what they add up to."""
    found, products = answer.chain, answer.routes.products
    listed, sizes = float(products.sum()), float(np.abs(products).sum())
    if len(products) < found.count:
        return (
            f"{found.count:,} routes to the loss. The {len(products):,} largest add up to {number(listed)}, "
            f"the others to {number(found.total - listed)}."
        )
    routes = "One route to the loss" if found.count == 1 else f"{found.count:,} routes to the loss, the largest first"
    mark = _mark(listed, found.total, sizes)
    says = "✓ as by backpropagation" if mark == "✓" else f"⚠ but {number(found.total)} by backpropagation"
    return f"{routes}: sum {number(listed)} {says}, both for this example."


def about_examples(answer: Answer) -> str:
    """Return what the list of examples is."""
    m, kept = answer.mean.m, len(answer.mean.each)
    if answer.scope.name == "set":
        few = f"The {m:,} examples of the {'sample' if answer.scope.sampled else 'set'}, the largest first."
        return f"{few} Click one of this batch to see its routes."
    if m == 1:
        return "The one example of the batch. Click it to see its routes."
    if kept < m:
        return f"The first {kept:,} of {m:,} examples of the batch, the largest first. Click one to see its routes."
    return f"The {m:,} examples of the batch, the largest first. Click one to see its routes."


def about_gradient(answer: Answer) -> str:
    """Say what backpropagation comes to for the same examples, and whether the numbers above are equal to that."""
    return _about_example(answer) if answer.scope.name == "example" else _about_mean(answer)


def _about_example(answer: Answer) -> str:
    found, product = answer.chain, math.prod(factor.value for factor in answer.chain.factors)
    mark = _mark(product, found.total, abs(found.total))
    says = "the product above." if mark == "✓" else f"the product above is {number(product)}."
    return f"Backpropagation ({answer.scope.words}): {number(found.total)} {mark} {says} ℓ has no penalty."


def _about_mean(answer: Answer) -> str:
    found = answer.mean
    mark = _mark(found.data, answer.gradient, float(np.abs(found.each).mean()))
    says = f"Backpropagation ({answer.scope.words}): d{found.name} = {number(answer.gradient)} {mark} "
    says += "the mean of ∂ℓ/∂w" if mark == "✓" else f"the mean of ∂ℓ/∂w is {number(found.data)}"
    says += ", both without the penalty." if found.penalty else "."
    if answer.scope.name == "batch" and answer.clip_factor != 1.0:
        says += f" Clipping multiplies the whole gradient by {number(answer.clip_factor)}."
    return says


def widest(name: str, digits: int) -> str:
    """Return a name with its neurons' numbers ``digits`` digits long, to measure how wide names may get."""
    return re.sub("[₀-₉]+", "₈" * digits, name)
