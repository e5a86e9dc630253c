"""The pages made: those in the folder, and those of this session wherever they are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from textual.content import Content
from textual.widgets import Static

from tracker.app.listing import Table
from tracker.app.session import Session
from tracker.app.widgets import MUTED, Panel, hints, line, path_lines, shown_path
from tracker.charts import FORMATS
from tracker.records.format import format_date, format_day, plain_line

FOLDED: Final = 36
"""Cells of a line of the folder's path, as wide as the panel where that is narrow."""


class PagesMade(Panel):
    """A list of paths, the newest first."""

    def __init__(self, session: Session) -> None:
        self.table = Table(id="pages", show_header=False)
        super().__init__("Pages you made", self.table, Static(id="folder"), id="pages-panel")
        self.session = session
        self.latest: list[str] = list(session.pages)
        """The pages of this session, the newest first."""
        self.periods: dict[str, str] = {}
        """The period of each page of this session, by path."""

    def add(self, paths: list[str], period: str) -> None:
        """Show pages that were just made, with the cursor on the first."""
        self.latest = [*paths, *self.latest]
        self.periods |= dict.fromkeys(paths, period)
        self.show(chosen=paths[0])

    def show(self, chosen: str | None = None) -> None:
        """Show what is there now."""
        reports = self.session.store.home.reports
        try:
            pages = [path for path in reports.iterdir() if path.suffix.lstrip(".") in FORMATS]
            times = {path: path.stat().st_mtime_ns for path in pages}
        except OSError:
            times = {}
        newest = sorted(times, key=lambda path: (times[path], path.name), reverse=True)
        in_folder = [str(path) for path in newest[:50]]
        elsewhere = [path for path in self.latest if path not in in_folder]
        rows = [(path, self._cells(path)) for path in [*elsewhere, *in_folder]]
        self.table.can_focus = bool(rows)
        self.table.fill(("", ""), rows, chosen)
        folder = Path(rows[0][0]).parent if rows else reports
        where = "\n".join(path_lines(f"In {shown_path(str(folder))}", FOLDED))
        kept_in = line(f"{where}. Nothing is sent anywhere.")
        nothing = line("None yet. ", hints(("Enter", "makes the first one.")))
        self.query_one("#folder", Static).update(kept_in if rows else nothing)
        self.entitle("Pages you made", hints(("Enter", "open"), ("1", "copy path")) if rows else "")
        self.set_class(not rows, "-none")

    def _cells(self, path: str) -> list[Content | str]:
        file, now = Path(path), self.session.now()
        try:
            made = datetime.fromtimestamp(file.stat().st_mtime, UTC).astimezone()
        except OSError:
            made = now
        if made.date() == now.date():
            when = f"{made:%H:%M}"
        elif made.year == now.year:
            when = format_day(made.date(), year=False)
        else:  # with the weekday it would be cut
            when = format_date(made.date(), year=True)
        name = line((plain_line(file.name), "bold" if path in self.latest else ""))
        return [name, line((self.periods.get(path, when), MUTED))]

    @property
    def list_focused(self) -> bool:
        """Whether the list has the focus."""
        return self.is_attached and self.screen.focused is self.table

    @property
    def path(self) -> str | None:
        """The page under the cursor of the list, else the one made last."""
        if self.list_focused and self.table.chosen_key:
            return self.table.chosen_key
        return self.latest[0] if self.latest else None
