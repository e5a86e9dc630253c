"""Scales: filling in a questionnaire, and what its totals were before."""
