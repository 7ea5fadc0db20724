"""What plots compute: numbers as text, thinned and dashed curves, ranges, ticks, contours, shades."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.surface import Surface
from gui.frames.image import NO_ANSWER
from gui.plots.decision_regions import certainty_text
from gui.plots.parts.axis import log_label, log_ticks
from gui.plots.parts.base import thin
from gui.plots.parts.curves import MAX_POINTS, dash, linear_range, log_range, round_end
from gui.plots.parts.surface import NO_NUMBER, Levels, contours, height_at, levels_of, shades
from gui.widgets.numbers import number, percent


def bowl(points: int = 41) -> Surface:
    axis = np.linspace(-2.0, 2.0, points)
    return Surface(axis, axis, axis[None, :] ** 2 + axis[:, None] ** 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.25, "0.250"),
        (-0.2544, "−0.254"),
        (12.345, "12.3"),
        (999.7, "1000"),
        (123456.0, "123456"),
        (-1.2345e-7, "−1.23·10⁻⁷"),
        (2.5e9, "2.50·10⁹"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (float("nan"), "–"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


def test_percent() -> None:
    assert (percent(0.9824), percent(float("nan"))) == ("98.2 %", "not defined")


def test_thinning_keeps_extremes_and_ends() -> None:
    rng = np.random.default_rng(1)
    x, y = np.arange(100_000.0), rng.normal(size=100_000)
    y[500:900] = np.nan
    y[[4_321, 77_777]] = 50.0, -60.0
    thin_x, thin_y = thin(x, y, 700)
    assert len(thin_x) <= MAX_POINTS
    assert np.all(np.diff(thin_x) >= 0)
    assert (np.nanmin(thin_y), np.nanmax(thin_y)) == (-60.0, 50.0)
    assert (thin_x[0], thin_y[0], thin_x[-1], thin_y[-1]) == (x[0], y[0], x[-1], y[-1])


def test_thinning_leaves_short_curves_alone() -> None:
    x, y = np.arange(9.0), np.arange(9.0) ** 2
    assert thin(x, y, 700) == (x, y)


def test_dashes_cover_their_share_and_stay_on_the_curve() -> None:
    x = np.linspace(0.0, 10.0, 300)
    dash_x, dash_y = dash(x, 2 * x, (10.0, 5.0), (6.0, 4.0))
    lengths = np.hypot(np.diff(dash_x)[::2] * 10, np.diff(dash_y)[::2] * 5)
    assert lengths.sum() == pytest.approx(0.6 * np.hypot(100, 100), rel=0.05)
    np.testing.assert_allclose(dash_y, 2 * dash_x)


def test_dashes_leave_gaps_where_there_are_no_numbers() -> None:
    x = np.arange(10.0)
    dash_x, _ = dash(x, np.where((x > 2) & (x < 6), np.nan, 1.0), (50.0, 50.0), (8.0, 4.0))
    assert not np.any((dash_x > 2) & (dash_x < 6))
    assert dash(x, np.full(10, np.nan), (1.0, 1.0), (8.0, 4.0))[0].size == 0


def test_ranges_hold_finite_values_only() -> None:
    values = np.array([0.5, np.inf, np.nan, 1.7, 0.0])
    low, high = linear_range(values)
    assert low < 0.0 < 1.7 < high < 3.0
    low, high = log_range(values)
    assert low < np.log10(0.5) < np.log10(1.7) < high
    assert linear_range(np.array([np.nan])) == (pytest.approx(-0.04), 1.0)
    assert log_range(np.zeros(3))[0] < log_range(np.zeros(3))[1]


@pytest.mark.parametrize(("value", "end"), [(97.0, 100.0), (101.0, 120.0), (0.033, 0.035), (0.0, 1.0)])
def test_round_end(value: float, end: float) -> None:
    assert round_end(value) == pytest.approx(end)


@pytest.mark.parametrize("span", [(-1.0, -0.2), (-0.5, 0.4), (-3.0, 1.0), (-12.0, 3.0)])
def test_logarithmic_axis_always_has_numbers(span: tuple[float, float]) -> None:
    numbered = log_ticks(*span)[0][1]
    assert 2 <= len(numbered) <= 8
    assert all(span[0] <= tick <= span[1] for tick in numbered)


def test_log_labels() -> None:
    assert [log_label(power) for power in (-5.0, -2.0, np.log10(0.05), 0.0, 3.0)] == [
        "10⁻⁵",
        "0.01",
        "0.05",
        "1",
        "1000",
    ]


def test_contours_of_a_bowl_are_circles() -> None:
    surface = bowl()
    levels = levels_of(surface.heights)
    lines = contours(surface, levels)
    squared = (lines**2).sum(axis=0)
    wanted = np.arange(1, 12) / 12 * (levels.high - levels.low) + levels.low
    nearest = np.abs(squared[:, None] - wanted[None]).min(axis=1)
    assert np.nanmax(nearest) < 0.02
    assert set(np.abs(squared[:, None] - wanted[None]).argmin(axis=1)[~np.isnan(squared)]) == set(range(11))


def test_loss_is_read_between_the_points() -> None:
    axis = np.array([0.0, 1.0])
    surface = Surface(axis, axis, np.array([[0.0, 1.0], [2.0, np.inf]]))
    assert height_at(surface, 0.5, 0.0) == pytest.approx(0.5)
    assert height_at(surface, 0.0, 0.25) == pytest.approx(0.5)
    assert height_at(surface, 0.5, 0.5) == np.inf
    assert np.isnan(height_at(surface, 1.5, 0.5))


def test_levels_and_shades_bear_infinity() -> None:
    loss = bowl().heights.copy()
    loss[0], loss[1], loss[2, 2] = np.inf, np.nan, 1e30
    levels, image = levels_of(loss), shades(loss, levels_of(loss))
    assert levels.low == 0.0
    assert levels.high < 10.0
    assert np.all(image[:2] == NO_NUMBER)
    assert image[2, 2] == NO_NUMBER - 1
    assert image[20, 20] == 0


def test_wide_ranges_are_shaded_by_their_logarithm() -> None:
    levels = levels_of(np.geomspace(1e-3, 1e3, 200).reshape(10, 20))
    assert levels.log
    assert levels.place(np.array([levels.low, np.sqrt(levels.low * levels.high), levels.high])) == pytest.approx(
        [0.0, 0.5, 1.0]
    )
    assert levels_of(np.full((3, 3), np.nan)) == Levels(0.0, 1.0, log=False)
    assert levels_of(np.full((3, 3), 0.7)).high > 0.7


@pytest.mark.parametrize("classes", [2, 3, 10, 26, 64])
def test_a_certainty_read_from_a_shade_is_never_said_to_be_none_or_all(classes: int) -> None:
    steps = NO_ANSWER // classes - 1
    for certainty in np.linspace(0.0, 1.0, 400):
        text = certainty_text(round(certainty * steps) / steps, classes)
        bound = float(text.removeprefix("about ").strip("<> %"))
        assert not (text[0] == "<" and 100.0 * certainty > bound)
        assert not (text[0] == ">" and 100.0 * certainty < bound)
        assert text not in ("0 %", "100 %")
