"""Lenses: where one looks closely at the iteration on show."""
