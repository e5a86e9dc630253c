"""The colours a person can choose. Importing this loads nothing of the toolkit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.theme import Theme

THEMES: Final = {
    "dark": "textual-dark",
    "light": "textual-light",
    "high contrast": "tracker-high-contrast",
    "terminal": "tracker-terminal",
}
"""What a theme is called here, and what the toolkit calls it."""

SAID: Final = {
    "dark": "light on dark",
    "light": "dark on light",
    "high contrast": "white and yellow on black",
    "terminal": "the terminal's own colours",
}


def toolkit_name(theme: str | None) -> str:
    """Return the toolkit's name; for none chosen, or none known here, that of its own default."""
    from textual.constants import DEFAULT_THEME

    return THEMES.get(theme or "", DEFAULT_THEME)


def our_name(theme: str) -> str:
    """Return what a theme of the toolkit is called here; one that is not ours keeps its name."""
    return next((ours for ours, theirs in THEMES.items() if theirs == theme), theme)


def after(theme: str) -> str:
    """Return the theme that follows another, round the end."""
    names = list(THEMES)
    return names[(names.index(theme) + 1) % len(names)] if theme in THEMES else names[0]


def own_themes() -> tuple[Theme, ...]:
    """Return the themes that the toolkit does not bring."""
    return _high_contrast(), _terminal()


def _high_contrast() -> Theme:
    """Nothing is muted, and every pair of ink and paper is at 7:1 or above (WCAG AAA)."""
    from textual.theme import Theme

    black, white, yellow, navy = "#000000", "#ffffff", "#ffff00", "#000080"
    inks = ("primary", "secondary", "accent", "warning", "error", "success")
    return Theme(
        name=THEMES["high contrast"],
        primary=yellow,
        secondary=white,
        accent=yellow,
        warning=yellow,
        error=white,
        success=white,
        foreground=white,
        background=black,
        surface=black,
        panel=black,
        boost=black,
        text_alpha=1.0,
        variables={
            **{f"text-{ink}": yellow for ink in inks},
            "text-muted": white,
            "foreground-muted": white,
            "foreground-disabled": white,
            "text-disabled": white,
            "surface-lighten-1": black,
            "footer-foreground": white,
            "footer-background": black,
            "footer-key-foreground": yellow,
            "block-cursor-foreground": black,
            "block-cursor-background": yellow,
            # The toolkit writes on this one in the foreground's colour, whatever is said here.
            "block-cursor-blurred-foreground": white,
            "block-cursor-blurred-background": navy,
            "block-hover-background": navy,
            "input-cursor-background": white,
            "input-cursor-foreground": black,
            "input-selection-background": yellow,
            "input-selection-foreground": black,
            "scrollbar": white,
            "scrollbar-hover": yellow,
            "scrollbar-active": yellow,
            "scrollbar-background": black,
            "border": yellow,
            "border-blurred": white,
        },
    )


def _terminal() -> Theme:
    """The sixteen colours as the person set them; the cursor in a pair seen on any paper."""
    from dataclasses import replace

    from textual.theme import BUILTIN_THEMES

    theirs = BUILTIN_THEMES["ansi-dark"]
    cursor = {
        "block-cursor-foreground": "ansi_bright_white",
        "block-cursor-background": "ansi_blue",
        "block-cursor-blurred-background": "ansi_blue",
    }
    return replace(theirs, name=THEMES["terminal"], variables={**theirs.variables, **cursor})
