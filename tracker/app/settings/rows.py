"""The lines of the settings: what each is called, what is chosen now, what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker import __version__
from tracker.app import words
from tracker.app.themes import THEMES
from tracker.paths import Home
from tracker.records import MOOD, SELF_HARM, Diary, Measure
from tracker.records.contacts import Contacts
from tracker.records.format import format_list, plain_line
from tracker.records.settings import SETTINGS
from tracker.storage import encryption
from tracker.storage.snapshots import list_snapshots

LABEL_SHOWN: Final = 32


@dataclass(frozen=True)
class Line:
    """One setting."""

    id: str
    label: str
    value: str
    about: str
    """What is said while the cursor is on it."""


@dataclass(frozen=True)
class DiaryFile:
    """Where the diary is, whether it is locked, and when it was copied last."""

    path: str
    size: int
    locked: bool
    copied: date | None
    """By the clock here; None before the first copy."""

    @classmethod
    def of(cls, home: Home) -> DiaryFile:
        """Look at the disk."""
        copies = list_snapshots(home.snapshots)
        try:
            size = home.diary.stat().st_size
        except OSError:
            size = 0
        copied = copies[-1].local.date() if copies else None
        return cls(str(home.diary), size, encryption.current_keys() is not None, copied)


def measure_line(measure: Measure) -> Line:
    """Return a measure with its scale, and what its being on means."""
    scale = f"{words.number(measure.low)}–{words.number(measure.high)}"
    unit = f"{words.one_line(measure.unit, 10)}, " if measure.unit else ""
    best = "low is best" if measure.better == "lower" else "high is best"
    value = f"{unit}{scale}" if measure.key == "sleep" else f"{unit}{scale}, {best}"
    about = "Space turns it on or off. What you rated before is kept."
    if measure.key == MOOD.key:
        value, about = f"{scale}, always asked", "Always asked, and first."
    elif measure.key == SELF_HARM:
        about = (
            "Off until you turn it on. This program cannot see, call or alert anyone. "
            "The page for a visit shows what you answered."
        )
    return Line(measure.key, words.one_line(measure.label, LABEL_SHOWN), value, about)


def choice_lines(diary: Diary, contacts: Contacts, theme: str) -> Iterator[Line]:
    """Return what the person chooses, each setting of the registry once."""
    after = [words.one_line(m.label, 20).lower() for m in diary.active_measures[1:]]
    asked = f"mood, then {format_list(after)}" if after else "only mood"
    yield Line(
        "profile",
        "Choose by condition",
        asked,
        "What are the infusions for? Turns on what people with it often rate.",
    )
    for setting in SETTINGS:
        value = setting.shown(diary.settings)
        if setting.key == "region":
            value = contacts.region.name if contacts.region else "none chosen yet"
        elif setting.key == "theme":
            value = f"{theme}: {THEMES[theme]}" if THEMES.get(theme) else theme
        elif setting.key == "name":
            value = "left blank" if diary.settings.name is None else value
        yield Line(setting.key, setting.label, words.one_line(value, 60), setting.help)
        if setting.key == "region":
            own = [c.label for c in (contacts.clinic, contacts.person) if c]
            yield Line(
                "contacts",
                "Your own numbers",
                words.one_line(format_list(own), 60) if own else "none yet",
                "Your clinic and someone you trust, shown with crisis help (F2).",
            )
    yield Line(
        "first",
        "Start questions",
        "ask them again",
        "What the infusions are for, your country, and your next infusion.",
    )


def file_lines(file: DiaryFile, today: date) -> Iterator[Line]:
    """Return where the diary is and who can read it."""
    path = plain_line(file.path)
    yield Line("file", "Diary file", path, f"Everything is in this one file: {path}")
    locked = "locked with a passphrase" if file.locked else "not locked"
    who = (
        "Only who knows the passphrase can read it. tracker unlock takes it off."
        if file.locked
        else "Whoever uses this account can read it. tracker lock puts it under a passphrase."
    )
    yield Line("private", "Private", locked, who)
    copied = words.short_day(file.copied, today) if file.copied else "none yet"
    yield Line(
        "copied",
        "Last backup copy",
        copied,
        "A copy is made by itself on each day that you write; tracker backup makes one more.",
    )
    yield Line(
        "move",
        "Another computer",
        "tracker backup FILE",
        "Here: tracker backup FILE. There: tracker restore FILE.",
    )
    size = f"{format_size(file.size)}"
    yield Line("version", "Version", f"tracker {__version__}, diary {size}", "tracker --help")


def format_size(size: int) -> str:
    """Return 812 kB, 1.2 MB: as file managers say it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{-(-size // 1000)} kB"
