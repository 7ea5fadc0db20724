"""The array type used throughout, with constants and buffers for the hot loop."""

from __future__ import annotations

import math
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Precision: TypeAlias = np.dtype[Any]
Frozen = TypeVar("Frozen", bound=NDArray[Any])
SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)


def constant(value: float) -> Array:
    """Return a read-only 0-d array: NumPy takes it a third faster than a Python float."""
    return frozen(np.array(value, dtype=np.float64))


def frozen(array: Frozen) -> Frozen:
    """Mark an array as read-only, and what it is a view of, and return it."""
    whole: Any = array
    while isinstance(whole, np.ndarray):
        whole.setflags(write=False)
        whole = whole.base
    return array


LINE = 64
"""Bytes in a cache line."""


def buffer(*shape: int, kind: Precision = DOUBLE) -> Array:
    """Return an uninitialised array aligned to a cache line.

    NumPy's own arrays are not aligned this way, so most vector loads touch two lines: elementwise calls on some
    thousand values take up to twice as long, products a quarter longer.
    """
    values = math.prod(shape)
    raw = np.empty(values * kind.itemsize + LINE, np.uint8)
    start = -address(raw) % LINE
    aligned: Array = raw[start : start + values * kind.itemsize].view(kind).reshape(shape)
    return aligned


def address(array: Array | NDArray[np.uint8]) -> int:
    """Return the memory address of an array's first byte."""
    place: int = array.__array_interface__["data"][0]
    return place


ZERO = constant(0.0)
ONE = constant(1.0)
HALF = constant(0.5)


def norm(values: Array) -> float:
    """Return the Euclidean norm of ``values``; it does not overflow where squares of huge values would."""
    largest = float(np.max(np.abs(values)))
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(values / largest))


def scaled(g: Array) -> Array:
    """Return ``g`` scaled to norm 1; unchanged if it is 0."""
    size = norm(g)
    return g / size if size > 0.0 else g
