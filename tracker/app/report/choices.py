"""What is chosen for the page, and the rows that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from textual.content import Content

from tracker.analysis import Window, measure_beside_mood
from tracker.app.report.days import COURSE, OTHER, WINDOWS, briefly, find_window, window_name
from tracker.app.report.maker import PageRequest
from tracker.app.report.notes import Noted, notes_in
from tracker.app.rows import Row
from tracker.app.widgets import KEY, MUTED, clickable, line
from tracker.charts import FORMATS
from tracker.records import Diary, ValidationError
from tracker.records.format import format_date, shorten

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
