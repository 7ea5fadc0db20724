"""In and out: experiment and scene files."""
