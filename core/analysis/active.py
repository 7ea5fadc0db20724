"""Which neurons of an iteration are on: with those that are off, every product is 0 and shows nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.training.trace import LayerTrace, Trace


def active_example(trace: Trace, layer: int, row: int, source: int | None = None) -> int:
    """Return the place of the first example of the batch for which a neuron is on, best one that it learns from.

    A neuron (``row``, from 0, of ``layer``) is on where its activation is not 0, and learns where its dZ is not 0 too.
    Where it is off for all examples, the first one is returned. With the ``source`` of a weight, from 0, that is on too
    if it ever is while the neuron is.
    """
    degree = _active(trace.layers[layer - 1])[row]
    if source is not None:
        inputs = trace.x if layer == 1 else trace.layers[layer - 2].a
        degree = degree + 2 * ((degree > 0) & (inputs[source] != 0.0))
    return int(np.argmax(degree))


def active_row(trace: Trace, layer: int, example: int) -> int:
    """Return the first neuron of a layer that is on for an example, best one that learns from it; see above."""
    return int(np.argmax(_active(trace.layers[layer - 1])[:, example]))


def active_weight(trace: Trace, layer: int) -> tuple[int, int]:
    """Return row and column, from 0, of the weight of a layer with the largest derivative."""
    size = np.abs(trace.layers[layer - 1].dw)
    row, column = np.unravel_index(int(np.argmax(size)), size.shape)
    return int(row), int(column)


def _active(values: LayerTrace) -> NDArray[np.int8]:
    """Return (n × m) 2 where a neuron is on and learns, 1 where it is on, 0 where it is off."""
    on: NDArray[np.bool_] = values.a != 0.0
    degree: NDArray[np.int8] = np.add(on, on & (values.dz != 0.0), dtype=np.int8)
    return degree
