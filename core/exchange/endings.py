"""How the names of files end in which experiments are kept."""

SUFFIX, WITH_RUNS = ".toml", ".chalkgrad"
"""Of an experiment alone, and of one with its runs."""
