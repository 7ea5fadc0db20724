"""Tests of `gui.frames`."""
