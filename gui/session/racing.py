"""Races: several runs that stand at the same iteration, and go on and back together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from core.training.breakpoints import Stop
from core.training.factors import Factor
from core.training.loop import Divergence
from core.training.race import entrants
from core.training.run import Run
from gui.frames import rivals
from gui.frames.frame import Frame, Rival
from gui.frames.jobs import Trained
from gui.frames.rivals import Begun, Move
from gui.session.asking import Asking
from gui.session.messages import Message
from gui.session.state import State


class Racing:
    """Which runs race: every job that moves the active run moves the others too."""

    def __init__(self, state: State, asking: Asking, say: Callable[[Message], None]) -> None:
        self._state, self._asking, self._say = state, asking, say
        self._present = ""
        self._stopped: dict[Run, Divergence] = {}

    @property
    def others(self) -> tuple[Run, ...]:
        """The runs that race with the active one; see `State.others`."""
        return self._state.others

    @property
    def reached(self) -> int:
        """The last iteration that the active run, and all in the race that can go on, have reached."""
        going = [run for run in self.others if self._stop_of(run) is None]
        return min(run.history.end for run in (self._state.run, *going))

    def _stop_of(self, run: Run) -> Divergence | None:
        """Return why a run can go no further than it has got, or None."""
        stopped = self._stopped.get(run)
        return stopped if stopped is not None and run.history.end <= stopped.good else None

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
        self._asking.submit(partial(rivals.begin, going, found), self._begin)

    def _begin(self, begun: Begun) -> None:
        """Take in the runs that were made, and show them."""
        state = self._state
        assert state.runs is not None
        state.runs.race(self._present, begun.runs)
        state.racers = (state.run, *begun.runs)
        self._stopped = {}
        self._asking.show(begun.frame)

    def stop(self) -> None:
        """End the race; its runs stay as ghosts."""
        self._state.racers, self._stopped = (), {}

    def leave(self) -> None:
        """End the race and show that; its runs stay as ghosts."""
        self.stop()
        if self._state.frame is not None and self._state.ready:
            self._asking.show(self._state.frame)

    def clear(self) -> None:
        """Delete all runs of the race but the active one."""
        for run in self.others:
            self.delete(run)

    def activate(self, run: Run) -> None:
        """Make a run the active one; one from outside the race ends it."""
        state = self._state
        assert state.runs is not None
        if run not in state.racers:
            self.stop()
        elif state.run not in state.racers:  # a fork made by an edit meanwhile
            state.racers = (*state.racers, state.run)
        state.runs.activate(run)

    def delete(self, run: Run) -> None:
        """Forget a ghost, and show that; without any other run the race is over."""
        state = self._state
        if state.runs is None or state.frame is None or run is state.run:
            return
        state.runs.delete(run)
        if not self.others:
            self.stop()
        self._asking.show(state.frame)

    # What the worker is asked

    def moves(self, iteration: int, spare: int = 0) -> tuple[Move, ...]:
        """Return how the others get to ``iteration``; their keys lie at least ``spare`` iterations before it."""
        frame = self._state.frame
        shown = {rival.run: rival for rival in frame.rivals} if frame is not None else {}
        return tuple(self._move(run, iteration, spare, shown.get(run)) for run in self.others)

    def _move(self, run: Run, iteration: int, spare: int, now: Rival | None) -> Move:
        stopped = self._stop_of(run)
        goal = min(iteration, run.history.end)
        key = run.history.nearest_key(max(0, goal - spare))
        if now is not None and key.iteration < now.snapshot.iteration <= goal - spare:
            key = now.snapshot
        there = stopped if stopped is not None and iteration > goal else None
        return Move(run, run.segments, key, run.history.key_stride, goal, now, there)

    def along(self, job: Callable[[], Frame], iteration: int) -> Callable[[], Frame]:
        """Return ``job``, which goes to ``iteration``, with the others of the race coming along."""
        return partial(rivals.beside, job, self.moves(iteration)) if self.others else job

    def stepping(self, job: Callable[..., Trained], iteration: int) -> Callable[[], Trained]:
        """Return ``job``, which goes on from ``iteration``, with the others of the race going on as far."""
        return partial(job, moves=self.moves(iteration, spare=1)) if self.others else job

    # What it answers

    def extend(self, answer: Trained, stop: Stop | None) -> None:
        """Note in the others' histories what they did, up to a breakpoint of the active run."""
        for rival, progress in zip(answer.frame.rivals, answer.theirs, strict=False):
            if progress is None:
                continue
            history, known = rival.run.history, rival.run.history.end
            history.extend(progress)
            if stop is not None:
                history.truncate(max(known, stop.iteration))
            elif rival.stopped is not None:
                history.truncate(rival.stopped.good)
                self._stopped[rival.run] = rival.stopped
                words = f"“{rival.run.name}” stays behind; the others go on. {rival.stopped.words}"
                self._say(Message("info", words))
