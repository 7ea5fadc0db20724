"""What we look at: regions, landscapes, gradient checks."""
