"""What an iteration that has been made did to the loss, in one sentence."""

from __future__ import annotations

import math

from core.training.caption import ROUNDED, Caption, change, fitting, misstep
from core.training.evaluation import Evaluation, evaluate
from core.training.fast.workspace import Pass, pass_kind
from core.training.gradient import batch_loss_and_gradient
from core.training.landings import Landing, landing_of, slope_along
from core.training.problem import Problem
from core.training.snapshot import Snapshot
from core.training.trace import Trace
from core.values import dataclass
from core.words import counted, number

QUICK = 5_000_000
"""Multiplications of a pass over a batch, or over the training set, that a caption may cost where nothing is known of
the step: about a millisecond. Stepping on, loss and gradient of the picture before are there already."""


@dataclass(frozen=True)
class MadeStep:
    """What the iteration that led here did to the loss, penalty included.

    Attributes
    ----------
    before, after
        The loss of the training set, of a large one that of a sample; NaN where it took too long to find out.
    examples
        How many examples that loss is of.
    whole
        Whether these are the whole training set.
    full_batch
        Whether the step was made with all of them.
    landing
        Where it landed on the loss of its own batch; None where that took too long to find out.
    """

    before: float
    after: float
    examples: int
    whole: bool
    full_batch: bool
    landing: Landing | None


def made_step(
    problem: Problem,
    before: Snapshot,
    after: Snapshot,
    now: Evaluation,
    known: Evaluation | None = None,
    opened: Trace | None = None,
) -> MadeStep:
    """Return what the step of ``problem`` from ``before`` to ``after`` did.

    Parameters
    ----------
    now, known
        The evaluations of ``after`` and, if it is known, of ``before``.
    opened
        The trace of the step, if it is known.
    """
    examples, full = len(problem.train), problem.batches == 1
    if known is None and examples * problem.layout.parameters <= QUICK:
        known = evaluate(problem, before.theta, before.iteration)
    whole = examples == len(problem.whole)
    return MadeStep(
        math.nan if known is None else known.train_loss + known.penalty,
        now.train_loss + now.penalty,
        examples,
        whole,
        full,
        _landing(problem, before, after, opened, now.train_loss + now.penalty if whole and full else None),
    )


def _landing(
    problem: Problem, before: Snapshot, after: Snapshot, opened: Trace | None, landed: float | None
) -> Landing | None:
    """Return where a step landed on the loss of its batch, ``landed`` if that is known; None if that takes long.

    None, too, with passes of another kind than the engine's: their gradient may not say which way is down.
    """
    if pass_kind(problem.experiment) is not Pass:
        return None
    m = len(problem.rows) if problem.batches == 1 else problem.experiment.batch_size
    quick = m * problem.layout.parameters <= QUICK
    if not quick and (opened is None or landed is None):
        return None
    if opened is not None:
        loss, g = opened.loss, opened.gradient
    else:
        loss, g = batch_loss_and_gradient(problem, before.theta, before.iteration, problem.passes(before))
    if landed is None:
        return landing_of(problem, before, after, loss, g)
    return Landing(loss, landed, slope_along(after.theta - before.theta, g), math.nan)


def loss_of(examples: int, whole: bool) -> str:
    """Return what the loss of so many examples is called; of the ``whole`` training set it is *the* loss."""
    return "The loss" if whole else f"The loss of {counted(examples, 'example')}"


def misstep_caption(step: MadeStep) -> Caption | None:
    """Return how a step went wrong on the loss of its own batch; None if it did not."""
    landing = step.landing
    return None if landing is None else misstep(landing, "the loss" if step.full_batch else "the loss of its batch")


def step_caption(step: MadeStep) -> Caption | None:
    """Return how a step changed the displayed loss; None where that is not known."""
    name, landing = loss_of(step.examples, step.whole), step.landing
    if not math.isfinite(step.before + step.after):
        batch = "The loss" if step.full_batch else "The loss of this step's batch"
        return (
            None
            if landing is None
            else fitting(f"{batch} {change(landing.loss, landing.landed)}.", f"{batch} changed.")
        )
    if math.isclose(step.before, step.after, rel_tol=ROUNDED):
        return fitting(f"{name} stayed at {number(step.after)}.")
    changed = change(step.before, step.after)
    if step.after > step.before and landing is not None and not step.full_batch and landing.landed < landing.loss:
        helped = "This step helped its batch, but"
        return fitting(f"{helped} {name.lower()} {changed}.", f"{helped} {name.lower()} rose.")
    return fitting(f"{name} {changed}.", f"{name} is now {number(step.after)}.")
