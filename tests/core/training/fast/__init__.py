"""Tests of `core.training.fast`."""
