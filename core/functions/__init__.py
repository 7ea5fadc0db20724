"""Plain functions, without a network: descents, slices, kinks, races."""
