"""Every record as a row of History, newest first; the filter, and all about one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Final

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.app.chart import Chart, tone
from tracker.app.infusions.forms import ROUTE_WORDS
from tracker.app.listing import fact
from tracker.app.plots import around_plot
from tracker.app.widgets import MUTED, Panel, Part, Scroll, hints, line, lines
from tracker.records import Assessment, CheckIn, Diary, Event, Infusion, Measure, number_infusions
from tracker.records.event import EVENT_KINDS, KIND_WORDS
from tracker.records.format import (
    format_date,
    format_day,
    format_long_day,
    format_number,
    format_side_effects,
    shorten,
)
from tracker.records.questionnaires import KnownQuestionnaires
from tracker.records.questionnaires.messages import scale_title
from tracker.storage import Record

REMOVED: Final = "removed"
"""The source that shows removed records instead of present ones."""
SOURCES: Final = (
    ("", "All", ()),
    ("mood", "Mood", ("mood",)),
    ("infusions", "Infusions", ("infusion",)),
    ("scales", "Scales", ("scale",)),
    ("events", "Events", EVENT_KINDS),
    (REMOVED, "Removed", ()),
)
"""Sources of entries: name in `Filter`, word shown, kinds of rows it includes."""
NOTE_SHOWN: Final = 80
LABEL: Final = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, and the texts of its row."""

    record: Record
    day: date
    kind: str
    """mood, infusion, scale, or the kind of event: medication, life and so on."""
    time: str
    """21:04, or 00:15 +1 if written after midnight and counted for the day before."""
    what: Content
    marks: tuple[str, ...]
    """`3 days later` if written later, and `edited` if it was."""
    note: str

    @property
    def id(self) -> str:
        """The id of the record."""
        return self.record.id

    @property
    def text(self) -> str:
        """The text searched, in lower case."""
        kind = KIND_WORDS.get(self.kind, self.kind)
        return " ".join((self.kind, kind, self.what.plain, *self.marks, self.note)).casefold()

    def rates(self, measure: Measure) -> bool:
        """Whether it has a rating of a measure."""
        return isinstance(self.record, CheckIn) and self.record.value(measure.key) is not None

    def cells(self, today: date, *, narrow: bool) -> list[Content | str]:
        """Return the row: day, time, kind, what; on a narrow terminal no long day."""
        day = format_day(self.day, today)
        if narrow and self.day.year != today.year:
            day = format_date(self.day, year=True)
        if self.kind == "infusion":
            kind = line(("▼ infusion", "bold $infusion"))
        else:
            kind = line((KIND_WORDS.get(self.kind, self.kind), MUTED))
        parts: list[Part] = [self.what]
        parts += [(f"  {mark}", MUTED) for mark in self.marks]
        if self.note:
            parts.append((f"  “{shorten(self.note, NOTE_SHOWN)}”", "italic $muted"))
        return [day, line((self.time, MUTED)), kind, line(*parts)]


def entries(
    diary: Diary, edited: Collection[str] = (), forms: KnownQuestionnaires = ()
) -> list[Entry]:
    """Return an entry for every record, newest first; `edited` are the ids of edited ones."""
    numbers = {n.infusion.id: n.number for n in number_infusions(diary.infusions)}
    found = [make_entry(record, diary, numbers, edited, forms) for record in diary.records]
    return sorted(found, key=_moment, reverse=True)


def make_entry(
    record: Record,
    diary: Diary,
    numbers: dict[str, int],
    edited: Collection[str] = (),
    forms: KnownQuestionnaires = (),
) -> Entry:
    """Return the entry for a record."""
    marks: tuple[str, ...] = ("edited",) if record.id in edited else ()
    if isinstance(record, CheckIn):
        late = record.late_days(diary.settings.day_starts_at)
        marks = ((f"{late} days later",) if late > 1 else ()) + marks
        kind, day, at = "mood", record.day, ""
        if record.at and (away := (record.at.date() - day).days) <= 1:
            at = f"{record.at:%H:%M}{' +1' if away == 1 else ''}"
    elif isinstance(record, Infusion):
        kind, day, at = "infusion", record.day, f"{record.start:%H:%M}" if record.start else ""
    elif isinstance(record, Assessment):
        kind, day, at = "scale", record.day, ""
    else:
        kind, day, at = record.kind, record.start, ""
    what = describe(record, diary, numbers, forms)
    return Entry(record, day, kind, at, what, marks, note_of(record))


def describe(
    record: Record, diary: Diary, numbers: dict[str, int], forms: KnownQuestionnaires = ()
) -> Content:
    """Return a record on one line, without its day and note."""
    if isinstance(record, CheckIn):
        parts: list[Part] = []
        for measure in diary.measures:
            if (value := record.value(measure.key)) is None:
                continue
            label = shorten(measure.label, 24).lower()
            colour = f"bold {tone(measure, value)}" if measure.key == "mood" else "bold"
            parts += ["  " if parts else "", (f"{label} ", MUTED), (format_number(value), colour)]
        return line(*parts) if parts else line(("a note", MUTED))
    if isinstance(record, Infusion):
        number = numbers.get(record.id)
        route = ROUTE_WORDS.get(record.route or "", record.route)
        known = (f"#{number}" if number else record.status, record.dose, route)
        facts = filter(None, (*known, format_side_effects(record)))
        return line(shorten(", ".join(facts), 120))
    if isinstance(record, Assessment):
        total = "no total" if record.total is None else format_number(record.total, 1)
        return line(f"{shorten(scale_title(record, forms), 40)}  ", (total, "bold"))
    dose = f", {shorten(record.dose, 40)}" if record.dose else ""
    return line(shorten(record.title, 60) + dose)


