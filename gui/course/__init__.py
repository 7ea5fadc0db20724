"""The course: a lesson's page beside the stage, and what it is made of. Its views know no session, they emit."""
