"""One file a screen or a dialog. `modes` names those a person can go to."""
