"""The Today screen: score entry, the to-do panel, and the chart of recent weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.getters import query_one
from textual.timer import Timer
from textual.widgets import Static

from tracker.app.chart import Chart
from tracker.app.plots import course_levels, days_plot, days_shown, legend
from tracker.app.session import Session
from tracker.app.today.rating import SCORE_BINDINGS, RatingPlace, short_day
from tracker.app.today.recording import Walk, describe_entry, entries_of, entry_in
from tracker.app.today.score import ScoreEntry, name_ends
from tracker.app.today.waiting import WaitingPanel, due, empty_days
from tracker.app.widgets import Panel, Status, hints, line, lines, path_lines, shown_path
from tracker.records import MOOD, CheckIn, Diary, Rating, ValidationError
from tracker.records.format import format_day, format_list
from tracker.records.self_harm import needs_crisis_help
from tracker.storage import StorageError

if TYPE_CHECKING:
    from tracker.app.today.numbers import Numbers

QUIET: Final = 0.2
"""Seconds without a key before the numbers are calculated again."""
WEEKS: Final = {28: "four weeks", 56: "eight weeks", 84: "twelve weeks"}


class TodayPlace(RatingPlace):
    """One day: its scores, the to-do panel, and the weeks before it."""

    NAME = "today"
    HELP = (
        "Type a number from 0 to 10 and press Enter: that is all a day needs. Ten is 1 and then 0. "
        "It is saved before it is confirmed, and u undoes it. You can rate a day as often as you "
        "like, and fill in any day afterwards."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "begin", "Start questions", tooltip="Three short questions; skip any."),
        Binding("n", "note", "Note", tooltip="Add a note."),
        Binding("d", "choose_day", "Another day", tooltip="Fill in another day."),
        Binding("e", "edit", "Edit", tooltip="Change an entry of this day."),
        Binding("g", "given", "Given", show=False, tooltip="The planned infusion was given."),
        *SCORE_BINDINGS,
    ]

    chart = query_one(Chart)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.drafts: dict[str, dict[str, str]] = {}
        """Unsaved notes, by entry id or ISO day."""
        self.numbers: Numbers | None = None
        """Figures that need the whole diary; calculated after the first paint."""
        self.welcome = False
        self._shown_size: Size | None = None
        """The size of the terminal when all was shown last."""
        self.numbers_timer: Timer | None = None
        """Runs until they are calculated; None once they are shown."""
        self._only_rating_changed = False
        """Whether only ratings changed since the numbers were calculated."""

    def compose_body(self) -> ComposeResult:
        """Lay out what a day needs, and reserve the room for what follows the first paint."""
        with Horizontal(id="top"):
            with Panel("How is your mood today?", id="mood", classes="-focus"):
                yield Static(id="ask")
                yield ScoreEntry()
                yield Status()
                yield Static(id="welcome")
            yield WaitingPanel()
        yield Horizontal(id="tiles")
        with Panel("Mood", id="chart"):
            yield Chart()
        yield Horizontal(id="low")

    # Reading and showing

    @property
    def days(self) -> int:
        """How many days the chart shows at this width."""
        return days_shown(self.app.size.width - 21)

    def read(self) -> Diary:
        """Read only the weeks shown."""
        self.update_clock()
        last = self._last_shown
        return self.session.read(last - timedelta(days=self.days - 1), last)

    @property
    def _last_shown(self) -> date:
        """The last day of the chart: today, or an earlier day that is filled in."""
        day, today = self.recording.day, self.recording.today
        return day if day <= today - timedelta(days=self.days) else today

    def show(self) -> None:
        """Show the day, the to-do panel and the weeks before."""
        self._shown_size = self.app.size
        self.update_clock()
        if not self.walk.step:
            self.walk = Walk(self.diary.asked_measures)
        self._welcome()
        self.show_question()
        self.show_hint()
        self.query_one(WaitingPanel).show(self)
        self._show_chart()
        self.refresh_bindings()
        if self.numbers:
            self._schedule_numbers()

    def on_activity(self) -> None:
        """Postpone the numbers: keys come first."""
        super().on_activity()
        if self.numbers_timer:
            self._schedule_numbers()

    def _schedule_numbers(self) -> None:
        """Calculate the numbers once no key was pressed for a moment."""
        if self.numbers_timer:
            self.numbers_timer.stop()
        quiet = QUIET if self.numbers else QUIET / 4
        update = partial(self.call_next, self._update_numbers)
        self.numbers_timer = self.app.set_timer(quiet, update)

    def _welcome(self) -> None:
        """On an empty diary, show what tracker is, around the score and not in front of it."""
        self.welcome = self.diary.empty and self.session.empty()
        self.set_class(self.welcome, "-empty")
        if self.welcome:
            from tracker.app.today.first_run import welcome_words

            asked = self._mood_of_chosen_day or "How is your mood right now?"
            offer = self.session.offers_questions()
            ask, more = welcome_words(self.session, asked, offer=offer)
            self.query_one("#ask", Static).update(ask)
            self.query_one("#welcome", Static).update(more)

    @property
    def _mood_of_chosen_day(self) -> str:
        """The question about another day that is filled in; blank for today."""
        if not self.recording.chosen:
            return ""
        return f"How was your mood on {format_day(self.recording.day, self.today)}?"

    def show_question(self) -> None:
        """Show the measure in the title of its panel, and in the frame what comes next."""
        measure, asked = self.walk.asking, self.walk.measures
        panel = self.query_one("#mood", Panel)
        if self.welcome:
            title = "Welcome"
        elif self.walk.step or measure != MOOD:
            title = f"{measure.label} · {self.walk.step + 1} of {len(asked)}"
        else:
            title = self._mood_of_chosen_day or "How is your mood today?"
        following = format_list([m.label.lower() for m in self.walk.following])
        tall = self.app.size.height >= 30
        ends = name_ends(measure)
        keys: str | Content = f"then {following}" if tall and following else "" if tall else ends
        if self.walk.step:
            keys = hints(("Enter", "skips"), ("Esc", "stops"))
            if not tall and self.entry.by_digit:
                keys = line(f"{measure.scale} · ", keys)
        elif self.recording.chosen and self.latest:
            keys = hints(("0–10", "adds another entry"), ("Esc", "today"))
        panel.entitle(title, keys)

    def _show_chart(self) -> None:
        last, today = self._last_shown, self.recording.today
        first = last - timedelta(days=self.days - 1)
        levels = course_levels(self.numbers.course if self.numbers else None, first)
        self.chart.plot = days_plot(
            self.diary,
            first,
            last,
            today=today,
            levels=levels,
            marked=self.recording.chosen,
            begun=self.numbers.begun if self.numbers else None,
        )
        width = self.app.size.width
        now = f" · last 7 days {self.numbers.now}" if self.numbers and self.numbers.now else ""
        tiles = width >= 100 and self.app.size.height >= 30
        title = f"Mood, {WEEKS[self.days]}{'' if tiles else now}"
        self.query_one("#chart", Panel).entitle(title, self._legend())

    @on(Chart.Resized)
    def show_legend(self) -> None:
        """Name the marks that a chart of this size has."""
        self.query_one("#chart", Panel).show_keys(self._legend())

    def _legend(self) -> Content:
        plot, size = self.chart.plot, self.chart.size
        return legend(plot, *size) if plot and size else Content("")

    def load_rest(self) -> None:
        """Schedule what needs the whole diary; it waits for a pause in typing.

        By the app, which is started then: a screen calls back before the first paint.
        """
        if self.is_attached:
            self.app.call_later(self._schedule_numbers)

    async def _update_numbers(self) -> None:
        """Calculate the tiles, the levels and what is still to do, from the whole diary."""
        self.numbers_timer = None
        if not self.is_attached:
            return
        from tracker.app.today.numbers import Numbers

        try:
            before = self.numbers if self._only_rating_changed else None
            self._only_rating_changed = False
            self.numbers = Numbers.of(self.session, self.diary, self.recording.today, before)
        except (StorageError, ValidationError):
            return
        await self.numbers.show(self)
        self._show_chart()
        self.query_one(WaitingPanel).show(self)

    @on(events.Resize)
    def fit_new_size(self) -> None:
        """Show as much as fits the new size. Textual may send the same size repeatedly."""
        if self.is_mounted and self.app.size != self._shown_size:
            self.call_later(self.reload)

    def first_hint(self) -> Content:
        """Return which keys do what before anything is chosen."""
        if self.recording.chosen:
            chosen_day = f"for {short_day(self.recording.day, self.today)}"
            return hints(("0–10", chosen_day), ("Enter", "saves"), ("Esc", "today"))
        if self.session.pages and not self.session.made:
            width = self.app.size.width
            room = width - (4 if width < 78 else 34 if width < 100 else 51)
            path = path_lines(shown_path(self.session.pages[0]), room)
            return lines([hints(("", "Its page"), ("r", "lists it")), *path])
        return hints(("0–10", ""), ("← →", "choose"), ("Enter", "saves"))

    def unsaved(self) -> str | None:
        """Return which score or note is not saved."""
        if self.is_attached and (chosen := self.entry.in_words):
            return f"{chosen.capitalize()} is not saved: Enter saves, q leaves."
        if any(self.drafts.values()):
            return "A note is not saved: n opens it, q leaves."
        return None

    def after_saving(self, rating: Rating, check_in: CheckIn) -> None:
        """Show crisis help after an answer about self-harm above zero."""
        self._only_rating_changed = True
        super().after_saving(rating, check_in)
        if needs_crisis_help([rating], self.diary.measures):
            from tracker.app.crisis import crisis_once

            crisis_once(self.app, self.session, check_in.id)

    # Notes, changes, other days

    def done(self, confirmation: str | None) -> None:
        """Handle a dialog's result, and go on with the score."""
        super().done(confirmation)
        self.show_hint()

    def action_note(self) -> None:
        """Write a note for the entry saved last, else the day's last one, else on its own."""
        from tracker.app.today.entry import NoteForm

        self.reload_now()
        entries = entries_of(self.diary, self.recording.day)
        about = entry_in(self.diary, self.latest) or next(reversed(entries), None)
        day = about.day if about else self.recording.day
        form = NoteForm(self.session, self.diary, day, about, self.recording.today)
        form.draft = self.drafts.setdefault(about.id if about else day.isoformat(), {})

        def closed(confirmation: str | None) -> None:
            self.done(confirmation)
            if confirmation is None and any(self.drafts.values()):
                self.warn("The note is not saved: n opens it again.")

        self.app.push_screen(form, closed)

    def action_edit(self) -> None:
        """Change the day's entry; of several, ask which, the last one first."""
        from tracker.app.dialogs import Choose

        self.reload_now()
        found = list(reversed(entries_of(self.diary, self.recording.day)))
        if len(found) > 1:
            offered = [(c.id, describe_entry(c, self.diary)) for c in found]
            question = "Which entry would you like to change?"
            self.ask(Choose(question, offered, self.latest), self._edit)
        elif found:
            self._edit(found[0].id)

    def _edit(self, check_in_id: str) -> None:
        from tracker.app.today.entry import EntryForm

        if found := entry_in(self.diary, check_in_id):
            self.entry.clear()
            self.open_form(EntryForm(self.session, self.diary, found, self.recording.today))

    def action_given(self) -> None:
        """Mark the planned infusion that is due as given, and offer its side effects."""
        from tracker.app.infusions.forms import mark_given

        self.reload_now()
        if planned := due(self.diary, self.recording.today):
            mark_given(self, planned)

    def action_begin(self) -> None:
        """Ask three short questions, unless a score was quicker."""
        from tracker.app.today.first_run import ask_first_questions

        self.reload_now()
        if self.welcome:
            ask_first_questions(self)

    def action_choose_day(self) -> None:
        """Ask for another day."""
        from tracker.app.today.entry import ChooseDay

        today = self.recording.today
        empty = next(iter(empty_days(self.diary, today)), today - timedelta(days=1))

        async def take(day: str) -> None:
            chosen, unchosen = date.fromisoformat(day), replace(self.recording, chosen=None)
            if chosen == unchosen.other_day:
                self.recording = unchosen
                await self.action_other_day()
            else:
                await self.start_entry(None if chosen == unchosen.today else chosen)

        self.ask(ChooseDay(today, self.session.calendar_day, empty), take)

    def come_back(self) -> None:
        """Today is today again, whatever day was filled in before."""
        if self.recording.chosen:
            self.call_next(self.start_entry, None)

    async def action_leave(self) -> None:
        """Stop the questions, else clear the choice, else return to today."""
        if self.walk.step:
            self.walk = Walk(self.walk.measures)
            await self.ask_next()
        elif self.entry.chosen:
            self.entry.clear()
            self.show_hint()
        elif self.recording.chosen:
            await self.start_entry(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable keys that would do nothing now."""
        if action == "begin":
            return self.welcome and self.session.offers_questions()
        if action == "undo":
            return bool(self.session.made) or not self.welcome
        if action == "given":
            return due(self.diary, self.recording.today) is not None
        if action == "edit":  # also what was saved just now and is not read yet
            return self._reloading or bool(entries_of(self.diary, self.recording.day))
        return super().check_action(action, parameters)
