"""What the command palette offers: the screens, and what the present one can do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen


def commands(app: App[None], screen: Screen[object]) -> Iterable[SystemCommand]:
    """Return one command for each action that has a key and a sentence saying what it does."""
    seen: set[str] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.tooltip and active.enabled and binding.description not in seen:
            seen.add(binding.description)
            run = partial(app.run_action, binding.action, active.node)
            yield SystemCommand(binding.description, binding.tooltip, run)
