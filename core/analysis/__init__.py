"""What we look at in networks: regions, landscapes, gradient checks."""
