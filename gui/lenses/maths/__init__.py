"""Every equation of an iteration with its matrices."""
