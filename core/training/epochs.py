"""The epochs of a run whose batch size may have changed on the way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from core.training.passes import EpochPlace, Passes
from core.training.run import Segment


def passes_of(segments: Sequence[Segment]) -> Iterator[tuple[int, float, Passes]]:
    """Yield (first iteration, first iteration of the next one, passes) of each segment."""
    first = segments[0].experiment
    passes = Passes(first.train_size, first.batch_size)
    ends = [float(segment.start) for segment in segments[1:]] + [math.inf]
    for segment, end in zip(segments, ends, strict=True):
        passes = passes.with_size(segment.experiment.batch_size, segment.start)
        yield segment.start, end, passes


def passes_until(segments: Sequence[Segment], iteration: int) -> Passes:
    """Return the passes of the update that led to ``iteration``; at 0 those of the first one."""
    return next(passes for _, end, passes in passes_of(segments) if iteration <= end)


def place_at(segments: Sequence[Segment], iteration: int) -> EpochPlace:
    """Return the epoch and batch of the update that led to ``iteration``."""
    return passes_until(segments, iteration).place(iteration)


def in_words(segments: Sequence[Segment], iteration: int) -> str:
    """Return an iteration with its epoch and batch, e.g. ``"iteration 57 = epoch 2, batch 28 of 29"``."""
    if iteration == 0:
        return "iteration 0, before the first step"
    epoch, batch, batches = place_at(segments, iteration)
    return f"iteration {iteration:,} = epoch {epoch:,}, batch {batch:,} of {batches:,}"


def epochs_until(segments: Sequence[Segment], iteration: int) -> float:
    """Return how many passes over the training set the first ``iteration`` iterations make, with each batch size."""
    return passes_until(segments, iteration).share(iteration)


def epoch_end_after(segments: Sequence[Segment], iteration: int) -> int:
    """Return the first end of an epoch after ``iteration``."""
    ends = (
        (passes.end_after(max(iteration, start)), until)
        for start, until, passes in passes_of(segments)
        if until > iteration
    )
    return next(end for end, until in ends if end <= until)


def epoch_end_before(segments: Sequence[Segment], iteration: int) -> int:
    """Return the last end of an epoch before ``iteration``; 0 where there is none."""
    passes = passes_until(segments, iteration)
    if iteration > passes.ends:
        return passes.ends + (iteration - passes.ends - 1) // passes.batches * passes.batches
    return passes.start if passes.seen == 0 else epoch_end_before(segments, passes.start)
