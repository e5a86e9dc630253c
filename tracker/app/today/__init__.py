"""Today: two keys rate a day; what waits, the last weeks, and the numbers that matter."""
