"""What leaves a function cannot be changed: every array of a problem and of what is computed from it is read-only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.datasets import DATASETS
from core.data.examples import of_classes, of_numbers
from core.data.own import own_data
from core.nn.regularizers import L2
from core.training.evaluation import answers
from core.training.experiment import Experiment
from core.training.loading import LARGE
from core.training.loop import advance
from core.training.optimizers import AdamW
from core.training.problem import prepare
from core.training.trace import trace
from tests.core.samples import SMALL


def arrays_in(value: object, name: str) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """Yield the arrays that can be got to from ``value``, what it has computed and kept included, each by its name."""
    if isinstance(value, np.ndarray):
        yield name, value
    elif isinstance(value, (tuple, list)):
        for place, item in enumerate(value):
            yield from arrays_in(item, f"{name}[{place}]")
    elif is_dataclass(value):
        names = {*value.__dataclass_fields__, *getattr(value, "__dict__", {})}
        for each in sorted(names):
            yield from arrays_in(getattr(value, each), f"{name}.{each}")


def writeable(value: object) -> list[str]:
    """Return the names of the arrays in ``value`` that can be written to."""
    return [name for name, array in arrays_in(value, type(value).__name__) if array.flags.writeable]


def brought(points: int) -> Experiment:
    """Return an experiment on a table of two inputs and two classes."""
    x = np.random.default_rng(0).standard_normal((2, points))
    table = own_data("brought", ("x₁", "x₂"), "class", ("a", "b"), of_classes(x, (x[0] > 0).astype(np.int64)))
    return SMALL.with_data(table, 0.1)


def of_two_numbers() -> Experiment:
    """Return an experiment on a table of three inputs and two numbers to be predicted."""
    x = np.random.default_rng(0).standard_normal((3, 40))
    table = own_data("brought", ("a", "b", "c"), ("sum", "product"), (), of_numbers(x, np.stack([x.sum(0), x.prod(0)])))
    return SMALL.with_data(table, 0.1)


EXPERIMENTS = {
    **{name: SMALL.with_data(data(), 0.1) for name, data in DATASETS.items()},
    "two numbers": of_two_numbers(),
    "a large table": brought(LARGE * 2),
    "features": replace(SMALL, features=("x1", "x1^2", "sin(x2)"), standardise=True),
    "all at once": replace(SMALL, batch_size=30, regularizer=L2(), clip_norm=1e-3),
}


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_no_array_can_be_written_to(experiment: Experiment) -> None:
    problem = prepare(experiment)
    progress = advance(problem, problem.start(), 3)
    opened = trace(problem, progress.snapshot)
    given = answers(problem, progress.snapshot.theta)
    assert len(list(arrays_in(problem, ""))) > 8
    assert len(list(arrays_in(opened, ""))) > 20
    assert not [name for value in (problem, problem.start(), progress, opened, given) for name in writeable(value)]


def test_another_optimiser_s_slots_and_the_end_of_a_divergence_cannot_either() -> None:
    problem = prepare(SMALL)
    changed = prepare(replace(SMALL, optimizer=AdamW(alpha=1e6, decay=1.0)))
    diverged = advance(changed, problem.start(), 300)
    assert diverged.stopped is not None
    assert not writeable(problem.start().with_slots("momentum", 1)) + writeable(diverged)
