"""Tests of `core.questions`."""
