"""What is offered where one of a few things is chosen: each a key and the line that says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.app import words
from tracker.app.history_rows import note, quoted, said
from tracker.app.themes import THEMES
from tracker.records import PROFILES, CheckIn, Diary
from tracker.records.catalogue import find_measure
from tracker.records.contacts import OTHER, Region, regions

Choices = list[tuple[str, str]]


def conditions() -> Choices:
    """Return the profiles, each with what it asks after mood."""
    return [(key, f"{profile.label}: {asked_after_mood(key)}") for key, profile in PROFILES.items()]


def asked_after_mood(profile: str) -> str:
    """Return anxiety, energy, sleep: what a profile asks."""
    return ", ".join(find_measure((), key).label.lower() for key in PROFILES[profile].measures)


def places() -> Choices:
    """Return the regions by their codes."""
    return [(region.code, region.name) for region in regions()]


def places_found(typed: str) -> Choices:
    """Return the regions that a country's first letters may mean, each with its emergency number.

    A region that was found by a country in it says so; letters that fit none mean another country.
    """
    beginning = " ".join(typed.split()).casefold()
    fitting = [(region, names) for region in regions() if (names := _fitting(region, beginning))]
    return [_place(*each) for each in fitting] or [_place(regions()[-1], ())]


def _fitting(region: Region, beginning: str) -> tuple[str, ...]:
    """Return the names that begin so, the region's own alone; a country's code only in full."""
    if region.name.casefold().startswith(beginning):
        return (region.name,)
    names = [name for name in region.aliases if not _is_code(name)]
    codes = [name for name in (region.code, *region.aliases) if name.casefold() == beginning]
    return tuple(name for name in names if name.casefold().startswith(beginning)) or tuple(codes)


def _is_code(name: str) -> bool:
    return len(name) == 2 and name.isupper()


def _place(region: Region, names: Sequence[str]) -> tuple[str, str]:
    if region.code == OTHER:
        return OTHER, f"{region.name} (findahelpline.com lists its lines)"
    others = ", ".join(name for name in names if name not in (region.name, region.code))
    covers = f" – covers {others}" if others else ""
    return region.code, f"{region.name} ({region.emergency[0].number}){covers}"


def colours() -> Choices:
    """Return the themes."""
    return [(name, f"{name}: {what}" if what else name) for name, what in THEMES.items()]


def check_ins(found: Iterable[CheckIn], diary: Diary) -> Choices:
    """Return check-ins by their ids: when, what was rated, the beginning of the note."""
    return [
        (c.id, f"{words.written_down(c, diary)}  {said(c, diary)}{quoted(note(c))}".strip())
        for c in found
    ]
