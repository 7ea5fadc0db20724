"""Tests of `gui.function_lab`."""
