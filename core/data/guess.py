"""Guesses how a table is written: delimiter, first row, header, units, decimal mark."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from core.data.csv_text import UnreadableTable
from core.data.dates import may_be_date
from core.data.decimals import judge
from core.data.layout import (
    DELIMITER_NAMES,
    SPACES,
    TOP_ROWS,
    Dialect,
    Row,
    fitted,
    grouped,
    has_money,
    rows_of,
    split,
    top_of,
    usual_width,
)
from core.data.measures import NO_UNITS, are_units, is_unit, without_unit
from core.data.notes import is_note
from core.data.numbers import PLAIN, is_any_number, is_missing, read_number
from core.data.own import MAX_COLUMNS

PEEK = 100_000
"""Characters that the guesses are based on, and the rest of the last line."""
NEARLY = 0.75
"""How well tabs must fit beside spaces to be what parts cells: words in cells have spaces, but no tabs."""
WEIGHED = 2_000
"""Cells that tell whether a delimiter is the right one."""
SEPARATOR_LINE = re.compile(r'"?sep=(.|\\t)[\s;,"]*', re.IGNORECASE)
"""What spreadsheets write above a table."""
REMARK = ("#", "%", "//")
SINGLE_QUOTED = re.compile(r"(?:^|[,;\t|])[ ]*'(?:[^'\n]|'')*'[ ]*(?=[,;\t|]|$)", re.MULTILINE)
BLANK = re.compile(r"\S +\S")
LOGGER = "TOA5"
"""What the title of a data logger's file begins with: it may have as many cells as the rows."""
LONGEST_UNIT = 16
VARIABLE = re.compile(r"[abcijnpqruvwxyz]\d?")
"""A short name that is no unit."""
HIGHEST = 20
"""Rows of titles that may stand above the names."""
RISING = 3
"""Numbers beyond which it is no accident that they rise in the first row and in none of as many below."""
YEARS = range(1500, 2200)


def guess(text: str, encoding: str, first_row: int = 0, delimiter: str = "") -> Dialect:
    """Return how a table is most likely written, as far as ``first_row`` and ``delimiter`` are not given."""
    line, top, remark = _top(text, first_row)
    quote = "'" if _is_single_quoted(top) else '"'
    told = SEPARATOR_LINE.fullmatch(top.split("\n", 1)[0].strip())
    if told is not None and not first_row:
        top, line = top[top.find("\n") + 1 :], line + 1
        mark = "\t" if told[1] == "\\t" else told[1]
        delimiter = delimiter or (mark if mark in DELIMITER_NAMES else "")
    delimiter = delimiter or _delimiter(top, quote)
    dialect = Dialect(encoding, delimiter, ".", False, line, quote=quote)
    rows = _split(top, dialect)
    if not first_row:
        rows = rows[_begin(rows, delimiter) :]
        if remark and rows and (named := _named_in_remark(remark, rows, dialect)):
            return _with_decimal(text, replace(dialect, first_row=named, header=True))
    if not rows:
        return dialect
    width = usual_width([row for _, row in rows])
    cells = [row for place, (_, row) in enumerate(rows) if not place or not is_note(row, width)]
    groups = _group_rows(cells, width)
    header = groups > 0 or _has_names(cells) or _lacks_names(rows, width, delimiter)
    names = cells[groups]
    below = [row for row in cells[1 + groups :] if len(row) >= len(names)]
    units = header and _words_above_numbers(below, names)
    if units and not groups and _are_names(below[0], names):
        groups, units = 1, False
    units = units and are_units(below[0][: len(names)])
    return _with_decimal(text, replace(dialect, first_row=rows[0][0], header=header, units=units, groups=groups))


def _is_single_quoted(top: str) -> bool:
    """Tell whether single quotes stand around cells, and nowhere else unless there are more of these than lines."""
    quoted = len(SINGLE_QUOTED.findall(top)) if '"' not in top else 0
    return quoted > 0 and (quoted > top.count("\n") or "'" not in SINGLE_QUOTED.sub("", top))


