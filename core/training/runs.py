"""Several runs side by side: one is active, the others are ghosts to compare with."""

from __future__ import annotations

from collections.abc import Container, Sequence

from core.hyperparameters import InvalidSetting
from core.training.bookmarks import MAX_NAME
from core.training.changes import describe_change, written
from core.training.experiment import Experiment
from core.training.run import Origin, Run, Segment, with_parameters
from core.training.snapshot import Snapshot
from core.words import as_typed, unmarked

MAX_RUNS = 4
MAX_NAMED = 2
"""Most parameters set by hand that a name lists; for more it only says so."""


class Runs:
    """Up to four runs, one of them active.

    Changing something in the past of the active run forks it: the old future stays as a ghost, and both are named
    after what makes them different. A name given by hand stays.
    """

    def __init__(self, first: Run) -> None:
        self._runs = [first]
        self.active = first

    @classmethod
    def of(cls, runs: Sequence[Run], active: Run) -> Runs:
        """Return these runs, one of which is active."""
        made = cls(active)
        made._runs = list(runs)
        return made

    @property
    def all(self) -> tuple[Run, ...]:
        """All runs in the order in which they were made."""
        return tuple(self._runs)

    @property
    def ghosts(self) -> tuple[Run, ...]:
        """All runs except the active one."""
        return tuple(run for run in self._runs if run is not self.active)

    def edit(self, iteration: int, experiment: Experiment) -> Run:
        """Use ``experiment`` from ``iteration`` of the active run on, in a fork if the run has a future there.

        Returns
        -------
        Run
            The active run, a new one if it was forked.

        Raises
        ------
        InvalidSetting
            For ``"runs"`` if a fork would be one run too many; nothing is changed then.
        ValueError
            If ``experiment`` must start over; make a new run of it and pass it to `add`.
        """
        before = self.active.experiment_at(iteration)
        if experiment == before:
            return self.active
        if experiment.starts_over(before):
            raise ValueError("This change starts at iteration 0: make a new run and add it.")
        old, run = self.active, self._line_from(iteration)
        run.edit(iteration, experiment)
        self._name_after_change(old, run, iteration)
        return run

    def set_parameter(
        self, snapshot: Snapshot, index: int, value: float | str, evaluated_later: bool = False
    ) -> Snapshot:
        """Set a parameter by hand where the active run stands at ``snapshot``; like `edit`, and as `Run` does it.

        Returns
        -------
        Snapshot
            The same iteration of the run that is active now, with the parameter set.
        """
        return self.set_parameters(snapshot, ((index, value),), evaluated_later)

    def set_parameters(
        self, snapshot: Snapshot, values: Sequence[tuple[int, float | str]], evaluated_later: bool = False
    ) -> Snapshot:
        """Set several parameters by hand, each by (index into θ, value), as `set_parameter` does one."""
        moved = with_parameters(snapshot, values)
        if moved.state.tobytes() == snapshot.state.tobytes():
            return snapshot
        so_far = tuple((index, float(snapshot.theta[index])) for index, _ in values)
        old, run = self.active, self._line_from(snapshot.iteration, so_far)
        moved = run.set_parameters(snapshot, values, evaluated_later)
        self._name_after_change(old, run, snapshot.iteration)
        return moved

    def add(self, run: Run) -> Run:
        """Add a separate run, e.g. for a race from iteration 0 with one setting changed, and make it active.

        Raises
        ------
        InvalidSetting
            For ``"runs"`` if there are four already; nothing is changed then.
        """
        self.refuse_one_more()
        old, before, after = self.active, self.active.experiment_at(0), run.experiment_at(0)
        if not run.keeps_name:
            run.name = self._free_name(describe_change(before, after), run)
        self._name_ghost(old, describe_change(after, before))
        self._runs.append(run)
        self.active = run
        return run

    def race(self, present: str, others: Sequence[Run]) -> None:
        """Add the runs of a race with the active one, as ghosts: all of them or none.

        Parameters
        ----------
        present
            Name for the active run if it has no descriptive one yet.

        Raises
        ------
        InvalidSetting
            For ``"runs"`` if there would be more than four; nothing is changed then.
        """
        self.refuse_more(len(others))
        active = self.active
        if active.origin is None and not active.keeps_name:
            active.name = self._free_name(present, active)
        for run in others:
            run.name, run.keeps_name = self._free_name(run.name, run), True
            self._runs.append(run)

    def refuse_one_more(self) -> None:
        """Refuse another run if there are as many as possible."""
        self.refuse_more(1)

    def refuse_more(self, count: int) -> None:
        """Refuse ``count`` more runs if that would be too many."""
        total = len(self._runs) + count
        if total <= MAX_RUNS:
            return
        names = ", ".join(f"“{run.name}”" for run in self.ghosts)
        if count == 1:
            words = f"There can be at most {MAX_RUNS} runs. "
            words += f"Delete one first ({names}), or go to the end of this run and change it there."
        else:
            words = f"This would make {total} runs, but there can be at most {MAX_RUNS}. "
            words += f"Race fewer, or delete some first ({names})." if names else "Race fewer."
        raise InvalidSetting("runs", words)

    def activate(self, run: Run) -> None:
        """Make ``run`` the active one."""
        self._check_known(run)
        self.active = run

    def rename(self, run: Run, name: str) -> None:
        """Name a run by hand, as it is typed.

        Raises
        ------
        InvalidSetting
            For ``"name"`` if it is empty, too long or another run's.
        """
        self._check_known(run)
        name = " ".join(name.split())
        if not 1 <= len(name) <= MAX_NAME:
            raise InvalidSetting("name", f"A run's name has 1 to {MAX_NAME} characters, not {len(name)}.")
        if any(unmarked(other.name) == name for other in self._runs if other is not run):
            raise InvalidSetting("name", f"Another run is already called “{as_typed(name)}”.")
        run.name, run.keeps_name = as_typed(name), True

    def delete(self, run: Run) -> None:
        """Forget a run. If it was active, the newest of the others becomes active.

        Raises
        ------
        InvalidSetting
            For ``"runs"`` if it is the only one.
        """
        self._check_known(run)
        if len(self._runs) == 1:
            raise InvalidSetting("runs", f"“{run.name}” is the only run and cannot be deleted.")
        self._runs.remove(run)
        if run is self.active:
            self.active = self._runs[-1]

    def _check_known(self, run: Run) -> None:
        if run not in self._runs:
            raise ValueError(f"“{run.name}” is not one of these runs.")

    def _line_from(self, iteration: int, hand_set: tuple[tuple[int, float], ...] = ()) -> Run:
        """Return the active run if it ends at ``iteration``, else a fork from there that becomes active.

        ``hand_set`` are the parameters that will be set, with their values so far, for the ghost's name.
        """
        old = self.active
        if old.history.end <= iteration:
            return old
        self.refuse_one_more()
        fork = old.fork(iteration, old.name)
        if hand_set and fork.origin is not None:
            before, new = fork.origin.segment, dict(hand_set)
            others = tuple(pair for pair in before.hand_set if pair[0] not in new)
            fork.origin = Origin(iteration, Segment(iteration, before.experiment, (*others, *hand_set)))
        self._runs.append(fork)
        self.active = fork
        return fork

    def _name_after_change(self, old: Run, run: Run, iteration: int) -> None:
        """Name a fork that was changed where it began, and the ghost it left, after what makes them different."""
        origin = run.origin
        if origin is None or origin.iteration != iteration:
            return
        now = run.starting_at(iteration)
        if not run.keeps_name:
            run.name = self._free_name(describe_fork(origin.segment, now), run)
        if old is not run:
            self._name_ghost(old, describe_fork(now, origin.segment, stayed=True))

    def _name_ghost(self, ghost: Run, name: str) -> None:
        """Give a first run a descriptive name if it has none yet."""
        if ghost.origin is None and not ghost.keeps_name:
            ghost.name, ghost.keeps_name = self._free_name(name, ghost), True

    def _free_name(self, name: str, run: Run) -> str:
        """Return ``name``, with a number if another run has it."""
        taken = {unmarked(other.name) for other in self._runs if other is not run}
        numbered = (f"{name} ({n})" for n in range(2, MAX_RUNS + 2))
        return name if name not in taken else next(each for each in numbered if each not in taken)


