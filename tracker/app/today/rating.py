"""Rating a day, measure after measure: what Today and the question under the prompt share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar, Final, Literal

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input

from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.today.recording import Recording, Walk, entries_of, entry_in
from tracker.app.today.score import ScoreEntry, ScoreRow
from tracker.app.widgets import CURSOR, clickable, hints, line
from tracker.records import MOOD, CheckIn, Rating, ValidationError, diary_day
from tracker.records.format import format_date, format_day, format_number, format_rating
from tracker.storage import StorageError

_SCORE_KEYS: Final = (
    *((str(n), f"digit({n})", "Choose a score; 1 and then 0 is ten.") for n in range(10)),
    ("left", "move(-1)", "One less or one more."),
    ("right", "move(1)", "One less or one more."),
    ("home", "end_of_scale(0)", "The lowest or the highest score."),
    ("end", "end_of_scale(-1)", "The lowest or the highest score."),
    ("minus", "negative", "Below zero, on a scale that goes there."),
    ("comma", "point", ""),
    ("full_stop", "point", ""),
)
SCORE_BINDINGS: Final = (
    Binding("y", "other_day", "Other day", tooltip="Record for the other day."),
    Binding("enter,ctrl+j", "save", "Save", show=False, tooltip="Save the chosen score."),
    *(Binding(key, do, "Score", show=False, tooltip=tip) for key, do, tip in _SCORE_KEYS),
)
"""For the subclasses, which list them behind their own: that is the order on the key line."""
LEFT_ALONE: Final = timedelta(hours=1)
"""Without a key for so long, and on another day, nobody goes on with what was begun."""


class RatingPlace(Place):
    """Asks for the measures one by one, and saves each rating before the next question."""

    ESCAPE: ClassVar[str] = "clears"
    """What Esc does with a chosen score."""
    entry = query_one(ScoreEntry)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.recording = Recording(session.now(), self.diary.settings.day_starts_at)
        self.walk = Walk((MOOD,))
        self.latest: str | None = None
        """Id of the entry saved last: the one that a note is for."""
        self._typed: Literal["", "1", "refused", "point"] = ""
        """What was typed just before: a 1, which a 0 makes ten; refused input; or a point."""
        self._saved_score: int | None = None
        self._active = self.recording.now
        """When the last key was pressed."""

    def on_activity(self) -> None:
        """Clear the last message; the first key of another day begins with today's mood."""
        self._leave_yesterday()
        self._active = self.session.now()
        super().on_activity()

    def _leave_yesterday(self) -> None:
        """Stop what was begun on an earlier day and left alone: a number now is today's mood."""
        now, starts_at = self.session.now(), self.recording.starts_at
        turned = diary_day(self._active, starts_at) < diary_day(now, starts_at)
        if turned and now - self._active > LEFT_ALONE:
            self._active = now
            if self.walk.step or self.recording.chosen or self.latest:
                self.stop_entry()

    def stop_entry(self) -> None:
        """Begin anew for today, before the next key acts."""
        self.status.clear()
        self.call_next(self.start_entry, None)

    def update_clock(self) -> None:
        """Look at the clock: which day a rating counts for may be another one by now."""
        starts_at = self.diary.settings.day_starts_at
        self.recording = self.recording.at(self.session.now(), starts_at)

    def tick(self) -> None:
        """Follow the clock over midnight and over the start of the day."""
        self._leave_yesterday()
        before = self.recording
        self.update_clock()
        after = self.recording
        if (after.title, after.other_day) != (before.title, before.other_day):
            self.reload()

    # What is asked, and what a key would do now

    def show_question(self) -> None:
        """Show the question: its measure and its day."""
        raise NotImplementedError

    def show_hint(self) -> None:
        """Show which keys do what now."""
        if chosen := self.entry.in_words:
            hint = self._save_hint(chosen)
        elif self.walk.step:
            hint = hints(("Enter", "skips"), ("Esc", "stops; your answers are kept"))
        elif other := self.recording.other_day:
            day = short_day(self.recording.day, self.today)
            counts = f"{self.recording.now:%H:%M} counts for {day}"
            hint = hints(("", counts), ("y", f"for {short_day(other, self.today)}"))
        else:
            hint = self.first_hint()
        self.status.hint(hint)

    def first_hint(self) -> Content:
        """Return which keys do what before anything is chosen."""
        raise NotImplementedError

    def _save_hint(self, chosen: str) -> Content:
        """Return what Enter would save, and before a second score how to correct the first.

        As much as fits the panel at 80 columns.
        """
        already = entries_of(self.diary, self.recording.day)
        named = short_day(self.recording.day, self.today)
        # After midnight “today” could be either of two days.
        today = named if self.recording.after_midnight else "today"
        if already and not self.walk.begun:
            day = today if self.recording.day == self.recording.today else "this day"
            value = already[-1].value(MOOD.key)
            had = format_number(value) if value is not None else "an entry"
            several = len(already) > 1
            more = f" to {len(already)} entries · " if several else f" {day} has {had} · "
            way_out = ("e", "corrects one" if several else "corrects it")
            if not self.check_action("edit", ()):
                way_out = ("Esc", self.ESCAPE)
            return line(_save_button(f"Add {self.entry.chosen}"), more, hints(way_out))
        what = chosen
        if not self.walk.step:
            what += f" for {named if self.recording.chosen else today}"
        return line(_save_button("Save"), f" {what} · ", hints(("Esc", self.ESCAPE)))

    # Choosing

    def action_point(self) -> None:
        """Refuse a decimal point on a scale of whole numbers, and the digits after it."""
        if self.entry.by_digit and self.entry.chosen:
            self._refuse("point", "Whole numbers only. Nothing is chosen.")

    async def action_digit(self, digit: int) -> None:
        """Choose a score by its digit: 1 and then 0 is ten."""
        row = self.entry.row
        if not self.entry.by_digit:
            return
        after_one = self._typed == "1" and row.chosen == 1 and 10 in row.scores
        if self._typed == "point":
            self._refuse("refused", "Whole numbers only. Type one again.")
        elif digit and after_one:
            ends = f"{row.scores[0]} to {row.scores[-1]}"
            self._refuse("refused", f"1{digit} is not on the scale, {ends}.")
        else:
            self._choose(10 if after_one else digit)
            self._typed = "1" if digit == 1 else ""

    def _refuse(self, typed: Literal["refused", "point"], sentence: str) -> None:
        """Clear the choice. A following Enter is ignored: it was meant for the refused input."""
        self.entry.clear()
        self._typed = typed
        self.show_hint()
        self.warn(sentence)

    def action_move(self, by: int) -> None:
        """Choose the next lower or higher score."""
        self._choose(self.entry.row.moved(by))

    def action_end_of_scale(self, end: int) -> None:
        """Choose the lowest or the highest score."""
        self._choose(self.entry.row.scores[end])

    def action_negative(self) -> None:
        """Change the sign of the chosen score, on a scale that has one."""
        if self.entry.row.chosen:
            self._choose(-self.entry.row.chosen)

    @on(ScoreRow.Clicked)
    async def choose_clicked(self, click: ScoreRow.Clicked) -> None:
        """Choose the score that was clicked; a second click saves it."""
        self.status.clear()
        if click.again:
            await self.action_save()
        else:
            self._choose(click.score)

    def _choose(self, score: int) -> None:
        self._typed = ""
        try:
            self.entry.choose(score)
        except ValidationError as problem:
            self.warn(str(problem))
        else:
            self.show_hint()

    @on(Input.Changed)
    def follow_typing(self) -> None:
        """Update the hint and the keys while a number is typed."""
        self.show_hint()
        self.refresh_bindings()

    # Saving

    @on(Input.Submitted)
    async def action_save(self) -> None:
        """Save what was chosen; with nothing chosen, go on to the next measure."""
        try:
            rating = self.entry.rating()
        except ValidationError as problem:
            self.entry.wrong()
            self.warn(str(problem))
            return
        if rating is not None:
            await self._save_rating(rating)
        elif self._typed in ("refused", "point"):
            self._typed = ""  # nothing is skipped
        elif self.walk.step:
            self.walk = self.walk.skipped()
            await self.ask_next()
        else:
            scores = self.entry.row.scores
            accepted = f"{scores[0]} to {scores[-1]}" if self.entry.by_digit else "a number"
            self.warn(f"Nothing yet: type {accepted}, then Enter.")

    async def _save_rating(self, rating: Rating) -> None:
        """Write first, so that closing the terminal at any later moment loses nothing."""
        self.update_clock()
        measure, was_last = self.walk.asking, self.walk.last
        try:
            if begun := self.walk.check_in:
                check_in = self.session.edit(begun, "rate", ratings={rating.measure: rating.value})
            else:
                check_in = self.session.check_in(self.recording.day, ratings=(rating,))
                self.session.add(check_in)
        except (StorageError, ValidationError) as error:
            self.warn(str(error))
            return
        self.latest = check_in.id
        saved = f"Saved: {format_rating(measure, rating.value)}"
        if not self.walk.step:
            today = self.recording.today
            named = check_in.day != today or self.recording.after_midnight
            saved += f" for {short_day(check_in.day, today) if named else 'today'}"
        self.confirm(saved)
        self.walk = self.walk.rated(check_in)
        self._saved_score = int(rating.value) if was_last and measure == MOOD else None
        await self.ask_next()
        self.after_saving(rating, check_in)

    def after_saving(self, rating: Rating, check_in: CheckIn) -> None:
        """Show everywhere, soon, what is on disk now."""
        self.reload_soon()

    async def ask_next(self) -> None:
        """Ask for the measure that is next; nothing is chosen."""
        self._typed = ""
        saved = self._saved_score if not self.walk.step else None
        await self.entry.ask(self.walk.asking, saved)
        self.show_question()
        self.show_hint()
        self.refresh_bindings()

    async def undone(self) -> None:
        """Ask again for the rating that was undone."""
        self._saved_score = None
        if (begun := self.walk.check_in) is None:
            await self.ask_next()
            return
        left = entry_in(self.diary, begun.id)
        if left != begun:
            self.walk = self.walk.undone(left)
            await self.ask_next()

    # Another day

    async def action_other_day(self) -> None:
        """After midnight, record for the other one of the two days; a chosen score stays."""
        score = self.entry.row.chosen
        self.recording = replace(self.recording, by_calendar=not self.recording.by_calendar)
        await self.start_entry(None)
        if score is not None and self.walk.asking == MOOD:
            self._choose(score)

    async def start_entry(self, chosen: date | None) -> None:
        """Begin a new entry, for today or for the day chosen."""
        self.recording = replace(self.recording, chosen=chosen)
        self.latest = self._saved_score = None
        self.walk = Walk(self.walk.measures)
        self.reload()
        await self.ask_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the other day only after midnight, before a rating is saved."""
        if action == "other_day":
            return bool(self.recording.other_day) and not self.walk.begun
        return super().check_action(action, parameters)


def _save_button(label: str) -> Content:
    return clickable(line((f" ⏎ {label} ", CURSOR)), "screen.save")


def short_day(day: date, today: date) -> str:
    """Return Mon 23 Nov; in another year 23 Nov 2025, which is as short."""
    return format_day(day, today) if day.year == today.year else format_date(day, year=True)
