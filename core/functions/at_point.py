"""A typed function at one point: its value and exact derivatives, at a kink the slopes on both sides."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from core.expressions import CONSTANTS, FUNCTIONS, ExpressionError, parse
from core.expressions.characters import SUBSCRIPTS, plain
from core.expressions.expression import Expression
from core.expressions.precise import exact_value, in_digits
from core.expressions.tree import Number, Operation, arguments
from core.functions.kinks import BothSides, Kink, jump_of, kink_of
from core.functions.plain_function import OWN_RANGE
from core.hyperparameters import InvalidSetting
from core.words import number

USUAL = ("x", "y", "z")
"""Variables that a function may have when no point is given."""
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
BETWEEN = re.compile(r"[,;](?=[^,;=]*=|\s*$)")
"""What stands between two values of a point; the comma of 1,5 has no name and “=” after it."""
INDEX = re.compile(r"_(?=[0-9{])|[{}]")
"""What is typed around a variable's number, as in x_1 and x_{1}: as in formulas, it is x1."""
MAX_VARIABLES = 20
LARGEST = f"{number(sys.float_info.max, 2)}, the largest number here"
SIDES = ("left", "right")
SMALLEST = f"{number(math.ulp(0.0), 2)}, the smallest number here"
SCALE = Number(1e300)
"""What a value is multiplied by, to find out whether it is only too small."""
LARGE_SCALE = Operation("**", (SCALE, Number(64.0)))
"""What a value is divided by, to find out whether its slope is only too large."""


def at_point(text: str, at: str | None = None) -> dict[str, Any]:
    """Return what is known of a function at a point, ready for JSON; what is not finite is None, and words say why.

    A function has a value where every step of its formula has one: exp(−1/x²), x log(x) and sin(x)/x have none at 0,
    though they tend to one. It has a derivative where the slopes from both sides are equal, or the only one there is.

    Parameters
    ----------
    at
        The point, e.g. ``"x=2,y=1"``. Without one there are only the formula and the variables.

    Raises
    ------
    ExpressionError
        If the function cannot be read, or has a variable that has no value.
    InvalidSetting
        For ``"at"``, if the point cannot be read.
    """
    if at is None:
        expression = parse(text, USUAL)
        return {"latex": expression.latex, "variables": list(expression.variables)}
    point = point_from(at)
    expression = _with_values(text, point)
    value = expression.exact_value(**point)
    slopes = _slopes(expression, point)
    result: dict[str, Any] = {
        "value": _finite(value),
        "derivatives": {name: _finite(slope) for name, slope in zip(point, slopes, strict=True)},
        "latex": expression.latex,
    }
    if math.isfinite(value):
        result = _with_slopes(result, expression, point, slopes)
        if "words" not in result:  # nothing is broken, none is missing
            _, exact = expression.exact(**point)
            _, kept = expression.with_digits(value, result["derivatives"], **point)
            result["derivatives"] = {n: exact[n] + 0.0 if math.isfinite(exact[n]) else kept[n] for n in point}
        return result
    return {**result, "derivatives": dict.fromkeys(point), "words": _no_value(expression, point, value)}


