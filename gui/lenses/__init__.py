"""Lenses: closer looks at the displayed iteration."""
