"""Marking a planned infusion as given, from Today and from Infusions."""

from __future__ import annotations

from functools import partial

from tracker.app.screen import Place
from tracker.records import Infusion
from tracker.records.format import format_day


def mark_given(place: Place, planned: Infusion) -> None:
    """Mark it as given, say so, and offer its side effects, which can wait."""
    from tracker.app.infusions.forms import SideEffectsForm  # most days are without an infusion

    day = format_day(planned.day, place.today)
    if planned.day > place.today:
        place.warn(f"{day} has not come yet. Given earlier? i a adds it, or d moves it.")
        return
    said = f"Saved: the infusion of {day} was given"
    if place.attempt(partial(place.session.edit, planned, "give", status="given"), said):
        given = next(i for i in place.session.read().infusions if i.id == planned.id)
        form = SideEffectsForm(place.session, given, place.today, said)
        place.app.push_screen(form, lambda saved: place.done(saved or said))
