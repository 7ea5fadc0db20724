"""The outputs of the network and of each neuron over the input plane."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.arrays import DOUBLE, SINGLE, Array, Precision, frozen
from core.nn.network import Layout, Network
from core.training.evaluation import classify
from core.training.fast.workspace import Forward, chunks, forward_over
from core.training.problem import Problem
from core.values import dataclass

BUFFER = 250_000
"""Values of all layers in a forward pass over a chunk of the grid: they fit the cache in single precision."""

SAFE_DIGITS = 30
"""Digits up to which single precision, with 38 of them, is safe."""
SAMPLE = 37
"""At how many places of a plane, at most twice as many, its inputs are compared: not those of a row or column."""
FINE = 1e-2
"""Smallest range of an input, as a share of its size, that the seven digits of single precision are enough for."""
MAP_RESOLUTION = 50
"""Cells along each side of a map of classes."""


@dataclass(frozen=True)
class ClassMap:
    """What a run answers over the plane: classes (r × r), row 0 lowest, and how sure it is of them, 0 to 1."""

    classes: NDArray[np.int64]
    certainty: Array


def grid(bounds: tuple[float, float, float, float], resolution: int) -> Array:
    """Return the centres of resolution × resolution cells over the plane (2 × r²), row by row from the lowest y."""
    x_low, x_high, y_low, y_high = bounds
    place = (np.arange(resolution) + 0.5) / resolution
    x, y = np.meshgrid(x_low + (x_high - x_low) * place, y_low + (y_high - y_low) * place)
    return frozen(np.stack([x.ravel(), y.ravel()]))


def activations_over(network: Network, layout: Layout, theta: Array, points: Array) -> list[Array]:
    """Return A[0] … A[L] over ``points`` (2 × r²), each (n_l × r²), as precise as a picture needs."""
    kind = _precision(layout, theta, points)
    layers = [points] + [np.empty((n, points.shape[1]), kind) for n in layout.sizes[1:]]
    for chunk, forward in _in_chunks(network, layout, theta, points, kind):
        for layer, a in zip(layers[1:], forward.a[1:], strict=True):
            layer[:, chunk] = a
    return layers


def outputs_over(network: Network, layout: Layout, theta: Array, points: Array) -> Array:
    """Return A[L] over ``points`` (k × r²), as precise as a picture needs."""
    kind = _precision(layout, theta, points)
    out = np.empty((layout.sizes[-1], points.shape[1]), kind)
    for chunk, forward in _in_chunks(network, layout, theta, points, kind):
        out[:, chunk] = forward.a[-1]
    return out


def layer_over(network: Network, layout: Layout, theta: Array, layer: int, x: Array) -> tuple[Array, Array]:
    """Return Z[l] and A[l] of ``layer`` (1…L) for the inputs ``x`` (n₀ × m), each (n_l × m), in double precision."""
    inner = layout.up_to(layer)
    forward = forward_over(network.up_to(layer), inner, x.shape[1])
    with forward.lock:
        forward.run(theta[: inner.parameters], x)
        return forward.z.copy(), forward.a[-1].copy()


def _precision(layout: Layout, theta: Array, points: Array) -> Precision:
    """Return single precision where it is enough for a picture, else double.

    No layer's values may come near its largest number (10³⁸), and each input must be told apart from place to place,
    which years are, but not thousandths around a million.
    """
    if not _told_apart(points[:, :: max(1, points.shape[1] // SAMPLE)]):
        return DOUBLE
    corners = points[:, :: max(1, points.shape[1] - 1)]
    most = (1.0 + max(layout.sizes)) * max(1.0, float(np.abs(theta).max()))
    largest = layout.depth * math.log10(most) + math.log10(max(1.0, float(np.abs(corners).max())))
    return SINGLE if largest < SAFE_DIGITS else DOUBLE


def _told_apart(points: Array) -> bool:
    """Tell whether single precision holds what varies among the ``points`` (n × r) finely enough for a picture.

    Also beside inputs that are held: in a sum with a million, it would lose what varies from 0 to 1.
    """
    lows, highs = np.minimum.reduce(points, 1).tolist(), np.maximum.reduce(points, 1).tolist()
    spans = [high - low for low, high in zip(lows, highs, strict=True)]
    finest = [FINE * max(high, -low) for low, high in zip(lows, highs, strict=True)]
    return max(spans) > max(finest) and all(s == 0.0 or s > f for s, f in zip(spans, finest, strict=True))


def _in_chunks(
    network: Network, layout: Layout, theta: Array, points: Array, kind: Precision
) -> Iterator[tuple[slice, Forward]]:
    """Yield a slice of the points, and the pass that holds the layers' outputs for them."""
    for chunk, x in chunks(points, max(1_000, BUFFER // sum(layout.sizes))):
        forward = forward_over(network, layout, x.shape[1], kind)
        with forward.lock:
            forward.run(theta, x)
            yield chunk, forward


def class_map(problem: Problem, theta: Array) -> ClassMap:
    """Return what the parameters ``theta`` (p,) answer over the plane of two inputs."""
    x = problem.inputs.of(grid(problem.bounds, MAP_RESOLUTION))
    with np.errstate(all="ignore"):
        a = np.nan_to_num(outputs_over(problem.experiment.network, problem.layout, theta, x)).astype(np.float64)
    ordered = np.sort(a, axis=0)
    certainty = np.abs(2.0 * a[0] - 1.0) if len(a) == 1 else ordered[-1] - ordered[-2]
    shape = (MAP_RESOLUTION, MAP_RESOLUTION)
    return ClassMap(frozen(classify(a).reshape(shape)), frozen(np.clip(certainty, 0.0, 1.0).reshape(shape)))


def class_maps(lanes: tuple[tuple[Problem, Array], ...]) -> tuple[ClassMap, ...]:
    """Return the maps of several runs: problem and θ (p,) of each."""
    return tuple(class_map(problem, theta) for problem, theta in lanes)


def share_that_differs(one: ClassMap, other: ClassMap) -> float:
    """Return the share of the plane on which two runs answer with different classes."""
    return float(np.mean(one.classes != other.classes))
