"""What the catalogue says of its functions, walked by plain descent from hundreds of starts at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.functions.catalogue import FUNCTIONS
from core.functions.descent import Descent
from core.functions.race import leaders, racer, steps_to_lowest
from core.functions.walk import descend
from core.training.optimizers import OPTIMIZERS, SGD, Adam, Momentum, Optimizer

STARTS = 300
RNG = np.random.default_rng(0)


def starts(name: str) -> Array:
    """Return random places within the range (d × 300)."""
    low, high = np.array(FUNCTIONS[name].ranges).T[..., None]
    return RNG.uniform(low, high, (len(low), STARTS))


def path(name: str, points: Array, steps: int, alpha: float | Array | None = None) -> Array:
    """Return where plain descent takes ``points`` (d × n), by the function's own rate: (steps + 1 × d × n)."""
    places, rate = [points], FUNCTIONS[name].alpha if alpha is None else alpha
    with np.errstate(all="ignore"):
        for _ in range(steps):
            places.append(places[-1] - rate * FUNCTIONS[name].gradient(places[-1]))
    return np.array(places)


def reversals(optimizer: Optimizer) -> int:
    """Return how often the second variable turns back in the long valley."""
    function = FUNCTIONS["valley"]
    moves = np.diff(descend(function, optimizer, None, function.start, 80).points[:, 1])
    return int(np.sum(moves[1:] * moves[:-1] < 0.0))


def heights(name: str) -> Array:
    """Return f at the known minima (k,)."""
    return FUNCTIONS[name].value(np.array(FUNCTIONS[name].minima).T)


def test_from_the_right_small_steps_end_in_the_valley_that_is_not_the_lowest() -> None:
    rate = FUNCTIONS["two_minima"].alpha * RNG.uniform(0.2, 1.0, (1, STARTS))
    ends = path("two_minima", RNG.uniform(0.18, 2.2, (1, STARTS)), 3000, rate)[-1]
    np.testing.assert_allclose(ends, 1.1309011226299859, atol=1e-3)
    left, right = heights("two_minima")
    assert left < right


def test_small_steps_stay_in_their_basin() -> None:
    crest, function = 0.07561, FUNCTIONS["two_basins"]
    assert function.gradient(np.array([[crest], [0.0]]))[0, 0] == pytest.approx(0.0, abs=1e-3)
    walk = path("two_basins", starts("two_basins"), 400)
    assert np.array_equal(walk[-1, 0] > crest, walk[0, 0] > crest)
    left, right = heights("two_basins")
    assert left < right


def test_a_pass_draws_in_along_one_axis_and_drives_out_along_the_other() -> None:
    walk = np.abs(path("saddle", starts("saddle"), 60, RNG.uniform(0.001, 0.4, STARTS)))
    assert np.all(np.diff(walk[:, 0], axis=0) <= 0.0)
    assert np.all(np.diff(walk[:, 1], 2, axis=0) > 0.0)  # ever faster


def test_along_the_axis_the_monkey_saddle_is_hardly_reached() -> None:
    x, y = RNG.uniform(0.1, 1.5, STARTS), RNG.uniform(0.05, 0.5, STARTS)
    assert np.all(path("monkey_saddle", np.stack([x, 0.0 * y]), 1000)[-1, 0] > 0.02)
    lowest = np.zeros(STARTS)
    for _ in range(1000):  # its height after the same steps, written out, until it is far below
        x, y = (np.where(lowest < -1.0, at, at - 0.005 * g) for at, g in ((x, 3 * x**2 - 3 * y**2), (y, -6 * x * y)))
        lowest = np.minimum(lowest, x**3 - 3.0 * x * y**2)
    assert np.all(lowest < -1.0)


def test_a_plain_step_on_the_parabola_multiplies() -> None:
    alpha = RNG.uniform(0.01, 3.0, STARTS)
    walk = path("parabola", starts("parabola"), 10, alpha)[:, 0]
    np.testing.assert_allclose(walk[1:], walk[:-1] * (1.0 - 2.0 * alpha), rtol=1e-12, atol=1e-300)
    assert np.array_equal(np.abs(walk[-1]) > np.abs(walk[0]), alpha > 1.0)


