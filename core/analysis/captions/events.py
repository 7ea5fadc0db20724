"""What has just happened between two iterations: of all that has, the first in `EVENTS` is told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.analysis.captions.steps import MadeStep, loss_of, misstep_caption, step_caption
from core.arrays import Array
from core.training.breakpoints import Breakpoint, Records
from core.training.caption import Caption, change, fitting
from core.training.epochs import place_at
from core.training.evaluation import Evaluation
from core.training.loop import Divergence
from core.training.run import MAX_NAMED, Segment
from core.training.runs import describe_fork
from core.values import dataclass
from core.words import apart, counted, number, shortened

LATELY, EARLIER = 5, 0.8
"""How many evaluations have found no lower test loss when the lowest has passed, and up to which share of the run."""
MAX_NAME = 17
"""Signs of a run's name: two of them stand in one sentence."""


@dataclass(frozen=True, eq=False)
class Runner:
    """A run of a race: its name, its records, its loss now (penalty included), and whether it still runs."""

    name: str
    records: Records
    loss: float
    going: bool = True

    @property
    def called(self) -> str:
        """Its name in quotes."""
        return f"“{shortened(self.name, MAX_NAME)}”"


@dataclass(frozen=True, eq=False)
class Arrival:
    """An iteration, and all that is known of how the run came there.

    Attributes
    ----------
    segments, records
        Those of the run; its records may go on beyond this iteration.
    now
        The evaluation here, of ``examples`` training examples.
    whole
        Whether these are the whole training set.
    known_before
        Whether records are of the same examples.
    step
        The step that led here; None where several were made since the last picture, or none.
    calm
        Whether nothing moves.
    stopped
        Why no step can be made from here.
    breakpoints
        Those that are on.
    runners
        The runs of a race, in their order; empty without one.
    """

    iteration: int
    segments: tuple[Segment, ...]
    records: Records
    now: Evaluation
    examples: int
    whole: bool = True
    known_before: bool = True
    step: MadeStep | None = None
    calm: bool = False
    stopped: Divergence | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    runners: tuple[Runner, ...] = ()

    @property
    def loss(self) -> float:
        """The minimised loss."""
        return self.now.train_loss + self.now.penalty

    @property
    def loss_name(self) -> str:
        """What the loss is called."""
        return loss_of(self.examples, self.whole)


def arrival_caption(arrival: Arrival) -> Caption:
    """Return what has just happened."""
    return next(caption for event in EVENTS if (caption := event(arrival)) is not None)


def _diverged(arrival: Arrival) -> Caption | None:
    stopped = arrival.stopped
    if stopped is None:
        return None
    if stopped.undefined:
        return Caption(f"Training stops here: the activation of layer {stopped.layer} has no finite value or slope.")
    whose = "the next step" if stopped.layer is None else f"layer {stopped.layer}"
    return Caption(f"Training stops here: the numbers of {whose} overflow.")


def _at_breakpoint(arrival: Arrival) -> Caption | None:
    k, records = arrival.iteration, arrival.records
    held = next((each for each in arrival.breakpoints if each.holds(records, k)), None)
    if held is None:
        return None
    value, sentence = held.measured(records, k), f"A breakpoint stops the run: {held.words}"
    measured = "" if value is None else f"; {held.measures} is {held.told(value)}"
    return fitting(f"{sentence}{measured}.", f"{sentence}.", "A breakpoint stops the run here.")


def _edited(arrival: Arrival) -> Caption | None:
    pairs = zip(arrival.segments, arrival.segments[1:], strict=False)
    before, after = next((pair for pair in pairs if pair[1].start == arrival.iteration), (None, None))
    if before is None or after is None:
        return None
    words, by_hand = describe_fork(replace(before, hand_set=()), replace(after, start=0)), len(after.hand_set)
    if by_hand > MAX_NAMED:
        words = f"{by_hand:,} parameters are set by hand"
    return fitting(f"From here on: {words}.", "From here on other settings hold.")


def _at_start(arrival: Arrival) -> Caption | None:
    if arrival.iteration or arrival.runners:
        return None
    name = arrival.loss_name.lower()
    return Caption(f"No step has been made yet: with the first weights {name} is {number(arrival.loss)}.")


def _lead_changes(arrival: Arrival) -> Caption | None:
    leader = _leader(arrival.runners, [each.loss for each in arrival.runners])
    before = _leader(arrival.runners, [_loss_before(each.records, arrival.iteration) for each in arrival.runners])
    if leader is None or before is None or leader is before or not before.going:
        return None
    sentence = f"{leader.called} has taken the lead from {before.called}"
    return fitting(*_against(sentence, leader.loss, before.loss), f"{sentence}.")


