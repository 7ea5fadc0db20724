"""Days and times as words: names of months in several languages, offsets from UTC."""

from __future__ import annotations

from datetime import date

import pytest

from core.data.csv_reader import read
from core.data.dates import read_date
from core.data.guess import guess


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        *(("3. März 2024", "2024-03-03"), ("12 févr. 2023", "2023-02-12"), ("Mär 24", "2024-03-01")),
        *(("1er mai 2020", "2020-05-01"), ("24. Dez. 2023", "2023-12-24"), ("Mo, 6. Mai 2024", "2024-05-06")),
        *(("1. Jänner 2021", "2021-01-01"), ("1 août 2021", "2021-08-01"), ("vendredi 3 juin 2022", "2022-06-03")),
        *(("14 juil. 2022", "2022-07-14"), ("3 de marzo de 2024", "2024-03-03"), ("15 settembre 2023", "2023-09-15")),
        *(("1º de janeiro de 2020", "2020-01-01"), ("2 maart 2020", "2020-03-02"), ("5 maj 2020", "2020-05-05")),
        *(("March 3rd, 2024", "2024-03-03"), ("1st May 2020", "2020-05-01"), ("MA\u0308RZ 2024", "2024-03-01")),
        *(
            ("2024年3月1日", "2024-03-01"),
            ("2024. 3. 1.", "2024-03-01"),
            ("2024년 3월 10일", "2024-03-10"),
            ("2024. 12. 31", "2024-12-31"),
            ("Okt. 2023", "2023-10-01"),
            ("Sept 2020", "2020-09-01"),
            ("3 set 2024", "2024-09-03"),
            ("mrz 24", "2024-03-01"),
        ),
    ],
)
def test_months_have_names_in_several_languages(cell: str, day: str) -> None:
    found = read_date(cell, True)
    assert found is not None
    assert found.isoformat() == f"{day}T00:00:00"


@pytest.mark.parametrize(
    "cell",
    [
        *("Marble 24", "Mayor 2024", "Junior 12", "Set 12", "Gen 10", "jui 2024", "30. Februar 2024", "0. März 2024"),
        *(
            "0000-01",
            "0000-01-01",
            "März",
            "3. März",
            "32 mai 2020",
            "Decimal 10",
            "5 kg 2024",
            "2024年13月1日",
            "2024. 3. 45.",
        ),
    ],
)
def test_what_only_looks_like_a_month_is_none(cell: str) -> None:
    assert read_date(cell, True) is None


def test_a_column_of_german_days() -> None:
    text = "Tag;T\n" + "".join(f"{k}. März 2024;{k},5\n" for k in range(1, 9))
    day = read(text, guess(text, "utf-8")).columns[0]
    assert (day.kind, day.since, day.values.tolist()) == ("date", date(2024, 3, 1), list(range(8)))


OFFSETS = {
    "one": (("2024-03-01T12:00:00+02:00", "2024-03-01T18:00:00+02:00"), 0.25, ""),
    "none": (("2024-03-01T12:00:00", "2024-03-01T18:00:00"), 0.25, ""),
    "all Z": (("2024-03-01T12:00:00Z", "2024-03-01T18:00:00Z"), 0.25, ""),
    "Z is +00:00": (("2024-03-01T12:00:00Z", "2024-03-01T18:00:00+00:00"), 0.25, ""),
    "two": (
        ("2024-03-01T12:00:00+02:00", "2024-03-01T12:00:00-04:00"),
        0.25,
        "“2024-03-01T12:00:00+02:00” as 2024-03-01T10:00",
    ),
    "Z and another": (("2024-03-01T12:00:00Z", "2024-03-01 20:00 +0200"), 0.25, "several offsets"),
    "summer time": (("2024-03-31T01:00+01:00", "2024-03-31T03:00+02:00"), 1 / 24, "several offsets"),
    "next day": (("2024-03-01T23:00-05:00", "2024-03-02T04:00Z"), 0.0, "several offsets"),
    "some without": (("2024-03-01T12:00+02:00", "2024-03-01T12:00"), 1 / 12, "“2024-03-01T12:00”, which has no offset"),
    "halves of an hour": (("2024-03-01T12:00+05:30", "2024-03-01T12:00+05"), 1 / 48, "several offsets"),
    "mail": (("Fri, 01 Mar 2024 10:00:00 +0200", "Fri, 01 Mar 2024 10:00:00 GMT"), 1 / 12, "several offsets"),
    "another minus": (("2024-03-01T12:00−03:00", "2024-03-01T12:00Z"), -0.125, "several offsets"),
}


@pytest.mark.parametrize(("cells", "apart", "remark"), OFFSETS.values(), ids=OFFSETS)
def test_times_with_offsets_are_instants(cells: tuple[str, str], apart: float, remark: str) -> None:
    text = "t;y\n" + "".join(f"{cells[k % 2]};{k}\n" for k in range(6))
    column = read(text, guess(text, "utf-8")).columns[0]
    assert column.holds == "date"
    assert column.values[1] - column.values[0] == pytest.approx(apart)
    assert remark in column.remark
    assert remark or "offset" not in column.remark


@pytest.mark.parametrize("cell", ["2024-03-01T12:00+25:00", "2024-03-01T12:00+02:75", "0001-01-01T00:00+14:00"])
def test_offsets_that_there_are_not(cell: str) -> None:
    assert read_date(cell, True) is None
