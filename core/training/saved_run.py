"""A run as it is kept in a file: frozen, and whole enough that every iteration of it is replayed to the bit."""

from __future__ import annotations

from bisect import insort
from itertools import pairwise
from operator import attrgetter

import numpy as np

from core.arrays import Array, frozen
from core.hyperparameters import InvalidSetting
from core.training.bookmarks import Bookmarks
from core.training.evaluation import Evaluation
from core.training.history import History
from core.training.loop import Divergence
from core.training.optimizers import OPTIMIZERS
from core.training.problem import prepare
from core.training.run import Beginning, Origin, Run, RunId, Segment
from core.training.snapshot import Snapshot
from core.values import dataclass

MEMORY = 8 * 2**20
"""Bytes that a run's keys may take, about: fewer keys are kept of a longer one, and more is replayed."""


@dataclass(frozen=True, eq=False)
class SavedRun:
    """What a `Run` is made of.

    Attributes
    ----------
    keys, key_stride
        Some of its key snapshots, the first one among them, and how far new ones lie apart.
    here
        The iteration that is displayed of it, which needs no replay then; None for one that is not on show.
    records, evaluations
        As `History` has them.
    races
        Whether it takes part in a race.
    stopped
        Why it can go no further, where it cannot.
    """

    name: str
    keeps_name: bool
    origin: Origin | None
    bookmarks: Bookmarks
    segments: tuple[Segment, ...]
    keys: tuple[Snapshot, ...]
    key_stride: int
    here: Snapshot | None
    records: Array
    evaluations: Array
    races: bool = False
    stopped: Divergence | None = None

    @property
    def end(self) -> int:
        """The last iteration that was reached."""
        return int(self.records.shape[1])

    def run(self) -> Run:
        """Return the run again, with an id of its own."""
        first = self.keys[0]
        begun = Evaluation(0, *map(float, self.evaluations[1:, 0]))
        run = Run(Beginning(RunId(), self.segments[0], first, begun), self.name)
        run.keeps_name, run.origin, run.bookmarks, run.segments = (
            self.keeps_name,
            self.origin,
            self.bookmarks,
            self.segments,
        )
        keys = list(self.keys)
        if self.here is not None and all(key.iteration != self.here.iteration for key in keys):
            insort(keys, self.here, key=attrgetter("iteration"))  # until keys are thinned; by then it is not on show
        run.history = History.restored(keys, self.key_stride, self.records, self.evaluations)
        return run


def saved_run(
    run: Run,
    here: Snapshot | None = None,
    races: bool = False,
    stopped: Divergence | None = None,
    memory: int = MEMORY,
) -> SavedRun:
    """Return a run as it is now, to be saved, with keys that take no more than ``memory``."""
    history = run.history.fork(run.history.end)
    history.keep_within(memory)
    return SavedRun(
        run.name,
        run.keeps_name,
        run.origin,
        run.bookmarks,
        run.segments,
        tuple(history.keys),
        run.history.key_stride,
        here,
        frozen(np.stack([history.batch_loss, history.gradient_norm])),
        history.evaluations,
        races,
        stopped,
    )


def refuse_broken(saved: SavedRun) -> None:
    """Refuse a run that cannot be gone on with, or replayed.

    Raises
    ------
    InvalidSetting
        For what does not fit: ``"segment"``, ``"keys"`` or ``"evaluations"``.
    """
    starts = [segment.start for segment in saved.segments]
    past = [origin.segment for origin in (saved.origin,) if origin is not None]
    if starts[:1] != [0] or any(a >= b for a, b in pairwise(starts)) or starts[-1] > saved.end:
        raise InvalidSetting("segment", f"must begin at 0 and follow each other up to iteration {saved.end:,}.")
    first = saved.segments[0].experiment
    for segment in (*saved.segments, *past):
        if segment.experiment.starts_over(first) or any(
            not (0 <= index < first.layout.parameters and np.isfinite(value)) for index, value in segment.hand_set
        ):
            raise InvalidSetting("segment", f"the one from iteration {segment.start:,} does not go on with the first.")
    _refuse_keys(saved, first.layout.parameters)
    at = saved.evaluations[0]
    if not (len(at) and at[0] == 0 and np.all(np.diff(at) > 0) and at[-1] <= saved.end and np.all(at == np.rint(at))):
        raise InvalidSetting("evaluations", "are not in order.")


def _refuse_keys(saved: SavedRun, parameters: int) -> None:
    iterations = [key.iteration for key in saved.keys]
    in_order = iterations[:1] == [0] and all(a < b for a, b in pairwise(iterations)) and iterations[-1] <= saved.end
    if saved.key_stride < 1 or not in_order or (saved.here is not None and saved.here.iteration > saved.end):
        raise InvalidSetting("keys", f"must begin at 0 and follow each other up to iteration {saved.end:,}.")
    examples = len(prepare(saved.segments[0].experiment).rows)
    for key in (*saved.keys, *(() if saved.here is None else (saved.here,))):
        optimizer = OPTIMIZERS.get(key.slots_of)
        fits = optimizer is not None and key.state.shape == (1 + len(optimizer.slots), parameters)
        passes = key.passes
        known = passes is None or (passes.examples == examples and 1 <= passes.size <= examples and passes.start >= 0)
        if not (fits and known and key.age >= 0):
            raise InvalidSetting("keys", f"the one of iteration {key.iteration:,} does not fit the experiment.")
