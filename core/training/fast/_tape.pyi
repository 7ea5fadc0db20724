"""The extension that `tape.c` is the source of."""

from typing import Any

from numpy.typing import NDArray

from core.arrays import Array

SOURCE: int
"""The CRC-32 of the source that it was compiled from."""

class Tape:
    """The calls of an iteration, and where its single numbers stand."""

    def __init__(
        self, lists: tuple[tuple[Any, ...], ...], values: Array, columns: Array, numbers: Array, /
    ) -> None: ...

def run(
    tapes: tuple[Tape, ...],
    source: Array,
    order: NDArray[Any] | None,
    told: Array,
    losses: Array,
    norms: Array,
    state: Array,
    keys: Array,
    until_key: int,
    stride: int,
    /,
) -> int: ...
