"""How many steps of a run are due when, and what a job may take; the clock on the wall stands until it is moved."""

from __future__ import annotations

import math

import pytest

from gui.session.pace import (
    ANY_NUMBER,
    LONGEST_JOB,
    MAY_CATCH_UP,
    OVERHEAD,
    PERIOD,
    PICTURES_PER_SECOND,
    SHORTEST_JOB,
    Pace,
)


class Wall:
    """A clock that is moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr("gui.session.pace.perf_counter", wall)
    return wall


@pytest.mark.parametrize("rate", [1.0, 10.0, 25.0, 60.0, 100.0, 500.0, 1000.0])
def test_so_many_steps_a_second(wall: Wall, rate: float) -> None:
    pace = Pace()
    pace.set_rate(rate)
    begun, made = wall.now, list[int]()
    while wall.now < begun + 20.0:
        made.append(pace.steps(math.inf))
        wall.now += max(0.0, pace.left)
    assert len(made) == pytest.approx(20.0 * min(rate, PICTURES_PER_SECOND), abs=1.0)
    assert sum(made) == pytest.approx(20.0 * rate, abs=rate / PICTURES_PER_SECOND + 1)
    assert max(made) - min(made) <= 1


@pytest.mark.parametrize("rate", [1.0, 10.0, 25.0, 50.0, 250.0, 500.0])
@pytest.mark.parametrize("a_picture", [0.02, 0.08, 0.15])
def test_a_slow_machine_keeps_the_pace_with_fewer_pictures(wall: Wall, rate: float, a_picture: float) -> None:
    pace = Pace()
    pace.set_rate(rate)
    begun, made = wall.now, 0
    while wall.now < begun + 20.0:
        made += pace.steps(math.inf)
        wall.now += max(a_picture, pace.left)
    assert made == pytest.approx(rate * 20.0, rel=0.03, abs=1.0)


def test_a_long_wait_is_not_made_up_for(wall: Wall) -> None:
    pace = Pace()
    pace.set_rate(100.0)
    pace.steps(math.inf)
    wall.now += 60.0
    made = 0
    while pace.left <= 0.0:
        made += pace.steps(math.inf)
    assert made <= 100.0 * MAY_CATCH_UP + 3


@pytest.mark.parametrize(("full_speed", "steps"), [(math.inf, ANY_NUMBER), (1000.0, 16)])
def test_as_fast_as_possible(full_speed: float, steps: int) -> None:
    assert Pace().steps(full_speed) == steps


@pytest.mark.parametrize("cost", [0.0, 0.005, 0.02, 5.0])
def test_a_job_leaves_its_picture_the_time_it_takes(wall: Wall, cost: float) -> None:
    pace = Pace()
    assert pace.seconds(PERIOD) == PERIOD - OVERHEAD
    for _ in range(60):
        wall.now += pace.seconds(PERIOD) + cost
        pace.painted(PERIOD)
    assert pace.seconds(PERIOD) == pytest.approx(min(LONGEST_JOB, max(SHORTEST_JOB, PERIOD - cost)), abs=1e-4)
    pace.forget()
    assert pace.seconds(PERIOD) == PERIOD - OVERHEAD
