"""Tests run without a display and never touch the user's settings."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hypothesis import settings

import core  # noqa: F401  (before anything imports NumPy: it asks for one BLAS thread, as in the program)

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=30, print_blob=True)
settings.load_profile("steady")

SHORT = (
    "test_controls",
    "test_panels",
    "test_number_text",
    "test_network_diagram",
    "test_plots",
    "test_phases",
    "test_student",
    "test_matrix_view",
)
"""Files of window tests that are quick; the others are marked "long", and run by ``python -m pytest -m long``."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that work a whole window for long."""
    for item in items:
        if Path(item.path).parent.name == "gui" and Path(item.path).stem not in SHORT:
            item.add_marker("long")
