"""Lines among the rows of a table that are none: notes, totals, names that come again; and rows that look like such."""

from __future__ import annotations

import pytest

from core.data.csv_reader import Table, read
from core.data.csv_text import UnreadableTable
from core.data.guess import guess
from core.data.layout import Dialect
from core.data.tables import from_table

BODY = "1,2,0\n2,3,1\n3,4,0\n4,5,1\n"
SEMICOLONS = BODY.replace(",", ";")


def read_text(text: str) -> Table:
    return read(text, guess(text, "utf-8"))


BELOW = {
    "a total of two cells": ("x;y;k\n" + SEMICOLONS + "Total;30\n", (6,)),
    "a total of all cells": ("x,y,k\n" + BODY + "Total,14,2\n", (6,)),
    "a total after an empty cell": ("x,y,k\n" + BODY + ",Total:,2\n", (6,)),
    "totals": ("x,y,k\n" + BODY + "Mean,3.5,\nSD,1.3,\n", (6, 7)),
    "a total in Russian": ("x,y,k\n" + BODY + "Итого,14,2\n", (6,)),
    "a mean that is rounded, below a total": ("x,y,k\n" + BODY + "Total,14,2\nMean,3.5,0.5\n", (6, 7)),
    "a source": ("x,y,k\n" + BODY + "\nSource: Office of Statistics\n", (7,)),
    "a source of three cells": ("x,y,k\n" + BODY + "\nSource: Office of Statistics, London, 2021\n", (7,)),
    "a source of many cells": ("x,y,k\n" + BODY + "\nSource: Office, of, Statistics, London, 2021\n", (7,)),
    "a source with empty cells": ("x;y;k\n" + SEMICOLONS + "Source: Office;;\n", (6,)),
    "stars": ("x,y,k\n" + BODY + "* provisional\n** estimated, by hand\n", (6, 7)),
    "an empty row and a sentence": ("x,y,k\n" + BODY + "\n,,\nThese are from the trip.\n", (8,)),
    "a sentence below spaces": ("x y k\n" + BODY.replace(",", " ") + "These are from the trip\n", (6,)),
    "a count of rows": ("x,y,k\n" + BODY + "(4 rows)\n", (6,)),
    "a word alone": ("x,y,k\n" + BODY + "provisional\n", (6,)),
    "in the middle": ("x,y,k\n1,2,0\n2,3,1\n# sensor changed, new cable\n3,4,0\n4,5,1\n", (4,)),
    "a title in the middle": ("x,y,k\n1,2,0\n2,3,1\nGroup B\n3,4,0\n4,5,1\n", (4,)),
    "names again": ("x,y,k\n1,2,0\n2,3,1\nx,y,k\n3,4,0\n4,5,1\n", (4,)),
    "no names": (BODY + "Source: Office\n", (5,)),
}


@pytest.mark.parametrize("case", BELOW)
def test_notes_are_left_out_and_said(case: str) -> None:
    text, lines = BELOW[case]
    table = read_text(text)
    assert [column.values.tolist() for column in table.columns] == [[1, 2, 3, 4], [2, 3, 4, 5], [0, 1, 0, 1]]
    assert tuple(note.row for note in table.notes) == lines
    assert table.left_out.startswith("Row 6 holds a note" if lines == (6,) else "Row")
    assert not table.remarks
    assert from_table(table, "mine", [0, 1], 2, "classes")[1] == (table.left_out,)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("k,n\ntotal,1\npartial,2\ntotal,3\n", 3),
        ("kind,n\nsum,1\nsum,2\nmean,3\nmean,4\n", 4),
        ("name,n\nanna,1\nbert,\ncarl,3\ndora,4\n", 4),
        ("question;answer\nWhere does the river end?;\nHow long is it?;7\nHow wide is it?;8\n", 3),
        ("time,n\n12:30,1\n12:40,2\n12:50,3\n", 3),
        (",x,y\ncount,9,9\nmean,5.5,2.5\nstd,3,1.2\nmin,1,0.5\n25%,3,1\n50%,5,2\n75%,7,3\nmax,10,4\n", 8),
        ("     x    y\ncount 9.0 9.0\nmean  5.5 2.5\nstd   3.0 1.2\nmin   1.0 0.5\nmax   9.0 4.0\n", 5),
        ("brand;price;k\nShell;5;0\nEsso;7;1\nAral;5;0\nTotal;6;1\n", 4),
        ("who,a,k\nAnna,5,0\nBert,8,1\nCarl,7,0\nMax,6,1\n", 4),
        ("who,a,k\nAnna,5,0\nBert,8,1\nCarl,7,0\nMin,6,1\n", 4),
        ("who,a,k\nAnna,5,0\nBert,8,1\nMin,6,1\nMax,7,0\n", 4),
        ("who,sex,k\nAnna,f,u\nBert,m,v\nCarl,m,v\nMax,m,u\n", 4),
        ("Min;1;2\nMedian;3;4\nMean;3.2;4.1\nMax;7;9\n", 4),
    ],
)
def test_rows_that_look_like_notes_are_rows(text: str, rows: int) -> None:
    table = read_text(text)
    assert len(table) + len(table.notes) == rows
    assert len(table.notes) == text.count("river")


