"""Mirrors `core.exchange.scripts`."""
