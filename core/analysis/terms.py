"""Where a number comes from: the sum of products behind a cell of an iteration's matrices.

Rows, columns and layers are given as indices (from 0 for rows and columns, 1…L for layers); names and formulas count
from 1, as printed. A column of Z, A, dA and dZ is an example's place in the batch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from core.arrays import Array
from core.nn.network import SUBSCRIPTS, Layout
from core.training.equations import given_inputs
from core.training.notation import Notation
from core.training.trace import Trace, has_shortcut
from core.values import dataclass

MEAN = r"\frac{1}{m} "
Matrix = Literal["z", "a", "da", "dz", "dw", "db", "update", "slope", "loss"]


class NamedFactor(NamedTuple):
    """A number with the name it has in the formula."""

    name: str
    value: float


Product = tuple[NamedFactor, ...]


@dataclass(frozen=True)
class Terms:
    """A cell written out: its name, front · Σ product.

    Attributes
    ----------
    name
        The cell, e.g. ``dW[2]₃,₁``.
    formula
        How it is computed, in LaTeX.
    products
        The factors of each product of the sum.
    front
        Factors before the whole sum, e.g. 1/m; often none.
    worked
        What is no sum, with its numbers: ``max(0, −0.120)``.
    """

    name: str
    formula: str
    products: tuple[Product, ...]
    front: Product = ()
    worked: str = ""

    @property
    def total(self) -> float:
        """The result: the cell's number, up to rounding."""
        return product_of(self.front) * sum(product_of(product) for product in self.products)


def product_of(factors: Product) -> float:
    """Return the product of the factors' values; 1 if there are none."""
    return math.prod(factor.value for factor in factors)


def terms_in(notation: Notation, terms: Terms, m: int) -> Terms:
    """Return terms with the names of a notation, and 1/m (``m``: examples of the batch) where that has it.

    The formula keeps the articles' letters: these are put into the notation when it is set.
    """
    if notation.mean == "loss":
        terms = _with_mean_in_loss(terms, m)

    def named(product: Product) -> Product:
        return tuple(NamedFactor(notation.text(name), value) for name, value in product)

    return Terms(
        notation.text(terms.name),
        terms.formula,
        tuple(named(product) for product in terms.products),
        named(terms.front),
        notation.text(terms.worked),
    )


def _with_mean_in_loss(terms: Terms, m: int) -> Terms:
    """Return terms whose dZ and dA are those of the loss of the batch: 1/m of those of an example's own loss."""
    if not terms.name.startswith("d"):
        return terms

    def scaled(product: Product) -> Product:
        return tuple(f._replace(value=f.value / m) if f.name.startswith(("dZ", "dA", "∂ℓ/∂")) else f for f in product)

    products = tuple(scaled(product) for product in terms.products)
    if terms.front:  # of dW and db: it is in dZ now
        return replace(terms, products=products, front=(), formula=terms.formula.replace(MEAN, ""))
    if products != terms.products or not terms.products:
        return replace(terms, products=products)
    left, right = terms.formula.split(" = ", 1)
    front = (NamedFactor("1/m", 1.0 / m),)
    return replace(terms, front=front, formula=rf"{left} = {MEAN}({right})")


def entry_terms(trace: Trace, layout: Layout, matrix: Matrix, layer: int, row: int, column: int) -> Terms:
    """Return the sum of products behind one cell.

    Parameters
    ----------
    matrix
        ``"update"`` stands for the new [W | b] of the layer (n_l × (n_{l-1} + 1)): its last column is the biases.
        ``"slope"`` is g'(Z) (n_l × m), ``"loss"`` the data loss of each example (1 × m; its layer is L).
    layer
        1…L.
    row, column
        From 0, within the matrix.

    Raises
    ------
    ValueError
        If there is no such cell.
    """
    if matrix not in _TERMS:
        raise ValueError(f"There is no matrix {matrix!r}; there are: {', '.join(_TERMS)}.")
    if not 1 <= layer <= layout.depth:
        raise ValueError(f"The layers are 1 to {layout.depth}; there is no layer {layer}.")
    rows = 1 if matrix == "loss" else layout.sizes[layer]
    columns = _width(trace, layout, matrix, layer)
    if not (0 <= row < rows and 0 <= column < columns):
        raise ValueError(f"{matrix} of layer {layer} is {rows} × {columns}; it has no cell ({row}, {column}).")
    return _TERMS[matrix](_Place(trace, layout, layer, row, column))


