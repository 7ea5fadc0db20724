"""A function of named variables, read from text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.arrays import Array, constant
from core.expressions.branches import has_jumps, has_kinks, is_smooth
from core.expressions.characters import SUBSCRIPTS
from core.expressions.commas import decimals_read
from core.expressions.dual import Dual
from core.expressions.evaluation import Operands, evaluate
from core.expressions.faults import ExpressionError
from core.expressions.limits import as_rounded, both_sides, long_value_of, slopes_of, value_of
from core.expressions.precise import CANCELLED, Coordinate, confirmed, exact_value, precise, with_digits
from core.expressions.reader import read
from core.expressions.rules import ANGLES, LARGEST_ANGLE
from core.expressions.scanner import scan
from core.expressions.tree import Node, Operation, arguments, shared, text_of, variables_of, walk
from core.expressions.typesetting import latex_of
from core.values import dataclass
from core.words import bracketed, number


@dataclass(frozen=True)
class Expression:
    """A function f of the variables ``names``; made by `parse`. Equal if text and names are.

    Attributes
    ----------
    text
        The function in its plainest spelling; reading it again gives an equal expression.
    names
        All variables that it may depend on, in the order of its gradient.
    tree
        What it is made of.
    """

    text: str
    names: tuple[str, ...]
    tree: Node = field(compare=False, repr=False)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Those of `names` that occur in it, in their order."""
        used = variables_of(self.tree)
        return tuple(name for name in self.names if name in used)

    @cached_property
    def _kinked(self) -> bool:
        return has_kinks(self.tree)

    @cached_property
    def _jumps(self) -> bool:
        return has_jumps(self.tree)

    @cached_property
    def latex(self) -> str:
        """The function typeset, without a left-hand side."""
        return latex_of(self.tree)

    def with_number(self, value: float, write: Callable[[float], str] = number) -> str:
        """Return it as it is worked out by hand, a number in the place of its only variable, as ``write`` has it."""
        text = text_of(self.tree).replace("**", "^").replace("*", " · ").replace("-", "−")
        return re.sub(rf"\b{self.names[0]}\b", bracketed(write(value)), text)

    def value(self, **at: ArrayLike | Decimal) -> Array:
        """Return f, as a new array.

        Parameters
        ----------
        **at
            An array for each of `names`; their shapes are broadcast. Where f has no value, as log(−1) or 1/0, it is
            nan; where that is too large for a float, it is infinite. Neither gives a warning.

        Raises
        ------
        TypeError
            If a variable is missing or there is one too many.
        """
        points = self._points(at)
        shape = _shape(points)
        with np.errstate(all="ignore"):
            value = np.empty(shape)
            value[...] = evaluate(self.tree, Operands({name: Dual(array) for name, array in points.items()})).value
            if not (known := np.isfinite(value)).all():
                value[~known] = value_of(self.tree, _those(points, ~known))
        return value

    def gradient(self, **at: ArrayLike) -> tuple[Array, Array]:
        """Return f and its exact partial derivatives.

        At kinks |u|' = 0 and max and min have the slope of the first of two equal values (`one_sided` has both); where
        kinks cancel, it is the slope on both sides. Where f has no value (nan), it has no derivative (nan).

        Returns
        -------
        value : Array
            f, in the shape that the variables are broadcast to.
        partials : Array
            ∂f/∂v for each of `names`, along the first axis: (d × shape of f).
        """
        points = self._points(at)
        value, partials = self._by_the_rules(points)
        if self._kinked:
            self._cancel_kinks(points, partials)
        unclear = ~np.isfinite(value) | ~np.isfinite(partials).all(axis=0)
        if unclear.any():
            closer, partials[:, unclear] = self._closer(_those(points, unclear))
            value[unclear] = np.where(np.isfinite(value[unclear]), value[unclear], closer)
        return value, partials

    def _by_the_rules(self, points: dict[str, Array], step: float = 1.0, limit: bool = False) -> tuple[Array, Array]:
        """Return f and its partial derivatives by plain arithmetic; for a ``limit`` those on the side of ``step``."""
        shape = _shape(points)
        duals = {name: Dual(array, {name: constant(step)}, limit) for name, array in points.items()}
        with np.errstate(all="ignore"):
            result = evaluate(self.tree, Operands(duals))
        partials = np.zeros((len(self.names), *shape))
        for row, name in enumerate(self.names):
            if name in result.partials:
                partials[row] = result.partials[name]
        value = np.empty(shape)
        value[...] = result.value
        return value, partials * step

    def _cancel_kinks(self, points: dict[str, Array], partials: Array) -> None:
        """Put the slope of both sides where they agree, whatever the conventions at kinks add up to."""
        _, right = self._by_the_rules(points, limit=True)
        other = (np.isfinite(partials) & np.isfinite(right) & (right != partials)).any(axis=0)
        if other.any():
            _, left = self._by_the_rules(_those(points, other), -1.0, limit=True)
            there = right[:, other]
            partials[:, other] = np.where(np.isclose(left, there, 1e-12, 0.0), there, partials[:, other])

    def _closer(self, points: dict[str, Array]) -> tuple[Array, Array]:
        """Return f (n,) and its partial derivatives (d × n) at points (n,) where plain arithmetic does not do."""
        with np.errstate(all="ignore"):
            value = value_of(self.tree, points)
            partials = slopes_of(self.tree, points, self.names)
        return value, partials

    def one_sided(self, **at: float) -> dict[str, tuple[float, float]]:
        """Return the slopes from the left and from the right along each of `names` at one point.

        They are nan where f has no value on that side.
        """
        return {name: (left[1], right[1]) for name, (left, right) in self.sides(**at).items()}

    def sides(self, **at: Coordinate) -> dict[str, list[tuple[float, float]]]:
        """Return (how far f jumps, its slope) to the left and to the right along each of `names` at one point."""
        points = {name: array.reshape(1) for name, array in self._points(dict(at)).items()}
        _, exact = self.exact(**at) if self._jumps or is_smooth(self.tree) else (math.nan, {})
        # beside no jump, even if there is one nearer than other numbers tell
        known = {n: [(0.0, slope)] * 2 for n, slope in exact.items() if math.isfinite(slope)}
        if len(known) == len(self.names):
            return known
        with np.errstate(all="ignore"):
            tree = as_rounded(self.tree, points, at)
            sides = {n: both_sides(tree, points, n) for n in self.names if n not in known}
        for n, (jumps, slopes) in sides.items():
            each = zip((0, 1), jumps[:, 0].tolist(), slopes[:, 0].tolist(), strict=True)
            known[n] = [confirmed(self.tree, at, n, side, jump, slope) for side, jump, slope in each]
        return {n: known[n] for n in self.names}

    def singular_sides(self, **at: float) -> dict[str, list[tuple[float, float]]]:
        """Return `sides` where the rules alone do not tell them, as of √(x²) or sign(x) at 0; else {}."""
        value, partials = self._by_the_rules(self._points(dict(at)))
        unclear = self._jumps or not np.isfinite(partials).all()
        return self.sides(**at) if np.isfinite(value) and unclear else {}

    def exact_value(self, **at: Coordinate) -> float:
        """Return f at one point with all digits, as far as they are known: 10x − 3 is 0 at 0.3."""
        exact = exact_value(self.tree, at)
        return float(self.value(**at) if exact is None else exact)

    def exact(self, **at: Coordinate) -> tuple[float, dict[str, float]]:
        """Return f and its slopes at one point with all digits; nan where they are not known, or may be at a kink."""
        nothing = math.nan, dict.fromkeys(self.names, math.nan)
        return nothing if self._kinked else precise(self.tree, at)

    def with_digits(
        self, value: float, slopes: Mapping[str, float], **at: Coordinate
    ) -> tuple[float, dict[str, float]]:
        """Return f and its slopes at one point; in place of one whose digits round-off has eaten, the exact one."""
        return with_digits(self.tree, at, value, slopes)

    def values_with_digits(self, **at: Array) -> Array:
        """Return f at points (n,) along a line; exact values where round-off has eaten digits.

        These are looked for where numbers with more digits differ, and at both ends and in the middle: between two such
        places nothing may be left even of those. On machines that have no such numbers fewer are found.
        """
        value = self.value(**at)
        with np.errstate(all="ignore"):
            longer = long_value_of(self.tree, at)
            differ = np.abs(value - longer) > CANCELLED * np.abs(longer)
        points = [dict(zip(at, map(float, point), strict=True)) for point in zip(*at.values(), strict=True)]
        asked = {0, len(value) // 2, len(value) - 1, *np.flatnonzero(differ).tolist()}
        exact = {n: self.with_digits(float(value[n]), {}, **points[n])[0] for n in asked if math.isfinite(value[n])}
        lost = [n for n, number in exact.items() if number != value[n]]
        for n in range(min(lost), max(lost) + 1) if lost else ():
            if math.isfinite(value[n]):
                value[n] = exact[n] if n in exact else self.with_digits(float(value[n]), {}, **points[n])[0]
        return value

    def without_value(self, **at: Coordinate) -> Expression:
        """Return the innermost part that has no value (nan) at one point where the whole has none."""
        part, parts = self, [self]
        while parts:
            part = parts[0]
            inner = [Expression(text_of(node), self.names, node) for node in arguments(part.tree)]
            parts = [each for each in inner if math.isnan(each.exact_value(**at))]
        return part

    def has_large_angle(self, **at: Coordinate) -> bool:
        """Tell whether the sine, cosine or tangent of too large an angle is asked for at one point."""
        angles = [node.arguments[0] for node in walk(self.tree) if isinstance(node, Operation) and node.name in ANGLES]
        sizes = (abs(float(Expression("", self.names, angle).value(**at))) for angle in angles)
        return any(LARGEST_ANGLE <= size < math.inf for size in sizes)

    def _points(self, at: Mapping[str, ArrayLike | Decimal]) -> dict[str, Array]:
        if set(at) != set(self.names):
            raise TypeError(
                f"{self.text} is a function of {', '.join(self.names)}, not of {', '.join(at) or 'nothing'}."
            )
        return {name: np.asarray(at[name], dtype=np.float64) for name in self.names}


def _shape(points: dict[str, Array]) -> tuple[int, ...]:
    return np.broadcast(*points.values()).shape


def _those(points: dict[str, Array], chosen: NDArray[np.bool_]) -> dict[str, Array]:
    """Return the chosen ones of points that broadcast to the shape of ``chosen``, in a row (n,)."""
    return {name: np.broadcast_to(array, chosen.shape)[chosen] for name, array in points.items()}


def parse(text: str, names: Sequence[str] = ("x",)) -> Expression:
    """Read a function of the variables ``names``, e.g. ``parse("x**2 - y**2", ("x", "y"))``.

    Numbers, pi and e, the signs + − * / **, round brackets and the functions of `core.expressions.rules.FUNCTIONS`; a
    variable ``"x₁"`` may be typed x1 too. The text is never run as code, and reading it takes some milliseconds at
    most, whatever it says.

    Raises
    ------
    ExpressionError
        With the place of the first fault, what is wrong and what would be right.
    """
    tree = _tree(text, names)
    plainest = text_of(tree)
    return Expression(plainest if _is_read_as(plainest, tree, names) else text.strip(), tuple(names), tree)


def _tree(text: str, names: Sequence[str]) -> Node:
    variables = {name.translate(SUBSCRIPTS): name for name in names}
    return shared(read(decimals_read(scan(text, names)), variables), {})


def _is_read_as(text: str, tree: Node, names: Sequence[str]) -> bool:
    """Tell whether a text gives ``tree``: written in full, a function can be too long or too deep to be read again."""
    try:
        return _tree(text, names) == tree
    except ExpressionError:
        return False
