"""Entries that are cut short: logged, saved in the app, imported."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tests.campaigns.place import READY, Place, tick
from tracker.exchange.files import read_file
from tracker.exchange.formats import format_for
from tracker.records import CheckIn, Diary, Rating, new_id

SESSION = 12
"""Entries that one child makes, unless it is killed."""

MANY = 60
"""Entries that one file brings."""


def note(number: int) -> str:
    return f"token {number}"


def tokens(place: Place) -> list[str]:
    """Return the notes of the complete entries, in order."""
    return [
        c.note
        for c in place.store.read().check_ins
        if c.note and c.note.startswith("token") and len(c.ratings) == 2
    ]


def log_on_and_on(place: Place) -> int:
    for number in range(SESSION):
        place.command("log", str(number % 11), "--anxiety", "4", "--note", "-", stdin=note(number))
    return 0


def log_hastily(place: Place) -> int:
    """A control: each entry is acknowledged a moment before it is committed."""
    store = place.store
    for number in range(SESSION):
        now = tick()
        with store.writing(now, "a check-in") as unit:
            unit.add(entry(note(number), new_id(now)))
            say("Saved\n")
            time.sleep(0.003)
    return 0


def entry(text: str, key: str) -> CheckIn:
    return CheckIn(
        id=key,
        day=date(2026, 1, 1),
        at=None,
        recorded_at=tick(),
        ratings=(Rating("mood", 5), Rating("anxiety", 4)),
        note=text,
    )


def log_once(place: Place) -> int:
    return place.command("log", "5")


def kept_in_order(place: Place, before: Diary, confirmed: int) -> list[str]:
    """Every confirmed entry is there and whole, and at most one that was under way."""
    found = tokens(place)
    expected = [note(number) for number in range(len(found))]
    extra = len(place.store.read().check_ins) - len(before.check_ins) - len(found)
    wrong = [f"{confirmed} confirmed, {len(found)} there"] if len(found) < confirmed else []
    wrong += ["more than was entered"] if len(found) > confirmed + 1 else []
    wrong += ["out of order"] if found != expected else []
    return wrong + (["a torn entry"] if extra else [])


def save_in_the_app(place: Place) -> int:
    """Press keys in the real app, and print what its screen confirms."""
    from tests.app.patient import patient
    from tracker.records import MOOD

    store = place.store
    with store.writing(tick(), "mood alone is asked") as unit:
        others = [m for m in unit.read().measures if m.key != MOOD.key]
        unit.put_measures([replace(measure, active=False) for measure in others])

    async def sit() -> None:
        async with patient(store, now=tick()) as person:
            say(READY.decode())
            for number in range(SESSION):
                await person.press(str(number % 10), "enter")
                if f"Saved: mood {number % 10} " in person.says:
                    say(f"mood {number % 10}\n")

    asyncio.run(sit())
    return 0


def say(text: str) -> None:
    """Write to the real standard output at once: the app replaces Python's."""
    os.write(1, text.encode())


def moods_in_order(place: Place, before: Diary, confirmed: int) -> list[str]:
    """Check as `kept_in_order` does, by the scores that were typed."""
    there = {c.id for c in before.check_ins}
    new = [c for c in place.store.read().check_ins if c.id not in there]
    moods = [c.value("mood") for c in sorted(new, key=lambda c: c.id)]
    wrong = [f"{confirmed} confirmed, {len(moods)} there"] if len(moods) < confirmed else []
    wrong += ["more than was entered"] if len(moods) > confirmed + 1 else []
    return wrong + (["not as typed"] if moods != [n % 10 for n in range(len(moods))] else [])


def write_file_to_import(place: Place) -> None:
    moment = datetime(2026, 1, 1, 8, tzinfo=UTC)
    brought = [
        CheckIn(
            id=f"brought-{n}",
            day=date(2026, 1, 1) + timedelta(days=n),
            at=moment + timedelta(days=n),
            recorded_at=moment + timedelta(days=n),
            ratings=(Rating("mood", n % 11), Rating("anxiety", 4)),
            note=note(n),
        )
        for n in range(MANY)
    ]
    diary = replace(place.store.read(), check_ins=tuple(brought), infusions=(), events=())
    content = format_for("json").writer(replace(diary, assessments=()), exported_at=tick())
    (place.files / "brought.json").write_bytes(content)


def import_a_file(place: Place) -> int:
    return place.command("import", str(place.files / "brought.json"))


def all_or_none(place: Place, before: Diary, confirmed: int) -> list[str]:
    found = len(tokens(place))
    wrong = [f"{found} of {MANY} imported"] if found not in (0, MANY) else []
    return wrong + (["confirmed and not there"] if confirmed and not found else [])


def import_one_by_one(place: Place) -> int:
    """A control: each record is a transaction of its own."""
    store = place.store
    with (place.files / "brought.json").open("rb") as file:
        brought = read_file(file, name="brought.json", diary=store.read(), now=tick())
    for check_in in brought.diary.check_ins:
        store.add(check_in, tick(), "a part of an import")
    return 0
