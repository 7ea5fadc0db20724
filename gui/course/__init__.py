"""The course: a lesson's page beside the stage, and what it is made of. It knows no session, it emits."""
