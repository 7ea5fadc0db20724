"""Tests of `gui.files`."""
