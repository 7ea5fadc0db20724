"""Scenes and other data files. No logic."""
