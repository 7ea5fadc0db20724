"""Values of the schedules, and where batches stand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.training.loading import epoch_order
from core.training.passes import Passes
from core.training.schedules import (
    SCHEDULES,
    ConstantRate,
    Cosine,
    Exponential,
    InverseTime,
    Schedule,
    StepDecay,
    WarmUp,
)
from tests.core.samples import described, entries, extremes

VALUES = [
    (ConstantRate(), 123, 1.0),
    (StepDecay(gamma=0.5, every=10), 9, 1.0),
    (StepDecay(gamma=0.5, every=10), 10, 0.5),
    (StepDecay(gamma=0.5, every=10), 35, 0.125),
    (Exponential(gamma=0.9, per=100), 0, 1.0),
    (Exponential(gamma=0.9, per=100), 50, math.sqrt(0.9)),
    (Exponential(gamma=0.9, per=100), 200, 0.81),
    (InverseTime(decay=0.01), 100, 0.5),
    (Cosine(span=100), 0, 1.0),
    (Cosine(span=100), 50, 0.5),
    (Cosine(span=100), 100, 0.0),
    (Cosine(span=100), 5_000, 0.0),
    (WarmUp(length=4), 0, 0.25),
    (WarmUp(length=4), 3, 1.0),
    (WarmUp(length=4), 99, 1.0),
]


@pytest.mark.parametrize(("schedule", "k", "factor"), VALUES, ids=str)
def test_values(schedule: Schedule, k: int, factor: float) -> None:
    assert schedule.factor(k) == pytest.approx(factor, rel=1e-14, abs=1e-16)


@pytest.mark.parametrize("schedule", [*entries(SCHEDULES), *extremes(SCHEDULES)], ids=described)
def test_factors_lie_between_0_and_1(schedule: Schedule) -> None:
    for k in (0, 1, 99, 12_345, 10**9):
        assert 0.0 <= schedule.factor(k) <= 1.0


@pytest.mark.parametrize(
    ("iteration", "where"), [(0, (0, 0)), (1, (1, 1)), (29, (1, 29)), (30, (2, 1)), (57, (2, 28)), (1450, (50, 29))]
)
def test_iteration_57_is_epoch_2_batch_28_of_29(iteration: int, where: tuple[int, int]) -> None:
    assert Passes(900, 32).place(iteration) == (*where, 29)


def test_epochs_are_shuffled_each_in_its_own_way() -> None:
    orders = [epoch_order(1, epoch, 50) for epoch in range(3)] + [epoch_order(2, 0, 50)]
    for order in orders:
        np.testing.assert_array_equal(np.sort(order), np.arange(50))
    assert len({order.tobytes() for order in orders}) == 4
    np.testing.assert_array_equal(orders[0], epoch_order(1, 0, 50))
