"""Tests of `gui.lenses`."""
