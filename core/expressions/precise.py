"""Values and slopes with sixty digits, for where those of plain numbers cancel, as in (1 − cos x) / x² near 0.

The numbers pass through the rules of `core.expressions.dual` as arrays do: NumPy hands its functions over to them. A
number stands for the decimal that it was typed as. They are slow: meant for single points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import Any, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import ArrayLike

from core.arrays import Array
from core.expressions.dual import Dual
from core.expressions.evaluation import Operands, evaluate
from core.expressions.tree import Node

DIGITS = 60
LARGEST = Decimal(10**6)
"""Size up to which sin and cos, and the exponents of powers and of e, are computed; beyond it there is no value."""
ONE, TWO, NAN = Decimal(1), Decimal(2), Decimal("NaN")
CANCELLED = 1e-9
"""Share by which a number is off that has lost its digits."""
MOVED = 1e-14
"""How far a place may be off by rounding, as a share of the variable's size (of 1 around 0)."""
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
Function = Callable[..., Decimal]


class Precise(NDArrayOperatorsMixin):
    """One such number."""

    def __init__(self, value: Decimal) -> None:
        self.value = value
        self.shape: tuple[int, ...] = ()

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **_: Any) -> Any:
        numbers = [_decimal(number) for number in inputs]
        if ufunc in TESTS:
            return np.bool_(TESTS[ufunc](*numbers))
        return Precise(RULES[ufunc.__name__](*numbers)) if ufunc.__name__ in RULES else NotImplemented

    def __array_function__(self, function: Any, types: Any, inputs: Sequence[Any], _: Any) -> Any:
        match function.__name__:
            case "where":
                return Precise(_decimal(inputs[1] if inputs[0] else inputs[2]))
            case "zeros_like":
                return Precise(Decimal(0))
            case "round":
                return np.rint(inputs[0])
        return NotImplemented


def with_digits(
    tree: Node, point: Mapping[str, float], value: float, slopes: Mapping[str, float]
) -> tuple[float, dict[str, float]]:
    """Return f and its slopes at a point; in place of one whose digits round-off has eaten, the exact one.

    What would be as far off if rounding moved the point has kept its digits.
    """
    exact, exact_slopes = precise(tree, point)
    moved = [precise(tree, {**point, name: x + MOVED * max(1.0, abs(x))}) for name, x in point.items()]
    least = sum(abs(there - exact) for there, _ in moved)
    spare = {name: sum(abs(there[name] - slope) for _, there in moved) for name, slope in exact_slopes.items()}
    kept = {n: _kept(slope, exact_slopes[n], spare[n]) for n, slope in slopes.items()}
    return _kept(value, exact, least), kept


def _kept(plain: float, exact: float, least: float) -> float:
    lost = math.isfinite(exact) and abs(plain - exact) > max(CANCELLED * abs(exact), least)
    return exact + 0.0 if lost else plain


