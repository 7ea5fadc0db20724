"""Tests of `gui.plots`."""
