"""The rows of Settings, and the dialogs that some of them open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from textual import on
from textual.content import Content
from textual.widgets import Input, Static

from tracker import __version__
from tracker.app.dialogs import Dialog
from tracker.app.fields import Chips, Field, text
from tracker.app.forms import Form
from tracker.app.session import Session
from tracker.app.widgets import KEY, MUTED, hints, line, lines
from tracker.paths import Home
from tracker.records import MOOD, Diary, Measure, ValidationError
from tracker.records.catalogue import own_measure
from tracker.records.contacts import Contacts
from tracker.records.format import (
    format_day,
    format_list,
    format_number,
    format_size,
    plain_line,
    shorten,
)
from tracker.records.self_harm import concerns_self_harm, names_self_harm
from tracker.records.settings import find_setting
from tracker.records.validation import parse_number
from tracker.storage import Change, encryption
from tracker.storage.snapshots import list_snapshots

STICK: Final = "/media/stick/diary.db"
"""An example of a path on a USB stick."""
LABELS: Final = {"offer_questionnaires_after": "Questionnaires again"}
"""Labels for settings whose registry label is a full sentence."""
IN_A_TERMINAL: Final = "After you close tracker (q), type in the terminal:"
SIDES: Final = (("higher", "high"), ("lower", "low"))


@dataclass(frozen=True)
class SettingRow:
    """One setting, or one thing to know about the diary file."""

    id: str
    label: str
    value: str
    about: str
    """Shown while the row is selected."""
    commands: tuple[tuple[str, str], ...] = ()
    """Commands that change it outside the app: (command, what it does)."""


@dataclass(frozen=True)
class DiaryFile:
    """Where the diary is, whether it is locked, and when it was copied last."""

    folder: str
    size: int
    locked: bool
    copied: date | None
    """In local time; None before the first copy."""

    @classmethod
    def of(cls, home: Home) -> DiaryFile:
        """Read size and backups from disk."""
        copies = list_snapshots(home.snapshots)
        try:
            size = home.diary.stat().st_size
        except OSError:
            size = 0
        copied = copies[-1].local.date() if copies else None
        return cls(str(home.folder), size, encryption.current_keys() is not None, copied)


def measure_row(measure: Measure) -> SettingRow:
    """Return the row of a measure: its scale, and the effect of turning it on."""
    scale = f"{format_number(measure.low)}–{format_number(measure.high)}"
    unit = f"{shorten(measure.unit, 10)}, " if measure.unit else ""
    best = "low is best" if measure.better == "lower" else "high is best"
    value = f"{unit}{scale}" if measure.hours_of_sleep else f"{unit}{scale}, {best}"
    about = "Enter turns it on or off. What you rated before is kept."
    if measure.key == MOOD.key:
        value, about = f"{scale}, always asked", "Always asked, and first."
    elif concerns_self_harm(measure):
        about = (
            "Off until you turn it on. This program cannot see, call or alert anyone. "
            "The page for a visit shows what you answered."
        )
    return SettingRow(measure.key, shorten(measure.label, 32), value, about)


def day_rows(diary: Diary) -> Iterator[SettingRow]:
    """Yield the settings of a day: its questions, its start, its questionnaires."""
    about = "What are the infusions for? Turns on what people with this condition often rate."
    yield SettingRow("profile", "Choose by condition", "depression, pain and others", about)
    yield _registered(diary, "day_starts_at")
    alone = "yes" if diary.settings.mood_only else "no"
    if alone == "no" and len(diary.active_measures) == 1:
        alone = "nothing else is on"
    about = "Yes: an entry is mood alone; what is on above stays for later."
    yield SettingRow("mood_only", "Ask only mood", alone, about)
    days = diary.settings.offer_questionnaires_after
    own = "each at its own interval" if days is None else None
    yield _registered(diary, "offer_questionnaires_after", value=own)
    about = "What the infusions are for, your country, and your next infusion."
    yield SettingRow("first", "First questions", "ask them again", about)


def people_rows(diary: Diary, contacts: Contacts) -> Iterator[SettingRow]:
    """Yield the rows of the country, the person's own numbers, and the name for the page."""
    region = contacts.region.name if contacts.region else "none chosen yet"
    yield _registered(diary, "region", value=region)
    own = [c.label for c in (contacts.clinic, contacts.person) if c]
    numbers = shorten(format_list(own), 60) if own else "none yet"
    about = "Your clinic and someone you trust, shown with crisis help (F2)."
    yield SettingRow("contacts", "Your own numbers", numbers, about)
    yield _registered(diary, "name", value=None if diary.settings.name else "left blank")


