"""The data sets and their split."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.arrays import Array
from core.data.dataset import Dataset, PointsInPlane
from core.data.datasets import DATASETS, Circles
from core.data.split import split, test_count
from core.exchange.scenes import load_scene, scene_names
from core.hyperparameters import InvalidSetting
from tests.core.samples import described, entries, extremes, title

ALL = entries(DATASETS)
PLANE = [data for data in ALL if isinstance(data, PointsInPlane)]
test_count.__test__ = False  # type: ignore[attr-defined]  # a function of the core, not a test


@pytest.mark.parametrize("data", [*ALL, *extremes(DATASETS)], ids=described)
def test_points_and_classes(data: Dataset) -> None:
    examples = data.generate()
    assert examples.x.shape == (len(data.inputs), data.points)
    assert np.isfinite(examples.x).all()
    assert set(examples.labels) <= set(range(max(1, data.classes)))
    assert examples.values.shape == (data.predicts, data.points)
    assert len(data.class_names) == data.classes
    if isinstance(data, PointsInPlane) and data.name not in ("xor", "boundary"):
        counts = np.bincount(examples.labels, minlength=data.classes)
        assert counts.max() - counts.min() <= 1
        assert list(counts) == data.points_per_class()


@pytest.mark.parametrize("data", ALL, ids=title)
def test_equal_settings_give_equal_points(data: Dataset) -> None:
    first, second = data.generate(), replace(data).generate()
    np.testing.assert_array_equal(first.x, second.x)
    np.testing.assert_array_equal(first.labels, second.labels)
    other = replace(data, seed=data.seed + 1)
    if data.name == "digits":  # those are not drawn, only parted by the seed
        assert (split(other, 0.1).train.x != split(data, 0.1).train.x).any()
    else:
        assert (other.generate().x != first.x).any()


@pytest.mark.parametrize("data", PLANE, ids=title)
def test_without_noise_the_shape_is_exact(data: Dataset) -> None:
    calm = replace(data, noise=0.0)
    shape, labels = calm.shape(np.random.default_rng((calm.seed, 2)))
    examples = calm.generate()
    np.testing.assert_array_equal(examples.x, shape)
    np.testing.assert_array_equal(examples.labels, labels)


def test_noise_is_in_units_of_the_data() -> None:
    calm, loud = (DATASETS["circles"](points=20_000, noise=noise).generate().x for noise in (0.0, 0.2))
    assert np.std(loud - calm) == pytest.approx(0.2, rel=0.02)


@pytest.mark.parametrize("data", ALL, ids=title)
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_split_parts_all_points(data: Dataset, share: float) -> None:
    parts = split(data, share)
    assert len(parts.test) == test_count(data.points, share)
    together = np.concatenate([parts.train.x, parts.test.x], axis=1)
    np.testing.assert_array_equal(np.sort(together, axis=1), np.sort(data.generate().x, axis=1))
    x_low, x_high, y_low, y_high = parts.bounds
    assert x_low < together[0].min() <= together[0].max() < x_high
    second = together[1] if len(together) > 1 else together[0]
    assert y_low < second.min() <= second.max() < y_high
    if len(together) > 1 and not data.one_scale(0, 1):
        assert y_high - y_low == pytest.approx(1.16 * np.ptp(second) or 1.0)
    else:
        assert x_high - x_low == pytest.approx(y_high - y_low)


def square_around(x: Array) -> tuple[float, ...]:
    """Return the square of equal scales that the coordinates of one plane (2 × m), or one input, are drawn on."""
    low, high = (np.resize(end, 2) if len(x) == 1 else end for end in (x.min(axis=1), x.max(axis=1)))
    centre, half = (low + high) / 2.0, 0.58 * float((high - low).max())
    return centre[0] - half, centre[0] + half, centre[1] - half, centre[1] + half


@pytest.mark.parametrize("name", [name for name in scene_names() if not name.startswith(("course", "digits"))])
def test_scenes_of_one_plane_are_drawn_on_a_square(name: str) -> None:
    experiment = load_scene(name).experiment
    assert split(experiment.data, experiment.test_share).bounds == square_around(experiment.data.generate().x)


@pytest.mark.parametrize("data", ALL, ids=title)
def test_points_are_read_only(data: Dataset) -> None:
    parts = split(data, 0.1)
    for array in (parts.train.x, parts.train.labels, parts.test.x, parts.test.labels):
        assert not array.flags.writeable


@pytest.mark.parametrize(
    ("points", "share", "count"), [(1000, 0.1, 100), (1000, 0.1001, 101), (10, 0.05, 1), (4, 0.5, 2)]
)
def test_test_share_is_rounded_up(points: int, share: float, count: int) -> None:
    assert test_count(points, share) == count


@pytest.mark.parametrize("share", [0.99, 1e-12])
def test_a_side_must_not_be_empty(share: float) -> None:
    with pytest.raises(InvalidSetting, match="leaves one side empty") as refused:
        test_count(4, share)
    assert refused.value.setting == "test_share"


def test_circles_have_their_radii() -> None:
    examples = Circles(noise=0.0, factor=0.3).generate()
    radius = np.hypot(*examples.x)
    np.testing.assert_allclose(radius[examples.labels == 0], 1.0, rtol=1e-14)
    np.testing.assert_allclose(radius[examples.labels == 1], 0.3, rtol=1e-14)


def test_xor_is_the_sign_of_the_product() -> None:
    examples = DATASETS["xor"](noise=0.0).generate()
    np.testing.assert_array_equal(examples.labels, examples.x[0] * examples.x[1] > 0)
    assert math.isclose(examples.labels.mean(), 0.5, abs_tol=0.06)
