"""Tests run without a display and never touch the user's settings."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import settings

import core  # noqa: F401  (before anything imports NumPy: it asks for one BLAS thread, as in the program)

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=30, print_blob=True)
settings.load_profile("steady")
