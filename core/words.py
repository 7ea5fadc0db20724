"""Words for the screen that depend on a number."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with what is counted, e.g. ``"1 batch"``, ``"1,200 batches"``; without ``many``, an s is added."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
