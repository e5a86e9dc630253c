"""Trend: one measure over time, and around each of the last infusions."""