class KeptRuns:
    """How all runs stood at a moment, to go back to."""

    def __init__(self, runs: Runs) -> None:
        self._active = runs.active
        self._kept = [(run, run.kept()) for run in runs.all]

    @property
    def memory(self) -> int:
        """Bytes that it takes, about, if it shares nothing with the runs of today."""
        return sum(kept.history.memory for _, kept in self._kept)

    def keep_within(self, memory: int) -> None:
        """Have the keys of each run take no more than ``memory`` bytes: the rest is replayed when it is wanted."""
        for _, kept in self._kept:
            kept.history.keep_within(memory)

    def let_go(self, today: Container[Run]) -> None:
        """Have runs that are none of ``today`` hold no more than what is kept of them here."""
        for run, kept in self._kept:
            if run not in today and len(run.history.keys) > len(kept.history.keys):
                run.become(kept)

    def bring_back(self) -> Runs:
        """Let each run be again what it was, and return them."""
        for run, kept in self._kept:
            run.become(kept)
        return Runs.of([run for run, _ in self._kept], self._active)


def describe_fork(before: Segment, after: Segment, stayed: bool = False) -> str:
    """Return how ``after`` differs and from where on, e.g. ``"α 0.1 from 160"`` or ``"w[1]₂,₁ = 0.5 from 30"``.

    If many parameters differ, it says no more than that; ``stayed`` means that the other run was the one changed:
    its settings are no longer in force from there on, e.g. ``"before 160: α 0.01"``.
    """
    layout = after.experiment.layout
    old, new = dict(before.hand_set), dict(after.hand_set)
    differ = [(i, value) for i, value in new.items() if old.get(i) != value]
    words = [f"{layout.name(i)} = {written(value)}" for i, value in differ]
    if len(differ) > MAX_NAMED:
        words = ["not moved" if stayed else "elsewhere"]
    if before.experiment != after.experiment or not words:
        words.insert(0, describe_change(before.experiment, after.experiment))
    name = ", ".join(words[:2]) + (", …" if len(words) > 2 else "")
    if not after.start:
        return name
    left = stayed and before.experiment != after.experiment
    return f"before {after.start:,}: {name}" if left else f"{name} from {after.start:,}"
