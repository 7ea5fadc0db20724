"""What lessons and scenes look like in small: drawn from their own runs, as values that a window paints."""
