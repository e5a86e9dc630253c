"""Infusions: what was given and what followed, what is planned."""
