"""A dialog that asks for a few things and writes them down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Footer, Input, Static, TextArea

from tracker.app.screens.dialog import Dialog
from tracker.app.widgets.choice_row import ChoiceRow
from tracker.app.widgets.field import Field
from tracker.app.widgets.note_area import NoteArea
from tracker.records import Problem
from tracker.storage import StorageError


class Form(Dialog[str | None]):
    """Fields under a title. Ends with the sentence that confirms, or None for leaving.

    The form itself writes, so that after a refusal it is still there with all that was typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # Never a priority: that key would overtake the letters typed just before it.
        Binding("enter", "save", "Save", show=False),
        # Shown as Enter, which a field takes for itself and hands on.
        Binding("ctrl+s", "save", "Save", key_display="Enter", tooltip="Save."),
        Binding("escape", "leave", "Leave", key_display="Esc", tooltip="Leave without saving."),
        Binding("down", "app.focus_next", "Next field", show=False),
        Binding("up", "app.focus_previous", "Field before", show=False),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title
        self._ready = False
        self._early: list[events.Key] = []

    def compose(self) -> ComposeResult:
        """Lay out the title, the fields, and a line for what concerns none of them."""
        with Vertical(id="dialog"):
            yield Static(self.heading, id="heading", markup=False)
            with VerticalScroll(id="fields", can_focus=False):
                yield from self.compose_fields()
            yield Static(id="refused", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def compose_fields(self) -> Iterable[Field]:
        """Lay out what is asked for."""
        return ()

    def write(self) -> str:
        """Write what was typed and return the sentence that confirms it.

        Raises:
            Problem: a field was not understood; its name tells beside which one to say so.
            StorageError: it could not be written.
        """
        raise NotImplementedError

    def on_mount(self) -> None:
        """Take up what was typed while this was coming, in the order it was typed."""
        self._ready = True
        for event in self._early:
            if not self._insert(event) and event.key == "enter":
                self.action_save()

    def take(self, event: events.Key) -> bool:
        """Keep a key until there is a field for it; then write it there."""
        if self._ready:
            return self._insert(event)
        self._early.append(event)
        return True

    def on_key(self, event: events.Key) -> None:
        """Write down what came here before any field could take it."""
        if self._insert(event):
            event.stop()

    def _insert(self, event: events.Key) -> bool:
        if not event.is_printable or event.character is None:
            return False
        if isinstance(self.focused, Input):
            self.focused.insert_text_at_cursor(event.character)
        elif isinstance(self.focused, TextArea) and not self.focused.read_only:
            self.focused.insert(event.character)
        return isinstance(self.focused, Input | TextArea)

    @on(Input.Submitted)
    @on(NoteArea.Submitted)
    def action_save(self) -> None:
        """Write, and leave only when it is on disk. A key held down must not write twice."""
        if self.is_current:
            self._save()
        for note in self.query(NoteArea):
            note.read_only = False

    def _save(self) -> None:
        self._refuse("")
        try:
            confirmation = self.write()
        except Problem as problem:
            self._refuse_field(problem)
        except StorageError as error:
            self._refuse(str(error))
        else:
            self.dismiss(confirmation)

    def action_leave(self) -> None:
        """Leave without saving."""
        self.dismiss(None)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceRow.Changed)
    def typed(self, event: Input.Changed | TextArea.Changed | ChoiceRow.Changed) -> None:
        """Take back what was wrong with a field as soon as it is typed in again."""
        field = next((n for n in event.control.ancestors if isinstance(n, Field)), None)
        if field is not None:
            self.read_again(field)

    def read_again(self, field: Field) -> None:
        """Say beside a field what helps with it now."""
        field.beside()

    def field(self, name: str) -> Field:
        """Return a field by its name."""
        return self.query_one(f"#field-{name.replace(' ', '-')}", Field)

    def _refuse_field(self, problem: Problem) -> None:
        fields = [field for field in self.query(Field) if field.field == problem.field]
        if fields:
            fields[0].wrong(str(problem))
        else:
            self._refuse(str(problem))

    def _refuse(self, sentence: str) -> None:
        self.query_one("#refused", Static).update(sentence)
