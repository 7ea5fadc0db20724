"""Experiments as files, and tables and points of one's own."""
