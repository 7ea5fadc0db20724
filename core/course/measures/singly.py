"""What is measured of training examples one by one."""

from __future__ import annotations

from core.course.seen import SceneSeen
from core.training.evaluation import answers


def example_losses(seen: SceneSeen, at: int | None = None) -> list[float]:
    """Return the loss of each training example, in order."""
    found = answers(seen.problem, seen.theta(at)).loss[: len(seen.problem.train)]
    return [float(each) for each in found]


def risen(seen: SceneSeen, since: int = 0) -> int:
    """Return how many training examples have a larger loss than at an iteration."""
    return sum(now > then for now, then in zip(example_losses(seen), example_losses(seen, since), strict=True))
