"""The shape of tables as people have them: where they begin, how cells are parted, what the columns are called."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from core.data.csv_reader import Table, first_rows, read
from core.data.csv_text import UnreadableTable
from core.data.encodings import decode
from core.data.guess import guess
from core.data.layout import TOP, Dialect, column_names
from core.data.roles import likely_target


def read_text(text: str) -> tuple[Dialect, Table]:
    text, encoding = decode(text.encode())
    dialect = guess(text, encoding)
    return dialect, read(text, dialect)


BODY = "1,2,0\n2,3,1\n3,4,0\n4,5,1\n"
XYK = ("x", "y", "k")
COLUMNS = ("column 1", "column 2", "column 3")
SHAPES: dict[str, tuple[str, str, bool, int, tuple[str, ...], int]] = {
    # text: delimiter, header, first row, names, rows of values
    "comma and space": ("x, y, k\n1, 2, 0\n2, 3, 1\n3, 4, 0\n", ",", True, 1, XYK, 3),
    "one column": ("y\n1\n2\n3\n", ",", True, 1, ("y",), 3),
    "bars": ("x|y|k\n" + BODY.replace(",", "|"), "|", True, 1, XYK, 4),
    "bars with spaces": ("x | y | k\n" + BODY.replace(",", " | "), "|", True, 1, XYK, 4),
    "spaces": ("x y k\n" + BODY.replace(",", " "), " ", True, 1, XYK, 4),
    "aligned": (" x   y  k\n 1   2  0\n10  20  1\n 3   4  0\n", " ", True, 1, XYK, 3),
    "aligned, tabs between": ("x \t y  k\n1\t2   0\n3  4\t1\n5   6   0\n", " ", True, 1, XYK, 3),
    "aligned, decimal commas": ("x y k\n1,5 2,5 0\n3,5 4,5 1\n5,0 6,2 0\n", " ", True, 1, XYK, 3),
    "aligned, quoted at the end": (
        '1.0   2  "one car"\n3.0   4  "a second"\n5.0   7  "it"\n',
        " ",
        False,
        1,
        COLUMNS,
        3,
    ),
    "two spaces beside names of two words": (
        "city          x   y\nNew York      1   2\nLos Angeles   3   4\nSan Jose      5   6\n",
        "  ",
        True,
        1,
        ("city", "x", "y"),
        3,
    ),
    "two spaces beside two words in each cell": (
        "first name  plant kind  h\nAnna Lee    red rose    170 cm\nBob Ray     white oak   180 cm\n"
        "Carl May  old fir  165 cm\n",
        "  ",
        True,
        1,
        ("first name", "plant kind", "h"),
        3,
    ),
    "two spaces beside a word with a number": (
        "x    y    kind\n1.5  2    class 1\n2.5  13   class 2\n0.5  1    class 1\n",
        "  ",
        True,
        1,
        ("x", "y", "kind"),
        3,
    ),
    "two spaces that do not part all numbers": ("x y  k\n1 2  0\n3 4  1\n5 6  0\n", " ", True, 1, XYK, 3),
    "terminal": (
        "+---+---+---+\n| x | y | k |\n+---+---+---+\n| 1 | 2 | 0 |\n| 2 | 3 | 1 |\n+---+---+---+\n",
        "|",
        True,
        2,
        XYK,
        2,
    ),
    "database": (" x | y | k \n---+---+---\n 1 | 2 | 0\n 2 | 3 | 1\n(2 rows)\n", "|", True, 1, XYK, 2),
    "Markdown": ("| x | y | k |\n|---|:-:|--:|\n| 1 | 2 | 0 |\n| 2 |  | 1 |\n", "|", True, 1, XYK, 2),
    "box": ("┌───┬───┐\n│ x │ k │\n├───┼───┤\n│ 1 │ 0 │\n│ 2 │ 1 │\n└───┴───┘\n", "│", True, 2, ("x", "k"), 2),
    "dashes below the names": (
        "x    y    k\n---- ---- -\n1    2    0\n2    3    1\n4    5    0\n",
        " ",
        True,
        1,
        XYK,
        3,
    ),
    "sep=": ("sep=;\nx;y;k\n" + BODY.replace(",", ";"), ";", True, 2, XYK, 4),
    "quoted sep=": ('"sep=\t"\nx\ty\tk\n' + BODY.replace(",", "\t"), "\t", True, 2, XYK, 4),
    "SEP=": ("SEP=|\r\nx|y|k\r\n" + BODY.replace(",", "|"), "|", True, 2, XYK, 4),
    "remarks": ("# a, b and c\n\n% more\n// and more\nx,y,k\n" + BODY, ",", True, 5, XYK, 4),
    "remarks without names below": ("# measured in June\n" + BODY, ",", False, 2, COLUMNS, 4),
    "names in the remark": ("# by group 3\n# x y k\n" + BODY.replace(",", " "), " ", True, 2, XYK, 4),
    "names in the remark, no space": ("#x,y,k\n" + BODY, ",", True, 1, XYK, 4),
    "number sign as a name": ("#,x,k\n1,2.5,a\n2,3.5,b\n3,1.5,a\n", ",", True, 1, ("#", "x", "k"), 3),
    "title": ("Weight study\n\nx,y,k\n" + BODY, ",", True, 3, XYK, 4),
    "titles with delimiters": ("Weight, June\nAll, of, them, here\n\nx,y,k\n" + BODY * 3, ",", True, 4, XYK, 12),
    "title with empty cells": ("Weight study;;\n;;\nx;y;k\n" + BODY.replace(",", ";"), ";", True, 3, XYK, 4),
    "titles padded with empty cells": (
        "Class;8b;;\nTeacher;Ms Low;room;\n;;;\nx;y;z;k\n1;2;3;a\n2;3;4;b\n3;5;5;a\n",
        ";",
        True,
        4,
        ("x", "y", "z", "k"),
        3,
    ),
    "a name is missing": ("x,,k\n1,2,0\n2,3,1\n", ",", True, 1, ("x", "column 2", "k"), 2),
    "a value is missing in the first row": ("1,,a\n2,3,b\n3,4,a\n", ",", False, 1, COLUMNS, 3),
    "title above values": ("Weight study\n" + BODY, ",", False, 2, COLUMNS, 4),
    "blank lines": ("\n\n\nx,y,k\n\n" + BODY.replace("\n", "\n\n"), ",", True, 4, XYK, 4),
    "delimiter at the end of rows": ("x;y;k\n" + BODY.replace(",", ";").replace("\n", ";\n"), ";", True, 1, XYK, 4),
    "delimiters at the end of some": ("x,y,k\n1,2,0,,\n2,3,1\n3,4,0,\n", ",", True, 1, XYK, 3),
    "delimiter at the end of the header": ("x,y,k,\n" + BODY, ",", True, 1, XYK, 4),
    "at the end of all": ("x\ty\tk\t\n" + BODY.replace(",", "\t").replace("\n", "\t\n"), "\t", True, 1, XYK, 4),
    "no header, at the end": ("1,2,a,\n2,4,b,\n3,5,a,\n", ",", False, 1, COLUMNS, 3),
    "a last column without values": ("x,y,k,note\n1,2,0,\n2,3,1,\n", ",", True, 1, (*XYK, "note"), 2),
    "R": ('"x" "k"\n"1" 1.5 "a"\n"2" 2.5 "b"\n"3" 3.5 "a"\n', " ", True, 1, ("column 1", "x", "k"), 3),
    "R, commas": ("x,y\nanna,1.5,2\nbert,2.5,3\ncarl,3.5,4\n", ",", True, 1, ("column 1", "x", "y"), 3),
    "index without a name": (",x,k\n0,1.5,a\n1,2.5,b\n2,3.5,a\n", ",", True, 1, ("column 1", "x", "k"), 3),
    "space before a quote": ('x, "y, z", k\n1, "a, b", 2\n3, "c", 4\n', ",", True, 1, ("x", "y, z", "k"), 2),
    "delimiter before the closing quote": ('x,"y,",k\n1,2,0\n2,3,1\n', ",", True, 1, ("x", "y,", "k"), 2),
    "tab before the closing quote": ('x;"y\t";k\n1;2;0\n2;3;1\n', ";", True, 1, XYK, 2),
    "line break in a name": ('x,"the\nsecond",k\n1,2,0\n2,3,1\n', ",", True, 1, ("x", "the second", "k"), 2),
    "line break in copied cells": ('x\tnote\n1\t"a\nb"\n2\tc\n3\td\n', "\t", True, 1, ("x", "note"), 3),
    "single quotes": ("'x','k'\n'1','it is'\n'2','a, b'\n'3','c'\n", ",", True, 1, ("x", "k"), 3),
    "apostrophes in words": ("x,k\n1,it's\n2,that's\n3,he's\n", ",", True, 1, ("x", "k"), 3),
    "all words, no header": ("p,x,n\ne,x,y\np,b,n\ne,x,y\np,x,n\n", ",", False, 1, COLUMNS, 5),
    "all words": ("class,cap,odor\np,x,p\ne,x,a\ne,b,l\np,x,p\n", ",", True, 1, ("class", "cap", "odor"), 4),
    "numbers and a word": ("5.1,3.5,a\n4.9,3.0,a\n7.0,3.2,b\n", ",", False, 1, COLUMNS, 3),
    "a gap in the first row": ("5.1,NA,a\n4.9,3.0,a\n7.0,3.2,b\n", ",", False, 1, COLUMNS, 3),
    "elements": (
        "RI,Na,Mg,Type\n1.5,13.6,4.5,1\n1.6,13.9,3.6,2\n1.7,14.1,3.5,1\n",
        ",",
        True,
        1,
        ("RI", "Na", "Mg", "Type"),
        3,
    ),
    "none as a name": ("None,mild,age\n1,0,20\n0,1,30\n1,1,35\n", ",", True, 1, ("None", "mild", "age"), 3),
    "years": (
        "land;2019;2020;2021\nA;1,5;2;3\nB;2,5;3;4\nC;5;6;9\n",
        ";",
        True,
        1,
        ("land", "2019", "2020", "2021"),
        3,
    ),
    "only years": ("2019,2020,2021\n1.5,2,3\n2.5,3,4\n", ",", True, 1, ("2019", "2020", "2021"), 2),
    "numbers only": ("1,2,3\n4,5,6\n7,8,9\n", ",", False, 1, COLUMNS, 3),
    "a first row that grows evenly": ("1,2,4\n4,5,6\n7,8,9\n3,2,1\n", ",", False, 1, COLUMNS, 4),
    "a first row of 0 and 1": ("0 1 0\n1 0 1\n0 0 1\n1 1 0\n", " ", False, 1, COLUMNS, 4),
    "years as values": ("2019,2020,2021\n2022,2023,2024\n2020,2019,2018\n", ",", False, 1, COLUMNS, 3),
    "weeks": ("who;0;2;4;8\na;1;2;2;4\nb;2;5;4;5\nc;5;6;9;9\n", ";", True, 1, ("who", "0", "2", "4", "8"), 3),
    "space after a closing quote": ('"x" ,"y" ,"k"\n1 ,"a, b" ,2\n3 ,"he said ""hi"" ,x",4\n', ",", True, 1, XYK, 2),
    "another database": (
        "+---+---+\n| x | k |\n+---+---+\n| 1 | 0 |\n| 2 | 1 |\n+---+---+\n2 rows in set (0.00 sec)\n",
        "|",
        True,
        2,
        ("x", "k"),
        2,
    ),
    "doses": ("who;0,1;0,5;1,0\nA;3;4;5\nB;4;5;6\nC;4;5;6\nD;4;6;8\n", ";", True, 1, ("who", "0,1", "0,5", "1,0"), 4),
    "scale": ("10,100,1000,kind\n3,4,5,a\n4,4,6,b\n2,5,6,a\n", ",", True, 1, ("10", "100", "1000", "kind"), 3),
    "numbered columns": (
        ",0,1,2\n0,1.5,2.5,3\n1,1.7,2.9,4\n2,1.1,2.9,5\n",
        ",",
        True,
        1,
        ("column 1", "0", "1", "2"),
        3,
    ),
    "dates, no header": ("2024-01-01,2\n2024-01-02,4\n2024-01-03,3\n", ",", False, 1, COLUMNS[:2], 3),
    "names of several words": ("first name,k\nAnna Maria,1\nJohn Paul,2\nBo,3\n", ",", True, 1, ("first name", "k"), 3),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_are_recognised(shape: str) -> None:
    text, delimiter, header, first_row, names, rows = SHAPES[shape]
    dialect, table = read_text(text)
    assert (dialect.delimiter, dialect.header, dialect.first_row) == (delimiter, header, first_row)
    assert tuple(column.name for column in table.columns) == names
    assert len(table) == rows


def test_values_below_what_stands_above_are_whole() -> None:
    for text in ("Study\n\nx,y,k\n", "sep=,\nx,y,k\n", "# by\n#x,y,k\n", "x,y,k\ns,m,\n", "x,y,k,\n"):
        _, table = read_text(text + BODY)
        assert [column.values.tolist() for column in table.columns] == [[1, 2, 3, 4], [2, 3, 4, 5], [0, 1, 0, 1]]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("t,h,k\ns,m,\n1,2,0\n3,4,1\n5,7,0\n", ("s", "m", "")),
        ("t,h,k\n(s),[m],-\n1,2,0\n3,4,1\n5,7,0\n", ("s", "m", "")),
        ("name,m,h\ntext,g,cm\nu,1,2\nv,3,4\nu,5,7\n", ("", "g", "cm")),
        ("t (s),h [m],k\n1,2,0\n3,4,1\n", ("s", "m", "")),
        ("t,h,k\ns,mol/L,1\n1,2,0\n3,4,1\n5,7,0\n", ("s", "mol/L", "1")),
        ("t,h\nyears,kg m-2\n1,2\n3,4\n5,7\n", ("years", "kg m-2")),
        ("t,h\nmin,strokes\n1,2\n3,4\n5,7\n", ("min", "strokes")),
        ("t;name;k\ns;;\n1,5;a;0\n3;b;1\n4;c;1\n", ("s", "", "")),
        ("a (2),b (x = 1),c (0-10)\n1,2,3\n2,3,4\n", ("", "", "")),
        ("temp (°C),power (µW),ok\n1,2,3\n2,3,4\n", ("°C", "µW", "")),
    ],
)
def test_units(text: str, units: tuple[str, ...]) -> None:
    _, table = read_text(text)
    assert tuple(column.unit for column in table.columns) == units
    assert all(column.kind in ("number", "words") for column in table.columns)


@pytest.mark.parametrize("word", ["absent", "oops", "unknown", "inf", "<LOD", "n.d.", "kg"])
def test_a_first_row_with_a_word_for_a_number_is_no_row_of_units(word: str) -> None:
    _, table = read_text(f"dose,score\n1,{word}\n2,7\n3,10\n4,8\n5,9\n6,7\n")
    assert (len(table), table.first, table.columns[1].unit) == (6, 2, "")
    assert [(odd.row, odd.text) for odd in table.columns[1].odd] == [(2, word)]


YEARS = "2019 income,2019 age,2020 income,2020 age"
NUMBERS = "1.5,30,2.5,31\n1.7,35,2.9,36\n2.5,40,3.5,41\n2.6,42,3.1,43\n"
NAMED = "".join(f"{name},{row}\n" for name, row in zip("ABCD", NUMBERS.split("\n"), strict=False))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (",2019,2019,2020,2020\nregion,income,age,income,age\n" + NAMED, f"region,{YEARS}"),
        (",2019,,2020,\nregion,income,age,income,age\n" + NAMED, f"region,{YEARS}"),
        (",2019,,2020,\n,income,age,income,age\n" + NAMED, f"column 1,{YEARS}"),
        ("2019,,2020,\nincome,age,income,age\n" + NUMBERS, YEARS),
        ("2019,2019,2020,2020\nincome,age,income,age\n" + NUMBERS, YEARS),
        ("2019,2020,2021,2022\na,b,c,d\n" + NUMBERS, "2019 a,2020 b,2021 c,2022 d"),
        (",before,,after,\nsite,pH,salt,pH,salt\n" + NAMED, "site,before pH,before salt,after pH,after salt"),
        ("My garden\n\n,2019,,2020,\nregion,income,age,income,age\n" + NAMED, f"region,{YEARS}"),
        ("Body,,Blood,\nheight,weight,sugar,iron\n" + NUMBERS, "Body height,Body weight,Blood sugar,Blood iron"),
    ],
)
def test_a_header_of_two_rows_names_columns_after_their_groups(text: str, names: str) -> None:
    _, table = read_text(text)
    assert ",".join(column.name for column in table.columns) == names
    assert [column.low_high[1] for column in table.columns[-4:]] == [2.6, 42, 3.5, 43]
    assert not any(column.odd or column.missing for column in table.columns)


SITES = ",".join(f"{year} {place} {what}" for year in (2019, 2020) for place in ("north", "south") for what in "ab")
EIGHT = "1,2,3,4,5,6,7,8\n2,3,4,5,6,7,8,9\n9,8,7,6,5,4,3,2\n"
PLACES = ",2019,,,,2020,,,\n,north,,south,,north,,south,\n"
SITED = "".join(f"{name},{row}\n" for name, row in zip("ABC", EIGHT.split("\n"), strict=False))


@pytest.mark.parametrize(
    ("text", "names", "units"),
    [
        (PLACES + "site,a,b,a,b,a,b,a,b\n" + SITED, f"site,{SITES}", ""),
        (PLACES + ",a,b,a,b,a,b,a,b\n" + SITED, f"column 1,{SITES}", ""),
        ("site" + PLACES + ",a,b,a,b,a,b,a,b\n" + SITED, f"site,{SITES}", ""),
        (f"Survey\n\n{PLACES}site,a,b,a,b,a,b,a,b\n" + SITED, f"site,{SITES}", ""),
        ("2019,,,,2020,,,\nnorth,,south,,north,,south,\na,b,a,b,a,b,a,b\n" + EIGHT, SITES, ""),
        (
            "2019," * 4 + "2020," * 3 + "2020\n" + "north,north,south,south," * 2 + "\n" + "a,b," * 4 + "\n" + EIGHT,
            SITES,
            "",
        ),
        (
            "2019,,2020,\nnorth,south,north,south\ntax,tax,tax,tax\n" + NUMBERS,
            "2019 north tax,2019 south tax,2020 north tax,2020 south tax",
            "",
        ),
        ("x,,y,\nm,f,m,f\nage,age,age,age\n" + NUMBERS, "x m age,x f age,y m age,y f age", ""),
        (
            "Men,,Women,\nheight,weight,height,weight\ncm,kg,cm,kg\n" + NUMBERS,
            "Men height,Men weight,Women height,Women weight",
            "cm,kg,cm,kg",
        ),
        (PLACES + "site,a,b,a,b,a,b,a,b\n,kg,m,kg,m,kg,m,kg,m\n" + SITED, f"site,{SITES}", ",kg,m,kg,m,kg,m,kg,m"),
    ],
)
def test_a_header_of_three_rows_is_joined_too(text: str, names: str, units: str) -> None:
    _, table = read_text(text)
    assert ",".join(column.name for column in table.columns) == names
    assert [column.unit for column in table.columns] == (units.split(",") if units else [""] * len(table.columns))
    assert all(column.holds == "number" and not column.odd for column in table.columns[-4:])
    assert len(table) == (4 if NUMBERS in text else 3)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,,b,\n1.5,30,2.5,31\n1.7,35,2.9,36\n2.5,40,3.5,41\n", "a,column 2,b,column 4"),
        ("a,b,c,d\ncm,s,cm,s\n" + NUMBERS, "a,b,c,d"),
        ("who,who,what,what\nm,f,red,blue\nf,m,red,green\nm,m,blue,red\n", "who,who (2),what,what (2)"),
    ],
)
def test_what_is_no_header_of_two_rows(text: str, names: str) -> None:
    assert ",".join(column.name for column in read_text(text)[1].columns) == names


def test_first_row_and_header_can_be_set() -> None:
    text = "1,2\n3,4\nx,y\n5,6\n7,9\n"
    assert guess(text, "utf-8", first_row=3).header
    table = read(text, guess(text, "utf-8", first_row=3))
    assert [column.values.tolist() for column in table.columns] == [[5, 7], [6, 9]]
    assert table.first == 4
    whole = read(text, Dialect("utf-8", ",", ".", False))
    assert (len(whole), whole.first) == (5, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x,y,k\n1,2\n3,4\n5,6\n", "header in row 1 has 3 names, but the rows below have 2"),
        ("1,2\n3,4,5\n6,7,8\n9,9,9\n", "row 1 has 2"),
        ("x,y,k\n1,2,3\n4,5\n6,7,8,9\n", "rows 3, 4 have 2 or 4"),
        ("Title\n\nx,y,k\n1,2,3\n\n4,5\n6,7,8\n", "row 6 has 2"),
        ("| x | y |\n|---|---|\n| 1 | 2 |\n| 3 |\n| 4 | 5 |\n", "row 4 has 1"),
        ("x y k\n1 2 3\n4 5\n6 7 8\n", "row 3 has 2"),
        ("x,y\n", "header but no rows"),
        ("sep=;\n", "empty|no rows"),
    ],
)
def test_rows_that_do_not_fit_are_named(text: str, words: str) -> None:
    with pytest.raises(UnreadableTable, match=words):
        read_text(text)


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (["a", "a", "a (2)"], ("a", "a (3)", "a (2)")),
        (["a", "a", "a"], ("a", "a (2)", "a (3)")),
        (["", "column 1", ""], ("column 1", "column 1 (2)", "column 3")),
        (["x" * 70 + "a", "x" * 70 + "b"], ("x" * 59 + "…", "x" * 59 + "… (2)")),
    ],
)
def test_names_made_different_stay_different(cells: list[str], names: tuple[str, ...]) -> None:
    assert column_names(cells) == names


def test_long_lines_and_many_columns_are_guessed_at_once() -> None:
    """Every guess looks at a piece of the text only: these would take minutes if one did not."""
    for text in ("x" * 500_000, "1," * 100_000 + "1", "'" * 99_999, "| " * 40_000 + "\n" + "|" * 99, "a b " * 50_000):
        assert guess(text, "utf-8").first_row == 1


@pytest.mark.parametrize("last", ["1.5,2,0", "1.5,2,0\n", "1.5,2,0\n\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_whose_last_line_ends_about_where_a_preview_does(last: str, delimiter: str) -> None:
    row = "1.5,2,1\n"
    text = "a,b,c\n" + row * ((TOP - 2) // len(row))
    text = (text + last).replace(",", delimiter)
    assert len(text) > TOP
    dialect, table = read_text(text)
    assert (dialect.delimiter, dialect.decimal, len(table)) == (delimiter, ".", text.strip().count("\n"))
    assert first_rows(text, dialect)[0] == ("a", "b", "c")


DAVIS = "\t\tTemp\tHi\tLow\tOut\tWind\tWind\nDate\tTime\tOut\tTemp\tTemp\tHum\tSpeed\tDir\n" + "".join(
    f"01/03/24\t{k}:00a\t5.{k}\t5.{k + 1}\t4.{k}\t{80 - k}\t{k % 3}.0\t{'NNW'}\n" for k in range(1, 9)
)
LOGGER = (
    '"TOA5","CR1000","CR1000","1234","CR1000.Std.31"\n"TIMESTAMP","RECORD","AirTC_Avg","RH","SlrW"\n'
    '"TS","RN","Deg C","%","W/m^2"\n"","","Avg","Smp","Tot"\n'
    + "".join(f'"2024-03-01 {k:02d}:00:00",{k},{4 + k}.5,{85 - k},{k * 20}\n' for k in range(12))
)
IN_TWO_LINES = ("Date", "Time", "Temp Out", "Hi Temp", "Low Temp", "Out Hum", "Wind Speed", "Wind Dir")


@pytest.mark.parametrize(
    ("text", "names", "units", "rows"),
    [
        (DAVIS, IN_TWO_LINES, ("", "h", "", "", "", "", "", ""), 8),
        (LOGGER, ("TIMESTAMP", "RECORD", "AirTC_Avg", "RH", "SlrW"), ("", "", "Deg C", "%", "W/m^2"), 12),
        ("time;speed;label\n[s];[m/s];[-]\n0;0;a\n1;2.5;b\n2;5.1;a\n", ("time", "speed", "label"), ("s", "m/s", ""), 3),
        (";Temp;Wind\nday;out;speed\na;1;2\nb;2;4\nc;4;3\n", ("day", "Temp out", "Wind speed"), ("", "", ""), 3),
    ],
)
def test_tables_of_instruments_are_read_whole(
    text: str, names: tuple[str, ...], units: tuple[str, ...], rows: int
) -> None:
    table = read(text, guess(text, "utf-8"))
    assert tuple(column.name for column in table.columns) == names
    assert tuple(column.unit for column in table.columns) == units
    assert len(table) == rows
    assert not any(column.odd for column in table.columns)
    assert not table.columns[likely_target(table)].constant


@pytest.mark.parametrize("text", ["1,21,2\n", "a b\n² c x\n² d y\n", "a b\n1 c x\n"])
def test_a_table_of_almost_nothing_read_by_spaces_is_read_or_refused_in_words(text: str) -> None:
    dialect, _ = read_text(BODY)
    with contextlib.suppress(UnreadableTable):
        read(text, replace(dialect, delimiter=" ", header=True))
