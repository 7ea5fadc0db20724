"""Numbers of a range that nothing overflows but a power of a power: m · 2ᵏ, with the exponent k a number of its own.

Beyond 2^(2⁵²) only the size is known, for k has no more digits; what would need those of m is nan. Beyond 2^(10³⁰⁷) it
is only known that it is beyond.

They pass through the rules of `core.expressions.dual` as arrays do: NumPy hands its functions over to them. They are
some twenty times slower, and so only asked where plain numbers have overflowed or have become 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

Floats = NDArray[Any]
LEAST = -1e308
"""The exponent of 0: below all others."""
FARTHEST = 20_000
"""A difference of exponents that makes the smaller number vanish beside the larger."""
FURTHEST = 1e307
"""Largest size of an exponent; it stands for all that are beyond."""
VAGUE = 2.0**52
"""Size from which an exponent, and so the number, is not known to the last digit."""
NEAR = 2.0**-40
"""Share of such exponents below which their difference is not known."""
FAR = 500.0
"""Size of an exponent from which the logarithm is taken of m and 2ᵏ apart."""
TINY = -200.0
"""Exponent below which f(u) is u, for the functions `LIKE_U`."""
LIKE_U = ("sin", "tan", "arcsin", "arctan", "sinh", "tanh", "arcsinh", "arctanh", "expm1", "log1p")
LN2 = math.log(2.0)
LN2_HEAD = 0.693147180369123816490
"""ln 2 to 33 bits, so that a whole number times it is exact; `LN2_TAIL` is the rest (Cody and Waite 1980)."""
LN2_TAIL = 1.90821492927058770002e-10


class Wide(NDArrayOperatorsMixin):
    """An array of numbers m · 2ᵏ.

    Attributes
    ----------
    m
        0, or of a size from ½ to 1; nan and infinities are kept here.
    k
        Whole numbers of the same shape.
    vague
        Whether one of them may be beyond `VAGUE`.
    """

    def __init__(self, m: Any, k: Any = 0.0, vague: bool = False) -> None:
        self.m, shift = np.frexp(m)
        self.k, self.vague = k + shift, vague
        if np.count_nonzero(self.m) < self.m.size:
            self.k = np.where(self.m == 0.0, LEAST, self.k)

    @property
    def shape(self) -> tuple[int, ...]:
        return np.shape(self.m)

    def __getitem__(self, which: Any) -> Wide:
        return _made(self.m[which], self.k[which], self.vague)

    def floats(self) -> Floats:
        """Return them in the numbers that m has: infinite or 0 where these have no room."""
        return _scaled(self.m, self.k)

    def __add__(self, other: Any) -> Wide:  # here and below: quicker than by way of NumPy
        return _add(self, _wide(other))

    def __sub__(self, other: Any) -> Wide:
        return _add(self, _negative(_wide(other)))

    def __mul__(self, other: Any) -> Wide:
        return _multiply(self, _wide(other))

    def __truediv__(self, other: Any) -> Wide:
        return _divide(self, _wide(other))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **_: Any) -> Any:
        if ufunc in COMPARISONS and _is_nothing(inputs[1]):
            return ufunc(inputs[0].m, 0.0)  # quicker
        rule = RULES.get(ufunc.__name__)
        numbers = [_wide(number) for number in inputs]
        return rule(*numbers) if rule else _plain(ufunc, *numbers)

    def __array_function__(self, function: Any, types: Any, inputs: Sequence[Any], _: Any) -> Any:
        return FUNCTIONS[function.__name__](*inputs)


def _wide(number: Any) -> Wide:
    if isinstance(number, Wide):
        return number
    return _single(number) if isinstance(number, float) else Wide(number)


@lru_cache(100)
def _single(number: float) -> Wide:
    return Wide(number)


def _is_nothing(number: Any) -> bool:
    return isinstance(number, float) and number == 0.0


def _made(m: Any, k: Any, vague: bool) -> Wide:
    """Return numbers whose m have their size already: quicker."""
    wide = Wide.__new__(Wide)
    wide.m, wide.k, wide.vague = m, k, vague
    return wide


def _plain(ufunc: np.ufunc, u: Wide) -> Wide:
    """Return a function of one variable as plain numbers have it; but u itself near 0, where it is that."""
    result = Wide(ufunc(u.floats()))
    return _where(u.k < TINY, u, result) if ufunc.__name__ in LIKE_U else result


def _within(bound: float, numbers: Floats) -> Floats:
    """Return numbers cut to a size; `np.clip` takes twice as long."""
    return np.minimum(np.maximum(numbers, -bound), bound)


def _scaled(m: Floats, k: Floats) -> Floats:
    result: Floats = np.ldexp(m, _within(FARTHEST, k).astype(np.int32))
    return result


def _where(condition: Any, first: Any, second: Any) -> Wide:
    u, v = _wide(first), _wide(second)
    return _made(np.where(condition, u.m, v.m), np.where(condition, u.k, v.k), u.vague or v.vague)


def _add(u: Wide, v: Wide) -> Wide:
    k = np.maximum(u.k, v.k)
    down_u, down_v = (np.maximum(each.k - k, -FARTHEST).astype(np.int32) for each in (u, v))
    m = np.ldexp(u.m, down_u) + np.ldexp(v.m, down_v)
    if u.vague or v.vague:
        size = _size(u, v)
        unknown = (size >= VAGUE) & (u.m * v.m < 0.0) & (np.abs(u.k - v.k) <= NEAR * size)
        m = np.where(unknown, np.nan, m)
    return Wide(m, k, u.vague or v.vague)


def _negative(u: Wide) -> Wide:
    return _made(-u.m, u.k, u.vague)


def _absolute(u: Wide) -> Wide:
    return _made(np.abs(u.m), u.k, u.vague)


def _multiply(u: Wide, v: Wide) -> Wide:
    return _with_exponent(u.m * v.m, u.k + v.k, u, v)


def _divide(u: Wide, v: Wide) -> Wide:
    return _with_exponent(u.m / v.m, u.k - np.where(v.m == 0.0, 0.0, v.k), u, v)


def _with_exponent(m: Floats, k: Floats, u: Wide, v: Wide) -> Wide:
    """Return m · 2ᵏ for the sum or difference k of two exponents; nan where these do not tell it."""
    if not (u.vague or v.vague):
        return Wide(m, k)
    size = _size(u, v)
    unknown = (size >= VAGUE) & (np.abs(k) < np.maximum(VAGUE, NEAR * size))
    return Wide(np.where(unknown, np.nan, m), _within(FURTHEST, k), True)


def _size(u: Wide, v: Wide) -> Floats:
    """Return the larger of two exponents' sizes; 0 where a number is 0."""
    return np.where((u.m == 0.0) | (v.m == 0.0), 0.0, np.maximum(np.abs(u.k), np.abs(v.k)))


