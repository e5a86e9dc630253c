"""A dialog that asks for a few things and writes them down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from tracker.app.old_widgets.choice_row import ChoiceRow
from tracker.app.old_widgets.entry import Entry
from tracker.app.old_widgets.field import Field, step_focus
from tracker.app.old_widgets.keys_line import KeysLine
from tracker.app.old_widgets.note_area import NoteArea
from tracker.app.screens.dialog import Dialog
from tracker.records import ValidationError
from tracker.storage import StorageError

NOT_SAVED: Final = "This is not saved yet: Enter saves it, Ctrl+Q again leaves without."
HOW_TO_CHOOSE: Final = "← and → choose here; Tab goes on to the next line."


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
        Binding("down", "neighbour(1)", "Next field", show=False),
        Binding("up", "neighbour(-1)", "Field before", show=False),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title
        self._ready = False
        self._early: list[events.Key] = []
        self._untouched: dict[str, str] = {}
        self.draft: dict[str, str] = {}
        """What was typed here before and left, by its field; whoever opens the form may keep it."""

    def compose(self) -> ComposeResult:
        """Lay out the title, the fields, and a line for what concerns none of them."""
        with Vertical(id="dialog"):
            yield Static(self.heading, id="heading", markup=False)
            with VerticalScroll(id="fields", can_focus=False):
                yield from self.compose_fields()
            yield Static(id="refused", markup=False)
        yield KeysLine()

    def compose_fields(self) -> Iterable[Field]:
        """Lay out what is asked for."""
        return ()

    def write(self) -> str:
        """Write what was typed and return the sentence that confirms it.

        Raises:
            ValidationError: a field was not understood; its name tells beside which one to say so.
            StorageError: it could not be written.
        """
        raise NotImplementedError

    def on_mount(self) -> None:
        """Take up what was typed while this was coming, in the order it was typed."""
        self._ready = True
        self._untouched = self._all_typed()
        self._bring_back()
        for event in self._early:
            if not self.is_current:
                self.app.post_message(events.Key(event.key, event.character))
            elif not self._insert(event):
                self.at_once(event.key)

    def _bring_back(self) -> None:
        for name, text in self.draft.items():
            self.field(name).fill(text)
        if self.draft:
            said = f"{self.heading}: what you typed before is here again"
            self.query_one("#heading", Static).update(said)

    def take(self, event: events.Key) -> bool:
        """Keep a key until there is a field for it; then write it there."""
        if self._ready:
            return self._insert(event) or (event.key == "enter" and self.at_once("enter"))
        self._early.append(event)
        return True

    def on_key(self, event: events.Key) -> None:
        """Write down what came here before any field could take it."""
        if self._insert(event):
            event.stop()
        elif isinstance(self.focused, ChoiceRow) and event.is_printable and event.key != "space":
            event.stop()
            self._refuse(HOW_TO_CHOOSE)

    def at_once(self, key: str) -> bool:
        """Save, or go to a neighbour."""
        if key == "enter":
            self.action_save()
        elif key in ("up", "down"):
            self.action_neighbour(1 if key == "down" else -1)
        else:
            return False
        return True

    def action_neighbour(self, by: int) -> None:
        """Go to the next field or the one before; at an end, stay."""
        step_focus(self, by)

    def _insert(self, event: events.Key) -> bool:
        if isinstance(self.focused, Entry):
            return self.focused.edit(event)
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
        except ValidationError as problem:
            self._refuse_field(problem)
        except StorageError as error:
            self._refuse(str(error))
        else:
            self.draft.clear()
            self.dismiss(confirmation)

    def unsaved(self) -> str | None:
        """Say that something was typed, and what would keep it."""
        return None if self._all_typed() == self._untouched else NOT_SAVED

    def _all_typed(self) -> dict[str, str]:
        return {field.field: field.typed for field in self.query(Field)}

    def action_leave(self) -> None:
        """Leave without saving; what was typed is kept for whoever opens the form again."""
        typed = self._all_typed()
        self.draft.clear()
        self.draft.update(typed if typed != self._untouched else {})
        self.dismiss(None)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceRow.Changed)
    def typed(self, event: Input.Changed | TextArea.Changed | ChoiceRow.Changed) -> None:
        """Take back what was wrong with a field as soon as it is typed in again."""
        field = next((n for n in event.control.ancestors if isinstance(n, Field)), None)
        if field is not None:
            self.read_again(field)
            self._refuse("")

    def read_again(self, field: Field) -> None:
        """Say beside a field what helps with it now."""
        field.beside()

    def field(self, name: str) -> Field:
        """Return a field by its name."""
        return self.query_one(f"#field-{name.replace(' ', '-')}", Field)

    def _refuse_field(self, problem: ValidationError) -> None:
        fields = [field for field in self.query(Field) if field.field == problem.field]
        if fields:
            fields[0].wrong(str(problem))
        else:
            self._refuse(str(problem))

    def _refuse(self, sentence: str) -> None:
        self.query_one("#refused", Static).update(sentence)
