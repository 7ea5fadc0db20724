"""Tests run without a display and never touch the user's settings."""

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import settings

import core  # noqa: F401  (before anything imports NumPy: it asks for one BLAS thread, as in the program)

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=30, print_blob=True)
settings.load_profile("steady")


def pytest_collection_finish() -> None:
    """Have the cycle collector not look again and again through all that has been imported."""
    gc.collect()
    gc.freeze()
