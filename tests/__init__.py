"""Tests: they mirror core/ and gui/; benchmarks/ beside them."""