def _is_vague(exponents: Floats) -> bool:
    return bool((np.abs(exponents) >= VAGUE).any())


def _exp(u: Wide) -> Wide:
    """2ⁿ e^(u − n ln 2), where the second factor is about 1"""
    x = u.floats()
    n = np.where(np.isfinite(u.m), _within(FURTHEST, np.rint(x / LN2)), np.nan)
    rest = _within(1.0, x - n * LN2_HEAD - n * LN2_TAIL)
    finite = np.isfinite(n)
    return Wide(np.where(finite, np.exp(rest), np.exp(x)), np.where(finite, n, 0.0), _is_vague(n))


def _log(u: Wide) -> Wide:
    """ln m + k ln 2 far from 1, where nothing cancels; of what is only known to be beyond, it is not known"""
    far = (np.abs(u.k) > FAR) & (u.m != 0.0)
    if u.vague:
        u = _where(far & (np.abs(u.k) >= FURTHEST), np.nan, u)
    return Wide(np.where(far, np.log(u.m) + u.k * LN2, np.log(u.floats())))


def _root(n: int, root: np.ufunc) -> Callable[[Wide], Wide]:
    """Return the rule for an n-th root: that of m with the rest of k / n, times 2 to the whole part."""

    def rule(u: Wide) -> Wide:
        whole = np.floor(u.k / n)
        return Wide(root(_scaled(u.m, u.k - n * whole)), whole, u.vague)

    return rule