def _top(text: str, first_row: int) -> tuple[int, str, Row | None]:
    """Return the number of the first line of the table or of what stands above it, what follows, and the last remark.

    Remarks are lines that begin with #, % or //.
    """
    start, line, remark = 0, 1, None
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        words = text[start:end].strip()
        if line >= first_row and words and (first_row or not words.startswith(REMARK)):
            break
        remark = (line, [words]) if words.startswith(REMARK) else remark
        start, line = end, line + 1
    if start >= len(text) and remark is not None:  # nothing but remarks: then they are the table
        start, line, remark = 0, 1, None
    stop = text.find("\n", start + PEEK) + 1 or len(text)
    return line, text[start:stop], remark


def _split(top: str, dialect: Dialect) -> list[Row]:
    """Return the first rows; the last one is left out where the text was cut within quotes."""
    try:
        rows = list(islice(split(top, dialect.delimiter, dialect.quote, dialect.first_row), TOP_ROWS))
    except csv.Error:
        return []
    return rows[:-1] if len(rows) > 2 and top.count(dialect.quote) % 2 else rows


def _delimiter(top: str, quote: str) -> str:
    scores = {mark: _score(top, mark, quote) for mark in DELIMITER_NAMES if mark[0] in top or mark in SPACES}
    best = max(scores, key=lambda mark: scores[mark])
    unquoted = re.sub(rf"{quote}[^{quote}\n]*{quote}", quote, top).split("\n")
    if best in SPACES and (tabs := scores.get("\t")):
        parted = any("\t" in line and BLANK.search(line) for line in unquoted)
        best = best if parted and tabs < NEARLY * scores[best] else "\t"  # else lines of words only are no rows
    if best == " " and scores.get("  ", 0.0) >= scores[best] and _has_words_in_cells(top, quote):
        best = "  "
    return best if scores[best] else ","  # one column only


def _score(top: str, delimiter: str, quote: str) -> float:
    """Return how well a delimiter fits: the share of rows of the usual length times that of plain cells; 0 to 1."""
    rows = [cells for _, cells in _split(top, Dialect("", delimiter, ".", False, quote=quote))]
    width = usual_width(rows)
    even = [row for row in rows if len(fitted(row, width)) == width]
    if width < 2:
        return 0.0
    cells = [cell.strip() for cell in islice((cell for row in even for cell in row), WEIGHED)]
    if delimiter in SPACES and not _is_aligned(cells, len(even), len(rows)):
        return 0.0
    return round(len(even) / len(rows) * sum(map(_is_plain, cells)) / len(cells), 9)  # equal ones are to be equal


def _has_words_in_cells(top: str, quote: str) -> bool:
    """Tell whether two or more spaces part all rows evenly, and single ones only words, as in class 1, no numbers."""
    narrow, rows = ([row for _, row in _split(top, Dialect("", mark, ".", False, quote=quote))] for mark in SPACES)
    cells = [cell.strip() for row in rows[1:] for cell in row if " " in cell.strip()]
    starts = [cell.split()[0] for cell in cells if not is_unit(cell.partition(" ")[2])]
    even = len({*map(len, rows)}) == 1 and len(rows[0]) < max(map(len, narrow))  # else quotes hold the words together
    return bool(cells) and even and not any(map(is_any_number, starts))


def _is_aligned(cells: Sequence[str], even: int, rows: int) -> bool:
    """Tell whether spaces part cells, and not the words of a text: some cells are numbers."""
    numbers = sum(map(is_any_number, cells))
    return even > 1 and even >= rows / 2 and (5 * numbers >= len(cells) or even == rows >= 4)


def _is_plain(cell: str) -> bool:
    """Tell whether a cell looks like one value, and not like several with delimiters between them."""
    if is_missing(cell) or is_any_number(without_unit(cell)) or may_be_date(cell):
        return True
    if any(mark in cell for mark in "\t;|│,\n") or "  " in cell:
        return False
    return not (cell.replace(" ", "").isdigit())


