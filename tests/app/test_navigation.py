"""The first and the last line of every screen: where each key leads, as much as fits the width."""

from __future__ import annotations

import pytest
from textual.content import Content
from textual.geometry import Size
from textual.style import Style

from tracker.app.navigation import PINNED, PLACES, KeyLine, PlaceLine, ShownKey

CURSOR = "bold $cursor-ink on $cursor"


def styled(content: Content, style: str) -> list[str]:
    """The words that are drawn in a style."""
    spans = [span for span in content.spans if str(span.style) == style]
    return [text for span in spans if (text := content.plain[span.start : span.end].strip())]


def clicks(content: Content) -> list[str]:
    """What a click does, from left to right."""
    return [span.style.meta["do"] for span in content.spans if isinstance(span.style, Style)]


def place_line(width: int, active: str, monkeypatch: pytest.MonkeyPatch) -> Content:
    monkeypatch.setattr(PlaceLine, "size", Size(width, 1))
    drawn = PlaceLine(active).render()
    assert isinstance(drawn, Content)
    assert len(drawn.plain.rstrip()) <= width
    return drawn


@pytest.mark.parametrize("active", ["today", "history", "settings"])
@pytest.mark.parametrize("width", [43, 59, 60, 77, 78, 99, 100, 160])
def test_the_first_line_names_all_places_that_fit_and_marks_the_one_that_is_shown(
    width: int, active: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = place_line(width, active, monkeypatch)
    (here,) = (place for place in PLACES if place.name == active)
    others = [place for place in PLACES if place != here]
    words = {
        p: p.label if width >= 78 else p.short if width >= 60 or p == here else "" for p in PLACES
    }
    assert styled(drawn, CURSOR) == [words[here]]
    assert styled(drawn, "bold $key") == [place.key for place in others]
    assert drawn.plain.startswith(" ◆ tracker ") == (width >= 100)
    assert styled(drawn, "bold $infusion") == (["◆ tracker"] if width >= 100 else [])
    assert drawn.plain.count("│") == len(styled(drawn, "$frame")) == (7 if 78 <= width < 100 else 0)
    muted = [words[place] for place in others if words[place]] if width < 78 else []
    assert styled(drawn, "$muted") == muted
    rest = drawn.plain.removeprefix(" ◆ tracker ").replace("│", " ").split()
    assert rest == [word for p in PLACES for word in (p.key if p != here else "", words[p]) if word]
    assert clicks(drawn) == [f"app.go('{place.name}')" for place in others]
    if width >= 100:
        assert f" {others[1].key} {others[1].label} " in drawn.plain


SOME = tuple(
    ShownKey(name, shown, does)
    for name, shown, does in [
        ("n", "n", "Note"), ("f2", "F2", "Crisis help"), ("d", "d", "Another day"),
        ("u", "u", "Undo"), ("question_mark", "?", "Help"), ("q", "q", "Quit"),
    ]
)  # fmt: skip


def key_line(width: int, monkeypatch: pytest.MonkeyPatch, *, invented: bool = False) -> Content:
    monkeypatch.setattr(KeyLine, "size", Size(width, 1))
    made = KeyLine()
    made._keys = SOME
    made.set_reactive(KeyLine.invented, invented)
    drawn = made.render()
    assert isinstance(drawn, Content)
    return drawn


@pytest.mark.parametrize(
    ("width", "invented", "shown"),
    [
        (70, False, "n Note  d Another day  u Undo  q Quit" + " " * 11 + "F2 Crisis help  ? Help"),
        (61, False, "n Note  d Another day  u Undo  q Quit  F2 Crisis help  ? Help"),
        (60, False, "n Note  d Another day  u Undo         F2 Crisis help  ? Help"),
        (30, False, "n Note  F2 Crisis help  ? Help"),
        (29, False, "       F2 Crisis help  ? Help"),
        (20, False, "  F2 Crisis help  ? Help"),
        (60, True, "n Note                invented diary  F2 Crisis help  ? Help"),
    ],
)
def test_the_last_line_has_as_many_keys_as_fit_whole_and_crisis_help_and_help_always(
    width: int, invented: bool, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = key_line(width, monkeypatch, invented=invented)
    assert drawn.plain == shown
    assert styled(drawn, "$warn") == (["invented diary"] if invented else [])
    there = [key for key in SOME if f"{key.shown} {key.does}" in shown]
    there.sort(key=lambda key: key.name in PINNED)
    assert styled(drawn, "bold $key") == [key.shown for key in there]
    assert clicks(drawn) == [f"app.simulate_key('{key.name}')" for key in there]
