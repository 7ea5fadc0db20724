"""What is said of a table's columns, held against the cells that were written, over many random tables."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.csv_reader import read
from core.data.guess import guess

pytestmark = pytest.mark.slow
CASES = settings(max_examples=300)
KINDS = ("numbers", "gaps", "odd", "constant", "count", "names", "few words", "many words")


def cells_of(rng: np.random.Generator, kind: str, m: int) -> list[str]:
    """Return a column of one kind."""
    numbers = [f"{value:.2f}" for value in rng.normal(scale=50.0, size=m)]
    chosen = sorted(rng.choice(m, size=max(1, m // 12), replace=False).tolist())
    match kind:
        case "gaps":
            return ["" if row in chosen else text for row, text in enumerate(numbers)]
        case "odd":
            return [f"oops{row}" if row in chosen else text for row, text in enumerate(numbers)]
        case "constant":
            return ["7.5"] * m
        case "count":
            first = int(rng.integers(0, 2))
            return [str(first + row) for row in range(m)]
        case "names":
            return [f"w{row}x" for row in range(m)]
        case "few words":
            return [f"{'abcd'[int(each)]}" for each in rng.integers(4, size=m)]
        case "many words":
            return [f"k{row % 70}" for row in range(m)]
    return numbers


def rows_said(remark: str) -> tuple[set[int], int]:
    """Return the rows that a remark names, and how many more there are."""
    found = re.search(r"\brows? ([\d, and]*\d)(?: and ([\d,]+) more)?", remark)
    assert found is not None, remark
    named = {int(each) for each in re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3})", "", found[1]))}
    more = re.search(r"and ([\d,]+) more", remark)
    if more:
        named.discard(int(more[1]))
    return named, int(more[1].replace(",", "")) if more else 0


@CASES
@given(st.integers(0, 10**6), st.lists(st.sampled_from(KINDS), min_size=1, max_size=5), st.integers(13, 90))
def test_what_is_said_of_columns_holds(seed: int, kinds: list[str], m: int) -> None:
    rng = np.random.default_rng(seed)
    columns = [*(cells_of(rng, kind, m) for kind in kinds), cells_of(rng, "numbers", m)]
    names = ["apples", "pears", "plums", "figs", "dates", "limes"][: len(columns)]
    text = "\n".join(";".join(row) for row in [names, *zip(*columns, strict=True)]) + "\n"
    table = read(text, guess(text, "utf-8"))
    assert [column.name for column in table.columns] == names
    assert len(table) == m
    for kind, cells, column in zip([*kinds, "numbers"], columns, table.columns, strict=True):
        check(kind, cells, column.remark, column.missing)
        assert column.holds == ("words" if "words" in kind or kind == "names" else "number")
        if column.holds == "number":
            there = [float(cell) for cell in cells if re.fullmatch(r"-?[\d.]+", cell)]
            assert column.low_high == (min(there), max(there))
        else:
            assert list(column.words) == list(dict.fromkeys(cells))


def check(kind: str, cells: list[str], remark: str, missing: tuple[int, ...]) -> None:
    """Check a remark against the cells; rows are counted from 1 with the header."""
    empty = {row + 2 for row, cell in enumerate(cells) if not cell}
    assert set(missing) == empty
    if kind == "gaps":
        assert "has no value in" in remark
        named, more = rows_said(remark)
        assert named <= empty
        assert len(named) + more == len(empty)
    elif kind == "odd":
        odd = {row + 2 for row, cell in enumerate(cells) if cell.startswith("oops")}
        named, more = rows_said(remark)
        assert named <= odd
        assert len(named) + more == len(odd)
        quoted = re.findall(r"“(oops\d+)”", remark)
        assert quoted
        assert all(each in cells for each in quoted)
    elif kind == "constant":
        assert "same value" in remark
        assert len(set(cells)) == 1
    elif kind == "count":
        assert "counts the rows" in remark or "goes up by 1 all the way" in remark
        assert all(int(after) - int(before) == 1 for before, after in pairwise(cells))
    elif kind == "names":
        assert "another word in each row" in remark
        assert len(set(cells)) == len(cells)
    elif kind == "many words" and len(set(cells)) > 64:
        said = re.search(r"has (\d+) different words in (\d+) rows", remark)
        if said:
            assert (int(said[1]), int(said[2])) == (len(set(cells)), len(cells))
        else:
            assert "another word in each row" in remark
            assert len(set(cells)) == len(cells)
    elif kind in ("numbers", "few words"):
        assert not remark
