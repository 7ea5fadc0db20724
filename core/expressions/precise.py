"""Values and slopes with sixty digits, for where those of plain numbers cancel, as in (1 − cos x) / x² near 0.

The numbers pass through the rules of `core.expressions.dual` as arrays do: NumPy hands its functions over to them. A
number stands for the decimal that it was typed as, so that 10x − 3 is 0 at 0.3; one of many digits for the fraction or
part of π that it is the nearest number to, as 0.3333333333333333. They are slow: meant for single points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, Inexact, getcontext, localcontext
from fractions import Fraction
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import ArrayLike

from core.arrays import Array
from core.expressions.dual import Dual
from core.expressions.evaluation import Operands, evaluate
from core.expressions.rules import LARGEST_ANGLE, MOVED
from core.expressions.tree import Node

DIGITS = 60
MANY_DIGITS = 700
"""For what hides beside a number, as x²⁰ beside 2 near 0."""
LARGEST = Decimal(10**6)
"""Size up to which the exponents of powers and of e are computed; beyond it they are `Unknown`."""
ONE, TWO, NAN = Decimal(1), Decimal(2), Decimal("NaN")
SPARE = 10
"""A difference of two numbers that only the last so many digits tell apart is round-off even so, and none."""
LARGE = Decimal(10) ** 30
"""Above this size a sum that leaves only round-off has no known value. Below it the sum is 0."""
TINY = Decimal(10) ** -30
"""Size from which on sinh(u), tanh(u), e^u − 1, ln(1 + u) and their inverses are u, to thirty digits."""
CANCELLED = 1e-9
"""Share by which a number is off that has lost its digits."""
NEAREST = Decimal(10) ** -25
"""How near to a place a jump must have made f another, as a share of the variable's size."""
FARTHER = tuple(Decimal(10) ** power for power in (13, 20, 23))
"""Times that distance, where what jumps with a power of it has done so, too."""
HIDDEN = tuple(Decimal(10) ** power for power in (-12, -6, -3, -2))
"""Shares of the variable's size, where to look whether a function is level or only seems so."""
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
E = Decimal("2.71828182845904523536028747135266249775724709369995957496696762772407663035354759")
MANY = 15
"""Digits from which on a number may stand for one that has no end."""
DENOMINATORS = {ONE: 1_000, PI: 24}
"""How far such fractions, also of π, go: fewer than one of 10⁹ numbers is nearest to one by chance."""
Function = Callable[..., Decimal]
Coordinate: TypeAlias = "float | Decimal"


class Unknown(ArithmeticError):
    """A number is too large to be computed with so many digits."""


class Precise(NDArrayOperatorsMixin):
    """One such number."""

    def __init__(self, value: Decimal) -> None:
        self.value = value
        self.shape: tuple[int, ...] = ()

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **_: Any) -> Any:
        numbers = [_decimal(number) for number in inputs]
        if ufunc in TESTS:
            return np.bool_(TESTS[ufunc](*numbers))
        if ufunc is np.subtract and inputs[0] is inputs[1] and numbers[0].is_finite():
            return Precise(Decimal(0))
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
    tree: Node, point: Mapping[str, Coordinate], value: float, slopes: Mapping[str, float]
) -> tuple[float, dict[str, float]]:
    """Return f and its slopes at a point; in place of one whose digits round-off has eaten, the exact one.

    What would be as far off if rounding moved the point has kept its digits. All are nan where round-off has made a
    value and there is none, as of 1/(10x − 3) at 0.3.
    """
    if (known := exact_value(tree, point)) is not None and known.is_nan():
        return math.nan, dict.fromkeys(slopes, math.nan)
    if known is not None and not slopes and abs(value - float(known)) <= CANCELLED * abs(float(known)):
        return value, {}  # quicker
    exact, exact_slopes = precise(tree, point)
    moved = [[precise(tree, {**point, name: _beside(x, side)}) for side in (-1.0, 1.0)] for name, x in point.items()]
    least = sum(min(abs(there - exact) for there, _ in sides) for sides in moved)  # on one side of a jump it stays
    spare = {
        name: sum(max(abs(there[name] - slope) for _, there in sides) for sides in moved)
        for name, slope in exact_slopes.items()
    }
    kept = {n: _kept(slope, exact_slopes[n], spare[n]) for n, slope in slopes.items()}
    return _kept(value, exact, least), kept


