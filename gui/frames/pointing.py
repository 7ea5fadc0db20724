"""What is pointed at: a path through the network, and a group of examples."""

from __future__ import annotations

from core.values import dataclass


@dataclass(frozen=True)
class LitPath:
    """A path through the network: neurons as (layer, j), connections as (layer, j, i).

    Counted from 1, but for the inputs' layer 0.

    Attributes
    ----------
    of
        The parameter that it is about, as an index into θ; None for a cell of the matrices.
    """

    neurons: tuple[tuple[int, int], ...]
    connections: tuple[tuple[int, int, int], ...] = ()
    of: int | None = None


@dataclass(frozen=True)
class Group:
    """Examples of the training or the test set that are asked for: of one class, with one answer; None for any."""

    train: bool
    label: int | None = None
    predicted: int | None = None
