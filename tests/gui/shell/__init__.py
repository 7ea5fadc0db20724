"""Tests of `gui.shell`."""
