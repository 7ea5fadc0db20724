"""What lessons can do: a whitelist of verbs with typed arguments."""
