"""The course in the window: home, the page of a lesson, and how a lesson is played."""
