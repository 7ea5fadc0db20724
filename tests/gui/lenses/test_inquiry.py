"""When another picture is due, and which answers of the worker are taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from gui.lenses.inquiry import Inquiry, Rhythm
from tests.core.test_work import Sum


class Worker:
    """Does the jobs when it is told to."""

    def __init__(self) -> None:
        self.jobs: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
        self.failing: list[Callable[[Exception], None]] = []

    def submit(
        self,
        key: str,
        job: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
    ) -> None:
        self.jobs.append((job, done))
        if failed is not None:
            self.failing.append(failed)

    def work(self) -> None:
        """Do the jobs that wait."""
        waiting, self.jobs = self.jobs, []
        for job, done in waiting:
            done(job())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the time, to be changed."""
    now = [100.0]
    monkeypatch.setattr("gui.lenses.inquiry.perf_counter", lambda: now[0])
    return now


def test_while_training_runs_a_picture_is_due_now_and_then(clock: list[float]) -> None:
    rhythm = Rhythm(period=0.2)
    assert rhythm.due(("a",), resting=False)
    rhythm.begin(("a",))
    assert not rhythm.due(("b",), resting=False)
    assert rhythm.due(("b",), resting=True)
    assert not rhythm.due(("a",), resting=True)
    clock[0] += 0.3
    assert rhythm.due(("b",), resting=False)
    assert not rhythm.due(("a",), resting=False)
    rhythm.begin(("b",))
    rhythm.forget()
    assert rhythm.due(("b",), resting=False)


def test_what_took_long_is_followed_by_a_pause(clock: list[float]) -> None:
    worker = Worker()
    inquiry = Inquiry(worker.submit, "key", period=0.2, patience=4.0)
    inquiry.ask(("a",), lambda: 1, lambda answer: None)
    clock[0] += 1.0
    worker.work()
    clock[0] += 2.0
    assert not inquiry.due(("b",), resting=False)
    clock[0] += 2.0
    assert inquiry.due(("b",), resting=False)


@pytest.mark.parametrize("leave", [Inquiry.drop, Inquiry.forget, lambda inquiry: inquiry.begin(("b",))])
def test_stale_answers_are_dropped(leave: Callable[[Inquiry], None]) -> None:
    worker, answers = Worker(), list[int]()
    inquiry = Inquiry(worker.submit, "key")
    inquiry.ask(("a",), lambda: 1, answers.append)
    assert inquiry.waiting
    leave(inquiry)
    worker.work()
    assert not answers
    inquiry.ask(("a",), lambda: 2, answers.append)
    worker.work()
    assert answers == [2]
    assert not inquiry.waiting


@pytest.mark.parametrize(("resting", "shown"), [(True, 10), (False, 4)])
def test_work_goes_on_to_its_end_or_till_it_can_be_shown(
    monkeypatch: pytest.MonkeyPatch, resting: bool, shown: int
) -> None:
    monkeypatch.setattr("gui.lenses.inquiry.SECONDS", 0.0)
    worker, seen = Worker(), list[int]()

    def show(work: Sum) -> bool:
        seen.append(work.added)
        return work.added >= 4

    inquiry = Inquiry(worker.submit, "key")
    inquiry.work(("a",), resting, partial(Sum().proceed, 0.0), show)
    while worker.jobs:
        worker.work()
    assert seen == list(range(1, shown + 1))
    assert not inquiry.waiting


def test_after_a_job_that_failed_nothing_is_waited_for() -> None:
    worker, given_up = Worker(), list[str]()
    inquiry = Inquiry(worker.submit, "key", give_up=lambda: given_up.append("!"))
    inquiry.ask(("a",), lambda: 1, print)
    inquiry.ask(("b",), lambda: 2, print)
    worker.failing[0](ValueError())  # of a question that is no longer asked
    assert (inquiry.waiting, inquiry.failed, given_up) == (True, False, [])
    worker.failing[1](ValueError())
    assert (inquiry.waiting, inquiry.failed, given_up) == (False, True, ["!"])
    assert not inquiry.due(("b",), resting=True)  # it would fail again
    inquiry.ask(("c",), lambda: 3, print)
    assert (inquiry.waiting, inquiry.failed) == (True, False)
