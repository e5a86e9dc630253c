"""The infusions: what was given and what followed, what is planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static

from tracker.app import words
from tracker.app.followed import Outcome, known_after
from tracker.app.infusion_rows import infusion_rows
from tracker.app.infusion_words import about, costs
from tracker.app.screens.base import say_at
from tracker.app.screens.list_screen import ListScreen
from tracker.app.session import Session
from tracker.records import Diary, Infusion, number_infusions
from tracker.records.format import format_day
from tracker.records.infusion import Status
from tracker.storage import StorageError

KEYS: Final = {
    "planned": "m moves it to another day, k cancels it; Enter changes the rest.",
    "given": "f: what was felt; Enter changes the rest.",
    "cancelled": "Enter changes it; x removes it.",
}
EMPTY: Final = "No infusion is written down yet. a adds one, p plans a series."


class InfusionsScreen(ListScreen):
    """A list with the planned ones on top; every key acts on the line under the cursor."""

    DEFAULT_CSS = """
    InfusionsScreen {
        OptionList { margin-top: 1; }
        &.-short OptionList { margin-top: 0; }
        #about { min-height: 2; }
        &.-short #about { display: none; }
        #about, #costs { color: $text-muted; }
        #costs.-empty { display: none; }
    }
    """
    HELP = (
        "Arrows choose a line. A planned infusion that took place needs one key, g; what was felt "
        "can follow or be left out. Gain is how much better the days after it were than those "
        "before the course, of what there was to gain; held is how long half of that lasted. "
        "Removing asks nothing, because u brings it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", tooltip="Add an infusion that was given."),
        Binding("p", "plan", "Plan", tooltip="Plan a series of infusions."),
        Binding("g", "given", "Given", tooltip="The planned infusion took place."),
        Binding("x,delete", "remove", "Remove", tooltip="Remove it; u brings it back."),
        # Not in the footer, where 80 columns hold no more keys; a line above it says them.
        Binding("e", "edit", "Edit", show=False, tooltip="Change the infusion."),
        Binding("f", "felt", "Felt", show=False, tooltip="What was felt during it and after."),
        Binding("m", "move", "Move", show=False, tooltip="Move a planned one to another day."),
        Binding("k", "cancel", "Cancel", show=False, tooltip="A planned one is not given."),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.known: dict[str, Outcome] = {}
        """What followed each infusion, as far as it was worked out."""

    def compose_body(self) -> ComposeResult:
        """Lay out the list, what is known of the line under the cursor, and the costs."""
        yield Static(id="infusions", markup=False)
        yield OptionList(compact=True, markup=False)
        yield Static(id="about", markup=False)
        yield Static(id="costs", markup=False)
        yield from self.compose_lines()

    @property
    def today(self) -> date:
        """The present diary day."""
        return self.diary.day_of(self.session.now())

    def read(self) -> Diary:
        """Read the infusions, which always come whole, and nothing else."""
        return self.session.read_settings()

    def show(self) -> None:
        """Show the list at once; what followed each comes when that is on the screen."""
        self.title_line("Infusions")
        self.query_one("#infusions", Static).update(words.infusions_line(self.diary, self.today))
        say_at(self.query_one("#costs", Static), costs(self.diary.infusions))
        self._list()
        self.call_after_refresh(self._work_out)
        if not self.diary.infusions:
            self.query_one("#about", Static).update("")
            self.guide(EMPTY)

    def _list(self) -> None:
        rows = infusion_rows(self.diary, self.today, self.room, self.known)
        self.fill(rows, _expected(self.diary, self.today))

    def _work_out(self) -> None:
        """Read the whole diary for what followed each infusion; a few hundredths of a second."""
        if not self.is_attached:
            return
        try:
            known = known_after(self.session.read(), self.today)
        except StorageError as error:
            self.guide(str(error))
            return
        if known != self.known:
            self.known = known
            self._list()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out anew: on a wide terminal there are more columns."""
        if self.rows:
            self._list()

    @on(OptionList.OptionHighlighted)
    def say_about(self) -> None:
        """Say in full what the line has no room for, and what can be done with it."""
        if infusion := self._chosen():
            places = {n.infusion.id: n for n in number_infusions(self.diary.infusions)}
            known = self.known.get(infusion.id)
            said = about(infusion, places.get(infusion.id), known, 3 * self.room)
            self.query_one("#about", Static).update(said)
            self.guide(KEYS[infusion.status])

    @on(OptionList.OptionSelected)
    def action_edit(self) -> None:
        """Open the form on the infusion under the cursor."""
        if infusion := self._chosen():
            self._open(infusion, new=False)

    def action_add(self) -> None:
        """Open the form on a new one, given today."""
        self._open(Infusion(id=self.session.new_id(), day=self.today), new=True)

    def action_plan(self) -> None:
        """Open the form for a series."""
        from tracker.app.screens.plan_infusions import PlanInfusions

        self.app.push_screen(PlanInfusions(self.session, self.today), self.done)

    def action_given(self) -> None:
        """Mark the planned infusion under the cursor as given, then offer what was felt."""
        if (infusion := self._planned("g marks a planned infusion as given")) is None:
            return
        day = words.short_day(infusion.day, self.today)
        if infusion.day > self.today:
            self.guide(f"{day} has not come yet. m moves an infusion to another day.")
            return
        said = f"Saved: the infusion of {day} was given. u takes it back."
        if given := self._become(infusion, "given", "the mark as given of", said):
            self._ask_what_was_felt(given, said)

    def action_cancel(self) -> None:
        """Keep the planned infusion under the cursor as one that was not given."""
        if infusion := self._planned("k cancels a planned infusion"):
            day = words.short_day(infusion.day, self.today)
            said = f"Saved: the infusion of {day} is cancelled. u takes it back."
            self._become(infusion, "cancelled", "the cancelling of", said)

    def _become(self, infusion: Infusion, status: Status, what: str, said: str) -> Infusion | None:
        changed = replace(infusion, status=status)
        what = f"{what} the infusion of {format_day(infusion.day)}"
        return changed if self.write(self.session.change, changed, what, said) else None

    def action_move(self) -> None:
        """Ask for another day for the planned infusion under the cursor."""
        if infusion := self._planned("m moves a planned infusion"):
            from tracker.app.screens.move_infusion import MoveInfusion

            self.app.push_screen(MoveInfusion(self.session, infusion, self.today), self.done)

    def action_felt(self) -> None:
        """Ask what was felt with the infusion under the cursor."""
        infusion = self._chosen()
        if infusion and infusion.given:
            self._ask_what_was_felt(infusion)
        else:
            self.guide("f says what was felt with an infusion given; the cursor is not on one.")

    def _ask_what_was_felt(self, infusion: Infusion, *said: str) -> None:
        from tracker.app.screens.felt_form import FeltForm

        self.app.push_screen(FeltForm(self.session, infusion, self.today, *said), self.done)

    def action_remove(self) -> None:
        """Take out the infusion under the cursor; undo is the way back, so nothing is asked."""
        if infusion := self._chosen():
            said = f"the infusion of {words.short_day(infusion.day, self.today)}"
            what = f"the removal of the infusion of {format_day(infusion.day)}"
            self.write(self.session.remove, infusion, what, f"Removed: {said}. u brings it back.")

    def _open(self, infusion: Infusion, *, new: bool) -> None:
        from tracker.app.screens.edit_infusion import EditInfusion

        form = EditInfusion(self.session, infusion, self.today, new=new)
        if new:
            self.ask_for_new(form)
        else:
            self.app.push_screen(form, self.done)

    def _planned(self, key: str) -> Infusion | None:
        """Return the infusion under the cursor if it is a planned one; else say what for."""
        infusion = self._chosen()
        if infusion and infusion.status == "planned":
            return infusion
        self.guide(f"{key}; the cursor is not on one.")
        return None

    def _chosen(self) -> Infusion | None:
        """Return the infusion under the cursor."""
        chosen = self.chosen_id
        return next((i for i in self.diary.infusions if i.id == chosen), None)


def _expected(diary: Diary, today: date) -> str | None:
    """Return the planned infusion a person most likely comes to mark: the last one up to today."""
    planned = [i.id for i in diary.infusions if i.status == "planned" and i.day <= today]
    return planned[-1] if planned else None
