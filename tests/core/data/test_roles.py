"""Which columns of a table are suggested, and how words become inputs."""

from __future__ import annotations

import numpy as np
import pytest

from core.data.coding import MAX_WORDS, coded_inputs
from core.data.csv_reader import Table, read
from core.data.guess import guess
from core.data.own import MAX_CLASSES, OwnData, own_data
from core.data.roles import likely_kind, likely_target, roles
from core.data.tables import from_table
from core.exchange.own_data import own_data_from, own_data_to
from core.hyperparameters import InvalidSetting


def table_of(text: str) -> Table:
    return read(text, guess(text, "utf-8"))


def many(header: str, row: str, count: int = 20) -> str:
    """Return a table whose rows have k, and j = k² mod 7, filled in."""
    return header + "\n" + "".join(row.format(k=k, j=k * k % 7) + "\n" for k in range(count))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (many("a,b,c", "{j},{k}.5,w{j}"), "i i t"),
        (many("class,a,b", "w{j},{k}.5,{j}"), "t i i"),
        (many("a,Species,b", "{k}.5,w{j},{j}"), "i t i"),
        (many("y,x1,x2", "{k}.5,{j},{k}.25"), "t i i"),
        (many("x,y,k", "{k}.5,{j},w{j}"), "i i t"),
        (many("Id,a,k", "{k},{j}.5,w{j}"), "n i t"),
        (many("a,k,id", "{j}.5,w{j},{k}"), "i t n"),
        (many("a,k,name", "{j}.5,w{j},n{k}"), "i t n"),
        (many("a,k,day", "{j}.5,w{j},2024-01-1{j}"), "i t i"),
        (many("a,same,gone,k", "{j}.5,7,,w{j}"), "i n n t"),
        (many("sample,k", "{k},w{j}"), "i t"),
        ("a,gap,k\n1,,u\n2,,v\n3,5,u\n4,6,v\n5,,u\n6,,v\n", "i n t"),
    ],
)
def test_roles_that_are_likely(text: str, expected: str) -> None:
    assert [role[0] for role in roles(table_of(text))] == expected.split()


def test_a_few_whole_numbers_that_occur_again_are_classes() -> None:
    table = table_of(many("a,b,c,d", "{k},{j},{k}.5,w{j}"))
    assert [likely_kind(column) for column in table.columns] == ["number", "classes", "number", "classes"]
    assert likely_kind(table_of("x,y\n1,2\n2,4\n3,6\n4,8\n").columns[1]) == "number"


@pytest.mark.parametrize(
    ("cells", "names", "ones"),
    [
        (("yes", "no", "no", "yes"), ["v = yes"], [[1, 0, 0, 1]]),
        (("ja", "nein", "nein", "ja"), ["v = ja"], [[1, 0, 0, 1]]),
        (("male", "female", "male", "male"), ["v = male"], [[1, 0, 1, 1]]),
        (("True", "False", "False", "True"), ["v = True"], [[1, 0, 0, 1]]),
        (("a", "b", "c", "b"), ["v = b", "v = a", "v = c"], [[0, 1, 0, 1], [1, 0, 0, 0], [0, 0, 1, 0]]),
    ],
)
def test_words_become_inputs(cells: tuple[str, ...], names: list[str], ones: list[list[int]]) -> None:
    table = table_of("v,k\n" + "".join(f"{cell},{row}.5\n" for row, cell in enumerate(cells)))
    data, _ = from_table(table, "mine", [0], 1, "number")
    assert list(data.inputs) == names
    assert data.groups == ("v",) * len(names)
    np.testing.assert_array_equal(data.examples.x, ones)


def test_rare_words_share_an_input() -> None:
    words = [f"w{k}" for k in range(50) for _ in range(50 - k)]
    column = table_of("v,k\n" + "".join(f"{word},1\n" for word in words)).columns[0]
    coded = coded_inputs(column, np.ones(len(words), bool))
    assert len(coded) == MAX_WORDS
    assert [one.name for one in coded[:2]] == ["v = w0", "v = w1"]
    assert coded[-1].name == "v = other"
    np.testing.assert_array_equal(sum(one.values for one in coded), np.ones(len(words)))


def test_words_numbers_and_dates_are_inputs_together_and_rows_with_gaps_are_left_out() -> None:
    text = "n,word,day,k\n1,a,2024-01-01,u\n2,b,2024-01-03,v\noops,c,2024-01-04,u\n4,,2024-01-05,v\n"
    text += "5,a,2024-01-06,u\n6,c,2024-01-07,v\n7,b,?,v\n"
    data, remarks = from_table(table_of(text), "mine", [0, 1, 2], 3, "classes")
    assert data.inputs == ("n", "word = a", "word = b", "word = c", "day (days after 2024-01-01)")
    assert data.groups == ("n", "word", "word", "word", "day")
    assert data.examples.x[4].tolist() == [0, 2, 5, 6]
    assert remarks == (
        "Rows 5, 8 are left out: a value is missing.",
        "Row 4 is left out: a cell does not fit its column.",
    )


def test_groups_are_kept_in_files_and_files_without_them_can_be_read() -> None:
    table = table_of(many("n,word,k", "{k}.5,w{j},c{j}"))
    data, _ = from_table(table, "mine", [0, 1], 2, "classes")
    content = own_data_to(data)
    assert own_data_from(content) == data
    assert own_data_from(content).groups == data.groups
    for column in content["inputs"]:
        del column["group"]
    assert own_data_from(content).groups == ()
    content["inputs"][0]["group"] = 3
    with pytest.raises(InvalidSetting, match="group"):
        own_data_from(content)
    plain = own_data("plain", data.inputs, "k", data.class_names, data.examples)
    assert isinstance(plain, OwnData)
    assert "group" not in own_data_to(plain)["inputs"][0]


