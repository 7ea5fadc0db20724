"""The chain rule for one weight and one example: every factor, along every route from the weight to the outputs."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.analysis.terms import NamedFactor, Product, cell, input_name, slopes
from core.arrays import Array, frozen
from core.nn.network import SUBSCRIPTS, Layout
from core.training import equations
from core.training.problem import Problem
from core.training.trace import Trace
from core.values import dataclass

MAX_ROUTES = 2_000
"""Most routes that are listed: a deep network has more than could be stored."""

Routes = NDArray[np.int64]


@dataclass(frozen=True)
class Route:
    """One path from a neuron of layer l to an output, and its contribution to ∂ℓ/∂w.

    Attributes
    ----------
    layer
        l, the layer of the weight.
    neurons
        (j_l, j_{l+1}, …, k): the neuron passed in each layer l … L, counted from 1 as printed.
    values
        The factors' values, in the order of `factors`.
    source
        Name of the last factor, ∂z/∂w: the input that the weight multiplies.
    """

    layer: int
    neurons: tuple[int, ...]
    values: tuple[float, ...]
    source: str

    @property
    def factors(self) -> Product:
        """From the loss back to the weight: dZ[L], then w and g′(z) of each layer in turn, then ∂z/∂w."""
        last = self.layer + len(self.neurons) - 1
        names = [_neuron("dZ", last, self.neurons[-1])]
        for l in range(last, self.layer, -1):
            k, j = self.neurons[l - self.layer], self.neurons[l - self.layer - 1]
            names += [cell("w", l, k - 1, j - 1), f"g′({_neuron('z', l - 1, j)})"]
        names.append(self.source)
        return tuple(NamedFactor(name, value) for name, value in zip(names, self.values, strict=True))

    @property
    def passed(self) -> tuple[str, ...]:
        """Names of the neurons on the way, e.g. ``a[1]₂``, ``a[2]₃``."""
        return tuple(_neuron("a", l, neuron) for l, neuron in enumerate(self.neurons, start=self.layer))

    @property
    def product(self) -> float:
        """The contribution of the route."""
        return math.prod(self.values)


@dataclass(frozen=True)
class Chain:
    """∂ℓ/∂w of one example, by the chain rule.

    Attributes
    ----------
    name
        The parameter, e.g. ``w[2]₃,₁``.
    column
        The example's place in the batch, from 0.
    factors
        ∂ℓ/∂a · ∂a/∂z · ∂z/∂w. Where ∂ℓ/∂a is not finite, as at a saturated output, or where outputs depend on
        one another (softmax): ∂ℓ/∂z · ∂z/∂w.
    routes
        The largest of all routes by size of their products, at most 2,000.
    count
        How many routes there are.
    total
        dZ[l]_j a[l-1]_i of this example: the sum over all routes.
    """

    name: str
    column: int
    factors: Product
    routes: tuple[Route, ...]
    count: int
    total: float

    @property
    def remainder(self) -> float:
        """The sum of the routes that are not listed: total minus listed. 0 if all are listed."""
        return self.total - sum(route.product for route in self.routes) if len(self.routes) < self.count else 0.0


@dataclass(frozen=True, eq=False)
class Mean:
    """∂L/∂w of the batch: the mean of the examples' ∂ℓ/∂w, plus the derivative of the penalty.

    Attributes
    ----------
    name
        The parameter, e.g. ``w[2]₃,₁``.
    names
        Names of the factors, as in `Chain.factors`; two if any example has but two.
    values
        Their values (m × factors).
    each
        dZ[l]_j a[l-1]_i of each example (m,).
    penalty
        ∂R/∂w.
    m, others
        Examples in the batch, and the sum over those of a large batch whose values are not kept.
    """

    name: str
    names: tuple[str, ...]
    values: Array
    each: Array
    penalty: float
    m: int
    others: float = 0.0

    @property
    def sum(self) -> float:
        """The sum of ∂ℓ/∂w over the batch."""
        return float(self.each.sum()) + self.others

    @property
    def data(self) -> float:
        """The mean over the batch: dW[l]_{j,i} or db[l]_j of backpropagation."""
        return float(self.each.mean()) if self.m == len(self.each) else self.sum / self.m

    @property
    def total(self) -> float:
        """The gradient that the optimiser gets, before clipping."""
        return self.data + self.penalty


def mean(trace: Trace, problem: Problem, index: int) -> Mean:
    """Return the chain rule for the parameter at ``index`` of θ over all examples of the batch.

    Raises
    ------
    ValueError
        If there is no such parameter.
    """
    _check_parameter(problem.layout, index)
    l, j, i = problem.layout.position(index)
    layer, experiment = trace.layers[l - 1], trace.experiment
    source = trace.inputs(l)[i - 1] if i else np.ones(len(trace.columns))
    each, da = layer.dz[j - 1] * source, layer.da[j - 1]
    first, second, both, last = _names(problem.layout, index)
    if experiment.network.activations[l - 1].elementwise and np.isfinite(da).all():
        names: tuple[str, ...] = (first, second, last)
        values = np.column_stack([da, equations.slopes(trace, l)[j - 1], source])
    else:
        names, values = (both, last), np.column_stack([layer.dz[j - 1], source])
    pull = experiment.regularizer.gradient(trace.before.theta * problem.layout.is_weight)
    whole = layer.dw[j - 1, i - 1] if i else layer.db[j - 1, 0]
    others = float(trace.m * whole - each.sum()) if trace.m > len(each) else 0.0
    return Mean(problem.layout.name(index), names, frozen(values), frozen(each), float(pull[index]), trace.m, others)


def chain(trace: Trace, problem: Problem, index: int, column: int) -> Chain:
    """Return the chain rule for the parameter at ``index`` of θ and the example at ``column`` of the batch.

    Raises
    ------
    ValueError
        If there is no such parameter or example.
    """
    layout = problem.layout
    _check_parameter(layout, index)
    if not 0 <= column < len(trace.columns):
        raise ValueError(f"The batch has the examples 0 to {len(trace.columns) - 1:,}; there is no {column:,}.")
    l, j, i = layout.position(index)
    source = _source(trace, l, i, column)
    with np.errstate(all="ignore"):
        paths = _largest(trace, layout, l, j - 1, column)
        values = _values(trace, layout, l, paths, column, source.value)
    order = np.argsort(-np.abs(values.prod(axis=1)), kind="stable")
    routes = zip((paths[order] + 1).tolist(), values[order].tolist(), strict=True)
    return Chain(
        layout.name(index),
        column,
        _factors(trace, layout, index, column, source.value),
        tuple(Route(l, tuple(neurons), tuple(along), source.name) for neurons, along in routes),
        math.prod(layout.sizes[l + 1 :]),
        float(trace.layers[l - 1].dz[j - 1, column]) * source.value,
    )


def _check_parameter(layout: Layout, index: int) -> None:
    if not 0 <= index < layout.parameters:
        raise ValueError(f"The parameters are 0 to {layout.parameters - 1:,}; there is no {index:,}.")


def _neuron(letter: str, layer: int, neuron: int) -> str:
    return f"{letter}[{layer}]{str(neuron).translate(SUBSCRIPTS)}"


def _source(trace: Trace, l: int, i: int, column: int) -> NamedFactor:
    """Return ∂z/∂w: the value that the weight multiplies, or 1 for a bias (i = 0)."""
    if i == 0:
        return NamedFactor("1", 1.0)
    return NamedFactor(input_name(trace, l - 1, i - 1), float(trace.inputs(l)[i - 1, column]))


def _names(layout: Layout, index: int) -> tuple[str, str, str, str]:
    """Return the names of the factors: ∂ℓ/∂a, ∂a/∂z, their product ∂ℓ/∂z, and ∂z/∂w."""
    l, j, _ = layout.position(index)
    a, z = _neuron("a", l, j), _neuron("z", l, j)
    return f"∂ℓ/∂{a}", f"∂{a}/∂{z}", f"∂ℓ/∂{z}", f"∂{z}/∂{layout.name(index)}"


def _factors(trace: Trace, layout: Layout, index: int, column: int, source: float) -> Product:
    """Return ∂ℓ/∂a · ∂a/∂z · ∂z/∂w, or the first two as one factor."""
    l, j, _ = layout.position(index)
    first, second, both, last = _names(layout, index)
    values = trace.layers[l - 1]
    da = float(values.da[j - 1, column])
    if not trace.experiment.network.activations[l - 1].elementwise or not math.isfinite(da):
        return NamedFactor(both, float(values.dz[j - 1, column])), NamedFactor(last, source)
    return (
        NamedFactor(first, da),
        NamedFactor(second, float(slopes(trace, l, column)[j - 1])),
        NamedFactor(last, source),
    )


def _largest(trace: Trace, layout: Layout, l: int, start: int, column: int) -> Routes:
    """Return the largest routes from a neuron of layer l, as neuron indices (r × (L - l + 1)), unordered.

    The routes grow layer by layer. If there are too many, those with the largest best continuation are kept: `_reach`
    gives it exactly, so none of the largest routes is lost.
    """
    reach = _reach(trace, layout, l, column)
    paths, sizes = np.full((1, 1), start), np.ones(1)
    for layer in range(l, layout.depth):
        at = paths[:, -1]
        onward = np.abs(layout.weights(trace.before.theta, layer + 1)[:, at].T)
        grown = (sizes * np.abs(slopes(trace, layer, column)[at]))[:, None] * onward
        kept = _places_of_largest((grown * reach[layer + 1]).ravel())
        route, neuron = np.divmod(kept, grown.shape[1])
        paths, sizes = np.column_stack([paths[route], neuron]), grown.ravel()[kept]
    return paths


def _reach(trace: Trace, layout: Layout, l: int, column: int) -> dict[int, Array]:
    """Return, for each layer after l, the size of the largest product from each neuron's z to the loss (n,)."""
    last = layout.depth
    reach = {last: np.abs(trace.layers[last - 1].dz[:, column])}
    for layer in range(last - 1, l, -1):
        onward = np.abs(layout.weights(trace.before.theta, layer + 1)) * reach[layer + 1][:, None]
        reach[layer] = np.abs(slopes(trace, layer, column)) * onward.max(axis=0)
    return reach


def _places_of_largest(sizes: Array) -> Routes:
    """Return the indices of the largest sizes, at most `MAX_ROUTES` of them."""
    if len(sizes) <= MAX_ROUTES:
        return np.arange(len(sizes))
    return np.sort(np.argpartition(-sizes, MAX_ROUTES)[:MAX_ROUTES])


def _values(trace: Trace, layout: Layout, l: int, paths: Routes, column: int, source: float) -> Array:
    """Return the factors along each route (r × factors), from the loss back to the weight."""
    values = [trace.layers[layout.depth - 1].dz[paths[:, -1], column]]
    for layer in range(layout.depth, l, -1):
        k, j = paths[:, layer - l], paths[:, layer - l - 1]
        values += [layout.weights(trace.before.theta, layer)[k, j], slopes(trace, layer - 1, column)[j]]
    values.append(np.full(len(paths), source))
    return np.column_stack(values)
