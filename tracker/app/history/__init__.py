"""History: everything you wrote, to read, to find, to correct, to bring back."""
