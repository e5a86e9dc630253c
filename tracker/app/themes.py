"""The colours a person can choose, and the tokens our style sheets draw with.

Every theme gets every token. Ours set them; for a theme of Textual they are derived from its own
colours and moved towards black or white until they can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tracker.records import settings

if TYPE_CHECKING:
    from textual.app import App

_OURS: Final = {
    "dusk": "calm, dark",
    "paper": "calm, light",
    "contrast": "white and yellow on black",
    "terminal": "your terminal's own colours",
}

THEMES: Final = {name: _OURS.get(name, "") for name in settings.THEMES}
"""Every theme offered, with a few words on ours. Textual's others miss 4.5:1 for text."""

READABLE: Final = 4.5
"""Contrast of text to its background (WCAG AA)."""
VISIBLE: Final = 3.0
"""Contrast of a mark or a focused frame to its background."""

_DARK_RAMP: Final = (
    "#b77fb3", "#b28bc9", "#ab99da", "#a2a7e8", "#98b6f1", "#90c4f5",
    "#8bd2f6", "#8bdef3", "#92eaed", "#a1f3e5", "#b5fcde",
)  # fmt: skip
_LIGHT_RAMP: Final = (
    "#955276", "#844f7e", "#704d83", "#5b4c83", "#454b7e", "#2f4975",
    "#154769", "#084356", "#073e45", "#033836", "#023327",
)  # fmt: skip
"""Mood 0 to 10: contrast to the background grows at every step, in every colour vision."""


def theme_for(stored: str | None, environ: Mapping[str, str]) -> str:
    """Return the theme to show for a name in the settings, perhaps of an older version.

    An unknown name falls back silently: to TEXTUAL_THEME, to sixteen colours on the Linux
    console, which has no others, else to dusk.
    """
    for name in (stored, environ.get("TEXTUAL_THEME")):
        if found := settings.theme_name(name):
            return found
    return "terminal" if environ.get("TERM") == "linux" else "dusk"


def colourless(app: App[Any]) -> bool:
    """Whether signs must tell apart what colours do elsewhere.

    With `NO_COLOR`, and in the terminal's own 16 colours, of which nobody knows the contrast.
    """
    return app.no_color or app.current_theme.ansi


def next_theme(theme: str) -> str:
    """Return the theme after another; after the last, the first."""
    names = list(THEMES)
    return names[(names.index(theme) + 1) % len(names)] if theme in names else names[0]


def _with_tokens(theme: Theme, ramp: Sequence[str]) -> Theme:
    """Return a theme with the tokens that are its own colours, and those of moods."""
    tokens = {
        **dict.fromkeys(("title", "cursor", "frame-focus"), theme.primary),
        **dict.fromkeys(("key", "infusion"), theme.accent or ""),
        "good": theme.success or "",
        "warn": theme.warning or "",
        "calm": theme.secondary or "",
        **{f"mood-{n}": colour for n, colour in enumerate(ramp)},
    }
    return replace(theme, variables=tokens | theme.variables)


_DUSK: Final = Theme(
    name="dusk",
    primary="#82aaff",
    secondary="#b9a3f5",
    accent="#e8b76b",
    foreground="#d3daee",
    background="#13151c",
    surface="#1a1d26",
    panel="#232734",
    success="#7dcfa6",
    warning="#f2a07b",
    error="#f28b94",
    variables={
        "muted": "#9aa4c0",
        "frame": "#3d4560",
        "field": "#262b3b",
        "field-line": "#7783aa",
        "lane": "#626d92",
        "cursor-ink": "#10131a",
        "cursor-blurred": "#2f374d",
        "ink": "#10131a",
    },
)
_PAPER: Final = Theme(
    name="paper",
    dark=False,
    primary="#2657ad",
    secondary="#6a4796",
    accent="#8a5000",
    foreground="#23262e",
    background="#faf7f0",
    surface="#f3eee3",
    panel="#e9e3d6",
    success="#17694a",
    warning="#9c3f10",
    error="#a3303a",
    variables={
        "muted": "#5a5e6b",
        "frame": "#c5bca9",
        "field": "#ebe5d8",
        "field-line": "#79715d",
        "lane": "#948b78",
        "cursor-ink": "#ffffff",
        "cursor-blurred": "#dcd5c5",
        "ink": "#ffffff",
    },
)
_BLACK, _WHITE, _YELLOW, _NAVY = "#000000", "#ffffff", "#ffff00", "#000080"
_CONTRAST: Final = Theme(
    name="contrast",
    primary=_YELLOW,
    secondary=_WHITE,
    accent=_YELLOW,
    foreground=_WHITE,
    background=_BLACK,
    surface=_BLACK,
    panel=_BLACK,
    boost=_BLACK,
    success=_WHITE,
    warning=_YELLOW,
    error=_WHITE,
    text_alpha=1.0,
    variables={
        **dict.fromkeys(("muted", "frame", "field-line", "lane"), _WHITE),
        **dict.fromkeys(("field", "cursor-blurred"), _NAVY),
        **dict.fromkeys(("cursor-ink", "ink"), _BLACK),
    },
)
"""Nothing is muted, and every pair of ink and ground is at 7:1 or above (WCAG AAA)."""

