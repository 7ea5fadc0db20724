"""Tests run without a display and never touch the user's settings."""

import gc
import os
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings

import core  # noqa: F401  (before anything imports NumPy: it asks for one BLAS thread, as in the program)

EMPTY = TemporaryDirectory(prefix="chalkgrad-tests-")
"""Where settings and notations of one's own would be, for these tests and whatever they start."""
os.environ |= dict.fromkeys(("XDG_CONFIG_HOME", "LOCALAPPDATA"), EMPTY.name)

LIMITS = (700, 10, 50)
"""As Python's own, but the last: among all that the tests import, a whole collection takes half a second."""

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=30, print_blob=True)
settings.load_profile("steady")


def pytest_collection_finish() -> None:
    """Have the cycle collector not look again and again through all that has been imported.

    Nor by itself, from now on: that may be on another thread, such as the one of pytest-xdist, and destroys Qt objects
    there while the main thread is at work with them.
    """
    gc.collect()
    gc.freeze()
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect the oldest generation that is due, as the program does now and then."""
    due = [generation for generation, limit in enumerate(LIMITS) if gc.get_count()[generation] > limit]
    if due:
        gc.collect(due[-1])
