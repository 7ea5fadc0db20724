"""Tests of `core.expressions`."""
