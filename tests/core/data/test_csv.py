"""Tables: what is guessed, what is read, and what is refused with a clear word."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.columns import CsvColumn
from core.data.csv_reader import Cancelled, Table, first_rows, read
from core.data.csv_text import MAX_BYTES, UnreadableTable, load
from core.data.drawn import can_be_drawn
from core.data.encodings import decode
from core.data.guess import guess
from core.data.layout import Dialect
from core.data.roles import likely_kind
from core.data.tables import from_table
from core.hyperparameters import InvalidSetting
from core.training.evaluation import answers, evaluate
from core.training.experiment import Experiment
from core.training.problem import prepare


def table_of(content: bytes | str) -> Table:
    text, encoding = decode(content.encode() if isinstance(content, str) else content)
    return read(text, guess(text, encoding))


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal", "header"),
    [
        ("a,b,c\n1,2.5,3\n4,5.5,6\n", ",", ".", True),
        ("a;b\n1,5;2\n3;4,25\n", ";", ",", True),
        ("a\tb\n1.5\t2\n3\t4\n", "\t", ".", True),
        ("1,2\n3,4\n", ",", ".", False),
        ("1,5\t2\n3\t4,5\n", "\t", ",", False),
        ("x;note\n1;a, b, c\n2;d, e, f\n", ";", ".", True),
        ('"a, b";c\n1;2\n3;4\n', ";", ".", True),
        ("y\n1\n2\n", ",", ".", True),
        ("a,a,\n1,2,3\n4,5,6\n", ",", ".", True),
    ],
)
def test_how_a_table_is_written_is_guessed(text: str, delimiter: str, decimal: str, header: bool) -> None:
    assert guess(text, "utf-8") == Dialect("utf-8", delimiter, decimal, header)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, ends: str) -> None:
    content = ends.join(["成绩,时间", "1,2", "3,4", ""]).encode(encoding)
    table = table_of(content)
    assert [column.name for column in table.columns] == ["成绩", "时间"]
    np.testing.assert_array_equal(table.columns[1].values, [2.0, 4.0])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(-1e9, 1e9)] * 3), min_size=2, max_size=30),
    st.sampled_from([(",", "."), (";", ","), ("\t", "."), ("\t", ",")]),
)
def test_numbers_come_back_as_they_were_written(rows: list[tuple[float, ...]], marks: tuple[str, str]) -> None:
    delimiter, decimal = marks
    lines = [delimiter.join(repr(value).replace(".", decimal) for value in row) for row in rows]
    table = read(
        "\n".join(["a" + delimiter + "b" + delimiter + "c", *lines]), Dialect("utf-8", delimiter, decimal, True)
    )  # type: ignore[arg-type]
    np.testing.assert_array_equal(np.stack([column.values for column in table.columns], axis=1), rows)


def test_words_missing_values_dates_and_constants_are_named_with_their_rows() -> None:
    table = table_of("h,word,day,same,gap\n1,red,2024-01-05,7,1\n2,blue,2024-01-06,7,\n3,red,2024-02-01,7,NA\n")
    h, word, day, same, gap = table.columns
    assert (h.kind, word.kind, day.kind, same.kind) == ("number", "words", "date", "constant")
    assert day.values.tolist() == [0.0, 1.0, 27.0]
    assert day.low_high == ("2024-01-05", "2024-02-01")
    assert word.words == ("red", "blue")
    assert word.values.tolist() == [0.0, 1.0, 0.0]
    assert same.constant
    assert gap.missing == (3, 4)
    assert len(table.remarks) == 3
    assert "2024-01-05" in day.remark
    assert "rows 3, 4" in gap.remark


def test_quoted_cells_may_hold_anything() -> None:
    table = table_of('name,value\n"a, ""b""\nc",1\nd,2\ne,x\n')
    assert table.columns[0].words[0] == 'a, "b"\nc'
    assert table.columns[1].kind == "words"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,k\n'anna',1\n'bert',2\n'carl',2\n", ("anna", "bert", "carl")),
        ("name;k\n'O''Hara';1\n'Bo; Lee';2\n", ("O'Hara", "Bo; Lee")),
        ("name,k\nit's,1\n'tis,2\nb,2\n", ("it's", "'tis", "b")),
    ],
)
def test_single_quotes_that_are_the_only_ones_are_no_part_of_cells(text: str, words: tuple[str, ...]) -> None:
    assert table_of(text).columns[0].words == words


def test_a_row_is_named_by_its_line_in_the_file() -> None:
    with pytest.raises(UnreadableTable, match="row 6"):
        table_of('a,b\n\n"x\ny",1\n2,3\n4\n5,6\n')


def test_reading_can_be_cancelled_and_tells_how_far_it_is() -> None:
    text = "a,b\n" + "1.23456789012345678,2.34567890123456789\n" * 900_000
    told: list[float] = []

    def report(done: float) -> bool:
        told.append(done)
        return len(told) < 3

    with pytest.raises(Cancelled):
        read(text, guess(text, "utf-8"), report)
    assert told == sorted(told)
    assert len(told) == 3


def test_other_threads_get_a_turn_every_few_milliseconds_while_many_numbers_are_read() -> None:
    text, told = "x,y\n" + "0.12345,1\n" * 200_000, list[float]()

    def report(done: float) -> bool:
        told.append(done)
        return True

    read(text, guess(text, "utf-8"), report)
    steps = np.diff([*told, 1.0])
    assert steps.max() * len(text) < 250_000  # NumPy's reader keeps Python's lock: 100,000 characters take some 3 ms


def test_a_preview_shows_names_and_first_rows() -> None:
    text = "a;b;a\n" + "1,5;x;3\n" * 100
    names, rows = first_rows(text, guess(text, "utf-8"))
    assert names == ("a", "b", "a (2)")
    assert len(rows) == 20
    assert rows[0] == (2, ("1,5", "x", "3"))


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "blank lines only": (b"\n\n  \n", "empty"),
    "byte order mark only": (b"\xef\xbb\xbf", "empty"),
    "header only": (b"a,b\n", "no rows"),
    "NUL": (b"a,b\n1,\x002\n", "NUL"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 200)), "binary|neither"),
    "workbook": (b"PK\x03\x04\x14\x00\x06\x00", "NUL|binary"),
    "control characters": (b"a,b\n1,\x022\n", "binary"),
    "wrong encoding": (b"\xff\x81\xff\x8d,\x9d\xff\n1,2\n", r"not UTF-8: line 1, character 1 \(byte 1\)"),
    "odd UTF-16": ("a,b\n1,".encode("utf-16") + b"\0\xd8\n\0", "not UTF-16: line 2"),
    "rows of empty cells": (b"x,y\n,\n,\n,\n,\n", "only empty rows"),
    "row too short": (b"a,b,c\n1,2,3\n4,5\n6,7,8\n", "row 3"),
    "row too long": (b"a,b\n1,2\n3,4,5\n", "row 3"),
    "many uneven rows": (b"a,b\n" + b"1,2\n1\n" * 9, "rows 3, 5, 7, 9, 11 and 4 more"),
    "unclosed quote": (b'a,b\n1,"2\n3,4\n', "quote"),
    "quote in the middle": (b'a,b\n1,"2"x\n3,4\n', "line 2"),
    "unclosed quote in header": (b'"a,b\n1,2\n', "quote|rows"),
    "1e999": (b"a,b\n1,2\n3,1e999\n4,5\n", "row 3"),
    "-1e999": (b"a,b\n1,2\n-1e999,4\n4,5\n", "row 3"),
    "10,000 columns": (
        b",".join(b"%d" % i for i in range(10_000)) + b"\n" + b",".join([b"1"] * 10_000) + b"\n",
        "1,000",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_get_a_clear_word(name: str) -> None:
    content, words = BROKEN[name]
    with pytest.raises(UnreadableTable, match=words) as refusal:
        table_of(content)
    assert len(str(refusal.value)) > 30


UNUSABLE: dict[str, tuple[bytes, str, str, str]] = {
    "one row": (b"a,b\n1,2\n", "b", "classes", "same value"),
    "three rows": (b"a,b\n1,2\n2,3\n3,4\n", "b", "number", "3 rows"),
    "one class": (b"a,b\n1,2\n2,2\n3,2\n4,2\n", "b", "classes", "is “2” in every row"),
    "words as number": (b"a,b\n1,x\n2,y\n3,x\n4,y\n", "b", "number", "words"),
    "constant input": (b"a,b\n7,1\n7,2\n7,1\n7,2\n", "b", "classes", "same value"),
    "empty input": (b"a,b\n,1\n,2\n,1\n,2\n", "b", "classes", "empty"),
    "too few complete rows": (
        b"a,b\n1,\n2,\n3,1\n4,2\n5,1\n",
        "b",
        "classes",
        "Only 3 rows.* Rows 2, 3 are left out: a value is missing",
    ),
    "too many classes": (b"a,b\n" + b"".join(b"%d,%d\n" % (i, i) for i in range(70)), "b", "classes", "70 different"),
    "no inputs": (b"b\n1\n2\n1\n2\n", "b", "classes", "at least one"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_columns_that_cannot_be_used_are_refused_in_words(name: str) -> None:
    content, goal, kind, words = UNUSABLE[name]
    table = table_of(content)
    names = [column.name for column in table.columns]
    target = names.index(goal)
    inputs = [place for place in range(len(names)) if place != target]
    with pytest.raises(InvalidSetting, match=words) as refusal:
        from_table(table, "mine", inputs, target, kind)  # type: ignore[arg-type]
    assert refusal.value.setting in ("inputs", "target")


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableTable, match="no file"):
        load(tmp_path / "nowhere.csv")
    with pytest.raises(UnreadableTable, match="folder"):
        load(tmp_path)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(2 * 2**30)  # takes no room on the disk
    assert huge.stat().st_size > MAX_BYTES
    with pytest.raises(UnreadableTable, match="2,048 MB"):
        load(huge)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UnreadableTable, match="ordinary"):
        load(pipe)
    if os.geteuid() != 0:
        secret = tmp_path / "secret.csv"
        secret.write_text("a\n1\n")
        secret.chmod(0)
        with pytest.raises(UnreadableTable, match="permission"):
            load(secret)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "growing.csv"
    file.write_text("a,b\n1,2\n")
    whole = Path.read_bytes

    def read_and_grow(path: Path) -> bytes:
        content = whole(path)
        with path.open("ab") as growing:
            growing.write(b"3,4\n")
        return content

    monkeypatch.setattr(Path, "read_bytes", read_and_grow)
    with pytest.raises(UnreadableTable, match="changed"):
        load(file)

    def vanish(path: Path) -> bytes:
        path.unlink()
        return b""

    monkeypatch.setattr(Path, "read_bytes", vanish)
    with pytest.raises(UnreadableTable, match="no file"):
        load(file)


def test_a_table_becomes_a_data_set() -> None:
    table = table_of("h;word;grade\n1,5;no;1\n2;yes;2\n;yes;3\n4;no;4\n5,5;yes;5\n")
    data, remarks = from_table(table, "mine", [0], 1, "classes")
    assert data.class_names == ("no", "yes")
    assert (data.inputs, data.points, data.classes) == (("h",), 4, 2)
    assert remarks == ("Row 4 is left out: a value is missing.",)
    np.testing.assert_array_equal(data.generate().x, [[1.5, 2.0, 4.0, 5.5]])
    np.testing.assert_array_equal(data.generate().labels, [0, 1, 0, 1])
    numbers, _ = from_table(table, "mine", [0], 2, "number")
    np.testing.assert_array_equal(numbers.generate().values, [[1.0, 2.0, 4.0, 5.0]])
    assert numbers.classes == 0
    assert numbers != data
    assert data == from_table(table, "mine", [0], 1, "classes")[0]
    assert data != from_table(table, "other label", [0], 1, "classes")[0]


def test_several_columns_of_numbers_can_be_predicted() -> None:
    table = table_of("h;p;q;word\n" + "".join(f"{k};{2 * k};{k * k};w{k % 2}\n" for k in range(20)))
    data, _ = from_table(table, "mine", [0], 2, "number", [1])
    assert (data.targets, data.target, data.predicts, data.classes) == (("q", "p"), "q, p", 2, 0)
    np.testing.assert_array_equal(data.generate().values[:, 3], [9.0, 6.0])
    assert not can_be_drawn(data)  # a drawing would lose one of them
    experiment = Experiment().with_data(data, 0.25)
    problem = prepare(experiment)
    assert (experiment.outputs, problem.layout.sizes[-1], problem.y.shape) == (2, 2, (2, 20))
    predicted = answers(problem, problem.start().theta).outputs
    loss = evaluate(problem, problem.start().theta, 0).train_loss
    assert loss == pytest.approx(np.mean((predicted - problem.y)[:, :15] ** 2))  # of both outputs
    refusals = ((2, [3], "number", "words"), (3, [1], "classes", "one column"), (2, [0], "number", "input"))
    for target, also, kind, words in refusals:
        with pytest.raises(InvalidSetting, match=words):
            from_table(table, "mine", [0], target, kind, also)  # type: ignore[arg-type]


def test_the_likely_task() -> None:
    table = table_of("a,b,c,d\n" + "".join(f"{i},{i % 3},{i / 7},w{i % 2}\n" for i in range(40)))
    assert [likely_kind(column) for column in table.columns] == ["number", "classes", "number", "classes"]


def test_numbers_whose_sum_overflows_are_read() -> None:
    table = table_of("a,b\n" + "1.5e308,2\n" * 5)
    assert table.columns[0].low_high == (1.5e308, 1.5e308)


NUMBERS = "".join(f"{n / 7:.4f},{n % 5}\n" for n in range(300))
WORDS = "".join(f"{n / 7:.4f},{('ja', ' nein', 'NA')[n % 3]},{n}\n" for n in range(300))


@pytest.mark.parametrize(
    ("text", "at_once"),
    [
        ("a,b\n" + NUMBERS, True),
        ('"a","b"\n' + NUMBERS, True),
        ("a;b\n0,034;2\n0,507;4,5\n", True),
        ("20240101,1\n20240102,2\n7,3\n", True),
        ("20240101,1\n20240102,2\n20240103,3\n", True),
        ('a,b\n1,"2.5"\n3,4\n', True),
        ("a,b,c\n" + WORDS, True),
        ("a;b;c\n" + WORDS.replace(",", ";").replace(".", ","), True),
        ("a,b,c\n" + WORDS.replace("ja", '"ja, ""ja"""').replace("nein", '"nein"'), False),
        ("a,b,c\n" + WORDS.replace("ja", '"ja, sicher"'), True),
        ("a,b,c\n" + WORDS.replace("ja", '"ja\nja"'), False),
        ("a,b,c\n" + WORDS.replace("ja", "5"), True),
        ("a,b\n" + NUMBERS.replace(",3", ","), True),
        ("a,b\n" + NUMBERS.replace(",3", ",#N/A").replace(",4", ",-"), True),
        ("a,b\n" + NUMBERS.replace(",3", ",1_0"), True),
        ("a,b\n" + NUMBERS + "12.5,five\n", False),
        ("a,b,c\n" + WORDS + "4.5,,\n", False),
        ("a,b,c\n" + WORDS.replace("ja,150", "ja,150\n"), False),
        ("a,b,c\n" + WORDS + "\n\n", True),
        ("a,b\n" + NUMBERS + "Source: the station\n", True),
        ("a,b,c\n" + WORDS + "\nSource: the station\nRead in May, by two\n", True),
        ("c,a\n" + "".join(f"{'xyz'[n % 3]},{n}\n" for n in range(50)) + "Total,1225\n", False),
        ("c,a\n" + "".join(f"{'xyz'[n % 3]},{n}\n" for n in range(50)) + "* not sure,7\n", True),
        ("a;b\n034;2,5\n507;4,5\n", False),
        ('"a\nz",b\n1,2.5\n3,4\n', False),
    ],
)
def test_what_is_read_at_once_is_what_is_read_cell_by_cell(text: str, at_once: bool) -> None:
    reports: list[float] = []
    dialect = guess(text, "utf-8")
    table = read(text, dialect, lambda done: reports.append(done) is None)
    assert (0.9 not in reports) == at_once
    other = read(text, replace(dialect, ambiguous=True))  # which is never read at once
    assert (table.first, table.notes) == (other.first, other.notes)
    for column, same in zip(table.columns, other.columns, strict=True):
        np.testing.assert_array_equal(column.values, same.values)
        for field in fields(CsvColumn):
            if field.name not in ("values", "rows"):
                assert getattr(column, field.name) == getattr(same, field.name), field.name
