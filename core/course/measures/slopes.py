"""What is measured of backpropagation: routes of the chain rule, and how good difference quotients are."""

from __future__ import annotations

import numpy as np

from core.analysis.chain_rule import chain
from core.analysis.gradient_check import check_all
from core.analysis.nudge import nudge
from core.analysis.scope import ScopeChoice, scope_of
from core.course.faults import fault_of
from core.course.measures.network import At
from core.course.seen import SceneSeen
from core.exchange.experiments import parameter_index

RATIO_DELTA = 1e-5
"""Δ of the quotient that derivatives are compared with."""


def routes(seen: SceneSeen, name: str, at: At = None) -> int:
    """Return how many routes lead from a parameter to the outputs."""
    return chain(seen.trace(at), seen.problem, parameter_index(name, seen.experiment.layout), 0).count


def open_routes(seen: SceneSeen, name: str, place: int = 1, at: At = None) -> int:
    """Return how many of them count for an example of the batch, by its place from 1: their product is not 0."""
    found = chain(seen.trace(at), seen.problem, parameter_index(name, seen.experiment.layout), int(place) - 1)
    return sum(route.product != 0.0 for route in found.routes)


def delta(seen: SceneSeen) -> float:
    """Return the Δ by which the chosen parameter, or a function's variable, is nudged."""
    return seen.delta


def moved_about(seen: SceneSeen, distance: float, at: At = None) -> int:
    """Return how many parameters the update from an iteration moves by a distance, or up to 1 % less."""
    done = seen.trace(at)
    moved = np.abs(done.after.theta - done.before.theta)
    return int(np.count_nonzero((moved >= 0.99 * distance) & (moved <= 1.0001 * distance)))


def largest_slope(seen: SceneSeen, at: At = None) -> float:
    """Return the largest size of a derivative that the update from an iteration uses."""
    return float(np.abs(seen.trace(at).gradient).max())


def smallest_slope(seen: SceneSeen, at: At = None) -> float:
    """Return the smallest one that is not 0."""
    sizes = np.abs(seen.trace(at).gradient)
    return float(sizes[sizes > 0.0].min())


def ratio(seen: SceneSeen, name: str, at: At = None) -> float:
    """Return the derivative as the update has it over the difference quotient of the batch's loss: 1 if all is well."""
    snapshot, index = seen.snapshot(at), parameter_index(name, seen.experiment.layout)
    scope = scope_of(seen.problem, snapshot.iteration, ScopeChoice(), seen.problem.passes(snapshot))
    return float(
        seen.trace(at).gradient[index] / nudge(seen.problem, snapshot.theta, index, RATIO_DELTA, scope).central
    )


def batch_checked(seen: SceneSeen, at: At = None) -> int:
    """Return how many derivatives of the next batch's loss pass the gradient check."""
    snapshot = seen.snapshot(at)
    scope = scope_of(seen.problem, snapshot.iteration, ScopeChoice(), seen.problem.passes(snapshot))
    check = check_all(seen.problem, snapshot.theta, scope=scope)
    return sum(each.good for each in check.worst(len(snapshot.theta)))


def has_fault(seen: SceneSeen, name: str) -> bool:
    """Tell whether the training has one of the bug drills' faults."""
    return fault_of(seen.experiment) == name
