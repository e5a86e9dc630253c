"""The one thing to do next on Today, in a sentence."""

from __future__ import annotations

from tracker.app.walk import Walk


def what_to_do(walk: Walk, chosen: str, *, day: str = "", already: int = 0) -> str:
    """Return what a key would do now.

    Args:
        walk: how far the check-in has come.
        chosen: what is chosen, as mood 7; blank for nothing.
        day: the other day that is filled in, as Friday 20 November; blank for today.
        already: check-ins that the other day has.
    """
    if chosen:
        return f"Enter saves {chosen}{_for(day, 0 if walk.begun else already)}."
    if walk.step:
        measure = walk.asking.label.lower()
        return f"Next, if you like: {measure}. Enter skips it, Esc ends; all so far is kept."
    back = " Esc goes back to today." if day else ""
    return f"Type 0 to 10, then Enter. Ten is 1 and then 0.{back}"


def _for(day: str, already: int) -> str:
    if not day or not already:
        return f" for {day}" if day else ""
    if already == 1:
        return f" for {day}, as a second check-in; e changes the first"
    return f" for {day}, as one more check-in; e changes one of them"


def not_saved(chosen: str, *, note: bool) -> str | None:
    """Return what would be lost by leaving now, and the way to keep it; None for nothing."""
    if chosen:
        return f"{chosen.capitalize()} is not saved yet: Enter saves it, q again leaves without."
    if note:
        return "A note is not saved yet: n brings it back, q again leaves without."
    return None
