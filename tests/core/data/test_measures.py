"""Cells that hold more than a number: units, times, fractions, months; several units, both decimal marks, odd cells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.data.csv_reader import read
from core.data.guess import guess
from tests.core.data.test_columns import column_of, table_of


@pytest.mark.parametrize(
    ("cells", "unit", "values"),
    [
        (("5 kg", "7 kg", "12.5 kg", "8"), "kg", [5, 7, 12.5, 8]),
        (("12cm", "13cm", "5cm"), "cm", [12, 13, 5]),
        (("7 °C", "−3 °C", "12°C"), "°C", [7, -3, 12]),
        (("5 m²", "6.5 m²", "7 m²"), "m²", [5, 6.5, 7]),
        (("90 km/h", "120 km/h", "1,200 km/h"), "km/h", [90, 120, 1200]),
        (("1 year", "2 years", "3 years"), "year", [1, 2, 3]),
        (("12h", "5h", "7h"), "h", [12, 5, 7]),
        (("1e-3 mol", "2e-3 mol", "5e-3 mol"), "mol", [0.001, 0.002, 0.005]),
        (("25岁", "30岁", "18岁"), "岁", [25, 30, 18]),
        (("7\u00a0V", "8\u00a0V", "9.5\u00a0V"), "V", [7, 8, 9.5]),
        (("5,5 kg", "6,25 kg", "1.200,1 kg"), "kg", [5.5, 6.25, 1200.1]),
        (("12:30", "9:05", "23:59:30"), "h", [12.5, 9 + 5 / 60, 23 + 59.5 / 60]),
        (("6:30 PM", "7:15 AM", "12:15 am"), "h", [18.5, 7.25, 0.25]),
        (("45:30", "50:10", "38:45"), "min", [45.5, 50 + 10 / 60, 38.75]),
        (("1:23.4", "1:20.1", "2:00.0"), "min", [1.39, 1 + 20.1 / 60, 2]),
        (("1:05:30", "2:00:00", "30:15:00"), "h", [1 + 5.5 / 60, 2, 30.25]),
        (("1/2", "3/4", "2", "1 1/4", "-1/4"), "", [0.5, 0.75, 2, 1.25, -0.25]),
        (("2.5±0.1", "2.9 ± 0.2", "-3.4±0.1"), "", [2.5, 2.9, -3.4]),
        (("2,5 +/- 0,1", "3,5 +/- 0,1", "4,0"), "", [2.5, 3.5, 4]),
        (("1.5±.2 cm", "2", "1.7±.2 cm", "3"), "", [1.5, 2, 1.7, 3]),
        (("2,5 +- 0,1", "2,9 +- 0,2", "3,4 +- 0,1"), "", [2.5, 2.9, 3.4]),
        (("2.54(1)", "2.9(2)", "3.40(12)"), "", [2.54, 2.9, 3.4]),
    ],
)
def test_units_times_and_fractions_are_numbers(cells: tuple[str, ...], unit: str, values: list[float]) -> None:
    column = column_of(*cells)
    assert (column.kind, column.unit, column.odd) == ("number", unit, ())
    assert column.values.tolist() == pytest.approx(values)
    assert (cells[0] in column.remark) == any(mark in cells[0] for mark in (":", "±", "+/-", "1/2", "+-", "(1)"))


@pytest.mark.parametrize(
    ("cells", "unit", "values"),
    [
        (
            ("04:50", "09:40", "58:00", "1:02:50", "1:07:40"),
            "h",
            [4 + 50 / 60, 9 + 40 / 60, 58, 62 + 50 / 60, 67 + 40 / 60],
        ),
        (("0:04:50", "09:40", "19:20", "1:02:50"), "h", [4 + 50 / 60, 9 + 40 / 60, 19 + 20 / 60, 62 + 50 / 60]),
        (("58:12", "1:02:50", "44:30"), "h", [58.2, 62 + 50 / 60, 44.5]),
        (("12:30", "9:05", "23:59:30"), "h", [750, 545, 23 * 60 + 59.5]),
        (("00:15", "12:30", "23:45", "24:00"), "h", [15, 750, 1425, 1440]),
        (("00:15", "24:00", "00:15", "24:00"), "h", [15, 1440, 15, 1440]),
        (("22:10", "24:00", "23:17"), "min", [22 + 1 / 6, 24, 23 + 17 / 60]),
        (("23:40", "24:00", "24:20"), "min", [23 + 2 / 3, 24, 24 + 1 / 3]),
    ],
)
def test_times_of_two_and_three_parts_are_read_as_the_column_tells(
    cells: tuple[str, ...], unit: str, values: list[float]
) -> None:
    column = column_of(*cells)
    assert (column.unit, column.odd) == (unit, ())
    assert (column.values * (60 if unit == "h" else 1)).tolist() == pytest.approx(values)


def test_it_is_said_how_mixed_times_are_read() -> None:
    assert column_of("09:40", "58:00", "1:15:00").remark == (
        "“v” is read as minutes and seconds beside hours, “09:40” as 0.161 h, “1:15:00” as 1.25 h."
    )
    assert "“12:30” as 12.5 h, but may be minutes and seconds" in column_of("12:30", "9:05", "23:59:30").remark


@pytest.mark.parametrize(("name", "unit"), [("pace", "min"), ("Pace (min/km)", "min"), ("Zeit", "h"), ("space", "h")])
def test_a_pace_is_in_minutes(name: str, unit: str) -> None:
    assert table_of(f"{name},y\n5:07,1\n4:14,2\n5:21,4\n").columns[0].unit == unit


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        (("12:51", "9:07", "10:22", "11:48"), True),
        (("07:15", "12:40", "03:55", "18:30"), False),
        (("07:13", "07:44", "08:02", "09:31"), False),
        (("12:51", "27:07", "10:22"), False),
        (("7:13 PM", "8:44 AM", "6:02 PM"), False),
        (("7:13:02", "8:44:10", "6:02:44"), False),
    ],
)
def test_times_in_no_order_and_of_odd_minutes_have_two_readings(cells: tuple[str, ...], asked: bool) -> None:
    column = column_of(*cells)
    assert column.example == (cells[0] if asked else "")
    assert ("but may be minutes and seconds" in column.remark) is asked


@pytest.mark.parametrize(("minutes", "unit", "low"), [(True, "min", 9 + 7 / 60), (False, "h", 9 + 7 / 60)])
def test_times_are_read_as_it_is_answered(minutes: bool, unit: str, low: float) -> None:
    text = "run,k\n12:51,1\n9:07,2\n10:22,3\n11:48,4\n"
    column = read(text, replace(guess(text, "utf-8"), minutes=minutes)).columns[0]
    assert (column.unit, column.example) == (unit, "")
    assert column.there.min() == pytest.approx(low)


def test_the_rows_of_numbers_with_an_uncertainty_are_said() -> None:
    remark = column_of("2.5", "2.9±0.2", "3.1", "3.3±0.1").remark
    assert remark == "“v” is read without its uncertainty, “2.9±0.2” as 2.9, in rows 3, 5."


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("5 kg", "300 g", "7 kg", "20 g"), ("several units", "“kg”", "“g”")),
        (("$5", "€6", "£7", "$8"), ("several units", "“$”", "“€”", "“£”")),
        (("5 EUR", "6 USD", "7 EUR", "8 USD"), ("several units", "“EUR”", "“USD”")),
        (("120/80", "130/85", "110/70", "120/75"), ("two numbers in each cell", "“120/80”")),
        (("1,5", "2.5", "3,5", "4.5", "1,5"), ("“.” before decimals in rows 3, 5, where the table has “,”",)),
        (("8a", "8b", "9a", "8a"), ()),
        (("3D", "2D", "3D"), ()),
        (("10th", "11th", "10th"), ()),
        (("2more", "3more", "2more"), ()),
        (("A 5", "A 6", "A 5"), ()),
    ],
)
def test_what_stays_words_and_why(cells: tuple[str, ...], words: tuple[str, ...]) -> None:
    column = column_of(*cells)
    assert column.kind == "words"
    assert all(word in column.remark for word in words)
    assert bool(column.remark) == bool(words)


@pytest.mark.parametrize(
    "cells",
    [
        *(("10-20", "20-30", "30-40"), ("192.168.0.1", "10.0.0.1", "10.0.0.2"), ("1-2-3", "2-3-4", "3-4-5")),
        *(("+49 30 123", "030/12", "0171-55"), ("1.2.3", "2.0.1", "3.1.1"), ("12 Main", "7 Elm", "9 Oak")),
        *(("1:2", "3:4", "5:8"), ("(1, 2)", "(3, 4)", "(5, 6)"), ("3 rc", "1.2 beta", "4 x"), ("#1", "#2", "#3")),
        *(("978-3-16-1", "978-3-16-2", "978-0-1-3"), ("12x12", "13x14", "15x16"), ("1990-99", "1995-2001", "2000-01")),
    ],
)
def test_of_words_that_begin_like_numbers_only_what_is_true_is_said(cells: tuple[str, ...]) -> None:
    column = column_of(*cells)
    why = f"“{cells[0]}” is no plain number; each row has another word, so nothing can be learned from it"
    assert column.remark == f"“v” is read as words, for {why}."


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        (
            ("12%", "0.15", "13%", "0.2"),
            "has “%” in rows 2, 4, none in rows 3, 5: “12%” and “0.15” are read as 12 and 0.15",
        ),
        (("15", "12%", "−13 %"), "has none in row 2, “%” in rows 3, 4: “12%” and “15” are read as 12 and 15"),
        (("5‰", "0.1", "6‰"), "has “‰” in rows 2, 4, none in row 3: “5‰” and “0.1” are read as 5 and 0.1"),
        (("180 cm", "170", "165 cm"), "has “cm” in rows 2, 4, none in row 3: all are read in “cm”"),
        (("5", "5 kg", "6 kg", "7"), "has none in rows 2, 5, “kg” in rows 3, 4: all are read in “kg”"),
        (("12%", "13%", "14%"), ""),
        (("$5", "6", "$7"), ""),
        (("$5", "$6", "$7", "$8", "$9", "$10", "€6"), "holds “€6”, not a number in “$”, in row 8"),
        (("5", "5 USD", "6 USD", "8 USD", "7 €"), "holds “7 €”, not a number in “USD”, in row 6"),
        (("5 kg", "6 kg", "7 kg", "8 kg", "300 g"), "holds “300 g”, not a number in “kg”, in row 6"),
        (("5", "6", "7", "8", "9", "oops"), "holds “oops”, not a number, in row 7"),
        (
            ("$5", "€6", "$7", "€8"),
            "is taken as words, for its numbers have several units (“$” in rows 2, 4, “€” in rows 3, 5): use one",
        ),
        (
            ("5 kg", "300 g", "7 kg", "20 g"),
            "is taken as words, for its numbers have several units (“kg” in rows 2, 4, “g” in rows 3, 5): use one",
        ),
        (
            ("5%", "3‰", "6%"),
            "is taken as words, for its numbers have several units (“%” in rows 2, 4, “‰” in row 3): use one",
        ),
    ],
)
def test_units_that_some_cells_have_are_named_with_their_rows(cells: tuple[str, ...], remark: str) -> None:
    assert column_of(*cells).remark == (f"“v” {remark}." if remark else "")


def test_cells_with_the_other_mark_are_named_with_their_rows() -> None:
    column = column_of("1,5", "2,5", "2.5", "3,5", "4,25")
    assert column.remark == "“v” holds “2.5”, not a number with “,” before decimals, in row 4."


@pytest.mark.parametrize(
    ("name", "cells", "low", "high"),
    [
        ("v", ("2021-01", "2021-03", "2020-12"), "2020-12-01", "2021-03-01"),
        ("v", ("01/2021", "3/2021", "12/2020"), "2020-12-01", "2021-03-01"),
        ("v", ("Jan 2021", "March 2021", "Dec. 2020"), "2020-12-01", "2021-03-01"),
        ("v", ("Jan-21", "Mar-21", "Dec-98"), "1998-12-01", "2021-03-01"),
        ("v", ("2021-Q1", "2021 Q2", "Q4 2020"), "2020-10-01", "2021-04-01"),
        ("v", ("20210101", "20210228", "20201231"), "2020-12-31", "2021-02-28"),
        ("date", ("20210101", "20210228"), "2021-01-01", "2021-02-28"),
    ],
)
def test_months_quarters_and_days_without_marks_are_dates(
    name: str, cells: tuple[str, ...], low: str, high: str
) -> None:
    column = column_of(*cells, name=name)
    assert (column.kind, column.low_high) == ("date", (low, high))


@pytest.mark.parametrize(
    "cells", [("20210101", "20210228"), ("20211301", "20210228", "20200101"), ("20210101", "7", "8")]
)
def test_whole_numbers_that_are_no_days_are_numbers(cells: tuple[str, ...]) -> None:
    assert column_of(*cells).kind == "number"


def test_days_without_marks_in_a_table_of_numbers() -> None:
    day, y = table_of("day,y\n20210101,1\n20210102,2\n20210203,3\n").columns
    assert (day.kind, day.values.tolist(), y.values.tolist()) == ("date", [0, 1, 33], [1, 2, 3])


@pytest.mark.parametrize(
    ("cells", "odd"),
    [
        (("1.5", "<0.5", "inf", "2.5", "3.5", "4"), 2),
        (("1.5", "a", "b", "2.5", "3.5", "4"), 2),
        (("1.5", "<0.5", "<0.5", "<0.5", "2.5", "3.5", "4", "7.5", "8"), 3),
        (("5 V", "6 V", "oops", "7 V"), 1),
        ((*map(str, range(27)), *["n.d."] * 3), 3),
        ((*map(str, range(270)), *["n.d."] * 30), 30),
        ((*map(str, range(20)), *["absent"] * 10), 10),
        ((*map(str, range(27)), "n.d.", "ill", "late"), 3),
        (("2021-01-05", "later", "2021-01-06", "2021-01-07"), 1),
    ],
)
def test_a_few_odd_cells_of_a_small_table_are_offered(cells: tuple[str, ...], odd: int) -> None:
    column = column_of(*cells)
    assert column.holds != "words"
    assert len(column.odd) == odd
