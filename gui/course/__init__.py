"""Lessons in the window: the page, the stage beside it, and what the learner lets happen."""
