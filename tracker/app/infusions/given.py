"""Marking a planned infusion as given, from Today and from Infusions."""

from __future__ import annotations

from tracker.app.screen import Place
from tracker.records import Infusion
from tracker.records.format import format_day
from tracker.storage import StorageError


def mark_given(place: Place, planned: Infusion) -> None:
    """Mark it as given, say so, and offer its side effects, which can wait."""
    from tracker.app.infusions.forms import SideEffectsForm  # most days are without an infusion

    day = format_day(planned.day, place.today)
    if planned.day > place.today:
        place.warn(f"{day} has not come yet. d on Infusions chooses another day.")
        return
    try:
        given = place.session.edit(planned, "give", status="given")
    except StorageError as error:
        place.warn(str(error))
        return
    said = f"Saved: the infusion of {day} was given"
    place.done(said)
    form = SideEffectsForm(place.session, given, place.today, said)
    place.app.push_screen(form, lambda saved: place.done(saved or said))
