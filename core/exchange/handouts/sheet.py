"""What stands on a handout: lines of equations with numbers, of which the last are blank."""

from __future__ import annotations

import math

from core.expressions import parse
from core.values import dataclass


@dataclass(frozen=True)
class SheetLine:
    """One number, and where it comes from.

    Attributes
    ----------
    name, symbols
        Both sides of its equation in letters.
    worked
        The right side with numbers as they are printed; empty where the formula alone says it.
    answer
        The result, as printed.
    value
        The same with all its digits.
    """

    name: str
    symbols: str
    worked: str
    answer: str
    value: float

    @property
    def solved(self) -> str:
        """The whole line with its numbers; what would stand there twice stands there once."""
        parts = [self.name, *dict.fromkeys(part for part in (self.symbols, self.worked, self.answer) if part)]
        return " = ".join(parts)

    @property
    def is_exact(self) -> bool:
        """Whether the answer that is printed has all digits."""
        return math.isclose(float(parse(self.answer, ()).exact_value()), self.value, rel_tol=1e-12, abs_tol=1e-12)

    @property
    def asked(self) -> str:
        """The line as a question: without any number."""
        return f"{self.name} = {self.symbols}"


@dataclass(frozen=True)
class SheetSection:
    """A part of the step: its title, what one has to know for it, and its lines."""

    title: str
    hints: tuple[str, ...]
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True)
class DrawnNeuron:
    """A circle of the picture.

    Attributes
    ----------
    name, bias
        What it is called, and its bias as printed; empty for an input.
    answer
        Its activation as printed.
    known
        Whether that is given: inputs are.
    """

    name: str
    bias: str
    answer: str
    known: bool = False


@dataclass(frozen=True)
class DrawnNetwork:
    """The picture: neurons layer by layer, inputs first, and for each following layer its weights as printed.

    ``weights[l][j][i]`` is that from neuron i of a column to neuron j of the next. Where these are too many to be
    written beside their lines, ``matrices`` has W and b of each layer by name, as they stand in the notation.
    """

    layers: tuple[tuple[DrawnNeuron, ...], ...]
    weights: tuple[tuple[tuple[str, ...], ...], ...]
    matrices: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()


@dataclass(frozen=True)
class Handout:
    """A sheet.

    Attributes
    ----------
    facts
        What it is about, a sentence each.
    blanks
        How many lines are to be filled in: the last ones.
    number
        Which of the many sheets of this moment it is, from 1.
    """

    title: str
    facts: tuple[str, ...]
    network: DrawnNetwork
    sections: tuple[SheetSection, ...]
    blanks: int
    number: int

    @property
    def lines(self) -> tuple[SheetLine, ...]:
        """All lines, in order."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def given(self) -> int:
        """How many lines are worked out on the sheet: those before the blanks, so that none gives one away."""
        return len(self.lines) - self.blanks
