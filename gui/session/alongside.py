"""How the other runs of a race come along with every job that moves the active one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.training.breakpoints import Stop
from core.training.loop import Divergence
from core.training.run import Run
from gui.frames import rivals
from gui.frames.frame import Frame
from gui.frames.jobs import Trained
from gui.frames.rivals import Move
from gui.frames.shown import ShownRival, alone
from gui.session.state import State


def reached(state: State) -> int:
    """Return the last iteration that the active run, and all in the race that can go on, have reached."""
    going = [run for run in state.others if _stop_of(state, run) is None]
    return min(run.history.end for run in (state.run, *going))


def _stop_of(state: State, run: Run) -> Divergence | None:
    """Return why a run can go no further than it has got, or None."""
    stopped = state.stopped.get(run)
    return stopped if stopped is not None and run.history.end <= stopped.good else None


def _moves(state: State, iteration: int, spare: int = 0) -> tuple[Move, ...]:
    """Return how the others get to ``iteration``; their keys lie at least ``spare`` iterations before it."""
    shown = {rival.of: rival for rival in state.frame.rivals} if state.frame is not None else {}
    return tuple(_move(run, iteration, spare, shown.get(run.id), _stop_of(state, run)) for run in state.others)


def _move(run: Run, iteration: int, spare: int, now: ShownRival | None, stopped: Divergence | None) -> Move:
    goal = min(iteration, run.history.end)
    key = run.history.nearest_key(max(0, goal - spare))
    if now is not None and key.iteration < now.snapshot.iteration <= goal - spare:
        key = now.snapshot
    there = stopped if stopped is not None and iteration > goal else None
    return Move(run.id, run.segments, key, run.history.key_stride, goal, now and alone(now), there)


def along(state: State, job: Callable[[], Frame], iteration: int) -> Callable[[], Frame]:
    """Return ``job``, which goes to ``iteration``, with the others of the race coming along."""
    return partial(rivals.beside, job, _moves(state, iteration)) if state.others else job


def stepping(state: State, job: Callable[..., Trained]) -> Callable[[], Trained]:
    """Return ``job``, which goes on from the displayed iteration, with the others of the race going on as far."""
    return partial(job, moves=_moves(state, state.iteration, spare=1)) if state.others else job


def extend(state: State, answer: Trained, stop: Stop | None) -> tuple[str, ...]:
    """Note in the others' histories what they did, up to a breakpoint of the active run; say who stays behind."""
    racers, said = {run.id: run for run in state.racers}, []
    for rival, progress in zip(answer.frame.rivals, answer.theirs, strict=False):
        if progress is None:
            continue
        run = racers[rival.of]
        history, known = run.history, run.history.end
        history.extend(progress)
        if stop is not None:
            history.truncate(max(known, stop.iteration))
        elif rival.stopped is not None:
            history.truncate(rival.stopped.good)
            state.stopped[run] = rival.stopped
            said.append(f"“{run.name}” stays behind; the others go on. {rival.stopped.words}")
    return tuple(said)
