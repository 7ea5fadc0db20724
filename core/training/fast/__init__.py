"""The training loop, walked quickly: calls bound to their buffers once; equal to `core.nn` to rounding, by test."""
