"""A page acted out on the bench: what its expressions say before the deed, after it, and after its other runs."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from core.course.lesson import Actions, Page
from core.course.measures.catalogue import MEASURES
from core.course.numbers import compute
from core.course.seen import SceneSeen
from core.course.workbench import LessonBench
from core.hyperparameters import InvalidSetting
from core.work import rest

BEFORE, AFTER, RIVAL = "before", "after", "rival"


class MeasuresOf:
    """The names of what is seen at one moment; see `core.course.numbers.NamesKnown`."""

    def __init__(self, seen: SceneSeen) -> None:
        self._seen = seen

    def __getitem__(self, name: str) -> Any:
        return partial(MEASURES[name], self._seen)


class Acted:
    """A page, acted out as far as its expressions ask for it.

    It raises `core.work.Unfinished` when the time is over; asked again, it goes on from there.

    Parameters
    ----------
    varied
        Actions once its scene is open, e.g. to set another seed.
    """

    def __init__(self, page: Page, varied: Actions = ()) -> None:
        self.page, self._varied = page, varied
        self._acting: dict[str, tuple[LessonBench, list[Any]]] = {}
        self._runs: dict[str, SceneSeen] = {}
        self._computed: dict[tuple[str, str], Any] = {}

    @cached_property
    def before(self) -> SceneSeen:
        """What is seen before the deed."""
        return self._acted_out(BEFORE, ())

    @cached_property
    def after(self) -> SceneSeen:
        """What is seen after the deed."""
        return self._acted_out(AFTER, self.page.deed)

    def _acted_out(self, name: str, actions: Actions) -> SceneSeen:
        """Return what is seen after some actions from the page's start; what has been done is not done again."""
        start = self.page.start
        every = (*start[:1], *self._varied, *start[1:], *actions)
        bench, left = self._acting.setdefault(name, (LessonBench(), list(every)))
        while left:
            left[0].act(bench)
            left.pop(0)
        return bench.seen()

    def run(self, name: str) -> SceneSeen:
        """Return what is seen after one of the page's other runs."""
        if name not in self._runs:
            self._runs[name] = self._acted_out(name, self.page.runs[name])
        return self._runs[name]

    def try_way(self, place: int, actions: Actions) -> SceneSeen:
        """Return what is seen after one of the ways to solve the page's task, by its place."""
        name = f"solution {place}"
        if name not in self._runs:
            self._runs[name] = self._acted_out(name, actions)
        return self._runs[name]

    def compute(self, expression: str, moment: str = AFTER) -> Any:
        """Return the value of an expression at a moment: ``"before"`` or ``"after"`` the deed.

        Raises
        ------
        Unreadable
            If it cannot be read or computed.
        InvalidSetting
            If an action cannot be done.
        """
        if (expression, moment) not in self._computed:
            self._computed[expression, moment] = compute(expression, _Moment(self, moment))
            rest()
        return self._computed[expression, moment]


class _Moment:
    """All names of a page: what is measured at a moment, and the moments and runs that have a name."""

    def __init__(self, acted: Acted, moment: str) -> None:
        self._acted, self._moment = acted, moment

    def __getitem__(self, name: str) -> Any:
        acted = self._acted
        if name in (BEFORE, AFTER):
            return MeasuresOf(acted.before if name == BEFORE else acted.after)
        if name in acted.page.runs:
            return MeasuresOf(acted.run(name))
        now = acted.before if self._moment == BEFORE else acted.after
        if name.startswith(RIVAL) and name.removeprefix(RIVAL).isdigit():
            place = int(name.removeprefix(RIVAL))
            if not 1 <= place <= len(now.rivals):
                words = f"there is no run “{name}”: {len(now.rivals)} race with the displayed one."
                raise InvalidSetting("race", words)
            return MeasuresOf(now.rivals[place - 1])
        return MeasuresOf(now)[name]
