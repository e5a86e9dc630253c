"""The to-do panel: what is still to do, each with its key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from tracker.app.plots import DAY
from tracker.app.today.recording import entries_of
from tracker.app.widgets import KEY, MUTED, Panel, hints, line, lines, pressing
from tracker.records import Diary, Event, Infusion, number_infusions
from tracker.records.format import count, format_day, format_distance, format_list, shorten

if TYPE_CHECKING:
    from tracker.app.today.screen import TodayPlace

SHORT = 18
"""Characters of names that fit a row at 80 columns."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do, with its mark and its key."""

    mark: str
    words: str
    key: str = ""
    style: str = ""

    def row(self, width: int) -> Content:
        """Return it as a row with the key at the right; a click presses the key."""
        room = width - len(self.mark) - 3
        words = shorten(self.words, room)
        shown = line(
            (f"{self.mark} ", self.style or MUTED),
            (words.ljust(room), self.style),
            (f"{self.key:>2}", KEY),
        )
        return pressing(self.key, shown)


def due(diary: Diary, today: date) -> Infusion | None:
    """Return the planned infusion that g marks as given: the earliest of those up to today."""
    return next((i for i in diary.infusions if i.status == "planned" and i.day <= today), None)


def empty_days(diary: Diary, today: date) -> list[date]:
    """Return the empty days of the last three, the latest first; none before the first entry."""
    before = {c.day for c in diary.check_ins if c.day < today}
    days = [today - n * DAY for n in (1, 2, 3)]
    return [day for day in days if before and min(before) < day and day not in before]


def unrated(diary: Diary, day: date) -> list[Waiting]:
    """Return what e can add to a day that has an entry: measures that none of its entries has."""
    entries = entries_of(diary, day)
    rated = {rating.measure for check_in in entries for rating in check_in.ratings}
    missing = [m.label.lower() for m in diary.asked_measures if entries and m.key not in rated]
    named = format_list(missing)
    words = f"Add {named}" if len(named) <= SHORT else f"Add {count(len(missing), 'more rating')}"
    return [Waiting("·", words, "e")] if missing else []


def waiting(
    diary: Diary,
    today: date,
    events: Iterable[Event] = (),
    scales: Iterable[str] = (),
    *,
    asking: bool = False,
) -> list[Waiting]:
    """Return everything still to do, the most urgent first.

    The diary is at least of yesterday and today; events, and the titles of the questionnaires that
    can be filled in again, are empty until they are read. While `asking` for the measures after
    mood, or for another day, e cannot add to today.
    """
    planned = [i.day for i in diary.infusions if i.status == "planned"]
    coming = [day for day in planned if day > today]
    found = [
        Waiting("!", f"{format_day(day, today)}: given?", "g" if n == 0 else "i", "bold $warn")
        for n, day in enumerate(day for day in planned if day < today)
    ]
    if today in planned:
        found.append(Waiting("▽", "Infusion today: given?", "g" if not found else "i", "$infusion"))
    if empty := empty_days(diary, today):
        yesterday = empty[0] == today - DAY
        day = "Yesterday" if yesterday else format_day(empty[0], today)
        more = f" +{len(empty) - 1}" if len(empty) > 1 else ""
        found.append(Waiting("·", f"{day} is empty{more}", "d"))
    found += [] if asking else unrated(diary, today)
    if coming:
        when = f"{format_day(coming[0], today)}, {format_distance(coming[0], today)}"
        found.append(Waiting("▽", when, "i", "$infusion"))
    found += [Waiting("·", f"{shorten(title, 14)} can be filled in", "s") for title in scales]
    if questions := [e for e in events if e.is_to_ask(today)]:
        found.append(Waiting("?", f"{count(len(questions), 'question')} to ask", "v"))
    return found


class WaitingPanel(Panel):
    """The day being recorded, and below it as much of the list as fits."""

    def __init__(self) -> None:
        super().__init__("", Static(id="waits"), id="what")

    def show(self, place: TodayPlace) -> None:
        """Show what is still to do."""
        width, height = self.app.size
        diary, recording = place.diary, place.recording
        room = width - 4 if width < 78 else 26 if width < 100 else 40
        most = (1 if height < 24 else 2) if width < 78 else 4 if height < 30 else 5
        title = recording.title
        if width < (100 if recording.chosen else 78):
            day = format_day(recording.day, recording.today)
            fits = width < 78 or len(day) <= 13
            title = f"Filling in {day}" if recording.chosen and fits else day
        events, scales = (n.events, n.scales) if (n := place.numbers) else ((), ())
        # On another day, e changes an entry of that day.
        asking = bool(place.walk.step) or recording.chosen is not None
        found = waiting(diary, recording.today, events, scales, asking=asking)
        rows = [one.row(room) for one in found]
        if len(rows) > most == 1:
            title, rows = f"{title} · 1 of {len(rows)} waiting", rows[:1]
        elif len(rows) > most:
            rest = len(rows) - most + 1
            rows = [*rows[: most - 1], line((f"  and {rest} more", MUTED))]
        past = [n for n in number_infusions(diary.infusions) if n.day <= recording.today]
        if past and len(rows) < most:
            number, days = past[-1].number, (recording.today - past[-1].day).days
            since = f"{count(days, 'day')} since infusion {number}"
            since = since if days else f"Infusion {number} was today"
            rows.append(line((shorten(since, room), MUTED)))
        if not rows:
            rows = [line(("Nothing to do. ", MUTED)), hints(("i", " add your infusions"))]
        self.entitle(line((title, "bold $warn")) if recording.chosen else title)
        self.query_one("#waits", Static).update(lines(rows))
