"""Make the page for a visit."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tracker.app.page import FROM_TO, WINDOWS, PageError, PageRequest, make_page
from tracker.app.screens.base import DiaryScreen
from tracker.app.session import Session
from tracker.app.widgets.choice_row import ChoiceRow
from tracker.app.widgets.field import Field
from tracker.records import Diary, Problem


class ReportScreen(DiaryScreen):
    """A few choices, one key, and the path of the page."""

    DEFAULT_CSS = """
    ReportScreen {
        Field { margin: 0 1; }
        #from-to { height: auto; }
        #saved { margin: 1 1 0 1; }
    }
    """
    AUTO_FOCUS = "ChoiceRow"
    HELP = (
        "The page shows the infusions, what changed after each and how long it held. "
        "Left and right choose, up and down or Tab go to the next line, Enter makes the page. "
        "Your notes are on it only if you say yes; your name is left blank."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "make", "Make", key_display="Enter", tooltip="Make the page."),
        Binding("o", "open", "Open it", tooltip="Open the page that was made."),
        Binding("down", "app.focus_next", "Next line", show=False),
        Binding("up", "app.focus_previous", "Line before", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.made: list[str] = []
        self.making = False

    def compose_body(self) -> ComposeResult:
        """Lay out the choices, then the lines that confirm and guide."""
        yield Field("window", "Days", ChoiceRow(tuple(WINDOWS), "last course"))
        with Vertical(id="from-to"):
            yield Field("first day", "From", Input(compact=True), "2026-08-01, 6 weeks ago")
            yield Field("last day", "To", Input(compact=True), "today, if left empty")
        yield Field("format", "File", ChoiceRow(("pdf", "png", "svg"), "pdf"))
        yield Field("paper", "Paper", ChoiceRow(("A4", "Letter"), "A4"))
        yield Field("theme", "Colours", ChoiceRow(("colour", "mono"), "colour"))
        yield Field("notes", "Your notes", ChoiceRow(("no", "yes"), "no"))
        yield from self.compose_lines()

    def read(self) -> Diary:
        """Read only whose diary it is: the page reads the rest by itself."""
        return self.session.read_settings()

    def show(self) -> None:
        """Show where the person is."""
        self.title_line("Report for a visit")
        self._show_days()

    def opened(self) -> None:
        """Say what to do."""
        self.guide("Enter makes the page. Nothing leaves this computer.")

    @on(ChoiceRow.Changed)
    def _show_days(self) -> None:
        self.query_one("#from-to").display = self._typed("window") == FROM_TO

    @on(Input.Changed)
    def _typed_again(self, event: Input.Changed) -> None:
        for field in self.query(Field):
            if field.entry is event.input:
                field.beside()

    @on(Input.Submitted)
    def action_make(self) -> None:
        """Make the page with what is chosen."""
        if self.making:
            return
        try:
            options = self._request().arguments(self.diary.day_of(self.session.now()))
        except Problem as problem:
            self.query_one(f"#field-{problem.field.replace(' ', '-')}", Field).wrong(str(problem))
            return
        self.making = True
        self.confirm("")
        self.guide("Making the page. This takes a moment; every key goes on working.")
        self._make(options)

    @work(group="page")
    async def _make(self, options: list[str]) -> None:
        try:
            self.made = await make_page(self.session.store.home, options)
        except PageError as error:
            self.guide(str(error))
        else:
            self.confirm("\n".join(["Saved at", *self.made]))
            self.guide("o opens it.")
        finally:
            self.making = False
            self.refresh_bindings()

    @work(group="open", exclusive=True)
    async def action_open(self) -> None:
        """Open the page with the system's viewer."""
        from tracker.app.opener import open_file

        if not await open_file(self.made[0]):
            self.guide("No program here opened it. The file is at the place named above.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to open a page once there is one."""
        return bool(self.made) if action == "open" else True

    def _request(self) -> PageRequest:
        return PageRequest(
            window=self._typed("window"),
            first=self._typed("first day"),
            last=self._typed("last day"),
            format=self._typed("format"),
            paper=self._typed("paper"),
            theme=self._typed("theme"),
            notes=self._typed("notes") == "yes",
        )

    def _typed(self, name: str) -> str:
        return self.query_one(f"#field-{name.replace(' ', '-')}", Field).typed
