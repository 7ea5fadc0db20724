"""Races: several runs that stand at the same iteration, and go on and back together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from core.training.breakpoints import Breakpoint, Stop
from core.training.factors import Factor
from core.training.loop import Divergence
from core.training.race import Entrant, entrants
from core.training.run import Run
from gui.frames import jobs, rivals
from gui.frames.frame import Frame, Rival, Wanted
from gui.frames.jobs import Trained
from gui.frames.rivals import Begun, Move
from gui.session.messages import Message

if TYPE_CHECKING:
    from gui.session.session import Session


class Racing:
    """Which runs race, for the session: every job that moves the active run moves the others too."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._runs: tuple[Run, ...] = ()
        self._present = ""
        self._stopped: dict[Run, Divergence] = {}

    @property
    def others(self) -> tuple[Run, ...]:
        """The runs that race with the active one, in the order they were made in; empty where there is no race."""
        runs = self._session.runs
        return () if runs is None else tuple(run for run in runs.ghosts if run in self._runs)

    @property
    def reached(self) -> int:
        """The last iteration that the active run, and all in the race that can go on, have reached."""
        going = [run for run in self.others if self._stop_of(run) is None]
        return min(run.history.end for run in (self._session.run, *going))

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
        session = self._session
        if session.runs is None or session.frame is None or not session.ready:
            return
        found = entrants(session.run, iteration, factor, values)
        session.runs.refuse_more(len(found))
        present = session.run.experiment_at(iteration)
        self._present = factor.words(found[0].segments[-1].experiment, present)
        session.begin_race(found, iteration)

    def begin(self, begun: Begun) -> Frame:
        """Take in the runs that were made; return the frame to show."""
        assert self._session.runs is not None
        self._session.runs.race(self._present, begun.runs)
        self._runs = (self._session.run, *begun.runs)
        self._stopped = {}
        return begun.frame

    def stop(self) -> None:
        """End the race; its runs stay as ghosts."""
        self._runs, self._stopped = (), {}

    def leave(self) -> None:
        """End the race and show that; its runs stay as ghosts."""
        self.stop()
        session = self._session
        if session.frame is not None:
            session.frame = self.shown(session.frame)
            session.frame_changed.emit(session.frame)

    def clear(self) -> None:
        """Delete all runs of the race but the active one."""
        for run in self.others:
            self._session.delete(run)

    def activate(self, run: Run) -> None:
        """Make a run the active one; one from outside the race ends it."""
        assert self._session.runs is not None
        if run not in self._runs:
            self.stop()
        elif self._session.run not in self._runs:  # a fork made by an edit meanwhile
            self._runs = (*self._runs, self._session.run)
        self._session.runs.activate(run)

    def delete(self, run: Run) -> None:
        """Forget a ghost; without any other run the race is over."""
        assert self._session.runs is not None
        self._session.runs.delete(run)
        if not self.others:
            self.stop()

    # What the worker is asked

    def moves(self, iteration: int, spare: int = 0) -> tuple[Move, ...]:
        """Return how the others get to ``iteration``; their keys lie at least ``spare`` iterations before it."""
        shown = {rival.run: rival for rival in self._session.frame.rivals} if self._session.frame else {}
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

    def beginning(self, entrants: tuple[Entrant, ...], iteration: int, wanted: Wanted) -> Callable[[], Begun]:
        """Return the job that makes the runs of a race."""
        return partial(rivals.begin, self._going(iteration, False, wanted), entrants)

    def seeking(self, iteration: int, opened: bool, wanted: Wanted) -> Callable[[], Frame]:
        """Return the job that goes to an iteration that all have reached, ``opened`` at its last phase."""
        return self.along(self._going(iteration, opened, wanted), iteration)

    def _going(self, iteration: int, opened: bool, wanted: Wanted) -> Callable[[], Frame]:
        run, frame = self._session.run, self._session.frame
        assert frame is not None
        known = [run.history.nearest_key(iteration)]
        if frame.run is run:
            known += [each for each in (*frame.passed, frame.snapshot) if each.iteration <= iteration]
        key = max(known, key=lambda each: each.iteration)
        return partial(jobs.seek, run, run.segments, key, iteration, opened, wanted, frame)

    def training(
        self, steps: int, seconds: float, stops: tuple[Breakpoint, ...], wanted: Wanted
    ) -> Callable[[], Trained]:
        """Return the job that goes on from the frame on show, not beyond where another segment of any run begins."""
        session = self._session
        assert session.frame is not None
        run, k = session.run, session.iteration
        borders = [s.start - k for each in (run, *self.others) for s in each.segments if s.start > k]
        return partial(
            jobs.train,
            session.frame,
            run.segments,
            min([steps, *borders]),
            seconds,
            run.history.key_stride,
            stops,
            wanted,
            self.moves(k, spare=1),
        )

    def training_one(self, wanted: Wanted) -> Callable[[], Trained]:
        """Return the job that does one iteration and opens the next."""
        session, run = self._session, self._session.run
        assert session.frame is not None
        moves = self.moves(session.iteration, spare=1)
        return partial(jobs.train_and_open, session.frame, run.segments, run.history.key_stride, wanted, moves)

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
                self._session.message.emit(Message("info", words))

    def shown(self, frame: Frame) -> Frame:
        """Return ``frame`` with those runs beside it that are still in the race."""
        others = self.others
        return replace(frame, rivals=tuple(rival for rival in frame.rivals if rival.run in others))
