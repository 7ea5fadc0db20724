"""Breakpoints: where they hold, that chunks make no difference, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arrays import Array
from core.hyperparameters import InvalidSetting, choose
from core.training.breakpoints import (
    BREAKPOINTS,
    AtIteration,
    Breakpoint,
    Breakpoints,
    GradientAbove,
    LossBelow,
    LossRises,
    Stop,
    TurnInTestLoss,
    next_stop,
)
from core.training.loop import advance
from core.training.optimizers import SGD
from core.training.problem import prepare
from core.training.run import Run
from core.training.snapshot import Snapshot
from tests.core.samples import SMALL, entries, title

WILD = replace(SMALL, optimizer=SGD(alpha=3.0))
"""Its loss goes up and down, and so do its gradients."""


@dataclass
class Told:
    """Records as a test wants them: evaluations every second iteration."""

    loss: list[float]
    norms: list[float]

    @property
    def end(self) -> int:
        return len(self.norms)

    @property
    def gradient_norm(self) -> Array:
        return np.array(self.norms)

    def evaluated(self, name: str) -> Array:
        if name == "iteration":
            return 2.0 * np.arange(len(self.loss))
        return np.zeros(len(self.loss)) if name == "penalty" else np.array(self.loss)


def test_what_holds_already_says_what_must_happen_first() -> None:
    """And a run that goes on from there does not stop before that."""
    cases: list[tuple[Breakpoint, int, str, Stop | None]] = [
        (LossBelow(loss=0.75), 4, "The loss is already 0.5", None),
        (LossBelow(loss=0.55), 8, "", Stop(10, LossBelow(loss=0.55), 0.4)),
        (GradientAbove(norm=4.0), 4, "The norm is already 6", Stop(6, GradientAbove(norm=4.0), 5.0)),
        (GradientAbove(norm=4.0), 0, "", Stop(3, GradientAbove(norm=4.0), 5.0)),
        (
            TurnInTestLoss(patience=1),
            8,
            "The test loss was already lowest 2 evaluations ago",
            Stop(12, TurnInTestLoss(patience=1), 0.45),
        ),
        (TurnInTestLoss(patience=3), 8, "", None),
        (LossRises(), 6, "", Stop(8, LossRises(), 0.7)),
    ]
    for each, iteration, words, stop in cases:
        predicted = each.already(TOLD, iteration)
        assert predicted.startswith(words), each
        assert bool(predicted) == bool(words), each
        assert next_stop((each,), TOLD, iteration) == stop, each


TOLD = Told([1.0, 0.8, 0.5, 0.6, 0.7, 0.4, 0.45], [1.0, 1.0, 5.0, 6.0, 1.0, 5.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        (AtIteration(iteration=5), [5]),
        (LossBelow(loss=0.55), [4, 10]),
        (LossBelow(loss=2.0), []),
        (LossRises(), [6, 8, 12]),
        (LossRises(rise=18.0), [6]),
        (TurnInTestLoss(patience=1), [6, 12]),
        (TurnInTestLoss(patience=2), [8]),
        (GradientAbove(norm=4.0), [3, 6]),
        (GradientAbove(norm=0.5), [1]),
    ],
    ids=lambda value: getattr(value, "words", None),
)
def test_where_it_holds(condition: Breakpoint, where: list[int]) -> None:
    assert [k for k in range(13) if condition.holds(TOLD, k)] == where
    assert not condition.holds(TOLD, 13)
    stop = next_stop([condition], TOLD, 0)
    assert (stop.iteration if stop else None) == (where[0] if where else None)
    assert next_stop([condition], TOLD, 0, until=0) is None


def test_a_loss_that_only_rises_does_not_turn() -> None:
    rising = Told([1.0, 2.0, 3.0, 4.0], [0.0] * 6)
    assert next_stop([TurnInTestLoss(patience=1)], rising, 0) is None


def test_the_first_of_several_stops_and_is_named() -> None:
    stop = next_stop([AtIteration(iteration=9), GradientAbove(norm=4.0), LossRises()], TOLD, 0)
    assert stop == Stop(3, GradientAbove(norm=4.0), 5.0)
    assert stop.words == "Stopped at iteration 3: gradient norm above 4; the norm is 5."


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (AtIteration(iteration=5), "Stopped at iteration 5, where a breakpoint is set."),
        (LossBelow(loss=0.55), "Stopped at iteration 4: loss below 0.55; the loss is 0.5."),
        (LossRises(rise=18.0), "Stopped at iteration 6: loss up by more than 18 %; the loss is 0.6."),
        (
            TurnInTestLoss(patience=2),
            "Stopped at iteration 8: test loss not lower for 2 evaluations; the test loss is 0.7.",
        ),
    ],
)
def test_a_stop_tells_what_was_measured(condition: Breakpoint, words: str) -> None:
    assert next_stop([condition], TOLD, 0).words == words


def test_a_list_of_breakpoints_is_a_value() -> None:
    at, below = AtIteration(iteration=9), LossBelow(loss=0.2)
    both = Breakpoints().added(at, 0).added(below, 0)
    assert both.active == (at, below)
    assert both.switched(at, on=False).active == (below,)
    assert both.switched(at, on=False).listed == (at, below)
    assert both.switched(at, on=False).switched(at, on=True) == both
    assert both.switched(at, on=False).without(at) == Breakpoints((below,))
    with pytest.raises(InvalidSetting, match="already"):
        both.added(LossBelow(loss=0.2), 0)
    with pytest.raises(InvalidSetting, match="already at iteration 9"):
        Breakpoints().added(at, 9)


CONDITIONS = st.one_of(
    st.builds(AtIteration, iteration=st.integers(1, 140)),
    st.builds(LossBelow, loss=st.floats(0.05, 0.8)),
    st.builds(LossRises, rise=st.sampled_from([0.0, 1.0, 20.0])),
    st.builds(TurnInTestLoss, patience=st.integers(1, 8)),
    st.builds(GradientAbove, norm=st.floats(0.0, 2.0)),
)


def stop_of(conditions: list[Breakpoint], chunks: list[int]) -> tuple[Stop | None, Run]:
    """Train WILD in chunks until a breakpoint holds."""
    run, problem = Run(WILD), prepare(WILD)
    snapshot: Snapshot = problem.start()
    for steps in chunks:
        progress = advance(problem, snapshot, steps)
        run.extend(progress)
        stop = next_stop(conditions, run.history, snapshot.iteration, progress.snapshot.iteration)
        if stop is not None:
            run.history.truncate(stop.iteration)
            return stop, run
        snapshot = progress.snapshot
    return None, run


@given(
    conditions=st.lists(CONDITIONS, min_size=1, max_size=3), chunks=st.lists(st.integers(1, 40), min_size=1, max_size=9)
)
@pytest.mark.slow
def test_where_a_run_stops_does_not_depend_on_the_chunks(conditions: list[Breakpoint], chunks: list[int]) -> None:
    total = sum(chunks)
    stop, run = stop_of(conditions, chunks)
    for others in ([total], [1] * total):
        same, other = stop_of(conditions, others)
        assert same == stop
        assert other.history.batch_loss.tobytes() == run.history.batch_loss.tobytes()
    _, whole = stop_of([], [total])
    holding = [k for k in range(1, total + 1) if any(each.holds(whole.history, k) for each in conditions)]
    assert (stop.iteration if stop else None) == (holding[0] if holding else None)


def test_what_can_never_hold_is_refused() -> None:
    with pytest.raises(InvalidSetting, match="already at iteration 160") as refused:
        AtIteration(iteration=40).refuse_in_vain(160)
    assert refused.value.setting == "iteration"
    AtIteration(iteration=161).refuse_in_vain(160)
    for loss in (0.0, -1.0):
        with pytest.raises(InvalidSetting, match="never below"):
            LossBelow(loss=loss)
    with pytest.raises(InvalidSetting, match="never below 0"):
        GradientAbove(norm=-1.0)
    for wrong in (float("nan"), float("inf"), 10**400, "soon"):
        with pytest.raises(InvalidSetting):
            LossBelow(loss=wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("condition", entries(BREAKPOINTS), ids=title)
def test_an_entry_explains_itself(condition: Breakpoint) -> None:
    assert condition.title
    assert condition.help.endswith(".")
    assert "{" not in condition.words
    assert choose(BREAKPOINTS, condition.to_dict(), "breakpoint") == condition
    condition.refuse_in_vain(0)