def _width(trace: Trace, layout: Layout, matrix: Matrix, layer: int) -> int:
    before = layout.sizes[layer - 1]
    return {"dw": before, "db": 1, "update": before + 1}.get(matrix, len(trace.columns))


def cell(letter: str, layer: int, *places: int) -> str:
    """Return a cell's name from places counted from 0, e.g. ``z[2]₃,₁``; A[0] is called x, Y has no layer."""
    printed = ",".join(str(place + 1) for place in places).translate(SUBSCRIPTS)
    if letter == "y" or (letter, layer) == ("a", 0):
        return f"{'y' if letter == 'y' else 'x'}{printed}"
    return f"{letter}[{layer}]{printed}"


def input_name(trace: Trace, layer: int, *places: int) -> str:
    """Return the name of a cell of A[layer]; one of A[0] is an x only if the data's inputs are used unchanged."""
    name = cell("a", layer, *places)
    return f"a[0]{name[1:]}" if layer == 0 and not given_inputs(trace.experiment) else name


@dataclass(frozen=True)
class _Place:
    """A cell, with everything that its terms need."""

    trace: Trace
    layout: Layout
    layer: int
    row: int
    column: int

    @property
    def weights(self) -> Array:
        """W[l] before the update."""
        return self.layout.weights(self.trace.before.theta, self.layer)

    @property
    def last(self) -> bool:
        """Whether it is the output layer."""
        return self.layer == self.layout.depth

    def name(self, letter: str) -> str:
        return cell(letter, self.layer, self.row, self.column)

    def tex(self, letter: str, row: int | str | None = None) -> str:
        """Return the cell of a matrix of this layer in LaTeX, in ``row`` if given, else in this row."""
        return _tex(letter, self.layer, self.row + 1 if row is None else row, self.column + 1)

    def factor(self, letter: str, row: int | None = None) -> NamedFactor:
        """Return the cell of a matrix of this layer with its value."""
        row = self.row if row is None else row
        matrix = getattr(self.trace.layers[self.layer - 1], letter.lower())
        return NamedFactor(cell(letter, self.layer, row, self.column), float(matrix[row, self.column]))


def _tex(letter: str, layer: int | str, *places: int | str) -> str:
    index = ",".join(str(place) for place in places)
    return rf"x_{{{index}}}" if (letter, layer) == ("a", 0) else rf"{letter}^{{[{layer}]}}_{{{index}}}"


def _input_tex(trace: Trace, layer: int, *places: int | str) -> str:
    """Return a cell of A[layer] in LaTeX, as `input_name` calls it."""
    tex = _tex("a", layer, *places)
    return f"a^{{[0]}}{tex[1:]}" if layer == 0 and not given_inputs(trace.experiment) else tex


def _z(at: _Place) -> Terms:
    l, j, c = at.layer, at.row, at.column
    a = at.trace.inputs(l)
    products = [
        (NamedFactor(cell("w", l, j, i), float(w)), NamedFactor(input_name(at.trace, l - 1, i, c), float(a[i, c])))
        for i, w in enumerate(at.weights[j])
    ]
    b = NamedFactor(cell("b", l, j), float(at.layout.biases(at.trace.before.theta, l)[j, 0]))
    fed, shift = _input_tex(at.trace, l - 1, "i", c + 1), _tex("b", l, j + 1)
    formula = rf"{at.tex('z')} = \sum_i {_tex('w', l, j + 1, 'i')}\,{fed} + {shift}"
    return Terms(at.name("z"), formula, (*products, (b,)))


