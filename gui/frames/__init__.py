"""What the worker runs and what the views are shown. No Qt."""
