"""Tests of `core.functions`."""
