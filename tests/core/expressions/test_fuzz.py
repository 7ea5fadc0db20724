"""Random formulas, well-formed and mutated: the declared fault or a function, never anything else.

How long they take is measured by `tests.benchmarks.formulas`.
"""

from __future__ import annotations

import random
from contextlib import suppress

import numpy as np
import pytest

from core.expressions import ExpressionError, parse
from tests.core.expressions.test_typed import ASKED, FAULTS, LONG, MEANT

XY = ("x", "y")
AT = np.array([-1e300, -2.5, 0.0, 1.0, 800.0])
FORMULAS, PARTS = 20_000, 8
PIECES = [
    "x", "y", "2", "0,5", "1.5", "π", "e", "sin", "cos ", "ln", "√", "|", "(", ")", "[", "]", "{", "}", "+", "-", "−",
    "*", "/", "^", "**", "²", "⁻¹", "max(", "min(", "pow(", ",", ";", " ", "exp(", "abs(", "floor ", "np.", "y = ",
    "f(x) =", "\\frac{", "\\left(", "\\right)", "_2", "₁", "1e", "½", "∛", "⌊", "⌋", "xy", "sinx", "e^", ":", "=", ".",
    "\u200b", "д",
]  # fmt: skip

SHAPES = [
    "{}+{}", "{} − {}", "({})({})", "{}*{}", "({})/({})", "({})^({})", "max({}, {})", "|{}| {}", "{} {}", "sin {}",
    "-{}", "√({})", "exp({})", "ln({})²", "⌊{}⌋", "{}^2{}", "tanh {}/{}", "\\frac{{{}}}{{{}}}",
]  # fmt: skip


def grown(rng: random.Random, depth: int) -> str:
    """Return a formula from a grammar."""
    if depth == 0:
        return rng.choice(["x", "y", "2", "0.5", "pi", "1,5", "e", "x²", "|y|", "3x"])
    shape = rng.choice(SHAPES)
    return shape.format(*(grown(rng, depth - 1) for _ in range(shape.count("{}"))))


def mutated(rng: random.Random, text: str) -> str:
    """Return a text with some pieces put in, left out or doubled."""
    for _ in range(rng.randint(1, 4)):
        place = rng.randint(0, len(text))
        end = min(len(text), place + rng.randint(0, 3))
        text = (
            text[:place] + rng.choice(["", text[place:end] * 2, rng.choice(PIECES)]) + text[rng.choice([place, end]) :]
        )
    return text


def texts(seed: int, count: int) -> list[str]:
    """Return random formulas: grown, mutated, and mere pieces."""
    rng = random.Random(seed)
    good = [*MEANT, *ASKED, *FAULTS, *LONG]
    made = []
    for n in range(count):
        grown_one = grown(rng, rng.randint(1, 4))
        pieces = "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 25)))
        made.append([grown_one, mutated(rng, grown_one), mutated(rng, rng.choice(good)), pieces][n % 4])
    return made


def check(text: str) -> None:
    """Read a text, and compute it if it is a function."""
    try:
        f = parse(text, XY)
    except ExpressionError as fault:
        words, (start, end) = str(fault), fault.position
    else:
        words, (start, end) = "It is a function.", (0, len(text))
        value, slopes = f.gradient(x=AT, y=AT[::-1])
        assert np.isnan(slopes[:, np.isnan(value)]).all()
    assert 0 <= start <= end <= len(text), text
    assert 10 < len(words) < 250, text


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.slow
def test_random_formulas(seed: int) -> None:
    for text in texts(seed, 250):
        check(text)
        with suppress(ExpressionError):
            f = parse(text, XY)
            assert parse(f.text, XY) == f, text
            np.testing.assert_array_equal(f.value(x=AT, y=AT[::-1]), f.gradient(x=AT, y=AT[::-1])[0])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_twenty_thousand_random_formulas(part: int) -> None:
    for text in texts(99, FORMULAS)[part::PARTS]:
        check(text)


@pytest.mark.parametrize("text", ["ln(⌊exp(-x)⌋)²", r"\frac{exp(-pi)}{⌊(x²)^ln(x²)⌋}", "floor(x^y)"])
def test_steps_of_numbers_beyond_all_floats_end(text: str) -> None:
    check(text)
