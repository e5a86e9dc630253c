"""What a person finds on an empty diary."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tracker.paths import Home

WHAT = (
    "This is a diary for the weeks after ketamine infusions. You write down one mood score a day; "
    "it makes one page for your next visit."
)
WHERE = "What you write stays in one file on this computer. Nothing is sent anywhere. It is kept at"
HOW = (
    "Two keys record a day: a number from 0 to 10, then Enter. "
    "? shows all keys. Esc always leaves without saving."
)
QUESTIONS = (
    "b asks three short questions: what the infusions are for, your region, the next infusion. "
    "Each can be skipped, and none has to come first."
)


class Welcome(Static):
    """Says what this is, under the row of scores and not in front of it.

    Nothing has to be closed first, so the first two keys a person presses can be the two that
    record a day, and none of them can get lost in a dialog.
    """

    DEFAULT_CSS = """
    Welcome { margin: 1 1 0 1; padding: 0 1; max-width: 90; border: round $primary; }
    """

    offer: reactive[bool] = reactive(False, layout=True)
    """Whether the three questions are offered."""

    def __init__(self, home: Home, *, offer: bool = False) -> None:
        super().__init__()
        self.border_title = "Welcome"
        self.home = home
        self.set_reactive(Welcome.offer, offer)

    def render(self) -> Content:
        """A few sentences; the path stands on a line of its own to be copied."""
        path = (str(self.home.diary), "bold")
        questions = f"\n\n{QUESTIONS}" if self.offer else ""
        return Content.assemble(f"{WHAT}\n\n{WHERE}\n", path, f"\n\n{HOW}{questions}")
