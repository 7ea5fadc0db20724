"""Plain functions, with no network in the way: walks down on them, slices, kinks, races."""
