"""All that was written down: to read, to find, to put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tracker.app.history_filter import SOURCES, TAKEN_OUT, Filter
from tracker.app.history_rows import Entry, entries, lines, named, taken_out
from tracker.app.screens.base import DiaryScreen, say_at
from tracker.app.screens.form import Form
from tracker.app.session import Session
from tracker.records import CheckIn, Diary, Event, Infusion, ValidationError
from tracker.storage import Record, StorageError

AT_ONCE: Final = 200
"""Lines made at a time; more follow when the cursor comes to the last one."""
_OF_WHAT_IS_THERE: Final = {"edit", "remove", "earlier"}
NOTHING: Final = "Nothing is written down yet. t goes to Today, where a day needs two keys."
NONE_TAKEN_OUT: Final = "Nothing was taken out. Esc shows all that is there."
KEYS: Final = "f finds words, d days, k kinds, m a measure; h shows how an entry was before."


class HistoryScreen(DiaryScreen):
    """A list with the newest entry on top; every key acts on the line under the cursor."""

    DEFAULT_CSS = """
    HistoryScreen {
        OptionList {
            height: 1fr; border: none; background: $background; padding: 0;
            margin: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
        }
        Input { margin: 0 1; display: none; }
        Input.-open { display: block; }
        #asked { color: $text-muted; }
    }
    """
    AUTO_FOCUS = "OptionList"
    HELP = (
        "All that was written down, the newest first. Arrows choose a line; late was written two "
        "or more days afterwards, edited says something else now than it once did. "
        "What is found by words, days, kind and measure must all be so; Esc shows everything "
        "again. The last kind is what was taken out; there b brings an entry back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "bring_back", "Bring back", tooltip="Bring back what was taken out."),
        Binding("e", "edit", "Edit", tooltip="Change the entry under the cursor."),
        Binding("x,delete", "remove", "Remove", tooltip="Remove it; u brings it back."),
        Binding("f,slash", "find", "Find", tooltip="Find words in the entries."),
        Binding("d", "days", "Days", show=False, tooltip="Show only some days."),
        Binding("k", "next_source", "Kind", show=False, tooltip="Show one kind of entries."),
        Binding("m", "next_measure", "Measure", show=False, tooltip="Show one measure's entries."),
        Binding("h", "earlier", "Before", show=False, tooltip="How the entry was before."),
        Binding("down", "to_the_list", "To the list", show=False),
    ]

    history = query_one(OptionList)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.filter = Filter()
        self.entries: list[Entry] = []
        self.found: list[Entry] = []
        self.edited: frozenset[str] = frozenset()
        self.removed: tuple[Record, ...] = ()
        """What was taken out, read only while it is shown."""

    def compose_body(self) -> ComposeResult:
        """Lay out what is asked for, the list, then the lines that confirm and guide."""
        yield Static(id="asked", markup=False)
        yield Input(placeholder="words to find", compact=True, max_length=100)
        yield OptionList(compact=True, markup=False)
        yield from self.compose_lines()

    @property
    def today(self) -> date:
        """The present diary day."""
        return self.diary.day_of(self.session.now())

    @property
    def among_removed(self) -> bool:
        """Whether what was taken out is shown."""
        return self.filter.source == TAKEN_OUT

    def opened(self) -> None:
        """Say which keys find something."""
        self.guide("" if self.diary.empty else KEYS)

    def read(self) -> Diary:
        """Read everything, and which of it says something else now."""
        self.edited = self.session.store.edited_ids()
        self.removed = self.session.store.removed() if self.among_removed else ()
        return self.session.read()

    def show(self) -> None:
        """Make the entries anew and show those asked for."""
        self.title_line("History")
        gone = self.among_removed
        found = taken_out(self.removed, self.diary) if gone else entries(self.diary, self.edited)
        self.entries = found
        self._show_found()

    def _show_found(self) -> None:
        """Show what is asked for, the cursor on the same entry, else on the same line."""
        chosen, line = self._chosen(), self.history.highlighted or 0
        self.found = self.filter.of(self.entries)
        ids = [entry.id for entry in self.found]
        line = ids.index(chosen.id) if chosen and chosen.id in ids else min(line, len(ids) - 1)
        self.history.clear_options()
        self._make_lines(line + AT_ONCE)
        self.history.highlighted = line if ids else None
        say_at(self.query_one("#asked", Static), self._asked())

    def _make_lines(self, upto: int) -> None:
        made = self.history.option_count
        shown = self.found[made:upto]
        years = any(entry.day.year != self.today.year for entry in self.found)
        texts = lines(shown, self.today, years=years)
        self.history.add_options(Option(Content(text)) for text in texts)

    def _asked(self) -> str:
        """Return how many entries there are, and what is asked for."""
        if not self.entries:
            return NONE_TAKEN_OUT if self.among_removed else NOTHING
        count = f"{len(self.entries):,} entr{'y' if len(self.entries) == 1 else 'ies'}"
        if not self.filter.asks:
            return count
        return f"{len(self.found):,} of {count}: {self.filter.words(self.today)}. Esc shows all."

    @on(OptionList.OptionHighlighted)
    def make_more_lines(self, event: OptionList.OptionHighlighted) -> None:
        """Make the lines that come next, once the cursor stands on the last one."""
        if event.option_index + 1 == self.history.option_count < len(self.found):
            self._make_lines(self.history.option_count + AT_ONCE)

    @on(Input.Changed)
    def find_typed(self, event: Input.Changed) -> None:
        """Show what holds the words typed so far."""
        self._ask_for(replace(self.filter, text=event.value))

    @on(Input.Submitted)
    def action_to_the_list(self) -> None:
        """Go to what was found."""
        self.query_one(Input).set_class(bool(self.filter.text), "-open")
        self.history.focus()
        self.guide(KEYS)

    def action_find(self) -> None:
        """Ask for words."""
        entry = self.query_one(Input)
        entry.add_class("-open")
        entry.focus()
        self.guide("Enter goes to what was found; Esc shows everything again.")

    def action_days(self) -> None:
        """Ask for days."""
        from tracker.app.screens.choose_days import ChooseDays

        form = ChooseDays(self.today, self.filter.first, self.filter.last)
        self.app.push_screen(form, self._show_days)

    def _show_days(self, days: str | None) -> None:
        if days is not None:
            first, last = (date.fromisoformat(d) if d else None for d in days.split("/"))
            self._ask_for(replace(self.filter, first=first, last=last))

    def action_next_source(self) -> None:
        """Show the next kind of entries alone, after the last one all of them."""
        kinds = ["", *SOURCES]
        following = kinds[(kinds.index(self.filter.source) + 1) % len(kinds)]
        self._ask_for(replace(self.filter, source=following))

    def action_next_measure(self) -> None:
        """Show the check-ins that rate the next measure, after the last one all entries."""
        measures = [None, *self.diary.measures]
        asked = self.filter.measure
        place = measures.index(asked) if asked in measures else 0
        self._ask_for(replace(self.filter, measure=measures[(place + 1) % len(measures)]))

    def _ask_for(self, asked: Filter) -> None:
        if asked == self.filter:
            return
        before, self.filter = self.among_removed, asked
        if before == self.among_removed:
            self._show_found()
            return
        self.reload()
        self.refresh_bindings()

    async def action_leave(self) -> None:
        """Show everything again; from there, go back to Today."""
        entry = self.query_one(Input)
        if self.filter.asks or entry.has_focus:
            entry.clear()
            entry.remove_class("-open")
            self.action_to_the_list()
            self._ask_for(Filter())
        else:
            await super().action_leave()

    @on(OptionList.OptionSelected)
    def action_edit(self) -> None:
        """Open the form on the entry under the cursor."""
        if (entry := self._chosen()) is None:
            return
        if self.among_removed:
            self.guide("b brings it back; then it can be changed.")
        elif form := self._form(entry.record):
            self.app.push_screen(form, self.done)
        else:
            self.guide("A questionnaire stays as it was filled in; x removes it.")

    def _form(self, record: Record) -> Form | None:
        """Return the form for a kind of record, imported when it is needed."""
        from tracker.app.screens.edit_check_in import EditCheckIn
        from tracker.app.screens.edit_event import EditEvent
        from tracker.app.screens.edit_infusion import EditInfusion

        if isinstance(record, CheckIn):
            return EditCheckIn(self.session, self.diary, record, self.today)
        if isinstance(record, Infusion):
            return EditInfusion(self.session, record, self.today, new=False)
        return EditEvent(self.session, record, self.today) if isinstance(record, Event) else None

    def action_remove(self) -> None:
        """Take out the entry under the cursor; undo is the way back, so nothing is asked."""
        if (entry := self._chosen()) is None:
            return
        try:
            self.session.remove(entry.record, f"the removal of {named(entry.record)}")
        except StorageError as error:
            self.guide(str(error))
        else:
            self.done(f"Removed: {named(entry.record)}. u brings it back.")

    def action_bring_back(self) -> None:
        """Write an entry that was taken out down again, as a change of its own."""
        from tracker.app.screens.earlier import check_measures

        if (entry := self._chosen()) is None:
            return
        try:
            check_measures(entry.record, self.diary)
            self.session.add([entry.record], f"the return of {named(entry.record)}")
        except (ValidationError, StorageError) as refusal:
            self.guide(str(refusal))
        else:
            self.done(f"Brought back: {named(entry.record)}. u takes it out again.")

    def action_earlier(self) -> None:
        """Show how the entry under the cursor was before."""
        from tracker.app.screens.earlier import Earlier

        if (entry := self._chosen()) is None:
            return
        try:
            states = self.session.store.states(entry.record)
        except StorageError as error:
            self.guide(str(error))
        else:
            self.app.push_screen(Earlier(self.session, self.diary, states), self.done)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys of the list out while words are typed, and those that would not do."""
        if action == "bring_back":
            return self.among_removed
        if self.among_removed and action in _OF_WHAT_IS_THERE:
            return False
        return action != "find" or not self.query_one(Input).has_focus

    def _chosen(self) -> Entry | None:
        """Return the entry under the cursor."""
        line = self.history.highlighted
        return self.found[line] if line is not None and line < len(self.found) else None
