"""Record how today is: a digit and Enter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from tracker.app import guidance, words
from tracker.app.month import first_day
from tracker.app.saving import now_in, of_day
from tracker.app.screens.base import say_at
from tracker.app.screens.check_in_screen import CheckInScreen
from tracker.app.session import Session
from tracker.app.walk import Walk
from tracker.app.widgets.score_entry import ScoreEntry
from tracker.records import MOOD, Diary, Rating, ValidationError
from tracker.records.measure import SELF_HARM
from tracker.storage import StorageError

if TYPE_CHECKING:
    from tracker.app.widgets.month_panel import MonthPanel
    from tracker.app.widgets.welcome import Welcome


class TodayScreen(CheckInScreen):
    """One day, its check-ins and the four weeks before it."""

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
        Binding("d", "choose_day", "Day", tooltip="Fill in a day before today."),
        Binding("b", "begin", "Begin", tooltip="Three short questions, each can be skipped."),
        Binding("y", "other_day", "Other day", tooltip="Which of two days it counts for."),
        Binding("pageup", "scroll(-1)", "Scroll up", show=False),
        Binding("pagedown", "scroll(1)", "Scroll down", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.walk = Walk((MOOD,))
        self.panel: MonthPanel | None = None
        self.welcome: Welcome | None = None
        self.open = ""
        """What can be filled in again."""

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
            await self._bring_welcome()
            return
        from tracker.app.widgets.month_panel import MonthPanel

        await self.query("Welcome").remove()
        self.welcome = None
        self.panel = MonthPanel(self.diary, self.recording)
        await self.bring(self.panel)
        self.see_what_is_open()

    async def _bring_welcome(self) -> None:
        from tracker.app.widgets.welcome import Welcome

        offer = self.session.offers_questions()
        self.welcome = Welcome(self.session.store.home, offer=offer)
        await self.bring(self.welcome)

    def opened(self) -> None:
        """Say what to type."""
        self.guide(self.what_to_do())

    def read(self) -> Diary:
        """Read the four weeks shown, and no more."""
        last = self.recording.last_shown
        return self.session.read(first_day(last), last)

    def show(self) -> None:
        """Show the day, its check-ins and the weeks before."""
        self._look_at_the_clock()
        recording = self.recording
        self.title_line(recording.title, elsewhere=recording.chosen is not None)
        self._say_where()
        say_at(self.query_one("#night", Static), recording.night_line)
        if self.panel:
            self.panel.show(self.diary, recording)
        elif self.welcome and not self.diary.empty:
            self.call_later(self._bring_lower_half)
        elif self.welcome:
            self.welcome.offer = self.session.offers_questions()
        if not self.walk.step:
            self.walk = Walk(self.diary.asked_measures)
        self.refresh_bindings()

    def _say_where(self) -> None:
        """Say where the day stands among the infusions, and at the end what is open."""
        line = words.infusions_line(self.diary, self.recording.today)
        said = (line or "No infusion yet: i, then a adds one.", self.open)
        self.query_one("#infusions", Static).update(" · ".join(filter(None, said)))

    @on(events.ScreenResume)
    def see_what_is_open(self) -> None:
        """Look, after the first paint and on coming back, which questionnaires can be filled in."""
        if self.panel and self.is_current:
            from tracker.app.open_scales import open_line

            self.open = open_line(self.session, self.recording.today)
            self._say_where()

    def tick(self) -> None:
        """Follow the clock over midnight and over the start of the day."""
        before = self.recording
        self._look_at_the_clock()
        after = self.recording
        if (after.title, after.night_line) != (before.title, before.night_line):
            self.reload()
            self.see_what_is_open()

    def unsaved(self) -> str | None:
        """Name a score that was chosen or a note that was left, before the app is left."""
        return guidance.not_saved(self.entry.in_words, note=bool(self.drafts))

    @on(Input.Submitted)
    async def action_save(self) -> None:
        """Save what was chosen; with nothing chosen, go on to the next measure."""
        try:
            rating = self.entry.rating()
        except ValidationError as problem:
            self.entry.wrong(str(problem))
            return
        if rating is not None:
            await self._rate(rating)
        elif self.off_scale:
            self.off_scale = False  # it was meant for a score: nothing is skipped
        elif self.walk.step:
            self.walk = self.walk.skipped()
            await self._ask("Skipped. ")
        else:
            self.guide(f"Nothing is chosen yet. {self.what_to_do()}")

    async def _rate(self, rating: Rating) -> None:
        """Write first: closing the terminal at any later moment loses nothing."""
        self.reload_now()
        self._look_at_the_clock()
        measure, day = self.walk.asking, self.recording.day
        try:
            check_in = self.saving.rate(rating, measure, day, self.walk.check_in, self.diary)
        except StorageError as error:
            self.guide(str(error))
            return
        self._say_saved(words.rated(measure, rating), check_in.day)
        self.walk = self.walk.rated(check_in)
        await self._ask()
        self.reload_soon()
        if rating.measure == SELF_HARM and rating.value > 0:
            from tracker.app.screens.care import care_once

            care_once(self.app, self.session, check_in.id)

    def _say_saved(self, rated: str, day: date) -> None:
        day_words = words.long_day(day, self.recording.today)
        self.confirm(f"Saved: {rated} for {day_words}. u takes it back.")

    async def _ask(self, before: str = "") -> None:
        self.off_scale = False
        await self.entry.ask(self.walk.asking)
        self.guide(before + self.what_to_do())
        self.refresh_bindings()

    async def taken_back(self) -> None:
        """Ask again for the rating that was taken back."""
        self.see_what_is_open()
        if (begun := self.walk.check_in) is None:
            return
        left = now_in(self.diary, begun.id)
        if left != begun:
            self.walk = self.walk.taken_back(left)
            await self._ask()

    def action_begin(self) -> None:
        """Ask three short questions, unless a score was quicker."""
        from tracker.app.screens.first_run import ask

        self.reload_now()
        if self.diary.empty:
            ask(self)

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
        self.saving.latest = None
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
            self.guide(self.what_to_do())
        elif self.recording.chosen:
            await self._record(None)

    def action_scroll(self, by: int) -> None:
        """Scroll on a small terminal."""
        self.scroll_relative(y=by * self.size.height // 2, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what there is to choose from, to change or to begin."""
        if action == "other_day":
            recording = self.recording
            return recording.after_midnight and not recording.chosen and not self.walk.begun
        if action == "begin":
            return bool(self.welcome and self.welcome.offer)
        return super().check_action(action, parameters)

    def _look_at_the_clock(self) -> None:
        starts_at = self.diary.settings.day_starts_at
        self.recording = self.recording.at(self.session.now(), starts_at)

    def what_to_do(self) -> str:
        """Return what a key would do now."""
        chosen = self.recording.chosen
        if chosen is None:
            return guidance.what_to_do(self.walk, self.entry.in_words)
        day, already = words.long_day(chosen, self.recording.today), of_day(self.diary, chosen)
        return guidance.what_to_do(self.walk, self.entry.in_words, day=day, already=len(already))
