"""The list of infusions as lines: planned ones, then course by course, the latest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from tracker.app.followed import Outcome
from tracker.app.list_rows import Row, aligned, fitted, with_notes
from tracker.app.words import ahead, one_line, short_day
from tracker.records import Course, Diary, Infusion, group_courses

NAME_SHOWN: Final = 14
"""Characters of a side effect: as many as the longest common one has."""
NOTE_WANTED: Final = 20
"""Cells for the beginning of a note; what is left out for it stands below the list."""
FIRST_TO_GO: Final = (3, 4, 5)
"""Columns left out first where there is no room: start, route, phase."""
THEN: Final = (6, 2)
"""Left out only where nothing else would do: side effects, dose."""


class _Line(NamedTuple):
    number: str
    infusion: Infusion
    said: str
    """How far off it is, or what followed."""


def infusion_rows(
    diary: Diary, today: date, width: int, known: Mapping[str, Outcome]
) -> list[Row]:
    """Return the whole list; `known` is what followed each infusion, by its id."""
    planned = [_Line("", i, ahead(i.day, today)) for i in _with_status(diary, "planned")]
    rows = list(_section("Planned", planned, today, width))
    for course in reversed(group_courses(diary.infusions)):
        lines = [
            _Line(str(n.number), n.infusion, _followed(n.infusion, known))
            for n in reversed(course.infusions)
        ]
        rows += _section(_heading(course, today), lines, today, width)
    cancelled = [_Line("", i, "") for i in reversed(_with_status(diary, "cancelled"))]
    return [*rows, *_section("Cancelled", cancelled, today, width)]


def _with_status(diary: Diary, status: str) -> list[Infusion]:
    return [infusion for infusion in diary.infusions if infusion.status == status]


def _heading(course: Course, today: date) -> str:
    count = len(course.infusions)
    infusions = f"{count} infusion{'' if count == 1 else 's'}"
    return f"Course {course.number}, from {short_day(course.first_day, today)}, {infusions}"


def _followed(infusion: Infusion, known: Mapping[str, Outcome]) -> str:
    return known[infusion.id].brief if infusion.id in known else ""


def _section(heading: str, lines: Sequence[_Line], today: date, width: int) -> Iterator[Row]:
    if not lines:
        return
    yield Row(heading)
    notes = [line.infusion.note or "" for line in lines]
    room = width - NOTE_WANTED if any(notes) else width
    cells = [_cells(line, today) for line in lines]
    going = [*((n, room) for n in FIRST_TO_GO), *((n, width) for n in THEN)]
    table = fitted(cells, going)
    for text, line in zip(with_notes(aligned(table), notes, width), lines, strict=True):
        yield Row(text, line.infusion.id)


def _cells(line: _Line, today: date) -> list[str]:
    infusion = line.infusion
    return [
        line.number.rjust(3),
        short_day(infusion.day, today),
        brief_dose(infusion),
        f"{infusion.start:%H:%M}" if infusion.start else "",
        infusion.route or "",
        infusion.phase or "",
        worst_side_effect(infusion),
        line.said,
    ]


def brief_dose(infusion: Infusion) -> str:
    """Return the dose in mg, else per kg; blank for none."""
    if infusion.dose_mg is not None:
        return f"{infusion.dose_mg:g} mg"
    return infusion.dose or ""


def worst_side_effect(infusion: Infusion) -> str:
    """Return the strongest side effect, and how many more there were; blank for none."""
    felt = [effect for effect in infusion.side_effects if effect.severity]
    if not felt:
        return ""
    worst = max(felt, key=lambda effect: effect.severity)
    more = f" +{len(felt) - 1}" if len(felt) > 1 else ""
    return f"{one_line(worst.name, NAME_SHOWN)} {worst.severity}{more}"