def point_from(at: str) -> dict[str, Decimal]:
    """Return the values of the variables in ``at``, e.g. ``"x=2, y=-0.5"``, with all digits.

    Raises
    ------
    InvalidSetting
        For ``"at"``, if they cannot be read.
    """
    point: dict[str, Decimal] = {}
    for part in filter(str.strip, BETWEEN.split(plain(at))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        name = INDEX.sub("", name.translate(SUBSCRIPTS))
        if not equals or not NAME.fullmatch(name) or name in CONSTANTS or name in FUNCTIONS or name in point:
            raise InvalidSetting(
                "at", f"“{part.strip()}” cannot be read: write the point as x=2,y=1, each variable once."
            )
        point[name] = _number(name, value)
    if not 0 < len(point) <= MAX_VARIABLES:
        words = f"Write the point as x=2,y=1, with a value for each of at most {MAX_VARIABLES} variables."
        raise InvalidSetting("at", words)
    return point


def _number(name: str, text: str) -> Decimal:
    """Return a number, which may be typed as a formula without variables, such as pi/2."""
    try:
        value = in_digits(float(text))
    except ValueError:
        try:
            expression = parse(text, ())
        except ExpressionError as error:
            raise InvalidSetting("at", f"“{text}” is no value for {name}: write a number, e.g. {name}=2.") from error
        exact = exact_value(expression.tree, {})
        value = in_digits(float(expression.value())) if exact is None else exact
    if not math.isfinite(float(value)):
        raise InvalidSetting("at", f"The value of {name} must be a finite number, not “{text}”.")
    return value


def _with_values(text: str, point: dict[str, Decimal]) -> Expression:
    """Return the function of the variables that have a value; say it where one has none."""
    try:
        return parse(text, tuple(point))
    except ExpressionError as error:
        try:
            others = parse(text, tuple(dict.fromkeys((*point, *USUAL)))).variables
        except ExpressionError:
            raise error from None
        missing = [name for name in others if name not in point]
        if not missing:
            raise
        words = f"There is no value for {' and '.join(missing)}: write e.g. {missing[0]}=1 after --at, too."
        raise ExpressionError(words, error.position) from None


def _no_value(expression: Expression, point: dict[str, Decimal], value: float) -> str:
    """Return in words why there is no finite value."""
    if math.isinf(value):
        return f"Too large: the value is beyond {LARGEST}."
    part = expression.without_value(**point)
    shown = part.text.replace("**", "^").replace("-", "−")
    if part.has_large_angle(**point):
        return f"Too large to know: the angle in {shown} is beyond 10¹⁵, where its digits do not tell this value."
    is_sum = isinstance(part.tree, Operation) and part.tree.name in ("+", "-")
    if is_sum and math.isfinite(float(part.value(**point))):
        return f"Too large to know: the numbers in {shown} are so large that none of its digits are left."
    inner = (Expression("", expression.names, node) for node in arguments(part.tree))
    for argument in inner:
        if math.isinf(float(argument.value(**point))):
            return f"Too large: a number in {shown} is beyond {LARGEST}."
        if _only_small(argument, point):
            return f"Too small: a number in {shown} is nearer to 0 than {SMALLEST}."
    return f"Undefined there: {shown} has no value."


def _with_slopes(
    result: dict[str, Any], expression: Expression, point: dict[str, Decimal], slopes: list[float]
) -> dict[str, Any]:
    """Return the result with a word, and both slopes, for every variable along which there is no derivative.

    Where kinks cancel, as in max(x, 0) + min(x, 0), both slopes agree and are the derivative, whatever the conventions
    at each kink add up to.
    """
    sided: dict[str, list[float | None]] = {}
    said: list[str] = []
    steep: list[str] = []
    known = exact_value(expression.tree, point) is not None
    for slope, (name, sides) in zip(slopes, expression.sides(**point).items(), strict=True):
        (gap, left), (_, right) = sides
        broken = ""
        if jump := jump_of(sides, result["value"], abs(float(point[name])), known):
            broken = f"jump, {jump.words}"
        elif kink := _kink(expression, point, name, sides):
            broken, left, right = f"kink, {kink.words}", kink.left, kink.right
        if broken:
            sided[name] = [_finite(left), _finite(right)]
            result["derivatives"][name] = None
        elif _unknown(sides):
            result["derivatives"][name], slope = None, math.nan
        elif not math.isnan(only := right if math.isnan(gap) else left) and not math.isclose(slope, only):
            slope, result["derivatives"][name] = only, _finite(only)
        elif _only_large(expression, point, name, slope):
            steep.append(name)
        if words := broken or ("" if math.isfinite(slope) or name in steep else _endless(sides)):
            said.append(f"{name}: {words}")
    sentences = [f"Too small: the value is nearer to 0 than {SMALLEST}."] if _only_small(expression, point) else []
    sentences += [f"No derivative along {'; '.join(said)}."] if said else []
    sentences += [f"Too large: the slope along {name} is beyond {LARGEST}." for name in steep]
    more = {"one_sided": sided, "words": " ".join(sentences)}
    return {**result, **{key: what for key, what in more.items() if what}}


def _slopes(expression: Expression, point: dict[str, Decimal]) -> list[float]:
    slopes: list[float] = expression.gradient(**{name: float(x) for name, x in point.items()})[1].tolist()
    return slopes


def _unknown(sides: BothSides) -> bool:
    """Tell whether the slope on a side where f has values was not found, or f has values on neither."""
    nowhere = all(math.isnan(jump) for jump, _ in sides)
    return nowhere or any(math.isnan(slope) and not math.isnan(jump) for jump, slope in sides)


def _kink(expression: Expression, point: dict[str, Decimal], name: str, sides: BothSides) -> Kink | None:
    """Return the kink along a variable; one that only rounding keeps the place from, too, as |sin(πx)| at 1 has."""
    (_, left), (_, right) = sides
    if math.isnan(left) or math.isnan(right):
        return None
    if not _same(left, right):
        return Kink(left, right)
    if math.isinf(left):
        return None
    place = float(point[name])
    width = max(OWN_RANGE[1] - OWN_RANGE[0], 2.0 * abs(place))
    rest = {other: np.asarray(x, np.float64) for other, x in point.items() if other != name}
    return kink_of(lambda values: expression.value(**{**rest, name: values}), place, width)


def _endless(sides: BothSides) -> str:
    """Return in words how f goes on where its slope is infinite or unknown."""
    known = [
        f"slope {number(slope)} from the {side}"
        for (_, slope), side in zip(sides, SIDES, strict=True)
        if not math.isnan(slope)
    ]
    none = [f"no value to the {side}" for (jump, _), side in zip(sides, SIDES, strict=True) if math.isnan(jump)]
    return ", ".join([*known, *none]) or "no slope was found"


def _only_large(expression: Expression, point: dict[str, Decimal], name: str, slope: float) -> bool:
    """Tell whether a slope that is no number is finite, and only too large for one."""
    if math.isfinite(slope):
        return False
    smaller = replace(expression, tree=Operation("/", (expression.tree, LARGE_SCALE)))
    return bool(np.isfinite(_slopes(smaller, point)[expression.names.index(name)]))


def _only_small(expression: Expression, point: dict[str, Decimal]) -> bool:
    """Tell whether a value is not 0, and only too small for a number."""
    sign = replace(expression, tree=Operation("sign", (expression.tree,)))
    larger = replace(expression, tree=Operation("*", (expression.tree, SCALE)))
    return bool(sign.value(**point) and abs(larger.value(**point)) < math.ulp(0.0) * SCALE.value)


def _same(left: float, right: float) -> bool:
    return left == right or math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)


def _finite(value: float) -> float | None:
    return value + 0.0 if math.isfinite(value) else None
