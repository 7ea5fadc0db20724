"""The pace of a run: when its next steps are due, how many they are, and how long they may take."""

from __future__ import annotations

import math
from time import perf_counter

from core.training.loop import WALKS_TAPES

PICTURES_PER_SECOND = 60.0
SHORTEST_JOB, LONGEST_JOB = 0.004, 0.026
OVERHEAD = 0.010
"""Seconds that painting and looking are taken to need before they have been measured."""
MAY_CATCH_UP = 0.2
"""Seconds of delay that a run makes up for, by more steps in the next picture: so slow a picture keeps the pace."""
PERIOD = 1 / PICTURES_PER_SECOND if WALKS_TAPES else 1 / 40
"""Seconds from one picture to the next that a run as fast as possible aims at. Where the interpreter makes each call of
a step, pictures are rarer, so that half of the time is left to training.
"""
PERIOD_OF_RACES, PERIOD_OF_SAMPLES = 1 / 48, 1 / 40
"""A little rarer in a race and where the plots show a sample of the data: these pictures take longer."""
ROUND_OFF = 1e-9
ANY_NUMBER = 10**9


class Pace:
    """Keeps a run at ``rate`` steps per second, and measures what each picture costs beside its job."""

    def __init__(self) -> None:
        self.rate = math.inf
        self.begin()
        self.forget()

    def set_rate(self, rate: float) -> None:
        """Choose the steps per second of a run."""
        self.rate = rate
        self.begin()

    def begin(self) -> None:
        """Have the next steps be due at once."""
        self._due = perf_counter()
        self._part = 0.0
        """What is left of a step that the pictures so far have not shown."""

    def forget(self) -> None:
        """Take pictures to cost again what they are taken to cost at first."""
        self._overhead = OVERHEAD
        self._asked_at = self._asked_seconds = 0.0

    @property
    def left(self) -> float:
        """Seconds until the next steps are due."""
        return self._due - perf_counter()

    def steps(self, full_speed: float) -> int:
        """Return how many steps are due at once, and note when the next ones are."""
        rate = min(self.rate, full_speed)
        if math.isinf(rate):
            return ANY_NUMBER
        now, every = perf_counter(), max(1.0 / rate, 1.0 / PICTURES_PER_SECOND)
        self._due = max(self._due, now - MAY_CATCH_UP)
        pictures = 1 + int((now - self._due) / every)  # more than one where the last one came late
        self._due += pictures * every
        self._part += pictures * every * rate
        steps = int(self._part + ROUND_OFF)
        self._part -= steps
        return steps

    def seconds(self, period: float) -> float:
        """Return how long a job may take that begins now: what its picture leaves of the time to the next one."""
        self._asked_at = perf_counter()
        self._asked_seconds = min(LONGEST_JOB, max(SHORTEST_JOB, period - self._overhead))
        return self._asked_seconds

    def painted(self, period: float) -> None:
        """Note that the picture of a job has been painted."""
        if self._asked_seconds:
            latest = perf_counter() - self._asked_at - self._asked_seconds
            self._overhead += 0.2 * (min(max(latest, 0.0), period) - self._overhead)
            self._asked_seconds = 0.0
