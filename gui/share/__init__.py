"""What is taken along: animations."""
