"""Settings: what is rated, the person's choices, and where the diary is."""
