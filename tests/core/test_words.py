"""Words that depend on a number."""

from __future__ import annotations

from core.words import counted


def test_one_is_not_many() -> None:
    assert counted(1, "batch", "batches") == "1 batch"
    assert counted(0, "row") == "0 rows"
    assert counted(1200, "batch", "batches") == "1,200 batches"
