"""The choices at the left, at the right what will be printed, and the pages made so far."""

from __future__ import annotations

from asyncio import sleep
from dataclasses import replace
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.widgets import DataTable

from tracker.analysis import Report, Window, build_report
from tracker.app.fields import Field, text
from tracker.app.forms import OneField
from tracker.app.graphics import Graphics
from tracker.app.report.days import (
    COURSE,
    OTHER,
    WINDOWS,
    OtherDays,
    briefly,
    course_in_words,
    days_in_words,
    typed_window,
    window,
)
from tracker.app.report.made import PagesMade
from tracker.app.report.maker import (
    PageError,
    PageRequest,
    draw_picture,
    make_page,
    open_file,
)
from tracker.app.report.notes import ChooseNotes, Noted, notes_in
from tracker.app.report.passphrase import Passphrase
from tracker.app.report.words import PageWords
from tracker.app.rows import Row, Rows
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.widgets import (
    KEY,
    MUTED,
    Panel,
    Scroll,
    Status,
    clickable,
    hints,
    line,
    shown_path,
)
from tracker.charts import FORMATS
from tracker.charts.document import as_text
from tracker.records import ValidationError
from tracker.records.format import count, format_date, shorten

SHOWN_FORMATS: Final = {"md": "Markdown", "txt": "plain text"}
WORDS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "paper": (("a4", "A4"), ("letter", "Letter")),
    "format": tuple((name, SHOWN_FORMATS.get(name, name.upper())) for name in FORMATS),
    "theme": (("colour", "colour"), ("mono", "black and white")),
}
"""What is chosen among a few words, each with its values."""
DRAW_AFTER: Final = 0.4
"""Seconds without another choice before the picture is drawn anew."""


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
        Binding("tab", "app.focus_next", "Next panel", show=False),
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
        #preview { width: 1fr; height: 1fr; }
        #printed { height: 1fr; scrollbar-gutter: stable; }
        &.-tall #paper, &.-high #paper { margin-top: 1; }
        &.-picture #words { display: none; }
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
    printed = query_one("#printed", Scroll)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.chosen = {"window": COURSE} | {name: values[0][0] for name, values in WORDS.items()}
        self.ticked_rows: set[str] = set()
        """Of `name`, `entries`, `passphrase`."""
        self.first = self.last = ""
        """The other days as they were typed."""
        self.typed_name: str = ""
        """The name for the page, as it was typed here; that of the settings at first."""
        self.ticked: frozenset[str] = frozenset()
        """Ids of the records whose notes go out; those of other days do not count."""
        self.made = PagesMade(session)
        self.making = False
        self.graphics: Graphics | None = getattr(self.app, "graphics", None)
        self.report: Report | None = None

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
            with Panel("What will be printed", id="preview"), Scroll(id="printed"):
                yield PageWords(id="words")
        yield Status(self.HINT)

    async def bring_the_rest(self) -> None:
        """Bring what will be printed."""
        self._preview()

    def show(self) -> None:
        """Show the choices as they are now, and the pages in the folder."""
        self._show_choices()
        self.made.show()
        if self.report is not None:
            self._preview()

    # The choices

    @property
    def days(self) -> Window:
        """The days chosen; those of the course as long as other days were not typed."""
        try:
            return window(self.chosen["window"], self.first, self.last, self.diary, self.today)
        except ValidationError:
            return window(COURSE, "", "", self.diary, self.today)

    @property
    def notes(self) -> tuple[Noted, ...]:
        """The notes that could be on the page."""
        return notes_in(self.diary, self.days)

    def _show_choices(self) -> None:
        days = self.days
        self._rows("days").fill(
            [
                Row(key, self._radio("window", key, label, briefly(days, self.today)))
                for key, label in WINDOWS.items()
            ]
        )
        notes = self.notes
        ticked = sum(note.id in self.ticked for note in notes)
        name = shorten(self.printed_name, 18)
        self._rows("holds").fill(
            [
                Row("name", self._check("name", "my name", name)),
                Row("notes", self._box(ticked > 0, "notes", f"{ticked} of {len(notes)}")),
                Row("entries", self._check("entries", "every entry as a table")),
            ]
        )
        unlike = "" if self.chosen["format"] == "pdf" else "only a PDF"
        self._rows("paper").fill(
            [
                Row("paper", self._words("paper")),
                Row("format", self._words("format", 0, 4)),
                Row("format", self._words("format", 4)),
                Row("theme", self._words("theme")),
                Row("passphrase", self._check("passphrase", "ask for a passphrase", unlike)),
            ]
        )

    def _rows(self, name: str) -> Rows:
        return self.query_one(f"#{name}", Rows)

    def _radio(self, name: str, value: str, label: str, detail: str) -> Content:
        if self.chosen[name] != value:
            return line(("○ ", MUTED), label)
        return line(("◉ ", KEY), (label, "bold"), (f"  {detail}", MUTED))

    def _check(self, name: str, label: str, detail: str = "") -> Content:
        return self._box(name in self.ticked_rows, label, detail)

    @staticmethod
    def _box(ticked: bool, label: str, detail: str = "") -> Content:
        box = ("■ ", KEY) if ticked else ("□ ", MUTED)
        return line(box, label, (f"  {detail}" if detail else "", MUTED))

    def _words(self, name: str, first: int = 0, end: int | None = None) -> Content:
        parts = []
        for value, word in WORDS[name][first:end]:
            mark = ("◉ ", KEY) if self.chosen[name] == value else ("○ ", MUTED)
            parts.append(clickable(line(mark, word), f"screen.pick('{name}', '{value}')"))
        return Content("  ").join(parts)

    @on(Rows.Moved)
    def choose_days(self, event: Rows.Moved) -> None:
        """Choose the days under the cursor: they are what Enter prints."""
        if (key := event.rows.key) in WINDOWS and key and key != self.chosen["window"]:
            self.action_pick("window", key)

    @on(Rows.Chosen)
    def choose(self, event: Rows.Chosen) -> None:
        """Take up what was chosen in a panel."""
        key = event.key
        if key == OTHER:
            self._ask_other_days()
        elif key in WINDOWS:
            self.action_pick("window", key)
        elif key in WORDS:
            values = [value for value, _ in WORDS[key]]
            at = (values.index(self.chosen[key]) + event.by) % len(values)
            self.action_pick(key, values[at])
        elif key == "notes":
            self.action_notes()
        elif key == "name" and "name" not in self.ticked_rows:
            self._ask_name()
        else:
            self.ticked_rows ^= {key}
            self._changed()

    def action_pick(self, name: str, value: str) -> None:
        """Choose one of a few words."""
        self.chosen[name] = value
        self._changed()

    def _changed(self) -> None:
        self._show_choices()
        self.call_after_refresh(self._preview)

    def _ask_other_days(self) -> None:
        form = OtherDays(self.diary, self.today, self.first, self.last)

        def take(told: str | None) -> None:
            if told is not None:
                self.first, self.last = form.first, form.last
                self.action_pick("window", OTHER)
                self.status.hint(told)

        self.app.push_screen(form, take)

    def _ask_name(self) -> None:
        field = Field("name", "Name", text(self.known_name, "e.g. Alex Doe", max_length=80))
        form = OneField("Which name is printed on the page?", field, self._take_name)
        self.app.push_screen(form, lambda told: self._changed() if told is not None else None)

    def _take_name(self, typed: str) -> str:
        if not typed:
            raise ValidationError("name", "Type the name, or press Esc to leave it out.")
        self.typed_name = typed
        self.ticked_rows.add("name")
        return typed

    def action_notes(self) -> None:
        """Tick the notes that are on the page."""
        if notes := self.notes:
            self.app.push_screen(ChooseNotes(notes, self.ticked, self.today), self._tick)
        else:
            self.warn("There are no notes in these days.")

    def _tick(self, ticked: frozenset[str] | None) -> None:
        if ticked is not None:
            self.ticked = ticked
            self._changed()

    @property
    def printed_name(self) -> str:
        """The name that will be on the page, blank for none."""
        return self.known_name if "name" in self.ticked_rows else ""

    @property
    def known_name(self) -> str:
        """The name that was typed here, else that of the settings."""
        return self.typed_name or self.diary.settings.name or ""

    def _request(self, passphrase: str = "") -> PageRequest:
        return PageRequest(
            window=self.days,
            format=self.chosen["format"],
            paper=self.chosen["paper"],
            theme=self.chosen["theme"],
            notes=self.ticked & {noted.id for noted in self.notes},
            entries="entries" in self.ticked_rows,
            name=self.printed_name,
            passphrase=passphrase,
        )

    # What will be printed

    def _preview(self) -> None:
        """Show what will be printed: its words now, its picture once it is drawn."""
        if not self.is_attached:
            return
        days = self.days
        asked = self._request()
        self.report = build_report(self.diary, days, today=self.today, notes=asked.notes)
        self._show_hint()
        notes = count(len(asked.notes), "note") if asked.notes else "no notes"
        said = f"{'your name' if asked.name else 'no name'}, {notes}"
        panel = self.query_one("#preview", Panel)
        panel.entitle("What will be printed", hints(("PgDn", "more"), ("", said)))
        shown = self.query_one(PageWords)
        if self.diary.empty:
            shown.invite()
        else:
            shown.say(self.report, asked.name or None, entries=asked.entries)
        if self.graphics is not None:
            self._draw(asked, self.graphics)

    @on(events.DescendantFocus)
    def _show_hint(self) -> None:
        """Say what Enter does here, and before that which days the page is about."""
        if self.made.has_keys:
            self.status.hint(hints(("Enter", "opens the page"), ("1", "copies its path")))
        elif self._days_missing:
            self.status.hint(hints(("Enter", "asks which days")))
        elif self.report is None:
            self.status.hint(self.HINT)
        elif not self.report.has_records:
            self.status.hint("There are no entries in these days: the page would be empty.")
        else:
            told = days_in_words(self.days, self.diary)
            if self.chosen["window"] == COURSE:
                told = course_in_words(self.days, self.diary, self.today)
            more = " Enter makes the page." if self.app.size.width >= 100 else ""
            self.status.hint(f"{told}.{more}")

    def action_read_on(self, by: int) -> None:
        """Scroll what will be printed; where there is no room beside the choices, show it."""
        narrow = self.has_class("-narrow")
        if narrow and not self.has_class("-reading"):
            self.add_class("-reading")
        elif narrow and by < 0 and self.printed.scroll_y == 0:
            self.remove_class("-reading")
        else:
            lines = max(1, self.printed.size.height - 2)
            self.printed.scroll_to(y=self.printed.scroll_y + by * lines, animate=False)

    async def action_leave(self) -> None:
        """Go back to the choices, then to Today."""
        if self.has_class("-reading"):
            self.remove_class("-reading")
        else:
            await super().action_leave()

    # Making it

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter opens while the list has the focus, and makes the page anywhere else."""
        in_list = self.made.has_keys
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
        if self._days_missing:
            self._ask_other_days()
            return
        if "passphrase" in self.ticked_rows and self.chosen["format"] == "pdf":
            form = Passphrase()

            def begin(told: str | None) -> None:
                if told is not None:
                    self._begin(form.passphrase)

            self.app.push_screen(form, begin)
            return
        self._begin()

    @property
    def _days_missing(self) -> bool:
        """Whether other days are wanted and none were typed yet."""
        if self.chosen["window"] != OTHER:
            return False
        try:
            typed_window(self.first, self.last, self.diary, self.today)
        except ValidationError:
            return True
        return False

    @property
    def _period(self) -> tuple[str, str]:
        """What the page is about, in a sentence and in a list: the last month, month."""
        chosen, days = self.chosen["window"], self.days
        if chosen == OTHER:
            return briefly(days, self.today), f"from {format_date(days.start)}"
        return (WINDOWS[chosen] if chosen == COURSE else f"the {WINDOWS[chosen]}"), chosen

    def _begin(self, passphrase: str = "") -> None:
        self.making = True
        self.status.hint("Making the page … you can go on working.")
        self._make(self._request(passphrase), self._period, self.focused)

    @work(group="page")
    async def _make(self, request: PageRequest, period: tuple[str, str], focused: object) -> None:
        said, short = period
        try:
            paths = await make_page(self.session.store.home, request)
        except PageError as error:
            self.warn(str(error))
        else:
            self.made.add(paths, short)
            if self.focused is focused:
                self.set_focus(self.made.table)
            self._say_made(paths, said)
        finally:
            self.making = False
        # Not where it was stopped: by then the app is being left, and nothing is on the screen.
        self._show_hint()
        self.refresh_bindings()

    def _say_made(self, paths: list[str], period: str) -> None:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        keys = [("Enter", "opens it"), ("1", "copies the path")]
        if not self.made.has_keys:
            keys = [("Tab", "goes to it")]
        path = shown_path(paths[0])
        saved = line(f"Saved the page of {period}: {path}{more} · ", hints(*keys))
        self.confirm(saved, undo=False)

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
        asked = self._request()
        self.app.copy_to_clipboard(as_text(self.report, asked.name or None, entries=asked.entries))
        self.confirm("Copied the page in words", undo=False)

    # The picture

    @work(group="picture", exclusive=True)
    async def _draw(self, asked: PageRequest, graphics: Graphics) -> None:
        """Draw what will be printed, in its own process, once nothing more is chosen."""
        from tracker.app.report.picture import Picture

        await sleep(DRAW_AFTER)
        try:
            png = await draw_picture(self.session.store.home, replace(asked, format="png"))
            shown = Picture(png, graphics)
        except (PageError, ImportError, OSError):
            await self.query("#picture").remove()  # several pages: the words say them all
            self.remove_class("-picture")
            return
        await self.query("#picture").remove()
        await self.printed.mount(shown, before=0)
        self.add_class("-picture")
