"""The calls of an iteration as a tape, which a small extension walks without the interpreter (`tape.c`).

In a small network most of a step's time is spent between NumPy's loops, not in them. The extension is built where a
compiler is found. Without it the interpreter makes the same calls, with the same results to the last bit; and so it
does where a call is of a kind that is not known here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.arrays import ZERO, Array, address
from core.training.fast.bound import Product, Tally
from core.training.fast.recording import Call
from core.training.fast.workspace import Pass, Workspace

if TYPE_CHECKING:
    from core.training.fast._tape import Tape

SWITCH = "CHALKGRAD_TAPE"
"""An environment variable; with 0 the extension is left aside."""
AnyArray = NDArray[Any]
Loop = tuple[np.ufunc | None, tuple[AnyArray, ...], tuple[int, ...], tuple[int, ...]]
"""A ufunc, or None for a cast of true and false; its arrays; how many numbers; bytes from one to the next."""
PLUS, MINUS, MEAN, PENALTY, SQUARE, FACTOR, DIVISOR, LOW, HIGH, EXACT_DIVISOR, CLIP_NORM, PENALISED, VALUES = range(13)
"""Places of the single numbers, as in `tape.c`."""


class NotWalked(ValueError):
    """A call is of a kind that cannot be put on a tape."""


def _built() -> Any:
    """Return the extension; None where there is none of this source and this NumPy, or where it is switched off."""
    if os.environ.get(SWITCH) == "0":
        return None
    try:
        from core.training.fast import _tape
    except (ImportError, RuntimeError):
        return None
    source = Path(__file__).with_name("tape.c")  # the one folder that needs no Python has no sources
    return _tape if not source.is_file() or crc32(source.read_bytes()) == _tape.SOURCE else None


extension = _built()


def tape_of(space: Workspace, batch: Pass) -> Tape | None:
    """Return a tape of one iteration with such batches; None where there is no extension, or a call is not known."""
    if extension is None:
        return None
    try:
        return _made(space, batch)
    except ValueError:  # the extension looks at the arrays
        return None


def _made(space: Workspace, batch: Pass) -> Tape:
    values, loss, penalty = np.zeros(VALUES), _tally(batch.data_loss), space.penalty
    exact = None if loss.exact is None else _tally(loss.exact)
    values[[DIVISOR, LOW, HIGH, CLIP_NORM]] = loss.divisor, loss.low, loss.high, space.experiment.clip_norm
    place = [values[i : i + 1].reshape(()) for i in range(VALUES)]
    quick = [*_loops(batch.calls), *_loops(loss.calls), _product(loss.plus, place[PLUS])]
    quick += [] if loss.minus is None else [_product(loss.minus, place[MINUS])]
    careful: list[Loop] = []
    if exact is not None:
        values[EXACT_DIVISOR] = exact.divisor
        careful = [*_loops(exact.calls), _product(exact.plus, place[MEAN])]
    after: list[Loop] = []
    if penalty is not None:
        values[PENALISED] = 1.0
        after = [*_loops(penalty.calls), _product(penalty.plus, place[PENALTY])]
    gradient = space.gradient
    after.append(_product(partial(gradient.dot, gradient), place[SQUARE]))
    clip = _loops([partial(np.multiply, gradient, place[FACTOR], gradient)])
    lists = quick, careful, after, clip, _loops(space.update)
    made: Tape = extension.Tape(tuple(map(tuple, lists)), values, batch.columns, space.numbers)
    return made


def _tally(call: Callable[[], float]) -> Tally:
    if not isinstance(call, Tally):
        raise NotWalked
    return call


def _loops(calls: list[Call]) -> list[Loop]:
    """Return the loops that NumPy runs in these calls, in order."""
    return [loop for call in calls for loop in _loops_of(call)]


def _loops_of(call: Call) -> Iterator[Loop]:
    if not isinstance(call, partial) or not call.keywords.keys() <= {"out"}:
        raise NotWalked
    function, owner, arrays = call.func, getattr(call.func, "__self__", None), (*call.args, *call.keywords.values())
    name: str = getattr(function, "__name__", "")
    if isinstance(function, np.ufunc):
        return _elementwise(function, *arrays)
    if function is np.copyto:
        out, x = arrays
        return _elementwise(None if x.dtype == np.bool_ else np.positive, x, out)
    if isinstance(owner, np.ufunc) and name == "reduce":
        x, _, _, out = arrays
        return _reduced(owner, x, out)
    if isinstance(owner, np.ndarray) and name == "dot":
        return _matrix_product(owner, *arrays)
    raise NotWalked


def _elementwise(ufunc: np.ufunc | None, *arrays: AnyArray) -> Iterator[Loop]:
    """Yield the loop over all numbers, or one for each row where an operand (m,) goes with all rows of the others."""
    *inputs, out = arrays
    for x in inputs:
        _apart(out, x, itself=True)
    if all(x.ndim == 0 or x.shape == out.shape for x in inputs):
        yield _flat(ufunc, *arrays)
    elif out.ndim != 2:
        raise NotWalked
    else:
        for row in range(len(out)):
            yield _flat(ufunc, *(x[row] if x.shape == out.shape else x for x in arrays))


def _flat(ufunc: np.ufunc | None, *arrays: AnyArray) -> Loop:
    """Return the loop over arrays of one size without gaps, and numbers that go with all of theirs."""
    out = arrays[-1]
    if not all(x.ndim == 0 or (x.shape == out.shape and x.flags.c_contiguous) for x in arrays):
        raise NotWalked
    return ufunc, arrays, (out.size,), tuple(x.itemsize if x.ndim else 0 for x in arrays)


def _reduced(ufunc: np.ufunc, x: AnyArray, out: AnyArray) -> Iterator[Loop]:
    """Yield what NumPy does to bring the rows of ``x`` (k × m) together in ``out`` (m,)."""
    _apart(out, x)
    if ufunc not in (np.add, np.maximum) or out.shape != x.shape[1:]:
        raise NotWalked
    first, rest = (ZERO, x) if ufunc is np.add else (x[0], x[1:])
    yield _flat(np.positive, first, out)
    if len(out) > 1:
        yield from (_flat(ufunc, out, row, out) for row in rest)
    elif len(rest):  # a column is one run of numbers: many are added in pairs
        yield ufunc, (out, rest, out), (len(rest),), (0, x.strides[0], 0)


def _matrix_product(a: Array, b: Array, out: Array) -> Iterator[Loop]:
    """Yield the loop of ``a.dot(b, out)``: matmul's, which calls the same function of the same library."""
    _apart(out, a)
    _apart(out, b)
    _apart(a, b)  # NumPy sees where a matrix meets its own transpose
    if not a.ndim == b.ndim == out.ndim == 2 or out.size == a.shape[1] == 1:
        raise NotWalked
    shape = *a.shape, b.shape[1]
    if b.shape[0] != shape[1] or out.shape != (shape[0], shape[2]):
        raise NotWalked
    if shape[1] > 1:
        yield np.matmul, (a, b, out), (1, *shape), (0, 0, 0, *a.strides, *b.strides, *out.strides)
    else:  # a column times a row, where matmul's loop is slow: 0 + products
        for i in range(len(out)):
            yield _flat(np.multiply, b[0], a[i, :].reshape(()), out[i])
        yield _flat(np.add, out, ZERO, out)


def _product(product: Product, out: Array) -> Loop:
    """Return the loop that leaves the product of two rows in ``out`` ()."""
    if not isinstance(product, partial) or getattr(product.func, "__name__", "") != "dot":
        raise NotWalked
    x, (y,) = getattr(product.func, "__self__", None), product.args
    if not isinstance(x, np.ndarray) or not x.ndim == y.ndim == 1 or x.shape != y.shape:
        raise NotWalked
    return np.vecdot, (x, y, out), (1, len(x)), (0, 0, 0, *x.strides, *y.strides)


def _apart(a: AnyArray, b: AnyArray, itself: bool = False) -> None:
    """Refuse arrays that share memory, unless they are one array and ``itself`` says that it may be so."""
    one = itself and address(a) == address(b) and a.shape == b.shape and a.strides == b.strides
    if not one and np.may_share_memory(a, b):
        raise NotWalked