@pytest.mark.parametrize(
    "below",
    [
        *("Total;17;1", "Total;17,0;1", "Gesamt;17,0;1", "Durchschnitt;5,67;0,33", "Mean;5.67;0.33", "SD;1.15;0.58"),
        *("Max;7;1", "Min;5;0", "Median;5;0", "Count;3;3", "Total;;", "Sum;17;1\nMean;5.7;0.3"),
    ],
)
def test_figures_of_the_rows_are_left_out(below: str) -> None:
    table = read_text(f"brand;price;k\nShell;5;0\nEsso;7;1\nAral;5;0\n{below}\n")
    assert (len(table), len(table.notes)) == (3, 1 + below.count("\n"))


@pytest.mark.parametrize(
    ("text", "words", "asks"),
    [
        ("x,y,k\n1,2,0\n2,3\n3,4,0\n4,5,1\n", "row 3 has 2", False),
        ("x,y,k\n1,2,0\n2,3,1,7\n3,4,0\n4,5,1\n", "row 3 has 4", False),
        ("x,y\n1,2\nand\nthen\nso\n", "rows 3, 4, 5 have 1", True),
        ("x y k\n1 2 3\n4 5\n6 7 8\n1 2\n", "rows 3, 5 have 2", False),
    ],
)
def test_rows_of_another_length_are_no_notes(text: str, words: str, asks: bool) -> None:
    with pytest.raises(UnreadableTable, match=words) as refusal:
        read_text(text)
    assert ("right separator" in str(refusal.value)) == asks


def test_a_first_line_that_a_wrong_separator_does_not_part_is_no_note() -> None:
    with pytest.raises(UnreadableTable, match=r"row 1 has 1.*right separator"):
        read("x;y\n1,5;2,5\n2,5;3,5\n3,5;4,5\n", Dialect("utf-8", ",", ".", False))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x,y\n1,5,2,5\n2,5,3,5\n3,5,1,5\n", "header in row 1 has 2 names, but the rows below have 4"),
        ("x,y\n1,5,2\n1,6,3\n3,7,1\n", "header in row 1 has 2 names, but the rows below have 3"),
        ("x,y\n1,5,2,5\n2,3\n4,5,6\n", "Every row should have 2 cells"),
        ("Study of June\n\nx,y\n1,5,2,5\n2,5,3,5\n", "header in row 3 has 2 names"),
    ],
)
def test_commas_between_cells_and_before_decimals_are_told_with_their_place(text: str, words: str) -> None:
    with pytest.raises(UnreadableTable, match=words) as refusal:
        read_text(text)
    row = text.split("\n").index("1,5,2,5" if "1,5,2,5" in text else "1,5,2") + 1
    assert f"Row {row}, cell 1: may “1,5” be one number?" in str(refusal.value)
    assert "semicolons" in str(refusal.value)


@pytest.mark.parametrize("quoted", ["", 'e,"(1,100.00)"\n'])
def test_numbers_in_brackets_keep_their_commas(quoted: str) -> None:
    table = read_text("item,amount\na,(1,200.50)\nb,(300)\nc,($2,000)\nd,12.5\n" + quoted)
    assert table.columns[0].name == "item"
    assert [*table.columns[1].values][:4] == [-1200.5, -300.0, -2000.0, 12.5]


@pytest.mark.parametrize(
    ("text", "row", "what"),
    [
        ("item,amount\na,$1,200.50\nb,$2,300.00\nc,$1,100.25\n", 2, "$1,200.50"),
        ("item,amount\na,2,200.50\nb,2,300.00\nc,1,100.25\n", 2, "2,200.50"),
        ("item,amount\na,$200.50\nb,$2,300.00\nc,$1,100.25\nd,$1,900.00\n", 3, "$2,300.00"),
        ("item,amount\na,(1,200.50)\nb,2,300.00\nc,(1,100.25)\n", 3, "2,300.00"),
    ],
)
def test_amounts_of_money_with_commas_are_told_with_their_place(text: str, row: int, what: str) -> None:
    with pytest.raises(UnreadableTable, match="quotes around such numbers") as refusal:
        read_text(text)
    assert f"Row {row}, cell 2: may “{what}” be one number?" in str(refusal.value)


def test_numbers_with_another_separator_are_no_note() -> None:
    with pytest.raises(UnreadableTable, match="row 3 has 1"):
        read_text("a\tb\n1\t2\n3 4\n5\t6\n7\t8\n9\t1\n")


def test_points_in_brackets_are_no_numbers_with_commas() -> None:
    assert len(read_text("x,y\n(1,200)\n(3,400)\n(5,100)\n").columns) == 2


def test_row_names_without_a_name_are_all_different() -> None:
    assert [column.name for column in read_text("x,y\n1,5,2\n2,6,3\n3,7,1\n").columns] == ["column 1", "x", "y"]