def test_steps_of_equal_size_jump_over_the_kink() -> None:
    alpha = RNG.uniform(0.01, 0.5, STARTS)
    walk = path("kink", starts("kink"), 400, alpha)[:, 0]
    np.testing.assert_allclose(np.abs(np.diff(walk, axis=0)), np.tile(alpha, (400, 1)), rtol=1e-9)
    assert np.all(walk[-1] * walk[-2] < 0.0)


def test_where_it_is_equally_steep_the_gradient_points_home() -> None:
    place = starts("bowl")
    gradient = FUNCTIONS["bowl"].gradient(place)
    np.testing.assert_allclose(gradient[0] * place[1], gradient[1] * place[0], atol=1e-12)
    along, across = np.diag(FUNCTIONS["valley"].gradient(np.eye(2)))
    assert across == 25.0 * along


def test_in_the_long_valley_plain_descent_zigzags_most() -> None:
    alpha = FUNCTIONS["valley"].alpha
    plain, ball, adam = reversals(SGD(alpha=alpha)), reversals(Momentum(alpha=alpha)), reversals(Adam(alpha=alpha))
    assert plain == 79
    assert adam < ball < plain


def test_the_floor_is_found_at_once_and_its_lowest_point_slowly() -> None:
    function = FUNCTIONS["rosenbrock"]
    x, y = path("rosenbrock", np.array(function.start)[:, None], 1000)[..., 0].T
    assert abs(y[5] - x[5] ** 2) < 0.01
    assert np.hypot(x[-1] - 1.0, y[-1] - 1.0) > 0.5


def test_one_rate_does_not_fit_floor_and_walls() -> None:
    corner = path("beale", np.array([[4.0], [4.0]]), 2, 0.001)[:, 0, 0]
    floor = path("beale", np.array([[1.0], [1.2]]), 300, 0.001)[-1, :, 0]
    assert corner[-1] > 1e6
    assert np.linalg.norm(floor - (3.0, 0.5)) > 0.5


def test_four_lowest_points_are_equally_low_and_the_start_decides() -> None:
    np.testing.assert_allclose(heights("himmelblau"), 0.0, atol=1e-25)
    corners = np.array([[4.0, 4.0, -4.0, -4.0], [4.0, -4.0, 4.0, -4.0]])
    assert len({tuple(end) for end in np.round(path("himmelblau", corners, 300, 0.005)[-1].T, 3)}) == 4


@settings(max_examples=200)
@given(
    st.sampled_from(("parabola", "two_minima", "kink", "line", "bowl")),
    st.integers(0, 2**31),
    st.lists(st.sampled_from(sorted(OPTIMIZERS)), min_size=2, max_size=2, unique=True),
)
@pytest.mark.slow
def test_who_leads_and_who_has_arrived(name: str, seed: int, names: list[str]) -> None:
    function = FUNCTIONS[name]
    low, high = np.array(function.ranges).T
    start = tuple(np.random.default_rng(seed).uniform(low, high))
    assume(bool(np.isfinite(function.value_and_gradient(np.array(start))[0])))
    racers = tuple(racer(Descent(name, start=start), each, 5) for each in names)
    reached = {each.optimizer.name: each.path.values[-1] for each in racers if not each.has_stopped(5)}
    lowest = min(reached.values(), default=None)
    assert {each.optimizer.name for each in leaders(racers, 5)} == {at for at, f in reached.items() if f == lowest}
    known = heights(name) if function.minima else np.empty(0)
    best = [np.array(at) for at, f in zip(function.minima, known, strict=True) if f <= known.min() + 1e-9]
    for each in racers:
        within = [any(np.all(np.abs(at - low_at) <= 0.02 * (high - low)) for low_at in best) for at in each.path.points]
        assert steps_to_lowest(function, each.path) == (within.index(True) if any(within) else None)
