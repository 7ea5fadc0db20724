"""Tests of `gui.session`."""
