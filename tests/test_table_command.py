"""Tables on the command line: the cases, roles that are asked for, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gui import app
from gui.headless import as_json

CASES = Path(__file__).parent / "cases"
KEYS = ["encoding", "delimiter", "decimal", "header", "first_row", "rows", "left_out", "columns", "notes"]
COLUMN_KEYS = ["name", "kind", "unit", "role", "low", "high", "words", "missing", "remark"]

TableTold = dict[str, Any]


def told(capsys: pytest.CaptureFixture[str], file: Path, *more: str) -> TableTold:
    """Return what the command prints of a table."""
    assert app.main([str(file), "--headless", "--json", "--steps", "0", *more]) == 0
    table: TableTold = json.loads(capsys.readouterr().out)["table"]
    assert list(table) == KEYS
    assert all(list(column) == COLUMN_KEYS for column in table["columns"])
    return table


def each(table: TableTold, key: str) -> list[Any]:
    return [column[key] for column in table["columns"]]


EXPECTED: dict[str, TableTold] = {
    "a-delimiter-at-the-end-of-rows/both.csv": {"names": "a b c", "rows": 4, "delimiter": ","},
    "a-delimiter-at-the-end-of-rows/header.csv": {"names": "a b c", "rows": 4},
    "a-delimiter-at-the-end-of-rows/rows.csv": {"names": "a b c", "rows": 4, "delimiter": ";"},
    "a-row-of-units/units.csv": {"names": "time height k", "units": ["s", "m", ""], "rows": 4, "low": [0.1, 2.5, 0]},
    "a-tab-inside-a-quoted-name/short.csv": {"names": "a b; c", "delimiter": ","},
    "a-tab-inside-a-quoted-name/students.csv": {
        "names": "Status Day/evening Grade Target",
        "delimiter": ";",
        "rows": 4000,
    },
    "a-table-on-the-command-line/t.csv": {"names": "x y", "roles": "input target", "rows": 4, "high": [4, 8]},
    "a-target-in-the-hundred-thousands/houses.csv": {"names": "sqft rooms price", "roles": "input input target"},
    "a-truth-table/xor.tsv": {"names": "a b y", "delimiter": "\t", "rows": 4},
    "lines-above-the-header/remarks.csv": {"names": "x y k", "first_row": 3, "header": True, "rows": 4},
    "lines-above-the-header/sheet.tsv": {"names": "x y k", "first_row": 2, "rows": 4},
    "lines-above-the-header/title.csv": {"names": "x y k", "first_row": 3, "rows": 4},
    "more-than-ten-classes/letters.csv": {"names": "x y letter", "rows": 104, "roles": "input input target"},
    "none-and-minus-are-classes/credit.data": {"header": False, "words": [None, None, ["+", "-"]]},
    "none-and-minus-are-classes/prep.csv": {"words": [None, None, ["none", "completed"]]},
    "none-and-minus-are-classes/region.csv": {"words": [None, None, ["EU", "NA", "AF"]], "missing": [0, 0, 0]},
    "numbers-in-the-header/years.csv": {"header": True, "rows": 4, "names": "country 2019 2020 2021"},
    "numbers-in-the-header/dose.csv": {"header": True, "rows": 4, "names": "dose 1e5 1e6 class"},
    "numbers-in-the-header/indexed.csv": {"header": True, "rows": 4, "roles": "none input input target"},
    "numbers-in-the-header/none.csv": {"header": False, "rows": 4},
    "one-odd-cell/odd.csv": {"rows": 40, "left_out": 1, "kinds": "number number number"},
    "percent-and-currency/dollar.csv": {"low": [12.5, 0], "high": [1250, 1], "units": ["$", ""]},
    "percent-and-currency/euro.csv": {"low": [12.5, 0], "high": [31.99, 1], "units": ["€", ""], "decimal": ","},
    "percent-and-currency/minus.csv": {"low": [-2.5, 1, 0], "kinds": "number number number"},
    "percent-and-currency/percent.csv": {"low": [12, 0.1, 0], "units": ["%", "", ""]},
    "percent-and-currency/quoted_thousands.csv": {"low": [1036, 952, 0], "high": [4000, 2528, 1]},
    "sep-line/a.csv": {"names": "hours drops passed", "delimiter": ";", "first_row": 2},
    "sep-line/b.csv": {"names": "x y", "delimiter": ","},
    "sep-line/c.csv": {"names": "x y", "delimiter": ";", "decimal": ",", "high": [4.5, 8]},
    "spaces-and-bars/bar.csv": {"names": "x y k", "delimiter": "|"},
    "spaces-and-bars/fixed.txt": {"delimiter": " ", "rows": 4, "kinds": "number number number number"},
    "spaces-and-bars/mpg.data": {"delimiter": " ", "rows": 4, "missing": [0, 0, 0, 1, 0, 0, 0, 0, 0]},
    "spaces-and-bars/spaces.data": {"delimiter": " ", "rows": 4, "low": [15, 8, 304, 130, 0]},
    "the-row-number-as-an-input/indexed.csv": {"roles": "none input target"},
    "the-row-number-as-an-input/iris.csv": {"roles": "none input input target"},
    "thousands-as-decimals/german.csv": {"high": [None, 91.7, 12086, 1], "low": [None, 31, 950, 0], "decimal": ","},
    "thousands-as-decimals/pasted.tsv": {"high": [310500, 2400, None], "low": [99500, 800, None]},
    "thousands-as-decimals/semicolon_us.csv": {"high": [310500, 2400, 1], "low": [99500, 800, 0], "decimal": "."},
    "two-inputs-of-different-size/gpa_score.csv": {"roles": "input input target"},
    "two-inputs-of-different-size/one_tiny.csv": {"roles": "input target"},
    "two-inputs-of-different-size/three_tiny.csv": {"roles": "input input input target"},
    "two-inputs-of-different-size/tiny.csv": {"roles": "input input target"},
    "windows-1252/de.csv": {"names": "Größe Gewicht Geschlecht", "encoding": "cp1252"},
    "windows-1252/fr.csv": {"names": "Année Température Saison", "encoding": "cp1252"},
    "windows-1252/es.csv": {"names": "año presión estación", "encoding": "cp1252"},
    "windows-1252/unit.csv": {"units": ["°C", "µW", ""], "encoding": "cp1252"},
    "windows-1252/chinese.csv": {"encoding": "gb18030"},
    "words-as-inputs/mushrooms.csv": {"roles": "target input input", "kinds": "words words words"},
    "words-as-inputs/ship.csv": {"roles": "none target input input input input"},
    "words-without-a-header/single.csv": {"names": "age n k", "kinds": "words number words", "rows": 4},
    "words-without-a-header/votes.data": {"header": False, "rows": 6},
}
PLURALS = {"names": "name", "kinds": "kind", "roles": "role", "units": "unit"}


ODD: dict[str, tuple[bytes, TableTold]] = {
    "what pandas prints": (
        b"     a    b label\n0  1.5  2.0     x\n1  2.5  NaN     y\n2  3.5  4.0     x\n3  4.5  5.0     y\n"
        b"4  6.5  7.0     x\n\n[5 rows x 3 columns]\n",
        {"names": "column 1,a,b,label", "rows": 5, "missing": [0, 0, 1, 0], "roles": "none input input target"},
    ),
    "what a database prints": (
        b"mysql> SELECT * FROM t;\n+-----+----+\n| x   | n  |\n+-----+----+\n"
        + b"".join(b"| %d.5 | %2d |\n" % (k, k * k) for k in range(5))
        + b"+-----+----+\n5 rows in set (0.00 sec)\n",
        {"names": "x,n", "rows": 5, "delimiter": "|", "high": [4.5, 16]},
    ),
    "a sheet with totals and a source, lines of an old Mac": (
        "Datum;T in °C;Regen;Wetter\r01.03.2024;5,5;0,0;schön\r02.03.2024;-6,1;1.200,5;trüb\r03.03.2024;3,0;2,1;trüb\r"
        "04.03.2024;4,0;2,2;schön\r05.03.2024;7,0;0,1;schön\rMittelwert;3,3;;\rQuelle: eigene Messung;;;\r".encode(
            "mac_roman"
        ),
        {
            "names": "Datum,T in °C,Regen,Wetter",
            "encoding": "mac_roman",
            "rows": 5,
            "decimal": ",",
            "high": ["2024-03-05", 7, 1200.5, None],
            "words": [None, None, None, ["schön", "trüb"]],
        },
    ),
    "a header of two rows": (
        b",2019,,2020,\nregion,income,age,income,age\nA,1.5,30,2.5,31\nB,1.7,35,2.9,36\nC,2.5,40,3.5,41\nD,2.6,42,3.1,43\n",
        {"names": "region,2019 income,2019 age,2020 income,2020 age", "rows": 4, "high": [None, 2.6, 42, 3.5, 43]},
    ),
    "accounts": (
        b'item,price,n\nPen," $ 1.20 ",30\nBook," $ 1,032.00 ",7\nCap, $ (3.50),2\nRuler, $ -   ,9\nBag,$2,5\n',
        {"low": [None, -3.5, 2], "high": [None, 1032, 30], "units": ["", "$", ""], "left_out": 0},
    ),
    "numbers with their uncertainty": (
        "dose,effect\n1,2.5±0.1\n2,2.9±0.2\n3,3.4±0.1\n4,3.9±0.3\n5,4.4±0.1\n".encode("utf-16"),
        {"encoding": "utf-16", "low": [1, 2.5], "high": [5, 4.4], "kinds": "number number"},
    ),
    "what a phone exports": (
        b"Date;Steps;Way;Active\n1 Mar 2024;8.512;6,1 km;1:05 h\n2 Mar 2024;10.230;7,4 km;1:15 h\n"
        b"3 Mar 2024;4.012;2,9 km;0:35 h\n4 Mar 2024;6.100;4,4 km;0:50 h\n",
        {"kinds": "date number number number", "high": ["2024-03-04", 10230, 7.4, 1.25], "units": ["", "", "km", "h"]},
    ),
    "no header, units in the cells": (
        "76,8 °C|66,2 kg|no\n14,4 °C|45,3 kg|yes\n48,5 °C|14,8 kg|no\n36,8 °C|40,0 kg|yes\n".encode(),
        {"header": False, "rows": 4, "units": ["°C", "kg", ""], "low": [14.4, 14.8, None]},
    ),
}
"""Files of other programs, and what is expected of them; names stand with commas between."""


def as_expected(key: str, value: Any) -> Any:
    """Return what is expected under a key, words in a text parted."""
    if key not in PLURALS or not isinstance(value, str):
        return value
    return value.split("," if "," in value else " ")


def test_every_case_is_expected() -> None:
    there = {f"{path.parent.name}/{path.name}" for path in CASES.glob("*/*") if path.suffix != ".toml"}
    assert there == set(EXPECTED)


@pytest.mark.parametrize("case", EXPECTED)
def test_cases(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = told(capsys, CASES / case)
    for key, value in EXPECTED[case].items():
        found = table[key] if key in KEYS else each(table, PLURALS.get(key, key))
        assert found == as_expected(key, value), key
    assert table["encoding"] == EXPECTED[case].get("encoding", "utf-8")


@pytest.mark.parametrize("name", ODD)
def test_files_of_other_programs(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content, expected), file = ODD[name], tmp_path / "odd.csv"
    file.write_bytes(content)
    table = told(capsys, file)
    for key, value in expected.items():
        found = table[key] if key in KEYS else each(table, PLURALS.get(key, key))
        assert found == as_expected(key, value), key


def test_remarks_of_the_cases(capsys: pytest.CaptureFixture[str]) -> None:
    for case, place, words in (
        ("one-odd-cell/odd.csv", 1, ("row 18", "“oops”")),
        ("the-row-number-as-an-input/iris.csv", 0, ("counts the rows",)),
        ("spaces-and-bars/mpg.data", 3, ("no value in row 3",)),
        ("spaces-and-bars/spaces.data", 1, ("same value",)),
    ):
        remark = each(told(capsys, CASES / case), "remark")[place]
        assert all(word in remark for word in words)


@pytest.mark.parametrize(
    ("more", "roles"),
    [
        ((), "none target input input input input"),
        (("--target", "Fare"), "none input input input input target"),
        (("--target", "fare", "--inputs", "Age, sex"), "none none none input input target"),
        (("--inputs", "Age"), "none target none none input none"),
        (("--inputs", "Survived,Age"), "none input none none input target"),
    ],
)
def test_roles_can_be_asked_for(more: tuple[str, ...], roles: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert each(told(capsys, CASES / "words-as-inputs" / "ship.csv", *more), "role") == roles.split()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--target", "Fair"), ("no column “Fair”", "Did you mean “Fare”?", "“PassengerId”, “Survived”")),
        (("--inputs", "Age,Sax"), ("no column “Sax”", "Did you mean “Sex”?")),
        (("--target", "Age", "--inputs", "Age"), ("both an input and the target",)),
        (("--inputs", ""), ("names no column",)),
    ],
)
def test_columns_that_are_not_there(
    more: tuple[str, ...], words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main([str(CASES / "words-as-inputs" / "ship.csv"), "--headless", "--json", *more]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("chalkgrad: ")
    assert all(word in written.err for word in words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n", "no rows"),
        (b"a,b,c\n1,2,3\n4,5\n6,7,8\n", "row 3"),
        (b"a,b\n1,2\n1e999,3\n4,5\n", "row 3"),
        (b"a,b\n1,7\n2,7\n3,7\n4,7\n", "No column except"),
        (b"a\n1\n2\n3\n4\n", "only one column"),
    ],
)
def test_faults_of_a_table(content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    assert app.main([str(file), "--headless", "--json", "--steps", "0"]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("chalkgrad: ")
    assert words in written.err


def test_a_table_of_too_few_rows_is_read_but_not_learned_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes("größe;alter;note\n1,5;2;3\n2,5;3;4\n3,5;2;3\n4,5;3;\n".encode("cp1252"))
    assert app.main([str(file), "--headless", "--json", "--steps", "0"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert "Only 3 rows with a value" in result["refusal"]
    assert (result["iteration"], result["train_loss"]) == (0, None)
    table = result["table"]
    assert (table["encoding"], table["rows"], table["left_out"]) == ("cp1252", 4, 1)
    assert each(table, "name") == ["größe", "alter", "note"]
    assert each(table, "role") == ["input", "input", "target"]
    assert app.main([str(file), "--headless", "--json"]) == 2
    assert "Only 3 rows" in capsys.readouterr().err


@pytest.mark.slow
def test_10000_categories_as_a_target(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b\n" + "".join(f"{k},w{k}\n" for k in range(10_000)))
    assert app.main([str(file), "--headless", "--json", "--steps", "0", "--target", "b"]) == 2
    assert "10,000 different values" in capsys.readouterr().err
    table = told(capsys, file)
    assert each(table, "role") == ["target", "input"]


def test_dates_and_words_are_told_in_the_tables_own_terms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "table.csv"
    rows = "".join(f"{k + 1}.3.2024;w{k % 3};{k},5\n" for k in range(20))
    file.write_text("day;word;v\n" + rows)
    day, word, v = told(capsys, file)["columns"]
    assert (day["kind"], day["low"], day["high"], day["words"]) == ("date", "2024-03-01", "2024-03-20", None)
    assert (word["kind"], word["low"], word["words"]) == ("words", None, ["w0", "w1", "w2"])
    assert (v["kind"], v["low"], v["high"], v["words"]) == ("number", 0.5, 19.5, None)


def test_a_table_is_learned_from(capsys: pytest.CaptureFixture[str]) -> None:
    losses = []
    for steps in ("0", "300"):
        file = CASES / "two-inputs-of-different-size" / "gpa_score.csv"
        assert app.main([str(file), "--headless", "--json", "--steps", steps]) == 0
        result = json.loads(capsys.readouterr().out)
        assert result["iteration"] == int(steps)
        assert result["scene"] == str(file.resolve())
        losses.append(result["train_loss"])
    assert losses[1] < losses[0]


def test_an_experiment_can_be_opened_as_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    file = CASES / "a-table-on-the-command-line" / "t.toml"
    assert app.main([str(file), "--headless", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["iteration"] == 5
    assert "table" not in result


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gone.csv", "--headless"], "no file gone.csv"),
        (["gone.toml", "--headless"], "cannot be read"),
        (["xor-tanh"], "--scene NAME"),
        ([__file__, "--scene", "xor-tanh"], "one of the two"),
        (["--target", "y", "--headless"], "go with a table"),
        ([__file__, "--target", "y"], "--headless"),
        ([__file__, "--screenshot", "x.png"], "--screenshot"),
        ([str(CASES), "--headless"], "folder"),
    ],
)
def test_what_does_not_go_together(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(arguments) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert words in written.err


def run(*arguments: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own, on a terminal of an old encoding."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "gui", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.run(command, cwd=CASES.parents[1], env=environment, timeout=60, check=False, **pipes)


@pytest.mark.slow
def test_json_on_a_terminal_of_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("größe,k\n" + "".join(f"{k},{'да' if k % 2 else 'нет'}\n" for k in range(8)), encoding="utf-8")
    done = run(str(file), "--headless", "--json", "--steps", "0")
    assert (done.returncode, done.stderr) == (0, b"")
    columns = json.loads(done.stdout.decode("cp1252"))["table"]["columns"]
    assert (columns[0]["name"], columns[1]["words"]) == ("größe", ["нет", "да"])


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "shift_jis", "utf-8", "none such"])
def test_what_an_encoding_lacks_is_escaped(encoding: str) -> None:
    content = {"a": "да", "b": "größe", "c": "−"}
    text = as_json(content, encoding)
    assert json.loads(text) == content
    assert text.isascii() or text.encode(encoding)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize(
    "arguments", [["--list-scenes"], ["--help"], ["--scene", "nonsense", "--headless"]], ids=" ".join
)
def test_a_pipe_whose_reader_is_gone(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        streams = {"stdout": writing, "stderr": writing if "nonsense" in arguments else subprocess.PIPE}
        done = run(*arguments, **streams)
    finally:
        os.close(writing)
    assert done.returncode in (app.READER_GONE, *([0] if "--help" in arguments else []))  # argparse hides it
    assert not done.stderr


def test_rows_less_those_left_out_are_the_examples(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    body = "".join(f"{k / 2},{k * k % 7},{'odd' if k == 5 else k % 2}\n" for k in range(20))
    file.write_text(f"x,y,k\n{body},3,1\nTotal,30,\nSource: the garden\n")
    table = told(capsys, file)
    assert (table["rows"], table["left_out"]) == (21, 2)  # a cell that is no number, and an empty one
    assert table["notes"] == [{"row": 23, "text": "Total 30"}, {"row": 24, "text": "Source: the garden"}]


@pytest.mark.parametrize(("inputs", "targets"), [((0.0, 1.0), (1e9, 1e-4)), ((1e9, 1e-4), (0.0, 1.0))])
def test_a_small_spread_round_a_large_mean_is_learned(
    inputs: tuple[float, float], targets: tuple[float, float], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "t.csv"
    steps = [k / 20 for k in range(-40, 41)]
    rows = (f"{inputs[0] + inputs[1] * x:.7f},{targets[0] + targets[1] * (x * x - 1):.7f}\n" for x in steps)
    file.write_text("x,y\n" + "".join(rows))
    assert app.main([str(file), "--headless", "--json", "--steps", "2000"]) == 0
    learned = json.loads(capsys.readouterr().out)
    assert learned["train_r2"] > 0.98
    assert learned["train_rmse"] < 0.2 * targets[1]


@pytest.mark.filterwarnings("error")
def test_huge_numbers_leave_no_warnings(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = "".join(f"{k % 3 * 5}e307,{k}e307\n" for k in range(1, 15))
    file.write_text(f"x,y\n-999,1\n{rows}")
    assert each(told(capsys, file), "role") == ["input", "target"]
    assert app.main([str(file), "--headless", "--json", "--steps", "20"]) == 0
    assert capsys.readouterr().err == ""


SAID_OF_COLUMNS = {
    "70 cities": (
        "x,city\n",
        "{k},c{seventy}",
        "target input",
        (1, "has 70 different words in 280 rows: at most 64 can"),
    ),
    "70 cities, called class": ("class,x\n", "c{seventy},{k}", "input target", (0, "at most 64 can be predicted")),
    "70 cities between": (
        "x,city,y\n",
        "{k},c{seventy},{k}.5",
        "input input target",
        (1, "at most 64 can be predicted"),
    ),
    "a name in each row": ("x,who\n", "{k},p{k}", "target input", (1, "has another word in each row")),
    "an id last": ("x,id\n", "{seven},{k}", "target input", (1, "so leave it out where there is another input")),
    "a day last": ("x,day\n", "{seven},2024-03-0{day}", "target input", (1, "holds dates")),
    "nothing but an id": ("id,y\n", "{k},{seven}", "input target", (0, "so leave it out where there is another input")),
    "nothing but a name": (
        "who,y\n",
        "p{k},{seven}",
        "input target",
        (0, "so leave it out where there is another input"),
    ),
    "nothing but an address": ("ip,y\n", "10.0.0.{k},{seven}", "input target", (0, "“10.0.0.0” is no plain number")),
    "one value last": ("x,y,same\n", "{seven},{k}.5,3", "input target none", (2, "same value in every row")),
}


@pytest.mark.parametrize("name", SAID_OF_COLUMNS)
def test_a_column_says_why_it_is_not_predicted_or_hardly_an_input(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    header, row, expected, (place, words) = SAID_OF_COLUMNS[name]
    file = tmp_path / "t.csv"
    cells = (row.format(k=k, seven=k * k % 7, seventy=k % 70, day=k % 9 + 1) for k in range(280))
    file.write_text(header + "\n".join(cells))
    table = told(capsys, file)
    assert " ".join(each(table, "role")) == expected
    assert words in table["columns"][place]["remark"]
