"""How a table is laid out in text: where it begins, what stands between its cells, what its columns are called."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import islice, pairwise

from core.data.csv_text import UnreadableTable
from core.data.measures import NO_UNITS
from core.data.numbers import CURRENCIES, Decimal, is_any_number, is_missing
from core.data.own import MAX_COLUMNS
from core.values import dataclass
from core.words import counted, shortened

MAX_HEADER = 60
DELIMITER_NAMES = {
    "\t": "tab",
    ";": "semicolon",
    "|": "bar",
    "│": "line",
    ",": "comma",
    " ": "spaces",
    "  ": "two or more spaces",
}
"""What may stand between cells, in order of preference: a comma may be a decimal mark, a space part of a name."""
BARS, SPACES = ("|", "│"), (" ", "  ")
RULE = re.compile(r"(?=.*(?:--|==|──|══))[\s+|:=\-─━═┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╞╪╡│┃║]+|(?:\s*<[a-z]+>)+\s*")
"""A line that only parts the rows of a table drawn with characters, or tells the types of its columns."""
COUNT = re.compile(r"\(?\d+ rows?\b.*")
"""The last line of a table that a database prints."""
_CURRENCY = "|".join(map(re.escape, CURRENCIES))
_THOUSANDS = r"\d{1,3}(?:,\d{3})+"
BRACKETED = re.compile(rf"(?:^|(?<=,)) *(\((?:{_CURRENCY})? ?{_THOUSANDS}(?:\.\d*)?\)) *(?=,|$)", re.ASCII)
"""A negative number with a comma between thousands, as accountants write it: its halves would be no values."""
WITH_BRACKET = re.compile(r"^[^\n\"']*\([^\n\"']*$", re.MULTILINE)
MONEY = re.compile(
    rf"[-+(]*(?:(?:{_CURRENCY})\s?{_THOUSANDS}(?:\.\d+)?|{_THOUSANDS}\.\d\d|(?<=\(){_THOUSANDS})\)?", re.ASCII
)
"""An amount of money whose thousands a comma parts, so that it may stand in two cells."""
TOP = 500_000
"""Characters from the beginning of a table in which its first rows are looked for."""
TOP_ROWS = 100
"""Rows that tell how many columns there are."""
Row = tuple[int, list[str]]
"""The line of the file on which a row begins, and its cells."""


@dataclass(frozen=True)
class Dialect:
    """How a table is written.

    Attributes
    ----------
    encoding
        As Python names it.
    delimiter
        What stands between cells; one space stands for any number of spaces, two for two or more.
    decimal
        What stands before the decimals of a number; the other of "." and "," may stand between thousands.
    header
        Whether the first row names the columns.
    first_row
        The line of the text, from 1, where the table begins: with the header, if there is one.
    units
        Whether the row below the header holds units.
    groups
        How many rows of the header name groups of columns: they stand above the names of the columns.
    quote
        What stands around cells that hold a delimiter.
    day_first
        Whether 1/2/2024 is a day in February; None: decided for each column.
    minutes
        Whether times such as 3:45 are minutes and seconds, not hours and minutes; None: decided for each column.
    ambiguous
        Whether numbers such as 1,200 can be read both ways, and no other number tells.
    """

    encoding: str
    delimiter: str
    decimal: Decimal
    header: bool
    first_row: int = 1
    units: bool = False
    groups: int = 0
    quote: str = '"'
    day_first: bool | None = None
    minutes: bool | None = None
    ambiguous: bool = field(default=False, compare=False)

    @property
    def above(self) -> int:
        """How many rows stand above the values."""
        return 1 + self.groups + self.units if self.header else 0


@dataclass(frozen=True)
class Head:
    """What stands above the values, in so many rows: names, whether the first column has none, units."""

    names: tuple[str, ...]
    unnamed: bool
    units: tuple[str, ...]
    rows: int


def top_of(text: str, quote: str) -> str:
    """Return whole lines from the beginning, as many as the first rows may need; all if a quote goes on beyond them."""
    top = text[: text.find("\n", TOP) + 1 or len(text)]
    return top if top.count(quote) % 2 == 0 else text


def rows_of(text: str, dialect: Dialect) -> Iterator[Row]:
    """Yield all rows of a table, the header too; blank lines are left out.

    Raises
    ------
    UnreadableTable
        Where a quote is not closed.
    """
    start = _start(text, dialect.first_row)
    line = dialect.first_row
    try:
        for line, row in split(text[start:], dialect.delimiter, dialect.quote, dialect.first_row, strict=True):
            yield line, row
    except csv.Error as error:
        row_line = int(error.args[1]) if len(error.args) > 1 else line
        raise UnreadableTable(
            f"The row that begins on line {row_line:,} cannot be split into cells ({error.args[0]}): "
            "is a quote not closed?"
        ) from error


def _start(text: str, line: int) -> int:
    """Return where a line begins, counted from 1."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1 or len(text)
    return start


