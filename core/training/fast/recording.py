"""Functions of arrays as lists of NumPy calls: recorded once, walked many times.

In a small network a Python function around NumPy's calls costs as much as one of them. So the functions that stand
where a student reads them, such as those of `core.nn.activations`, are run once, on arrays that note each call.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Never, Self

import numpy as np

from core.arrays import Array, buffer

Call = Callable[[], object]


class _NotRecorded(Exception):
    """The function does more than to call NumPy."""


class _Noting(np.ndarray[Any, Any]):
    """A view of ``array`` that makes each call that is made with it on plain arrays, and notes it in ``calls``."""

    array: Array
    calls: list[Call]

    @classmethod
    def of(cls, array: Array, calls: list[Call]) -> Self:
        """Return a view of an array. Calls are bound to the array itself: NumPy is slow to compare views of it."""
        view = array.view(cls)
        view.array, view.calls = array, calls
        return view

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = (), **options: Any) -> Any:
        arrays = [self._plain(each) for each in inputs]
        if method == "reduce" and options == {"axis": 0} and not out:
            target = _like(ufunc.reduce(arrays[0], axis=0))
            self._note(partial(ufunc.reduce, arrays[0], 0, None, target))
        elif method == "__call__" and not options:
            target = self._plain(out[0]) if out else _like(ufunc(*arrays))
            named = ufunc in (np.maximum, np.minimum)  # NumPy warns of their third positional argument
            self._note(partial(ufunc, *arrays, out=target) if named else partial(ufunc, *arrays, target))
        else:
            raise _NotRecorded
        return self.of(target, self.calls)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> None:
        if function is not np.copyto or len(args) != 2 or options:
            raise _NotRecorded
        self._note(partial(np.copyto, self._plain(args[0]), self._plain(args[1])))

    def _note(self, call: Call) -> None:
        call()
        self.calls.append(call)

    def _plain(self, value: Any) -> Array:
        """Return what a call is bound to: an array that was given or noted, or what never changes."""
        if isinstance(value, (int, float)):
            return np.array(value, self.dtype)
        if isinstance(value, _Noting) and getattr(value, "calls", None) is self.calls:
            return value.array
        if isinstance(value, np.ndarray) and not value.flags.writeable:
            return value
        raise _NotRecorded

    def _refuse(self, *_: object) -> Never:
        raise _NotRecorded

    __bool__ = __float__ = __int__ = __index__ = __getitem__ = __setitem__ = _refuse
    dot: Any = _refuse
    fill: Any = _refuse


def _like(made: Array) -> Array:
    """Return a buffer for results like this one."""
    return buffer(*made.shape, kind=made.dtype)


def recorded(function: Callable[..., Any], *arrays: Any) -> tuple[list[Call], Any]:
    """Return calls that do what ``function(*arrays)`` does, to the bit, and the array in which its result then stands.

    A sequence of arrays may stand for an array. Where the function cannot be recorded, since it looks at values or
    calls what is not recorded here, the function itself is the only call, and there is no result.
    """
    calls: list[Call] = []

    def noting(given: Any) -> Any:
        return _Noting.of(given, calls) if isinstance(given, np.ndarray) else tuple(map(noting, given))

    try:
        with np.errstate(all="ignore"):
            result = function(*map(noting, arrays))
    except _NotRecorded:
        return [partial(function, *arrays)], None
    return calls, result.array if isinstance(result, _Noting) else None