@pytest.mark.parametrize(
    ("text", "target", "kind", "words"),
    [
        ("a,b\n" + "".join(f"{k},w{k}\n" for k in range(10_000)), 1, "classes", "10,000 different"),
        (many("a,b", "{k},same"), 1, "classes", "“same” in every row"),
        (many("a,b", "{k},{k}.5", 70), 1, "classes", "If it is a quantity"),
        (many("a,b", "same,{k}"), 1, "number", "same value in every row"),
        ("a,b\nsame,1\n,2\nsame,3\nsame,4\n", 1, "number", "same value wherever it has one"),
        ("a,b\n1,same\n,other\n3,same\n4,same\n5,same\n6,same\n", 1, "classes", "“same” in every complete row"),
        (many("a,b", ",{k}"), 1, "number", "is empty"),
        (many("a,b", "{k},w{j}"), 1, "number", "holds words"),
    ],
)
def test_what_cannot_be_learned_is_refused_in_words(text: str, target: int, kind: str, words: str) -> None:
    with pytest.raises(InvalidSetting, match=words):
        from_table(table_of(text), "mine", [0], target, kind)  # type: ignore[arg-type]


def test_class_names_keep_all_digits_and_there_can_be_64() -> None:
    rows = "".join(f"{k}.5,{1234567 + k // 2}\n" for k in range(128))
    data, _ = from_table(table_of("x,k\n" + rows), "mine", [0], 1, "classes")
    assert (data.class_names[0], data.class_names[63]) == ("1234567", "1234630")
    small = table_of("x,k\n1,0.1234567\n2,0.1234568\n3,0.1234567\n4,0.1234568\n")
    assert from_table(small, "mine", [0], 1, "classes")[0].class_names == ("0.1234567", "0.1234568")


def test_a_table_of_words_alone_is_usable() -> None:
    data, _ = from_table(
        table_of("class,cap,odor\np,x,p\ne,x,a\ne,b,l\np,x,p\ne,x,n\ne,b,a\n"), "m", [1, 2], 0, "classes"
    )
    assert data.inputs == ("cap = x", "odor = p", "odor = a", "odor = l", "odor = n")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (many("id,y", "{k},{k}.5"), ("“id”",)),
        (many("id,y", "k{k},{j}"), ("“id”",)),
        (many("id,code,y", "{k},c{k},{k}.5"), ("“id” and “code”",)),
        (many("id,x,y", "{k},{k}.25,{k}.5"), ()),
        (many("id,word,y", "{k},w{j},{k}.5"), ()),
    ],
)
def test_inputs_that_only_tell_rows_apart_are_told_to_teach_nothing(text: str, names: tuple[str, ...]) -> None:
    table = table_of(text)
    places = [place for place, role in enumerate(roles(table)) if role == "input"]
    _, remarks = from_table(table, "mine", places, len(table.columns) - 1, "number" if ".5" in text else "classes")
    tells = "tell" if len(names) and " and " in names[0] else "tells"
    how = "so nothing is learned about new examples: choose or add a column that says something about each row."
    assert remarks == tuple(f"{name} only {tells} the rows apart, {how}" for name in names)
    assert "so leave it out where there is another input" in table.columns[0].remark


@pytest.mark.parametrize(("different", "target"), [(2, 1), (MAX_CLASSES, 1), (MAX_CLASSES + 1, 0), (70, 0)])
def test_a_column_with_too_many_words_to_be_predicted_says_so(different: int, target: int) -> None:
    table = table_of("x,city\n" + "".join(f"{k * k},city {k % different}\n" for k in range(300)))
    assert likely_target(table) == target
    says = f"has {different} different words in 300 rows: at most {MAX_CLASSES} can be predicted as classes"
    assert (says in table.columns[1].remark) == (target == 0)


@pytest.mark.parametrize(
    "name", ["Matrikelnr", "matricule", "N° étudiant", "学号", "Telefon", "Barcode", "ean", "Phone No", "tel"]
)
def test_numbers_that_name_people_and_things_are_no_inputs(name: str) -> None:
    table = table_of(
        f"{name},k,y\n" + "".join(f"{100_000 + k * 7919 % 10_007},{k * k},{50 + 3 * k}\n" for k in range(6))
    )
    assert roles(table) == ("none", "input", "target")
    assert "numbers the rows" in table.columns[0].remark
    again = table_of(f"{name},k,y\n" + "".join(f"{100_000 + k % 2},{k * k},{50 + 3 * k}\n" for k in range(6)))
    assert roles(again) == ("input", "input", "target")


@pytest.mark.parametrize("name", ["notes", "headphones", "oceans", "hotel", "meanings", "mobility"])
def test_names_that_only_sound_like_those_of_numbers_are_inputs(name: str) -> None:
    table = table_of(f"{name},k,y\n" + "".join(f"{100 + k * 79 % 101},{k * k},{50 + 3 * k}\n" for k in range(6)))
    assert roles(table) == ("input", "input", "target")


@pytest.mark.parametrize("name", ["x", "t", "a"])
def test_of_a_letter_that_counts_it_is_said(name: str) -> None:
    table = table_of(f"{name},k,y\n" + "".join(f"{k},{k * 7 % 5},{k * k}\n" for k in range(12)))
    assert roles(table) == ("input", "input", "target")  # it may as well be a quantity
    assert table.columns[0].remark == f"“{name}” goes up by 1 all the way: leave it out if it only counts."
    assert not table_of("x,y\n" + "".join(f"{k * k},{k}\n" for k in range(12))).remarks  # y is to be predicted