def _standing(arrival: Arrival) -> Caption | None:
    going = sorted((each for each in arrival.runners if each.going), key=lambda each: each.loss)
    if len(going) < 2:
        return Caption(f"Only {going[0].called} still runs; the others have diverged.") if going else None
    leader, second = going[:2]
    if leader.loss == second.loss:
        return Caption(f"No run leads: the lowest loss, {number(leader.loss)}, is that of several runs.")
    sentence = f"{leader.called} leads {second.called}"
    return fitting(*_against(sentence, leader.loss, second.loss), f"{sentence}.")


def _against(sentence: str, lower: float, higher: float) -> tuple[str, ...]:
    texts = apart(lower, higher)
    return (f"{sentence}: {texts[0]} against {texts[1]}.",) if texts else ()


def _leader(runners: Sequence[Runner], losses: Sequence[float]) -> Runner | None:
    """Return the one that has the lowest loss alone; None if there is none."""
    going = sorted(((loss, place) for place, loss in enumerate(losses) if runners[place].going and loss == loss))
    if len(going) < 2 or going[0][0] == going[1][0]:
        return None
    return runners[going[0][1]]


def _loss_before(records: Records, iteration: int) -> float:
    """Return the loss of the last evaluation before an iteration; NaN where there is none."""
    place = int(np.searchsorted(records.evaluated("iteration"), iteration)) - 1
    if place < 0:
        return math.nan
    return float(records.evaluated("train_loss")[place] + records.evaluated("penalty")[place])


def _test_turned(arrival: Arrival) -> Caption | None:
    """Say that the test loss was lowest before: where that is found, and later to whoever was not there."""
    records, k = arrival.records, arrival.iteration
    iterations = records.evaluated("iteration")
    iterations = iterations[: int(np.searchsorted(iterations, k, side="right"))]
    tests = records.evaluated("test_loss")[: len(iterations)]
    if not arrival.known_before or not len(tests):
        return None
    low = int(np.argmin(np.where(np.isnan(tests), np.inf, tests)))
    found = _is_past(iterations, low)
    if arrival.step is not None:
        found = found and iterations[-1] == k and not _is_past(iterations[:-1], low)
    if not found or not tests[low] < arrival.now.test_loss:
        return None
    texts = apart(float(tests[low]), arrival.now.test_loss)
    if texts is None:
        return None
    sentence = f"The test loss was lowest at iteration {int(iterations[low]):,}"
    return fitting(f"{sentence}: {texts[0]}; now it is {texts[1]}.", f"{sentence}.")


def _is_past(iterations: Array, low: int) -> bool:
    """Tell whether an evaluation after the first one lies so far back that it is more than a dent in the curve."""
    return 0 < low < len(iterations) - LATELY and iterations[low] <= EARLIER * iterations[-1]


def _went_wrong(arrival: Arrival) -> Caption | None:
    return None if arrival.step is None else misstep_caption(arrival.step)


def _epoch_ends(arrival: Arrival) -> Caption | None:
    epoch, batch, batches = place_at(arrival.segments, arrival.iteration)
    if not (arrival.step is not None or arrival.calm) or batch != batches or batches == 1:
        return None
    examples = counted(arrival.segments[0].experiment.train_size, "training example")
    sentence = f"Epoch {epoch:,} ends: each of the {examples} was used once."
    return fitting(sentence, f"Epoch {epoch:,} ends.")


def _step(arrival: Arrival) -> Caption | None:
    return None if arrival.step is None else step_caption(arrival.step)


def _since_start(arrival: Arrival) -> Caption:
    name = arrival.loss_name
    start = float(arrival.records.evaluated("train_loss")[0] + arrival.records.evaluated("penalty")[0])
    if not (arrival.known_before and math.isfinite(start + arrival.loss)):
        return fitting(f"{name} is {number(arrival.loss)}.")
    if start == arrival.loss:
        return fitting(f"{name} is {number(arrival.loss)}, as at the start.")
    changed = change(start, arrival.loss, ("has risen", "has fallen", ""))
    return fitting(f"Since the start {name.lower()} {changed}.", f"{name} is {number(arrival.loss)}.")


EVENTS = (
    _diverged,
    _at_breakpoint,
    _edited,
    _at_start,
    _lead_changes,
    _standing,
    _test_turned,
    _went_wrong,
    _epoch_ends,
    _step,
    _since_start,
)
"""What may have happened; where several things have, the first of them is told."""