def split(text: str, delimiter: str, quote: str, line: int, strict: bool = False) -> Iterator[Row]:
    """Yield rows of cells with the lines on which they begin; ``line`` is the number of the first one.

    Raises
    ------
    csv.Error
        If a quote is not closed (only where ``strict``), or a cell is beyond all measure; with the line.
    """
    if delimiter in SPACES or (delimiter in BARS and _is_drawn(text, delimiter)):
        yield from _split_lines(text, delimiter, quote, line)
        return
    if quote + " " in text:  # spaces after a closing quote, before a delimiter
        text = re.sub(rf"(?<=[^{quote}{re.escape(delimiter)}\n]{quote}) +(?={re.escape(delimiter)}|\n|$)", "", text)
    if delimiter == "," and "(" in text:
        text = WITH_BRACKET.sub(lambda line: _with_quotes(line[0], quote), text)
    formulas = "=" + quote in text
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, quotechar=quote, strict=strict, skipinitialspace=True)
    begins = line
    try:
        for row in reader:
            if any(cell and not cell.isspace() for cell in row):
                yield begins, [_unwrapped(cell) for cell in row] if formulas else row
            begins = line + reader.line_num
    except csv.Error as error:
        raise csv.Error(str(error), begins) from error


def _with_quotes(line: str, quote: str) -> str:
    """Return a line with quotes around numbers in brackets that hold a comma; a line that is but one may be a point."""
    return line if BRACKETED.fullmatch(line) else BRACKETED.sub(rf"{quote}\1{quote}", line)


def _unwrapped(cell: str) -> str:
    """Return what a formula holds that is but a text, as ="12", which keeps spreadsheets from changing it."""
    return cell[2:-1] if len(cell) > 2 and cell.startswith('="') and cell.endswith('"') else cell


def _is_drawn(text: str, bar: str) -> bool:
    """Tell whether a table has lines around it or below its header, as terminals and Markdown draw them."""
    top = [line.strip() for line in text[:20_000].split("\n", 8)[:8] if line.strip()]
    return any(RULE.fullmatch(line) for line in top) or (
        bool(top) and all(len(line) > 1 and line[0] == line[-1] == bar for line in top[:-1] or top)
    )


def _split_lines(text: str, delimiter: str, quote: str, first: int) -> Iterator[Row]:
    """Yield the rows of a table with one line for each, leaving out lines that only part them."""
    for number, line in enumerate(io.StringIO(text), start=first):
        bare = line.strip()
        if not bare or RULE.fullmatch(bare) or COUNT.fullmatch(bare):
            continue
        yield number, _cells(bare, delimiter, quote)


def _cells(line: str, delimiter: str, quote: str) -> list[str]:
    if delimiter in BARS:
        inner = line[1:-1] if len(line) > 1 and line[0] == line[-1] == delimiter else line
        return [cell.strip() for cell in inner.split(delimiter)]
    if delimiter == "  ":
        cells = re.split(r"\s*\t\s*|\s{2,}", line)
    elif quote in line:
        cells = re.findall(rf"{quote}(?:[^{quote}]|{quote}{quote})*{quote}(?=\s|$)|\S+", line)
    else:
        return line.split()
    return [_unquoted(cell, quote) for cell in cells]


def _unquoted(cell: str, quote: str) -> str:
    inside = len(cell) > 1 and cell[0] == cell[-1] == quote
    return cell[1:-1].replace(2 * quote, quote) if inside else cell


def usual_width(rows: Iterable[Sequence[str]]) -> int:
    """Return how many cells most rows have, empty ones at the end left out where all rows have such; of two, more."""
    rows = list(rows)
    widths = Counter(len(row) for row in rows)
    width = max(widths, key=lambda w: (widths[w], w), default=1)
    while width > 1 and not any(row[width - 1].strip() for row in rows if len(row) >= width):
        width -= 1
    return width


def fitted(row: list[str], width: int) -> list[str]:
    """Return a row without the empty cells beyond ``width``."""
    return row[:width] if len(row) > width and not any(cell.strip() for cell in row[width:]) else row


def head_of(text: str, dialect: Dialect) -> tuple[Head, list[Row]]:
    """Return what stands above the values, and the first rows of values.

    Raises
    ------
    UnreadableTable
        If there are no rows, too many columns, or a header of another length.
    """
    rows = list(islice(rows_of(text, dialect), TOP_ROWS + 2))
    if not rows:
        raise UnreadableTable("The table is empty: it needs at least two rows.")
    above = dialect.above
    body = rows[above:]
    first = rows[0][1]
    width = _width(first, [cells for _, cells in body], dialect.header)
    if width > MAX_COLUMNS:
        raise UnreadableTable(f"The table has {width:,} columns; at most {MAX_COLUMNS:,} can be read.")
    cells_below = rows[above - 1][1] if dialect.header and dialect.units and len(rows) >= above else []
    if dialect.header and dialect.groups:
        cells = grouped([cells for _, cells in rows[: 1 + dialect.groups]], width)
    else:
        cells = _names_row(rows[0], width, dialect, body) if dialect.header else [""] * width
    bare = [cell.strip() for cell in cells_below]
    units = ["" if is_missing(cell) or cell.lower() in NO_UNITS else cell.strip("()[] ") for cell in bare]
    names = column_names(cells)
    unnamed = dialect.header and not cells[0].strip()
    return Head(names, unnamed, tuple(units[:width]) + ("",) * (width - len(units)), above), body


