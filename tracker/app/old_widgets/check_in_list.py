"""What was written down for one day."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from tracker.app.words import one_line, ratings, written_down
from tracker.records import CheckIn, Diary

NOTE_SHOWN = 60
MOST_SHOWN = 4


class CheckInList(Static):
    """The day's check-ins: time, ratings, the beginning of the note."""

    DEFAULT_CSS = "CheckInList { width: 1fr; height: 15; padding-left: 2; }"

    def show(self, heading: str, check_ins: Sequence[CheckIn], diary: Diary) -> None:
        """Show the latest ones, oldest first, and how many more there are."""
        shown = check_ins[-MOST_SHOWN:]
        lines = [Content.styled(heading, "bold")]
        if earlier := len(check_ins) - len(shown):
            lines.append(Content.styled(f"and {earlier} before", "$foreground-muted"))
        lines += [_check_in(check_in, diary) for check_in in shown]
        lines += [] if check_ins else [Content.styled("nothing yet", "$foreground-muted")]
        self.update(Content("\n").join(lines))


def _check_in(check_in: CheckIn, diary: Diary) -> Content:
    late = check_in.late_days(diary.settings.day_starts_at)
    when, said = written_down(check_in, diary), ratings(check_in, diary)
    said = f"{said} (written {when})" if late else f"{when} {said}".strip()
    if not check_in.note:
        return Content(said)
    note = one_line(check_in.note, NOTE_SHOWN)
    return Content.assemble(said, " ", (f"“{note}”", "italic $foreground-muted"))
