"""The exports of other apps, one file an app; what they share is in `common`."""
