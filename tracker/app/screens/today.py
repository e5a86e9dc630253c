"""Record how today is: a digit and Enter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.getters import query_one
from textual.widgets import Input, Static

from tracker.app import guidance, words
from tracker.app.month import first_day
from tracker.app.recording import Recording
from tracker.app.screens.base import DiaryScreen, say_at
from tracker.app.session import Session
from tracker.app.walk import Walk
from tracker.app.widgets.score_entry import ScoreEntry
from tracker.app.widgets.score_row import ScoreRow
from tracker.records import MOOD, CheckIn, Diary, Measure, Problem, Rating
from tracker.records.catalogue import SELF_HARM
from tracker.records.days import say
from tracker.storage import StorageError

if TYPE_CHECKING:
    from tracker.app.widgets.month_panel import MonthPanel

_CHOOSE: tuple[tuple[str, str, str], ...] = (
    *((str(n), f"digit({n})", "Choose a score; 1 and then 0 is ten.") for n in range(10)),
    ("left", "move(-1)", "One less or one more."),
    ("right", "move(1)", "One less or one more."),
    ("home", "end_of_scale(0)", "The lowest or the highest score."),
    ("end", "end_of_scale(-1)", "The lowest or the highest score."),
    ("minus", "negative", "Below zero, on a scale that goes there."),
    ("full_stop", "point", ""),
)


class TodayScreen(DiaryScreen):
    """One day, its check-ins and the four weeks before it.

    Keys are bound here and not on the row, so that no focus can stand between a digit and a score.
    """

    HELP = (
        "Type a number from 0 to 10 and press Enter: that is all a day needs. Ten is 1 and then 0. "
        "It is on disk before it is confirmed, and u takes it back. "
        "As many check-ins a day as you like; any day can be filled in afterwards."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        # Never a priority: that key would overtake the digit typed just before it.
        # Not in the footer: the line above the chart says it, and 80 columns hold no more keys.
        Binding("enter", "save", "Save", show=False, tooltip="Save the chosen score."),
        # What is typed before the terminal is set up arrives with a line feed for Enter.
        Binding("ctrl+j", "save", "Save", show=False),
        *(Binding(key, do, "Score", show=False, tooltip=said) for key, do, said in _CHOOSE),
        Binding("d", "choose_day", "Day", tooltip="Fill in a day before today."),
        Binding("n", "note", "Note", tooltip="Write a note to the last check-in."),
        Binding("y", "other_day", "Count for the other day", tooltip="Which of two days."),
        Binding("pageup", "scroll(-1)", "Scroll up", show=False),
        Binding("pagedown", "scroll(1)", "Scroll down", show=False),
    ]

    entry = query_one(ScoreEntry)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.recording = Recording(session.now(), self.diary.settings.day_starts_at)
        self.walk = Walk((MOOD,))
        self.panel: MonthPanel | None = None
        self.latest: str | None = None
        """Id of the check-in saved last: the one a note is for."""
        self.cared_for: str | None = None
        """Id of the check-in after which whom to call was shown."""
        self.drafts: dict[str, str] = {}
        """Notes that were typed and left, by what they belong to."""

    def compose_body(self) -> ComposeResult:
        """Lay out what a day needs, then what the weeks before show."""
        yield Static(id="infusions", markup=False)
        yield Static(id="night", markup=False)
        yield ScoreEntry()
        yield from self.compose_lines()

    async def bring_the_rest(self) -> None:
        """Bring the lower half, then the footer."""
        await self._bring_lower_half()
        await super().bring_the_rest()

    async def _bring_lower_half(self) -> None:
        """Bring the four weeks and the day's check-ins; on an empty diary, say what this is."""
        if self.panel:
            return
        if self.diary.empty and self.session.empty():
            from tracker.app.widgets.welcome import Welcome

            await self.bring(Welcome(self.session.store.home))
            return
        from tracker.app.widgets.month_panel import MonthPanel

        await self.query("Welcome").remove()
        self.panel = MonthPanel(self.diary, self.recording)
        await self.bring(self.panel)

    def opened(self) -> None:
        """Say what to type."""
        self.guide(self._what_to_do())

    def read(self) -> Diary:
        """Read the four weeks shown, and no more."""
        last = self.recording.last_shown
        return self.session.read(first_day(last), last)

    def show(self) -> None:
        """Show the day, its check-ins and the weeks before."""
        self._look_at_the_clock()
        recording = self.recording
        self.title_line(recording.title, elsewhere=recording.chosen is not None)
        line = words.infusions_line(self.diary, recording.today)
        self.query_one("#infusions", Static).update(line or "No infusion yet: i, then a adds one.")
        say_at(self.query_one("#night", Static), recording.night_line)
        if self.panel:
            self.panel.show(self.diary, recording)
        elif self.query("Welcome") and not self.diary.empty:
            self.call_later(self._bring_lower_half)
        if not self.walk.step:
            self.walk = Walk(_mood_first(self.diary))
        self.refresh_bindings()

    def tick(self) -> None:
        """Follow the clock over midnight and over the start of the day."""
        before = self.recording
        self._look_at_the_clock()
        after = self.recording
        if (after.title, after.night_line) != (before.title, before.night_line):
            self.reload()

    def unsaved(self) -> str | None:
        """Name a score that was chosen or a note that was left, before the app is left."""
        return guidance.not_saved(self.entry.in_words, note=bool(self.drafts))

    async def action_digit(self, digit: int) -> None:
        """Choose a score by its digit."""
        if self.entry.by_digit:
            self._choose(self.entry.row.type_digit(digit))
        else:
            self.entry.type(str(digit))

    def action_move(self, by: int) -> None:
        """Choose the neighbour."""
        self._choose(self.entry.row.moved(by))

    def action_end_of_scale(self, end: int) -> None:
        """Choose the lowest or the highest score."""
        self._choose(self.entry.row.scores[end])

    def action_negative(self) -> None:
        """Change the sign of the chosen score, on a scale that has one."""
        if not self.entry.by_digit:
            self.entry.type("-")
        elif self.entry.row.chosen:
            self._choose(-self.entry.row.chosen)

    def action_point(self) -> None:
        """Write the point of a number that began before there was a field for it."""
        if not self.entry.by_digit:
            self.entry.type(".")

    @on(ScoreRow.Clicked)
    def choose_clicked(self, click: ScoreRow.Clicked) -> None:
        """Choose the score that was clicked."""
        self._choose(click.score)

    def _choose(self, score: int) -> None:
        try:
            self.entry.choose(score)
        except Problem as problem:
            self.guide(str(problem))
        else:
            self.guide(self._what_to_do())

    @on(Input.Submitted)
    async def action_save(self) -> None:
        """Save what was chosen; with nothing chosen, go on to the next measure."""
        try:
            rating = self.entry.rating()
        except Problem as problem:
            self.entry.wrong(str(problem))
            return
        if rating is not None:
            await self._rate(rating)
        elif self.walk.step:
            self.walk = self.walk.skipped()
            await self._ask("Skipped. ")
        else:
            self.guide(f"Nothing is chosen yet. {self._what_to_do()}")

    async def _rate(self, rating: Rating) -> None:
        """Write first: closing the terminal at any later moment loses nothing."""
        measure, check_in = self.walk.asking, self._with(rating)
        what = f"{words.rated_for_undo(measure, rating)} for {say(check_in.day)}"
        try:
            if self.walk.begun:
                self.session.change(check_in, what)
            else:
                self.session.add([check_in], what)
        except StorageError as error:
            self.guide(str(error))
            return
        self.latest = check_in.id
        self._saved(words.rated(measure, rating), check_in.day)
        self.walk = self.walk.rated(check_in)
        await self._ask()
        self.reload_soon()
        self._care_after(rating, check_in)

    def _care_after(self, rating: Rating, check_in: CheckIn) -> None:
        """Show whom to call, once a check-in, after thoughts of self-harm are on disk."""
        if rating.measure == SELF_HARM and rating.value > 0 and self.cared_for != check_in.id:
            from tracker.app.screens.care import after_saving

            self.cared_for = check_in.id
            self.app.push_screen(after_saving(self.session))

    def _with(self, rating: Rating) -> CheckIn:
        """Return the check-in with one rating more, as a new one where none was begun."""
        if (begun := self._on_disk(self.walk.check_in)) is not None:
            others = (r for r in begun.ratings if r.measure != rating.measure)
            return replace(begun, ratings=(*others, rating))
        self._look_at_the_clock()
        return self.session.check_in(self.recording.day, ratings=(rating,))

    def _on_disk(self, check_in: CheckIn | None) -> CheckIn | None:
        """Return a check-in as it is on disk: a note may have joined it, or a rating just now."""
        self.reload_now()
        if check_in is None:
            return None
        return next((c for c in self.diary.check_ins if c.id == check_in.id), check_in)

    def _saved(self, what: str, day: date) -> None:
        self.confirm(
            f"Saved: {what} for {words.long_day(day, self.recording.today)}. u takes it back."
        )

    async def _ask(self, before: str = "") -> None:
        await self.entry.ask(self.walk.asking)
        self.guide(before + self._what_to_do())
        self.refresh_bindings()

    async def taken_back(self) -> None:
        """Ask again for the rating that was taken back."""
        if (begun := self.walk.check_in) is None:
            return
        left = next((c for c in self.diary.check_ins if c.id == begun.id), None)
        if left != begun:
            self.walk = self.walk.taken_back(left)
            await self._ask()

    def action_note(self) -> None:
        """Write a note to the check-in saved last, else to the day's last one, else on its own."""
        from tracker.app.screens.note import NoteForm

        self.reload_now()
        of_day = [c for c in self.diary.check_ins if c.day == self.recording.day]
        saved = next((c for c in self.diary.check_ins if c.id == self.latest), None)
        about = saved or (of_day[-1] if of_day else None)
        day = about.day if about else self.recording.day
        form = NoteForm(self.session, self.diary, day, about, self.drafts)
        self.app.push_screen(form, self._noted)

    def _noted(self, confirmation: str | None) -> None:
        self.done(confirmation)
        if confirmation is None and self.drafts:
            self.guide("The note is not saved. n brings back what you typed.")

    def action_choose_day(self) -> None:
        """Ask for another day."""
        from tracker.app.screens.choose_day import ChooseDay

        self.app.push_screen(ChooseDay(self.recording.today), self._turn_to)

    async def _turn_to(self, day: str | None) -> None:
        if day is None:
            return
        chosen = date.fromisoformat(day)
        await self._record(None if chosen == self.recording.today else chosen)

    async def action_other_day(self) -> None:
        """After midnight, count for the other one of the two days."""
        self.recording = replace(self.recording, by_calendar=not self.recording.by_calendar)
        await self._record(None)

    async def _record(self, chosen: date | None) -> None:
        """Begin a new check-in, for today or for the day chosen."""
        self.recording = replace(self.recording, chosen=chosen)
        self.latest = None
        self.walk = Walk(self.walk.measures)
        self.reload()
        await self._ask()

    async def action_leave(self) -> None:
        """Stop where things stand: a check-in, a choice, then another day."""
        if self.walk.step:
            self.walk = Walk(self.walk.measures)
            await self._ask("All you saved is kept. ")
        elif self.entry.chosen:
            self.entry.clear()
            self.guide(self._what_to_do())
        elif self.recording.chosen:
            await self._record(None)

    def action_scroll(self, by: int) -> None:
        """Scroll on a small terminal."""
        self.scroll_relative(y=by * self.size.height // 2, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the other day only while there are two to choose from."""
        if action == "other_day":
            recording = self.recording
            return recording.after_midnight and not recording.chosen and not self.walk.begun
        return True

    def _look_at_the_clock(self) -> None:
        starts_at = self.diary.settings.day_starts_at
        self.recording = self.recording.at(self.session.now(), starts_at)

    def _what_to_do(self) -> str:
        filling_in = self.recording.chosen is not None
        return guidance.what_to_do(self.walk, self.entry.in_words, filling_in=filling_in)


def _mood_first(diary: Diary) -> tuple[Measure, ...]:
    return tuple(sorted(diary.active_measures, key=lambda measure: measure.key != MOOD.key))
