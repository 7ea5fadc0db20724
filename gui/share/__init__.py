"""What can be taken along: pictures, numbers, scripts; one catalogue for the window and the command line."""
