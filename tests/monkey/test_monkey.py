"""The monkey finds nothing; 20,000 events in each full run of the tests."""

from __future__ import annotations

import pytest

from tests.monkey.__main__ import watch


def test_two_hundred_events_find_nothing() -> None:
    assert not watch(0, 200).found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_twenty_thousand_events_find_nothing(seed: int) -> None:
    seen = watch(seed, 2_500)
    assert not seen.found, "\n".join(seen.found)
