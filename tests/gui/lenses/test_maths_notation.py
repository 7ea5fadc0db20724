"""The pages of the Maths lens in every notation: each cell is its sum there, too, and no letter is of another book."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from core.exchange.notations import load_notation, notation_names
from core.nn.losses import MeanSquaredError
from core.nn.regularizers import REGULARIZERS
from core.training.experiment import Experiment
from core.training.notation import Notation
from core.training.problem import prepare
from core.training.trace import phases, trace
from gui.lenses.maths.pages import Subject, page_of, terms_of
from tests.core.samples import SMALL, THREE, random_theta

NOTATIONS = [load_notation(name) for name in notation_names()]
EXPERIMENTS = [
    pytest.param(SMALL, id="sigmoid"),
    pytest.param(
        replace(THREE, regularizer=REGULARIZERS["l2"].of({"lam": 0.3}), clip_norm=0.01), id="softmax, clipped"
    ),
    pytest.param(replace(THREE, loss=MeanSquaredError(), standardise=True), id="softmax, coupled"),
]
FOREIGN = {
    "W^(l)": r"\[\d\]|\bd[WZAb]",
    "W^l": r"\[\d\]|\bd[WZAb]",
    "W_l": r"\[\d\]|\bd[WZAb]",
}
"""What of the articles' notation may not be left, by how the number of a layer is written."""


@pytest.mark.parametrize("one", [False, True], ids=["batch", "one example"])
@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.name)
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_every_cell_is_its_sum(experiment: Experiment, notation: Notation, one: bool) -> None:
    problem = prepare(experiment)
    start = problem.start()
    t = trace(problem, start._replace(state=np.vstack([random_theta(problem), start.slots])))
    layout = problem.layout
    for phase in phases(layout.depth):
        subject = Subject(phase.kind, phase.layer or 1, 2 if one else None, 0, notation=notation)
        page = page_of(t, layout, subject)
        for line in page.lines:
            texts = [notation.tex(line.formula), *(notation.text(item) for item in line.items if isinstance(item, str))]
            for shown in line.shown:
                last = shown.values.shape[0] - 1, shown.values.shape[1] - 1
                for place in {(0, 0), last}:
                    cell = shown.cell(*place)
                    assert shown.place(cell) == place
                    terms = terms_of(t, layout, cell, notation)
                    texts += [notation.text(shown.name), notation.text(shown.name_of(*place))]
                    if terms is None or (cell.matrix == "update" and not shown.name.startswith("new")):
                        continue
                    texts += [
                        terms.name,
                        notation.tex(terms.formula),
                        *(f.name for product in terms.products for f in product),
                    ]
                    if not (one and cell.matrix in ("dw", "db")):
                        assert terms.total == pytest.approx(shown.values[place], rel=1e-12, abs=1e-12), shown.name
            if notation.layer in FOREIGN:
                assert not [text for text in texts if re.search(FOREIGN[notation.layer], text)]
