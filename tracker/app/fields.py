"""The fields of a form: a line of text, a note, a few words to choose from, a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from tracker.app.themes import colourless
from tracker.app.widgets import CURSOR, Part, ShowsFocus, line
from tracker.records import ValidationError, parse_day
from tracker.records.format import format_day, format_distance, format_number

LONGEST: Final = 2_000
"""Characters that fit a one-line field; a note is checked when it is saved."""


class Chips(ShowsFocus):
    """A choice among a few words, at most one of them: arrows, Space or the mouse choose.

    Not Textual's Select or RadioSet: those take a box of rows, and a form has one row a field.
    """

    DEFAULT_CSS = "Chips { width: 1fr; height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Previous choice", show=False),
        Binding("right,space", "step(1)", "Next choice", show=False),
        Binding("backspace,delete", "clear", "No choice", show=False),
    ]
    chosen: reactive[int | None] = reactive(None, init=False)

    @dataclass
    class Changed(Message):
        """Another word was chosen."""

        chips: Chips

        @property
        def control(self) -> Chips:
            """The chips, for `@on` selectors."""
            return self.chips

    def __init__(
        self, choices: Iterable[tuple[str, str]], chosen: str | None, *, needed: bool = False
    ) -> None:
        """`choices` are values with their words; `needed`: one must always be chosen."""
        super().__init__()
        self.choices = tuple(choices)
        self.needed = needed
        values = [value for value, _ in self.choices]
        self.set_reactive(Chips.chosen, values.index(chosen) if chosen in values else None)

    @property
    def value(self) -> str:
        """The value chosen, blank for none."""
        return "" if self.chosen is None else self.choices[self.chosen][0]

    @value.setter
    def value(self, value: str) -> None:
        values = [value for value, _ in self.choices]
        self.chosen = values.index(value) if value in values else None

    def _rows(self, width: int) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        used = 0
        for n, (_, word) in enumerate(self.choices):
            if rows[-1] and used + len(word) + 2 > width:
                rows.append([])
                used = 0
            rows[-1].append(n)
            used += len(word) + 3
        return rows

    def drawn(self, width: int) -> Sequence[Content]:
        """A dot marks the chosen one, brackets where colours are missing: not bold alone."""
        on = CURSOR if self.has_focus else "bold $foreground on $cursor-blurred"
        bare = colourless(self.app)
        rows = []
        for row in self._rows(width):
            parts: list[Part] = []
            for n in row:
                word = self.choices[n][1]
                if n == self.chosen:
                    parts += [(f"[{word}]" if bare else f"●{word} ", on), " "]
                else:
                    parts += [(f" {word} ", "$muted on $field"), " "]
            rows.append(line(*parts))
        return rows

    def watch_chosen(self) -> None:
        """Post the change to the screen."""
        self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """Choose the next word; after the last, the first."""
        if self.chosen is None:
            self.chosen = 0 if by > 0 else len(self.choices) - 1
        else:
            self.chosen = (self.chosen + by) % len(self.choices)

    def action_clear(self) -> None:
        """Choose nothing, if that is allowed."""
        if not self.needed:
            self.chosen = None

    def on_click(self, event: events.Click) -> None:
        """Choose the word that was clicked."""
        rows, x = self._rows(self.size.width), 0
        for n in rows[event.y] if event.y < len(rows) else ():
            if x <= event.x < x + len(self.choices[n][1]) + 2:
                self.chosen = n
            x += len(self.choices[n][1]) + 3


class LineInput(Input):
    """One line to type in. Typing replaces the value that is offered; an arrow keeps it."""

    def __init__(
        self, value: str = "", placeholder: str = "", *, max_length: int = LONGEST
    ) -> None:
        super().__init__(value, placeholder, compact=True, max_length=max_length)
        self._offered = value

    def action_copy(self) -> None:
        """Copy what the person selected, but not the text that was selected for them."""
        if self.selected_text == self.value == self._offered:
            raise SkipAction
        super().action_copy()

    def _on_paste(self, event: events.Paste) -> None:
        """Paste all lines as one: Textual takes only the first, and drops the others."""
        if len(pasted := event.text.splitlines()) > 1:
            event.text = " ".join(part.strip() for part in pasted if part.strip())

    def restricted(self) -> None:
        """Show that more text does not fit: Textual drops a paste that is too long."""
        if isinstance(self.parent, Field):
            self.parent.wrong(f"At most {self.max_length:,} characters fit here.")


class NumberInput(LineInput):
    """A number to type. While it is blank, u still undoes: no number begins with that."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Leave u to the screen while nothing is typed."""
        return not self._undoes(key) and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        if self._undoes(event.key):
            event.prevent_default()  # not typed; it goes on to the app, which finds its binding

    def _undoes(self, key: str) -> bool:
        return key == "u" and not self.value


