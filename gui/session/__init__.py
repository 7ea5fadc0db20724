"""The owner of the state, its friends, the clock and the worker: main thread, no widget."""
