"""Tests of `core.exchange`."""
