"""The wing for plain functions: its session, panels and plots."""
