"""Report: the choices at the left, the preview at the right, and the pages made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.getters import query_one
from textual.widgets import DataTable

from tracker.analysis import Report, build_report
from tracker.app.report.choices import (
    COURSE,
    OTHER,
    WINDOWS,
    WORDS,
    Choices,
    course_in_words,
    days_in_words,
)
from tracker.app.report.dialogs import ChooseNotes, OtherDays, PageName, Passphrase
from tracker.app.report.made import PagesMade
from tracker.app.report.maker import PageError, PageRequest, make_page, open_file
from tracker.app.report.preview import Preview
from tracker.app.rows import Rows
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.widgets import Panel, Scroll, Status, hints, line, shown_path
from tracker.charts.document import as_text
from tracker.records import Diary
from tracker.records.questionnaires import Questionnaire
from tracker.storage.preferences import questionnaires


class ReportPlace(Place):
    """Enter makes the page while the choices have the focus, and opens one while the list has it.

    Another process makes it, so that no key waits.
    """

    NAME = "report"
    HELP = (
        "The page shows your mood around the infusions, what changed after each and how long it "
        "lasted. The arrows choose the days, Space the rest; Tab goes to the next panel. Only "
        "notes that you tick are on the page, and your name only if you say so. It is saved on "
        "this computer; nothing is sent."
    )
    HINT = "Enter makes the page. Nothing leaves this computer."
    AUTO_FOCUS = "#days"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "make", "Make the page", priority=True, tooltip="Make the page."),
        Binding("enter", "open", "Open", priority=True, tooltip="Open the page that was made."),
        Binding("1", "copy_path", "Copy its path", tooltip="Copy the path of the page."),
        Binding("n", "notes", "Notes", tooltip="Tick the notes that are on the page."),
        Binding("pagedown", "read_on(1)", "Read", priority=True, tooltip="Read what is printed."),
        Binding("pageup", "read_on(-1)", "Read back", priority=True, show=False),
        Binding("2", "copy_words", "Copy the words", tooltip="Copy the page in words."),
    ]
    DEFAULT_CSS = """
    ReportPlace {
        #left { width: 40; height: 1fr; scrollbar-size-vertical: 0; }
        #left Panel { height: auto; }
        #left #pages-panel { height: 1fr; min-height: 4; }
        #pages { height: 1fr; }
        #folder { color: $muted; height: auto; max-height: 3; }
        &.-tall #paper, &.-high #paper { margin-top: 1; }
        &.-wide #preview, &.-broad #preview { margin-left: 1; }
        &.-narrow #left { width: 1fr; }
        &.-narrow #preview { display: none; }
        &.-narrow.-reading #preview { display: block; }
        &.-narrow.-reading #left { display: none; }
        &.-low #folder, &.-short #folder { display: none; }
        #pages-panel.-none #pages { display: none; }
        &.-low #pages-panel.-none, &.-short #pages-panel.-none { display: none; }
    }
    """
    preview = query_one(Preview)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.chosen = Choices()
        self.made = PagesMade(session)
        self.making = False
        self.report: Report | None = None
        """What is previewed; None until it is loaded."""
        self.forms: Sequence[Questionnaire] | None = None
        """All questionnaires, the clinic's own too; None until they are read."""

    def compose_body(self) -> ComposeResult:
        """Lay out the choices, the pages made, and the panel for what will be printed."""
        with Horizontal():
            with Scroll(id="left"):
                with Panel("Which days", keys=hints(("↑ ↓", "choose"), ("Tab", "next"))):
                    yield Rows(one_choice=True, id="days")
                with Panel("The page"):
                    yield Rows(id="holds")
                    yield Rows(id="paper")
                yield self.made
            yield Preview(self.session.store.home, getattr(self.app, "graphics", None))
        yield Status(self.HINT)

    def read(self) -> Diary:
        """Read also the questionnaires: the page asks a clinic's own about self-harm, too."""
        diary = self.session.read()
        self.forms = questionnaires(self.session.store)
        return diary

    def show(self) -> None:
        """Show the choices as they are now, and the pages in the folder."""
        self._changed()
        self.made.show()

    # The choices

    def _changed(self) -> None:
        self._rows("days").fill(self.chosen.day_rows(self.diary, self.today))
        self._rows("holds").fill(self.chosen.content_rows(self.diary, self.today))
        self._rows("paper").fill(self.chosen.file_rows())
        self.call_after_refresh(self._preview)

    def _rows(self, name: str) -> Rows:
        return self.query_one(f"#{name}", Rows)

    @on(Rows.Moved)
    def choose_days(self, event: Rows.Moved) -> None:
        """Choose the days under the cursor: they are what Enter prints."""
        if (key := event.rows.key) in WINDOWS and key and key != self.chosen.window:
            self._choose_window(key)

    @on(Rows.Chosen)
    def choose(self, event: Rows.Chosen) -> None:
        """Apply what was chosen in a panel."""
        key = event.key
        if key == OTHER:
            self._ask_other_days()
        elif key in WINDOWS:
            self._choose_window(key)
        elif key in WORDS:
            values = [value for value, _ in WORDS[key]]
            at = (values.index(self.chosen.words[key]) + event.by) % len(values)
            self.action_pick(key, values[at])
        elif key == "notes":
            self.action_notes()
        elif key == "name" and "name" not in self.chosen.ticked:
            self._ask_name()
        else:
            self.chosen.ticked ^= {key}
            self._changed()

    def action_pick(self, name: str, value: str) -> None:
        """Choose one of a few words."""
        self.chosen.words[name] = value
        self._changed()

    def _choose_window(self, window: str) -> None:
        self.chosen.window = window
        self._changed()

    def _ask_other_days(self) -> None:
        latest = self.session.calendar_day
        form = OtherDays(self.diary, self.today, latest, self.chosen.first, self.chosen.last)

        def take(sentence: str) -> None:
            self.chosen.first, self.chosen.last = form.first, form.last
            self.chosen.typed_on = latest
            self._choose_window(OTHER)
            self.status.hint(sentence)

        self.ask(form, take)

    def _ask_name(self) -> None:
        def take(name: str) -> None:
            self.chosen.name = name
            self.chosen.ticked.add("name")
            self._changed()

        self.ask(PageName(self.chosen.known_name(self.diary)), take)

    def action_notes(self) -> None:
        """Tick the notes that are on the page."""

        def take(ticked: frozenset[str]) -> None:
            self.chosen.notes = ticked
            self._changed()

        if notes := self.chosen.possible_notes(self.diary, self.today):
            self.ask(ChooseNotes(notes, self.chosen.notes, self.today), take)
        else:
            self.warn("There are no notes in these days.")

    def _request(self, passphrase: str = "") -> PageRequest:
        return self.chosen.request(self.diary, self.today, passphrase)

    # What will be printed

    def _preview(self) -> None:
        if not self.is_attached or self.forms is None:
            return
        request = self._request()
        self.report = build_report(
            self.diary,
            request.window,
            today=self.today,
            measure=request.measure or None,
            notes=request.notes,
            forms=self.forms,
        )
        self._show_hint()
        self.preview.show(self.report, request, empty=self.diary.empty)

    @on(events.DescendantFocus)
    def _show_hint(self) -> None:
        """Show which days the page is about, and what Enter does."""
        if self.made.list_focused:
            self.status.hint(hints(("Enter", "opens the page"), ("1", "copies its path")))
        elif self.chosen.days_missing(self.diary, self.today):
            self.status.hint(hints(("Enter", "asks which days")))
        elif self.report is None:
            return  # the first hint stays, or why nothing can be read
        elif not self.report.has_records:
            self.status.hint("There are no entries in these days: the page would be empty.")
        else:
            days = self.chosen.days(self.diary, self.today)
            if self.chosen.window == COURSE:
                about = course_in_words(days, self.diary, self.today)
            else:
                about = days_in_words(days, self.diary)
            more = " Enter makes the page." if self.app.size.width >= 100 else ""
            self.status.hint(f"{about}.{more}")

    def action_read_on(self, by: int) -> None:
        """Scroll the preview; on a narrow terminal, show it in place of the choices."""
        narrow, printed = self.has_class("-narrow"), self.preview.printed
        if narrow and not self.has_class("-reading"):
            self.add_class("-reading")
        elif narrow and by < 0 and printed.scroll_y == 0:
            self.remove_class("-reading")
        else:
            lines = max(1, printed.size.height - 2)
            printed.scroll_to(y=printed.scroll_y + by * lines, animate=False)

    async def action_leave(self) -> None:
        """Go back to the choices, then to Today."""
        if self.has_class("-reading"):
            self.remove_class("-reading")
        else:
            await super().action_leave()

    # Making it

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter opens a page while the list has the focus, and makes one elsewhere."""
        in_list = self.made.list_focused
        if action == "make":
            return not in_list
        if action == "open":
            return in_list
        if action == "copy_path":
            return in_list or bool(self.made.latest)
        return True

    def action_make(self) -> None:
        """Make the page with what is chosen."""
        if self.making:
            return
        if self.chosen.days_missing(self.diary, self.today):
            self._ask_other_days()
        elif "passphrase" in self.chosen.ticked and self.chosen.words["format"] == "pdf":
            self.ask(Passphrase(), self._begin)
        else:
            self._begin()

    def _begin(self, passphrase: str = "") -> None:
        self.making = True
        self.status.hint("Making the page … you can go on working.")
        period = self.chosen.period(self.diary, self.today)
        self._make(self._request(passphrase), period, self.focused)

    @work(group="page")
    async def _make(self, request: PageRequest, period: tuple[str, str], focused: object) -> None:
        period_words, period_name = period
        try:
            paths = await make_page(self.session.store.home, request)
        except PageError as error:
            self.warn(str(error))
        else:
            self.made.add(paths, period_name)
            if self.focused is focused:
                self.set_focus(self.made.table, scroll_visible=False)  # that would centre it
                self.made.table.scroll_visible(animate=False)
            more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
            keys = [("Tab", "goes to it")]
            if self.made.list_focused:
                keys = [("Enter", "opens it"), ("1", "copies the path")]
            saved = f"Saved the page of {period_words}: {shown_path(paths[0])}{more} · "
            self.confirm(line(saved, hints(*keys)), undo=False)
        finally:
            self.making = False
        # Not in `finally`: if cancelled, the app is closing and the screen is gone.
        self._show_hint()
        self.refresh_bindings()

    @on(DataTable.RowSelected)
    @work(group="open", exclusive=True)
    async def action_open(self) -> None:
        """Open the page under the cursor with the system's viewer."""
        if (path := self.made.path) is None:
            return
        if await open_file(path):
            self.confirm(f"Opened {shown_path(path)}", undo=False)
        else:
            self.warn(f"No program here opened it. It is at {shown_path(path)}")

    def action_copy_path(self) -> None:
        """Copy the path of the page, for another program to open or attach it."""
        if path := self.made.path:
            self.app.copy_to_clipboard(path)
            self.confirm(f"Copied {shown_path(path)}", undo=False)

    def action_copy_words(self) -> None:
        """Copy the page in words, for a message to the clinic."""
        if self.report is None:
            return
        page = self._request()
        self.app.copy_to_clipboard(as_text(self.report, page.name or None, entries=page.entries))
        self.confirm("Copied the page in words", undo=False)
