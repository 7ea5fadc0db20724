"""When a lens updates its picture, and how it asks the worker for one."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from core.work import Reply, Submit, Work

SECONDS = 0.01
"""Seconds that one job of a work may take."""
Premise = tuple[object, ...]
"""What a picture depends on."""


class Rhythm:
    """Says when the next picture is due: at once while training is paused, sometimes while it runs.

    Parameters
    ----------
    period, patience
        While training runs: least seconds between two pictures, and least pause as a multiple of the last one's time.
    """

    def __init__(self, period: float = 0.0, patience: float = 0.0) -> None:
        self._period, self._patience = period, patience
        self._begun, self._took = -math.inf, 0.0
        self.question: Premise = ()
        """What the latest picture is of."""

    def due(self, question: Premise, resting: bool) -> bool:
        """Tell whether a picture of ``question`` is due; never for the one already shown."""
        if question == self.question:
            return False
        pause = max(self._period, self._patience * self._took)
        return resting or perf_counter() - self._begun > pause

    def begin(self, question: Premise) -> None:
        """Note that a picture of ``question`` is made now."""
        self.question, self._begun = question, perf_counter()

    def forget(self) -> None:
        """Forget the present picture: a new one is due."""
        self.question, self._begun = (), -math.inf


class Inquiry(Rhythm):
    """Asks the worker one question at a time. Answers to earlier questions are stale and dropped.

    Parameters
    ----------
    submit
        `Session.ask`, or `Background.submit` for answers that are still useful after training has moved on.
    key
        A job replaces one under the same key that still waits.
    give_up
        Called when the job fails whose answer is pending: none comes any more, and it is not asked for again.
    """

    def __init__(
        self,
        submit: Submit,
        key: str,
        period: float = 0.0,
        patience: float = 0.0,
        give_up: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(period, patience)
        self._submit, self._key, self._give_up = submit, key, give_up
        self.waiting = False
        """Whether an answer is pending."""
        self.failed = False
        """Whether there is no answer, since the job failed; the same question is not asked again."""

    def begin(self, question: Premise) -> None:
        """Note that a picture of ``question`` is made now."""
        super().begin(question)
        self.waiting, self.failed = True, False

    def ask(self, question: Premise, job: Callable[[], Reply], accept: Callable[[Reply], None]) -> None:
        """Run ``job`` on the worker and pass its answer to ``accept``."""
        self.begin(question)

        def answered(answer: Reply) -> None:
            if question == self.question:
                self._took, self.waiting = perf_counter() - self._begun, False
                accept(answer)

        self._submit(self._key, job, answered, partial(self._fail, question))

    def _fail(self, question: Premise, _error: Exception) -> None:
        if question == self.question:
            self.waiting, self.failed = False, True
            if self._give_up is not None:
                self._give_up()

    def work(
        self,
        question: Premise,
        resting: bool,
        job: Callable[[], Work[Any]],
        show: Callable[[Any], bool],
    ) -> None:
        """Begin a work with ``job`` and continue it: to its end, or while training runs until it can be shown.

        ``show`` shows how far it has got; it returns False if there is too little to show.
        """
        self.begin(question)
        self._go_on(question, resting, job, show)

    def _go_on(
        self, question: Premise, resting: bool, job: Callable[[], Work[Any]], show: Callable[[Any], bool]
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

        self._submit(self._key, job, answered, partial(self._fail, question))

    def drop(self) -> None:
        """Drop the pending answer."""
        self.question, self.waiting, self.failed = (), False, False

    def forget(self) -> None:
        """Drop the pending answer; a new picture is due."""
        super().forget()
        self.waiting = self.failed = False