def _beside(x: Coordinate, side: float) -> float:
    return float(x) + side * MOVED * max(1.0, abs(float(x)))


def _kept(plain: float, exact: float, least: float) -> float:
    lost = math.isfinite(exact) and abs(plain - exact) > max(CANCELLED * abs(exact), least)
    return exact + 0.0 if lost else plain


def precise(tree: Node, point: Mapping[str, Coordinate]) -> tuple[float, dict[str, float]]:
    """Return f and its slopes at a point; nan where they are not known so precisely."""
    value, slopes = _evaluated(tree, point, tuple(point)) or (NAN, dict.fromkeys(point, NAN))
    return float(value), dict(zip(slopes, map(float, slopes.values()), strict=True))


def exact_value(tree: Node, point: Mapping[str, Coordinate], digits: int = DIGITS) -> Decimal | None:
    """Return f at a point, a nan where it has no value; None where that is not known so precisely."""
    found = _evaluated(tree, point, (), digits)
    return found and found[0]


def hidden_rise(tree: Node, point: Mapping[str, Coordinate], name: str, side: int, here: Decimal | None) -> float:
    """Return 1 if f rises to the left (``side`` −1) or right (1), however little, −1 if it falls, 0 if neither.

    ``here`` is f at the point with `MANY_DIGITS`. Few are tried first: many take long. Where f is level at the nearest
    place and at the farthest, it is between them.
    """
    x = _in_decimal(point[name])

    def rise(share: Decimal, digits: int = MANY_DIGITS) -> Decimal:
        with localcontext(Context(prec=digits, traps=[])):
            there = exact_value(tree, {**point, name: x + side * share * (abs(x) or ONE)}, digits)
            return NAN if there is None or here is None else _add(there, -here)

    found = rise(HIDDEN[0], DIGITS) or rise(HIDDEN[0])
    if found == 0 and rise(HIDDEN[-1]) != 0:
        found = next((each for each in map(rise, HIDDEN[1:]) if each != 0), found)
    return 0.0 if found == 0 or found.is_nan() else math.copysign(1.0, found)


def confirmed(
    tree: Node, point: Mapping[str, Coordinate], name: str, side: int, jump: float, slope: float
) -> tuple[float, float]:
    """Return how far f jumps to the left (``side`` 0) or right (1), and its slope; where it stays with all digits, so.

    The place for that is so near that only such digits tell it apart.
    """
    if not jump or not math.isfinite(jump):
        return jump, slope
    x = _in_decimal(point[name])
    with localcontext(Context(prec=MANY_DIGITS)):
        step = (2 * side - 1) * NEAREST * (abs(x) or ONE)

        def rise(part: Decimal, digits: int) -> Decimal:
            there = exact_value(tree, {**point, name: x + part * step}, digits)
            return NAN if there is None or here is None else there - here

        here = exact_value(tree, point)
        far, near = rise(ONE, DIGITS), rise(ONE / 1000, DIGITS)
        farther = [] if far else [rise(part, MANY_DIGITS) for part in FARTHER]  # they take long
        unknown = any(each.is_nan() for each in (far, near, *farther))
        alike = (abs(there - Decimal(jump)) <= Decimal(CANCELLED) * abs(there) for there in farther)
        if unknown or any(alike) or not abs(far) < abs(Decimal(jump)) / 2:  # hidden as of floor(cos(x)) at 0
            return jump, slope
        return (float(near), slope) if near and abs(near) > abs(far) / 2 else (0.0, float(f"{far / step:.10g}"))


