"""Work that is done in slices, so that nobody has to wait for it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from time import perf_counter
from typing import Any, Protocol, Self, TypeVar

Result = TypeVar("Result", covariant=True)
Reply = TypeVar("Reply")
Submit = Callable[[str, Callable[[], Any], Callable[[Any], None], Callable[[Exception], None] | None], None]
"""Has a job done by and by: a newer one under the same name replaces it while it waits.

Its answer is handed on, or what it raised: None for the latter says that nobody waits for the answer, or that the job
answers with its own faults.
"""


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
