"""Tells decimals from thousands, by all cells of a table: is 1,200 more than a thousand, or little more than one?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from core.data.measures import without_unit
from core.data.numbers import CURRENCIES, OTHER, Decimal, read_number

ENOUGH = 4_000
"""Rows after which no more are looked at, if they tell."""
EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
"""Nearly all numbers that can be read both ways."""


class Verdict(NamedTuple):
    """The decimal mark of a table; ``firm`` if a cell can be read with this mark only, ``ambiguous`` if none tells."""

    decimal: Decimal
    firm: bool
    ambiguous: bool


@dataclass
class _Seen:
    """What the cells of a column tell."""

    firm: Counter[Decimal] = field(default_factory=Counter)
    either: set[Decimal] = field(default_factory=set)
    """Marks in cells that can be read both ways."""
    lengths: set[int] = field(default_factory=set)
    """Digits of the whole numbers without a mark; 4 stands for more, too."""

    def add(self, cell: str) -> None:
        """Note what a cell tells."""
        cell = without_unit(cell.strip())
        if cell.isdigit():
            self.lengths.add(min(4, len(cell)))
        elif EITHER.fullmatch(cell):
            self.either.add("," if "," in cell else ".")
        elif "." in cell or "," in cell:
            self._weigh(cell)

    def _weigh(self, cell: str) -> None:
        readings: dict[Decimal, tuple[float, str] | None] = {mark: read_number(cell, mark) for mark in OTHER}
        fitting: list[Decimal] = [mark for mark, reading in readings.items() if reading is not None]
        if len(fitting) == 1:
            self.firm[fitting[0]] += 1
        elif fitting and readings["."] != readings[","]:
            mark: Decimal = "," if "," in cell else "."
            if (reading := readings[mark]) is not None and reading[1] in CURRENCIES:
                self.firm[OTHER[mark]] += 1  # no currency has thousandths
            else:
                self.either.add(mark)

    @property
    def likely(self) -> Decimal | None:
        """What whole numbers beside 1,200 tell: 800 that the mark is for thousands, 2400 that it is not."""
        if len(self.either) != 1 or not self.lengths & {3, 4}:
            return None
        mark = next(iter(self.either))
        return mark if 4 in self.lengths else OTHER[mark]


def judge(rows: Iterable[Sequence[str]]) -> Verdict:
    """Return the decimal mark of a table; where cells contradict each other, that of most of them."""
    columns: list[_Seen] = []
    for number, row in enumerate(rows, start=1):
        if number % ENOUGH == 0 and any(column.firm for column in columns):
            break
        columns.extend(_Seen() for _ in range(len(row) - len(columns)))
        for column, cell in zip(columns, row, strict=False):
            column.add(cell)
    firm = sum((column.firm for column in columns), Counter[Decimal]())
    likely = Counter(column.likely for column in columns if column.likely is not None)
    for votes in (firm, likely):
        if votes:
            return Verdict("," if votes[","] > votes["."] else ".", bool(firm), False)
    return Verdict(".", False, any(column.either for column in columns))
