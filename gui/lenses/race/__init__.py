"""Runs that differ in one setting, side by side."""