def _begin(rows: Sequence[Row], delimiter: str) -> int:
    """Return the place of the table's first row: above it may be titles, which have other numbers of cells."""
    if len(rows) > 1 and rows[0][1][0].strip() == LOGGER:
        return 1
    width = usual_width([cells for _, cells in rows])
    for place, (_, cells) in enumerate(rows):
        filled = sum(1 for cell in cells if cell.strip())
        if _group_rows([row for _, row in rows[place:]], width):
            return place
        title = width > 1 and filled == 1 and bool(cells[0].strip())
        title = title or (filled < width and bool(cells[0].strip()) and _names_follow(rows[place + 1 :], width))
        if len(fitted(cells, width)) == width and not title:
            return place - _names_above(rows, place, width)
        if _lacks_names(rows[place:], width, delimiter):
            return place  # a header with too few names
        if filled > 1 and 2 * sum(map(is_any_number, cells)) > filled:
            return place  # no title, but a row of values that has lost a cell
        if filled > width and not _has_names([row for _, row in rows[place + 1 :]]):
            return place  # a header with too many names
    return 0


def _group_rows(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return how many rows above the names of columns are names of groups: 2, 1 or 0.

    Where both may be, units may stand in the third row.
    """
    found = [above for above in (1, 2) if _are_groups(rows, above, width)]
    lines = int(_is_in_two_lines(rows, width))
    return 1 if len(found) == 2 and are_units(rows[2][:width]) else max(found, default=lines)


def _is_in_two_lines(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether names are written in two lines, as Wind above Speed: both stand above all numbers.

    The second line alone would not do, as it names two columns alike, or the first one begins with a gap, as no title.
    """
    top = [[cell.strip() for cell in fitted([*row], width)] for row in rows[:5]]
    if len(top) < 3 or any(len(row) != width for row in top) or not all(top[1]) or are_units(top[1]):
        return False
    words = not any(is_any_number(cell) or may_be_date(cell) for row in top[:2] for cell in row)
    numbers = [any(map(is_any_number, column)) for column in zip(*top[2:], strict=True)]
    named = 2 * sum(numbers) >= width and all(name for name, number in zip(top[0], numbers, strict=True) if number)
    lacks = (not all(top[0]) or len({*top[0]}) < width) and (not top[0][0] or len({*top[1]}) < width)
    return words and named and lacks and len({*grouped(top[:2], width)}) == width


def _are_groups(rows: Sequence[Sequence[str]], above: int, width: int) -> bool:
    """Tell whether so many rows ``above`` names hold groups, such as years; the first ones have two columns each."""
    top = rows[: above + 3]
    if len(top) < above + 3 or width < 4 or not all(len(fitted([*row], width)) == width for row in top):
        return False
    names, first = [cell.strip() for cell in top[above][:width]], grouped([top[0], []], width)
    of_numbers = [any(map(is_any_number, cells)) for cells in zip(*(row[:width] for row in top[-2:]), strict=True)]
    sizes = Counter(group for group, numbers in zip(first, of_numbers, strict=True) if group and numbers)
    told_apart = len({*grouped(top[: above + 1], width)}) == width and all(names[1:])
    return told_apart and not any(map(is_any_number, names)) and len(sizes) > 1 and min(sizes.values()) > 1


def _lacks_names(rows: Sequence[Row], width: int, delimiter: str) -> bool:
    """Tell whether names stand right above up to twice as many numbers: commas may part cells and stand in numbers."""
    (line, names), (following, _) = (*rows[:2], (0, []), (0, []))[:2]
    lacking = delimiter == "," and 1 < len(names) < width <= 2 * len(names) and following == line + 1
    named = all(name.strip() and not is_any_number(name) for name in names)
    longer = next((cells for _, cells in rows[1:] if len(cells) > len(names)), [])
    return lacking and named and bool(longer) and (all(map(str.isdigit, map(str.strip, longer))) or has_money(longer))


def _names_follow(rows: Sequence[Row], width: int) -> bool:
    """Tell whether, below what may be titles padded with empty cells, a whole row of names stands above numbers."""
    for place, (_, cells) in enumerate(rows[:HIGHEST]):
        named = all(cell.strip() for cell in cells[:width]) and not any(map(is_any_number, cells))
        if named and len(cells) >= width and place + 1 < len(rows):
            return any(map(is_any_number, rows[place + 1][1])) and _has_names([row for _, row in rows[place:]])
    return False


def _names_above(rows: Sequence[Row], place: int, width: int) -> bool:
    """Tell whether the row above is a header without a name for the names of the rows, as R writes it."""
    above = [cell.strip() for cell in rows[place - 1][1]] if place else []
    if len(above) != width - 1 or not all(above) or any(map(is_any_number, above)) or width < 2:
        return False
    return not _has_names([cells for _, cells in rows[place:]])


def _named_in_remark(remark: Row, rows: Sequence[Row], dialect: Dialect) -> int:
    """Return the line of a remark that names the columns, as “# x y k” does; 0 if it does not."""
    if _has_names([cells for _, cells in rows]):
        return 0
    line, (words,) = remark
    found = list(split(words.lstrip("#%/ "), dialect.delimiter, dialect.quote, line))
    width = usual_width([cells for _, cells in rows])
    fits = bool(found) and len(found[0][1]) == width > 1 and not any(map(is_any_number, found[0][1]))
    return line if fits else 0


def _has_names(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names the columns, judged by how unlike its cells are to those below."""
    first = [cell.strip() for cell in rows[0][:MAX_COLUMNS]] if rows else []
    if len(rows) < 2:
        return not any(map(is_any_number, first))
    if all(map(is_any_number, first)):
        return _are_years(first, rows[1:])
    if len(rows[1]) == len(first) + 1:
        first = ["", *first]  # as R writes it
    columns = [[row[place].strip() for row in rows[1:] if place < len(row)] for place in range(len(first))]
    rising = _rises(first) and len(rows) > RISING and not any(map(_rises, rows[1:]))
    series = rising or _is_series([cell for cell in first if is_any_number(cell)], first[0])
    score = sum(_vote(*both, series, place) for place, both in enumerate(zip(first, columns, strict=True)))
    return score > 0 or (score == 0 and not any(_are_values([cell]) for cell in first))


def _vote(cell: str, column: Sequence[str], series: bool, place: int) -> float:
    """Return what a cell of the first row says: positive if it is a name of the column below."""
    there = [other for other in column if not is_missing(other)]
    numbers = sum(map(is_any_number, there))
    of_numbers = numbers > 0 and 3 * numbers >= 2 * len(there)
    if not cell:
        return 1.0 if place == 0 and of_numbers and len(set(there)) == len(there) else 0.0
    if is_any_number(cell):
        if of_numbers:
            return 0.5 if _is_alien(cell, there) else 0.0 if series else -1.0
        return -1.0 if cell in there or not there else 2.0
    if may_be_date(cell):
        return -2.0 if any(map(may_be_date, there[:5])) else 1.0
    if of_numbers or _are_values(there):
        return 0.0 if is_missing(cell) else -1.0 if not of_numbers and _are_values([cell]) else 3.0
    if cell in there:
        return -3.0
    return 1.0 if len(set(there)) < len(there) else 0.5


def _are_values(cells: Sequence[str]) -> bool:
    """Tell whether all cells are dates, or numbers with a unit, as no names are."""
    return bool(cells) and all(may_be_date(cell) or is_any_number(without_unit(cell)) for cell in cells)


def _is_alien(cell: str, column: Sequence[str]) -> bool:
    """Tell whether a number lies far from those below it, as 2019 does above 1.5 and 2."""
    values = [value for value in map(_value, column) if value is not None]
    number = _value(cell)
    if number is None or len(values) < 3 or not cell[-1].isdigit():  # names have no unit
        return False
    if number in YEARS and not any(value in YEARS or value.is_integer() for value in values):
        return True
    low, high = min(values), max(values)
    margin = max(high - low, abs(high) / 2)
    return not low - margin <= number <= high + margin


def _value(cell: str) -> float | None:
    """Return the number in a cell, with either decimal mark."""
    found = read_number(cell, ".") or read_number(cell, ",")
    return None if found is None else found[0]


def _is_series(numbers: Sequence[str], first: str) -> bool:
    """Tell whether the numbers of a first row number or scale its columns: years, 0 1 2 after a blank, 1e3 1e4 1e5."""
    values = [float(number) for number in numbers if PLAIN.fullmatch(number)]
    if len(values) < max(2, len(numbers)):
        return False
    if _is_even(values):
        return not first or all(value in YEARS for value in values)
    ratios = {round(later / earlier, 6) for earlier, later in pairwise(values)} if min(values) > 0 else set()
    return len(ratios) == 1 and len(values) > 2 and not ratios <= {1.0}


def _rises(cells: Sequence[str]) -> bool:
    """Tell whether a row has some whole numbers, each larger than the one before."""
    numbers = [int(cell) for cell in map(str.strip, cells) if cell.isdecimal() and len(cell) < 10]
    rising = all(earlier < later for earlier, later in pairwise(numbers))
    return rising and len(numbers) > RISING and len(numbers) == sum(map(is_any_number, cells))


def _is_even(values: Sequence[float]) -> bool:
    """Tell whether each number is as much larger than the one before."""
    steps = {later - earlier for earlier, later in pairwise(values)}
    return len(steps) == 1 and 0 not in steps


def _are_years(first: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Tell whether a row of numbers names columns by years: no cell below is one."""
    if len(first) < 3 or not all(cell.isdigit() and len(cell) == 4 and int(cell) in YEARS for cell in first):
        return False
    below = (cell.strip() for row in rows for cell in row)
    return _is_even([int(cell) for cell in first]) and not any(
        cell.isdigit() and len(cell) == 4 and int(cell) in YEARS for cell in below
    )


def _words_above_numbers(rows: Sequence[Sequence[str]], names: Sequence[str]) -> bool:
    """Tell whether the row below the header holds short words above columns of numbers, as units are."""
    if len(rows) < 3:
        return False
    found = 0
    for place, cell in enumerate(cell.strip() for cell in rows[0][: len(names)]):
        below = [row[place].strip() for row in rows[1:] if place < len(row)]
        there = [other for other in below if not is_missing(other)]
        of_numbers = bool(there) and all(map(is_any_number, there))
        if is_missing(cell) or cell == "1" or cell.lower() in NO_UNITS:
            continue
        if is_any_number(cell) or not of_numbers or len(cell) > LONGEST_UNIT:
            return False
        found += 1
    return found > 0


def _are_names(cells: Sequence[str], above: Sequence[str]) -> bool:
    """Tell whether words above numbers are names, not units: all are like x, or a number is among the words above."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    named = all(map(VARIABLE.fullmatch, filled)) or any(map(is_any_number, above))
    return named and not any(map(is_any_number, filled))


def _with_decimal(text: str, dialect: Dialect) -> Dialect:
    """Return the dialect with the decimal mark that its cells tell: the first ones, or all where those do not."""
    bare = dialect.delimiter == "," and dialect.quote not in text  # then no cell holds a comma
    if bare or not ("," in text or "." in text):
        return dialect
    above = dialect.above
    try:
        top = top_of(text, dialect.quote)
        verdict = judge(cells for _, cells in islice(rows_of(top, dialect), above, above + TOP_ROWS))
        if not verdict.firm:
            verdict = judge(cells for _, cells in islice(rows_of(text, dialect), above, None))
    except UnreadableTable:
        return dialect
    return replace(dialect, decimal=verdict.decimal, ambiguous=verdict.ambiguous)
