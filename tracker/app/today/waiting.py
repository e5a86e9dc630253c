"""What waits, said first, each with the key that does it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tracker.app.today.recording import Recording
from tracker.app.widgets import KEY, MUTED, Panel, clickable, line, lines
from tracker.records import Diary, Event, Infusion, number_infusions
from tracker.records.format import format_day, format_distance, shorten

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing, with its mark and its key."""

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
        return clickable(shown, f"app.simulate_key('{self.key}')") if self.key else shown


def overdue(diary: Diary, today: date) -> list[Infusion]:
    """Return the planned infusions whose day has passed, the earliest first."""
    return [i for i in diary.infusions if i.status == "planned" and i.day < today]


def due(diary: Diary, today: date) -> Infusion | None:
    """Return the planned infusion that g marks as given: the earliest of those up to today."""
    return next((i for i in diary.infusions if i.status == "planned" and i.day <= today), None)


def empty_days(diary: Diary, today: date) -> list[date]:
    """Return the empty days of the last three, the latest first; none before the first entry."""
    before = {c.day for c in diary.check_ins if c.day < today}
    days = [today - n * DAY for n in (1, 2, 3)]
    return [day for day in days if before and min(before) < day and day not in before]


def waiting(
    diary: Diary, today: date, events: Iterable[Event] = (), scales: Iterable[str] = ()
) -> list[Waiting]:
    """Return all that waits, the most pressing first.

    Args:
        diary: at least of yesterday and today.
        today: the present diary day.
        events: all events, as far as they were read.
        scales: titles of the questionnaires that can be filled in again.
    """
    found = [
        Waiting("!", f"{format_day(i.day, today)}: given?", "g" if n == 0 else "i", "bold $warn")
        for n, i in enumerate(overdue(diary, today))
    ]
    planned = [i for i in diary.infusions if i.status == "planned" and i.day >= today]
    if planned and planned[0].day == today:
        found.append(Waiting("▽", "Infusion today: given?", "g" if not found else "i", "$infusion"))
    if empty := empty_days(diary, today):
        yesterday = empty[0] == today - DAY
        day = "Yesterday" if yesterday else format_day(empty[0], today)
        more = f" +{len(empty) - 1}" if len(empty) > 1 else ""
        found.append(Waiting("·", f"{day} is empty{more}", "d"))
    coming = [i for i in planned if i.day > today]
    if coming:
        when = f"{format_day(coming[0].day, today)}, {format_distance(coming[0].day, today)}"
        found.append(Waiting("▽", when, "i", "$infusion"))
    found += [Waiting("·", f"{shorten(title, 14)} can be filled in", "s") for title in scales]
    if questions := [e for e in events if e.kind == "question"]:
        many = "" if len(questions) == 1 else "s"
        found.append(Waiting("?", f"{len(questions)} question{many} to ask", "v"))
    return found


def since_last(diary: Diary, today: date) -> str:
    """Return 16 days since infusion 10; blank for none."""
    past = [n for n in number_infusions(diary.infusions) if n.day <= today]
    if not past:
        return ""
    days = (today - past[-1].day).days
    if days == 0:
        return f"Infusion {past[-1].number} was today"
    return f"{days} day{'' if days == 1 else 's'} since infusion {past[-1].number}"


class WaitingPanel(Panel):
    """The day that is recorded, and below it as much of what waits as there is room for."""

    def compose(self) -> ComposeResult:
        """Lay out the rows."""
        yield Static(id="waits")

    def show(
        self,
        diary: Diary,
        recording: Recording,
        events: Iterable[Event] = (),
        scales: Iterable[str] = (),
    ) -> None:
        """Show what waits; the arguments are those of `waiting`."""
        width, height = self.app.size
        room = width - 4 if width < 78 else 26 if width < 100 else 40
        most = (1 if height < 24 else 2) if width < 78 else 4 if height < 30 else 5
        title = _title(recording, width)
        rows = [one.row(room) for one in waiting(diary, recording.today, events, scales)]
        if len(rows) > most == 1:
            title, rows = f"{title} · 1 of {len(rows)} waiting", rows[:1]
        elif len(rows) > most:
            rest = len(rows) - most + 1
            rows = [*rows[: most - 1], line((f"  and {rest} more", MUTED))]
        since = since_last(diary, recording.today)
        if since and len(rows) < most:
            rows.append(line((shorten(since, room), MUTED)))
        if not rows:
            rows = [
                line(("Nothing to do. ", MUTED)),
                line(("i", KEY), ("  add your infusions", MUTED)),
            ]
        self.entitle(line((title, "bold $warn")) if recording.chosen else title)
        self.query_one("#waits", Static).update(lines(rows))


def _title(recording: Recording, width: int) -> str:
    """Return the day, shorter where the panel is narrow."""
    if width >= 100 or (width >= 78 and not recording.chosen):
        return recording.title
    day = format_day(recording.day, recording.today)
    fits = width < 78 or len(day) <= 13
    return f"Filling in {day}" if recording.chosen and fits else day
