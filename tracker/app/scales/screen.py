"""The place of questionnaires: the last total of each, and filling one in."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import DataTable, Static

from tracker.app.crisis import crisis_once
from tracker.app.listing import Table
from tracker.app.scales.filling import Filling, ItemsPanel, TotalForm
from tracker.app.scales.rows import (
    COLUMNS,
    ON_THE_FORM,
    about_row,
    columns_shown,
    row_cells,
    total_bars,
)
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.widgets import MUTED, Panel, Scroll, Status, hints, line, lines
from tracker.records import Assessment, Diary, ValidationError
from tracker.records.format import format_long_day, format_number, shorten
from tracker.records.questionnaires import (
    Questionnaire,
    ScaleStatus,
    available_again,
    form_needs_crisis_help,
    format_total,
    introduction_lines,
    make_assessment,
    overlapping_day,
    scale_statuses,
    too_soon_warning,
    total_remark,
)

NAME_SHOWN: Final = 40
SHORT_BAR, LONG_BAR = 14, 40
"""Cells of the bar of a total, on a narrow and on a wide terminal."""
IN_LIST: Final = {"open", "total"}
IN_ITEMS: Final = {"forth", "save", "back", "type", "page"}
"""Actions that work only in the list, and only at a question."""


class ScalesPlace(Place):
    """A list of questionnaires, and in its place the one that is being filled in.

    Both are one screen and the keys are bound to it, not to the list: a digit typed right after
    the Enter that opens a questionnaire already answers its first question.
    """

    NAME = "scales"
    HELP = (
        "Enter opens a questionnaire. Digits answer question by question, b goes back, Enter "
        "leaves a question as it is. After the last question, Enter saves it. "
        "Esc stops; what you answered is kept until you close tracker."
    )
    HINT = ON_THE_FORM
    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "open", "Fill in", priority=True, tooltip="Fill it in."),
        Binding("enter,ctrl+j,right", "forth", "Next", priority=True, tooltip="Go on."),
        Binding("enter,ctrl+j,right", "save", "Save", priority=True, tooltip="Save all answers."),
        # u as well: undo works only in the list, not among the questions.
        Binding(
            "b,u,left,up",
            "back",
            "Previous question",
            priority=True,
            tooltip="Back to the question before.",
        ),
        *(
            Binding(str(n), f"type('{n}')", "Answer", show=False, tooltip="Answer the question.")
            for n in range(10)
        ),
        Binding("minus", "type('-')", "Leave out", tooltip="Leave the question out."),
        Binding("pagedown", "page(1)", "More", show=False, tooltip="More of a long question."),
        Binding("pageup", "page(-1)", "Back", show=False, tooltip="More of a long question."),
        Binding("n", "total", "New total", tooltip="Enter the total of any other scale."),
        Binding("u", "undo", "Undo", tooltip="Undo the last change."),
    ]
    DEFAULT_CSS = """
    ScalesPlace {
        #left { width: 1fr; }
        #list-panel { height: 1fr; }
        #before-panel { display: none; width: 38; height: 1fr; margin-left: 1; }
        #before { height: auto; }
        ItemsPanel { display: none; }
        &.-filling ItemsPanel { display: block; }
        &.-low #item-panel { max-height: 85%; }
        &.-filling #list-panel { display: none; }
        &.-wide #before-panel, &.-broad #before-panel { display: block; }
        &.-broad #before-panel { width: 2fr; min-width: 35; }
        &.-broad #left { width: 3fr; min-width: 78; }
    }
    """
    table = query_one(Table)
    items = query_one(ItemsPanel)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.questionnaires: tuple[Questionnaire, ...] = ()
        self.rows: list[ScaleStatus] = []
        self.filling: Filling | None = None
        """The questionnaire being filled in."""
        self.left: dict[str, Filling] = {}
        """Questionnaires that were begun and left, by key."""
        self.finished: tuple[str, Filling] | None = None
        """The id of the assessment saved last, and its answers."""
        self.draft: dict[str, str] = {}
        """What the form for a total opens with."""
        self.trouble = ""
        """Why the clinic's own questionnaires cannot be listed; blank if they are."""

    def compose_body(self) -> ComposeResult:
        """Lay out the list, the questions that take its place, and the earlier totals beside."""
        with Horizontal():
            with Vertical(id="left"):
                with Panel("Questionnaires", keys=hints(("Enter", "fills it in")), id="list-panel"):
                    yield Table()
                yield ItemsPanel()
            with Panel("", id="before-panel"):
                yield Static(id="before", markup=False)
        yield Status(self.HINT)

    def read(self) -> Diary:
        """Read also the questionnaires; without the clinic's own ones if they cannot be read."""
        diary = self.session.read()
        self.questionnaires, self.trouble = self.session.questionnaires()
        return diary

    def show(self) -> None:
        """Show the list as it is now, the cursor where it was."""
        if self.finished and self.finished[0] not in {a.id for a in self.diary.assessments}:
            # It was undone: keep its answers ready to be corrected.
            _, filling = self.finished
            self.left[filling.questionnaire.key] = filling
            self.finished = None
        after = self.diary.settings.offer_questionnaires_after
        recorded = self.questionnaires, self.diary.assessments, self.today
        found = scale_statuses(*recorded, infusions=self.diary.infusions, days_after=after)
        # The one that most infusion clinics ask for comes first.
        self.rows = sorted(found, key=lambda row: row.name != "phq-9")
        cells = [
            row_cells(row, self.left.get(row.name), self.questionnaires, self.today)
            for row in self.rows
        ]
        columns = columns_shown(self.app.size.width, cells)
        names = [row.name for row in self.rows]
        shown = ([each[column] for column in columns] for each in cells)
        # The cursor begins on the one that Today says can be filled in.
        again = available_again(*recorded, infusions=self.diary.infusions, days_after=after)
        waiting = next((name for name in names if name in {one.key for one in again}), None)
        chosen = self.table.chosen_key or waiting
        self.table.fill(columns, list(zip(names, shown, strict=True)), chosen)
        self._show_current()

    @on(events.ScreenResume)
    def say_where_it_was_left(self) -> None:
        """On return from another screen, say that the answers are still here, not yet saved."""
        if self.filling and self.filling.begun and not self.filling.ended:
            name = shorten(self.filling.questionnaire.title, NAME_SHOWN)
            self.status.hint(
                f"{name} goes on where you left it, at question {self.filling.progress}. "
                "Nothing is saved yet."
            )

    def on_resize(self, event: events.Resize) -> None:
        """Show as much as fits the new size."""
        if self.rows:
            self.call_after_refresh(self.show)

    def unsaved(self) -> str | None:
        """Return a warning about what was begun and not saved, None for nothing."""
        if begun := [f for f in (self.filling, *self.left.values()) if f and f.begun]:
            name = shorten(begun[0].questionnaire.title, NAME_SHOWN)
            return f"{name} is not saved: Enter after its last question saves it. q again leaves."
        return "The total is not saved: n opens it, q leaves." if self._total_begun else None

    # The list

    @property
    def row(self) -> ScaleStatus | None:
        """The row under the cursor."""
        return next((row for row in self.rows if row.name == self.table.chosen_key), None)

    @on(DataTable.RowHighlighted)
    def show_totals_before(self) -> None:
        """Show the earlier totals of the one under the cursor, and when it is due again."""
        if self.filling:
            return
        hint = self.trouble
        if not hint and (row := self.row):
            days_after = self.diary.settings.offer_questionnaires_after
            subjects_shown = len(self.table.columns) == len(COLUMNS)
            begun = self.left.get(row.name)
            hint = about_row(row, begun, days_after, subjects_shown=subjects_shown)
        self.status.hint(hint or self.HINT)
        self._show_before(self.table.chosen_key)

    @on(DataTable.RowSelected)
    def action_open(self) -> None:
        """Open the questionnaire under the cursor, where it was left or at its first question."""
        row = self.row
        if row is None or self.filling:
            return
        if row.questionnaire is None:
            if self.draft.get("name") != row.name:
                self.draft = {"name": row.name}
            self.action_total()
            return
        found = row.questionnaire
        self.filling = self.left.pop(found.key, None) or Filling.of(found)
        self._show_current()

    def action_total(self) -> None:
        """Open the form for a total that the clinic calculated."""
        form = TotalForm(self.session, self.questionnaires, self.diary.assessments, self.today)
        form.draft = self.draft

        def closed(confirmation: str | None) -> None:
            self.done(confirmation)
            if confirmation is None and self._total_begun:
                self.warn("The total is not saved: n brings back what you typed.")

        self.app.push_screen(form, closed)

    @property
    def _total_begun(self) -> bool:
        """Whether more than a name was typed into the form for a total, and left."""
        return any(typed for field, typed in self.draft.items() if field != "name")

    # The questions

    def action_type(self, character: str) -> None:
        """Answer the question; - leaves it blank, or is the sign of a number below zero."""
        if not self.filling or self.filling.ended:
            return
        try:
            if character == "-" and self.filling.item.low >= 0:
                self._go_to(self.filling.blank())
            else:
                self._go_to(self.filling.type(character))
        except ValidationError as problem:
            self.warn(str(problem))

    def action_answer(self, at: int, answer: int) -> None:
        """Take the answer that was clicked."""
        if self.filling:
            self._go_to(self.filling.choose(at, answer))

    def action_back(self) -> None:
        """Go to the question before."""
        if self.filling and self.filling.at:
            self._go_to(self.filling.back())
        elif self.filling:
            self.warn("This is the first question. Esc stops without saving.")

    def action_forth(self) -> None:
        """Go to the next question."""
        if self.filling:
            self._go_to(self.filling.forth())

    def action_page(self, by: int) -> None:
        """Scroll a question that is longer than its panel."""
        scroll = self.query_one("#item-scroll", Scroll)
        scroll.scroll_relative(y=by * max(1, scroll.size.height - 1), animate=False)

    def action_save(self) -> None:
        """Save the answers after the last question, and only then show crisis help if needed."""
        filling = self.filling
        if filling is None or not filling.ended:
            return
        try:
            done = self._assessment(filling)
        except ValidationError as nothing_answered:
            self.warn(str(nothing_answered))
            return

        def write() -> None:
            self.session.add(done)
            self.filling, self.finished = None, (done.id, filling)

        name = shorten(filling.questionnaire.title, NAME_SHOWN)
        total = format_total(done, self.questionnaires)
        saved = f"Saved: {name} {total}, for {format_long_day(done.day, self.today)}"
        needs_help = form_needs_crisis_help(filling.questionnaire, filling.answers)
        if self.attempt(write, saved) and needs_help:
            crisis_once(self.app, self.session, done.id)

    async def action_leave(self) -> None:
        """Leave the questions for the list, and the list for Today."""
        if self.filling is None:
            await super().action_leave()
            return
        filling, self.filling = self.filling, None
        if filling.begun:
            self.left[filling.questionnaire.key] = filling
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys of the list or those of the questions."""
        if action == "undo" and self.filling is not None:
            return False
        if action in ("forth", "save") and self.filling is not None:
            return self.filling.ended == (action == "save")
        if parameters == ("-",) and self.filling is not None and self.filling.ended:
            return False
        return action not in (IN_ITEMS if self.filling is None else IN_LIST)

    def _go_to(self, filling: Filling) -> None:
        self.filling = filling
        self._show_current()

    def _show_current(self) -> None:
        self.set_class(self.filling is not None, "-filling")
        self.table.can_focus = self.filling is None  # or Textual gives it the focus though hidden
        if self.filling is None:
            if self.focused is not self.table:
                self.table.focus()
            self.show_totals_before()
        else:
            self.set_focus(None)
            ended = self.filling.ended
            saves = "Not saved yet: Enter saves it. Esc stops without saving."
            asking = "Enter saves it at the end. Esc stops; your answers stay."
            self.status.hint(saves if ended else asking)
            self.items.show(self.filling, (self._summary if ended else self._about)(self.filling))
            self._show_before(self.filling.questionnaire.key)
        self.refresh_bindings()

    def _about(self, filling: Filling) -> Content:
        """Return the text below the first question: where the wording is, and if it is too soon."""
        if filling.at:
            return Content("")
        near = overlapping_day(filling.questionnaire, self.diary.assessments, self.today)
        # The recall period is in the title; here it would push an item out of sight.
        about = list(introduction_lines(filling.questionnaire)[1:])
        about += [too_soon_warning(filling.questionnaire, near)] if near else []
        return line(("\n" + " ".join(about), MUTED)) if about else Content("")

    def _summary(self, filling: Filling) -> Content:
        try:
            total = format_total(self._assessment(filling), self.questionnaires)
        except ValidationError as problem:
            return line(str(problem))
        remark = total_remark(filling.questionnaire, filling.answers)
        return lines([line((total, "bold $title")), line((remark, MUTED))])

    def _assessment(self, filling: Filling) -> Assessment:
        record_id, day = self.session.new_id(), self.today
        return make_assessment(filling.questionnaire, filling.answers, record_id=record_id, day=day)

    # The totals before

    def _show_before(self, name: str | None) -> None:
        panel, shown = self.query_one("#before-panel", Panel), self.query_one("#before", Static)
        totals = [
            a for a in self.diary.assessments if a.questionnaire == name and a.total is not None
        ]
        scale = next((q.title for q in self.questionnaires if q.key == name), name or "")
        title = f"{shorten(scale, 24)} before"
        if not totals:
            panel.entitle(title)
            shown.update(line(("Not filled in yet.", MUTED)))
            return
        last = totals[-1]
        panel.entitle(title, f"of {format_number(last.high)} · {last.better} is better")
        room = max(3, panel.size.height or 20)
        bar = max(SHORT_BAR, min(LONG_BAR, panel.size.width - 24))
        shown.update(lines(total_bars(totals[-room:], self.today, bar)))
