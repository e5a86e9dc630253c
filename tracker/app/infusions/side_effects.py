"""Side effects of an infusion: the table, a row each and a digit in a cell, and its form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar, Final, Literal

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from tracker.app.fields import Field, note, text
from tracker.app.forms import Form
from tracker.app.session import Session
from tracker.app.themes import colourless
from tracker.app.widgets import CURSOR, MUTED, Part, ShowsFocus, bring_into_sight, line
from tracker.records import Infusion, SideEffect
from tracker.records.format import format_day, format_long_day, shorten
from tracker.records.infusion import SEVERITIES, SIDE_EFFECTS, parse_side_effects

When = Literal["during", "after"]
WHEN: Final[tuple[When, When]] = ("during", "after")
NAME: Final = 18
COLUMN: Final = 16
Cell = tuple[str, When]
"""A side effect's name in lower case, and when it occurred."""


class SideEffectTable(ShowsFocus):
    """Arrows or a first letter choose a cell, 0 to 3 fill it, Backspace empties it.

    Not a DataTable: that has no cells to type into. An empty cell is not the same as a 0.
    """

    DEFAULT_CSS = "SideEffectTable { height: auto; width: 1fr; text-wrap: nowrap; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "column(0)", "During", show=False),
        Binding("right", "column(1)", "After", show=False),
        Binding("up", "row(-1)", "Up", show=False),
        Binding("down", "row(1)", "Down", show=False),
        Binding("backspace,delete,minus", "put(None)", "Empty", show=False),
    ]

    def __init__(self, before: Sequence[SideEffect]) -> None:
        super().__init__()
        self.before = tuple(before)
        own = (effect.name.casefold() for effect in before)
        self.names = tuple(dict.fromkeys((*SIDE_EFFECTS, *own)))
        self.changed: dict[Cell, int | None] = {}
        self.row, self.column = 0, 0

    @property
    def value(self) -> str:
        """A text that differs if any cell was changed, as `Field.touched` needs it."""
        return str(self.changed) if self.changed else ""

    def severity(self, cell: Cell) -> int | None:
        """Return the severity of a cell; None if not recorded."""
        return self.changed[cell] if cell in self.changed else self._was(cell)

    def _was(self, cell: Cell) -> int | None:
        found = (e.severity for e in reversed(self.before) if _cell_of(e) == cell)
        return next(found, None)

    def effects(self, more: Sequence[SideEffect] = ()) -> tuple[SideEffect, ...]:
        """Return the side effects: unchanged ones as they were, `more` last."""
        typed = {_cell_of(effect) for effect in more}
        new = {c: s for c, s in self.changed.items() if s != self._was(c) and c not in typed}
        spelled = {effect.name.casefold(): effect.name for effect in self.before}
        unchanged = (effect for effect in self.before if _cell_of(effect) not in new.keys() | typed)
        written = (
            SideEffect(name=spelled.get(name, name), severity=severity, when=when)
            for (name, when), severity in new.items()
            if severity is not None
        )
        return (*unchanged, *written, *more)

    def drawn(self, width: int) -> Sequence[Content]:
        """Brackets show the cursor where colours are missing."""
        head = " " * NAME + "".join(f"{when:<{COLUMN}}" for when in WHEN)
        rows: list[Content] = [line((head, MUTED))]
        bare = colourless(self.app)
        for n, name in enumerate(self.names):
            parts: list[Part] = [f"{shorten(name, NAME - 2):<{NAME}}"]
            for column, when in enumerate(WHEN):
                digit, word = "–", ""
                if (severity := self.severity((name, when))) is not None:
                    digit, word = str(severity), f" {SEVERITIES[severity]}"
                here = self.has_focus and (n, column) == (self.row, self.column)
                shown = f"[{digit}]" if here and bare else f" {digit} "
                ground = CURSOR if here else "on $field"
                parts += [(shown, ground), (f"{word:<{COLUMN - 3}}", MUTED)]
            rows.append(line(*parts))
        return rows

    def on_key(self, event: events.Key) -> None:
        """Fill in with a digit, or go to the first side effect with a letter."""
        letter = event.character or ""
        if letter and letter in "0123":
            self.action_put(int(letter))
        elif letter.isalpha():
            found = (n for n, name in enumerate(self.names) if name.startswith(letter))
            self._go_to(next(found, self.row), self.column)
        else:
            return
        event.prevent_default().stop()

    def action_put(self, severity: int | None) -> None:
        """Set the severity of the cell under the cursor; None empties it."""
        self.changed[self.names[self.row], WHEN[self.column]] = severity
        self.refresh()

    def action_column(self, column: int) -> None:
        """Go to during or after."""
        self._go_to(self.row, column)

    def action_row(self, by: int) -> None:
        """Go to the next row; at an end, to the next field."""
        if self.row + by in range(len(self.names)):
            self._go_to(self.row + by, self.column)
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def on_click(self, event: events.Click) -> None:
        """Go to the cell that was clicked; if it was chosen already, raise its severity.

        After severe it is empty again.
        """
        row, column = event.y - 1, int(event.x >= NAME + COLUMN)
        if row not in range(len(self.names)):
            return
        if (row, column) == (self.row, self.column):
            severity = self.severity((self.names[row], WHEN[column]))
            self.action_put(0 if severity is None else severity + 1 if severity < 3 else None)
        self._go_to(row, column)

    def _go_to(self, row: int, column: int) -> None:
        self.row, self.column = row, column
        self.refresh()
        # With the head above the first row.
        self.call_after_refresh(bring_into_sight, self, row + (row > 0), 1 + (row == 0))


def _cell_of(effect: SideEffect) -> Cell:
    return effect.name.casefold(), effect.when


def differing(
    before: Sequence[SideEffect], after: Sequence[SideEffect]
) -> dict[tuple[str, When], int | None]:
    """Return the severities an edit has to write; None for a removed side effect."""
    was, now = ({(e.name, e.when): e.severity for e in effects} for effects in (before, after))
    return {key: now.get(key) for key in was | now if was.get(key) != now.get(key)}


def name_effects(effects: Iterable[SideEffect]) -> str:
    """Return nausea mild, headache moderate after."""
    return ", ".join(effect.line for effect in effects)


class SideEffectsForm(Form):
    """The common side effects as a table, any other in words, and the note.

    `saved` confirms what was saved just before: it is returned if nothing was filled in.
    """

    def __init__(self, session: Session, infusion: Infusion, today: date, saved: str = "") -> None:
        table = SideEffectTable(infusion.side_effects)
        others = text("", "e.g. numb hands 1, sore arm 3 after")
        super().__init__(
            f"Side effects · infusion of {format_long_day(infusion.day, today)}",
            Field("table", "0 none\n1 mild\n2 moderate\n3 severe", table),
            Field("side effects", "Any other", others, read=parse_side_effects,
                  show=name_effects, wide=True),
            Field("note", "Note", note(infusion.note)),
            keys="skip what you like",
        )  # fmt: skip
        self.session, self.infusion, self.today, self.saved = session, infusion, today, saved

    def write(self) -> str:
        """Write what was filled in; if nothing was, confirm what was saved before."""
        effects = self.query_one(SideEffectTable).effects(self.read("side effects") or ())
        values = self.typed({"note": "note"}, all_of_it=False)
        if touched := differing(self.infusion.side_effects, effects):
            values["side_effects"] = touched
        if self.saved and not values:
            return self.saved
        self.session.edit(self.infusion, "side effects", **values)
        return f"Saved: side effects of {format_day(self.infusion.day, self.today)}"
