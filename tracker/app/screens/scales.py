"""Questionnaires: when each was filled in last, and filling one in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.app.filling import Filling
from tracker.app.scale_rows import begun_words, head, phq_9_first, told
from tracker.app.screens.base import DiaryScreen, say_at
from tracker.app.session import Session
from tracker.app.widgets.item_panel import ItemPanel
from tracker.app.words import long_day, one_line
from tracker.records import Assessment, Diary, ValidationError
from tracker.records.format import format_day
from tracker.records.questionnaires import (
    Questionnaire,
    ScaleStatus,
    format_total,
    introduction_lines,
    make_assessment,
    overlapping_day,
    scale_statuses,
    self_harm_answer,
    shipped_questionnaires,
    too_soon_warning,
    total_remark,
)
from tracker.storage import StorageError
from tracker.storage.preferences import questionnaires

_IN_LIST, _IN_ITEMS = {"open", "choose"}, {"forth", "back", "type"}
"""Actions that there are only while the list is shown, or only while an item is."""


class ScalesScreen(DiaryScreen):
    """A list, and over it one item at a time.

    Keys are bound here and not on the list, and both are one screen: a digit typed right after
    the Enter that opens a questionnaire finds it open.
    """

    DEFAULT_CSS = """
    ScalesScreen {
        OptionList {
            height: 1fr; border: none; background: $background; padding: 0;
            margin: 1 1 0 1; text-wrap: nowrap; text-overflow: ellipsis;
        }
        #around { color: $text-muted; margin: 1 1; }
        #filling { display: none; margin: 0 1; }
        &.-filling #filling { display: block; }
        &.-filling OptionList { display: none; }
        #filling, ItemPanel, #around { height: auto; }
        scrollbar-size-vertical: 1;
    }
    """
    HELP = (
        "Enter opens a questionnaire. Digits answer item by item, b goes back, Enter goes on and "
        "leaves an item as it is. Nothing is saved until the last item and one more Enter; "
        "Esc leaves, and until tracker is closed Enter goes on where you were."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "open", "Open", key_display="Enter", tooltip="Fill it in."),
        Binding("enter,ctrl+j,right", "forth", "Next", key_display="Enter", tooltip="Go on."),
        # u as well: what was saved is taken back from the list, not from among the items.
        Binding(
            "b,u,left",
            "back",
            "Item before",
            key_display="b u",
            tooltip="Back to the item before.",
        ),
        *(
            Binding(str(n), f"type('{n}')", "Answer", show=False, tooltip="Answer the item.")
            for n in range(10)
        ),
        Binding("minus", "type('-')", "Blank", show=False, tooltip="Leave the item blank."),
        Binding("up", "choose(-1)", "Up", show=False, tooltip="Another questionnaire."),
        Binding("down", "choose(1)", "Down", show=False, tooltip="Another questionnaire."),
        Binding("pageup", "scroll(-1)", "Scroll up", show=False),
        Binding("pagedown", "scroll(1)", "Scroll down", show=False),
    ]

    scales = query_one(OptionList)
    panel = query_one(ItemPanel)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.known: tuple[Questionnaire, ...] = ()
        self.rows: list[ScaleStatus] = []
        self.filling: Filling | None = None
        """The one that is open."""
        self.left: dict[str, Filling] = {}
        """Those that were begun and left, by key."""
        self.finished: tuple[str, Filling] | None = None
        """The one saved last, by the id of what was saved."""
        self.trouble = ""
        """Why the clinic's own questionnaires are not listed."""

    def compose_body(self) -> ComposeResult:
        """Lay out the list, the item that takes its place, and the lines that confirm and guide."""
        options = OptionList(compact=True, markup=False)
        options.can_focus = False
        yield options
        yield ItemPanel(id="filling", markup=False)
        yield Static(id="around", markup=False, classes="-empty")
        yield from self.compose_lines()

    @property
    def today(self) -> date:
        """The present diary day."""
        return self.diary.day_of(self.session.now())

    def opened(self) -> None:
        """Say what to do."""
        self._guide()

    def read(self) -> Diary:
        """Read the questionnaires as well; those that come with tracker are there in any case."""
        diary = self.session.read()
        try:
            self.known, self.trouble = questionnaires(self.session.store), ""
        except ValidationError as problem:
            self.known, self.trouble = shipped_questionnaires(), str(problem)
        return diary

    def show(self) -> None:
        """Show the list as it is now, the cursor where it was."""
        self._bring_back_answers()
        self.rows = phq_9_first(scale_statuses(self.known, self.diary.assessments, self.today))
        before = self.scales.highlighted or 0
        self.scales.clear_options()
        self.scales.add_options([self._option(row) for row in self.rows])
        self.scales.highlighted = min(before, len(self.rows) - 1)
        self._turn()

    @on(events.ScreenResume)
    def say_where_it_was_left(self) -> None:
        """Tell a person who comes back that the answers are still there, and not yet saved."""
        if self.filling and self.filling.begun and not self.filling.ended:
            name, where = one_line(self.filling.questionnaire.title, 40), self.filling.progress
            self.guide(f"{name} goes on where you left it, at {where}. Nothing is saved yet.")

    def _bring_back_answers(self) -> None:
        """Lay the answers of a questionnaire that was taken back ready, to be put right."""
        if self.finished and self.finished[0] not in {a.id for a in self.diary.assessments}:
            filling = self.finished[1]
            self.left[filling.questionnaire.key] = filling
            self.finished = None
            self.guide("Its answers are still here: Enter goes on with them, b goes back.")

    def unsaved(self) -> str | None:
        """Name a questionnaire that was begun, before the app is left."""
        begun = [f for f in (self.filling, *self.left.values()) if f and f.begun]
        if not begun:
            return None
        name = one_line(begun[0].questionnaire.title, 40)
        return f"{name} is not saved: it is saved after its last item. q again leaves without."

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Open the questionnaire under the cursor, where it was left or at its first item."""
        found = self.rows[self.scales.highlighted or 0].questionnaire
        if found is None:
            self.guide("Only its total is known here; tracker scales total writes down another.")
            return
        self.filling = self.left.pop(found.key, None) or Filling.of(found)
        self.confirm("")
        self._turn()
        self._guide()

    def action_choose(self, by: int) -> None:
        """Go up or down the list."""
        self.scales.highlighted = ((self.scales.highlighted or 0) + by) % len(self.rows)

    def action_type(self, character: str) -> None:
        """Answer the item; - leaves it blank, or is the sign of a number below zero."""
        if self.filling and not self.filling.ended:
            try:
                self._go(self.filling.type(character))
            except ValidationError as problem:
                self.guide(str(problem))

    def action_back(self) -> None:
        """Go to the item before."""
        if self.filling and self.filling.at:
            self._go(self.filling.back())
        elif self.filling:
            self.guide("This is the first item. Esc leaves without saving.")

    def action_forth(self) -> None:
        """Go to the next item; after the last one, save."""
        if self.filling and self.filling.ended:
            self._save(self.filling)
        elif self.filling:
            self._go(self.filling.forth())

    async def action_leave(self) -> None:
        """Leave the items for the list, and the list for Today."""
        if self.filling is None:
            await super().action_leave()
            return
        self._put_aside(self.filling)

    def action_scroll(self, by: int) -> None:
        """Scroll on a small terminal."""
        self.scroll_relative(y=by * self.size.height // 2, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys of the list or those of the items."""
        return action not in (_IN_ITEMS if self.filling is None else _IN_LIST)

    def _put_aside(self, filling: Filling) -> None:
        self.filling = None
        if filling.begun:
            self.left[filling.questionnaire.key] = filling
        self.show()
        if not filling.begun:
            self._guide()
            return
        where = filling.progress
        self.guide(f"Nothing is saved yet. Until tracker is closed, Enter goes on at {where}.")

    def _go(self, filling: Filling) -> None:
        self.filling = filling
        self._turn()
        self._guide()

    def _turn(self) -> None:
        """Show the list or the item, whichever it is now."""
        self.set_class(self.filling is not None, "-filling")
        name = one_line(self.filling.questionnaire.title, 60) if self.filling else "Scales"
        self.title_line(name, elsewhere=False)
        say_at(self.query_one("#around", Static), self._around(self.filling))
        if self.filling and self.filling.ended:
            self._sum_up(self.filling)
        elif self.filling:
            self.panel.ask(self.filling)
        self.refresh_bindings()

    def _around(self, filling: Filling | None) -> str:
        """Return what is quietly said below: where the wording is, and whether it is soon."""
        if filling is None or filling.ended:
            return ""
        near = overlapping_day(filling.questionnaire, self.diary.assessments, self.today)
        soon = [too_soon_warning(filling.questionnaire, near)] if near else []
        return " ".join([*introduction_lines(filling.questionnaire), *soon])

    def _sum_up(self, filling: Filling) -> None:
        try:
            total = format_total(self._filled_in(filling), self.known)
            self.panel.sum_up(total, total_remark(filling.questionnaire, filling.answers))
        except ValidationError as problem:
            self.panel.sum_up("", str(problem))

    def _filled_in(self, filling: Filling) -> Assessment:
        record_id, day = self.session.new_id(), self.today
        return make_assessment(filling.questionnaire, filling.answers, record_id=record_id, day=day)

    def _save(self, filling: Filling) -> None:
        """Write first: what is confirmed is on disk, and only then is whom to call shown."""
        try:
            done = self._filled_in(filling)
            self.session.add([done], f"the questionnaire for {format_day(done.day)}")
        except (ValidationError, StorageError) as refusal:
            self.guide(str(refusal))
            return
        self.filling, self.finished = None, (done.id, filling)
        name, total = one_line(filling.questionnaire.title, 40), format_total(done, self.known)
        self.confirm(
            f"Saved: {name} {total}, for {long_day(done.day, self.today)}. u takes it back."
        )
        self.reload()
        self._guide()
        if self_harm_answer(filling.questionnaire, filling.answers):
            self._care()

    def _care(self) -> None:
        from tracker.app.screens.care import after_saving

        self.app.push_screen(after_saving(self.session))

    def _guide(self) -> None:
        if self.filling is None:
            self.guide(self.trouble or "Enter opens the one under the cursor.")
        elif self.filling.ended:
            self.guide("Enter saves it, b goes back to the last item, Esc leaves without saving.")
        elif self.filling.one_key:
            self.guide("A digit answers, Enter skips. Nothing is saved before the end.")
        else:
            self.guide("Type a number, then Enter. Nothing is saved before the end.")

    def _option(self, row: ScaleStatus) -> Option:
        begun = self.left.get(row.name)
        said = begun_words(begun) if begun else told(row, self.known, self.today)
        name = Content.styled(head(row), "bold")
        below = Content.styled(f"\n    {said}", "$foreground-muted") if said else ""
        return Option(Content.assemble(name, below))
