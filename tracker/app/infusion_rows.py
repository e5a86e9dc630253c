"""The list of infusions as lines: planned ones, then course by course, the latest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.app.words import ahead, one_line, short_day
from tracker.records import Diary, Infusion, courses

NOTE_SHOWN = 40


@dataclass(frozen=True)
class Row:
    """A line of the list: a heading, or an infusion."""

    text: str
    infusion: Infusion | None = None


def infusion_rows(diary: Diary, today: date) -> list[Row]:
    """Return the whole list, its columns as wide as what stands in them."""
    planned = [i for i in diary.infusions if i.status == "planned"]
    cancelled = [i for i in diary.infusions if i.status == "cancelled"]
    rows = list(_section("Planned", [("", i, ahead(i.day, today)) for i in planned], today))
    for course in reversed(courses(diary.infusions)):
        heading = f"Course {course.number}, from {short_day(course.first_day, today)}"
        numbered = [(str(n.number), n.infusion, "") for n in reversed(course.infusions)]
        rows += _section(heading, numbered, today)
    rows += _section("Cancelled", [("", i, "") for i in reversed(cancelled)], today)
    return rows


def _section(
    heading: str, infusions: Sequence[tuple[str, Infusion, str]], today: date
) -> Iterator[Row]:
    if not infusions:
        return
    yield Row(heading)
    table = [_cells(number, infusion, when, today) for number, infusion, when in infusions]
    for line, (_, infusion, _) in zip(_aligned(table), infusions, strict=True):
        yield Row(line, infusion)


def _cells(number: str, infusion: Infusion, when: str, today: date) -> list[str]:
    return [
        number.rjust(3),
        short_day(infusion.day, today),
        when,
        f"{infusion.start:%H:%M}" if infusion.start else "",
        infusion.route or "",
        infusion.dose or "",
        infusion.phase or "",
        worst_side_effect(infusion),
        f"“{one_line(infusion.note, NOTE_SHOWN)}”" if infusion.note else "",
    ]


def worst_side_effect(infusion: Infusion) -> str:
    """Return the strongest side effect, and how many more there were; blank for none."""
    felt = [effect for effect in infusion.side_effects if effect.severity]
    if not felt:
        return ""
    worst = max(felt, key=lambda effect: effect.severity)
    more = f" +{len(felt) - 1}" if len(felt) > 1 else ""
    return f"{one_line(worst.name, 20)} {worst.severity}{more}"


def _aligned(table: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        padded = [c.ljust(width) for c, width in zip(cells, widths, strict=True) if width]
        yield "  ".join(padded).rstrip()
