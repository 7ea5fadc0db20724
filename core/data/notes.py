"""Lines among or below a table's rows that are none of them: notes, totals, names that come again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from core.data.dates import may_be_date
from core.data.layout import RULE, Head, Row, column_names, fitted
from core.data.measures import without_unit
from core.data.numbers import OTHER, is_any_number, is_missing, read_number
from core.words import shortened

Statistic = Callable[[Any], Any]

MARKS = ("#", "%", "//", "*", "†", "‡", "§", "(", "[", "¹", "²", "³", "^")
"""What notes begin with."""
SENTENCE = 3
"""Words from which on a cell is a sentence."""
SUMS = (
    *("total", "totals", "grand total", "subtotal", "sum", "sums", "summe", "gesamt", "insgesamt", "gesamtsumme"),
    *("totaal", "somme", "total général", "suma", "totale", "soma", "somma", "razem", "celkem", "összesen", "toplam"),
    *("σύνολο", "итого", "всего", "разом", "合计", "总计", "小计", "合計", "總計", "小計", "합계", "총계"),
)
MEANS = (
    *("mean", "average", "avg", "mittelwert", "durchschnitt", "moyenne", "promedio", "media", "ortalama", "среднее"),
    *("平均", "평균"),
)
DEVIATIONS = ("sd", "std", "stdev", "standard deviation")
TOTALS: dict[str, tuple[Statistic, ...]] = {
    **dict.fromkeys(SUMS, (np.sum,)),
    **dict.fromkeys(MEANS, (np.mean,)),
    **dict.fromkeys(DEVIATIONS, (np.std, partial(np.std, ddof=1))),
    "median": (np.median,),
    "min": (np.min,),
    "max": (np.max,),
    "count": (len,),
}
"""What stands, in small letters, before a figure of the rows above, and which figures of a column it may be."""
RULES = frozenset(("Avg", "Smp", "Tot", "Max", "Min", "Std", "Med", "SMM", "TMx", "TMn", "WVc", "Cov"))
"""How a data logger says, below the units, what it made of its readings."""
ROUNDED = 0.002
"""By what share of it a figure may differ from that of the values, which may be rounded."""
LONGEST_NOTE = 60


class Note(NamedTuple):
    """A line that is no row of the table, and what it says."""

    row: int
    text: str


def without_notes(rows: Sequence[Row], head: Head) -> tuple[list[Row], tuple[Note, ...]]:
    """Return the rows, without empty cells beyond the width of the table, and the notes among them.

    A first line is no note where it has no names: the table begins there.
    """
    width = len(head.names)
    kept = [(line, fitted(cells, width)) for line, cells in rows]
    if width < 2:
        return kept, ()
    notes = [row for row in kept[not head.rows :] if _is_among(row[1], head)]
    lines = {line for line, _ in notes}
    there = [row for row in kept if row[0] not in lines]
    below = list[Row]()
    while len(there) > 1 and _is_below(there[-1][1], there[:-1], width):
        below.insert(0, there.pop())
    totals = [row for row in below if begins_with_total(row[1])]
    if totals and _are_statistics(there):
        there, below = there + totals, [row for row in below if row not in totals]
    notes += below
    told = tuple(
        Note(line, shortened(" ".join(" ".join(cells).split()), LONGEST_NOTE)) for line, cells in sorted(notes)
    )
    return there, told


def is_note(cells: Sequence[str], width: int) -> bool:
    """Tell whether a line is one of words amid rows of ``width`` cells, and no row that has lost a cell."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if filled and all(len(cell) > 2 and RULE.fullmatch(cell) for cell in filled):
        return True
    if filled and not cells[0].strip() and RULES.issuperset(filled):
        return True
    first = filled[0] if filled else ""
    if (
        not first
        or all(map(is_any_number, first.split()))
        or may_be_date(first)
        or (len(cells) == width and len(filled) > 1)
    ):
        return False
    if len(filled) == 1:
        return _looks(first) or (len(cells) < width and not is_missing(first))
    return _looks(first) and 2 * sum(map(is_any_number, filled)) <= len(filled)


def _is_among(cells: Sequence[str], head: Head) -> bool:
    """Tell whether a line among the rows is a note, or has the names again, as files put together have them."""
    width = len(head.names)
    first = cells[0].strip() if cells else ""
    if len(cells) == width and first not in ("", head.names[0]) and any(cells[1:]) and first[:3] not in ("---", "==="):
        return False  # soon told: most are rows
    return is_note(cells, width) or (width > 1 and column_names(cells) == head.names)


def _first_word(cells: Sequence[str]) -> str:
    """Return the first filled cell of a line in small letters, without a colon."""
    return next((cell.strip() for cell in cells if cell.strip()), "").lower().rstrip(":. ")


def _are_statistics(rows: Sequence[Row]) -> bool:
    """Tell whether the rows themselves are totals and means, as of a summary: several kinds, or nothing else."""
    words = {_first_word(cells) for _, cells in rows}
    return len(words & TOTALS.keys()) > 1 or words <= TOTALS.keys()


def _is_below(cells: Sequence[str], above: Sequence[Row], width: int) -> bool:
    """Tell whether a last line is a total, or words below numbers.

    Of a total, no cell above has the first word, and it stands below numbers or dates, or has figures of them:
    a brand or a person may be called Total or Max.
    """
    place = next((place for place, cell in enumerate(cells) if cell.strip()), 0)
    word = cells[place].strip() if cells else ""
    over = [row[place].strip() for _, row in above if place < len(row)]
    if begins_with_total(cells):
        last = next((cell for cell in reversed(over) if not is_missing(cell)), "")
        named = len(cells) == width and not is_any_number(last) and not may_be_date(last)
        return all(word.lower() != cell.lower() for cell in over) and (not named or _has_figures(cells, above))
    if len(cells) != width and not any(map(is_any_number, cells)):
        return any(map(is_any_number, above[-1][1]))
    return _looks(word) and not is_any_number(word) and bool(over) and is_any_number(over[-1])


def _has_figures(cells: Sequence[str], above: Sequence[Row]) -> bool:
    """Tell whether most numbers of a line are what its first word says of the columns above; true if it has no more."""
    rows = [row for _, row in above if not begins_with_total(row)]
    told = [
        _is_figure(cell.strip(), [row[place].strip() for row in rows if place < len(row)], TOTALS[_first_word(cells)])
        for place, cell in enumerate(cells)
        if is_any_number(cell)
    ]
    return 2 * sum(told) > len(told) or sum(not is_missing(cell) for cell in cells) == 1


def _is_figure(cell: str, column: Sequence[str], figures: Sequence[Statistic]) -> bool:
    """Tell whether a number is one of some figures of a column, with either decimal mark."""
    for mark in OTHER:
        number = read_number(cell, mark)
        found = [read_number(without_unit(other), mark) for other in column if not is_missing(other)]
        values = [value[0] for value in found if value is not None]
        if number is not None and 2 * len(values) > len(found):
            decimals = sum(map(str.isdigit, cell.partition(mark)[2]))
            off = min(abs(number[0] - float(figure(values))) for figure in figures)
            if off <= max(0.501 * 10.0**-decimals, ROUNDED * abs(number[0])):
                return True
    return False


def begins_with_total(cells: Sequence[str]) -> bool:
    """Tell whether the first filled cell of a line is a word for a sum, a mean or the like."""
    return _first_word(cells) in TOTALS


def _looks(cell: str) -> bool:
    """Tell whether a cell looks like the beginning of a note."""
    return cell.startswith(MARKS) or ":" in cell or len(cell.split()) >= SENTENCE