def note_of(record: Record) -> str:
    """Return the note of a record, blank for none."""
    return "" if isinstance(record, Assessment) else record.note or ""


def day_of(record: Record) -> date:
    """Return the day a record counts for, the first one of a span."""
    return record.start if isinstance(record, Event) else record.day


def _moment(entry: Entry) -> tuple[date, datetime, str]:
    """Return the sort key of an entry; without a time of day it comes first on its day."""
    record, at = entry.record, None
    if isinstance(record, CheckIn):
        at = record.at
    elif isinstance(record, Infusion) and record.start:
        at = datetime.combine(record.day, record.start)
    naive = at.replace(tzinfo=None) if at else datetime.combine(entry.day, time.min)
    return entry.day, naive, entry.id


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are shown; by default all."""

    text: str = ""
    """Words that must all occur in the row, its note or its kind."""
    first: date | None = None
    last: date | None = None
    source: str = ""
    """A name in `SOURCES`."""
    measure: Measure | None = None
    """Only entries that rate it."""

    @property
    def active(self) -> bool:
        """Whether anything is filtered."""
        return self != Filter()

    def of(self, found: Iterable[Entry]) -> list[Entry]:
        """Return the entries that match, in the same order."""
        kinds = next((kinds for name, _, kinds in SOURCES if name == self.source), ())
        words, measure = self.text.casefold().split(), self.measure
        return [
            entry
            for entry in found
            if (self.first is None or entry.day >= self.first)
            and (self.last is None or entry.day <= self.last)
            and (not kinds or entry.kind in kinds)
            and (measure is None or entry.rates(measure))
            and all(word in entry.text for word in words)
        ]

    def words(self, today: date) -> str:
        """Return the filter in words, without the source; blank if it is empty."""
        parts = [f"with {shorten(self.measure.label, 30).lower()}"] if self.measure else []
        parts += [f"with “{shorten(self.text, 30)}”"] if self.text.strip() else []
        parts += [f"from {format_day(self.first, today)}"] if self.first else []
        parts += [f"to {format_day(self.last, today)}"] if self.last else []
        return ", ".join(parts)


class EntryDetail(Vertical):
    """The entry under the cursor, beside the list."""

    DEFAULT_CSS = """
    EntryDetail {
        width: 34%; height: 100%; margin-left: 1; display: none;
        #detail { height: auto; max-height: 60%; }
        #detail Scroll { height: auto; max-height: 100%; }
        #facts { height: auto; }
        #around { height: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__(
            Panel("", Scroll(Static(id="facts")), id="detail"),
            Panel("Mood, the days around it", Chart(), id="around"),
        )

    def show(self, entry: Entry | None, diary: Diary, today: date, *, removed: bool) -> None:
        """Show an entry, or that there is none; `removed`: whether it was."""
        shown, chart = self.query_one("#facts", Static), self.query_one(Chart)
        panel = self.query_one("#detail", Panel)
        if entry is None:
            shown.update(line(("Nothing found.", MUTED)))
            chart.plot = None
            panel.entitle("")
            return
        keys = [("Enter", "restore")] if removed else [("Enter", "edit"), ("x", "remove")]
        panel.entitle(format_day(entry.day, today), hints(*keys))
        width = panel.size.width - 1  # a long note has a scroll bar
        shown.update(lines(facts(entry, diary, today, width)))
        before, after = (9, 5) if self.app.size.width < 116 else (13, 4)
        after = min(after, max(0, (today - entry.day).days))
        before += 4 - min(4, after)  # in place of days that have not come yet
        chart.plot = around_plot(diary, entry.day, before, after, today=today)


def facts(entry: Entry, diary: Diary, today: date, width: int) -> Iterator[Content]:
    """Yield what is known of an entry, as rows of a width."""
    record = entry.record
    add = partial(fact, width=width, indent=LABEL)
    if isinstance(record, CheckIn):
        if record.at:
            yield from add("Written", f"{format_day(record.at.date(), today)} {record.at:%H:%M}")
            if record.at.date() > record.day:
                yield from add("Counts", f"for {format_long_day(record.day, today)}")
        for measure in diary.measures:
            if (value := record.value(measure.key)) is not None:
                label = shorten(measure.label, LABEL - 1)
                text = f"{format_number(value)} {measure.unit or ''}"
                yield from add(label, text, style="bold")
    else:
        yield from add("What", entry.what.plain)
    if entry.note:
        yield from add("Note", entry.note)
    if "edited" in entry.marks:
        more = hints(("z", "earlier versions"))
        yield line((f"{'Changed':<{LABEL}}", MUTED), "later · ", more)
