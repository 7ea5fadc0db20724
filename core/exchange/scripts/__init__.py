"""An experiment as a program that a student can read and run: the same data, start, batches and numbers."""
