"""The infusions: a table with the planned ones on top, and all about the one under the cursor."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import DataTable, Static

from tracker.analysis import BarStart, Report
from tracker.app.chart import Chart
from tracker.app.infusions.forms import InfusionForm, MoveForm, PlanForm, mark_given
from tracker.app.infusions.rows import BARS, MATRIX, around, facts, infusion_rows, matrix, title
from tracker.app.infusions.side_effects import SideEffectsForm
from tracker.app.listing import ListPlace, Table
from tracker.app.session import Session
from tracker.app.widgets import Panel, Scroll, Tile, hints, line
from tracker.charts.words import direction_word
from tracker.records import Infusion, ValidationError, group_courses, number_infusions
from tracker.records.format import format_day
from tracker.storage import StorageError


def legend(report: Report) -> Content:
    """Return the legend of the bars drawn; for a measure like pain, a fall is better.

    All of it fits the frame of the narrowest table beside which all is told, 72 columns wide.
    """
    measure = report.main.measure
    drawn = {row.drawn_bar.start for row in report.infusions if row.drawn_bar}
    rose = direction_word("rose", measure)
    side = "above" if measure.better == "higher" else "below"
    words: dict[BarStart, str] = {
        "rose": rose,
        "already": f"already {side}",
        "smaller": f"{rose} less or later",
    }
    parts = [line((BARS[start], "$good"), f" {words[start]}") for start in words if start in drawn]
    return Content("  ").join([line(f"at or {side} halfway"), *parts])


class InfusionsPlace(ListPlace):
    """Every key acts on the row under the cursor; a click selects, a second one opens."""

    NAME = "infusions"
    NOUN = "infusion"
    INVITATION = (
        "No infusions yet",
        "Their dates are what the page for your visit is drawn around.",
        [("a", "add the last one, or several"), ("p", "plan a series, like every 3 days")],
        "Only the day is needed; dose and side effects can follow.",
    )
    NEEDS_ONE = frozenset(("given", "edit", "side_effects", "move", "cancel", "remove"))
    HELP = (
        "Press g when a planned infusion has taken place; you can add side effects later. "
        "The bar shows for how many days the level stayed at or above halfway. x removes at once; "
        "u undoes it."
    )
    HINT = "Newest first. Click to select, click again to open."
    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", tooltip="Add an infusion."),
        Binding("p", "plan", "Plan", tooltip="Plan a series of infusions."),
        Binding("enter,e", "edit", "Edit", key_display="⏎", tooltip="Change the infusion."),
        # Not on the key line but in the frame below the facts: these are for planned ones.
        Binding("g", "given", "Given", show=False, tooltip="The planned infusion was given."),
        Binding("f", "side_effects", "Side effects", show=False, tooltip="Its side effects."),
        Binding("d", "move", "Another day", show=False, tooltip="Another day for a planned one."),
        Binding("w", "cancel", "Was not given", show=False, tooltip="A planned one was not given."),
        Binding("x,delete", "remove", "Remove", tooltip="Remove it; u undoes it."),
    ]
    DEFAULT_CSS = """
    InfusionsPlace {
        #main { height: 1fr; layout: vertical; }
        #left { height: 1fr; }
        #list { height: 1fr; }
        #detail { height: 8; }
        #facts { height: auto; }
        #around, #tiles, #effects { display: none; }
        #tiles { height: 5; }
        &.-narrow #detail { height: 5; }
        &.-tall #detail, &.-high #detail { height: 9; }
        &.-wide.-tall #tiles, &.-wide.-high #tiles,
        &.-broad.-tall #tiles, &.-broad.-high #tiles { display: block; }
        &.-broad {
            #main { layout: horizontal; }
            #left { width: 54%; min-width: 72; }
            #detail { width: 1fr; height: 1fr; margin-left: 1; }
            #detail Scroll { height: auto; max-height: 60%; }
            #around { display: block; height: 1fr; margin-top: 1; }
        }
        &.-broad.-high #effects { display: block; height: auto; max-height: 9; }
    }
    """
    table = query_one(Table)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.report: Report | None = None
        """The effect of each infusion, once it is calculated."""

    def compose_list(self) -> ComposeResult:
        """Lay out tiles, table and matrix at the left, the one under the cursor beside them."""
        with Horizontal(id="main"):
            with Vertical(id="left"):
                with Horizontal(id="tiles"):
                    yield Tile(id="given")
                    yield Tile(id="since")
                    yield Tile(id="next")
                with Panel("Infusions", id="list"):
                    yield Table()
                with Panel("Side effects, worst of each infusion", keys=MATRIX, id="effects"):
                    yield Static(id="matrix")
            with Panel("", id="detail"):
                with Scroll():
                    yield Static(id="facts")
                yield Chart(id="around")

    @property
    def listed(self) -> tuple[Infusion, ...]:
        """All infusions: given, planned and cancelled."""
        return self.diary.infusions

    def choose(self, record_id: str) -> None:
        """Put the cursor on an infusion."""
        self.table.choose(record_id)

    def show_list(self) -> None:
        """Show the table at once, and the effect of each infusion after that is painted."""
        self._show_table()
        self.call_after_refresh(self._load_report)

    def _load_report(self) -> None:
        if not self.is_attached or not self.diary.infusions:
            return
        try:
            report = self.session.report(self.today)
        except (StorageError, ValidationError):
            report = None
        if report is not self.report:
            self.report = report
            self._show_table()

    def _show_table(self) -> None:
        """Show the rows, the cursor on the same infusion, at first on the one to mark."""
        first = None
        given = [i for i in self.diary.infusions if i.given]
        if not self.table.row_count:
            due = [i for i in self._still_planned if i.day <= self.today]
            first = next((i.id for i in (*due, *reversed(given))), None)
        # Known before it is laid out: see the style sheet above.
        width = self.app.size.width - (0 if self.app.size.width < 100 else 2)
        left = max(72, width * 54 // 100) if self.app.size.width >= 116 else width
        courses = len(group_courses(self.diary.infusions))
        lines_needed = len(self.diary.infusions) + courses - 1
        room = left - 4 - (0 < self.table.size.height <= lines_needed)
        columns, rows = infusion_rows(self.diary, self.today, room, self.report)
        self.table.fill(columns, rows, first)
        course = f", course {courses}" if courses else ""
        keys = legend(self.report) if self.report and self.app.size.width >= 78 else ""
        self.query_one("#list", Panel).entitle(f"Infusions · {len(given)} given{course}", keys)
        self._show_tiles()
        effects = matrix(self.diary, self.query_one("#left").size.width - 4)
        self.query_one("#matrix", Static).update(effects)
        self._show_detail()

    @property
    def _still_planned(self) -> list[Infusion]:
        return [i for i in self.diary.infusions if i.status == "planned"]

    def _show_tiles(self) -> None:
        numbered = number_infusions(self.diary.infusions)
        past = [n.day for n in numbered if n.day <= self.session.calendar_day]
        given, since, coming = (
            self.query_one(f"#{name}", Tile) for name in ("given", "since", "next")
        )
        last = numbered[-1] if numbered else None
        in_course = sum(n.course == last.course for n in numbered) if last else 0
        unit = f"{in_course} in course {last.course}" if last else "none yet"
        given.show("Given", str(len(numbered)), unit, "infusion")
        if past:
            days = max(0, (self.today - past[-1]).days)
            since.show("Since the last", str(days), "day" if days == 1 else "days", "infusion")
        else:
            since.show("Since the last", "-", "none yet")
        if planned := [i.day for i in self._still_planned if i.day >= self.today]:
            days = (planned[0] - self.today).days
            unit = f"day{'' if days == 1 else 's'} · {format_day(planned[0], self.today)}"
            coming.show("Next", str(days), unit)
        else:
            coming.show("Next", "-", "none planned")

    @on(DataTable.RowHighlighted)
    def _row_changed(self) -> None:
        self.call_after_refresh(self._show_detail)

    def _show_detail(self) -> None:
        """Show all about the infusion under the cursor; nothing where a course begins."""
        if not self.is_attached:
            return
        panel, broad = self.query_one("#detail", Panel), self.app.size.width >= 116
        if (infusion := self.chosen) is None:
            panel.entitle("")
            self.query_one("#facts", Static).update("")
            self.query_one(Chart).plot = None
            return
        keys = hints(("Enter", "edit"), ("f", "side effects"))
        if infusion.status == "planned":
            keys = hints(("g", "given"), ("d", "other day"), ("w", "was not"), ("Enter", "edit"))
        diary, today, report = self.diary, self.today, self.report
        panel.entitle(title(infusion, diary, today), keys)
        told = facts(infusion, diary, today, report, panel.size.width - 4, full=broad)
        self.query_one("#facts", Static).update(told)
        self.query_one(Chart).plot = around(infusion, diary, today, report) if broad else None

    @property
    def chosen(self) -> Infusion | None:
        """The infusion under the cursor."""
        key = self.table.chosen_key
        return next((i for i in self.diary.infusions if i.id == key), None)

    # What can be done

    @on(DataTable.RowSelected)
    def action_edit(self) -> None:
        """Open the form on the infusion under the cursor."""
        if infusion := self.chosen:
            self.open_form(InfusionForm(self.session, infusion, self.today, self.diary))

    def action_add(self) -> None:
        """Open the form on a new one."""
        self.ask_for_new(InfusionForm(self.session, None, self.today, self.diary))

    def action_plan(self) -> None:
        """Open the form for a series."""
        self.open_form(PlanForm(self.session, self.today, self.diary))

    def action_given(self) -> None:
        """Mark the planned infusion under the cursor as given, then offer side effects."""
        if infusion := self._planned("g marks one as given"):
            mark_given(self, infusion)

    def action_cancel(self) -> None:
        """Mark the planned infusion under the cursor as cancelled."""
        if infusion := self._planned("w says that one was not given"):
            day = format_day(infusion.day, self.today)
            cancel = partial(self.session.edit, infusion, "cancel", status="cancelled")
            self.attempt(cancel, f"Saved: the infusion of {day} is cancelled")

    def action_move(self) -> None:
        """Ask for another day for the planned infusion under the cursor."""
        if infusion := self._planned("d chooses another day"):
            self.open_form(MoveForm(self.session, infusion, self.today))

    def action_side_effects(self) -> None:
        """Ask for the side effects of the infusion under the cursor."""
        if (infusion := self.chosen) and infusion.given:
            self.open_form(SideEffectsForm(self.session, infusion, self.today))
        else:
            self.warn("f asks for side effects of one that was given: go to it first.")

    def action_remove(self) -> None:
        """Remove the infusion under the cursor."""
        if infusion := self.chosen:
            self.remove_record(infusion, f"the infusion of {format_day(infusion.day, self.today)}")

    def _planned(self, key: str) -> Infusion | None:
        """Return the infusion under the cursor if it is planned; else show what would work."""
        if (infusion := self.chosen) and infusion.status == "planned":
            return infusion
        if others := self._still_planned:
            day = format_day(others[0].day, self.today)
            self.warn(f"{key}: go to a planned one first, like {day}.")
        else:
            self.warn("None is planned: a adds one that was given, p plans some.")
        return None
