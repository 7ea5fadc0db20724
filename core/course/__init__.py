"""The course: lessons are read, acted out and checked without a window."""
