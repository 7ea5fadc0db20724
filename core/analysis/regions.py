"""The outputs of the network and of each neuron over the input plane."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from core.arrays import DOUBLE, SINGLE, Array, Precision, frozen
from core.nn.network import Layout, Network
from core.training.fast.workspace import Forward, forward_over, parts

ROOM = 250_000
"""Values of all layers in a forward pass over a chunk of the grid: they fit the cache in single precision."""

SAFE_DIGITS = 30
"""Digits up to which single precision, with 38 of them, is safe."""


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
    for part, forward in _in_chunks(network, layout, theta, points, kind):
        for layer, a in zip(layers[1:], forward.a[1:], strict=True):
            layer[:, part] = a
    return layers


def outputs_over(network: Network, layout: Layout, theta: Array, points: Array) -> Array:
    """Return A[L] over ``points`` (k × r²), as precise as a picture needs."""
    kind = _precision(layout, theta, points)
    out = np.empty((layout.sizes[-1], points.shape[1]), kind)
    for part, forward in _in_chunks(network, layout, theta, points, kind):
        out[:, part] = forward.a[-1]
    return out


def _precision(layout: Layout, theta: Array, points: Array) -> Precision:
    """Return single precision if no layer's values can come near its largest number (10³⁸), else double."""
    corners = points[:, :: max(1, points.shape[1] - 1)]
    most = (1.0 + max(layout.sizes)) * max(1.0, float(np.abs(theta).max()))
    largest = layout.depth * math.log10(most) + math.log10(max(1.0, float(np.abs(corners).max())))
    return SINGLE if largest < SAFE_DIGITS else DOUBLE


def _in_chunks(
    network: Network, layout: Layout, theta: Array, points: Array, kind: Precision
) -> Iterator[tuple[slice, Forward]]:
    """Yield a slice of the points, and the pass that holds the layers' outputs for them."""
    for part, x in parts(points, max(1_000, ROOM // sum(layout.sizes))):
        forward = forward_over(network, layout, x.shape[1], kind)
        with forward.lock:
            forward.run(theta, x)
            yield part, forward
