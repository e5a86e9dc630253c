"""The last line of every screen: what its keys do."""

from __future__ import annotations

from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget


class KeysLine(Widget):
    """One line of text, where Textual's own footer is a widget a key.

    That one mounts all of them anew whenever a binding may have changed, six times for one saved
    score, which is most of the time between Enter and the confirmation.
    """

    DEFAULT_CSS = """
    KeysLine {
        dock: bottom; height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
        color: $footer-foreground; background: $footer-background;
        & > .keys-line--key { color: $footer-key-foreground; text-style: bold; }
    }
    """
    COMPONENT_CLASSES = {"keys-line--key"}  # noqa: RUF012  # Textual's own type
    ALLOW_SELECT = False
    line = Content()

    def on_mount(self) -> None:
        """Say the keys as they are now, and again whenever that changes."""
        self.screen.bindings_updated_signal.subscribe(self, self.read_keys)
        self.read_keys(self.screen)

    def read_keys(self, screen: Screen[object]) -> None:
        """Take over the keys of the screen; paint only if another line came of it."""
        line = self._line(screen)
        if line != self.line:
            self.line = line
            self.refresh()

    def render(self) -> RenderResult:
        """Return the keys, each followed by what it does."""
        return self.line

    def _line(self, screen: Screen[object]) -> Content:
        shown = [found.binding for found in screen.active_bindings.values() if found.binding.show]
        first_of_each = {binding.action: binding for binding in reversed(shown)}
        return Content("  ").join(self._key(b) for b in shown if b is first_of_each[b.action])

    def _key(self, binding: Binding) -> Content:
        key = (self.app.get_key_display(binding), self.get_visual_style("keys-line--key"))
        click = Style.from_meta({"@click": f"app.simulate_key('{binding.key}')"})
        return Content.assemble(key, f" {binding.description}").stylize(click)
