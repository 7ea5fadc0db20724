"""Words and numbers for the screen."""

from __future__ import annotations

from core.words import counted, number


def test_one_is_not_many() -> None:
    assert counted(1, "batch", "batches") == "1 batch"
    assert counted(0, "row") == "0 rows"
    assert counted(1200, "batch", "batches") == "1,200 batches"


def test_large_and_tiny_numbers_are_powers_of_ten_without_an_e() -> None:
    assert number(-2.951e19, 4) == "−2.951·10¹⁹"
    assert number(1.2e-7) == "1.20·10⁻⁷"
    assert number(-0.25) == "−0.250"
