"""What closing questions compute without anything being open."""

from __future__ import annotations

import pytest

from core.course.measures.bare import (
    FUNCTIONS,
    activated,
    activation_slope,
    product_shape,
    squared_error_of,
    stepped_rate,
    value_of,
)


@pytest.mark.parametrize(("step", "rate"), [(1, 0.4), (20, 0.4), (21, 0.2), (40, 0.2), (41, 0.1)])
def test_a_stepped_rate_is_halved_after_every_so_many_steps(step: int, rate: float) -> None:
    assert stepped_rate(0.4, 0.5, 20, step) == pytest.approx(rate, rel=1e-12)


def test_every_function_of_the_module_is_known_to_questions() -> None:
    assert {"slope_of", "walked", "put", "stepped_rate"} <= set(FUNCTIONS)
    assert not any(name.startswith("_") for name in FUNCTIONS)


@pytest.mark.parametrize(("name", "z", "value", "slope"), [("sigmoid", 0.0, 0.5, 0.25), ("relu", -2.0, 0.0, 0.0)])
def test_activations_answer_with_value_and_slope(name: str, z: float, value: float, slope: float) -> None:
    assert (activated(name, z), activation_slope(name, z)) == (value, slope)


def test_a_typed_function_has_its_value() -> None:
    assert value_of("2*x - 3*y + 1", 2.0, 1.0) == 2.0


def test_a_product_has_the_outer_numbers() -> None:
    assert product_shape(6, 4, 32) == "6 × 32"


def test_the_squared_error_of_one_prediction_is_a_mean() -> None:
    assert squared_error_of(60.0, 50.0, 70.0, 60.0) == pytest.approx(200.0 / 3.0)
