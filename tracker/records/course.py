"""Which infusions belong together. Numbers are derived: adding an early one mends them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from tracker.records.infusion import Infusion

COURSE_GAP: Final = timedelta(weeks=8)
"""More than this between two infusions starts a new course."""


@dataclass(frozen=True, slots=True)
class NumberedInfusion:
    """A given infusion with its place: number overall, course, and number in the course."""

    infusion: Infusion
    number: int
    course: int
    number_in_course: int

    @property
    def day(self) -> date:
        """The day it was given."""
        return self.infusion.day


@dataclass(frozen=True, slots=True)
class Course:
    """The infusions that belong together, in the order given."""

    number: int
    infusions: tuple[NumberedInfusion, ...]

    @property
    def first_day(self) -> date:
        """The day of its first infusion; a course's baseline lies just before it."""
        return self.infusions[0].day


def in_order(infusions: Iterable[Infusion]) -> list[Infusion]:
    """Infusions by day, then by start time where there is one, then by id."""
    return sorted(infusions, key=lambda i: (i.day, i.start or time.min, i.id))


def group_courses(infusions: Iterable[Infusion]) -> tuple[Course, ...]:
    """Group the given infusions into courses.

    The first infusion ever starts one, and so does one marked "new course" or given more than
    eight weeks after the one before. Two on one day belong together, whichever of them is marked.
    """
    given = [infusion for infusion in in_order(infusions) if infusion.given]
    marked = {infusion.day for infusion in given if infusion.new_course}
    groups: list[list[NumberedInfusion]] = []
    for number, infusion in enumerate(given, start=1):
        day, before = infusion.day, groups[-1][-1].day if groups else None
        if before is None or (day != before and (day in marked or day - before > COURSE_GAP)):
            groups.append([])
        numbered = NumberedInfusion(infusion, number, len(groups), len(groups[-1]) + 1)
        groups[-1].append(numbered)
    return tuple(Course(n, tuple(group)) for n, group in enumerate(groups, start=1))


def number_infusions(infusions: Iterable[Infusion]) -> tuple[NumberedInfusion, ...]:
    """Every given infusion with its numbers, in order."""
    return tuple(n for course in group_courses(infusions) for n in course.infusions)


def infusion_labels(infusions: Iterable[Infusion]) -> dict[str, str]:
    """Return what a line calls each infusion: its number and place in the course, or its status."""
    infusions = tuple(infusions)
    numbers = {
        n.infusion.id: f"{n.number} (course {n.course}, number {n.number_in_course})"
        for n in number_infusions(infusions)
    }
    return {i.id: numbers.get(i.id, i.status) for i in infusions}
