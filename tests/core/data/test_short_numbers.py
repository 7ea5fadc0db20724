"""Thousands of short numbers at once, held against Python's own reading of each."""

from __future__ import annotations

import random

import numpy as np
import pytest

from core.data.csv_reader import CHUNK, read
from core.data.guess import guess
from core.data.short_numbers import LONGEST, short_numbers


def written(draw: random.Random) -> str:
    """Return a number in one of many forms: whole, with decimals, beginning or ending with a point."""
    whole = str(draw.randrange(10 ** draw.randrange(1, LONGEST + 1)))
    place = draw.randrange(len(whole) + 1)
    form = draw.randrange(3)
    digits = whole if not form else f"{whole[:place]}.{whole[place:]}"
    return "-" * (draw.random() < 0.3) + (digits if len(digits) <= LONGEST else whole)


@pytest.mark.parametrize(("delimiter", "width"), [(",", 1), (";", 3), ("\t", 7)])
def test_numbers_are_those_that_python_reads_to_the_bit(delimiter: str, width: int) -> None:
    draw = random.Random(width)
    rows = [[written(draw) for _ in range(width)] for _ in range(1_000)]
    found = short_numbers("\n".join(map(delimiter.join, rows)), delimiter, width)
    assert found is not None
    wanted = np.array([list(map(float, row)) for row in rows])
    assert found.tobytes() == wanted.tobytes()  # the sign of −0 too


def test_a_part_of_a_table_may_end_with_a_line_end() -> None:
    found = short_numbers("1,2\n3,4\n", ",", 2)
    assert found is not None
    assert found.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "cell",
    [
        *("", "-", ".", "-.", "--1", "+1", "1-", "1.2.3", "12345678.1234.67", "1234567.12345678.", "1e5", "1 ", " 1"),
        *("nan", "inf", "1_0", "/", ":", "é", "１", "1,5", "1\n", "12345678901234567", "0.12345678901234567", "1\x002"),
    ],
)
def test_what_is_no_short_number_is_left_to_others(cell: str) -> None:
    assert short_numbers(f"1;2\n{cell};3\n4;5", ";", 2) is None
    assert short_numbers(f"1;2\n3;{cell}\n4;5", ";", 2) is None


def test_cells_may_be_empty_where_there_are_gaps_and_nowhere_else() -> None:
    part = "1,,3\n-2.5,7,\n,,\n"
    assert short_numbers(part, ",", 3, [1, 2]) is None
    found = short_numbers(part[:-3], ",", 3, [1, 2])
    assert found is not None
    np.testing.assert_array_equal(found, [[1, np.nan, 3], [-2.5, 7, np.nan]])
    assert short_numbers(part[:-3], ",", 3) is None
    assert short_numbers(part[:-3], ",", 3, [1]) is None
    assert short_numbers("1,-\n2,3\n", ",", 2, [1]) is None
    assert short_numbers("1,\n\n2,3\n", ",", 2, [1]) is None


@pytest.mark.parametrize(("delimiter", "decimal"), [(",", "."), (";", ","), ("\t", ".")])
@pytest.mark.parametrize("gap", ["", "NA", " "])
def test_a_table_with_gaps_is_read_alike(delimiter: str, decimal: str, gap: str) -> None:
    count = CHUNK // 10
    rows = [["" if k % 50 == 3 else f"{k}{decimal}5", f"-{k}"] for k in range(count)]
    rows[-100][0] = gap
    text = f"a{delimiter}b\n" + "\n".join(map(delimiter.join, rows))
    a, b = read(text, guess(text, "utf-8")).columns
    wanted = [float(row[0].replace(",", ".")) if row[0][:1].isdigit() else np.nan for row in rows]
    np.testing.assert_array_equal(a.values, wanted)
    assert b.values.tolist() == [-k for k in range(count)]
    assert list(a.missing) == [k + 2 for k, value in enumerate(wanted) if np.isnan(value)]


def test_rows_of_other_lengths_are_left_to_others() -> None:
    assert short_numbers("1,2\n3\n4,5,6\n", ",", 2) is None
    assert short_numbers("1,2\n3,4\n5\n", ",", 2) is None
    assert short_numbers("1  2\n", "  ", 2) is None


def test_of_all_texts_of_such_characters_only_numbers_are_taken() -> None:
    draw = random.Random(5)
    taken = 0
    for _ in range(1_200):
        cell = "".join(draw.choices("01289.-+eE /:", k=draw.randrange(1, 10)))
        if (found := short_numbers(f"{cell}\n7\n", ",", 1)) is not None:
            taken += 1
            assert found.tolist() == [[float(cell)], [7]]
    assert taken > 20


@pytest.mark.parametrize("cell", ["1e-05", "0.12345678901234567", " 7", "+7"])
def test_a_table_with_one_number_in_another_form_is_read_alike(cell: str) -> None:
    rows = [[f"{place}.5", f"-{place}"] for place in range(CHUNK // 8)]
    rows[-100][0] = cell
    text = "a,b\n" + "\n".join(map(",".join, rows))
    table = read(text, guess(text, "utf-8"))
    assert table.columns[0].values.tolist() == [float(row[0]) for row in rows]
    assert table.columns[1].values.tolist() == [float(row[1]) for row in rows]
