"""The colours: each theme has every token, and each can be read or seen where it is drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tracker.app import themes
from tracker.app.themes import (
    THEMES,
    contrast,
    default_tokens,
    next_theme,
    swatch,
    theme_for,
    toolkit_variables,
)

OURS = {theme.name: theme for theme in themes.OWN_THEMES}
DRAWN = [name for name in THEMES if name != "terminal"]  # that one is the person's
MOODS = [f"mood-{n}" for n in range(11)]
TEXTS = ("muted", "title", "key", "infusion", "good", "warn", "calm", *MOODS)
OTHERS = ("cursor", "cursor-ink", "cursor-blurred", "field", "field-line", "frame", "frame-focus")
ALL = {*TEXTS, *OTHERS, "lane", "ink", *(f"{mood}-ground" for mood in MOODS)}


def tokens_of(name: str) -> dict[str, str]:
    """All colours of a theme by their names, as the app has them."""
    theme = OURS.get(name) or BUILTIN_THEMES[name]
    return theme.to_color_system().generate() | default_tokens(theme) | theme.variables


@pytest.mark.parametrize("name", THEMES)
def test_every_token_of_every_theme_is_a_colour(name: str) -> None:
    theme = OURS.get(name) or BUILTIN_THEMES[name]
    ours = default_tokens(theme) | (theme.variables if name in OURS else {})
    assert set(ours) >= ALL
    assert set(ours) == ALL or name not in ("dusk", "paper", "contrast")
    variables = tokens_of(name)
    widgets = toolkit_variables(variables)
    colours = {token for token in widgets if not token.endswith("-style")}
    for token in ALL | colours:
        assert Color.parse((variables | widgets)[token]), token
    # A name that Textual does not know would change nothing.
    assert set(widgets) <= set(App[None]().get_css_variables())
    assert all(Color.parse(colour) for colour in swatch(name))
    assert len(swatch(name)) == (0 if name == "terminal" else 4)


@pytest.mark.parametrize("name", DRAWN)
def test_every_colour_can_be_read_or_seen_on_every_ground_it_is_drawn_on(name: str) -> None:
    found = {
        token: Color.parse(colour)
        for token, colour in tokens_of(name).items()
        if token in ALL | {"background", "foreground", "panel", "success", "warning"}
    }
    ground, field, blurred = found["background"], found["field"], found["cursor-blurred"]
    text = 7.0 if name == "contrast" else 4.5

    def on(token: str, below: Color) -> float:
        return contrast(found[token], below) + 0.05  # rounded to whole shades

    for token in TEXTS:
        assert on(token, ground) >= text, token
    for token in ("muted", "key", *MOODS):
        assert on(token, field) >= text, token
    for token in ("muted", "key", "foreground"):
        assert on(token, found["panel"]) >= text, token
    for token in ("title", "foreground"):
        assert on(token, blurred) >= text, token
    assert on("cursor-ink", found["cursor"]) >= text
    for mood in MOODS:
        assert contrast(found["ink"], found[f"{mood}-ground"]) >= text, mood
    for token, of in (("good", "success"), ("key", "success"), ("warn", "warning")):
        # The ground of what was saved, and of what is wrong: see `Status`.
        assert on(token, ground.blend(found[of], 0.15)) >= 4.5, token
    for token in ("frame-focus", "field-line", "lane"):
        assert on(token, ground) >= 3, token
    assert on("field-line", field) >= 3
    assert on("frame", ground) >= 1.7
    if name != "contrast":  # there, nothing is muted
        order = [
            on(token, ground) for token in ("frame", "lane", "field-line", "muted", "foreground")
        ]
        assert all(one < other for one, other in pairwise(order)), order
    if name != "contrast":
        assert on("mood-10", ground) > on("mood-0", ground) + 2
    assert 1.05 < contrast(field, ground) < contrast(blurred, ground) < 2.0 or name == "contrast"


def test_contrast_is_as_the_guideline_defines_it() -> None:
    for one, other, expected in (
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.478),
        ("#ff0000", "#ffffff", 3.998),
        ("#00ff00", "#ffffff", 1.372),
        ("#0000ff", "#ffffff", 8.592),
        ("#0a0a0a", "#000000", 1.061),
        ("#0b0b0b", "#000000", 1.067),
    ):
        assert contrast(Color.parse(one), Color.parse(other)) == pytest.approx(expected, abs=0.001)
        assert contrast(Color.parse(other), Color.parse(one)) == pytest.approx(expected, abs=0.001)


def test_ours_are_told_in_a_few_words_and_one_follows_the_other() -> None:
    assert {name: words for name, words in THEMES.items() if words} == {
        "dusk": "calm, dark",
        "paper": "calm, light",
        "contrast": "white and yellow on black",
        "terminal": "your terminal's own colours",
    }
    names = list(THEMES)
    assert [next_theme(name) for name in names] == [*names[1:], names[0]]
    assert next_theme("one of a newer version") == names[0]
    assert theme_for("one of a newer version", {}) == "dusk"


def test_the_terminals_own_colours_are_told_by_their_names_and_no_mood_has_one() -> None:
    tokens = tokens_of("terminal")
    moods = {token: colour for token, colour in tokens.items() if token.startswith("mood-")}
    assert set(moods) == {*MOODS, *(f"{mood}-ground" for mood in MOODS)}
    assert {moods[mood] for mood in MOODS} == {"ansi_default"}
    assert toolkit_variables(tokens)["input-cursor-foreground"] == "ansi_black"
    dusk = toolkit_variables(tokens_of("dusk"))
    assert dusk["input-cursor-foreground"].lower() == OURS["dusk"].background
    for name in ("dusk", "terminal"):
        widgets = toolkit_variables(tokens_of(name))
        assert {colour for token, colour in widgets.items() if token.endswith("-style")} == {"bold"}
    assert [name for name, theme in OURS.items() if not theme.dark] == ["paper"]
