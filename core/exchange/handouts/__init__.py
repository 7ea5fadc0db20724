"""A moment as a sheet of paper: the step worked out with blanks to fill in, and its key."""
