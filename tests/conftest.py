"""Tests run without a display and never touch the user's settings."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=30, print_blob=True)
settings.load_profile("steady")
