"""Work that is done in slices, so that nobody has to wait for it."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import Any, Protocol, Self, TypeVar

Result = TypeVar("Result", covariant=True)
Reply = TypeVar("Reply")
Submit = Callable[[str, Callable[[], Any], Callable[[Any], None], Callable[[Exception], None] | None], None]
"""Has a job done by and by: a newer one under the same name replaces it while it waits.

Its answer is handed on, or what it raised: None for the latter says that nobody waits for the answer, or that the job
answers with its own faults.
"""

_UNTIL: ContextVar[float] = ContextVar("until", default=math.inf)


class Work(Protocol[Result]):
    """A frozen value that knows how far it has got; `proceed` returns the work further on.

    Its result does not depend on how it was cut into slices.
    """

    @property
    @abstractmethod
    def done(self) -> bool:
        """Whether nothing is left to do."""

    @property
    @abstractmethod
    def result(self) -> Result | None:
        """What is known by now; None before it is enough to be shown."""

    @abstractmethod
    def further(self) -> Self:
        """Return the work with the next piece done. There must be one."""

    def proceed(self, seconds: float) -> Self:
        """Return the work further on: by one piece at least, and by as many as fit into ``seconds``."""
        deadline, work = perf_counter() + seconds, self
        while not work.done:
            work = work.further()
            if perf_counter() > deadline:
                break
        return work


# Work that is called again


class Unfinished(Exception):
    """The time is over. What has been done is kept: the same call, made again, goes on from there."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give what is called inside so much time; it raises `Unfinished` where it would need more."""
    token = _UNTIL.set(perf_counter() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def time_left() -> float:
    """Return how many seconds are left of those that `within` gave; ∞ if nobody did."""
    return _UNTIL.get() - perf_counter()


def rest() -> None:
    """Raise `Unfinished` if the time is over; to be called after a piece of work whose result has been kept."""
    if time_left() <= 0.0:
        raise Unfinished