def _registered(diary: Diary, key: str, *, value: str | None = None) -> SettingRow:
    """Return the row of a registered setting; `value` replaces how it is shown."""
    setting = find_setting(key)
    shown = setting.shown(diary.settings) if value is None else value
    return SettingRow(key, LABELS.get(key, setting.label), shorten(shown, 60), setting.help)


def file_rows(file: DiaryFile, today: date) -> Iterator[SettingRow]:
    """Yield the rows of where the diary is and who can read it, with their commands."""
    folder = plain_line(file.folder)
    yield SettingRow(
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
        yield SettingRow(
            "private",
            "Private",
            "locked with a passphrase",
            "Only someone who knows the passphrase can read it. Nothing is sent anywhere.",
            (("tracker unlock", "removes the passphrase"),),
        )
    else:
        yield SettingRow(
            "private",
            "Private",
            "not locked",
            "Nothing is sent anywhere. Whoever uses your account on this computer can read it, "
            "unless you lock it with a passphrase.",
            (("tracker lock", "asks for a passphrase; without it nobody can read the diary"),),
        )
    yield SettingRow(
        "copied",
        "Backup copies",
        f"the last {format_day(file.copied, today)}" if file.copied else "made automatically",
        "A copy is made automatically on every day you record something.",
        (
            ("tracker backup", "makes one more now"),
            (
                "tracker restore last",
                "restores the last; also: restore yesterday, restore 2026-11-20",
            ),
        ),
    )
    yield SettingRow(
        "move",
        "Another computer",
        "how to take the diary there",
        "One command writes the diary to a file, another takes it over on the other computer. "
        "Put the path of your own stick or folder in place of /media/stick. Whoever finds the "
        "file can read it; `tracker backup --encrypt` puts it under a passphrase.",
        (
            (f"tracker backup {STICK}", "here: copies all of the diary into this file"),
            (f"tracker restore {STICK}", "there: puts this copy in place of its diary"),
            (f"tracker merge {STICK}", "there: adds its entries to the diary there"),
        ),
    )
    version = f"tracker {__version__}, diary {format_size(file.size)}"
    yield SettingRow("version", "Version", version, "Enter shows how to get help.",
               (("tracker help", "lists what is explained"),))  # fmt: skip


class MeasureForm(Form):
    """A measure of the person's own. Its scale cannot be changed later: a 5 stays a 5."""

    def __init__(self, session: Session) -> None:
        low, high = text("0", "e.g. 0"), text("10", "e.g. 10")
        super().__init__(
            "Add a measure of your own",
            Field("name", "Name", text("", "e.g. calm")),
            Field("low", "Lowest", low, read=parse_number, called="lowest value"),
            Field("high", "Highest", high, read=parse_number, called="highest value"),
            Field("better", "Best is", Chips(SIDES, "higher", needed=True)),
            keys="its scale stays as it is from then on",
        )
        self.session = session

    @on(Input.Changed, "#field-name LineInput")
    def offer_better_end(self) -> None:
        """Preselect low for a name about self-harm, unless the person chose an end."""
        better = self.field("better")
        if not better.touched:
            better.value = "lower" if names_self_harm(self.value("name")) else "higher"
            better.untouched = better.value

    def write(self) -> str:
        """Write it after the others; it is on from now."""
        name, better = self.value("name"), self.value("better")
        low, high = self.read("low"), self.read("high")
        for end, value in (("low", low), ("high", high)):
            if value is None:
                raise ValidationError(end, "Type a number, like 0 or 10.")
        existing = self.session.read_settings().measures
        made = own_measure(existing, name, label=name, low=low, high=high, better=better)
        change = Change("add", "measure", made.key)
        self.session.keep(lambda transaction: transaction.put_measures([made]), change)
        return f"Saved: {shorten(made.label, 40)}, {made.scale}"


def commands_dialog(about: SettingRow) -> Dialog[None]:
    """Return what a setting means, and its commands: they are typed after tracker is closed."""
    # Started by `uv run`, the shell has no `tracker` command: show it the same way.
    started = "uv run " if "UV_RUN_RECURSION_DEPTH" in os.environ else ""
    rows: list[Content | str] = [about.about, "", line((IN_A_TERMINAL, MUTED))]
    for command, what in about.commands:
        rows += [line((f"  {started}{command}", KEY)), f"      {what}"]
    return Dialog(about.label, hints(("Esc", "closes")), Static(lines(rows)))
