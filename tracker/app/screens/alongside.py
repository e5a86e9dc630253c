"""What happened beside the mood: medicines and their doses, therapy, life, illness, questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.getters import query_one
from textual.widgets import OptionList, Static

from tracker.analysis import Window
from tracker.app.alongside_rows import alongside_rows, in_words, marks_of
from tracker.app.alongside_timeline import timeline
from tracker.app.history_rows import named
from tracker.app.medicine_steps import latest
from tracker.app.old_widgets.trend_chart import TrendChart
from tracker.app.screens.base import say_at
from tracker.app.screens.form import Form
from tracker.app.screens.list_screen import ListScreen
from tracker.app.session import Session
from tracker.records import Event

WEEKS: Final = (26, 52, 12)
"""What the timeline can show, up to today."""
EMPTY: Final = (
    "Medicines, therapy, what happened in life, illness and questions for the next visit belong "
    "here. a adds the first: its kind and a word or two are enough."
)


KEYS: Final = "Enter changes an entry; v shows 52 weeks or 12 above."


class AlongsideScreen(ListScreen):
    """A timeline of the last weeks over a list of all there is, which says the same in words."""

    DEFAULT_CSS = """
    AlongsideScreen {
        TrendChart { margin: 0 1; }
        #words { color: $text-muted; max-height: 2; }
        &.-short #words, #words.-empty { display: none; }
        OptionList { margin-top: 1; }
        &.-short OptionList { margin-top: 0; }
    }
    """
    HELP = (
        "Above, the last weeks: ├ begins, ┼ is a new dose, ┤ ends, ▶ goes on, ▼ an infusion; "
        "a letter stands for a line of the list. Below, everything; arrows choose a line. "
        "Removing asks nothing, because u brings it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", tooltip="Add a medicine, an illness, a question and so on."),
        Binding("d", "dose", "New dose", tooltip="The medicine's dose changes from a day on."),
        Binding("f", "finish", "End", tooltip="Say which day was the last one."),
        # Not in the footer, where 80 columns hold no more keys; Enter does it too.
        Binding("e", "edit", "Edit", show=False, tooltip="Change the entry under the cursor."),
        Binding("x,delete", "remove", "Remove", tooltip="Remove it; u brings it back."),
        Binding("v", "view", "View", show=False, tooltip="Show 26, 52 or 12 weeks."),
    ]

    chart = query_one(TrendChart)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.weeks = WEEKS[0]

    def compose_body(self) -> ComposeResult:
        """Lay out the timeline, the same in words, the list, and the lines that guide."""
        yield TrendChart()
        yield Static(id="words", markup=False)
        yield OptionList(compact=True, markup=False)
        yield from self.compose_lines()

    @property
    def today(self) -> date:
        """The present diary day."""
        return self.diary.day_of(self.session.now())

    @property
    def window(self) -> Window:
        """The days of the timeline."""
        return Window(self.today - timedelta(days=7 * self.weeks - 1), self.today)

    def show(self) -> None:
        """Show the timeline and the list."""
        self.title_line("Alongside")
        self._draw()
        if not self.diary.events:
            self.guide(EMPTY)

    def opened(self) -> None:
        """Say what the footer has no room for."""
        if self.diary.events:
            self.guide(KEYS)

    def on_resize(self, event: events.Resize) -> None:
        """Draw anew: how wide the terminal is decides how many days share a cell."""
        if self.rows:
            self._draw()

    def _draw(self) -> None:
        found, window = self.diary.events, self.window
        marks = marks_of(found, window)
        width, most = self.size.width - 2, self.size.height // 2 - 3
        self.chart.lines = timeline(self.diary, marks, window, width, most) if found else ()
        say_at(self.query_one("#words", Static), in_words(found, self.today))
        self.fill(alongside_rows(found, marks, self.today, self.room))

    def action_view(self) -> None:
        """Show more or fewer weeks."""
        self.weeks = WEEKS[(WEEKS.index(self.weeks) + 1) % len(WEEKS)]
        self._draw()
        self.guide(f"The last {self.weeks} weeks.")

    def action_add(self) -> None:
        """Open the form on a new entry."""
        self._edit(None)

    @on(OptionList.OptionSelected)
    def action_edit(self) -> None:
        """Open the form on the entry under the cursor."""
        if event := self._chosen():
            self._edit(event)

    def _edit(self, event: Event | None) -> None:
        from tracker.app.screens.edit_event import EditEvent

        form = EditEvent(self.session, event, self.today)
        if event:
            self.app.push_screen(form, self.done)
        else:
            self.ask_for_new(form)

    def action_dose(self) -> None:
        """Ask for the new dose of the medicine under the cursor."""
        from tracker.app.screens.new_dose import NewDose

        event = self._chosen()
        if event and event.kind == "medication":
            self._ask(NewDose, event)
        else:
            self.guide("d is for a new dose of a medicine; the cursor is not on one.")

    def action_finish(self) -> None:
        """Ask for the last day of what is under the cursor."""
        from tracker.app.screens.last_day import LastDay

        if event := self._chosen():
            self._ask(LastDay, event)

    def _ask(self, form: Callable[[Session, Event, date], Form], event: Event) -> None:
        now = latest(self.diary.events, event)
        self.app.push_screen(form(self.session, now, self.today), self.done)

    def action_remove(self) -> None:
        """Take out the entry under the cursor; undo is the way back, so nothing is asked."""
        if event := self._chosen():
            said = f"Removed: {named(event)}. u brings it back."
            self.write(self.session.remove_as, event, f"the removal of {named(event)}", said)

    def _chosen(self) -> Event | None:
        """Return the entry under the cursor."""
        chosen = self.chosen_id
        return next((event for event in self.diary.events if event.id == chosen), None)