_ANSI: Final = BUILTIN_THEMES["ansi-dark"]
_TERMINAL: Final = replace(
    _ANSI,
    name="terminal",
    variables={
        **_ANSI.variables,
        **dict.fromkeys(("muted", "field", "field-line", "lane"), "ansi_default"),
        **dict.fromkeys(("title", "frame-focus"), "ansi_cyan"),
        **dict.fromkeys(("key", "infusion"), "ansi_yellow"),
        "good": "ansi_green",
        "warn": "ansi_bright_red",
        "calm": "ansi_magenta",
        "frame": "ansi_bright_black",
        **dict.fromkeys(("cursor", "cursor-blurred"), "ansi_blue"),
        **dict.fromkeys(("cursor-ink", "ink"), "ansi_bright_white"),
        **{f"mood-{n}": "ansi_default" for n in range(11)},
        **{f"mood-{n}-ground": "ansi_blue" for n in range(11)},
    },
)
"""The sixteen colours as the person set them; the ground is the terminal's own."""

OWN_THEMES: Final = (
    _with_tokens(_DUSK, _DARK_RAMP),
    _with_tokens(_PAPER, _LIGHT_RAMP),
    _with_tokens(_CONTRAST, [_WHITE] * 11),
    _TERMINAL,
)


@cache
def swatch(name: str) -> tuple[str, ...]:
    """Return the colours of background, title, keys and good; empty for `terminal`."""
    if name == "terminal":
        return ()
    own = {theme.name: theme for theme in OWN_THEMES}.get(name)
    tokens = own.variables if own else _derived(name)
    theme = own or BUILTIN_THEMES[name]
    ground = theme.to_color_system().generate()["background"]
    return (ground, tokens["title"], tokens["key"], tokens["good"])


def default_tokens(theme: Theme) -> dict[str, str]:
    """Return our tokens for a theme; its own variables override these."""
    if "mood-10" in theme.variables:
        tokens = {name: theme.variables[name] for name in theme.variables if name[:5] == "mood-"}
    else:
        tokens = _derived(theme.name)
    grounds = {f"mood-{n}-ground": tokens[f"mood-{n}"] for n in range(11)}
    return {**grounds, **tokens}


def toolkit_variables(tokens: dict[str, str]) -> dict[str, str]:
    """Return Textual's own variables for its own widgets, in our colours."""
    ground, text, muted = tokens["background"], tokens["foreground"], tokens["muted"]
    cursor, ink, blurred = tokens["cursor"], tokens["cursor-ink"], tokens["cursor-blurred"]
    return {
        "border": tokens["frame-focus"],
        "border-blurred": tokens["frame"],
        "block-cursor-background": cursor,
        "block-cursor-foreground": ink,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": blurred,
        "block-cursor-blurred-foreground": text,
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": tokens["field"],
        "footer-foreground": muted,
        "footer-key-foreground": tokens["key"],
        "input-cursor-background": text,
        "input-cursor-foreground": ground if not ground.startswith("ansi") else "ansi_black",
        "input-selection-background": blurred,
        "input-selection-foreground": text,
        "scrollbar": tokens["frame"],
        "scrollbar-hover": tokens["field-line"],
        "scrollbar-active": tokens["frame-focus"],
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
    }


@cache
def _derived(name: str) -> dict[str, str]:
    """Derive the tokens from the colours of one of Textual's themes."""
    theme = BUILTIN_THEMES[name]
    colours = theme.to_color_system().generate()
    ground, text = Color.parse(colours["background"]), Color.parse(colours["foreground"])
    end = Color.parse("#ffffff" if theme.dark else "#000000")
    panel, field = Color.parse(colours["panel"]), ground.blend(text, 0.09)
    blurred = ground.blend(text, 0.18)
    saved = ground.blend(Color.parse(colours["success"]), 0.15)
    wrong = ground.blend(Color.parse(colours["warning"]), 0.15)

    def towards(colour: str | Color, grounds: list[Color], least: float) -> str:
        """Move a colour towards black or white until it has this contrast on every ground."""
        start = Color.parse(colour) if isinstance(colour, str) else colour
        for step in range(21):
            moved = start.blend(end, step / 20)
            if all(contrast(moved, on) >= least for on in grounds):
                return moved.hex
        return end.hex

    grounds = [ground, panel, field]
    primary = Color.parse(colours["primary"])
    key = towards(colours["accent"], [*grounds, saved], READABLE)
    inks = (Color.parse("#0c0e13"), Color.parse("#ffffff"))
    ramp = _DARK_RAMP if theme.dark else _LIGHT_RAMP
    return {
        "muted": towards(ground.blend(text, 0.62), grounds, READABLE),
        "title": towards(primary, [ground, blurred], READABLE),
        "key": key,
        "infusion": key,
        "good": towards(colours["success"], [ground, saved], READABLE),
        "warn": towards(colours["warning"], [ground, wrong], READABLE),
        "calm": towards(colours["secondary"], [ground], READABLE),
        "frame": towards(ground.blend(text, 0.22), [ground], 1.7),
        "frame-focus": towards(primary, [ground], VISIBLE),
        "field": field.hex,
        "field-line": towards(ground.blend(text, 0.45), [ground, field], VISIBLE),
        "lane": towards(ground.blend(text, 0.38), [ground], VISIBLE),
        "cursor": primary.hex,
        "cursor-ink": max(inks, key=lambda ink: contrast(primary, ink)).hex,
        "cursor-blurred": blurred.hex,
        "ink": "#10131a" if theme.dark else "#ffffff",
        **{f"mood-{n}": towards(c, [ground, field], READABLE) for n, c in enumerate(ramp)},
    }


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    def linear(part: int) -> float:
        value = part / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = colour.rgb
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
