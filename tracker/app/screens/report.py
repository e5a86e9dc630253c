"""Make the page for a visit."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from tracker.analysis.window import Window
from tracker.app import page_days
from tracker.app.old_widgets.choice_row import ChoiceRow
from tracker.app.old_widgets.field import Field, step_focus
from tracker.app.page import PageError, PageRequest, make_page
from tracker.app.page_notes import Noted, how_many, notes_in
from tracker.app.screens.base import DiaryScreen
from tracker.app.session import Session
from tracker.records import ValidationError

FORMATS = ("pdf", "png", "svg", "md", "txt")


class ReportScreen(DiaryScreen):
    """A few choices, one key, and the path of the page."""

    DEFAULT_CSS = """
    ReportScreen {
        Field { margin: 0 1; }
        #days { padding: 0 0 1 14; color: $text-muted; }
        #field-notes {
            .beside { display: none; }
            #ticked { width: 1fr; }
        }
        #saved { padding-top: 1; }
        &.-short #days { padding: 0 0 0 14; }
        &.-short #saved { padding-top: 0; }
    }
    """
    AUTO_FOCUS = "ChoiceRow"
    HELP = (
        "The page shows the infusions, what changed after each and how long it held. "
        "Left and right choose, up and down or Tab go to the next line, Enter makes the page. "
        "Only notes that you tick are on it, and your name only if you say yes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "make", "Make", key_display="Enter", tooltip="Make the page."),
        Binding("n", "notes", "Notes", tooltip="Tick the notes that go out."),
        Binding("p", "preview", "Read", tooltip="Read the page in words."),
        Binding("v", "open", "View", tooltip="Open the page that was made."),
        Binding("down", "neighbour(1)", "Next line", show=False),
        Binding("up", "neighbour(-1)", "Line before", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.made: list[str] = []
        self.making = False
        self.ticked: frozenset[str] = frozenset()
        """Ids of the entries whose notes go out; those of other days do not count."""

    def compose_body(self) -> ComposeResult:
        """Lay out the choices, then the lines that confirm and guide."""
        yield _choice("window", "Days", tuple(page_days.CHOICES))
        yield Field(
            "infusion", "Infusion", Input(compact=True), "from two weeks before it to today"
        )
        yield Field("first day", "From", Input(compact=True), "2026-08-01, 6 weeks ago")
        yield Field("last day", "To", Input(compact=True), "today, if left empty")
        yield Static(id="days", markup=False)
        yield _choice("file", "File", FORMATS)
        yield _choice("paper", "Paper", ("A4", "Letter"))
        yield _choice("theme", "Colours", ("colour", "mono"))
        yield _choice("named", "Your name", ("left blank", "printed"))
        yield Field("name", "Name", Input(compact=True, max_length=80), "at the top of the page")
        yield Field("notes", "Your notes", Static(id="ticked", markup=False))
        yield from self.compose_lines()

    def show(self) -> None:
        """Show where the person is."""
        self.title_line("Report for a visit")
        self._show_choices()

    def action_neighbour(self, by: int) -> None:
        """Go to the next line or the one before; at an end, stay."""
        step_focus(self, by)

    def opened(self) -> None:
        """Fill in what is known, and say what to do."""
        given = page_days.given_by(self.diary, self._today)
        self.query_one("#field-infusion Input", Input).value = str(len(given) or "")
        self.query_one("#field-name Input", Input).value = self.diary.settings.name or ""
        self.guide("Enter makes the page. Nothing leaves this computer.")

    @on(ChoiceRow.Changed)
    def _show_choices(self) -> None:
        chosen = self._typed("window")
        self._field("infusion").display = chosen == page_days.INFUSION
        for name in ("first day", "last day"):
            self._field(name).display = chosen == page_days.FROM_TO
        self._field("name").display = self._named
        self._show_days()

    def _show_days(self) -> None:
        """Say which days these are, as far as what is typed can be understood."""
        try:
            window = self._window()
        except ValidationError:
            window = None
        said = page_days.in_words(window, self.diary) if window else ""
        self.query_one("#days", Static).update(said)
        notes = how_many(self._notes(window), self.ticked) if window else ""
        self.query_one("#ticked", Static).update(notes)

    @on(Input.Changed)
    def _typed_again(self, event: Input.Changed) -> None:
        for field in self.query(Field):
            if field.entry is event.input:
                field.beside()
        self._show_days()

    @on(Input.Submitted)
    def action_make(self) -> None:
        """Make the page with what is chosen."""
        if self.making or (request := self._request()) is None:
            return
        self.making = True
        self.confirm("")
        self.guide("Making the page. This takes a moment; every key goes on working.")
        self._make(request)

    @work(group="page")
    async def _make(self, request: PageRequest) -> None:
        try:
            self.made = await make_page(self.session.store.home, request)
        except PageError as error:
            self.guide(str(error))
        else:
            self.confirm("\n".join(["Saved at", *self.made]))
            self.guide("v opens it.")
        finally:
            self.making = False
            self.refresh_bindings()

    def action_notes(self) -> None:
        """Tick the notes that go out."""
        from tracker.app.screens.choose_notes import ChooseNotes

        if (window := self._window_or_refusal()) is None:
            return
        if notes := self._notes(window):
            self.app.push_screen(ChooseNotes(notes, self.ticked, self._today), self._tick)
        else:
            self.guide("No note is written in these days.")

    def _tick(self, ticked: frozenset[str] | None) -> None:
        self.ticked = self.ticked if ticked is None else ticked
        self._show_days()

    def action_preview(self) -> None:
        """Read the page in words, with what is chosen."""
        from tracker.analysis import build_report
        from tracker.app.screens.preview import Preview
        from tracker.charts.document import as_text

        if (asked := self._request()) is None:
            return
        report = build_report(self.diary, asked.window, today=self._today, notes=asked.notes)
        self.app.push_screen(Preview(as_text(report, asked.name or None)))

    @work(group="open", exclusive=True)
    async def action_open(self) -> None:
        """Open the page with the system's viewer."""
        from tracker.app.opener import open_file

        if not await open_file(self.made[0]):
            self.guide("No program here opened it. The file is at the place named above.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to open a page once there is one."""
        return bool(self.made) if action == "open" else True

    def _request(self) -> PageRequest | None:
        """Return what is asked for; say beside its field what cannot be."""
        if (window := self._window_or_refusal()) is None:
            return None
        name = self._typed("name").strip() if self._named else ""
        if self._named and not name:
            self._field("name").wrong("Type the name to print, or choose: left blank.")
            return None
        return PageRequest(
            window=window,
            format=self._typed("file"),
            paper=self._typed("paper"),
            theme=self._typed("theme"),
            notes=self.ticked & {noted.id for noted in self._notes(window)},
            name=name,
        )

    def _window_or_refusal(self) -> Window | None:
        try:
            return self._window()
        except ValidationError as problem:
            self._field(problem.field).wrong(str(problem))
            return None

    def _window(self) -> Window:
        asked = page_days.Asked(
            choice=self._typed("window"),
            infusion=self._typed("infusion"),
            first=self._typed("first day"),
            last=self._typed("last day"),
        )
        return page_days.days_of(asked, self.diary, self._today)

    def _notes(self, window: Window) -> tuple[Noted, ...]:
        return notes_in(self.diary, window)

    @property
    def _today(self) -> date:
        return self.diary.day_of(self.session.now())

    @property
    def _named(self) -> bool:
        return self._typed("named") == "printed"

    def _typed(self, name: str) -> str:
        return self._field(name).typed

    def _field(self, name: str) -> Field:
        return self.query_one(f"#field-{name.replace(' ', '-')}", Field)


def _choice(name: str, label: str, choices: tuple[str, ...]) -> Field:
    return Field(name, label, ChoiceRow(choices, choices[0]))
