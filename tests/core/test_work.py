"""Work in slices: as much as fits into the time, and the same in the end however it was cut."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import count

import pytest

from core.work import Unfinished, Work, rest, time_left, within


@dataclass(frozen=True)
class Sum(Work[int]):
    """Adds up 1 … 10."""

    added: int = 0
    total: int = 0

    @property
    def done(self) -> bool:
        return self.added == 10

    @property
    def result(self) -> int | None:
        return self.total if self.done else None

    def further(self) -> Sum:
        return replace(self, added=self.added + 1, total=self.total + self.added + 1)


@pytest.mark.parametrize(("seconds", "pieces"), [(0.0, 1), (0.5, 1), (2.5, 3), (math.inf, 10)])
def test_it_goes_on_for_the_time_given(monkeypatch: pytest.MonkeyPatch, seconds: float, pieces: int) -> None:
    seen = count()
    monkeypatch.setattr("core.work.perf_counter", lambda: float(next(seen)))  # a second goes by at each look
    assert Sum().proceed(seconds).added == pieces


def test_slices_give_the_same_result() -> None:
    work = Sum()
    while not work.done:
        assert work.result is None
        work = work.proceed(0.0)
    assert work == Sum().proceed(math.inf)
    assert work.result == 55


def test_what_is_done_stays_as_it_is() -> None:
    work = Sum().proceed(math.inf)
    assert work.proceed(1.0) is work


def test_what_is_called_again_goes_on() -> None:
    done: list[int] = []

    def add() -> int:
        while len(done) < 10:
            done.append(len(done) + 1)
            rest()
        return sum(done)

    calls = 0
    while True:
        calls += 1
        try:
            with within(0.0):
                assert add() == 55
            break
        except Unfinished:
            assert len(done) == calls, "one piece each time"
    assert (calls, time_left()) == (11, math.inf)
