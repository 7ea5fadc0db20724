"""What the network and each of its neurons answer over the input plane."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.arrays import Array, frozen
from core.nn.network import Layout, Network
from core.training.workspace import Forward, forward_over

CHUNK = 5_000
"""Grid points per forward pass: with fewer the calls tell, with many more the room for the hidden values."""


def grid(bounds: tuple[float, float, float, float], resolution: int) -> Array:
    """Return the centres of resolution × resolution cells over the plane (2 × r²), row by row from the lowest y."""
    x_low, x_high, y_low, y_high = bounds
    place = (np.arange(resolution) + 0.5) / resolution
    x, y = np.meshgrid(x_low + (x_high - x_low) * place, y_low + (y_high - y_low) * place)
    return frozen(np.stack([x.ravel(), y.ravel()]))


def activations_over(network: Network, layout: Layout, theta: Array, points: Array) -> list[Array]:
    """Return A[0] … A[L] over ``points`` (2 × r²), each (n_l × r²)."""
    layers = [points] + [np.empty((n, points.shape[1])) for n in layout.sizes[1:]]
    for part, forward in _in_chunks(network, layout, theta, points):
        for layer, a in zip(layers[1:], forward.a[1:], strict=True):
            layer[:, part] = a
    return layers


def outputs_over(network: Network, layout: Layout, theta: Array, points: Array) -> Array:
    """Return A[L] over ``points`` (k × r²)."""
    out = np.empty((layout.sizes[-1], points.shape[1]))
    for part, forward in _in_chunks(network, layout, theta, points):
        out[:, part] = forward.a[-1]
    return out


def _in_chunks(network: Network, layout: Layout, theta: Array, points: Array) -> Iterator[tuple[slice, Forward]]:
    """Yield which of the points are done, and the pass that holds what the layers answer to them."""
    for start in range(0, points.shape[1], CHUNK):
        part = slice(start, start + CHUNK)
        x = points[:, part]
        forward = forward_over(network, layout, x.shape[1])
        with forward.lock:
            forward.run(theta, x)
            yield part, forward