def _evaluated(
    tree: Node, point: Mapping[str, Coordinate], names: Sequence[str], digits: int = DIGITS
) -> tuple[Decimal, dict[str, Decimal]] | None:
    with localcontext(Context(prec=digits, Emax=10**9, Emin=-(10**9), traps=[])):
        at = {name: Dual(_number(x), {name: _number(1.0)} if name in names else {}) for name, x in point.items()}
        try:
            result = evaluate(tree, Operands(at, number=_number, least=0.0, known={}))
        except (TypeError, Unknown):  # a function that has no rule here
            return None
        slopes = {name: _decimal(result.partials.get(name, 0.0)) for name in names}
        return _decimal(result.value), slopes


def same(u: Decimal, v: Decimal) -> bool:
    """Tell whether two numbers are equal but for round-off."""
    with localcontext(Context(prec=DIGITS, traps=[])):
        return _add(u, -v) == 0


def in_digits(x: float) -> Decimal:
    """Return what a number stands for: a decimal, fraction, part of π, or e."""
    value = Decimal(repr(x))
    if len(value.as_tuple().digits) < MANY or x == math.e:
        return E if x == math.e else value
    with localcontext(Context(prec=DIGITS)):
        for unit, most in DENOMINATORS.items():
            part = Fraction(x / float(unit)).limit_denominator(most)
            whole = unit * part.numerator / part.denominator
            if x in (float(whole), float(unit) * part.numerator / part.denominator):
                return whole
    return value


def _in_decimal(x: Coordinate) -> Decimal:
    return x if isinstance(x, Decimal) else in_digits(x)


def _number(number: ArrayLike | Decimal) -> Array:
    return cast(Array, Precise(_in_decimal(number if isinstance(number, Decimal) else float(np.asarray(number)))))


def _decimal(number: Any) -> Decimal:
    return number.value if isinstance(number, Precise) else Decimal(float(number))


def _last(spare: int = 0) -> Decimal:
    """Return the share of a number that its last digit is, or one of the last ``spare`` digits."""
    return Decimal(10) ** (spare - getcontext().prec)


def _add(u: Decimal, v: Decimal) -> Decimal:
    total = u + v
    if not abs(total) < _last(SPARE) * max(abs(u), abs(v)):
        return total
    return NAN if max(abs(u), abs(v)) > LARGE and getcontext().flags[Inexact] else Decimal(0)


def _known(u: Decimal, largest: Decimal = LARGEST) -> Decimal:
    """Return a number up to the largest; nan stays what it is.

    Raises
    ------
    Unknown
        If it is beyond.
    """
    if abs(u) > largest:
        raise Unknown
    return u


def _exp(u: Decimal) -> Decimal:
    return _known(u).exp()


def _log(u: Decimal) -> Decimal:
    return u.ln() if u > 0 and u.is_finite() else NAN


def _power(u: Decimal, v: Decimal) -> Decimal:
    if v == 0:
        return ONE
    return _known(v * u.ln()).exp() if u > 0 and abs(v) > LARGEST else u ** _known(v)


def _root(n: int) -> Function:
    return lambda u: (abs(u) ** (ONE / n)).copy_sign(u) if u else u


def _series(term: Decimal, u: Decimal, n: int) -> Decimal:
    """Return the sum of a series for sin (``n`` 1) or cos (0), whose terms are multiplied by −u²/(n+1)(n+2)."""
    total, least = Decimal(0), abs(term) * _last()
    while abs(term) > least:
        total += term
        term *= -u * u / ((n + 1) * (n + 2))
        n += 2
    return total


def _around(u: Decimal) -> Decimal:
    """Return an angle from −π to π."""
    return _add(u, -TWO * PI * (_known(u, Decimal(LARGEST_ANGLE)) / (TWO * PI)).to_integral_value(ROUND_HALF_EVEN))


def _sin(u: Decimal) -> Decimal:
    angle = _around(u)
    return angle if angle.is_nan() else _on_circle(u, _series(angle, angle, 1))


def _cos(u: Decimal) -> Decimal:
    angle = _around(u)
    return angle if angle.is_nan() else _on_circle(u, _series(ONE, angle, 0))


def _on_circle(u: Decimal, height: Decimal) -> Decimal:
    return Decimal(0) if abs(height) < _last(SPARE) * max(ONE, abs(u)) and abs(u) > _last(SPARE) else height


