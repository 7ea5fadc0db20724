"""What plots are made of: the canvas, things painted on it, and their controls. A part knows no plot."""
