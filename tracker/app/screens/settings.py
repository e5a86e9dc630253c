"""Settings: one list, each line a setting with its present value."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import OptionList

from tracker.app import choices, themes
from tracker.app.screens.list_screen import ListScreen
from tracker.app.session import Session
from tracker.app.settings_rows import MEASURE, Kept, Line, Shown, rows, sections
from tracker.app.widgets.steady_list import SteadyList
from tracker.app.words import one_line
from tracker.records import MOOD, Diary, Measure, ValidationError, parse_time
from tracker.records.contacts import Contacts
from tracker.records.measure import apply_profile, find_measure, move_measure, set_active
from tracker.storage import StorageError, Transaction
from tracker.storage.preferences import contacts


class SettingsScreen(ListScreen):
    """Enter changes the line under the cursor; what is chosen is on disk at once."""

    DEFAULT_CSS = """
    SettingsScreen { #hint { min-height: 2; color: $text-muted; } #saved.-empty { display: none; } }
    """
    HELP = (
        "Arrows go to a setting, Enter changes it. Each change is on disk at once and u takes it "
        "back. What was rated stays, whatever is turned off. `tracker settings`, `tracker "
        "measures` and `tracker contacts` do the same without the app."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        # Shown as Enter, which the list takes for itself and hands on.
        Binding("space", "change", "Change", key_display="Enter", tooltip="Change the setting."),
        Binding("a", "own", "Add", tooltip="Add a measure of your own."),
        Binding(
            "p", "profile", "By condition", show=False, tooltip="What people with a condition rate."
        ),
        Binding("m", "order(-1)", "Earlier", tooltip="Ask for the measure one place earlier."),
        Binding(
            "k", "order(1)", "Later", show=False, tooltip="Ask for the measure one place later."
        ),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.contacts = Contacts()
        self.lines: dict[str, Line] = {}

    def compose_body(self) -> ComposeResult:
        """Lay out the list, and the lines that confirm and explain."""
        yield SteadyList(compact=True, markup=False)
        yield from self.compose_lines()

    def read(self) -> Diary:
        """Read what was chosen, without any entry."""
        self.contacts = contacts(self.session.store)
        return self.session.read_settings()

    def show(self) -> None:
        """Show every setting as it is now."""
        self.title_line("Settings")
        now = self.session.now()
        theme, kept = themes.our_name(self.app.theme), Kept.of(self.session.store.home)
        shown = Shown(self.diary, self.contacts, theme, kept, self.diary.day_of(now))
        found = sections(shown)
        self.lines = {line.id: line for _, lines in found for line in lines}
        self.fill(rows(found), "only")
        self._explain()

    @on(OptionList.OptionHighlighted)
    def _explain(self) -> None:
        line = self.lines.get(self.chosen_id or "")
        self.guide(line.about if line else "")

    @on(OptionList.OptionSelected)
    def action_change(self) -> None:
        """Change the setting under the cursor, or ask what it shall be."""
        chosen = self.chosen_id or ""
        if chosen.startswith(MEASURE):
            self._turn(chosen.removeprefix(MEASURE))
            return
        change: dict[str, Callable[[], object]] = {
            "only": self._only,
            "profile": self.action_profile,
            "own": self.action_own,
            "region": self._region,
            "clinic": partial(self._contact, "clinic"),
            "person": partial(self._contact, "person"),
            "day": self._ask_day,
            "name": self._ask_name,
            "theme": self._theme,
            "first": self._first,
        }
        change.get(chosen, lambda: None)()

    def action_own(self) -> None:
        """Ask for a measure of the person's own."""
        from tracker.app.screens.own_measure import OwnMeasure

        self._ask(OwnMeasure(self.session), self.done)

    def action_profile(self) -> None:
        """Ask for the condition."""
        self._choose(
            "What are the infusions for? It chooses what is asked after mood.",
            choices.conditions(),
            None,
            self._put_profile,
        )

    def action_order(self, by: int) -> None:
        """Ask for the measure under the cursor earlier or later."""
        key = (self.chosen_id or "").removeprefix(MEASURE)
        now = self.session.read_settings().measures
        after = move_measure(now, key, by)
        if after == now:
            self.guide("m and k are for a measure that is on; it stays within those after mood.")
            return
        self._write(
            lambda unit: unit.put_measures(after, instead=True),
            "the order of the measures",
            f"Saved: {', '.join(one_line(m.label, 20).lower() for m in _on(after))}.",
        )

    def _only(self) -> None:
        only = not self.diary.settings.mood_only
        said = "only mood is asked from now on" if only else "the other measures are asked again"
        self._put("the choice of only mood", f"Saved: {said}.", mood_only=only)

    def _turn(self, key: str) -> None:
        try:
            measure = find_measure(self.diary.measures, key)
            after = set_active(measure, on=not self.lines[MEASURE + key].value.startswith("on"))
        except ValidationError as problem:
            self.guide(str(problem))
            return
        state = "on" if after.active else "off"
        said = f"Saved: {one_line(after.label, 40).lower()} is {state}."
        self._write(lambda unit: unit.put_measures([after]), f"a measure turned {state}", said)

    def _put_profile(self, profile: str) -> None:
        after = apply_profile(self.session.read_settings().measures, profile)
        said = f"Saved: {choices.asked_after_mood(profile)} after mood."
        self._write(lambda unit: unit.put_measures(after), "a choice of measures", said)

    def _region(self) -> None:
        now = self.contacts.region.code if self.contacts.region else None
        question = "Which region's emergency and crisis lines shall F2 show?"
        self._choose(
            question, [*choices.places(), ("", "none chosen")], now or "", self._put_region
        )

    def _put_region(self, code: str) -> None:
        name = dict(choices.places()).get(code, "none")
        said = f"Saved: the region is {name}. F2 shows whom to call."
        self._put("the choice of the region", said, region=code or None)

    def _contact(self, who: str) -> None:
        from tracker.app.screens.edit_contact import EditContact

        known = self.contacts.clinic if who == "clinic" else self.contacts.person
        self._ask(EditContact(self.session, who, known), self.done)

    def _ask_day(self) -> None:
        from tracker.app.screens.one_field import OneField

        field = ("day_starts_at", "Starts at", "00:00 to 12:00, as 04:00")
        now = f"{self.diary.settings.day_starts_at:%H:%M}"
        self._ask(
            OneField("When does a day of yours begin?", field, now, self._keep_day), self.done
        )

    def _keep_day(self, typed: str) -> str:
        clock = parse_time(typed, "day_starts_at")
        self.session.choose("the start of the day", day_starts_at=clock)
        return f"Saved: a day starts at {clock:%H:%M}. Days written down before stay as they are."

    def _ask_name(self) -> None:
        from tracker.app.screens.one_field import OneField

        field = ("name", "Name", "empty leaves it blank")
        now = self.diary.settings.name or ""
        self._ask(
            OneField("Which name may stand on a page?", field, now, self._keep_name), self.done
        )

    def _keep_name(self, typed: str) -> str:
        self.session.choose("the name for the page", name=typed)
        return f"Saved: the name is {'there' if typed.strip() else 'blank'}. u takes it back."

    def _theme(self) -> None:
        now = themes.our_name(self.app.theme)
        self._choose("Which colours?", choices.colours(), now, self._put_theme)

    def _put_theme(self, theme: str) -> None:
        self._put("the theme", f"Saved: the colours are {theme}.", theme=theme)

    def _first(self) -> None:
        from tracker.app.screens.first_run import ask

        ask(self)

    def _choose(
        self,
        question: str,
        offered: choices.Choices,
        chosen: str | None,
        put: Callable[[str], None],
    ) -> None:
        from tracker.app.screens.choose import Choose

        def take(choice: str | None) -> None:
            if choice is not None and choice != chosen:
                put(choice)

        self._ask(Choose(question, offered, chosen), take)

    def _ask(self, dialog: ModalScreen[str | None], take: Callable[[str | None], None]) -> None:
        self.app.push_screen(dialog, take)

    def _put(self, what: str, said: str, **settings: Any) -> None:
        """Write settings and say so, or why not."""
        self._try(partial(self.session.choose, what, **settings), said)

    def _write(self, write: Callable[[Transaction], object], what: str, said: str) -> None:
        self._try(partial(self.session.keep, write, what), said)

    def _try(self, write: Callable[[], object], said: str) -> None:
        try:
            write()
        except (ValidationError, StorageError) as refusal:
            self.guide(str(refusal))
        else:
            self.done(f"{said} u takes it back.")


def _on(measures: tuple[Measure, ...]) -> list[Measure]:
    return [measure for measure in measures if measure.active and measure.key != MOOD.key]
