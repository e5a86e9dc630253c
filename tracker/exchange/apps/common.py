"""What the readers of other apps share: a moment of a file as a check-in, another scale on ours.

A scale of another app is put on 0–10 linearly: its worst end becomes 0, its best 10, the steps
between lie evenly, in whole numbers. That is the usual way to compare scales of different
lengths, and it can be said in a sentence. It is still a reading of ours, so the value as it was
rated is kept beside it, as a measure of its own on its own scale that is not asked for: a
measure, and not a word in the note, so that it can be drawn, and goes through every export.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256

from tracker.exchange.dates import with_offset
from tracker.exchange.headings import cell_number
from tracker.exchange.result import BadRow, ImportResult, SavedAnswers, fresh_ids
from tracker.records import CheckIn, Diary, Measure, Number, Rating, ValidationError
from tracker.records.day import reject_future
from tracker.records.format import plain_line
from tracker.records.validation import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One moment that a file tells of, with the line where it begins."""

    line: int
    day: date
    at: datetime | None = None
    """By the clock on the wall, on whichever date it was; without an offset it is the zone's."""
    ratings: tuple[Rating, ...] = ()
    note: str | None = None
    part: int = 0
    """Which part of the day it was where a file tells that and no time: it orders the entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSource:
    """Where entries come from, and what is known here."""

    name: str
    """Short, and the beginning of the ids: the same entry has the same one in the next export."""
    diary: Diary
    now: datetime
    zone: tzinfo | None = None

    def measure(self, measure: Measure) -> Measure:
        """Return the diary's own measure of that key, or the one given."""
        return next((m for m in self.diary.measures if m.key == measure.key), measure)

    def result(
        self,
        entries: Iterable[ParsedEntry | BadRow],
        measures: Iterable[Measure],
        *,
        mapping: Iterable[str] = (),
        not_read: Mapping[str, int] | None = None,
        answers: SavedAnswers | None = None,
        remarks: Iterable[str] = (),
    ) -> ImportResult:
        """Return what a reader found; of the measures those that are rated and new are made."""
        read = self._check_ins(list(entries))
        check_ins = tuple(c for c in read if isinstance(c, CheckIn))
        rated = {rating.measure for check_in in check_ins for rating in check_in.ratings}
        here = {measure.key for measure in self.diary.measures}
        made = {m.key: m for m in measures if m.key in rated - here}
        return ImportResult(
            diary=Diary(
                settings=self.diary.settings,
                measures=(*self.diary.measures, *made.values()),
                check_ins=check_ins,
            ),
            new_measures=tuple(made.values()),
            bad_rows=tuple(sorted((r for r in read if isinstance(r, BadRow)), key=_line)),
            mapping=tuple(mapping),
            not_read=tuple(count_unread(not_read or {})),
            answers=answers,
            remarks=tuple(remarks),
        )

    def _check_ins(self, entries: list[ParsedEntry | BadRow]) -> list[CheckIn | BadRow]:
        moments = Counter(_moment(e) for e in entries if isinstance(e, ParsedEntry))
        fresh = fresh_ids(self.now, len(entries))
        # A moment that stands once in a file is known again by it, whatever was rated since;
        # where it stands twice only what the two say can tell them apart, which matching does.
        return [
            e
            if isinstance(e, BadRow)
            else self._check_in(e, self._id(e) if moments[_moment(e)] == 1 else next(fresh))
            for e in entries
        ]

    def _check_in(self, entry: ParsedEntry, own_id: str) -> CheckIn | BadRow:
        try:
            at = with_offset(entry.at, self.zone) if entry.at else None
            return CheckIn(
                id=own_id,
                day=reject_future("day", entry.day, latest_day(self.now)),
                at=at,
                recorded_at=at,
                ratings=entry.ratings,
                note=entry.note,
            )
        except ValidationError as problem:
            return BadRow(entry.line, str(problem))

    def _id(self, entry: ParsedEntry) -> str:
        digest = sha256(repr((self.name, *_moment(entry))).encode()).hexdigest()
        return f"{self.name}-{entry.day:%Y%m%d}-{entry.part}-{digest[:12]}"


def latest_day(now: datetime) -> date:
    """Return the last day that a record may be of: somewhere on earth it is tomorrow already."""
    return (now.astimezone(UTC) + timedelta(hours=14)).date()


def rescale(value: Number, there: Measure, here: Measure) -> Rating:
    """Put a value of one scale on another: worst on worst, best on best, to the nearest step.

    Halves go to the even step, which treats both ends alike: 1 to 5 becomes 0, 2, 5, 8, 10.
    """
    way = value - there.low if there.better == here.better else there.high - value
    steps = round(way * (here.high - here.low) / (there.high - there.low) / here.step)
    return here.rate(round(here.low + steps * here.step, 9))


def as_inactive(measure: Measure) -> Measure:
    """Return the measure of the values as they were rated: kept, and not asked for."""
    return replace(measure, active=False)


def describe_mapping(whose: str, there: Measure, here: Measure, words: Iterable[str] = ()) -> str:
    """Return the sentence that shows a mapping before it is done.

    `words` name the steps of the other scale from its lowest on; else they are its numbers.
    """
    steps = (there.high - there.low) / there.step
    names = list(words) or [_shown(there.low + n * there.step) for n in range(int(steps) + 1)]
    if len(names) > 11:
        names = [names[0], names[len(names) // 2], names[-1]]
    values = [
        there.low + (there.high - there.low) * n / (len(names) - 1) for n in range(len(names))
    ]
    become = (_shown(rescale(value, there, here).value) for value in values)
    return (
        f"{whose} ({', '.join(names)}) becomes {here.label} {', '.join(become)}; "
        f"as it was rated it is kept too, as {there.key}."
    )


def number_in(cell: str, low: Number, high: Number, field: str) -> Number:
    """Read a number as a person or a spreadsheet writes it, a decimal comma too, on a scale.

    Raises:
        ValidationError: it is no number, or off the scale.
    """
    if (value := cell_number(cell)) is None:
        raise ValidationError(field, f"{plain_line(field)} is not a number.")
    if not low <= value <= high:
        scale = f"{_shown(low)} to {_shown(high)}"
        raise ValidationError(field, f"{plain_line(field)} goes from {scale}.")
    return normalise(round(value, 3))


def join_notes(*parts: str | None) -> str | None:
    """Return the parts of a note that say something, a line each; None when none does."""
    return "\n".join(part for part in parts if part and part.strip()) or None


def local_time(day: date, clock: time | None) -> datetime | None:
    """Return the wall-clock moment on the date that the other app shows for the entry."""
    return datetime.combine(day, clock) if clock else None


def _shown(value: Number) -> str:
    return f"{normalise(value):g}".replace("-", "−")


def _line(row: BadRow) -> int:
    return row.line


def _moment(entry: ParsedEntry) -> tuple[str, str, int]:
    wall = entry.at.replace(tzinfo=None).isoformat() if entry.at else ""
    return entry.day.isoformat(), wall, entry.part


def count_unread(not_read: Mapping[str, int]) -> Iterator[str]:
    """Yield what is not read with its number: photos (12)."""
    return (f"{plain_line(what)} ({count:,})" for what, count in not_read.items() if count)
