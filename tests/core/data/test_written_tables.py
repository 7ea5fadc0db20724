"""Tables of known content, written in many ways: what is read is what was written."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from core.data.csv_reader import Table, read
from core.data.encodings import decode
from core.data.guess import guess

NAMES = [
    *(
        "height",
        "weight",
        "Größe",
        "pris",
        "x",
        "y",
        "time (s)",
        "temp [°C]",
        "année",
        "kind",
        "price",
        "score",
        "2019",
    ),
    *("b/c", "Σ", "a b", "long name of a thing", "pH", "No.", "t_2"),
]
KINDS = [["yes", "no"], ["red", "green", "blue"], ["männlich", "weiblich"], ["setosa", "virginica"], ["p, q", "r"]]
GAPS = ["", "NA", "-", "n/a", "?"]
DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d %b %Y"]
ROUNDS, TABLES = 2, 60

Column = tuple[str, list[float] | list[str], list[str]]
"""What it holds, the values, and how these are written."""


def measured(draw: random.Random, rows: int, decimal: str) -> Column:
    """Return a column of numbers."""
    other = "." if decimal == "," else ","
    swap = str.maketrans({".": decimal, ",": other})
    write: Callable[[float], str] = draw.choice(
        [
            lambda v: f"{v:.0f}",
            lambda v: f"{v:.2f}",
            lambda v: f"{v / 7:.1f}",
            lambda v: f"{v - 40:.1f}".replace("-", "−"),
            lambda v: f"{v * 10.0 ** draw.randrange(-8, 3):.3e}",
            lambda v: f"{v * 4321:,.2f}",
            lambda v: f"{v:.1f}%",
            lambda v: f"${v:.2f}" if decimal == "." else f"{v:.2f} €",
            lambda v: f"{v:.1f} kg",
        ]
    )
    texts = [write(draw.uniform(0, 99)) for _ in range(rows)]
    values = [float(text.replace("−", "-").strip("$€ kg%").replace(",", "")) for text in texts]
    return "number", values, [text.translate(swap) for text in texts]


def named(draw: random.Random, rows: int) -> Column:
    """Return a column of words."""
    words = draw.choice(KINDS)
    texts = [draw.choice(words) for _ in range(rows)]
    return "words", texts, texts


def dated(draw: random.Random, rows: int) -> Column:
    """Return a column of days, all but the first counted from it."""
    written = draw.choice(DAYS)
    days = [date(2024, 1, 1) + timedelta(draw.randrange(600)) for _ in range(rows)]
    return "date", [float((day - days[0]).days) for day in days], [day.strftime(written) for day in days]


def made(draw: random.Random) -> tuple[list[Column], list[str], set[tuple[int, int]], bytes]:
    """Return columns, their names, the cells (row, column) that are missing, and a file of them."""
    rows, count, decimal = draw.choice([8, 20, 60]), draw.randrange(2, 6), draw.choice(".,")
    makers = [lambda: measured(draw, rows, decimal), lambda: named(draw, rows), lambda: dated(draw, rows)]
    columns = [draw.choices(makers, [6, 2, 1])[0]() for _ in range(count)]
    gaps = {(row, draw.randrange(count)) for row in draw.sample(range(rows), draw.choice([0, rows // 8]))}
    mark, gap, quoted = draw.choice(";\t|" if decimal == "," else ",,;\t|"), draw.choice(GAPS), draw.random() < 0.5
    names = draw.sample(NAMES, count)

    def line(cells: list[str]) -> str:
        return mark.join(f'"{cell}"' if quoted or mark in cell else cell for cell in cells)

    body = [
        line([gap if (row, place) in gaps else texts[row] for place, (*_, texts) in enumerate(columns)])
        for row in range(rows)
    ]
    above = draw.choice([[], [], ["# made by a program"], ["My measurements", ""]])
    below = draw.choice([[], [], ["Source: our own measurements"]])
    end = draw.choice(["\n", "\r\n", "\r"])
    text = end.join([*above, line(names), *body, *below]) + draw.choice(["", end])
    encoding = draw.choice(["utf-8", "utf-8-sig", "utf-16"])
    return columns, names, gaps, text.encode(encoding)


def read_content(content: bytes) -> tuple[bool, Table]:
    """Return whether it is asked how numbers are meant, and the table."""
    text, encoding = decode(content)
    dialect = guess(text, encoding)
    return dialect.ambiguous, read(text, dialect)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_is_written_is_read(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(TABLES):
        columns, names, gaps, content = made(draw)
        asked, table = read_content(content)
        words = content[:300]
        assert not asked, words
        assert [column.name for column in table.columns] == names, words
        for place, (kind, values, _) in enumerate(columns):
            column, there = table.columns[place], [row for row in range(len(values)) if (row, place) not in gaps]
            assert column.holds == kind, words
            assert len(column.missing) == len(values) - len(there), words
            got, wanted = column.values[there], [values[row] for row in there]
            if kind == "words":
                assert [column.words[int(index)] for index in got] == wanted, words
            else:
                shift = (
                    got[0] - wanted[0] if kind == "date" else 0.0
                )  # days are counted from the first one that is there
                np.testing.assert_allclose(got, np.array(wanted) + shift, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("76,8 °C|66,2 °C\n14,4 °C|45,3 °C\n48,5 °C|14,8 °C\n36,8 °C|40,0 °C\n", 1),
        ("blue\t93,10 $\t25,6 kg\ngreen\t61,46 $\t36,6 kg\ngreen\t36,04 $\t95,2 kg\nred\t53,52 $\t7,9 kg\n", 1),
        ('"30.4 °C","yes"\n"55.2 °C","no"\n"81.0 °C","no"\n"87.4 °C","no"\n', 1),
        ("2019;pris\n6548.35;60.4 °C\n7074.43;98.9 °C\n1123.41;56.5 °C\n4930.41;96.9 °C\n", 2),
        ("2019|a b|x\n3,888e+02|2024-09-26|4 Dec 2024\n7,1e+00|2024-06-25|5 Jul 2025\n2,4|2024-10-25|18 Jan 2025\n", 2),
        ("pris;2019\nweiblich;248.199,33\nmännlich;5.877.469,28\nweiblich;1.021.368,90\n", 2),
    ],
)
def test_names_and_values_are_told_apart(text: str, first: int) -> None:
    assert read_content(text.encode())[1].first == first


@pytest.mark.parametrize(
    "text",
    [
        'My measurements\n\n"No."\t"t 2"\n"p, q"\t"36.15"\n"?"\t"73.64"\n"r"\t"52.43"\n"r"\t"38.85"\n',
        "pris\ta b\n33.6%\t49.6 kg\n58.0%\t98.9 kg\n68.1%\t48.8 kg\n39.0%\t34.6 kg\nSource: the garden\n",
        "4,1 cm\t1\n19,7 cm\t4\n60,0 cm\t1\n27,6 cm\t2\n46,2 cm\t2\nSource: own measurements\n",
    ],
)
def test_tabs_part_cells_that_have_spaces(text: str) -> None:
    assert len(read_content(text.encode())[1].columns) == 2
