"""The caption of an iteration: one true sentence on what just happened."""
