"""Every cell of an iteration's matrices, written out as its sum of products."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.terms import Matrix, NamedFactor, Terms, entry_terms, product_of
from core.arrays import Array
from core.nn.activations import ReLU
from core.nn.losses import MeanSquaredError
from core.training.equations import slopes
from core.training.experiment import Experiment
from core.training.problem import Problem, prepare
from core.training.trace import Trace, trace
from tests.core.samples import SMALL, THREE, random_theta, with_hidden
from tests.core.training.test_trace import LN3, by_hand


def close(terms: Terms, *products: tuple[tuple[str, float], ...]) -> None:
    """Compare names and numbers of all products."""
    assert [[f.name for f in p] for p in terms.products] == [[name for name, _ in p] for p in products]
    for product, expected in zip(terms.products, products, strict=True):
        assert [f.value for f in product] == pytest.approx([value for _, value in expected], rel=1e-14)


def test_sums_of_products_by_hand() -> None:
    problem, t = by_hand((1, 2), (0, 2))

    def terms(matrix: Matrix, layer: int, row: int, column: int) -> Terms:
        return entry_terms(t, problem.layout, matrix, layer, row, column)

    close(
        terms("z", 1, 0, 0),
        (("w[1]₁,₁", LN3), ("x₁,₁", 1.0)),
        (("w[1]₁,₂", -LN3), ("x₂,₁", 2.0)),
        (("b[1]₁", 2 * LN3),),
    )
    close(terms("a", 1, 0, 0), (("g(z[1]₁,₁)", 0.75),))
    close(terms("dz", 2, 0, 1), (("a[2]₁,₂", 0.25),), (("−1", -1.0), ("y₁,₂", 1.0)))
    close(terms("da", 1, 1, 0), (("w[2]₁,₂", -4 * LN3), ("dZ[2]₁,₁", -0.25)))
    close(terms("dz", 1, 1, 0), (("dA[1]₂,₁", LN3), ("g′(z[1]₂,₁)", 0.1875)))
    weight = terms("dw", 2, 0, 1)
    close(weight, (("dZ[2]₁,₁", -0.25), ("a[1]₂,₁", 0.25)), (("dZ[2]₁,₂", -0.75), ("a[1]₂,₂", 0.5)))
    assert (weight.name, weight.front) == ("dW[2]₁,₂", (NamedFactor("1/m", 0.5),))
    assert weight.formula == r"dw^{[2]}_{1,2} = \frac{1}{m} \sum_c dz^{[2]}_{1,c}\,a^{[1]}_{2,c}"
    close(terms("db", 2, 0, 0), (("dZ[2]₁,₁", -0.25),), (("dZ[2]₁,₂", -0.75),))
    close(terms("update", 2, 0, 2), (("b[2]₁", -LN3),), (("−1", -1.0), ("step", -0.05)))


def cells(problem: Problem, t: Trace) -> list[tuple[Matrix, int, Array]]:
    """Return every matrix of an iteration with its layer."""
    found: list[tuple[Matrix, int, Array]] = []
    for l, v in enumerate(t.layers, start=1):
        found += [("z", l, v.z), ("a", l, v.a), ("da", l, v.da), ("dz", l, v.dz), ("dw", l, v.dw), ("db", l, v.db)]
        found += [("update", l, problem.layout.block(t.after.theta, l)), ("slope", l, slopes(t, l))]
    found += [("loss", problem.layout.depth, t.per_example[None])]
    return found


TERMED = [
    pytest.param(SMALL, id="one output"),
    pytest.param(THREE, id="softmax, straight"),
    pytest.param(replace(THREE, loss=MeanSquaredError()), id="softmax, coupled"),
    pytest.param(replace(with_hidden(SMALL, ReLU()), loss=MeanSquaredError(), clip_norm=0.05), id="clipped"),
]


@pytest.mark.parametrize("experiment", TERMED)
def test_every_cell_is_its_sum_of_products(experiment: Experiment) -> None:
    problem = prepare(experiment)
    start = problem.start()
    t = trace(problem, start._replace(state=np.vstack([random_theta(problem), start.slots])))
    for matrix, layer, values in cells(problem, t):
        for (row, column), value in np.ndenumerate(values):
            terms = entry_terms(t, problem.layout, matrix, layer, row, column)
            size = product_of(terms.front) * sum(abs(product_of(product)) for product in terms.products)
            assert terms.total == pytest.approx(value, rel=1e-12, abs=1e-12 * size), terms.name
            assert terms.formula


@pytest.mark.parametrize(
    ("matrix", "layer", "row", "column", "words"),
    [
        ("w", 1, 0, 0, "no matrix 'w'"),
        ("z", 0, 0, 0, "no layer 0"),
        ("z", 4, 0, 0, "The layers are 1 to 3"),
        ("dw", 1, 3, 0, "3 × 2"),
        ("db", 1, 0, 1, "3 × 1"),
        ("z", 1, 0, 7, "3 × 7"),
        ("z", 1, -1, 0, "no cell"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(matrix: Matrix, layer: int, row: int, column: int, words: str) -> None:
    problem = prepare(SMALL)
    with pytest.raises(ValueError, match=words):
        entry_terms(trace(problem, problem.start()), problem.layout, matrix, layer, row, column)


def test_softmax_cells_by_their_powers() -> None:
    problem = prepare(THREE)
    terms = entry_terms(trace(problem, problem.start()), problem.layout, "a", 3, 1, 2)
    assert [factor.name for factor in terms.products[0]] == ["e^(z[3]₂,₃ − max z)", "1/Σ"]
