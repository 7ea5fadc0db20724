"""Thousands of damaged tables: each is refused with a declared fault, or read as a table that is whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.data.csv_reader import read
from core.data.csv_text import UnreadableTable
from core.data.encodings import decode
from core.data.guess import guess
from core.data.roles import likely_kind, roles
from core.data.tables import from_table
from core.hyperparameters import InvalidSetting
from tests.core.data.test_csv import BROKEN, UNUSABLE
from tests.core.data.test_layout import SHAPES

CASES = Path(__file__).parents[2] / "cases"
LARGEST = 1_500
TABLES = [
    *(path.read_bytes()[:LARGEST] for path in sorted(CASES.glob("*/*"))),
    *(content[:LARGEST] for content, *_ in (*BROKEN.values(), *UNUSABLE.values())),
    *(text.encode() for text, *_ in SHAPES.values()),
]
MARKS = [
    mark.encode()
    for mark in (",", ";", "\t", "|", " ", '"', "'", "\n", "\r\n", "#", "−", "€", "%", "1,200", "NA", "é", "│")
]
MARKS += [b"\xff", b"\x00", b"\xef\xbb\xbf", b"1e400", b"---", b"sep=;\n", b"2024-02-30", b"(", b"."]
CELLS = [
    cell.encode()
    for cell in (
        *(
            "2.5±0.1",
            "2.5(1)",
            "1/2",
            "12:30",
            "2024-01-02",
            "1,5",
            "1.234,5",
            "$3",
            "$ -",
            "5 kg",
            "nan",
            "Total",
            "mean",
        ),
        *(
            "#REF!",
            "１２３",
            "1e-5",
            "1,234e-5",
            "∞",
            "-",
            "yes",
            "0x1F",
            "1_000",
            "(3)",
            "٣",
            "½",
            "1.2.3",
            "--5",
            "+7",
        ),
    )
]
ROUNDS, DAMAGED = 16, 125


def cut(table: bytes, draw: random.Random) -> bytes:
    return table[: draw.randrange(len(table) + 1)] if draw.random() < 0.5 else table[draw.randrange(len(table) + 1) :]


def doubled(table: bytes, draw: random.Random) -> bytes:
    start, stop = sorted(draw.randrange(len(table) + 1) for _ in range(2))
    return table[:stop] + table[start:]


def with_marks(table: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.randrange(1, 5)):
        place = draw.randrange(len(table) + 1)
        table = table[:place] + draw.choice(MARKS) + table[place + draw.randrange(2) :]
    return table


def with_other_marks(table: bytes, draw: random.Random) -> bytes:
    return table.replace(draw.choice(MARKS[:7]), draw.choice(MARKS[:9]))


def with_lines_swapped(table: bytes, draw: random.Random) -> bytes:
    lines = table.splitlines(keepends=True)
    draw.shuffle(lines)
    return b"".join(lines[: draw.randrange(1, len(lines) + 1)]) if lines else table


def with_other_cells(table: bytes, draw: random.Random) -> bytes:
    mark = draw.choice([b",", b";", b"\t"])
    lines = [line.split(mark) for line in table.split(b"\n")]
    for _ in range(draw.randrange(1, 6)):
        line = draw.choice(lines)
        line[draw.randrange(len(line))] = draw.choice(CELLS)
    return b"\n".join(map(mark.join, lines))


DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [
    cut,
    doubled,
    with_marks,
    with_other_marks,
    with_lines_swapped,
    with_other_cells,
]


def damaged(draw: random.Random) -> bytes:
    """Return a table that has been damaged in one to three ways."""
    table = draw.choice(TABLES)
    for damage in draw.choices(DAMAGES, k=draw.randrange(1, 4)):
        table = damage(table, draw)
    return table


def use(content: bytes) -> tuple[str, str]:
    """Read a table and learn from it as the window would; return what became of it, and the words of a refusal."""
    try:
        text, encoding = decode(content)
        dialect = guess(text, encoding)
        table = read(text, dialect)
    except UnreadableTable as refusal:
        return "refused", str(refusal)
    assert len({len(column.values) for column in table.columns}) == 1
    assert len({column.name for column in table.columns}) == len(table.columns)
    for column in table.columns:
        gaps = np.count_nonzero(column.values < 0 if column.holds == "words" else np.isnan(column.values))
        assert gaps == len(column.missing) + len(column.odd)
        assert column.remark or not (column.odd or column.constant)
        assert len(column.low_high) == 2
    likely = roles(table)
    target = likely.index("target")
    inputs = [place for place, role in enumerate(likely) if role == "input"]
    try:
        data, _ = from_table(table, "damaged", inputs, target, likely_kind(table.columns[target]))
    except InvalidSetting as refusal:
        return "nothing to learn", str(refusal)
    assert np.isfinite(data.examples.x).all()
    return "read", ""


@pytest.mark.parametrize("seed", range(ROUNDS))
@pytest.mark.slow
def test_damaged_tables(seed: int) -> None:
    draw = random.Random(seed)
    ends = set()
    for _ in range(DAMAGED):
        end, words = use(damaged(draw))
        ends.add(end)
        assert end == "read" or len(words) > 30
    assert ends == {"read", "refused", "nothing to learn"}
