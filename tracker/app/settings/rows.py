"""The lines of the settings: what each is called, what is chosen now, what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker import __version__
from tracker.paths import Home
from tracker.records import MOOD, SELF_HARM, Diary, Measure
from tracker.records.contacts import Contacts
from tracker.records.format import format_day, format_list, format_number, plain_line, shorten
from tracker.records.settings import find_setting
from tracker.storage import encryption
from tracker.storage.snapshots import list_snapshots

LABEL_SHOWN: Final = 32
STICK: Final = "/media/stick/diary.db"
"""A file on a stick, as its path can be."""
LABELS: Final = {"offer_questionnaires_after": "Questionnaires"}
"""Labels for this list, where the registry's own is a whole sentence."""


@dataclass(frozen=True)
class Line:
    """One setting."""

    id: str
    label: str
    value: str
    about: str
    """What is said while the cursor is on it."""
    commands: tuple[tuple[str, str], ...] = ()
    """What changes it outside the app: each command and what it does."""


@dataclass(frozen=True)
class DiaryFile:
    """Where the diary is, whether it is locked, and when it was copied last."""

    folder: str
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
        return cls(str(home.folder), size, encryption.current_keys() is not None, copied)


def measure_line(measure: Measure) -> Line:
    """Return a measure with its scale, and what its being on means."""
    scale = f"{format_number(measure.low)}–{format_number(measure.high)}"
    unit = f"{shorten(measure.unit, 10)}, " if measure.unit else ""
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
    return Line(measure.key, shorten(measure.label, LABEL_SHOWN), value, about)


def day_lines(diary: Diary) -> Iterator[Line]:
    """Return what concerns each day: what is asked, when a day starts, questionnaires."""
    after = [shorten(m.label, 20).lower() for m in diary.active_measures[1:]]
    asked = f"mood, then {format_list(after)}" if after else "only mood"
    about = "What are the infusions for? Turns on what people with it often rate."
    yield Line("profile", "Choose by condition", asked, about)
    yield from _registered(diary, "day_starts_at", "mood_only", "offer_questionnaires_after")
    about = "What the infusions are for, your country, and your next infusion."
    yield Line("first", "Start questions", "ask them again", about)


def people_lines(diary: Diary, contacts: Contacts) -> Iterator[Line]:
    """Return the country, the person's own numbers, and the name for the page."""
    region = contacts.region.name if contacts.region else "none chosen yet"
    yield from _registered(diary, "region", value=region)
    own = [c.label for c in (contacts.clinic, contacts.person) if c]
    numbers = shorten(format_list(own), 60) if own else "none yet"
    about = "Your clinic and someone you trust, shown with crisis help (F2)."
    yield Line("contacts", "Your own numbers", numbers, about)
    yield from _registered(
        diary, "name", value="left blank" if diary.settings.name is None else None
    )


def _registered(diary: Diary, *keys: str, value: str | None = None) -> Iterator[Line]:
    """Return settings as the registry has them."""
    for key in keys:
        setting = find_setting(key)
        shown = setting.shown(diary.settings) if value is None else value
        yield Line(key, LABELS.get(key, setting.label), shorten(shown, 60), setting.help)


def file_lines(file: DiaryFile, today: date) -> Iterator[Line]:
    """Return where the diary is, who can read it, and the commands for both."""
    folder = plain_line(file.folder)
    yield Line(
        "file",
        "Diary folder",
        folder,
        f"Everything is in this folder: the diary, its backup copies, your pages. {folder}",
        (
            ("tracker export json", "writes all of the diary to a file any program can read"),
            ("tracker doctor", "checks that the diary is intact"),
        ),
    )
    if file.locked:
        yield Line(
            "private",
            "Private",
            "locked with a passphrase",
            "Only who knows the passphrase can read it.",
            (("tracker unlock", "takes the passphrase off"),),
        )
    else:
        yield Line(
            "private",
            "Private",
            "not locked",
            "Whoever uses this account can read it, unless you lock it with a passphrase.",
            (("tracker lock", "asks for a passphrase; without it nobody can read the diary"),),
        )
    yield Line(
        "copied",
        "Backup copies",
        f"the last {format_day(file.copied, today)}" if file.copied else "made by themselves",
        "On each day that you write, a copy of the diary is made by itself.",
        (
            ("tracker backup", "makes one more now"),
            ("tracker restore last", "brings the last one back; yesterday, or a day, as well"),
        ),
    )
    yield Line(
        "move",
        "Another computer",
        "how to take the diary there",
        "One command writes the diary to a file, another takes it over on the other computer.",
        (
            (f"tracker backup {STICK}", "here: copies all of the diary into this file"),
            (f"tracker restore {STICK}", "there: puts this copy in place of its diary"),
            (f"tracker merge {STICK}", "there: adds what it holds to the diary that is there"),
        ),
    )
    version = f"tracker {__version__}, diary {format_size(file.size)}"
    yield Line("version", "Version", version, "Enter shows how to get help.",
               (("tracker help", "lists what is explained"),))  # fmt: skip


def format_size(size: int) -> str:
    """Return 812 kB, 1.2 MB: as file managers say it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{-(-size // 1000)} kB"
