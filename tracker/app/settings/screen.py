"""What is rated at the left; at the right all else that can be chosen, and where the diary is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import DataTable

from tracker.app import words
from tracker.app.crisis import ChooseRegion, ContactsForm
from tracker.app.forms import Choose, Field, OneField, text
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.settings.forms import ChooseTheme, MeasureForm
from tracker.app.settings.rows import DiaryFile, Line, choice_lines, file_lines, measure_line
from tracker.app.tables import Table
from tracker.app.today.first_run import ask, asked_after_mood, conditions
from tracker.app.widgets import MUTED, Panel, Status, hints, line
from tracker.records import MOOD, Diary, ValidationError
from tracker.records.catalogue import (
    apply_profile,
    find_measure,
    selectable_measures,
)
from tracker.records.contacts import Contacts, find_region
from tracker.records.format import format_list
from tracker.records.measure import move_measure, set_active
from tracker.records.settings import NONE, Setting, find_setting
from tracker.storage import Change, StorageError, Transaction

SETTING_COLUMN = 21


class SettingsPlace(Place):
    """Enter changes the line under the cursor; what is chosen is on disk at once."""

    NAME = "settings"
    HELP = (
        "Arrows go to a line, Tab to the other list, Enter changes it. Each change is on disk at "
        "once and u undoes it. What you rated is kept, whatever is turned off. `tracker "
        "settings`, `tracker measures` and `tracker contacts` do the same without the app."
    )
    AUTO_FOCUS = "#measures"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "change", "Change", priority=True, tooltip="Change this line."),
        Binding("m", "order(-1)", "Move up", tooltip="Ask for the measure one place earlier."),
        Binding("k", "order(1)", "Move down", tooltip="Ask for the measure one place later."),
        Binding("a", "own", "Add a measure", tooltip="Add a measure of your own."),
        Binding("p", "profile", "By condition", tooltip="Choose what is rated by condition."),
        Binding("u", "undo", "Undo", tooltip="Undo the last change."),
        Binding("tab,right", "other_list", "Other list", show=False),
        Binding("shift+tab,left", "other_list", "Other list", show=False),
    ]
    DEFAULT_CSS = """
    SettingsPlace {
        #columns { layout: horizontal; height: 1fr; }
        #measures-panel { width: 1fr; height: 1fr; }
        #choices-panel { width: 1fr; height: 1fr; }
        &.-wide #choices-panel, &.-broad #choices-panel { margin-left: 1; }
        &.-narrow #columns { layout: vertical; }
        Status { height: 2; text-wrap: wrap; }
        &.-low Status { height: 1; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.contacts = Contacts()
        self.measures: tuple[Line, ...] = ()
        self.choices: tuple[Line, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Lay out the two lists."""
        with Container(id="columns"):
            keys = hints(("Space", "on or off"), ("m k", "move"))
            with Panel("Asked every day, in this order", keys=keys, id="measures-panel"):
                yield Table(id="measures")
            with Panel("Your choices, and where the diary is", id="choices-panel"):
                yield Table(id="choices")
        yield Status(self.HINT)

    def read(self) -> Diary:
        """Read what was chosen, without any entry."""
        self.contacts = self.session.contacts()
        return self.session.read_settings()

    def show(self) -> None:
        """Show every setting as it is now."""
        measures = selectable_measures(self.diary.measures)
        on = [m for m in measures if m.active or m.key == MOOD.key]
        off = [m for m in measures if m not in on]
        self.measures = tuple(map(measure_line, [*on, *off]))
        rows = [
            (each.id, self._measure_cells(each, active=n < len(on)))
            for n, each in enumerate(self.measures)
        ]
        self._table("measures").fill(("", "Measure", "Scale"), rows)
        file = DiaryFile.of(self.session.store.home)
        chosen = choice_lines(self.diary, self.contacts, self.app.theme)
        self.choices = (*chosen, *file_lines(file, self.today))
        settings = [(each.id, self._choice_cells(each)) for each in self.choices]
        self._table("choices").fill(("", ""), settings)
        self._explain()

    def _table(self, name: str) -> Table:
        return self.query_one(f"#{name}", Table)

    @staticmethod
    def _measure_cells(each: Line, *, active: bool) -> list[Content | str]:
        mark = line(("✓", "bold $good")) if active else line(("–", MUTED))
        return [mark, line((each.label, "bold" if active else "")), line((each.value, MUTED))]

    @staticmethod
    def _choice_cells(each: Line) -> list[Content | str]:
        warned = each.id == "private" and each.value == "not locked"
        return [f"{each.label:<{SETTING_COLUMN}}", line((each.value, "$warn" if warned else MUTED))]

    @property
    def here(self) -> Line | None:
        """The line under the cursor of the list with the focus."""
        table = self.focused if isinstance(self.focused, Table) else self._table("measures")
        lines = self.measures if table.id == "measures" else self.choices
        return next((each for each in lines if each.id == table.chosen_key), None)

    @property
    def among_measures(self) -> bool:
        """Whether the keys go to the list of measures."""
        return not isinstance(self.focused, Table) or self.focused.id == "measures"

    @on(DataTable.RowHighlighted)
    def _explain(self) -> None:
        if here := self.here:
            self.status.hint(here.about)

    def on_descendant_focus(self) -> None:
        """Say what the line of the other list is for."""
        self._explain()

    def action_other_list(self) -> None:
        """Go to the other list."""
        self._table("choices" if self.among_measures else "measures").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to move a line only among the measures."""
        return action != "order" or self.among_measures

    # Measures

    def _turn(self, key: str) -> None:
        try:
            measure = find_measure(self.diary.measures, key)
            active = {m.key for m in self.diary.measures if m.active}
            after = set_active(measure, on=key not in active)
        except ValidationError as problem:
            self.warn(str(problem))
            return
        state = "on" if after.active else "off"
        change = Change("edit", "measure", key)
        write = partial(self.session.keep, lambda t: t.put_measures([after]), change)
        self._try(write, f"Saved: {words.one_line(after.label, 40).lower()} is {state}")

    def action_order(self, by: int) -> None:
        """Ask for the measure under the cursor earlier or later."""
        key = self.here.id if self.here else ""
        now = self.session.read_settings().measures
        after = move_measure(now, key, by)
        if after == now:
            self.warn("Only a measure that is on can move, and mood stays first.")
            return
        on = [m.label.lower() for m in after if m.active and m.key != MOOD.key]
        self._keep(
            lambda transaction: transaction.put_measures(after, instead=True),
            f"Saved: mood, then {format_list(words.one_line(label, 20) for label in on)}",
        )

    def action_own(self) -> None:
        """Ask for a measure of the person's own."""
        self.app.push_screen(MeasureForm(self.session), self.done)

    def action_profile(self) -> None:
        """Ask for the condition."""
        question = "What are the infusions for? It chooses what is asked after mood."
        self.app.push_screen(Choose(question, conditions()), self._put_profile)

    def _put_profile(self, profile: str | None) -> None:
        if profile is None:
            return
        after = apply_profile(self.session.read_settings().measures, profile)
        self._keep(
            lambda transaction: transaction.put_measures(after),
            f"Saved: each day asks mood, {asked_after_mood(profile)}",
        )

    # The other lines

    @on(DataTable.RowSelected)
    def action_change(self) -> None:
        """Change the line under the cursor, or ask what it should be."""
        here = self.here
        if here is None:
            return
        if self.among_measures:
            self._turn(here.id)
            return
        special: dict[str, Callable[[], object]] = {
            "profile": self.action_profile,
            "region": self._region,
            "contacts": lambda: self.app.push_screen(ContactsForm(self.session), self.done),
            "mood_only": self._mood_only,
            "theme": lambda: self.app.push_screen(ChooseTheme(self.app.theme), self._put_theme),
            "first": lambda: ask(self),
        }
        if here.id in special:
            special[here.id]()
            return
        try:
            self._ask(find_setting(here.id))
        except ValidationError:
            self.status.hint(here.about)

    def _ask(self, setting: Setting) -> None:
        """Ask for any setting of the registry: one of few words, or a line to type."""
        shown = setting.shown(self.diary.settings)
        if setting.choices:
            rows: list[tuple[str, Content | str]] = [(word, word) for word in setting.choices]
            self.app.push_screen(Choose(setting.label, rows, shown), partial(self._read, setting))
            return
        typed = "" if shown == NONE else shown
        field = Field(setting.key, setting.label, text(typed, setting.help[:40]), wide=True)
        self.app.push_screen(
            OneField(setting.label, field, partial(self._keep_typed, setting)), self.done
        )

    def _keep_typed(self, setting: Setting, typed: str) -> str:
        try:
            value = setting.read(typed or NONE)
        except ValidationError as problem:
            raise ValidationError(setting.key, str(problem)) from None
        self.session.choose(**{setting.key: value})
        return f"Saved: {setting.label.lower()} {words.one_line(setting.show(value), 40)}"

    def _read(self, setting: Setting, typed: str | None) -> None:
        if typed is not None:
            self._choose(
                f"Saved: {setting.label.lower()} {typed}", **{setting.key: setting.read(typed)}
            )

    def _mood_only(self) -> None:
        only = not self.diary.settings.mood_only
        told = "each day asks only mood" if only else "the other measures are asked again"
        self._choose(f"Saved: {told}", mood_only=only)

    def _region(self) -> None:
        self.app.push_screen(ChooseRegion(self.contacts.region), self._put_region)

    def _put_region(self, code: str | None) -> None:
        if code is not None:
            name = find_region(code).name
            self._choose(f"Saved: {name}. F2 shows its numbers", region=code)

    def _put_theme(self, theme: str | None) -> None:
        if theme is not None:
            self._choose(f"Saved: the colours are {theme}", theme=theme)

    # Writing

    def _choose(self, told: str, **settings: Any) -> None:
        self._try(partial(self.session.choose, **settings), told)

    def _keep(self, write: Callable[[Transaction], object], told: str) -> None:
        self._try(partial(self.session.keep, write, Change("arrange", "measure")), told)

    def _try(self, write: Callable[[], object], told: str) -> None:
        """Write and say so, or why not."""
        try:
            write()
        except (ValidationError, StorageError) as refusal:
            self.warn(str(refusal))
        else:
            self.done(told)
