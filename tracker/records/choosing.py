"""Which measures are rated, and in what order. Each choice gives the measures as they are after it.

A measure that is turned off keeps its place and its ratings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from tracker.records.catalogue import CATALOGUE, MOOD, PROFILES, SELF_HARM, known_measure
from tracker.records.measure import Measure, measure_key
from tracker.records.problem import Problem

Measures = tuple[Measure, ...]

RESERVED: Final = ("at", "day", "help", "home", "note")
"""Words that mean something else where a rating is typed, as --note; no measure may take one."""


def offered(measures: Sequence[Measure]) -> Measures:
    """Return the diary's measures, then the known ones that it does not have, turned off."""
    here = {measure.key for measure in measures}
    rest = (replace(known, active=False) for known in CATALOGUE if known.key not in here)
    return (*measures, *rest)


def named(measures: Sequence[Measure], name: str) -> Measure:
    """Return the measure of a key or a label, the diary's own or a known one.

    Raises:
        Problem: there is none of that name.
    """
    key = measure_key(name)
    if found := next((m for m in measures if m.key == key), None) or known_measure(name):
        return found
    raise Problem("measure", f"There is no measure called {key}.")


def turned(measure: Measure, *, on: bool) -> Measure:
    """Return a measure that is asked for from now on, or no more.

    Raises:
        Problem: it is mood, which is always rated.
    """
    if measure.key == MOOD.key and not on:
        raise Problem("measure", "Mood is always rated; it is what the page is about.")
    return replace(measure, active=on)


def of_profile(measures: Sequence[Measure], profile: str) -> Measures:
    """Return the measures with those on that people with one condition often rate.

    Thoughts of self-harm are left as they are: only the person turns those on or off.

    Args:
        measures: the diary's.
        profile: a key of `PROFILES`.
    """
    wanted = (MOOD.key, *PROFILES[profile])
    kept = (m if m.key == SELF_HARM else replace(m, active=m.key in wanted) for m in measures)
    here = {measure.key for measure in measures}
    new = (replace(m, active=True) for m in CATALOGUE if m.key in wanted and m.key not in here)
    return (*kept, *new)


def put_first(measures: Sequence[Measure], keys: Iterable[str]) -> Measures:
    """Return the measures in another order: mood, those named, then the others as before."""
    places = {key: place for place, key in enumerate((MOOD.key, *keys))}
    return tuple(sorted(measures, key=lambda m: places.get(m.key, len(places))))


def moved(measures: Sequence[Measure], key: str, by: int) -> Measures:
    """Return the measures with one asked for earlier (-1) or later (1) among those that are on.

    Mood stays the first; a measure at an end stays there.
    """
    on = [m.key for m in measures if m.active and m.key != MOOD.key]
    if key not in on or not 0 <= on.index(key) + by < len(on):
        return tuple(measures)
    other = on[on.index(key) + by]
    places = [measure.key for measure in measures]
    a, b = places.index(key), places.index(other)
    swapped = list(measures)
    swapped[a], swapped[b] = swapped[b], swapped[a]
    return tuple(swapped)


def own_measure(measures: Sequence[Measure], name: str, **scale: Any) -> Measure:
    """Return a new measure of the person's own.

    Args:
        measures: the diary's; none may have its key.
        name: gives the key, and the label unless `scale` has one.
        scale: the other fields of a `Measure`.

    Raises:
        Problem: the name is taken or means something else, or the scale cannot be rated.
    """
    key = measure_key(name)
    if key in RESERVED:
        raise Problem("name", f"{key} means something else to `tracker log`; choose another name.")
    if key in {measure.key for measure in measures}:
        raise Problem("name", f"There is a measure called {key} already; choose another name.")
    if not key:
        raise Problem("name", "The name needs a letter or a digit.")
    label = scale.pop("label", None) or key.replace("_", " ").capitalize()
    return Measure(key=key, label=label, **scale)