class NoteArea(TextArea):
    """Free text. Enter saves, as everywhere; Ctrl+J starts a new line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+j", "new_line", "New line")]

    def __init__(self, text: str | None) -> None:
        super().__init__(
            text or "",
            compact=True,
            highlight_cursor_line=False,
            placeholder=Content("only on the page if you choose it"),
            classes="-filled" if text else None,
        )

    def on_mount(self) -> None:
        """Put the cursor at the end of the text."""
        self.move_cursor(self.document.end)

    def action_new_line(self) -> None:
        """Break the line at the cursor."""
        self.insert("\n")


text, note = LineInput, NoteArea
"""Short names, for the fields of a form."""


class Heading(Static):
    """A line over the fields that belong together."""

    DEFAULT_CSS = """
    Heading { color: $title; text-style: bold; margin-top: 1; height: 1; }
    """

    def __init__(self, words: str) -> None:
        super().__init__(Content(words))


class Field(Horizontal):
    """A label, a control, and at its right how the text was read, or what is wrong with it.

    The text itself is never changed, even if it is wrong.
    """

    def __init__(
        self,
        name: str,
        label: str,
        control: Widget,
        hint: str = "",
        *,
        read: Callable[[str, str], Any] | None = None,
        show: Callable[[Any], str] = str,
        wide: bool = False,
        called: str = "",
    ) -> None:
        """Make a field.

        Args:
            name: its name in the form.
            label: shown before the control.
            control: where the person types or chooses.
            hint: shown beside it while there is no message.
            read: parses the text, given the text and the name. None: the text is the value.
            show: formats that value, to be shown beside the field.
            wide: whether the entry takes all the width.
            called: the field's name in messages, if not `name`.
        """
        is_note, is_entry = isinstance(control, NoteArea), isinstance(control, LineInput)
        classes = "-note" if is_note else "" if is_entry else "-wide-control"
        classes += " -broad-entry" if wide else ""
        beside = Static(Content(hint), classes="beside")
        super().__init__(
            Static(Content(label), classes="label"),
            control,
            beside,
            id=f"field-{name.replace(' ', '-')}",
            classes=classes,
        )
        self.field, self.control, self.hint, self._beside = name, control, hint, beside
        self.reader, self.shown, self.called = read, show, called or name
        self.untouched = self.value
        """The initial text."""

    @property
    def value(self) -> str:
        """The text of the field."""
        if isinstance(self.control, TextArea):
            return self.control.text
        return str(getattr(self.control, "value", ""))

    @value.setter
    def value(self, value: str) -> None:
        if isinstance(self.control, TextArea):
            self.control.load_text(value)
            self.control.move_cursor(self.control.document.end)
        elif isinstance(self.control, Input | Chips):
            self.control.value = value

    @property
    def touched(self) -> bool:
        """Whether the text differs from the initial text."""
        return self.value != self.untouched

    def read(self) -> Any:
        """Return the parsed value; None for an empty field.

        Raises:
            ValidationError: it cannot be read.
        """
        typed = self.value if isinstance(self.control, TextArea) else self.value.strip()
        if not self.reader or not typed:
            return typed or None
        try:
            return self.reader(typed, self.called)
        except ValidationError as problem:
            raise ValidationError(self.field, str(problem)) from None

    def read_back(self) -> str:
        """Return how it is read, blank if that is just the text typed.

        Raises:
            ValidationError: it cannot be read.
        """
        value = self.read()
        if value is None or self.reader is None or not isinstance(self.control, LineInput):
            return ""
        shown = self.shown(value)
        return f"= {shown}" if shown != self.value.strip() else ""

    def right(self, text: str) -> None:
        """Show beside the field how it was read, or else its hint."""
        self.remove_class("-wrong")
        self._show(text or self.hint)

    def wrong(self, sentence: str) -> None:
        """Show beside the field what is wrong with it."""
        self.add_class("-wrong")
        self._show(f"! {sentence}")

    def _show(self, text: str) -> None:
        if str(self._beside.content) != text:  # the same again would lay out the whole form anew
            self._beside.update(Content(text))


class DayField(Field):
    """A day, typed as for `parse_day`; if not edited, the day that was saved."""

    def __init__(
        self,
        name: str,
        label: str,
        saved: date | None,
        today: date,
        hint: str = "",
        *,
        offer: str = "",
        example: str = "e.g. fri, 14 Mar",
        read: Callable[[str, str], date] | None = None,
        latest: date | None = None,
        called: str = "",
    ) -> None:
        """Take the saved day, else the text to offer.

        `read` replaces `parse_day`, which for a record needs the `latest` day that can be named.
        """
        control = text(format_day(saved, today) if saved else offer, example)
        read = read or (lambda typed, field: parse_day(typed, today, field, latest=latest))
        show = partial(format_day, today=today)
        super().__init__(name, label, control, hint, read=read, show=show, called=called)
        self.saved, self.today = saved, today

    def read(self) -> Any:
        """Return the day, None for none."""
        return self.saved if self.saved and not self.touched else super().read()

    def read_back(self) -> str:
        """Return which day it is and how far away, which shows a wrong week."""
        day = self.read()
        return "" if day is None else day_read_back(day, self.today, self.value)


def day_read_back(day: date, today: date, typed: str) -> str:
    """Return = Tue 24 Nov, yesterday; without the one of the two that was typed."""
    both = (format_day(day, today), format_distance(day, today))
    return f"= {', '.join(words for words in both if words != typed.strip())}"


def number_text(value: float | None, unit: str = "") -> str:
    """Return a number as text for a field: 80 kg; blank for none."""
    return "" if value is None else f"{format_number(value)} {unit}".strip()
