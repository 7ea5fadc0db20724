"""The monkey finds nothing; 20,000 events in each full run of the tests."""

from __future__ import annotations

import numpy as np
import pytest

from core.nn.activations import ACTIVATIONS
from core.nn.losses import LOSSES
from core.training.evaluation import evaluate
from core.training.problem import prepare
from tests.core.samples import SMALL
from tests.monkey.__main__ import watch
from tests.monkey.rest import loss_of


def test_two_hundred_events_find_nothing() -> None:
    assert not watch(0, 200).found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_twenty_thousand_events_find_nothing(seed: int) -> None:
    seen = watch(seed, 2_500)
    assert not seen.found, "\n".join(seen.found)
