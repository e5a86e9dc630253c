"""What is rated, the person's other choices, the colours, and where the diary is."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.content import Content

from tracker.app.crisis import ChooseRegion, ContactsForm
from tracker.app.dialogs import Choose
from tracker.app.fields import Field, text
from tracker.app.forms import OneField
from tracker.app.rows import Row, Rows
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.settings.rows import (
    DiaryFile,
    MeasureForm,
    SettingRow,
    commands_dialog,
    day_rows,
    file_rows,
    measure_row,
    people_rows,
)
from tracker.app.themes import THEMES, swatch, theme_for
from tracker.app.today.first_run import WHAT_FOR, ask_first_questions, asked_after_mood, conditions
from tracker.app.widgets import MUTED, Panel, Part, Scroll, Status, hints, line
from tracker.records import MOOD, Diary, ValidationError
from tracker.records.catalogue import apply_profile, find_measure, selectable_measures
from tracker.records.contacts import Contacts, find_region
from tracker.records.format import format_list, shorten
from tracker.records.measure import move_measure, set_active
from tracker.records.settings import NONE, Setting, find_setting
from tracker.storage import Change, Transaction

SHORT: Final = {"offer_questionnaires_after": "When", "name": "Name"}
"""Short labels beside the field of a form whose title is the full label."""
COLOURS: Final = "Enter takes these colours, Esc goes back to those from before."

PANELS: Final[dict[str, tuple[str, Content | str]]] = {
    "measures": (
        "Asked every day, in this order",
        hints(("Enter", "on or off"), ("⇧↑ ⇧↓", "move")),
    ),
    "day": ("Your day", hints(("Enter", "changes it"))),
    "people": ("Region and people", ""),
    "look": ("Colours", hints(("", "shown while you choose"))),
    "file": ("Your diary", hints(("Enter", "tells how"))),
}
"""The sections, their titles and the keys that act there."""


class SettingsPlace(Place):
    """Sections of rows. Enter changes the one under the cursor; it is on disk at once."""

    NAME = "settings"
    HELP = (
        "Arrows go to a row, Tab to the next section, Enter changes it. Each change is on disk at "
        "once and u undoes it. What you rated is kept, whatever is turned off. `tracker "
        "settings`, `tracker measures` and `tracker contacts` do the same without the app."
    )
    AUTO_FOCUS = "#measures"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", "Change", priority=True, tooltip="Change this."),
        Binding("shift+up", "order(-1)", "Move up", key_display="⇧↑", tooltip="Ask it earlier."),
        Binding("shift+down", "order(1)", "Move down", key_display="⇧↓", tooltip="Ask it later."),
        Binding("a", "own", "Add a measure", tooltip="Add a measure of your own."),
        Binding("tab", "app.focus_next", "Next section", show=False, tooltip="The next section."),
        Binding("right", "app.focus_next", "Next section", show=False, priority=True),
        Binding("left", "app.focus_previous", "Previous section", show=False, priority=True),
        Binding("u", "undo", "Undo", tooltip="Undo the last change."),
    ]
    DEFAULT_CSS = """
    SettingsPlace {
        #columns { layout: horizontal; height: 1fr; }
        #left, #right { width: 1fr; height: 1fr; scrollbar-size-vertical: 0; }
        #measures-panel { min-height: 14; }
        Status { height: 2; text-wrap: wrap; }
        &.-broad #right { margin-left: 1; }
        &.-broad.-high #measures-panel, &.-broad.-high #look-panel { height: 1fr; }
        /* One below the other where two side by side would cut what is chosen. */
        &.-narrow #columns, &.-normal #columns, &.-wide #columns {
            layout: vertical; overflow-y: auto; scrollbar-size-vertical: 1;
        }
        &.-narrow #left, &.-narrow #right, &.-normal #left, &.-normal #right,
        &.-wide #left, &.-wide #right {
            width: 1fr; height: auto;
        }
        &.-low Status { height: 1; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.contacts = Contacts()
        self.sections: dict[str, tuple[SettingRow, ...]] = {}
        self.active: frozenset[str] = frozenset()
        """Keys of the measures that are asked."""

    def compose_body(self) -> ComposeResult:
        """Lay out the sections in two columns."""
        with ScrollableContainer(id="columns", can_focus=False):
            with Scroll(id="left"):
                yield from map(_section, ("measures", "day", "people"))
            with Scroll(id="right"):
                yield from map(_section, ("file", "look"))
        yield Status(self.HINT)

    def read(self) -> Diary:
        """Read the settings and contacts, without any entries."""
        self.contacts = self.session.contacts()
        return self.session.read_settings()

    def show(self) -> None:
        """Show every setting as it is now."""
        measures = selectable_measures(self.diary.measures)
        on = [m for m in measures if m.active or m.key == MOOD.key]
        self.active = frozenset(m.key for m in on)
        off = [m for m in measures if m not in on]
        file = DiaryFile.of(self.session.store.home)
        self.sections = {
            "measures": tuple(map(measure_row, [*on, *off])),
            "day": tuple(day_rows(self.diary)),
            "people": tuple(people_rows(self.diary, self.contacts)),
            "file": tuple(file_rows(file, self.today)),
            "look": tuple(SettingRow(name, name, what, COLOURS) for name, what in THEMES.items()),
        }
        for name, lines in self.sections.items():
            self._rows(name).fill([self._row(name, each) for each in lines])
        if self.focused is not self._rows("look"):
            self._rows("look").choose(self.saved_theme)
        self._explain()

    def _row(self, section: str, each: SettingRow) -> Row:
        value = line((each.value, MUTED))
        if section == "measures":
            active = each.id in self.active
            mark = ("✓ ", "bold $good") if active else ("– ", MUTED)
            return Row(each.id, line(mark, (each.label, "bold" if active else "")), value)
        if section == "look":
            chosen = each.id == self.saved_theme
            dot = ("● ", "$key") if chosen else ("  ", "")
            cells: list[Part] = [(" ", f"on {colour}") for colour in swatch(each.id)] or ["    "]
            label = (each.label, "bold" if chosen else "")
            return Row(each.id, line(dot, *cells, " ", label), value)
        warned = each.id == "private" and each.value.startswith("not")
        return Row(each.id, Content(each.label), line((each.value, "$warn")) if warned else value)

    def _rows(self, name: str) -> Rows:
        return self.query_one(f"#{name}", Rows)

    @property
    def saved_theme(self) -> str:
        """The theme in the settings, under its present name."""
        return theme_for(self.diary.settings.theme, os.environ)

    @property
    def section(self) -> str:
        """The section with the focus."""
        return str(self.focused.id) if isinstance(self.focused, Rows) else "measures"

    @property
    def row(self) -> SettingRow | None:
        """The row under the cursor in the section with the focus."""
        lines, cursor = self.sections.get(self.section, ()), self._rows(self.section).cursor
        return lines[cursor] if cursor < len(lines) else None

    def _explain(self) -> None:
        if (row := self.row) is None:
            return
        scale = f" {row.value}." if self.section == "measures" else ""
        self.status.hint(f"{row.about}{scale}" if row.id != MOOD.key else row.about)

    @on(Rows.Moved)
    def moved(self, event: Rows.Moved) -> None:
        """Explain the row; preview the colours of a theme while the cursor is on it."""
        look = self._rows("look")
        if event.rows is look and look.has_focus:
            self.app.theme = look.key or self.saved_theme
        self._explain()
        self.refresh_bindings()
        panel, columns = self.query_one(f"#{event.rows.id}-panel"), self.query_one("#columns")
        if panel.outer_size.height <= columns.size.height:  # all of a section, not its first row
            self.call_after_refresh(columns.scroll_to_widget, panel, animate=False)

    def on_descendant_blur(self) -> None:
        """Go back to the saved colours once the cursor leaves the list of themes."""
        if not self._rows("look").has_focus:
            self._show_saved_theme()

    @on(events.ScreenSuspend)
    def _show_saved_theme(self) -> None:
        """Go back to the saved colours: the others were only a preview."""
        if self.app.theme != self.saved_theme:
            self.app.theme = self.saved_theme
            self._rows("look").choose(self.saved_theme)

    async def action_leave(self) -> None:
        """Go back to the saved colours; if they are shown already, to Today."""
        if self.app.theme != self.saved_theme:
            self._show_saved_theme()
        else:
            await super().action_leave()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rows can be moved only among the measures."""
        return action != "order" or self.section == "measures"

    # Measures

    def _toggle(self, key: str) -> None:
        try:
            measure = find_measure(self.diary.measures, key)
            after = set_active(measure, on=key not in {m.key for m in self.diary.active_measures})
        except ValidationError as problem:
            self.warn(str(problem))
            return

        def write() -> None:
            self.session.keep(lambda t: t.put_measures([after]), Change("edit", "measure", key))

        message = f"Saved: {shorten(after.label, 40).lower()} is {'on' if after.active else 'off'}"
        if after.active and self.diary.settings.mood_only:
            message += ", but not asked while “Ask only mood” is on"
        self.attempt(write, message)

    def action_order(self, by: int) -> None:
        """Move the measure under the cursor up or down."""
        now = self.session.read_settings().measures
        after = move_measure(now, self.row.id if self.row else "", by)
        if after == now:
            self.warn("Only a measure that is on can move, and mood stays first.")
            return
        on = [shorten(m.label, 20).lower() for m in after if m.active and m.key != MOOD.key]
        message = f"Saved: mood, then {format_list(on)}"
        keys = [m.key for m in after]
        self._write_measures(lambda unit: unit.arrange_measures(keys), message)

    def action_own(self) -> None:
        """Open the form for a measure of the person's own."""
        self.open_form(MeasureForm(self.session))

    def _ask_condition(self) -> None:
        def put(profile: str) -> None:
            after = apply_profile(self.session.read_settings().measures, profile)
            message = f"Saved: each day asks mood, {asked_after_mood(profile)}"
            self._write_measures(lambda unit: unit.put_measures(after), message)

        self.ask(Choose(WHAT_FOR, conditions()), put)

    def _write_measures(self, write: Callable[[Transaction], object], message: str) -> None:
        self.attempt(partial(self.session.keep, write, Change("arrange", "measure")), message)

    # The other rows

    @on(Rows.Chosen)
    def action_change(self) -> None:
        """Change the row under the cursor, or open its dialog."""
        if (row := self.row) is None:
            return
        if self.section == "measures":
            self._toggle(row.id)
        elif self.section == "look":
            self._choose(f"Saved: the colours are {row.id}", theme=row.id)
        elif self.section == "file":
            self.app.push_screen(commands_dialog(row))
        elif row.id == "profile":
            self._ask_condition()
        elif row.id == "region":
            self._ask_region()
        elif row.id == "contacts":
            self.open_form(ContactsForm(self.session))
        elif row.id == "mood_only":
            only = not self.diary.settings.mood_only
            message = "each day asks only mood" if only else "each day asks all that is on"
            self._choose(f"Saved: {message}", mood_only=only)
        elif row.id == "first":
            ask_first_questions(self)
        else:
            self._ask(find_setting(row.id))

    def _ask(self, setting: Setting) -> None:
        def keep(typed: str) -> str:
            try:
                value = setting.read(typed or NONE)
            except ValidationError as problem:
                raise ValidationError(setting.key, str(problem)) from None
            self.session.choose(**({setting.key: value} if field.touched else {}))
            now = setting.shown(self.session.read_settings().settings)
            return f"Saved: {setting.label.lower()} {shorten(now, 40)}"

        shown = setting.shown(self.diary.settings)
        label, typed = SHORT.get(setting.key, setting.label), text("" if shown == NONE else shown)
        field = Field(setting.key, label, typed, setting.help)
        self.open_form(OneField(setting.label, field, keep))

    def _ask_region(self) -> None:
        def put(code: str) -> None:
            self._choose(f"Saved: {find_region(code).name}. F2 shows its numbers", region=code)

        self.ask(ChooseRegion(self.contacts.region), put)

    def _choose(self, message: str, **settings: Any) -> None:
        self.attempt(partial(self.session.choose, **settings), message)


def _section(name: str) -> Panel:
    title, keys = PANELS[name]
    return Panel(title, Rows(id=name, second_click=True), keys=keys, id=f"{name}-panel")
