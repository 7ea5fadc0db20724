"""Tables as spreadsheets, statistics programs, databases, instruments and phones write them."""

from __future__ import annotations

from typing import Any

import pytest

from core.data.csv_reader import Table, read
from core.data.csv_text import UnreadableTable
from core.data.encodings import decode
from core.data.guess import guess


def read_content(content: bytes) -> Table:
    text, encoding = decode(content)
    return read(text, guess(text, encoding))


ODD: dict[str, tuple[str, str, list[str], list[Any]]] = {
    # text: encoding, names, the largest numbers or last days (None for words)
    "Datum;T in °C;Regen;Wetter\n01.03.2024;5,5;0,0;gut\n02.03.2024;-6,1;1.200,5;Öde\n03.03.2024;3,0;2,1;gut\n;;;\n"
    "Mittelwert;3,3;;\nQuelle: eigene Messung;;;\n": (
        "cp1252",
        ["Datum", "T in °C", "Regen", "Wetter"],
        ["2024-03-03", 5.5, 1200.5, None],
    ),
    'item,price,n\nPen," $ 1.20 ",30\nBook," $ 1,032.00 ",7\nCap, $ (3.50),2\nRuler, $ -   ,9\nBag,$2,5\n': (
        "utf-8",
        ["item", "price", "n"],
        [None, 1032, 30],
    ),
    "x,y\n1,####\n2,5\n3,6\n4,7\n": ("utf-8", ["x", "y"], [4, 7]),
    "x,y,,,\n1,2,,,\n2,4,,,\n3,6,,,\n,,,,\n": ("utf-8", ["x", "y"], [3, 6]),
    "Stadt;Höhe\rKöln;53\rBonn;60\rEssen;116\r": ("mac_roman", ["Stadt", "Höhe"], [None, 116]),
    "# A tibble: 3 × 3\n      x     y k    \n  <dbl> <dbl> <chr>\n1   1     2   a    \n"
    "2   2.5   3   b    \n3   3     4   a\n": (
        "utf-8",
        ["column 1", "x", "y", "k"],
        [3, 3, 4, None],
    ),
    "     a    b label\n0  1.5  2.0     x\n1  2.5  NaN     y\n2  3.5  4.0     x\n\n[3 rows x 3 columns]\n": (
        "utf-8",
        ["column 1", "a", "b", "label"],
        [2, 3.5, 4, None],
    ),
    "mysql> SELECT * FROM t;\n+---+----+\n| x | n  |\n+---+----+\n| 1 | 12 |\n| 3 |  7 |\n"
    "+---+----+\n2 rows in set (0.00 sec)\n": (
        "utf-8",
        ["x", "n"],
        [3, 12],
    ),
    "        ID NAME           N\n---------- ------ ---------\n         1 Anna          12\n"
    "         2 Bert           7\n"
    "         3 Carla          9\n\n3 rows selected.\n": ("utf-8", ["ID", "NAME", "N"], [3, None, 12]),
    "Logger SN 12345\nChannel: 2\nStart: 01.02.2024 08:00\n\nt/s\tU/V\tT/°C\n0,0\t1,50\t21,5\n"
    "0,5\t1,48\t21,6\n1,0\t1,45\t21,8\n": (
        "cp1252",
        ["t/s", "U/V", "T/°C"],
        [1, 1.5, 21.8],
    ),
    '"Time (s)","a (m/s^2)"\n0.000000000E0,1.234567890E-2\n1.000000000E-2,2.345678900E-2\n2.0E-2,-1.1E-2\n': (
        "utf-8",
        ["Time (s)", "a (m/s^2)"],
        [0.02, 0.023456789],
    ),
    "Date;Steps;Way;Active\n1 Mar 2024;8.512;6,1 km;1:05 h\n2 Mar 2024;10.230;7,4 km;1:15 h\n"
    "3 Mar 2024;4.012;2,9 km;0:35 h\n": (
        "utf-8",
        ["Date", "Steps", "Way", "Active"],
        ["2024-03-03", 10230, 7.4, 1.25],
    ),
    'Timestamp,"Age?",Hours\n2024/03/01 9:12:33 AM GMT+1,15,2-3\n2024/03/01 9:13:00 AM GMT+1,16,4+\n': (
        "utf-8",
        ["Timestamp", "Age?", "Hours"],
        ["2024-03-01T09:13", 16, None],
    ),
    "ID;MESS_DATUM;TMK;eor\n  44;20240101;   5.1;eor\n  44;20240102;   6.0;eor\n  44;20240103;   4.2;eor\n": (
        "utf-8",
        ["ID", "MESS_DATUM", "TMK", "eor"],
        [44, "2024-01-03", 6, None],
    ),
    "geo\\time\t2019 \t2020 \nDE\t83.1 \t83.2 \nFR\t67.2 \t: \nIT\t59.8 \t59.6 \nES\t46.9 b\t47.3 \n": (
        "utf-8",
        ["geo\\time", "2019", "2020"],
        [None, 83.1, 83.2],
    ),
}