def precise(tree: Node, point: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    """Return f and its slopes at a point; nan where they are not known so precisely."""
    with localcontext(Context(prec=DIGITS, Emax=10**9, Emin=-(10**9), traps=[])):
        at = {name: Dual(_number(x), {name: _number(1.0)}) for name, x in point.items()}
        try:
            result = evaluate(tree, Operands(at, number=_number, least=0.0))
        except TypeError:  # a function that has no rule here
            return math.nan, dict.fromkeys(point, math.nan)
        slopes = {name: float(_decimal(result.partials.get(name, 0.0))) for name in point}
        return float(_decimal(result.value)), slopes


def _number(number: ArrayLike) -> Array:
    return cast(Array, Precise(Decimal(repr(float(np.asarray(number))))))


def _decimal(number: Any) -> Decimal:
    return number.value if isinstance(number, Precise) else Decimal(float(number))


def _exp(u: Decimal) -> Decimal:
    return u.exp() if abs(u) <= LARGEST else NAN


def _log(u: Decimal) -> Decimal:
    return u.ln() if u > 0 else NAN


def _power(u: Decimal, v: Decimal) -> Decimal:
    if v == 0:
        return ONE
    return u**v if abs(v) <= LARGEST else NAN


def _root(n: int) -> Function:
    return lambda u: (abs(u) ** (ONE / n)).copy_sign(u) if u else u


def _series(term: Decimal, u: Decimal, n: int) -> Decimal:
    """Return the sum of a series for sin (``n`` 1) or cos (0), whose terms are multiplied by −u²/(n+1)(n+2)."""
    total = Decimal(0)
    while term and abs(term) > Decimal(10) ** (-DIGITS) * max(abs(total), Decimal(10) ** -DIGITS):
        total += term
        term *= -u * u / ((n + 1) * (n + 2))
        n += 2
    return total


def _around(u: Decimal) -> Decimal:
    """Return an angle from −π to π."""
    return u - TWO * PI * (u / (TWO * PI)).to_integral_value(ROUND_HALF_EVEN) if abs(u) <= LARGEST else NAN


def _sin(u: Decimal) -> Decimal:
    angle = _around(u)
    return angle if angle.is_nan() else _series(angle, angle, 1)


def _cos(u: Decimal) -> Decimal:
    angle = _around(u)
    return angle if angle.is_nan() else _series(ONE, angle, 0)


def _atan(u: Decimal) -> Decimal:
    """8 atan of what is left after three halvings"""
    if u.is_nan() or u.is_infinite():
        return NAN
    for _ in range(3):
        u = u / (ONE + (ONE + u * u).sqrt())
    total, term, n = Decimal(0), u, 1
    while term and abs(term) > Decimal(10) ** -DIGITS * abs(u):
        total += term / n
        term, n = -term * u * u, n + 2
    return 8 * total


def _asin(u: Decimal) -> Decimal:
    if not abs(u) <= 1:
        return NAN
    return (PI / 2).copy_sign(u) if abs(u) == 1 else _atan(u / (ONE - u * u).sqrt())


def _sinh(u: Decimal) -> Decimal:
    return (_exp(u) - _exp(-u)) / 2


def _cosh(u: Decimal) -> Decimal:
    return (_exp(u) + _exp(-u)) / 2


def _rounded(how: str) -> Function:
    return lambda u: u.to_integral_value(how)


RULES: Mapping[str, Function] = {
    "add": lambda u, v: u + v,
    "subtract": lambda u, v: u - v,
    "multiply": lambda u, v: u * v,
    "divide": lambda u, v: u / v,
    "negative": lambda u: -u,
    "absolute": abs,
    "square": lambda u: u * u,
    "power": _power,
    "sqrt": lambda u: u.sqrt(),
    "cbrt": _root(3),
    "exp": _exp,
    "exp2": lambda u: _power(TWO, u),
    "expm1": lambda u: _exp(u) - 1,
    "log": _log,
    "log1p": lambda u: _log(u + 1),
    "log2": lambda u: _log(u) / TWO.ln(),
    "log10": lambda u: u.log10() if u > 0 else NAN,
    "logaddexp": lambda u, v: max(u, v) + _log(1 + _exp(-abs(u - v))),
    "hypot": lambda u, v: (u * u + v * v).sqrt(),
    "maximum": max,
    "minimum": min,
    "sign": lambda u: ONE.copy_sign(u) if u else u,
    "sin": _sin,
    "cos": _cos,
    "tan": lambda u: _sin(u) / _cos(u),
    "arcsin": _asin,
    "arccos": lambda u: PI / 2 - _asin(u),
    "arctan": _atan,
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": lambda u: _sinh(u) / _cosh(u),
    "arcsinh": lambda u: _log(abs(u) + (u * u + 1).sqrt()).copy_sign(u),
    "arccosh": lambda u: _log(u + (u * u - 1).sqrt()),
    "arctanh": lambda u: _log((1 + u) / (1 - u)) / 2,
    "floor": _rounded(ROUND_FLOOR),
    "ceil": _rounded(ROUND_CEILING),
    "rint": _rounded(ROUND_HALF_EVEN),
}
"""NumPy's functions by name."""
TESTS: Mapping[np.ufunc, Callable[..., bool]] = {
    np.less: lambda u, v: u < v,
    np.less_equal: lambda u, v: u <= v,
    np.greater: lambda u, v: u > v,
    np.greater_equal: lambda u, v: u >= v,
    np.equal: lambda u, v: u == v,
    np.not_equal: lambda u, v: u != v,
    np.isnan: lambda u: u.is_nan(),
    np.isinf: lambda u: u.is_infinite(),
    np.isfinite: lambda u: u.is_finite(),
}
