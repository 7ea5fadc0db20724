"""Remarks on a network and its data that do not fit: what is allowed, but will not be learned."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.data.standard import LARGE, SMALL
from core.nn.activations import Activation
from core.training.problem import Problem
from core.words import number, number_in

SLACK = 1e-3
"""How far beyond the output's range a target may lie, as a share of that range but at most of 1."""
PROBED, FARTHEST = 2_000, 1_000.0
"""Places on either side of 0 at which an activation is looked at, up to so many times the largest target."""


@lru_cache(maxsize=4)
def remarks_on(problem: Problem) -> tuple[str, ...]:
    """Return a sentence for each thing that keeps the network from learning the numbers; none for classes."""
    if problem.classes:
        return ()
    y = problem.y[:, : len(problem.train)]
    return (*_constant(problem, y), *_out_of_reach(problem, y))


def remarks_on_table(problem: Problem) -> tuple[str, ...]:
    """Return what is said as a table is taken: `remarks_on` it, or that a target far from 1 has not been scaled."""
    return remarks_on(problem) or _unscaled(problem)


def _constant(problem: Problem, y: Array) -> tuple[str, ...]:
    names = problem.experiment.data.targets
    return tuple(
        f"{name} is {number(float(values[0]))} in every training example: there is nothing to learn but this number."
        for name, each, values in zip(names, y, problem.train.values, strict=True)
        if each.min() == each.max()
    )


def _out_of_reach(problem: Problem, y: Array) -> tuple[str, ...]:
    output, smallest, largest = problem.experiment.network.output, float(y.min()), float(y.max())
    low, high = _reach(output, FARTHEST * max(1.0, -smallest, largest))
    slack = SLACK * min(high - low, 1.0)
    if smallest >= low - slack and largest <= high + slack:
        return ()
    which = "standardised targets" if problem.target_scale.standardised else "targets"
    below, above = smallest < low - slack, largest > high + slack
    least, most = (f"{end:.3g}".replace("-", "−") for end in (low, high))
    limits = f"below {least}" if not above else f"above {most}" if not below else ""
    gives = f"gives no number {limits}" if limits else f"gives numbers from {least} to {most}"
    return (
        f"A {output.title} output {gives}, but the {which} run from {_ends(smallest, largest)}: "
        "it cannot reach all of them. An identity output can.",
    )


def _unscaled(problem: Problem) -> tuple[str, ...]:
    """Return a sentence for the first target that is learned as it is, though of another size than first outputs."""
    if problem.classes or problem.target_scale.standardised:
        return ()
    for name, values in zip(problem.experiment.data.targets, problem.train.values, strict=True):
        low, high = float(values.min()), float(values.max())
        if not SMALL <= max(-low, high) <= LARGE:
            return (
                f"{name} runs from {_ends(low, high)} in the training examples and is learned as it is. "
                "As a network begins with answers of about 1, training may take long, or diverge; scaling it helps.",
            )
    return ()


def _ends(low: float, high: float) -> str:
    """Return the ends of a range in words, with as many digits as show that there is one."""
    return f"{number_in(low, low, high)} to {number_in(high, low, high)}"


def _reach(output: Activation, farthest: float) -> tuple[float, float]:
    """Return the least and the largest output at places up to ``farthest`` on either side of 0."""
    side = np.geomspace(1e-3, farthest, PROBED)
    with np.errstate(all="ignore"):
        values = output(np.concatenate([-side[::-1], [0.0], side])[None])
    values = values[~np.isnan(values)]
    return (float(values.min()), float(values.max())) if len(values) else (-np.inf, np.inf)
