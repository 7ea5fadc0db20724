"""Tests of `gui.panels`."""
