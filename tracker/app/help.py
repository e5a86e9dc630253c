"""Help: the keys of the place below, generated from its bindings."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tracker.app.dialogs import SCROLLING, Dialog
from tracker.app.navigation import PLACES
from tracker.app.screen import Place
from tracker.app.widgets import KEY, KEY_NAMES, hints, line, lines

WORDS: Final = (
    ("entry", "what you rate at one moment"),
    ("before", "the week before infusion 1"),
    ("halfway", "midway between before and the week after the first series that raised it"),
    ("rose", "2 points or more, and above every day of the week before"),
    ("course", "infusions that belong together, up to 8 weeks apart"),
)


class Help(Dialog[None]):
    """What this place is for, its keys, the keys that work everywhere, the places, some words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,enter,q", "leave", "Close"),
        Binding("ctrl+p", "app.command_palette", "Find a command", key_display="^p"),
        *SCROLLING,
        Binding("space", "scroll(10)", "More", show=False),
        *(Binding(place.key, f"go('{place.name}')", "Go", show=False) for place in PLACES),
    ]
    DEFAULT_CSS = """
    Help {
        #dialog { width: 100; }
        #columns { height: auto; }
        #columns Static { width: 1fr; height: auto; }
        &.-narrow #columns, &.-normal #columns { layout: vertical; }
        &.-narrow #columns Static, &.-normal #columns Static { width: 100%; }
    }
    """

    def __init__(self, about: Place) -> None:
        name = next(place.label for place in PLACES if place.name == about.NAME)
        here, everywhere = _keys(about)
        places = [(place.key, place.label) for place in PLACES]
        width = about.app.size.width
        room = 28 if width >= 100 else max(20, width - 20)
        left = [*_group(f"On {name}", here, room), *_group("Words", WORDS, room)]
        right = [*_group("Places", places, room), *_group("Everywhere", everywhere, room)]
        super().__init__(
            f"Help · {name}",
            hints(("↑ ↓", "more"), ("Esc", "closes")),
            Static(Content(f"{about.HELP}\n")),
            Static(line(("o", KEY), "  Settings: where your diary is and who can read it.\n")),
            Horizontal(Static(lines(left)), Static(lines(right)), id="columns"),
        )

    async def action_go(self, place: str) -> None:
        """Close help, and open the place whose key was pressed."""
        self.dismiss(None)
        await self.run_action(f"app.go('{place}')")


def _group(title: str, rows: Iterable[tuple[str, str]], room: int) -> Iterable[Content]:
    """Yield a title and its keys, each with what it does in `room` cells."""
    yield line((title, "bold $title"))
    for key, text in rows:
        first, *more = wrap(text, room)
        yield line((f"{key:>9}", KEY), f"  {first}")
        yield from (line(f"{'':>9}  {words}") for words in more)
    yield line("")


def _keys(about: Place) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the actions here and the actions everywhere, each with all its keys."""
    here: dict[str, list[str]] = {}
    everywhere: dict[str, list[str]] = {}
    for active in about.active_bindings.values():
        binding, tooltip = active.binding, active.tooltip
        if not tooltip or not active.enabled or binding.action.startswith("go("):
            continue
        group = everywhere if active.node is about.app else here
        is_f_key = binding.key[1:].isdecimal()
        name = binding.key.upper() if is_f_key else about.app.get_key_display(binding)
        shown = binding.key_display or KEY_NAMES.get(binding.key, name)
        group.setdefault(tooltip.rstrip("."), []).append(shown)
    return _rows(here), _rows(everywhere)


def _rows(keys: dict[str, list[str]]) -> list[tuple[str, str]]:
    rows = []
    for tooltip, shown in keys.items():
        shown = [key for key in shown if not key.startswith("^")] or shown
        names = f"{shown[0]}–{shown[-1]}" if len(shown) > 4 else " ".join(dict.fromkeys(shown))
        rows.append((names, tooltip[0].lower() + tooltip[1:]))
    return rows
