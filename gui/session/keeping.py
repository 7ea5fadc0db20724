"""What stands in the session, to be kept in a file; the way back is `Session.return_to`."""

from __future__ import annotations

from core.exchange.scenes import Scene
from core.exchange.standing import Standing
from core.training.run import Run
from core.training.saved_run import SavedRun, saved_run
from core.training.snapshot import Snapshot
from gui.session.state import State


def standing_of(state: State, scene: Scene, file: str) -> Standing:
    """Return what stands in a session, as far as it is there, under a ``scene`` that belongs to a ``file``."""
    standing = Standing(
        scene,
        file,
        sight=state.sight,
        pointed=state.pointed,
        delta=state.delta,
        scope=state.scope,
        breakpoints=state.breakpoints,
    )
    if scene.descent is not None or state.runs is None or state.frame is None or state.beginning:
        return standing
    here = {rival.of: rival.snapshot for rival in state.frame.rivals} | {state.frame.of: state.frame.snapshot}
    runs = tuple(_saved(state, run, here.get(run.id)) for run in state.runs.all)
    active, iteration = state.runs.all.index(state.run), min(state.iteration, state.run.history.end)
    return Standing(
        **vars(standing)
        | {"runs": runs, "active": active, "iteration": iteration, "phase": state.frame.step_into if state.ready else 0}
    )


def _saved(state: State, run: Run, here: Snapshot | None) -> SavedRun:
    stopped = state.stopped.get(run)
    if run is state.run and state.diverged is not None and state.diverged[0] is run.segments:
        stopped = state.diverged[1]
    known = here if here is not None and here.iteration <= run.history.end else None
    return saved_run(run, known, run in state.racers, stopped)
