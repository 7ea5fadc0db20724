"""Tests of `core.course`."""
