"""What is in a file, and how its text is written: delimiter, decimal mark, header."""

from __future__ import annotations

import csv
import io
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from core.words import shortened

MAX_BYTES = 512 * 2**20
MAX_COLUMNS = 1_000
LONGEST_NAME = 60
PEEK = 50
"""Lines that the guesses are based on."""
DELIMITERS = ("\t", ";", ",")
"""In order of preference: a comma may be a decimal mark."""
DELIMITER_NAMES = {"\t": "tab", ";": "semicolon", ",": "comma"}
MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-"))
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([ T].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}( .*)?")

Decimal = Literal[".", ","]


class UnreadableTable(ValueError):
    """A table that cannot be read; the message says what is wrong, where, and what would help."""


@dataclass(frozen=True)
class Dialect:
    """How a table is written.

    Attributes
    ----------
    encoding
        As Python names it.
    delimiter, decimal
        What stands between cells, and before the decimals of a number.
    header
        Whether the first row names the columns.
    """

    encoding: str
    delimiter: str
    decimal: Decimal
    header: bool


def load(path: Path) -> bytes:
    """Return what is in a file.

    Raises
    ------
    UnreadableTable
        If the file does not exist, is a folder, is too large, may not be read, or changes meanwhile.
    """
    try:
        before = path.stat()
        if stat.S_ISDIR(before.st_mode):
            raise UnreadableTable(f"“{path.name}” is a folder; choose a file in it.")
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableTable(f"“{path.name}” is not an ordinary file; save the table to a CSV file first.")
        if before.st_size > MAX_BYTES:
            raise UnreadableTable(
                f"“{path.name}” has {before.st_size / 2**20:,.0f} MB; at most {MAX_BYTES // 2**20} MB can be read. "
                "Save only some of its rows or columns."
            )
        content = path.read_bytes()
        after = os.stat(path)
    except FileNotFoundError as error:
        raise UnreadableTable(f"There is no file “{path}” (any more).") from error
    except PermissionError as error:
        raise UnreadableTable(f"“{path.name}” cannot be read: you do not have permission.") from error
    except OSError as error:
        raise UnreadableTable(f"“{path.name}” cannot be read: {error.strerror}.") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(content) != after.st_size:
        raise UnreadableTable(f"“{path.name}” changed while it was being read; try again when it is complete.")
    return content


def guess(text: str, encoding: str) -> Dialect:
    """Return how a table is most likely written, judged by its first rows."""
    top = "\n".join(islice((line for line in text[: 200 * PEEK + 100_000].split("\n") if line.strip()), PEEK))
    tables = {delimiter: _peek(top, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda d: _evenness(tables[d]))
    if _evenness(tables[delimiter]) == 0.0:
        delimiter = ","  # one column only
    rows = tables[delimiter]
    cells = [cell.strip() for row in rows for cell in row]
    commas = any(DECIMAL_COMMA.fullmatch(cell) for cell in cells)
    points = any("." in cell and NUMBER.fullmatch(cell) for cell in cells)
    decimal: Decimal = "," if delimiter != "," and commas and not points else "."
    return Dialect(encoding, delimiter, decimal, has_header(rows, decimal))


def _peek(top: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(top), delimiter=delimiter))
    except csv.Error:
        return []


def _evenness(rows: Sequence[Sequence[str]]) -> float:
    """Return how well rows fit a table: the share with the most common number of cells; 0 if that number is 1."""
    widths = [len(row) for row in rows]
    usual = max(set(widths), key=widths.count, default=1)
    return widths.count(usual) / len(widths) if usual > 1 else 0.0


def has_header(rows: Sequence[Sequence[str]], decimal: Decimal) -> bool:
    """Tell whether the first row names the columns: none of its cells is a number or a missing value."""
    if len(rows) < 2:
        return bool(rows) and not any(is_number(cell, decimal) for cell in rows[0])
    if any(is_number(cell, decimal) for cell in rows[0]):
        return False
    return all(cell.strip().lower() not in MISSING - {"", "-", "?"} for cell in rows[0])


def is_number(cell: str, decimal: Decimal) -> bool:
    """Tell whether a cell is written like a number."""
    cell = cell.strip()
    return NUMBER.fullmatch(cell.replace(",", ".", 1) if decimal == "," else cell) is not None


def column_names(first: Sequence[str], header: bool) -> tuple[str, ...]:
    """Return the columns' names: those of the header, numbered where two are equal, or “column 1” and so on."""
    names: list[str] = []
    for place, cell in enumerate(first, start=1):
        name = shortened(" ".join(cell.split()), LONGEST_NAME) if header else ""
        name = name or f"column {place}"
        copies = sum(1 for other in names if other == name or other.startswith(f"{name} ("))
        names.append(f"{name} ({copies + 1})" if copies else name)
    return tuple(names)
