"""The settings as the list shows them: each a line with its present value. None of it is markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker import __version__
from tracker.app.list_rows import Row, aligned
from tracker.app.themes import SAID
from tracker.app.words import one_line, short_day
from tracker.paths import Home
from tracker.records import MOOD, SELF_HARM, Diary, Measure
from tracker.records.contacts import Contacts
from tracker.records.measure import selectable_measures
from tracker.storage.snapshots import list_snapshots

LABEL_SHOWN: Final = 32
MEASURE: Final = "measure/"
"""What the id of a measure's line begins with; its key follows."""


@dataclass(frozen=True)
class Line:
    """One setting."""

    id: str
    label: str
    value: str
    about: str
    """What is said while the cursor is on it."""


@dataclass(frozen=True)
class Kept:
    """Where the diary is, how large, and when it was copied last."""

    path: str
    size: int
    copied: date | None
    """By the clock here; None before the first copy."""

    @classmethod
    def of(cls, home: Home) -> Kept:
        """Look at the disk."""
        copies = list_snapshots(home.snapshots)
        try:
            size = home.diary.stat().st_size
        except OSError:
            size = 0
        return cls(str(home.diary), size, copies[-1].local.date() if copies else None)


@dataclass(frozen=True)
class Shown:
    """All that the list is made of."""

    diary: Diary
    contacts: Contacts
    theme: str
    kept: Kept
    today: date


Section = tuple[str, list[Line]]


def sections(shown: Shown) -> list[Section]:
    """Return every setting under its heading."""
    return [
        (
            "What is asked",
            [*_asking(shown.diary), *map(_measure, selectable_measures(shown.diary.measures))],
        ),
        ("Whom to call (F2)", list(_contacts(shown.contacts))),
        ("Everything else", list(_others(shown))),
        ("This diary", list(_kept(shown))),
    ]


def rows(found: Sequence[Section]) -> list[Row]:
    """Return the lines of the list, all values in one column."""
    every = [line for _, lines in found for line in lines]
    texts = dict(zip(every, aligned([(f"  {one.label}", one.value) for one in every]), strict=True))
    return [
        row
        for heading, lines in found
        for row in (Row(heading), *(Row(texts[line], line.id) for line in lines))
    ]


def _asking(diary: Diary) -> Iterator[Line]:
    after = [one_line(m.label, 20).lower() for m in diary.active_measures[1:]]
    only = "on: nothing is asked after mood" if diary.settings.mood_only else "off"
    yield Line(
        "only",
        "Only mood",
        only,
        "On: a check-in is mood alone, and the other measures stay for later.",
    )
    yield Line(
        "profile",
        "Choose by condition",
        f"now {', '.join(after)} after mood" if after else "now mood alone",
        "Turns on what people with one condition often rate, at most three, and the rest off.",
    )
    yield Line(
        "own",
        "Add a measure of your own",
        "",
        "A word of yours, its lowest and highest value, and which of the two is better.",
    )


def _measure(measure: Measure) -> Line:
    state = "on" if measure.active or measure.key == MOOD.key else "off"
    scale = one_line(measure.scale, 30)
    label = one_line(measure.label, LABEL_SHOWN)
    return Line(f"{MEASURE}{measure.key}", label, f"{state:<4}{scale}", _about(measure))


def _about(measure: Measure) -> str:
    if measure.key == MOOD.key:
        return "Always asked, and first: one score a day is all that the page needs."
    if measure.key == SELF_HARM:
        return (
            "Off until you turn it on. This program cannot see, call or alert anyone. "
            "The page for a visit says on how many days it was asked, and was above none."
        )
    return "Enter turns it on or off; what was rated stays. m asks for it earlier, k later."


def _contacts(known: Contacts) -> Iterator[Line]:
    region = known.region.name if known.region else "none chosen yet"
    yield Line("region", "Region", region, "Whose emergency and crisis lines F2 shows.")
    for key, label, contact in (
        ("clinic", "Your clinic", known.clinic),
        ("person", "Someone you trust", known.person),
    ):
        value = one_line(contact.label, 40) if contact else "not written down"
        yield Line(key, label, value, "A name and a number, shown by F2 beside the crisis lines.")


def _others(shown: Shown) -> Iterator[Line]:
    settings = shown.diary.settings
    yield Line(
        "day",
        "A day starts at",
        f"{settings.day_starts_at:%H:%M}",
        "What you write down before that time still counts for the day before.",
    )
    yield Line(
        "name",
        "Name on the page",
        one_line(settings.name, 40) if settings.name else "blank",
        "Printed on a page only when you ask for it there; left blank, it is nowhere.",
    )
    said = SAID.get(shown.theme)
    yield Line(
        "theme",
        "Colours",
        f"{shown.theme}: {said}" if said else shown.theme,
        "F3 goes from one to the next on any screen. NO_COLOR in the terminal turns all off.",
    )
    yield Line(
        "first",
        "The three first questions",
        "",
        "What the infusions are for, your region, and the next infusion.",
    )


def _kept(shown: Shown) -> Iterator[Line]:
    kept, copied = shown.kept, shown.kept.copied
    yield Line("kept", "Kept at", kept.path, f"The diary is one file: {kept.path}")
    yield Line("size", "Size", size(kept.size), f"The diary is one file: {kept.path}")
    yield Line(
        "copied",
        "Last copy",
        short_day(copied, shown.today) if copied else "none yet",
        "A copy is made by itself on each day that you write; tracker backup makes one more.",
    )
    yield Line("version", "Version", f"tracker {__version__}", "tracker --help names the commands.")


def size(of: int) -> str:
    """Return 812 kB, 1.2 MB: as file managers say it."""
    return f"{of / 1_000_000:.1f} MB" if of >= 1_000_000 else f"{-(-of // 1000)} kB"
