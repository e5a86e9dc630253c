"""The form engine: each field shows beside it how it was read, or what is wrong with it.

A form is a class with fields and `write()`; each field parses and formats its value:

    class LastDay(Form):
        def __init__(self, session, event, today):
            day = DayField("to", "Last day", event.end, today, offer="today")
            super().__init__("The last day", day)
            self.session, self.event = session, event
        def write(self):
            self.session.edit(self.event, end=self.read("to"))
            return "Saved: the last day"

If `write` raises a ValidationError, its message is shown beside the field that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tracker.app.dialogs import Dialog
from tracker.app.fields import Chips, Field
from tracker.app.widgets import SLIM, hints
from tracker.records import ValidationError
from tracker.storage import StorageError

MANY: Final = 8
"""A form with more fields than this has no spare line on a 24-line terminal."""
NOT_SAVED: Final = "This is not saved yet: Enter saves it, Ctrl+Q again leaves without."


class Form(Dialog[str | None]):
    """Fields under a title. Returns the sentence that confirms, or None for leaving.

    The form itself writes, so that after a refusal it is still there with all that was typed.
    """

    AUTO_FOCUS = "*"
    # CSS of the screen: Textual's rules for compact fields override a widget's, and what Today
    # does not show is kept out of the app's sheet, which Today has to parse.
    CSS = """
    /* Textual styles again, when the focus moves, what has a rule of its own for that. */
    Field:focus-within { height: auto; }
    Field {
        height: auto; width: 1fr;
        .label { width: 16; color: $muted; }
        .beside { width: 1fr; color: $muted; padding: 0 0 0 2; height: auto; }
        &.-wrong .beside { color: $warn; text-style: bold; }
        &:focus-within .label { color: $title; text-style: bold; }
        LineInput {
            width: 24; height: 1; border: none; border-left: outer $field-line;
            background: $field; color: $foreground; padding: 0 1;
            &:focus {
                border-left: outer $frame-focus; background: $cursor-blurred;
                background-tint: $background 0%;
            }
            & > .input--placeholder { color: $muted; text-style: italic; }
        }
        &.-broad-entry LineInput { width: 1fr; }
        &.-broad-entry .beside { width: auto; max-width: 40%; }
        NoteArea {
            width: 1fr; height: 1; border: none; border-left: outer $field-line;
            background: $field; color: $foreground; padding: 0 1; scrollbar-size-vertical: 1;
            &:focus { border-left: outer $frame-focus; background: $cursor-blurred; height: 3; }
            &.-filled { height: 3; }
            & > .text-area--placeholder { color: $muted; text-style: italic; }
        }
        &.-note .beside { display: none; }
        &.-wrong LineInput, &.-wrong NoteArea { border-left: outer $warn; }
        &.-wrong .beside { display: block; }
        &.-wide-control .beside { display: none; }
        &.-wide-control.-wrong .beside { display: block; }
    }
    /* Where lines are few, only the field with the cursor says all that is wrong with it. */
    Form.-short.-many Field.-wrong .beside, Form.-low Field.-wrong .beside {
        height: 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    Form.-short.-many Field.-wrong:focus-within .beside,
    Form.-low Field.-wrong:focus-within .beside {
        height: auto; text-wrap: wrap;
    }
    /* Where nothing fits beside a field, what is wrong with it is below. */
    Form.-slim Field.-wrong { layout: vertical; }
    Form.-narrow Field .label { width: 13; }
    Form.-narrow Field LineInput { width: 21; }
    Form.-narrow Field.-broad-entry LineInput { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # Priorities, so that no field consumes them; the app keeps keys in order.
        Binding("tab", "app.focus_next", "Next field", priority=True),
        Binding("shift+tab", "app.focus_previous", "Previous", priority=True),
        Binding("enter,ctrl+s", "save", "Save", key_display="⏎", priority=True),
        Binding("down", "neighbour(1)", "Next field", show=False),
        Binding("up", "neighbour(-1)", "Previous field", show=False),
    ]

    def __init__(self, title: str, *contents: Widget, enter: str = "saves", keys: str = "") -> None:
        """`contents` are the fields and headings; the frame says what Enter does, and `keys`."""
        more = [("", keys)] if keys else []
        super().__init__(title, hints(("Enter", enter), *more), *contents)
        self.draft: dict[str, str] = {}
        """What was typed and left, by field; the place that opens the form may keep it."""
        self._by_name = {each.field: each for each in contents if isinstance(each, Field)}
        # Now, as later all that is in the form would be styled again.
        self.set_class(len(self._by_name) > MANY, "-many")

    def write(self) -> str:
        """Write what was typed and return the sentence that confirms it.

        Raises:
            ValidationError: a field cannot be read; `field` names the one to show it beside.
            StorageError: it could not be written.
        """
        raise NotImplementedError

    def read_back(self, name: str) -> str:
        """Return how a field is read, to be shown beside it; blank for nothing.

        Raises:
            ValidationError: it cannot be read.
        """
        return self.field(name).read_back()

    def on_mount(self) -> None:
        """Restore a draft, and show beside each field how it is read."""
        for name, typed in self.draft.items():
            self.field(name).value = typed
        if self.draft:
            self.query_one("#dialog").border_title = Content(f"{self.heading} · as you left it")
        for field in self.all_fields:
            self._read_back(field)

    @on(events.Resize)
    def fit_width(self) -> None:
        """Show refusals below their fields where there is no room beside them."""
        self.set_class(self.app.size.width < SLIM, "-slim")

    @on(events.DescendantFocus)
    def say_the_keys(self) -> None:
        """Name the keys in the frame; for chips also that arrows choose."""
        keys = Content(" · ").join([hints(("← →", "choose")), self.keys_here])
        chips = isinstance(self.focused, Chips)
        self.query_one("#dialog").border_subtitle = keys if chips else self.keys_here

    @property
    def all_fields(self) -> Sequence[Field]:
        """The fields, top to bottom."""
        return tuple(self._by_name.values())

    def field(self, name: str) -> Field:
        """Return a field by its name."""
        return self._by_name[name]

    def value(self, name: str) -> str:
        """Return the text of a field, without blanks around it."""
        return self.field(name).value.strip()

    def read(self, name: str) -> Any:
        """Return a field's value, None for an empty one.

        Raises:
            ValidationError: it cannot be read.
        """
        return self.field(name).read()

    def typed(self, attributes: Mapping[str, str], *, all_of_it: bool) -> dict[str, Any]:
        """Return what was edited, or with `all_of_it` all that is not empty, by attribute.

        Raises:
            ValidationError: one cannot be read.
        """
        values = {
            attributes[field.field]: field.read()
            for field in self.all_fields
            if field.field in attributes and (all_of_it or field.touched)
        }
        return {k: v for k, v in values.items() if v is not None or not all_of_it}

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Chips.Changed)
    def say_how_it_is_read(self, event: Input.Changed | TextArea.Changed | Chips.Changed) -> None:
        """Show how the fields are read now; only what still cannot be read stays wrong."""
        for field in self.all_fields:
            self._read_back(field, here=field.control is event.control)

    def _read_back(self, field: Field, *, here: bool = True) -> None:
        try:
            field.right(self.read_back(field.field))
        except ValidationError as problem:
            if here or problem.field != field.field:
                field.right("")

    @on(events.DescendantBlur)
    def say_what_is_wrong(self, event: events.DescendantBlur) -> None:
        """When a field is left, show why it cannot be read."""
        for field in self.all_fields:
            if field.control is event.control and field.value.strip() and self.is_current:
                try:
                    self.read_back(field.field)
                except ValidationError as problem:
                    if problem.field == field.field:  # else it is shown beside the one to correct
                        field.wrong(str(problem))

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Write, and close only once it is on disk. A key held down must not write twice."""
        if not self.is_current:
            return
        try:
            confirmation = self.write()
        except ValidationError as problem:
            self._refuse(problem)
        except StorageError as error:
            self.warn(str(error))
        else:
            self.draft.clear()
            self.dismiss(confirmation)

    def _refuse(self, problem: ValidationError) -> None:
        if (field := self._by_name.get(problem.field)) is None:
            self.warn(str(problem))
            return
        field.control.focus()
        field.wrong(str(problem))
        self.call_after_refresh(field.scroll_visible, animate=False)  # it has more lines then

    def action_neighbour(self, by: int) -> None:
        """Go to the next field or the previous one; at an end, stay."""
        chain = self.focus_chain
        at = chain.index(self.focused) + by if self.focused in chain else 0
        if at in range(len(chain)):
            self.set_focus(chain[at])

    def unsaved(self) -> str | None:
        """Return that something was typed, and how to save it."""
        return NOT_SAVED if any(field.touched for field in self.all_fields) else None

    def action_leave(self) -> None:
        """Close without saving; the draft is kept for the place that opens the form again."""
        typed = {f.field: f.value for f in self.all_fields if f.touched}
        self.draft.clear()
        self.draft.update(typed)
        self.dismiss(None)


class Question(Form):
    """A form that writes nothing: the place that opens it reads what was answered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "save", "Go on", key_display="⏎", priority=True)
    ]

    def unsaved(self) -> None:
        """Nothing here is lost by leaving."""


class OneField(Form):
    """A form of a single field, which a function then writes."""

    def __init__(self, title: str, field: Field, save: Callable[[str], str]) -> None:
        """`save` writes the text of the field and returns the sentence that confirms."""
        super().__init__(title, field)
        self._field, self._save = field, save

    def write(self) -> str:
        """Save it."""
        return self._save(self.value(self._field.field))
