"""The one thing to do next on Today, in a sentence."""

from __future__ import annotations

from tracker.app.walk import Walk


def what_to_do(walk: Walk, chosen: str, *, filling_in: bool) -> str:
    """Return what a key would do now.

    Args:
        walk: how far the check-in has come.
        chosen: what is chosen, as mood 7; blank for nothing.
        filling_in: whether another day than today is being recorded.
    """
    if chosen:
        return f"Enter saves {chosen}."
    if walk.step:
        measure = walk.asking.label.lower()
        return f"Next, if you like: {measure}. Enter skips it, Esc ends; all so far is kept."
    back = " Esc goes back to today." if filling_in else ""
    return f"Type 0 to 10, then Enter. Ten is 1 and then 0.{back}"


def not_saved(chosen: str, *, note: bool) -> str | None:
    """Return what would be lost by leaving now, and the way to keep it; None for nothing."""
    if chosen:
        return f"{chosen.capitalize()} is not saved yet: Enter saves it, q again leaves without."
    if note:
        return "A note is not saved yet: n brings it back, q again leaves without."
    return None