def _tan(u: Decimal) -> Decimal:
    return _sin(u) / _cos(u) if _cos(u) else NAN


def _atan(u: Decimal) -> Decimal:
    """8 atan of what is left after three halvings"""
    if not u.is_finite():
        return NAN
    for _ in range(3):
        u = u / (ONE + (ONE + u * u).sqrt())
    total, term, n = Decimal(0), u, 1
    while term and abs(term) > _last() * abs(u):
        total += term / n
        term, n = -term * u * u, n + 2
    return 8 * total


def _asin(u: Decimal) -> Decimal:
    rest = _add(ONE, -u * u)
    if rest == 0:
        return (PI / 2).copy_sign(u)
    return _atan(u / rest.sqrt()) if rest > 0 else NAN


def _like_u(rule: Function) -> Function:
    """Return a rule that is u near 0, where nothing is left of e^u − e^−u, or of 1 + u."""
    return lambda u: u if abs(u) < TINY else rule(u)


def _sinh(u: Decimal) -> Decimal:
    return (_exp(u) - _exp(-u)) / 2


def _cosh(u: Decimal) -> Decimal:
    return (_exp(u) + _exp(-u)) / 2


def _rounded(how: str) -> Function:
    """Return the rule for a whole number beside u; it is u where u is whole but for round-off, as 3 · (1/3)."""

    def rule(u: Decimal) -> Decimal:
        nearest = u.to_integral_value(ROUND_HALF_EVEN)
        return nearest if _add(u, -nearest) == 0 else u.to_integral_value(how)

    return rule


def _round(u: Decimal) -> Decimal:
    twice = TWO * u
    whole = twice.to_integral_value(ROUND_HALF_EVEN)
    return ((whole if _add(twice, -whole) == 0 else twice) / 2).to_integral_value(ROUND_HALF_EVEN)


def _chosen(better: Callable[[Decimal, Decimal], Decimal]) -> Function:
    return lambda u, v: NAN if u.is_nan() or v.is_nan() else better(u, v)


RULES: Mapping[str, Function] = {
    "add": _add,
    "subtract": lambda u, v: _add(u, -v),
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
    "expm1": _like_u(lambda u: _exp(u) - 1),
    "log": _log,
    "log1p": _like_u(lambda u: _log(u + 1)),
    "log2": lambda u: _log(u) / TWO.ln(),
    "log10": lambda u: u.log10() if u > 0 else NAN,
    "logaddexp": lambda u, v: max(u, v) + _log(1 + _exp(-abs(u - v))),
    "hypot": lambda u, v: (u * u + v * v).sqrt(),
    "maximum": _chosen(max),
    "minimum": _chosen(min),
    "sign": lambda u: u if u.is_nan() or not u else ONE.copy_sign(u),
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "arcsin": _asin,
    "arccos": lambda u: PI / 2 - _asin(u),
    "arctan": _atan,
    "sinh": _like_u(_sinh),
    "cosh": _cosh,
    "tanh": _like_u(lambda u: _sinh(u) / _cosh(u)),
    "arcsinh": _like_u(lambda u: _log(abs(u) + (u * u + 1).sqrt()).copy_sign(u)),
    "arccosh": lambda u: _log(u + (u * u - 1).sqrt()),
    "arctanh": _like_u(lambda u: _log((1 + u) / (1 - u)) / 2),
    "floor": _rounded(ROUND_FLOOR),
    "ceil": _rounded(ROUND_CEILING),
    "rint": _round,
}
"""NumPy's functions by name."""
TESTS: Mapping[np.ufunc, Callable[..., bool]] = {
    np.less: lambda u, v: u < v,
    np.less_equal: lambda u, v: u <= v,
    np.greater: lambda u, v: u > v,
    np.greater_equal: lambda u, v: u >= v,
    np.equal: lambda u, v: u == v or _add(u, -v) == 0,
    np.not_equal: lambda u, v: u != v,
    np.isnan: lambda u: u.is_nan(),
    np.isinf: lambda u: u.is_infinite(),
    np.isfinite: lambda u: u.is_finite(),
}
