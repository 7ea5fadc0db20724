"""The training loop, made fast: calls are bound to their buffers once. Equal to `core.nn` up to rounding, by test."""
