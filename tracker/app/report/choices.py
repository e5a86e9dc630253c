"""What is chosen for the page, and the rows that show it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from textual.content import Content

from tracker.analysis import measure_beside_mood
from tracker.analysis.events import ANNOTATED_KINDS
from tracker.analysis.window import LEAD_IN, Window, default_window, without_future
from tracker.app.report.maker import PageRequest
from tracker.app.rows import Row
from tracker.app.widgets import KEY, MUTED, clickable, line
from tracker.charts import FORMATS
from tracker.records import Diary, NumberedInfusion, ValidationError, number_infusions, parse_day
from tracker.records.format import count, format_date, format_day, format_days, shorten
from tracker.records.interval import parse_window

COURSE: Final = "course"
OTHER: Final = "other"
WINDOWS: Final[Mapping[str, str]] = {
    COURSE: "this course",
    "4 weeks": "last 4 weeks",
    "month": "last month",
    "12 months": "last 12 months",
    OTHER: "other days …",
}
"""The windows and what they are called; all but the first and the last are lengths."""
FORMS: Final = ("1 Aug", "12 weeks", "infusion 7", "all")
SHOWN_FORMATS: Final = {"md": "Markdown", "txt": "plain text"}
WORDS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "paper": (("a4", "A4"), ("letter", "Letter")),
    "format": tuple((name, SHOWN_FORMATS.get(name, name.upper())) for name in FORMATS),
    "theme": (("colour", "colour"), ("mono", "black and white")),
}
"""Choices among a few words: each with its values and what they are called."""
FORMATS_A_ROW: Final = 4
LONG_ROW: Final = 32
"""Cells of a label and its days that fit the panel with two blanks between them."""


def find_window(
    chosen: str, first: str, last: str, diary: Diary, today: date, latest: date | None = None
) -> Window:
    """Return the days of one of WINDOWS; `first` and `last` are what was typed, for other days.

    A date without a year means at the `latest` that day; None is today.

    Raises:
        ValidationError: it is not a day; the field is `first day` or `last day`.
    """
    if chosen == COURSE:
        return default_window(diary, today)
    if chosen == OTHER:
        return typed_window(first, last, diary, today, latest)
    return Window(*parse_window(chosen, today))


def typed_window(first: str, last: str, diary: Diary, today: date, latest: date | None) -> Window:
    """Return the days from one that was typed to another: today if left empty, and at the latest.

    The first may be a day, a length up to the last day, an infusion (then it begins two weeks
    before it), or `all`.

    Raises:
        ValidationError: as `find_window`.
    """
    end = last_day(last, today, latest)
    start = first_day(first, end, diary, today, latest)
    if end < start:
        raise ValidationError("last day", "The last day is before the first; swap them.")
    return without_future(Window(start, end), today)


def last_day(typed: str, today: date, latest: date | None) -> date:
    """Return the last day that was typed."""
    return parse_day(typed.strip() or "today", today, "last day", latest=latest)


def first_day(typed: str, end: date, diary: Diary, today: date, latest: date | None) -> date:
    """Return the first day that was typed: as a day, a length up to `end`, an infusion, or all."""
    words = " ".join(typed.casefold().split())
    if not words:
        raise ValidationError("first day", f"Type the first day, like {', '.join(FORMS)}.")
    if words in ("all", "everything", "the whole diary"):
        days = [check_in.day for check_in in diary.check_ins]
        days += [assessment.day for assessment in diary.assessments]
        days += [given.day for given in given_by(diary, today)]
        return min([day for day in days if day <= today], default=today)
    if match := re.fullmatch(r"(?:infusion|#|no\.?|number) ?(\d{1,5})", words, re.ASCII):
        given, number = given_by(diary, today), int(match[1])
        if not given:
            raise ValidationError("first day", "There is no infusion yet; type a day.")
        if number not in range(1, len(given) + 1):
            raise ValidationError("first day", f"Type an infusion from 1 to {len(given)}.")
        return given[number - 1].day - LEAD_IN
    try:
        return parse_window(typed, end, "first day")[0]
    except ValidationError:
        return parse_day(typed, today, "first day", latest=latest)


def given_by(diary: Diary, today: date) -> list[NumberedInfusion]:
    """Return the infusions given up to a day, the first one first."""
    return [n for n in number_infusions(diary.infusions) if n.day <= today]


def window_name(key: str, diary: Diary, today: date) -> str:
    """Return what a window is called; before the first infusion there is no course."""
    return WINDOWS[key] if key != COURSE or given_by(diary, today) else "last weeks"


def days_in_words(days: Window, diary: Diary) -> str:
    """Return the days and how many infusions they hold."""
    given = sum(n.day in days for n in number_infusions(diary.infusions))
    infusions = count(given, "infusion") if given else "no infusions"
    span = f"{format_day(days.start)} to {format_day(days.end)}"
    return f"{span}: {count(days.days, 'day')}, {infusions}"


def course_in_words(days: Window, diary: Diary, today: date) -> str:
    """Return the days of the course; a page shows the weeks before its first infusion too."""
    given = [n.day for n in given_by(diary, today) if n.day in days]
    before = " and the weeks before it" if given and days.start < given[0] else ""
    infusions = count(len(given), "infusion") if given else "no infusions"
    name = window_name(COURSE, diary, today)
    return f"{briefly(days, today)}: {name}{before}, {count(days.days, 'day')}, {infusions}"


def briefly(days: Window, today: date) -> str:
    """Return 3 Aug – today, 7–15 Apr, 3 Aug – 1 Sep 2025: as much as a row of choices takes."""
    if days.start < days.end == today:
        return f"{format_date(days.start, year=days.start.year != today.year)} – today"
    this_year = days.start.year == days.end.year == today.year
    return format_days(days.start, days.end, year=not this_year)


class Noted(NamedTuple):
    """A note, and the record that it belongs to."""

    id: str
    day: date
    about: str
    """What the note belongs to; blank for an entry."""
    note: str


def notes_in(diary: Diary, window: Window) -> tuple[Noted, ...]:
    """Return the notes that a page about these days would print if ticked, oldest first."""
    found = [Noted(c.id, c.day, "", c.note) for c in diary.check_ins if c.note and c.day in window]
    found += [
        Noted(n.infusion.id, n.day, f"infusion {n.number}", n.infusion.note)
        for n in number_infusions(diary.infusions)
        if n.infusion.note and n.day in window
    ]
    for event in diary.events:  # of a medicine at its first day, of another event on any
        last = (event.last or event.start) if event.kind in ANNOTATED_KINDS else event.start
        if event.note and event.start <= window.end and last >= window.start:
            found.append(Noted(event.id, event.start, event.title, event.note))
    return tuple(sorted(found, key=lambda noted: (noted.day, noted.about, noted.id)))


@dataclass
class Choices:
    """What the person has chosen so far; at first the course, without notes and name."""

    window: str = COURSE
    """A key of WINDOWS."""
    first: str = ""
    last: str = ""
    """The other days as they were typed."""
    typed_on: date | None = None
    """The calendar's date then: a date without a year keeps the year it had."""
    words: dict[str, str] = field(
        default_factory=lambda: {name: values[0][0] for name, values in WORDS.items()}
    )
    """The value chosen of each of WORDS."""
    ticked: set[str] = field(default_factory=set)
    """Of `measure`, `name`, `entries`, `passphrase`."""
    name: str = ""
    """The name typed for the page; blank for the one of the settings."""
    notes: frozenset[str] = frozenset()
    """Ids of the records whose notes are printed, if they are in the days chosen."""

    def days_missing(self, diary: Diary, today: date) -> bool:
        """Whether other days are chosen, but not typed yet."""
        try:
            find_window(self.window, self.first, self.last, diary, today, self.typed_on)
        except ValidationError:
            return True
        return False

    def days(self, diary: Diary, today: date) -> Window:
        """Return the days chosen; those of the course as long as other days were not typed."""
        chosen = COURSE if self.days_missing(diary, today) else self.window
        return find_window(chosen, self.first, self.last, diary, today, self.typed_on)

    def period(self, diary: Diary, today: date) -> tuple[str, str]:
        """Return the days for a sentence and for the list: the last month, month."""
        if self.window == OTHER:
            days = self.days(diary, today)
            return briefly(days, today), f"from {format_date(days.start)}"
        words = window_name(self.window, diary, today)
        if words == WINDOWS[COURSE]:
            return words, self.window
        return f"the {words}", "weeks" if self.window == COURSE else self.window

    def possible_notes(self, diary: Diary, today: date) -> tuple[Noted, ...]:
        """Return the notes that could be on the page."""
        return notes_in(diary, self.days(diary, today))

    def known_name(self, diary: Diary) -> str:
        """Return the name typed here, else the one in the settings; blank for none."""
        return self.name or diary.settings.name or ""

    def printed_name(self, diary: Diary) -> str:
        """Return the name that will be on the page, blank for none."""
        return self.known_name(diary) if "name" in self.ticked else ""

    def request(self, diary: Diary, today: date, passphrase: str = "") -> PageRequest:
        """Return the page as it is chosen now."""
        window = self.days(diary, today)
        other = measure_beside_mood(diary, window) if "measure" in self.ticked else None
        return PageRequest(
            window=window,
            measure=other.key if other else "",
            format=self.words["format"],
            paper=self.words["paper"],
            theme=self.words["theme"],
            notes=self.notes & {noted.id for noted in self.possible_notes(diary, today)},
            entries="entries" in self.ticked,
            name=self.printed_name(diary),
            passphrase=passphrase,
        )

    # The rows

    def day_rows(self, diary: Diary, today: date) -> list[Row]:
        """Return a row for each window, the chosen one with its days."""
        days = briefly(self.days(diary, today), today)
        rows = []
        for key in WINDOWS:
            label = window_name(key, diary, today)
            if key == self.window:
                gap = " " if len(label + days) > LONG_ROW else "  "
                shown = line(("◉ ", KEY), (label, "bold"), (f"{gap}{days}", MUTED))
            else:
                shown = line(("○ ", MUTED), label)
            rows.append(Row(key, shown))
        return rows

    def content_rows(self, diary: Diary, today: date) -> list[Row]:
        """Return the rows of what the page holds: its measure if there is a choice, and so on."""
        notes = self.possible_notes(diary, today)
        printed = sum(noted.id in self.notes for noted in notes)
        name = shorten(self.printed_name(diary), 18)
        rows = []
        if other := measure_beside_mood(diary, self.days(diary, today)):
            about = f"about {shorten(other.label.lower(), 18)}, not mood"
            rows = [Row("measure", _box("measure" in self.ticked, about))]
        return [
            *rows,
            Row("name", _box("name" in self.ticked, "my name", name)),
            Row("notes", _box(printed > 0, "notes", f"{printed} of {len(notes)}")),
            Row("entries", _box("entries" in self.ticked, "every entry as a table")),
        ]

    def file_rows(self) -> list[Row]:
        """Return the rows of the file: paper, format, colours, passphrase."""
        missing = "" if self.words["format"] == "pdf" else "only a PDF"
        return [
            Row("paper", self._alternatives("paper")),
            Row("format", self._alternatives("format", 0, FORMATS_A_ROW)),
            Row("format", self._alternatives("format", FORMATS_A_ROW)),
            Row("theme", self._alternatives("theme")),
            Row("passphrase", _box("passphrase" in self.ticked, "ask for a passphrase", missing)),
        ]

    def _alternatives(self, name: str, first: int = 0, end: int | None = None) -> Content:
        parts = []
        for value, word in WORDS[name][first:end]:
            mark = ("◉ ", KEY) if self.words[name] == value else ("○ ", MUTED)
            parts.append(clickable(line(mark, word), f"screen.pick('{name}', '{value}')"))
        return Content("  ").join(parts)


def _box(ticked: bool, label: str, detail: str = "") -> Content:
    box = ("■ ", KEY) if ticked else ("□ ", MUTED)
    return line(box, label, (f"  {detail}" if detail else "", MUTED))
