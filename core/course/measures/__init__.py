"""What a lesson's expressions can measure, of networks and of plain functions."""
