"""Daylio's CSV, and the backup that the app makes of itself.

The CSV has one row an entry, the mood as a word, newest first. Three layouts are known:
`year,date,weekday,time,mood,activities,note`, then `full_date,…` with `note_title`, and since 2026
`scales` before it; a BOM, and a tab instead of commas, occur. The columns are found by name.

The mood is the name of one of five levels. A person may rename them, so a name that is not the
app's own is asked about. The five are mapped to 0–10 linearly: 10, 8, 5, 2, 0 from the best down;
the level is kept as the measure daylio_mood, 1–5. Activities are tags: they become the last line
of the note. So do scales, whose ranges are not in the file. An entry stays on the date that
Daylio shows for it, also after midnight.

The backup is a ZIP whose `backup.daylio` is JSON in Base64. Its moods give their level as
`mood_group_id`, 1 best to 5, so nothing has to be asked; months count from 0.
"""

from __future__ import annotations

import html
import json
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from io import BytesIO
from typing import Any, BinaryIO, Final

from tracker.exchange.apps.common import (
    ParsedEntry,
    app_result,
    date_fits,
    list_tags,
    rate_both,
    read_app_table,
)
from tracker.exchange.cells import describe_mapping, join_notes
from tracker.exchange.dates import parse_clock, parse_moment
from tracker.exchange.files import read_all
from tracker.exchange.result import (
    BadRow,
    ImportContext,
    ImportOptions,
    ImportResult,
    NeedsAnswerError,
    Question,
)
from tracker.exchange.table import Line, normalise_heading, read_rows, shown_heading
from tracker.records import MOOD, Measure, ValidationError
from tracker.records.format import plain_line, shorten

NAME: Final = "daylio"

LEVELS: Final = (
    {"awful": 1, "bad": 2, "meh": 3, "good": 4, "rad": 5},
    {"lausig": 1, "schlecht": 2, "ok": 3, "gut": 4, "super": 5},
)
"""The app's own words in English and German."""

SHARED_WORDS: Final = frozenset({"ok", "super"})
"""Words of every language: they are the app's own only beside another of its words."""

_MOOD: Final = Measure(
    key="daylio_mood",
    label="Mood in Daylio",
    low=1,
    high=5,
    low_label="awful",
    high_label="rad",
    active=False,
)
_READ: Final = {
    *("year", "full_date", "date", "weekday", "time", "mood"),
    *("activities", "scales", "note_title", "note"),
}
_REST: Final = r"""(?:\s+[\w-]+=(?:"[^"<>]*"|'[^'<>]*'))*\s*/?>"""
_BREAK = re.compile(rf"</?(?:br|p|div|ul|ol){_REST}", re.IGNORECASE)
_ITEM = re.compile(rf"<li{_REST}", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:b|i|u|s|strong|em|li|span|font|h[1-6]){_REST}", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Return Daylio's entries; `options` give the level of a renamed mood.

    Raises:
        NeedsAnswerError: a mood was renamed, or dates may be read in two ways.
        ValidationError: the file is neither a CSV nor a backup of Daylio's.
    """
    data = read_all(file)
    moods = context.measure(_MOOD), context.measure(MOOD)
    if (backup := _parse_backup(data)) is not None:
        return _read_backup(backup, context, moods)
    return _read_csv(BytesIO(data), context, moods)


def _read_csv(
    file: BinaryIO, context: ImportContext, moods: tuple[Measure, Measure]
) -> ImportResult:
    table = read_app_table(file, context, "Daylio", "mood", "activities")
    keys = table.keys
    levels, answers = _levels(table.cells(keys.index("mood")), context.options)
    days = [n for n, key in enumerate(keys) if key == "full_date"]
    fits = date_fits(table, "date", "weekday")
    order = table.date_order(days, context, fits=fits) if days else "d/m/y"

    def entry(line: Line) -> ParsedEntry:
        cells = table.named(line)
        # The oldest layout has the year apart: 2018 and 18 May.
        moment = cells.get("full_date") or f"{cells.get('date', '')} {cells.get('year', '')}"
        day = parse_moment(moment, order).day
        clock = parse_clock(cells["time"]).time if cells.get("time") else None
        if not (mood := normalise_heading(cells["mood"])):
            raise ValidationError("mood", "The row has no mood.")
        return ParsedEntry(
            number=line.number,
            day=day,
            at=datetime.combine(day, clock) if clock else None,
            ratings=rate_both(levels[mood], *moods),
            note=join_notes(
                *(_strip_markup(cells.get(key, "")) for key in ("note_title", "note")),
                *(
                    list_tags(key.capitalize(), cells.get(key, "").split("|"))
                    for key in ("activities", "scales")
                ),
            ),
        )

    return app_result(
        NAME,
        context,
        read_rows(table.lines, entry),
        table=table,
        measures=moods,
        mapping=[describe_mapping("Daylio's mood", *moods, LEVELS[0]) + _renamed(levels)],
        not_read=table.unread(table.places(_READ)),
        answers=answers,
    )


def _levels(moods: Iterable[str], options: ImportOptions) -> tuple[dict[str, int], dict[str, str]]:
    """Return the level of each mood of the file, and the answers about renamed ones."""
    stated = {normalise_heading(word): level for word, level in options.answers_for(NAME).items()}
    words = {normalise_heading(mood): mood for mood in moods}
    shown = {normalise_heading(shown_heading(mood)): key for key, mood in words.items()}
    stated = {shown.get(word, word): level for word, level in stated.items()}
    levels = max(LEVELS, key=lambda language: len(language.keys() & words.keys()))
    # A file has one language; "ok" beside meh and good is a name that a person gave.
    if not (levels.keys() - SHARED_WORDS) & words.keys():
        levels = {word: level for word, level in levels.items() if word not in SHARED_WORDS}
    if unknown := [w for key, w in words.items() if key not in levels and key not in stated]:
        first = shown_heading(unknown[0])
        raise NeedsAnswerError(
            f"Daylio's mood “{first}” is a name of your own. Say which of the five it is, 5 best: "
            f"--map '{first}=4'.",
            tuple(
                Question(word, f"Daylio's mood “{plain_line(word)[:40]}”, 1 to 5, 5 best")
                for word in unknown
            ),
        )
    answers = {word: level for word, level in stated.items() if word in words}
    return {**levels, **{word: _level(level) for word, level in answers.items()}}, answers


def _renamed(levels: Mapping[str, int]) -> str:
    """Return a sentence about each mood that is not the app's own."""
    names = list(LEVELS[0])
    return "".join(
        f" “{plain_line(word)}” is read as {names[level - 1]}."
        for word, level in levels.items()
        if not any(word in words for words in LEVELS)
    )


