"""What Today shows of the whole diary: tiles, levels in the chart, what is still to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tracker.analysis import CourseSummary, LastDays, daily_values, read_effect
from tracker.analysis.events import medicines
from tracker.app.session import Session
from tracker.app.today.recording import describe_entry, entries_of
from tracker.app.widgets import MUTED, Panel, Tile, hints, line, lines
from tracker.records import MOOD, Diary, Event, Number, NumberedInfusion, number_infusions
from tracker.records.format import format_day, format_days, format_number, shorten

if TYPE_CHECKING:
    from tracker.app.today.screen import TodayPlace


@dataclass(frozen=True)
class Numbers:
    """Calculated after the first paint; the room for them is reserved."""

    today: date
    begun: date | None
    """The first day with a mood."""
    last_7: LastDays | None
    course: CourseSummary | None
    last: NumberedInfusion | None
    events: tuple[Event, ...]
    scales: tuple[str, ...]
    """Titles of the questionnaires that can be filled in again."""

    @classmethod
    def of(cls, session: Session, diary: Diary, today: date, before: Numbers | None) -> Numbers:
        """Work them out, of the moods from one query; `diary` need only hold the infusions.

        After a rating, events and questionnaires are those of `before`: ten years of them need not
        be read again.

        Raises:
            StorageError: the diary cannot be read.
        """
        ratings = session.store.daily_ratings(MOOD.key)
        given = tuple(n for n in number_infusions(diary.infusions) if n.day <= today)
        effect = read_effect(daily_values(ratings), given, MOOD, end=today, today=today)
        return cls(
            today=today,
            begun=min(ratings, default=None),
            last_7=effect.last_7_days,
            course=effect.courses[-1] if effect.courses else None,
            last=given[-1] if given else None,
            events=before.events if before else session.read().events,
            scales=before.scales if before else session.open_scales(today),
        )

    @property
    def now(self) -> str:
        """The last seven days as on the page, blank without an entry in them."""
        return format_number(self.last_7.median, 2) if self.last_7 else ""

    async def show(self, place: TodayPlace) -> None:
        """Show the tiles and the low row if they fit."""
        width, height = place.app.size
        tiles, low = place.query_one("#tiles", Horizontal), place.query_one("#low", Horizontal)
        if width >= 100 and height >= 30:
            if not tiles.children:
                await tiles.mount(*(Tile(id=f"tile-{n}") for n in range(4)))
            self._show_tiles(list(tiles.query(Tile)))
        if height >= 36 and width >= 78:
            if not low.children:
                events = hints(("v", "Events"))
                asked = Static(id="questions")
                await low.mount(
                    Panel("", Static(id="sofar"), id="sofar-panel"),
                    Panel("Taken now", Static(id="taken"), keys=events, id="taken-panel"),
                    Panel("To ask at the visit", asked, keys=events, id="questions-panel"),
                )
            self._show_low(place)

    def _show_tiles(self, tiles: list[Tile]) -> None:
        now, before, halfway, last = tiles
        logged = self.last_7.n if self.last_7 else 0
        unit = f"median of {logged} days" if logged > 1 else f"{logged} of 7 days"
        tone = _tone(self.last_7.median if self.last_7 else None)
        now.show("Last 7 days", self.now or "-", unit, tone)
        course = self.course
        title = f"Before infusion {course.first_infusion_number if course else 1}"
        if course and (level := course.before).value is not None and level.first and level.last:
            span = format_days(level.first, level.last)
            before.show(title, format_number(level.value, 2), span, _tone(level.value))
        else:
            before.show(title, "-", "too few entries" if course else "none given yet")
        share = course.last_28_days if course else None
        if share and share.of:
            halfway.show("Halfway or above", str(share.n), f"of last {share.of} logged", "good")
        else:
            # A course that keeps a halfway counts from the day after its first infusion.
            halfway.show("Halfway or above", "-", "none logged yet" if share else "no halfway yet")
        if self.last:
            days = (self.today - self.last.day).days
            ago = "today" if days == 0 else "day ago" if days == 1 else "days ago"
            last.show(f"Infusion {self.last.number}", str(days), ago, "infusion")
        else:
            last.show("Infusion", "-", "none given yet")

    def _show_low(self, place: TodayPlace) -> None:
        day, today = place.recording.day, place.recording.today
        named = "Today" if day == today else format_day(day, today)
        place.query_one("#sofar-panel", Panel).entitle(f"{named} so far")
        rows = [line(describe_entry(c, place.diary)) for c in entries_of(place.diary, day)[-2:]]
        if not rows:
            rows = [line("Nothing yet. ", ("Type a number and press Enter.", MUTED))]
        if place.walk.step:
            following = [m.label.lower() for m in (place.walk.asking, *place.walk.following)]
            rows.append(line((f"next: {', '.join(following)}", MUTED)))
        place.query_one("#sofar", Static).update(lines(rows[:3]))
        room = place.app.size.width // 3 - 5
        rows = [
            _medicine_line(m.title, m.current.dose or "", room)
            for m in medicines(self.events, self.today)
            if m.current
        ]
        place.query_one("#taken", Static).update(_fitting(rows, "No medicine"))
        asked = [e.title for e in self.events if e.is_to_ask(self.today)]
        rows = [line(("? ", MUTED), shorten(title, 100)) for title in asked]
        place.query_one("#questions", Static).update(_fitting(rows, "No question"))


def _fitting(rows: list[Content], nothing: str) -> Content:
    if not rows:
        return line((nothing, MUTED))
    shown = rows if len(rows) <= 3 else [*rows[:2], line((f"and {len(rows) - 2} more", MUTED))]
    return lines(shown)


def _medicine_line(title: str, dose: str, room: int) -> Content:
    """Return a medicine and its dose on one line of `room` cells.

    A dose loses whole words: part of a number would be another dose.
    """
    title, dose = shorten(title, min(18, room - 8)), shorten(dose, 16)
    while dose and len(title) + 1 + len(dose) > room:
        words = dose.removesuffix(" …").rpartition(" ")[0]
        dose = words and f"{words} …"
    column = max(len(title) + 1, min(19, room - len(dose)))
    return line((f"{title:<{column}}", "bold"), dose)


def _tone(value: Number | None) -> str:
    return "" if value is None else f"mood-{min(10, max(0, round(value)))}"