def _width(first: list[str], body: list[list[str]], header: bool) -> int:
    """Return the number of columns: as many as the header names, if some rows have as many cells; else as most rows."""
    usual = usual_width(body or [first])
    if not header or not body or len(first) == usual:
        return usual
    named = usual_width([first])
    return named if any(len(fitted(row, named)) == named for row in body) else usual


def _names_row(row: Row, width: int, dialect: Dialect, body: Sequence[Row]) -> list[str]:
    """Return the header's cells; it may have no name for the names of the rows, as R writes them: all different."""
    line, cells = row
    cells = fitted([*cells], width)
    if cells and cells[0].lstrip().startswith(("#", "%", "//")):
        bare = cells[0].lstrip("#%/ \t")
        cells = [bare or cells[0], *cells[1:]] if bare or len(cells) <= width else cells[1:]
    named = {below[0] for _, below in body}
    full = [below for _, below in body if len(below) == width]
    split_numbers = dialect.delimiter == "," and all(map(has_money, full))
    split_words = dialect.delimiter == " " and _split_words(full)
    if len(cells) == width - 1 and len(named) == len(body) and not split_numbers and not split_words:
        return ["", *cells]
    if len(cells) != width:
        hints: Iterator[str] = map(commas_in_words, body if dialect.delimiter == "," and len(cells) < width else ())
        if split_words:
            hints = iter([f" {split_words}"])
        raise UnreadableTable(
            f"The header in row {line:,} has {counted(len(cells), 'name')}, but the rows below have "
            f"{counted(width, 'cell')}. Name every column, and check that "
            f"“{DELIMITER_NAMES[dialect.delimiter]}” is the right separator." + next(filter(None, hints), "")
        )
    return cells


def grouped(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return the names of columns in the last row after those of their groups, from the first row downwards.

    A group's name stands above the first of its columns, or above each; it ends where a group above it ends.
    """
    whole = [""] * width
    for depth, row in enumerate(rows, start=1):
        above, group = [*whole], ""
        for place, name in enumerate(cell.strip() for cell in (*row, *[""] * width)[:width]):
            inside = depth < len(rows) and place > 0 and above[place] == above[place - 1]
            group = name or (group if inside else "")
            whole[place] = f"{above[place]} {group}".strip()
    return whole


def _split_words(rows: Sequence[Sequence[str]]) -> str:
    """Return what to do about words of two parts, as class 1, that spaces have split; empty if there seem to be none.

    A word is the same in all rows before another cell, and no names of rows stand first: these are words, or count.
    """
    if len(rows) < 2:
        return ""
    first, *columns = zip(*rows, strict=True)
    counts = [int(cell) for cell in first if cell.isdecimal()]
    if not all(map(is_any_number, first)) or (len(counts) == len(rows) and counts == sorted(counts)):
        return ""
    for word, after in pairwise(columns):
        if len({*word}) == 1 and word[0].isalpha():
            return (
                f"May “{word[0]} {after[0]}” be one cell? "
                "Then put quotes around words with spaces, or two spaces or more between cells."
            )
    return ""


def commas_in_words(row: Row) -> str:
    """Return what to do about commas that may stand both between cells and inside numbers; empty if they do not."""
    line, cells = row
    for place, pair in enumerate(_pairs(cells), start=1):
        if pair.replace(",", "", 1).isdigit() or MONEY.fullmatch(pair):
            return (
                f" Row {line:,}, cell {place}: may “{pair}” be one number? A comma cannot stand both between cells and "
                "inside numbers: save the table with semicolons between cells, or with quotes around such numbers."
            )
    return ""


def has_money(cells: Sequence[str]) -> bool:
    """Tell whether two neighbouring cells may be one amount of money."""
    return any(map(MONEY.fullmatch, _pairs(cells)))


def _pairs(cells: Sequence[str]) -> list[str]:
    """Return each two neighbouring cells with the comma between them."""
    return [f"{first.strip()},{second.strip()}" for first, second in pairwise(cells)]


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return different names for the columns: those given, numbered where two are equal, or “column 1” and so on."""
    given = [shortened(" ".join(cell.split()), MAX_HEADER) or f"column {n}" for n, cell in enumerate(cells, start=1)]
    taken, names, copies = set(given), list[str](), Counter[str]()
    for name in given:
        copies[name] += 1
        other = name
        while copies[name] > 1 and other in taken:
            other = f"{name} ({copies[name]})"
            copies[name] += other in taken
        taken.add(other)
        names.append(other)
    return tuple(names)