def _a(at: _Place) -> Terms:
    g = at.trace.experiment.network.activations[at.layer - 1]
    if g.elementwise:
        value = at.factor("a").value
        formula = rf"{at.tex('a')} = g({at.tex('z')}),\quad {g.formula}"
        worked = g.with_number(float(at.trace.layers[at.layer - 1].z[at.row, at.column]))
        return Terms(at.name("a"), formula, ((NamedFactor(f"g({at.name('z')})", value),),), worked=worked)
    z = at.trace.layers[at.layer - 1].z[:, at.column]
    powers = np.exp(z - z.max())
    formula = rf"{at.tex('a')} = e^{{z_{{{at.row + 1}}} - z_\mathrm{{max}}}} / \sum_j e^{{z_j - z_\mathrm{{max}}}}"
    power = NamedFactor(f"e^({at.name('z')} − max z)", float(powers[at.row]))
    return Terms(at.name("a"), formula, ((power, NamedFactor("1/Σ", float(1.0 / powers.sum()))),))


def _da(at: _Place) -> Terms:
    if at.last:
        formula = rf"{at.tex('da')} = \frac{{\partial \ell}}{{\partial a}}"
        return Terms(at.name("dA"), formula, ((NamedFactor(f"∂ℓ/∂{at.name('a')}", at.factor("dA").value),),))
    after, j, c = at.layer + 1, at.row, at.column
    weights = at.layout.weights(at.trace.before.theta, after)[:, j]
    dz = at.trace.layers[at.layer].dz[:, c]
    products = (
        (NamedFactor(cell("w", after, k, j), float(w)), NamedFactor(cell("dZ", after, k, c), float(d)))
        for k, (w, d) in enumerate(zip(weights, dz, strict=True))
    )
    formula = rf"{at.tex('da')} = \sum_k {_tex('w', after, 'k', j + 1)}\,{_tex('dz', after, 'k', c + 1)}"
    return Terms(at.name("dA"), formula, tuple(products))


def _dz(at: _Place) -> Terms:
    experiment = at.trace.experiment
    if at.last and has_shortcut(experiment.loss):
        y = NamedFactor(cell("y", at.layer, at.row, at.column), float(at.trace.y[at.row, at.column]))
        formula = rf"{at.tex('dz')} = {at.tex('a')} - y_{{{at.row + 1},{at.column + 1}}}"
        return Terms(at.name("dZ"), formula, ((at.factor("a"),), (NamedFactor("−1", -1.0), y)))
    if not experiment.network.activations[at.layer - 1].elementwise:
        return _dz_coupled(at)
    slope = NamedFactor(f"g′({at.name('z')})", float(slopes(at.trace, at.layer, at.column)[at.row]))
    formula = rf"{at.tex('dz')} = {at.tex('da')}\,g'({at.tex('z')})"
    return Terms(at.name("dZ"), formula, ((at.factor("dA"), slope),))


def _dz_coupled(at: _Place) -> Terms:
    """Every output of a softmax depends on every z of its column."""
    a = at.trace.layers[at.layer - 1].a[:, at.column]
    products = (
        (
            at.factor("dA", j),
            NamedFactor(
                f"∂{cell('a', at.layer, j, at.column)}/∂{at.name('z')}", float(a[j] * ((j == at.row) - a[at.row]))
            ),
        )
        for j in range(len(a))
    )
    jacobian = rf"\frac{{\partial {at.tex('a', 'j')}}}{{\partial {at.tex('z')}}}"
    return Terms(at.name("dZ"), rf"{at.tex('dz')} = \sum_j {at.tex('da', 'j')}\,{jacobian}", tuple(products))


def slopes(trace: Trace, layer: int, column: int) -> Array:
    """Return g'(z) of every neuron of a layer (n_l,) for one example of the batch."""
    values = trace.layers[layer - 1]
    out = np.empty((len(values.z), 1))
    part = slice(column, column + 1)
    with np.errstate(all="ignore"):
        trace.experiment.network.activations[layer - 1].derivative(values.z[:, part], values.a[:, part], out)
    return out[:, 0]


