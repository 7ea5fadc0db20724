"""Settings of all tests of the mathematics."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("core", derandomize=True, deadline=None, database=None, max_examples=25)
settings.load_profile("core")


@pytest.fixture(autouse=True)
def _quiet_overflow() -> Iterator[None]:
    """Extreme values are asked for on purpose; what comes of them is tested."""
    with np.errstate(all="ignore"):
        yield
