"""What plots are made of: paint-box, canvas, labels, controls, the surface in space."""
