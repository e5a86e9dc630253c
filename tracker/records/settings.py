"""What the person chooses for the whole diary: each setting once, with how it is typed and shown.

A new setting is a field of `Settings` and a line of `SETTINGS`. Command, screen, rows and JSON take
it from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any, Final, NamedTuple

from tracker.records.day import DAY_STARTS_AT
from tracker.records.text import count, format_time, plain_line
from tracker.records.validation import (
    ValidationError,
    check_choice,
    check_range,
    clean_title,
    not_among,
    parse_amount,
    require_text,
)

NONE: Final = "none"
"""Typed to clear a detail of a record, or for a setting's default."""

THEMES: Final = (
    *("dusk", "paper", "contrast", "terminal"),
    *("textual-dark", "textual-light", "nord", "gruvbox", "catppuccin-mocha"),
    *("catppuccin-latte", "dracula", "monokai", "flexoki", "rose-pine", "rose-pine-dawn"),
)
"""The names of the app's colours; the app offers exactly these."""

_OLD_THEMES: Final = {"dark": "dusk", "light": "paper", "high contrast": "contrast"}
"""What the first version called them."""

_LATEST_START: Final = time(12)

MOST_DAYS_AFTER: Final = 56
"""Days after an infusion on which a questionnaire can be offered: a course's longest gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the person chose for the whole diary."""

    day_starts_at: time = DAY_STARTS_AT
    """When a diary day begins: 00:00 to 12:00, to the minute."""
    name: str | None = None
    """Printed on a page only when asked for."""
    region: str | None = None
    """Whose emergency and crisis numbers to show."""
    mood_only: bool = False
    """Ask for mood alone; the other measures stay as they are."""
    theme: str | None = None
    """The name of the app's colours; None leaves them to the app."""
    offer_questionnaires_after: int | None = None
    """When a questionnaire is offered again; None for its own interval."""

    def __post_init__(self) -> None:
        if self.day_starts_at > _LATEST_START:
            raise ValidationError("day_starts_at", "A diary day starts between 00:00 and 12:00.")
        put = object.__setattr__
        put(self, "day_starts_at", self.day_starts_at.replace(second=0, microsecond=0))
        # Any theme: one that a newer tracker wrote must not make the diary unreadable here.
        for key in ("name", "region", "theme"):
            put(self, key, clean_title(key, getattr(self, key)))
        days = self.offer_questionnaires_after
        check_range("days after an infusion", days, 1, MOST_DAYS_AFTER)


DEFAULT_SETTINGS: Final = Settings()


def clears(typed: str) -> bool:
    """Return whether the word was typed that clears a value, in capitals or not."""
    return typed.strip().casefold() == NONE


class Setting(NamedTuple):
    """One setting: how it is named, parsed and shown."""

    key: str
    """The field of `Settings`, and its key in rows and JSON."""
    label: str
    help: str
    read: Callable[[str], Any]
    """What was typed as a value; raises a ValidationError that quotes it."""
    show: Callable[[Any], str]
    choices: tuple[str, ...] = ()
    """All that can be typed, where it is few."""

    @property
    def name(self) -> str:
        """As it is typed: day-starts-at."""
        return self.key.replace("_", "-")

    def value(self, settings: Settings) -> Any:
        """Return what was chosen."""
        return getattr(settings, self.key)

    def shown(self, settings: Settings) -> str:
        """Return the value as it is shown and can be typed again."""
        return self.show(self.value(settings))


def _or_default(read: Callable[[str], Any], default: Any = None) -> Callable[[str], Any]:
    """Return a reader to which `none` is the default."""
    return lambda typed: default if clears(typed) else read(typed)


def _show_text(value: str | None) -> str:
    return NONE if value is None else plain_line(value)


def _read_day_start(typed: str) -> time:
    # Here and not above: recording a score for now parses no time.
    from tracker.records.day_parser import parse_time

    start = parse_time(typed, "day-starts-at", forms=("04:00", "5:30", "3am"))
    if start > _LATEST_START:
        raise ValidationError(
            "day-starts-at", f"A diary day starts between 00:00 and 12:00, not at {start:%H:%M}."
        )
    return start


def _read_region(typed: str) -> str:
    # Here and not above: recording a score looks up no crisis line.
    from tracker.records.contacts import find_region

    return find_region(typed).code


def _read_mood_only(typed: str) -> bool:
    words = {"on": True, "yes": True, "off": False, "no": False}
    if (found := words.get(typed.strip().casefold())) is None:
        raise not_among("mood-only", typed, ("on", "off"))
    return found


def _read_theme(typed: str) -> str:
    wanted = " ".join(typed.casefold().split())
    return check_choice("theme", _OLD_THEMES.get(wanted, wanted), THEMES)


def _read_days_after(typed: str) -> int | None:
    words = typed.strip().casefold().removesuffix(" after an infusion").removesuffix("s")
    if words in (NONE, "interval"):
        return None
    forms = ("interval", "2", "2 days")
    days = parse_amount(words, "days after an infusion", "day", "d", forms=forms)
    check_range("days after an infusion", days, 1, MOST_DAYS_AFTER)
    if not isinstance(days, int):
        raise ValidationError("days after an infusion", f"Whole days, not {days}.")
    return days


SETTINGS: Final = (
    Setting(
        "day_starts_at",
        "A day starts at",
        "Until then an entry counts for the day before. From 00:00 to 12:00.",
        _or_default(_read_day_start, DEFAULT_SETTINGS.day_starts_at),
        format_time,
    ),
    Setting(
        "name",
        "Name on the page",
        "Printed on a page only when asked for.",
        _or_default(lambda typed: require_text("name", typed)),
        _show_text,
    ),
    Setting(
        "region",
        "Country",
        "Whose emergency and crisis numbers to show.",
        _or_default(_read_region),
        _show_text,
    ),
    Setting(
        "mood_only",
        "Only mood",
        "On: an entry is mood alone; the other measures stay for later.",
        _or_default(_read_mood_only, DEFAULT_SETTINGS.mood_only),
        lambda on: "on" if on else "off",
        ("on", "off"),
    ),
    Setting(
        "theme", "Colours", "The colours of the app.", _or_default(_read_theme), _show_text, THEMES
    ),
    Setting(
        "offer_questionnaires_after",
        "Offer questionnaires",
        "By their own interval, or so many days after an infusion.",
        _read_days_after,
        lambda days: "interval" if days is None else f"{count(days, 'day')} after an infusion",
    ),
)
"""Every field of `Settings`, in the order in which they are listed."""


def find_setting(key: str) -> Setting:
    """Return a setting by its key, however it is typed: day-starts-at, day_starts_at."""
    wanted = "_".join(key.casefold().replace("-", " ").split())
    for setting in SETTINGS:
        if setting.key == wanted:
            return setting
    raise not_among("setting", key, (setting.name for setting in SETTINGS))


def theme_name(stored: str | None) -> str | None:
    """Return the theme of a stored name, also of one from the first version; None for any other."""
    name = _OLD_THEMES.get(stored or "", stored)
    return name if name in THEMES else None
