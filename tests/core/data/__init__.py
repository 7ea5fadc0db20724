"""Tests of `core.data`."""