def _power(u: Wide, v: Wide) -> Wide:
    """±2^(v log₂ |u|), but as usual where that does"""
    plain = np.power(u.floats(), v.floats())
    twos = v.floats() * (np.log2(np.abs(u.m)) + u.k)
    n = _within(FURTHEST, np.rint(twos))
    fits = (np.isfinite(plain) & (plain != 0.0)) | ~np.isfinite(n) | (u.m == 0.0)
    wide = Wide(np.power(np.sign(u.m), v.floats()) * np.exp2(_within(1.0, twos - n)), n, _is_vague(n))
    return _where(fits, Wide(plain), wide)


def _log_of_sum(u: Wide, v: Wide) -> Wide:
    rest = RULES["log1p"](_exp(_negative(_absolute(u - v))))
    return _add(_largest(u, v), rest)


def _largest(u: Wide, v: Wide) -> Wide:
    return _where(np.isnan(u.m) | (u >= v), u, v)


def _smallest(u: Wide, v: Wide) -> Wide:
    return _where(np.isnan(u.m) | (u <= v), u, v)


def _comparison(ufunc: np.ufunc) -> Callable[[Wide, Wide], Floats]:
    def rule(u: Wide, v: Wide) -> Any:
        if ufunc is np.equal and not (u.vague or v.vague):  # quicker
            return np.logical_and(u.m == v.m, u.k == v.k)
        return ufunc(_add(u, _negative(v)).m, 0.0)

    return rule


def _beyond(power: float, ufunc: np.ufunc, far: Callable[[Wide], Any]) -> Callable[[Wide], Wide]:
    """Return the rule for a function of u that is ``far`` for |u| from 2 to that power on."""
    return lambda u: _where((u.k > power) & np.isfinite(u.m), far(u), _plain(ufunc, u))


def _floor(u: Wide) -> Wide:
    """−1 just below 0, however near"""
    small = (u.k < -1.0) & np.isfinite(u.m)
    return _where(small, np.where(u.m < 0.0, -1.0, 0.0), _beyond(60.0, np.floor, lambda u: u)(u))


COMPARISONS = (np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal)
RULES: Mapping[str, Callable[..., Any]] = {
    "add": _add,
    "subtract": lambda u, v: _add(u, _negative(v)),
    "multiply": _multiply,
    "divide": _divide,
    "negative": _negative,
    "absolute": _absolute,
    "power": _power,
    "exp": _exp,
    "log": _log,
    "log2": lambda u: _log(u) / math.log(2.0),
    "log10": lambda u: _log(u) / math.log(10.0),
    "sqrt": _root(2, np.sqrt),
    "cbrt": _root(3, np.cbrt),
    "hypot": lambda u, v: np.sqrt(u * u + v * v),
    "logaddexp": _log_of_sum,
    "maximum": _largest,
    "minimum": _smallest,
    "sign": lambda u: Wide(np.sign(u.m)),
    "isnan": lambda u: np.isnan(u.m),
    "isfinite": lambda u: np.isfinite(u.m),
    "isinf": lambda u: np.isinf(u.m),
    "cosh": _beyond(8.0, np.cosh, lambda u: _exp(_absolute(u)) / 2.0),
    "sinh": _beyond(8.0, np.sinh, lambda u: np.sign(u.m) * _exp(_absolute(u)) / 2.0),
    "expm1": _beyond(8.0, np.expm1, lambda u: _exp(u) - 1.0),
    "log1p": _beyond(200.0, np.log1p, _log),
    "arcsinh": _beyond(200.0, np.arcsinh, lambda u: np.sign(u.m) * _log(2.0 * _absolute(u))),
    "arccosh": _beyond(200.0, np.arccosh, lambda u: _log(2.0 * u)),
    "floor": _floor,
    "ceil": lambda u: _negative(_floor(_negative(u))),
    "rint": _beyond(60.0, np.rint, lambda u: u),
    **{ufunc.__name__: _comparison(ufunc) for ufunc in COMPARISONS},
}
"""NumPy's functions by name; the others need no more range than plain numbers have."""
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "where": _where,
    "round": RULES["rint"],
    "unique": lambda u: np.unique(u.floats()),
    "zeros_like": lambda u: Wide(np.zeros_like(u.m)),
    "broadcast_to": lambda u, shape: _made(np.broadcast_to(u.m, shape), np.broadcast_to(u.k, shape), u.vague),
}
