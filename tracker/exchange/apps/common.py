"""What the readers of other apps share: entries become check-ins, other scales become ours.

Another app's scale is mapped to 0–10 linearly: its worst end becomes 0, its best 10, in whole
numbers. That is the usual way to compare scales of different lengths. The original value is also
kept, as an inactive measure on its own scale, so that it can be drawn and exported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from hashlib import sha256

from tracker.exchange.dates import with_offset
from tracker.exchange.headings import cell_number
from tracker.exchange.result import BadRow, ImportContext, ImportResult, SavedAnswers
from tracker.records import CheckIn, Diary, Measure, Number, Rating, ValidationError
from tracker.records.day import reject_future
from tracker.records.format import plain_line
from tracker.records.validation import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One entry of a file, with the line where it begins."""

    line: int
    day: date
    at: datetime | None = None
    """Local time; without an offset it is in the zone of the import."""
    ratings: tuple[Rating, ...] = ()
    note: str | None = None
    part: int = 0
    """Which part of the day, where a file has that and no time; it orders the entries."""

    @property
    def identity(self) -> tuple[str, str, int]:
        """What identifies the entry in the next export of the same app."""
        local = self.at.replace(tzinfo=None).isoformat() if self.at else ""
        return self.day.isoformat(), local, self.part


def app_result(
    name: str,
    context: ImportContext,
    entries: Iterable[ParsedEntry | BadRow],
    measures: Iterable[Measure],
    *,
    mapping: Iterable[str] = (),
    not_read: Mapping[str, int] | None = None,
    answers: Mapping[str, str] | None = None,
    remarks: tuple[str, ...] = (),
) -> ImportResult:
    """Return the entries of an app as check-ins, with those measures that are rated and new.

    `name` begins the ids: the same entry has the same id in the next export.
    """
    parsed = list(entries)
    counts = Counter(e.identity for e in parsed if isinstance(e, ParsedEntry))
    new_ids = context.new_ids(len(parsed))
    check_ins: list[CheckIn] = []
    bad_rows: list[BadRow] = []
    for entry in parsed:
        if isinstance(entry, BadRow):
            bad_rows.append(entry)
            continue
        record_id = next(new_ids)
        # Two entries of the same moment differ only by their content, which matching compares.
        if counts[entry.identity] == 1:
            digest = sha256(repr((name, *entry.identity)).encode()).hexdigest()
            record_id = f"{name}-{entry.day:%Y%m%d}-{entry.part}-{digest[:12]}"
        try:
            at = with_offset(entry.at, context.zone) if entry.at else None
            day = reject_future("day", entry.day, context.latest_day)
            check_ins.append(
                CheckIn(
                    id=record_id,
                    day=day,
                    at=at,
                    recorded_at=at,
                    ratings=entry.ratings,
                    note=entry.note,
                )
            )
        except ValidationError as error:
            bad_rows.append(BadRow(entry.line, str(error)))
    diary = context.diary
    rated = {rating.measure for check_in in check_ins for rating in check_in.ratings}
    existing = {measure.key for measure in diary.measures}
    new = tuple({m.key: m for m in measures if m.key in rated - existing}.values())
    return ImportResult(
        diary=Diary(
            settings=diary.settings, measures=(*diary.measures, *new), check_ins=tuple(check_ins)
        ),
        new_measures=new,
        bad_rows=tuple(sorted(bad_rows, key=lambda row: row.line)),
        mapping=tuple(mapping),
        not_read=tuple(count_unread(not_read or {})),
        answers=SavedAnswers(name, answers) if answers else None,
        remarks=remarks,
    )


def rescale(value: Number, source: Measure, target: Measure) -> Rating:
    """Map a value to another scale: worst to worst, best to best, to the nearest step.

    Halves go to the even step, which treats both ends alike: 1 to 5 becomes 0, 2, 5, 8, 10.
    """
    distance = value - source.low if source.better == target.better else source.high - value
    steps = round(distance * (target.high - target.low) / (source.high - source.low) / target.step)
    return target.rate(round(target.low + steps * target.step, 9))


def rate_both(value: Number, source: Measure, target: Measure) -> tuple[Rating, Rating]:
    """Return the original rating and the rescaled one."""
    return source.rate(value), rescale(value, source, target)


def as_inactive(measure: Measure) -> Measure:
    """Return the measure as inactive; it holds the original values."""
    return replace(measure, active=False)


def describe_mapping(
    name: str, source: Measure, target: Measure, labels: Iterable[str] = ()
) -> str:
    """Return the sentence that shows a mapping before it is applied.

    `labels` name the steps of the source from its lowest; without them its numbers do.
    """
    steps = int((source.high - source.low) / source.step)
    names = list(labels) or [_format_value(source.low + n * source.step) for n in range(steps + 1)]
    if len(names) > 11:
        names = [names[0], names[len(names) // 2], names[-1]]
    span = (source.high - source.low) / (len(names) - 1)
    values = (rescale(source.low + span * n, source, target).value for n in range(len(names)))
    return (
        f"{name} ({', '.join(names)}) becomes {target.label} "
        f"{', '.join(map(_format_value, values))}; the original value is kept too, "
        f"as {source.key}."
    )


def parse_on_scale(cell: str, low: Number, high: Number, field: str) -> Number:
    """Read a number between two ends.

    Raises:
        ValidationError: it is no number, or off the scale.
    """
    if (value := cell_number(cell)) is None:
        raise ValidationError(field, f"{plain_line(field)} is not a number.")
    if not low <= value <= high:
        scale = f"{_format_value(low)} to {_format_value(high)}"
        raise ValidationError(field, f"{plain_line(field)} goes from {scale}.")
    return normalise(round(value, 3))


def join_notes(*parts: str | None) -> str | None:
    """Return the parts of a note that are not blank, a line each; None where all are."""
    return "\n".join(part for part in parts if part and part.strip()) or None


def list_tags(heading: str, tags: Iterable[str]) -> str:
    """Return tags as a line of a note, "" for none: Activities: walk, friends."""
    joined = ", ".join(filter(None, map(plain_line, tags)))
    return f"{heading}: {joined}" if joined else ""


def local_time(day: date, clock: time | None) -> datetime | None:
    """Return the local time on the date that the app shows for an entry."""
    return datetime.combine(day, clock) if clock else None


def count_unread(not_read: Mapping[str, int]) -> Iterator[str]:
    """Yield what is not read with its number: photos (12)."""
    return (f"{plain_line(name)} ({count:,})" for name, count in not_read.items() if count)


def _format_value(value: Number) -> str:
    return f"{normalise(value):g}".replace("-", "−")