def _level(text: str) -> int:
    if text.strip() in ("1", "2", "3", "4", "5"):
        return int(text)
    sentence = f"“{shorten(text, 20)}” is not one of Daylio's five moods. Type 1 to 5; 5 is best."
    raise ValidationError("map", sentence)


def _strip_markup(note: str) -> str:
    """Return a note without Daylio's HTML; a <b and <3 stay."""
    lines = _ITEM.sub("\n- ", _BREAK.sub("\n", note))
    plain = _ENTITY.sub(lambda found: html.unescape(found[0]), _TAG.sub("", lines))
    return re.sub(r"\n{3,}", "\n\n", plain).strip()


def _parse_backup(data: bytes) -> dict[str, Any] | None:
    """Return the JSON of a backup, None for another file."""
    head = data[:64].strip()
    try:
        # "eyJ" is how Base64 writes the beginning of a JSON object.
        text = b64decode(data) if head.startswith(b"ey") else data if head[:1] == b"{" else b""
        values = json.loads(text) if text else None
    except (ValueError, RecursionError):
        raise ValidationError("file", "Daylio's backup is damaged; make another one.") from None
    if values is None:
        return None
    if not isinstance(values, dict) or not isinstance(values.get("dayEntries"), list):
        raise ValidationError("file", "The file is not a backup of Daylio's: it has no dayEntries.")
    return values


def _read_backup(
    backup: Mapping[str, Any], context: ImportContext, moods: tuple[Measure, Measure]
) -> ImportResult:
    levels = {_id(m): 6 - m["mood_group_id"] for m in _objects(backup, "customMoods")
              if m.get("mood_group_id") in (1, 2, 3, 4, 5)}  # fmt: skip
    tags = {_id(tag): str(tag.get("name", "")) for tag in _objects(backup, "tags")}
    return app_result(
        NAME,
        context,
        (
            _backup_entry(n, entry, levels, tags, moods)
            for n, entry in enumerate(_objects(backup, "dayEntries"), start=1)
        ),
        measures=moods,
        mapping=[describe_mapping("Daylio's mood", *moods, LEVELS[0])],
        not_read={"photos and sounds": len(_objects(backup, "assets"))},
    )


def _backup_entry(
    number: int,
    entry: Mapping[str, Any],
    levels: Mapping[object, int],
    tags: Mapping[object, str],
    moods: tuple[Measure, Measure],
) -> ParsedEntry | BadRow:
    try:
        day = date(int(entry["year"]), int(entry["month"]) + 1, int(entry["day"]))
        clock = time(int(entry.get("hour", 0)), int(entry.get("minute", 0)))
        at = datetime.combine(day, clock)
        offset = entry.get("timeZoneOffset")
        if isinstance(offset, int) and abs(offset) < 86_400_000 and offset % 60_000 == 0:
            at = at.replace(tzinfo=timezone(timedelta(milliseconds=offset)))
        level = levels[entry["mood"]]
    except (KeyError, TypeError, ValueError, OverflowError):
        return BadRow(number, "The entry of the backup has no date, or no known mood.")
    named = entry.get("tags")
    listed: list[Any] = named if isinstance(named, list) else []
    used = [tags.get(tag, "") for tag in listed if isinstance(tag, int | str)]
    title, note = (_strip_markup(str(entry.get(key) or "")) for key in ("note_title", "note"))
    return ParsedEntry(
        number=number,
        day=day,
        at=at,
        ratings=rate_both(level, *moods),
        note=join_notes(title, note, list_tags("Activities", used)),
    )


def _objects(backup: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = backup.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _id(value: Mapping[str, Any]) -> object:
    found = value.get("id")
    return found if isinstance(found, int | str) else None
