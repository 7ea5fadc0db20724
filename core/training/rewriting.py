"""An equation between matrices, rewritten for other ways round: as a book writes it, with the same numbers.

Equations are written with examples as columns, weights as out × in, and 1/m in the gradient. Each other way is a rule
of algebra, applied to the same line:

* A matrix that stands the other way round is the transpose of ours, M′ = Mᵀ. So M = M′ᵀ is put in for it, and where
  the left side became a transpose, both sides are transposed: (A · B)ᵀ = Bᵀ · Aᵀ.
* With 1/m in the loss, dA′ = dA / m and dZ′ = dZ / m. So m · dZ′ is put in for dZ, and the powers of m are collected.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

from core.arrays import Array
from core.nn.network import Layout
from core.patterns import pattern
from core.training.equations import Equation, Symbol, letter_of, matrix_of
from core.training.notation import SCALED, Notation
from core.training.spelling import Letter
from core.training.trace import Trace
from core.values import dataclass

MEAN, TURNED = "1/m", "ᵀ"
PREFIXES = (MEAN, "Σ")
SUMS = ("+", "−")
PRODUCTS = ("·", "⊙", "/")


@dataclass(frozen=True)
class SignedPair:
    """Two parts with a sign between: ``·``, ``⊙``, ``/``, ``+`` or ``−``."""

    sign: str
    left: Piece
    right: Piece


@dataclass(frozen=True)
class Prefixed:
    """What is written before a part: ``1/m``, ``Σ``, or a function with its bracket, e.g. ``Σₖ(``; ``(`` alone."""

    name: str
    part: Piece

    @property
    def bracket(self) -> bool:
        """Whether it ends with a bracket."""
        return self.name.endswith("(")


Piece: TypeAlias = "SignedPair | Prefixed | str"
"""A word alone is a matrix, as it is written, or a number."""


_ROWS_AND_COLUMNS = pattern("row|column|Row|Column")
_OTHER = {"row": "column", "column": "row", "Row": "Column", "Column": "Row"}


def turned_words(text: str) -> str:
    """Return a text about a matrix as it reads for the transpose: rows and columns change places."""
    return _ROWS_AND_COLUMNS.sub(lambda found: _OTHER[found[0]], text)


def equation_in(notation: Notation, equation: Equation) -> Equation:
    """Return an equation for the matrices of a notation, its letters still the articles'."""
    return _rewritten(equation, notation.turned, notation.mean == "loss")


def matrix_in(notation: Notation, trace: Trace, layout: Layout, symbol: Symbol) -> Array:
    """Return the values of a symbol of such an equation, as they stand in the notation."""
    values = matrix_of(trace, layout, symbol)
    if notation.mean == "loss" and symbol.letter in SCALED:
        values = values / trace.m
    return values.T if symbol.letter in notation.turned else values


@lru_cache(maxsize=256)
def _rewritten(equation: Equation, turned: frozenset[Letter], mean_in_loss: bool) -> Equation:
    """Return an equation with the letters ``turned`` standing the other way round, and 1/m where the loss has it."""
    left, right = (_read(side) for side in equation.written.split(" = "))
    if mean_in_loss:
        right = _with_mean(right, _power_of_m(right) - _power_of_m(left))
    left, right = (_put_in(side, turned) for side in (left, right))
    if isinstance(left, str) and left.endswith(TURNED):
        left, right = _transposed(left), _transposed(right)
    return Equation(f"{_written(left)} = {_written(right)}")


# --- reading ---


def _read(side: str) -> Piece:
    words = side.split()
    part = _sum(words)
    if words:
        raise ValueError(f"{side!r} goes on after what can be read: {' '.join(words)!r}.")
    return part


def _sum(words: list[str]) -> Piece:
    part = _product(words)
    while words and words[0] in SUMS:
        part = SignedPair(words.pop(0), part, _product(words))
    return part


def _product(words: list[str]) -> Piece:
    """Read a product; what stands before it belongs to all of it."""
    if words[0] in PREFIXES:
        return Prefixed(words.pop(0), _product(words))
    part = _factor(words)
    while words and words[0] in PRODUCTS:
        part = SignedPair(words.pop(0), part, _factor(words))
    return part


def _factor(words: list[str]) -> Piece:
    word = words.pop(0)
    if not word.endswith("("):
        return word
    part = Prefixed(word, _sum(words))
    words.pop(0)  # its closing bracket
    return part


# --- the rules ---


def _each(part: Piece, of: Callable[[Piece], Piece]) -> Piece:
    """Return a part with ``of`` applied to what it is made of."""
    if isinstance(part, SignedPair):
        return replace(part, left=of(part.left), right=of(part.right))
    return replace(part, part=of(part.part)) if isinstance(part, Prefixed) else part


def _put_in(part: Piece, turned: Container[str]) -> Piece:
    """Put M′ᵀ in for every M of the letters ``turned``."""
    if isinstance(part, str):
        return _other_way_round(part) if letter_of(part) in turned else part
    return _each(part, lambda inner: _put_in(inner, turned))


def _other_way_round(word: str) -> str:
    return word.removesuffix(TURNED) if word.endswith(TURNED) else word + TURNED


def _transposed(part: Piece) -> Piece:
    if isinstance(part, str):
        return _other_way_round(part) if letter_of(part) else part
    if isinstance(part, SignedPair) and part.sign == "·":
        return SignedPair("·", _transposed(part.right), _transposed(part.left))
    return _each(part, _transposed)


def _power_of_m(part: Piece) -> int:
    """Return the power of m that a part gets as a factor, m · dA′ and m · dZ′ put in; all parts of a sum have one."""
    if isinstance(part, str):
        return int(letter_of(part) in SCALED)
    if isinstance(part, Prefixed):
        return _power_of_m(part.part) - (part.name == MEAN)
    left, right = _power_of_m(part.left), _power_of_m(part.right)
    return left if part.sign in SUMS else left + right


def _with_mean(part: Piece, power: int) -> Piece:
    """Return a part without its 1/m, and with one before it if the power of m that is left is −1."""
    if isinstance(part, Prefixed) and part.name == MEAN:
        part = part.part
    if power == 0:
        return part
    bracket = isinstance(part, SignedPair) and part.sign in SUMS
    return Prefixed(MEAN, Prefixed("(", part) if bracket else part)


# --- writing ---


def _written(part: Piece) -> str:
    return " ".join(_words(part))


def _words(part: Piece) -> Iterator[str]:
    if isinstance(part, SignedPair):
        yield from _words(part.left)
        yield part.sign
        yield from _words(part.right)
    elif isinstance(part, Prefixed):
        yield part.name
        yield from _words(part.part)
        if part.bracket:
            yield ")"
    else:
        yield part
