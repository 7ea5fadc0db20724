"""Tests of `core.nn`."""
