"""A list whose cursor stays in sight."""

from __future__ import annotations

from textual.widgets import OptionList


class SteadyList(OptionList):
    """Scrolls to its cursor when a line that confirms takes away some of its height."""

    def on_resize(self) -> None:
        """Only now is it known how much is in sight."""
        self.scroll_to_highlight()
