"""How all stood at a moment, to go back to."""

from __future__ import annotations

from core.analysis.sight import Sight
from core.exchange.scenes import Scene
from core.training.experiment import Experiment
from core.training.loop import Divergence
from core.training.run import Run
from core.training.runs import KeptRuns
from core.values import dataclass
from gui.session.state import State


@dataclass(frozen=True)
class KeptState:
    """What existed at a moment, and where one was in it.

    Attributes
    ----------
    runs
        None while a new one was on its way: that begins again then.
    """

    experiment: Experiment
    scene: Scene | None
    sight: Sight
    iteration: int
    runs: KeptRuns | None
    racers: tuple[Run, ...]
    stopped: tuple[tuple[Run, Divergence], ...]


def kept_state(state: State) -> KeptState:
    """Return how all stands now."""
    runs = None if state.runs is None or state.beginning else KeptRuns(state.runs)
    return KeptState(
        state.experiment,
        state.scene,
        state.sight,
        state.iteration,
        runs,
        state.racers,
        tuple(state.stopped.items()),
    )
