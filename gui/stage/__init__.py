"""The stage: what the class sees, one to four views, large and without anything to edit."""
