"""History: a table of all entries, its filter, and the details of the row chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.widgets import DataTable, Input, Static

from tracker.app.events.forms import EventForm
from tracker.app.fields import LineInput
from tracker.app.history.dialogs import ChooseDays, Versions, check_measures
from tracker.app.history.entries import (
    REMOVED,
    SOURCES,
    Entry,
    EntryDetail,
    Filter,
    entries,
    make_entry,
)
from tracker.app.infusions.forms import InfusionForm
from tracker.app.listing import ListPlace, Table
from tracker.app.session import Session
from tracker.app.themes import colourless
from tracker.app.today.entry import EntryForm
from tracker.app.widgets import KEY, SLIM, Panel, Part, clickable, hints, line, lines, segment
from tracker.records import CheckIn, Diary, Event, Infusion
from tracker.records.format import format_day, shorten
from tracker.records.questionnaires import KnownQuestionnaires
from tracker.storage import Record, StorageError

AT_ONCE: Final = 200
"""Rows made at a time; more follow when the cursor comes to the last one."""
COLUMNS: Final = ("Day", "Time", "Kind", "What")


class Entries(Table):
    """The list, which End takes to the oldest entry, not to the last row made so far."""

    def action_scroll_bottom(self) -> None:
        """Make all rows, and go to the last."""
        self.query_ancestor(HistoryPlace).make_rows()
        super().action_scroll_bottom()


class HistoryPlace(ListPlace):
    """Every key acts on the row under the cursor; a click selects, a second one opens."""

    NAME = "history"
    INVITATION = (
        "Nothing here yet",
        "All that you save is listed here, the newest first.",
        [("t", "rate today: a number and Enter"), ("i", "add an infusion")],
        "Each change can be undone; what was removed stays here, too.",
    )
    # Not the kinds: Removed is one of them, and needs no entry to be left.
    NEEDS_ONE = frozenset(("edit", "remove", "versions", "find", "days", "next_measure"))
    HELP = (
        "Everything you wrote, the newest first. +1 is after midnight, counts for the day before. "
        "edited: changed after it was first saved. Only entries that match everything you chose "
        "are shown; Esc shows everything again. 6 shows what you removed; Enter restores it."
    )
    HINT = hints(("", "1 to 6: a kind"), ("d", "days"), ("m", "a measure"))
    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,e", "edit", "Edit", key_display="⏎", tooltip="Change the entry."),
        Binding("enter,e", "restore", "Restore", key_display="⏎", tooltip="Restore the entry."),
        Binding("x,delete", "remove", "Remove", tooltip="Remove it; u undoes it."),
        Binding("slash", "find", "Find", key_display="/", tooltip="Find words."),
        Binding("k", "next_kind", "Kind", tooltip="The next kind of entries."),
        Binding("d", "days", "Days", tooltip="Only some days."),
        Binding("m", "next_measure", "Measure", show=False, tooltip="Only one measure's entries."),
        Binding("z", "versions", "Versions", show=False, tooltip="How the entry was before."),
        *(
            Binding(str(n), f"kind({n - 1})", "Kind", show=False, tooltip="Only one kind.")
            for n in range(1, len(SOURCES) + 1)
        ),
    ]
    DEFAULT_CSS = """
    HistoryPlace {
        #kinds { height: 1; padding: 0 1; }
        #find { display: none; height: 1; padding: 0 1; border: none; background: $field; }
        #find.-open { display: block; }
        #main { height: 1fr; }
        #list { width: 1fr; height: 100%; }
        #none { display: none; height: 1fr; content-align: center middle; text-align: center; }
        &.-none #none { display: block; }
        &.-none Table { height: 1; }
        &.-wide EntryDetail { width: 32; }
        &.-wide EntryDetail, &.-broad EntryDetail { display: block; }
    }
    """
    table = query_one(Table)
    detail = query_one(EntryDetail)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.filter = Filter()
        self.entries: list[Entry] = []
        self.found: list[Entry] = []
        self.edited: frozenset[str] = frozenset()
        self.removed: tuple[Record, ...] = ()
        """The removed records, read only while they are shown."""
        self.forms: KnownQuestionnaires = ()
        """The questionnaires, which give the records their titles."""

    def compose_list(self) -> ComposeResult:
        """Lay out the kinds, the search field, the table, and the details of the row chosen."""
        yield Static(id="kinds")
        find = LineInput(placeholder="words to find", max_length=100)
        find.id = "find"
        yield find
        with Horizontal(id="main"):
            with Panel("History", id="list"):
                yield Entries()
                yield Static(id="none")
            yield EntryDetail()

    @property
    def among_removed(self) -> bool:
        """Whether removed records are shown."""
        return self.filter.source == REMOVED

    # Reading and showing

    def read(self) -> Diary:
        """Read all records, and which of them were edited."""
        store = self.session.store
        self.edited = store.edited_ids()
        self.removed = store.removed() if self.among_removed else ()
        diary = self.session.read()
        if diary.assessments or self.removed:
            self.forms, _ = self.session.questionnaires()
        return diary

    @property
    def empty(self) -> bool:
        """Whether there are no entries at all, not only none that match."""
        return not self.entries and not self.filter.active

    def show(self) -> None:
        """Make the entries again and show those that match."""
        if self.among_removed:
            self.entries = [
                make_entry(record, self.diary, {}, forms=self.forms) for record in self.removed
            ]
        else:
            self.entries = entries(self.diary, self.edited, self.forms)
        super().show()

    def show_list(self) -> None:
        """Show the entries that match, the cursor on the same entry, else on the same row."""
        self.found = self.filter.of(self.entries)
        key, row = self.table.chosen_key, self.table.cursor_row
        place = next((n for n, e in enumerate(self.found) if e.id == key), row)
        shown = self.found[: place + AT_ONCE]
        columns = [COLUMNS[n] for n in self._columns] if shown else []
        self.table.fill(columns, self._rows(shown))
        self.set_class(not shown, "-none")
        asked = self.filter.words(self.today)
        if not shown:
            said = f"Nothing {asked}" if asked else "Nothing of this kind yet"
            if self.among_removed and not asked:
                said = "Nothing is removed. What you remove waits here, and Enter restores it."
            none = lines([said, "", hints(("Esc", "shows all entries"))])
            self.query_one("#none", Static).update(none)
        self.refresh_bindings()
        self._show_kinds()
        self._show_title(asked)
        self._show_detail()

    def _rows(self, found: Iterable[Entry]) -> list[tuple[str, list[Content | str]]]:
        narrow, columns = self.app.size.width < 78, self._columns
        rows = ((entry.id, entry.cells(self.today, narrow=narrow)) for entry in found)
        return [(record_id, [cells[n] for n in columns]) for record_id, cells in rows]

    @property
    def _columns(self) -> Sequence[int]:
        """The columns that leave room for what was written; which those are, of `COLUMNS`."""
        return range(len(COLUMNS)) if self.app.size.width >= SLIM else (0, len(COLUMNS) - 1)

    def _show_kinds(self) -> None:
        parts: list[Part] = []
        bare = colourless(self.app)
        space = " " if self.app.size.width >= 78 else ""
        for n, (source, word, _) in enumerate(SOURCES):
            shown = segment(word, chosen=source == self.filter.source, bare=bare)
            chip = line((f"{n + 1}", KEY), space, shown, " ")
            parts.append(clickable(chip, f"screen.kind({n})"))
        self.query_one("#kinds", Static).update(line(*parts))

    def _show_title(self, asked: str) -> None:
        count = f"{len(self.found):,}"
        if len(self.found) != len(self.entries):
            count = f"{count} of {len(self.entries):,}"
        noun = "removed" if self.among_removed else "entry" if count == "1" else "entries"
        title = f"History · {count} {noun}{f', {asked}' if asked else ''}"
        keys = hints(("Esc", "shows all")) if self.filter.active else line("newest first")
        self.query_one("#list", Panel).entitle(title, keys)

    @on(events.DescendantFocus)
    def _keys_changed(self) -> None:
        if not self.empty:
            self.call_after_refresh(self._show_detail)

    @on(DataTable.RowHighlighted)
    def _row_changed(self) -> None:
        made = self.table.row_count
        if self.table.cursor_row + 1 >= made:  # at the last one made so far
            self.make_rows(AT_ONCE)
        self.call_after_refresh(self._show_detail)

    def make_rows(self, number: int | None = None) -> None:
        """Make the rows of the next entries, or of all that follow."""
        made = self.table.row_count
        if made < len(self.found):
            self.table.extend(self._rows(self.found[made:][:number]))

    @property
    def chosen(self) -> Entry | None:
        """The entry under the cursor."""
        row = self.table.cursor_row
        return self.found[row] if row in range(len(self.found)) else None

    def _show_detail(self) -> None:
        """Show the entry beside the list; where there is no room for that, its note below."""
        if not self.is_attached:
            return
        entry = self.chosen
        keys = self.HINT
        if not self.among_removed:
            keys = line(keys, " · ", hints(("z", "earlier versions")))
        if self.query_one("#find", Input).has_focus:  # which takes the letters and digits
            keys = hints(("Enter", "goes to the list"), ("Esc", "shows all"))
        if entry and self.app.size.width < 100:
            self.status.hint(line("Note: ", entry.note) if entry.note else keys)
        else:
            self.status.hint(keys)
            self.detail.show(entry, self.diary, self.today, removed=self.among_removed)

    # Finding

    def action_kind(self, n: int) -> None:
        """Show only one kind of entries."""
        self._set_filter(replace(self.filter, source=SOURCES[n][0]))

    def action_next_kind(self) -> None:
        """Show only the next kind; after the last one, all."""
        names = [name for name, _, _ in SOURCES]
        self.action_kind((names.index(self.filter.source) + 1) % len(SOURCES))

    def action_next_measure(self) -> None:
        """Show only entries that rate the next measure; after the last one, all."""
        measures = [None, *self.diary.measures]
        asked = self.filter.measure
        place = measures.index(asked) if asked in measures else 0
        self._set_filter(replace(self.filter, measure=measures[(place + 1) % len(measures)]))

    def action_find(self) -> None:
        """Open the search field."""
        field = self.query_one("#find", Input)
        field.add_class("-open")
        field.focus()

    @on(Input.Changed)
    def find_typed(self, event: Input.Changed) -> None:
        """Show the entries with the words typed so far."""
        self._set_filter(replace(self.filter, text=event.value))

    @on(Input.Submitted)
    def to_the_list(self) -> None:
        """Go to the entries found."""
        self.query_one("#find", Input).set_class(bool(self.filter.text), "-open")
        self.table.focus()

    def action_days(self) -> None:
        """Ask for the first and last day."""
        form = ChooseDays(self.today, self.session.calendar_day, self.filter)
        self.ask(form, lambda _: self._set_filter(form.chosen))

    def _set_filter(self, new: Filter) -> None:
        if new == self.filter:
            return
        before, self.filter = self.among_removed, new
        if before == self.among_removed:
            self.show_list()
        else:
            self.reload()

    async def action_leave(self) -> None:
        """Show everything again; from there, go back to Today."""
        field = self.query_one("#find", Input)
        if not self.filter.active and not field.has_focus:
            await super().action_leave()
            return
        field.clear()
        field.remove_class("-open")
        self.table.focus()
        self._set_filter(Filter())

    # Changing

    @on(DataTable.RowSelected)
    def action_edit(self) -> None:
        """Open the form on the entry under the cursor; one that was removed is restored."""
        if (entry := self.chosen) is None or self.query_one("#find", Input).has_focus:
            return
        if self.among_removed:
            self.action_restore()
            return
        if isinstance(record := entry.record, CheckIn):
            self.open_form(EntryForm(self.session, self.diary, record, self.today))
        elif isinstance(record, Infusion):
            self.open_form(InfusionForm(self.session, record, self.today, self.diary))
        elif isinstance(record, Event):
            self.open_form(EventForm(self.session, record, self.today))
        else:
            self.warn("A questionnaire stays as it was filled in; x removes it.")

    def action_remove(self) -> None:
        """Remove the entry under the cursor."""
        if entry := self.chosen:
            self.remove_record(entry.record, self._named(entry))

    def action_restore(self) -> None:
        """Restore a removed entry, as a change of its own."""
        if (entry := self.chosen) is None:
            return

        def restore() -> None:
            check_measures(entry.record, self.diary)
            self.session.restore(entry.record)

        self.attempt(restore, f"Restored: {self._named(entry)}")

    def _named(self, entry: Entry) -> str:
        day = format_day(entry.day, self.today)
        if entry.kind == "infusion":
            return f"the infusion of {day}"
        return f"{shorten(entry.what.plain, 40)}, {day}"

    def action_versions(self) -> None:
        """Show how the entry under the cursor was before."""
        if (entry := self.chosen) is None:
            return
        try:
            states = self.session.store.states(entry.record)
        except StorageError as error:
            self.warn(str(error))
        else:
            self.open_form(Versions(self.session, self.diary, states, self.forms))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what does nothing without an entry, or with one that was removed."""
        if not self.found and action in ("edit", "restore", "remove", "versions"):
            return False
        if action == "restore":
            return self.among_removed
        if self.among_removed and action in ("edit", "remove", "versions"):
            return False
        return super().check_action(action, parameters)
