"""Tests of `core.training`."""
