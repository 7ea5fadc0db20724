"""The owner of the state, its helpers, the clock and the worker: main thread, no widget."""