def _share(trace: Trace) -> Product:
    return (NamedFactor("1/m", 1.0 / trace.m),)


def _others(trace: Trace, kept: float, mean: float) -> tuple[Product, ...]:
    """Return what the examples add whose values are not kept: all but ``kept`` of m times the ``mean``."""
    left = trace.m - len(trace.columns)
    return ((NamedFactor(f"the other {left:,} examples", float(mean * trace.m - kept)),),) if left else ()


def _dw(at: _Place) -> Terms:
    l, j, i = at.layer, at.row, at.column
    pairs = zip(at.trace.layers[l - 1].dz[j], at.trace.inputs(l)[i], strict=True)
    products = (
        *(
            (NamedFactor(cell("dZ", l, j, c), float(d)), NamedFactor(input_name(at.trace, l - 1, i, c), float(a)))
            for c, (d, a) in enumerate(pairs)
        ),
        *_others(at.trace, at.trace.layers[l - 1].dz[j] @ at.trace.inputs(l)[i], at.trace.layers[l - 1].dw[j, i]),
    )
    summed = rf"\sum_c {_tex('dz', l, j + 1, 'c')}\,{_input_tex(at.trace, l - 1, i + 1, 'c')}"
    return Terms(at.name("dW"), rf"{at.tex('dw')} = \frac{{1}}{{m}} {summed}", products, _share(at.trace))


def _db(at: _Place) -> Terms:
    l, j = at.layer, at.row
    values = at.trace.layers[l - 1]
    products = (
        *((NamedFactor(cell("dZ", l, j, c), float(d)),) for c, d in enumerate(values.dz[j])),
        *_others(at.trace, values.dz[j].sum(), values.db[j, 0]),
    )
    formula = rf"{_tex('db', l, j + 1)} = \frac{{1}}{{m}} \sum_c {_tex('dz', l, j + 1, 'c')}"
    return Terms(cell("db", l, j), formula, products, _share(at.trace))


def _update(at: _Place) -> Terms:
    """The new parameter is the old one minus the optimiser's step; `Trace.explain` says where that comes from."""
    l, fan_in = at.layer, at.layout.sizes[at.layer - 1]
    index = at.layout.index(l, at.row + 1, 0 if at.column == fan_in else at.column + 1)
    name = at.layout.name(index)
    old = NamedFactor(name, float(at.trace.before.theta[index]))
    step = NamedFactor("step", dict(at.trace.explain(index))["step"])
    formula = at.trace.experiment.optimizer.formula
    return Terms(f"new {name}", formula, ((old,), (NamedFactor("−1", -1.0), step)))


def _slope(at: _Place) -> Terms:
    g = at.trace.experiment.network.activations[at.layer - 1]
    name = f"g′({at.name('z')})"
    value = float(slopes(at.trace, at.layer, at.column)[at.row])
    return Terms(name, g.derivative_formula, ((NamedFactor(name, value),),))


def _loss(at: _Place) -> Terms:
    """What each output adds to the loss of one example; some losses have one value for all outputs together."""
    last, part = at.trace.layers[-1], slice(at.column, at.column + 1)
    with np.errstate(all="ignore"):
        each = at.trace.experiment.loss.per_example(last.z[:, part], last.a[:, part], at.trace.y[:, part]).ravel()
    name = f"ℓ{str(at.column + 1).translate(SUBSCRIPTS)}"
    names = [f"{name} of output {k}" for k in range(1, len(each) + 1)] if len(each) > 1 else [name]
    products = tuple((NamedFactor(*pair),) for pair in zip(names, map(float, each), strict=True))
    return Terms(name, at.trace.experiment.loss.formula, products)


_TERMS: dict[str, Callable[[_Place], Terms]] = {
    "z": _z,
    "a": _a,
    "da": _da,
    "dz": _dz,
    "dw": _dw,
    "db": _db,
    "update": _update,
    "slope": _slope,
    "loss": _loss,
}
