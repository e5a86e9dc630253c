"""The infusions: what was given, what is planned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.app import words
from tracker.app.infusion_rows import Row, infusion_rows
from tracker.app.screens.base import DiaryScreen
from tracker.records import Diary, Infusion
from tracker.records.days import say
from tracker.storage import Record, StorageError


class InfusionsScreen(DiaryScreen):
    """A list with the planned ones on top; every key acts on the line under the cursor."""

    DEFAULT_CSS = """
    InfusionsScreen {
        OptionList {
            height: 1fr; border: none; background: $background; padding: 0;
            margin: 1 1 0 1; text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """
    AUTO_FOCUS = "OptionList"
    HELP = (
        "Arrows choose a line. A planned infusion that took place needs one key, g; "
        "e adds the dose and the rest whenever you like. "
        "Removing asks nothing, because u brings it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", tooltip="Add an infusion that was given."),
        Binding("p", "plan", "Plan", tooltip="Plan a series of infusions."),
        Binding("g", "given", "Given", tooltip="The planned infusion took place."),
        Binding("e", "edit", "Edit", tooltip="Change the infusion under the cursor."),
        Binding("x,delete", "remove", "Remove", tooltip="Remove it; u brings it back."),
    ]

    infusions = query_one(OptionList)

    def compose_body(self) -> ComposeResult:
        """Lay out the list, then the lines that confirm and guide."""
        yield Static(id="infusions", markup=False)
        yield OptionList(compact=True, markup=False)
        yield from self.compose_lines()

    @property
    def today(self) -> date:
        """The present diary day."""
        return self.diary.day_of(self.session.now())

    def read(self) -> Diary:
        """Read the infusions, which always come whole, and nothing else."""
        return self.session.read_settings()

    def show(self) -> None:
        """Show the list anew, the cursor on the same infusion."""
        self.title_line("Infusions")
        self.query_one("#infusions", Static).update(words.infusions_line(self.diary, self.today))
        chosen = self._chosen()
        rows = infusion_rows(self.diary, self.today)
        self.infusions.set_options([_option(row) for row in rows])
        ids = [row.infusion.id if row.infusion else None for row in rows]
        if chosen and chosen.id in ids:
            self.infusions.highlighted = ids.index(chosen.id)
        elif rows:
            self.infusions.action_first()
        if not rows:
            self.guide("No infusion is written down yet. a adds one, p plans a series.")

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
        """Mark the planned infusion under the cursor as given."""
        infusion = self._chosen()
        if infusion is None or infusion.status != "planned":
            self.guide("g marks a planned infusion as given; the cursor is not on one.")
        elif infusion.day > self.today:
            day = words.short_day(infusion.day, self.today)
            self.guide(f"{day} has not come yet. e changes the day of an infusion.")
        else:
            self._mark_given(replace(infusion, status="given"))

    def _mark_given(self, infusion: Infusion) -> None:
        day = words.short_day(infusion.day, self.today)
        self._write(
            self.session.change,
            infusion,
            "the mark as given on",
            f"Saved: the infusion of {day} was given. e adds the rest; u takes it back.",
        )

    def action_remove(self) -> None:
        """Take out the infusion under the cursor; undo is the way back, so nothing is asked."""
        if infusion := self._chosen():
            day = words.short_day(infusion.day, self.today)
            self._write(
                self.session.remove,
                infusion,
                "the removal of",
                f"Removed: the infusion of {day}. u brings it back.",
            )

    def _write(
        self, write: Callable[[Record, str], None], infusion: Infusion, verb: str, said: str
    ) -> None:
        try:
            write(infusion, f"{verb} the infusion of {say(infusion.day)}")
        except StorageError as error:
            self.guide(str(error))
        else:
            self.done(said)

    def _open(self, infusion: Infusion, *, new: bool) -> None:
        from tracker.app.screens.edit_infusion import EditInfusion

        self.app.push_screen(EditInfusion(self.session, infusion, self.today, new=new), self.done)

    def _chosen(self) -> Infusion | None:
        """Return the infusion under the cursor."""
        option = self.infusions.highlighted_option
        return next((i for i in self.diary.infusions if option and i.id == option.id), None)


def _option(row: Row) -> Option:
    """Return a line of the list; a heading cannot be chosen."""
    if row.infusion is None:
        return Option(Content.styled(row.text, "bold"), disabled=True)
    return Option(Content(row.text), id=row.infusion.id)
