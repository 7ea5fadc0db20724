"""Lines among or below a table's rows that are none of them: notes, totals, names that come again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.data.dates import may_be_date
from core.data.layout import Head, Row, column_names, fitted
from core.data.numbers import is_any_number, is_missing
from core.words import shortened

MARKS = ("#", "%", "//", "*", "†", "‡", "§", "(", "[", "¹", "²", "³", "^")
"""What notes begin with."""
SENTENCE = 3
"""Words from which on a cell is a sentence."""
TOTALS = frozenset(
    (
        *(
            "total",
            "totals",
            "grand total",
            "subtotal",
            "sum",
            "sums",
            "mean",
            "average",
            "avg",
            "median",
            "min",
            "max",
            "count",
        ),
        *("sd", "std", "stdev", "standard deviation", "summe", "gesamt", "insgesamt", "gesamtsumme", "mittelwert"),
        *("durchschnitt", "totaal", "somme", "total général", "moyenne", "suma", "promedio", "media", "totale", "soma"),
        *("somma", "razem", "celkem", "összesen", "toplam", "ortalama", "σύνολο", "итого", "всего", "среднее", "разом"),
        *("合计", "总计", "小计", "平均", "合計", "總計", "小計", "합계", "총계", "평균"),
    )
)
"""What stands, in small letters, before the sum or mean of the rows above."""
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
    totals = [row for row in below if _first_word(row[1]) in TOTALS]
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
    first = filled[0] if filled else ""
    if not first or is_any_number(first) or may_be_date(first) or (len(cells) == width and len(filled) > 1):
        return False
    if len(filled) == 1:
        return _looks(first) or (len(cells) < width and not is_missing(first))
    return _looks(first) and 2 * sum(map(is_any_number, filled)) <= len(filled)


def _is_among(cells: Sequence[str], head: Head) -> bool:
    """Tell whether a line among the rows is a note, or has the names again, as files put together have them."""
    width = len(head.names)
    if len(cells) == width and cells[0].strip() != head.names[0] and any(cells[1:]):
        return False  # soon told: most are rows
    return is_note(cells, width) or (width > 1 and column_names(cells) == head.names)


def _first_word(cells: Sequence[str]) -> str:
    """Return the first filled cell of a line in small letters, without a colon."""
    return next((cell.strip() for cell in cells if cell.strip()), "").lower().rstrip(":. ")


def _are_statistics(rows: Sequence[Row]) -> bool:
    """Tell whether the rows themselves are totals and means, as of a summary: several kinds, or nothing else."""
    words = {_first_word(cells) for _, cells in rows}
    return len(words & TOTALS) > 1 or words <= TOTALS


def _is_below(cells: Sequence[str], above: Sequence[Row], width: int) -> bool:
    """Tell whether a last line is a total, or words below numbers: of a total, no cell above it has the first word."""
    place = next((place for place, cell in enumerate(cells) if cell.strip()), 0)
    word = cells[place].strip() if cells else ""
    over = [row[place].strip() for _, row in above if place < len(row)]
    if _first_word(cells) in TOTALS:
        return all(word.lower() != cell.lower() for cell in over)
    if len(cells) != width and not any(map(is_any_number, cells)):
        return any(map(is_any_number, above[-1][1]))
    return _looks(word) and not is_any_number(word) and bool(over) and is_any_number(over[-1])


def begins_with_total(cells: Sequence[str]) -> bool:
    """Tell whether the first filled cell of a line is a word for a sum or mean."""
    word = next((cell.strip() for cell in cells if cell.strip()), "")
    return word.lower().rstrip(":. ") in TOTALS


def _looks(cell: str) -> bool:
    """Tell whether a cell looks like the beginning of a note."""
    return cell.startswith(MARKS) or ":" in cell or len(cell.split()) >= SENTENCE
