"""Races: several runs that stand at the same iteration, and go on and back together; see `gui.session.alongside`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from core.training.factors import Factor
from core.training.race import Entrant, entrants
from core.training.run import Run
from gui.frames import rivals
from gui.frames.rivals import RaceBegun, Start
from gui.session.asking import Asking
from gui.session.state import State


class Racing:
    """Which runs race. ``make`` makes an edit: its name, and what makes it."""

    def __init__(self, state: State, asking: Asking, make: Callable[[str, Callable[[], bool]], object]) -> None:
        self._state, self._asking, self._make = state, asking, make
        self._present = ""

    @property
    def others(self) -> tuple[Run, ...]:
        """The runs that race with the active one; see `State.others`."""
        return self._state.others

    # What is asked for

    def start(self, factor: Factor, values: Sequence[Any], iteration: int) -> None:
        """Race the active run against others with other ``values``, from ``iteration`` on.

        Raises
        ------
        InvalidSetting
            As `core.training.race.entrants` does, and for ``"runs"`` if there would be too many; no run is made then.
        """
        state = self._state
        if state.runs is None or not state.ready:
            return
        found = entrants(state.run, iteration, factor, values)
        state.runs.refuse_more(len(found))
        self._present = factor.words(found[0].segments[-1].experiment, state.run.experiment_at(iteration))
        going = self._asking.seeking(iteration, opened=False)
        starts = tuple(_start(entrant, iteration) for entrant in found)
        self._asking.submit(partial(rivals.begin, going, starts), partial(self._begin, found))

    def _begin(self, found: tuple[Entrant, ...], begun: RaceBegun) -> None:
        """Make the runs, take them in, and show them."""
        state = self._state
        assert state.runs is not None
        made = tuple(entrant.run(own) for entrant, own in zip(found, begun.beginnings, strict=True))
        state.runs.race(self._present, made)
        state.racers = (state.run, *made)
        state.stopped = {}
        self._asking.show(begun.frame)

    def leave(self) -> None:
        """End the race and show that; its runs stay as ghosts."""
        self._state.end_race()
        if self._state.frame is not None and self._state.ready:
            self._asking.show(self._state.frame)

    def clear(self) -> None:
        """Delete all runs of the race but the active one, as an edit that can be undone."""
        self._delete(self.others)

    def activate(self, run: Run) -> None:
        """Make a run the active one; one from outside the race ends it."""
        state = self._state
        assert state.runs is not None
        if run not in state.racers:
            state.end_race()
        elif state.run not in state.racers:  # a fork made by an edit meanwhile
            state.racers = (*state.racers, state.run)
        state.runs.activate(run)

    def delete(self, run: Run) -> None:
        """Forget a ghost, as an edit that can be undone."""
        self._delete((run,) if run is not self._state.run else ())

    def _delete(self, runs: tuple[Run, ...]) -> None:
        if runs and self._state.ready:
            self._make("deleted run" if len(runs) == 1 else "deleted runs", partial(self._drop, runs))

    def _drop(self, runs: tuple[Run, ...]) -> bool:
        """Forget ghosts, and show that; without any other run the race is over."""
        state = self._state
        assert state.runs is not None
        assert state.frame is not None
        for run in runs:
            state.runs.delete(run)
        if not self.others:
            state.end_race()
        self._asking.show(state.frame)
        return True


def _start(entrant: Entrant, iteration: int) -> Start:
    """Return what the worker needs to have an entrant stand at ``iteration``."""
    past = entrant.past
    return Start(
        past.id, entrant.segments, iteration, None if entrant.starts_over else past.history.nearest_key(iteration)
    )