@pytest.mark.parametrize("text", ODD)
def test_tables_of_other_programs_are_read_right(text: str) -> None:
    encoding, names, high = ODD[text]
    table = read_content(text.encode(encoding, "replace"))
    assert [column.name for column in table.columns] == names
    assert [column.low_high[1] for column in table.columns] == high


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"x": 1, "y": 2},\n {"x": 2, "y": 4}]\n', "JSON"),
        ('{\n "x": [1, 2]}\n', "JSON"),
        ("<table><tr><td>x</td><td>y</td></tr></table>\n", "web page"),
        ("INSERT INTO t VALUES (1,'a',2.5);\nINSERT INTO t VALUES (2,'b',3.5);\n", "SQL"),
        ("-- dump\n\nCREATE TABLE t (x int);\n", "SQL"),
        ("x & y & k \\\\\n1 & 2 & a \\\\\n", "LaTeX"),
        ("% old\n@relation t\n@attribute x numeric\n@data\n1,a\n", "ARFF"),
        ("x,y\n1,2\n2,4\n3,6\n4,9\n5,9\n\na,b,c\n1,2,3\n", "Another table may begin in row 8"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(text: str, words: str) -> None:
    with pytest.raises(UnreadableTable, match=words):
        read_content(text.encode())


@pytest.mark.parametrize(
    "rows",
    [
        ("1.5 2 class 1", "2.5 3 class 2", "0.5 1 class 1"),
        ("1.5 2 class 1", "2.5 3 class 2", "0.5 1 class 1", "3 4 class 2"),
        ("7 class 1 2", "2 class 2 3", "5 class 1 1"),
        ("  1.5   2  class 1", " 12.5  13  class 2", "  0.5   1  class 1"),
    ],
)
def test_words_that_spaces_have_split_do_not_shift_the_names(rows: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableTable, match=r"May “class 1” be one cell\? Then put quotes"):
        read_content("\n".join(("x y k", *rows, "")).encode())


def test_names_of_rows_stay_names_beside_a_word_that_is_always_the_same() -> None:
    table = read_content(b"x y k\n1 a 2 0\n4 a 3 1\n7 a 5 0\n8 a 1 1\n")
    assert [column.name for column in table.columns] == ["column 1", "x", "y", "k"]


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (("5.1", "-999", "6.5", "4.2"), "−999"),
        (("9999", "12", "15", "9"), "9999"),
        (("-99.9", "1", "2.5", "2"), "−99.9"),
        (("999", "998", "997", "990"), ""),
        (("-999", "500", "-800", "700"), ""),
        (("-998", "5", "6", "7"), ""),
    ],
)
def test_numbers_that_may_stand_for_missing_values_are_remarked_on(cells: tuple[str, ...], mark: str) -> None:
    remark = read_content(("v\tk\n" + "".join(f"{cell}\tw{row % 2}\n" for row, cell in enumerate(cells))).encode())
    assert remark.columns[0].remark == (f"“v” holds {mark}, which may stand for missing values." if mark else "")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("TRUE", "False", "true", "FALSE"), ("TRUE", "False")),
        (("Yes", "no", "YES", "No", "yes"), ("Yes", "no")),
        (("j", "N", "J", "n"), ("j", "N")),
        (("Y", "y", "yes", "Y"), ("Y", "y", "yes")),
        (("A", "a", "b", "A"), ("A", "a", "b")),
    ],
)
def test_yes_and_no_are_the_same_in_capital_letters(cells: tuple[str, ...], words: tuple[str, ...]) -> None:
    rows = "".join(f"{place},{cell}\n" for place, cell in enumerate(cells))
    column = read_content(f"x,flag\n{rows}".encode()).columns[1]
    assert column.words == words
    assert [column.words[int(value)].lower() for value in column.values] == [cell.lower() for cell in cells]
    assert "capital" not in column.remark
    assert ("they count as one" in column.remark) == (len(set(cells)) > len(words))


def test_words_that_differ_in_capital_letters_are_remarked_on() -> None:
    column = read_content(b"x,city\n" + b"1,Berlin\n2,Bonn\n3,berlin\n" * 3).columns[1]
    assert "such as “Berlin” and “berlin”: they count as different words" in column.remark


@pytest.mark.parametrize("line", ["-----,---", "=====,====="])
def test_a_line_below_the_names_is_no_row(line: str) -> None:
    table = read_content(f"x,y\n{line}\n1,2\n2,3\n3,5\n4,7\n".encode())
    assert [note.row for note in table.notes] == [2]
    assert [len(column.values) for column in table.columns] == [4, 4]


def test_signs_of_fractions_are_numbers() -> None:
    column = read_content("x,y\n½,1\n1¼,2\n2,3\n¾,5\n".encode()).columns[0]
    assert [*column.values] == [0.5, 1.25, 2.0, 0.75]
