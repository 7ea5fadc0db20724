"""A typed function at one point: its value and exact derivatives, at a kink the slopes on both sides."""

from __future__ import annotations

import math
import re
from typing import Any

from core.expressions import CONSTANTS, FUNCTIONS, Expression, ExpressionError, parse
from core.expressions.characters import plain
from core.functions.kinks import Kink
from core.hyperparameters import InvalidSetting
from core.words import number

USUAL = ("x", "y", "z")
"""Variables that a function may have when no point is given."""
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
MAX_VARIABLES = 20
BESIDE = 1e-9
"""How near the values beside a point are, as a share of the variable's size (of 1 around 0)."""
STEP = 1e-6
"""A larger change of the value over that distance is a jump."""


def at_point(text: str, at: str | None = None) -> dict[str, Any]:
    """Return what is known of a function at a point, ready for JSON; what is not finite is None.

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
    value, slopes = expression.gradient(**point)
    slopes = slopes if math.isfinite(value) else slopes * math.nan
    result: dict[str, Any] = {
        "value": _finite(float(value)),
        "derivatives": {name: _finite(float(slope)) for name, slope in zip(point, slopes, strict=True)},
        "latex": expression.latex,
    }
    return _with_kinks(result, expression, point) if math.isfinite(value) else result


def point_from(at: str) -> dict[str, float]:
    """Return the values of the variables in ``at``, e.g. ``"x=2, y=-0.5"``.

    Raises
    ------
    InvalidSetting
        For ``"at"``, if they cannot be read.
    """
    point: dict[str, float] = {}
    for part in filter(str.strip, re.split("[,;]", plain(at))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not NAME.fullmatch(name) or name in CONSTANTS or name in FUNCTIONS or name in point:
            raise InvalidSetting(
                "at", f"“{part.strip()}” cannot be read: write the point as x=2,y=1, each variable once."
            )
        point[name] = _number(name, value)
    if not 0 < len(point) <= MAX_VARIABLES:
        words = f"Write the point as x=2,y=1, with a value for each of at most {MAX_VARIABLES} variables."
        raise InvalidSetting("at", words)
    return point


def _number(name: str, text: str) -> float:
    """Return a number, which may be typed as a formula without variables, such as pi/2."""
    try:
        value = float(text)
    except ValueError:
        try:
            value = float(parse(text, ()).value())
        except ExpressionError as error:
            raise InvalidSetting("at", f"“{text}” is no value for {name}: write a number, e.g. {name}=2.") from error
    if not math.isfinite(value):
        raise InvalidSetting("at", f"The value of {name} must be a finite number, not “{text}”.")
    return value


def _with_values(text: str, point: dict[str, float]) -> Expression:
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


def _with_kinks(result: dict[str, Any], expression: Expression, point: dict[str, float]) -> dict[str, Any]:
    """Return the result with both slopes, and a word, for every variable along which there is no derivative."""
    sided: dict[str, list[float | None]] = {}
    said: list[str] = []
    for name, (left, right) in expression.one_sided(**point).items():
        jump = _jump(expression, point, name)
        if jump or not (math.isnan(left) or math.isnan(right) or _same(left, right)):
            sided[name] = [_finite(left), _finite(right)]
            result["derivatives"][name] = None
            said.append(f"{name}: {jump or 'kink, ' + Kink(left, right).words}")
    return {**result, "one_sided": sided, "words": f"No derivative along {'; '.join(said)}."} if sided else result


def _jump(expression: Expression, point: dict[str, float], name: str) -> str:
    """Return in words that f jumps along one variable; empty if it does not."""
    reach = BESIDE * max(1.0, abs(point[name]))
    here, left, right = (
        float(expression.value(**{**point, name: point[name] + step})) for step in (0.0, -reach, reach)
    )
    jumps = [abs(beside - here) > STEP * max(1.0, abs(here)) for beside in (left, right)]
    if not any(jumps) or not expression.has_steps:
        return ""
    return f"jump, {number(left)} to the left, {number(here)} here, {number(right)} to the right"


def _same(left: float, right: float) -> bool:
    return left == right or math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)


def _finite(value: float) -> float | None:
    return value + 0.0 if math.isfinite(value) else None
