"""The window that holds all parts together."""
