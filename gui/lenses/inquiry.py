"""When a lens shows another picture, and how it has the worker make one."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

from core.work import Work

SECONDS = 0.01
"""Time of one job of a work."""
Answer = TypeVar("Answer")
Submit = Callable[[str, Callable[[], Any], Callable[[Any], None]], None]
Question = tuple[object, ...]
"""What a picture depends on."""


class Rhythm:
    """Says when another picture is due: at once where training rests, now and then while it runs.

    Parameters
    ----------
    period, patience
        While training runs: seconds from one picture to the next at least, and times what the last one took.
    """

    def __init__(self, period: float = 0.0, patience: float = 0.0) -> None:
        self._period, self._patience = period, patience
        self._begun, self._took = -math.inf, 0.0
        self.question: Question = ()
        """What the latest picture is of."""

    def due(self, question: Question, resting: bool) -> bool:
        """Tell whether it is time for a picture of ``question``; it never is for the one that there is."""
        if question == self.question:
            return False
        pause = max(self._period, self._patience * self._took)
        return resting or perf_counter() - self._begun > pause

    def begin(self, question: Question) -> None:
        """Note that a picture of ``question`` is made now."""
        self.question, self._begun = question, perf_counter()

    def forget(self) -> None:
        """Forget that there is a picture: another one is due."""
        self.question, self._begun = (), -math.inf


class Inquiry(Rhythm):
    """Has the worker answer one question at a time. Answers to former ones are stale and dropped.

    Parameters
    ----------
    submit
        `Session.ask`, or `Background.submit` for answers that are welcome though training has gone on.
    key
        A job replaces one under the same key that still waits.
    """

    def __init__(self, submit: Submit, key: str, period: float = 0.0, patience: float = 0.0) -> None:
        super().__init__(period, patience)
        self._submit, self._key = submit, key
        self.waiting = False
        """Whether more is to come."""

    def ask(self, question: Question, job: Callable[[], Answer], accept: Callable[[Answer], None]) -> None:
        """Have ``job`` done, and its answer accepted."""
        self.begin(question)
        self.waiting = True

        def answered(answer: Answer) -> None:
            if question == self.question:
                self._took, self.waiting = perf_counter() - self._begun, False
                accept(answer)

        self._submit(self._key, job, answered)

    def work(
        self,
        question: Question,
        resting: bool,
        job: Callable[[], Work[Any]],
        show: Callable[[Any], bool],
    ) -> None:
        """Have ``job`` begin a work, and the work gone on with: to its end, or till it can be shown if training runs.

        ``show`` shows how far it has got; it returns False if that is not yet enough.
        """
        self.begin(question)
        self._go_on(question, resting, job, show)

    def _go_on(
        self, question: Question, resting: bool, job: Callable[[], Work[Any]], show: Callable[[Any], bool]
    ) -> None:
        self.waiting = True

        def answered(work: Work[Any]) -> None:
            if question != self.question:
                return
            there, self.waiting = show(work), False
            if there:
                self._took = perf_counter() - self._begun
            if not work.done and (resting or not there):
                self._go_on(question, resting, partial(work.proceed, SECONDS), show)

        self._submit(self._key, job, answered)

    def drop(self) -> None:
        """Drop the answer that is to come."""
        self.question, self.waiting = (), False

    def forget(self) -> None:
        """Drop the answer that is to come; another picture is due."""
        super().forget()
        self.waiting = False
