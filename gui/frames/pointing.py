"""What is asked for by pointing at it: a group of examples."""

from __future__ import annotations

from core.values import dataclass


@dataclass(frozen=True)
class Group:
    """Examples of the training or the test set that are asked for: of one class, with one answer; None for any."""

    train: bool
    label: int | None = None
    predicted: int | None = None
