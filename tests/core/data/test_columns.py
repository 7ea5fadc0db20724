"""What columns of tables hold: numbers as people write them, words, dates, gaps, and cells that do not fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.columns import CsvColumn
from core.data.csv_reader import Table, read
from core.data.csv_text import UnreadableTable
from core.data.guess import guess
from core.data.numbers import Decimal, is_any_number, read_number, written


def table_of(text: str) -> Table:
    return read(text, guess(text, "utf-8"))


def column_of(*cells: str, name: str = "v") -> CsvColumn:
    """Return a column of these cells beside one of numbers, with tabs between."""
    return table_of(f"{name}\tb\n" + "".join(f"{cell}\tw{row % 3}\n" for row, cell in enumerate(cells))).columns[0]


NUMBERS: list[tuple[str, Decimal, float, str]] = [
    ("12%", ".", 12, "%"),
    ("1.234,50-", ",", -1234.5, ""),
    ("5.25-", ".", -5.25, ""),
    ("5,25- EUR", ",", -5.25, "EUR"),
    ("1.5×10^3", ".", 1500, ""),
    ("1,5 · 10^-2", ",", 0.015, ""),
    ("3.1*10^5", ".", 310_000, ""),
    ("4x10^2", ".", 400, ""),
    ("2×10⁻³", ".", 0.002, ""),
    ("-2.5 × 10⁶ €", ".", -2_500_000, "€"),
    ("1.5 E+03", ".", 1500, ""),
    ("2,0 E-02", ",", 0.02, ""),
    ("٨٨٫٥", ".", 88.5, ""),
    ("٨٨٫٥", ",", 88.5, ""),
    ("١٬٢٣٤٫٥", ".", 1234.5, ""),
    ("۱۵", ".", 15, ""),
    ("१२.५", ".", 12.5, ""),
    ("12,5 %", ",", 12.5, "%"),
    ("$1,250.00", ".", 1250, "$"),
    ("-$5", ".", -5, "$"),
    ("$-5", ".", -5, "$"),
    ("($1,250)", ".", -1250, "$"),
    ("(12)", ".", -12, ""),
    ("12,50 €", ",", 12.5, "€"),
    ("€ 1.234,50", ",", 1234.5, "€"),
    ("£3", ".", 3, "£"),
    ("¥1,000", ".", 1000, "¥"),
    ("￥１，０００", ".", 1000, "¥"),
    ("12,50 zł", ",", 12.5, "zł"),
    ("1 250 kr", ",", 1250, "kr"),
    ("kr. 5", ",", 5, "kr."),
    ("Fr. 12.50", ".", 12.5, "Fr."),
    ("1'234'567.5", ".", 1234567.5, ""),
    ("1’234", ".", 1234, ""),
    ("1 234,5", ",", 1234.5, ""),
    ("1\u00a0234", ".", 1234, ""),
    ("1\u202f234\u202f567", ",", 1234567, ""),
    ("12,50\u00a0€", ",", 12.5, "€"),
    ("1_000_000", ".", 1000000, ""),
    ("12,34,567", ".", 1234567, ""),
    ("−1.5", ".", -1.5, ""),
    ("–7", ".", -7, ""),
    ("+3", ".", 3, ""),
    ("1,5e3", ",", 1500, ""),
    ("1,5E-3", ",", 0.0015, ""),
    ("１２．５", ".", 12.5, ""),
    (".5", ".", 0.5, ""),
    ("3504.", ".", 3504, ""),
    ("0,125", ",", 0.125, ""),
]


@pytest.mark.parametrize(("cell", "decimal", "value", "unit"), NUMBERS)
def test_numbers_are_read(cell: str, decimal: Decimal, value: float, unit: str) -> None:
    assert read_number(cell, decimal) == (value, unit)


MORE = ("0x10", "inf", "nan", "1+2j", "5²", "½", "12/5", "1:30", "5 kg", "三", "1,2345", "1_00", "9" * 500 + "x")


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "-",
        ".",
        "1,2,3",
        "1.2.3",
        "12 34",
        "1,23",
        "0,125",
        "1 2345",
        "1'23",
        "$",
        "$5€",
        "--5",
        "(5",
        "5)",
        "1e",
        *MORE,
    ],
)
def test_what_is_no_number(cell: str) -> None:
    assert read_number(cell, ".") is None


@pytest.mark.parametrize(
    ("cells", "decimal", "ambiguous", "values"),
    [
        (["1,200", "800", "2,400"], ".", False, [1200, 800, 2400]),
        (["1,200", "2400", "3,600"], ",", False, [1.2, 2400, 3.6]),
        (["1,200", "0,800", "2,400"], ",", False, [1.2, 0.8, 2.4]),
        (["1,200", "1,234,567"], ".", False, [1200, 1234567]),
        (["1,200", "1,5"], ",", False, [1.2, 1.5]),
        (["1,200", "1,200.5"], ".", False, [1200, 1200.5]),
        (["1.200", "1.200,5"], ",", False, [1200, 1200.5]),
        (["3.645", "950"], ",", False, [3645, 950]),
        (["3.645", "9500"], ".", False, [3.645, 9500]),
        (["1.234.567", "3.000"], ",", False, [1234567, 3000]),
        (["1,200", "3,400"], ".", True, [1200, 3400]),
        (["3.645", "1.841"], ".", True, [3.645, 1.841]),
        (["1,200", "8", "12"], ".", True, [1200, 8, 12]),
        (["1.5", "2", "30"], ".", False, [1.5, 2, 30]),
    ],
)
def test_thousands_and_decimals_are_told_apart(
    cells: list[str], decimal: str, ambiguous: bool, values: list[float]
) -> None:
    text = "v;k\n" + "".join(f"{cell};w\n" for cell in cells)
    dialect = guess(text, "utf-8")
    column = read(text, dialect).columns[0]
    assert (dialect.decimal, dialect.ambiguous) == (decimal, ambiguous)
    assert column.values.tolist() == values
    assert bool(column.ambiguous) == ambiguous
    if ambiguous:
        assert cells[0] in column.remark


def test_one_column_tells_for_the_whole_table_and_one_late_row_for_all() -> None:
    assert table_of("a;b\n91,7;3.645\n75,2;1.841\n").columns[1].values.tolist() == [3645, 1841]
    text = "a;b\n" + "1,200;x\n" * 5_000 + "1,25;y\n"
    assert guess(text, "utf-8").decimal == ","
    assert table_of(text).columns[0].values[-2:].tolist() == [1.2, 1.25]
    quoted = 'a,b\n"1,200",x\n"2,400",y\n"800",z\n'
    assert table_of(quoted).columns[0].values.tolist() == [1200, 2400, 800]
    assert table_of('a,b\n"1,5",x\n"2,25",y\n').columns[0].values.tolist() == [1.5, 2.25]


def test_the_decimal_mark_can_be_chosen() -> None:
    text = "a;b\n1,200;x\n3,400;y\n"
    dialect = guess(text, "utf-8")
    assert dialect.ambiguous
    assert read(text, replace(dialect, decimal=",", ambiguous=False)).columns[0].values.tolist() == [1.2, 3.4]


@pytest.mark.parametrize(
    "mark", ["#N/A", "#DIV/0!", "#VALUE!", "--", "**", "***", "?", "NA", "n/a", "-", ".", "…", "none", ""]
)
@pytest.mark.parametrize("cells", [("1", "2", "3", "4"), ("red", "blue", "red", "green")], ids=["numbers", "words"])
def test_marks_of_missing_values(mark: str, cells: tuple[str, ...]) -> None:
    column = column_of(*cells, mark, *cells)
    answers = mark == "none" and "red" in cells
    assert column.missing == (() if answers else (6,))
    assert not column.odd
    assert (mark in column.words) == answers


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("none", "completed", "none"), ("none", "completed")),
        (("None", "mild", "severe"), ("None", "mild", "severe")),
        (("+", "-", "+"), ("+", "-")),
        (("+", "−", "+"), ("+", "−")),
        (("EU", "NA", "AF"), ("EU", "NA", "AF")),
        (("Mg", "Na", "K"), ("Mg", "Na", "K")),
        (("M", "F", "NA"), ("M", "F")),
        (("*", "**", "***"), ("*", "**", "***")),
        (("NA", "yes", "NA"), ("NA", "yes")),
        (("", "yes", "no"), ("yes", "no")),
        (("?", "y", "n"), ("y", "n")),
        (("-", "low", "high"), ("low", "high")),
    ],
)
def test_marks_that_are_answers(cells: tuple[str, ...], words: tuple[str, ...]) -> None:
    assert column_of(*cells).words == words


def test_odd_cells_are_named_and_can_be_taken_as_words() -> None:
    cells = [str(k) for k in range(30)]
    cells[7], cells[9] = "oops", "NA"
    table = table_of("v;k\n" + "".join(f"{cell};a\n" for cell in cells))
    column = table.columns[0]
    assert column.kind == "number"
    assert [(odd.row, odd.text) for odd in column.odd] == [(9, "oops")]
    assert column.missing == (11,)
    assert np.isnan(column.values[[7, 9]]).all()
    assert "“oops”" in column.remark
    assert "row 9" in column.remark
    words = table.with_words(0).columns[0]
    assert (words.kind, len(words.words), words.missing) == ("words", 29, (11,))
    assert table.with_words(1).columns[1] is table.columns[1]


@pytest.mark.parametrize(
    "cells",
    [
        (*map(str, range(19)), *["absent"] * 10),
        (*map(str, range(9)), "a", "b", "c"),
        *(("2", "4", "more") * 4, ("2", "3", "4", "5more") * 5, ("1", "a", "2"), ("A1", "A2", "A1")),
    ],
)
def test_words_among_numbers_make_words(cells: tuple[str, ...]) -> None:
    assert column_of(*cells).kind == "words"


def test_cells_of_another_unit_do_not_fit() -> None:
    column = column_of("$5", "$6", "€7", "$8", "9")
    assert column.unit == "$"
    assert [odd.text for odd in column.odd] == ["€7"]
    assert column_of("5 %", "6", "7%").unit == "%"


def test_a_number_too_large_is_named() -> None:
    with pytest.raises(UnreadableTable, match=r"“v” has a number beyond .* in row 3: “1,5e999”"):
        column_of("1,5", "1,5e999", "2,5")


@pytest.mark.parametrize(
    ("cells", "low", "high", "days", "doubt"),
    [
        (("2024-01-05", "2024-02-01"), "2024-01-05", "2024-02-01", 27, ""),
        (("5.1.2024", "01.02.24"), "2024-01-05", "2024-02-01", 27, ""),
        (("1/13/2024", "2/1/2024"), "2024-01-13", "2024-02-01", 19, ""),
        (("13/1/2024", "2/1/2024"), "2024-01-02", "2024-01-13", 11, ""),
        (("1/2/2024", "2/2/2024"), "2024-01-02", "2024-02-02", 31, "month before day"),
        (("1-2-2024", "2-2-2024"), "2024-02-01", "2024-02-02", 1, "day before month"),
        (("2024/01/05", "2024/01/06"), "2024-01-05", "2024-01-06", 1, ""),
        (("5 Jan 2024", "Feb 1, 2024"), "2024-01-05", "2024-02-01", 27, ""),
        (("2024-01-05 06:00", "2024-01-06T12:00:00Z"), "2024-01-05T06:00", "2024-01-06T12:00", 1.25, ""),
        (("1/5/2024 6:30 PM", "1/13/2024 12:30 AM"), "2024-01-05T18:30", "2024-01-13T00:30", 7.25, ""),
        (("31.12.1899", "1.1.1900"), "1899-12-31", "1900-01-01", 1, ""),
    ],
)
def test_dates_become_numbers_of_days(cells: tuple[str, ...], low: str, high: str, days: float, doubt: str) -> None:
    column = column_of(*cells)
    assert (column.kind, column.low_high) == ("date", (low, high))
    assert column.values.max() - column.values.min() == pytest.approx(days, abs=1e-9)
    assert low[:10] in column.remark
    assert (doubt in column.ambiguous) if doubt else not column.ambiguous


@pytest.mark.parametrize("cells", [("30.02.2024", "31.02.2024"), ("1.2.3", "1.2.4"), ("13/13/2024", "14/14/2024")])
def test_what_is_no_date(cells: tuple[str, ...]) -> None:
    assert column_of(*cells).kind == "words"


def test_kinds_of_columns_without_use() -> None:
    assert column_of("7", "7", "", "7").kind == "constant"
    assert column_of("x", "x").kind == "constant"
    empty = table_of("v,b\n,1\n,2\n").columns[0]
    assert (empty.kind, empty.low_high, empty.missing) == ("empty", (None, None), (2, 3))


@pytest.mark.parametrize(
    ("name", "cells", "counts"),
    [
        ("学号", ("20240101", "20240102", "20240103", "20240104"), True),
        ("Lp.", ("1", "2", "3", "4"), True),
        ("S. No", ("1", "2", "3", "4"), True),
        ("slno", ("1", "2", "3", "4"), True),
        ("Id", ("5", "9", "2", "7"), True),
        ("sample_id", ("a", "b", "c", "d"), True),
        ("customerID", ("71", "12", "33", "14"), True),
        ("Nr.", ("1", "2", "3"), True),
        ("index", ("0", "1", "2"), True),
        ("", ("10", "12", "11"), True),
        ("", ("anna", "bert", "carl"), True),
        ("Unnamed: 0", ("0", "1", "2"), True),
        ("sample", tuple(map(str, range(1, 31))), True),
        ("account", tuple(f"10000000000000000{k}" for k in range(10, 14)), True),
        ("code", tuple(f"A{k}" for k in range(30)), True),
        ("sample", tuple(map(str, range(5, 35))), False),
        ("x", tuple(map(str, range(30))), False),
        ("day", tuple(map(str, range(1, 31))), False),
        ("Id", ("1", "1", "2"), False),
        ("acid", ("5", "9", "2", "7"), False),
        ("humid", ("1", "2", "3", "4"), False),
        ("number of rooms", ("1", "2", "3"), False),
        ("paid", ("1.5", "2.5", "3"), False),
    ],
)
def test_what_only_tells_the_rows_apart(name: str, cells: tuple[str, ...], counts: bool) -> None:
    column = column_of(*cells, name=name)
    assert column.counts == counts
    assert ("row" in column.remark) == counts


@pytest.mark.parametrize(
    "name",
    ["CustomerNo", "Kundennummer", "Matrikelnummer", "Nummer", "numéro", "n°", "passengerid", "student_number", "番号"],
)
def test_numbers_in_order_are_remarked_on_as_ids(name: str) -> None:
    column = column_of(*map(str, range(1000, 1040)), name=name)
    says = "counts the rows: it says nothing about new examples, so leave it out where there is another input"
    assert column.remark == f"“{name}” {says}."


@pytest.mark.parametrize("name", ["paid", "humid", "number", "score", "volcano"])
def test_amounts_that_are_all_different_are_no_ids(name: str) -> None:
    assert not column_of(*(str(k * k) for k in range(10, 40)), name=name).counts


def test_numbers_are_written_with_all_their_digits() -> None:
    for value, text in ((1234567.0, "1234567"), (0.1234567, "0.1234567"), (-0.0, "0"), (1e300, "1e+300"), (2.5, "2.5")):
        assert written(value) == text


def test_the_order_of_day_and_month_can_be_chosen() -> None:
    text = "v;k\n1/2/2024;a\n2/2/2024;b\n"
    dialect = guess(text, "utf-8")
    column = read(text, replace(dialect, day_first=True)).columns[0]
    assert (column.low_high, column.ambiguous) == (("2024-02-01", "2024-02-02"), "")


def test_numbers_with_the_other_mark_are_remarked_on() -> None:
    text = "a;b\n1,5;2.25\n2,5;3.5\n3,25;x\n4,5;3.75\n5,5;1.25\n"
    a, b = table_of(text).columns
    assert (a.kind, b.kind) == ("number", "words")
    assert "“.” before decimals" in b.remark


def test_codes_of_many_digits_are_told_apart_in_a_table_of_numbers_too() -> None:
    account, big, y = table_of(
        "account,big,y\n" + "".join(f"900719925474099{k},{k}e20,{k}\n" for k in range(3, 8))
    ).columns
    assert (account.kind, len(account.words)) == ("words", 5)
    assert (big.kind, big.low_high) == ("number", (3e20, 7e20))
    assert y.values.tolist() == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "text",
    [
        "k,2019\na,1e400\nb,1.5\nc,2.5\n",
        "k;2019\na;1e400\nb;1,5\nc;2,5\n",
        "k,v\na,1e999%\nb,0.5\nc,2%\n",
        "k,v\na,5%\nb,1e999\nc,2%\n",
        "k;v\na;1.200e999\nb;1.200\nc;2.200\n",
        "k,v\na,1e999 kg\nb,2 kg\nc,3 kg\n",
        "k,v\na,$1e999\nb,$2\nc,$3\n",
        "1e999,2019,2020,2021\n1,2,3,4\n2,3,4,5\n3,4,5,6\n",
        "k,v\nTotal,1e999\nb,2\nMean,3\n",
        "v\n1e999±0.1\n2±0.1\n3±0.1\n",
    ],
)
def test_a_number_too_large_is_refused_in_any_form_or_place(text: str) -> None:
    with pytest.raises(UnreadableTable, match="has a number beyond"):
        table_of(text)


@pytest.mark.parametrize("cell", ["2-", "2,5-", "-5.25-", "(5.25-)", "4x102", "12x12", "2^10", "10^", "5 E 3"])
def test_what_only_looks_like_a_signed_number_or_power_is_none(cell: str) -> None:
    assert not is_any_number(cell)


def test_a_formula_that_holds_but_a_text_is_that_text() -> None:
    table = table_of('id,v,y\n"=""001""","=""12""",1\n"=""002""","=""13,5""",2\n"=""003""","=""14""",4\n')
    assert table.columns[0].words == ("001", "002", "003")
    assert table_of('v;y\n="12";1\n="13";2\n="15";4\n').columns[0].values.tolist() == [12, 13, 15]


def test_letters_of_two_forms_and_characters_without_width_make_one_class() -> None:
    column = column_of("Köln", "Ko\u0308ln", "\u200bKöln", "Bonn", "Bonn\u2060", "\ufeff Bonn")
    assert column.words == ("Köln", "Bonn")


def test_numbers_among_other_cells_are_no_names_of_rows() -> None:
    assert column_of("7.5", "8", "6-7", "about 8", "7", name="sleep").remark == (
        "“sleep” is read as words, for “6-7” is no plain number; each row has another word, so nothing can be learned "
        "from it."
    )
