"""Daylio's CSV, and the backup that the app makes of itself.

The CSV has one row an entry, the mood as a word, newest first. Three layouts are known:
`year,date,weekday,time,mood,activities,note`, then `full_date,…` with `note_title`, and since 2026
`scales` before it; a BOM, and a tab instead of commas, occur. The columns are found by name.

The mood is the name of one of five levels, and a person may rename them, so a name that is not
the app's own is asked about. The five words are put on 0–10 linearly: 10, 8, 5, 2, 0 from the best
down; the level itself is kept as the measure daylio_mood, 1–5. Activities are tags, neither rated
nor measured: they become the last line of the note, where a search finds them. So do scales, whose
ranges the file does not tell. An entry stays on the date that Daylio shows for it, one after
midnight too.

The backup is a ZIP whose `backup.daylio` is JSON in Base64. Its moods say by `mood_group_id`, 1
best to 5, which level they are, so nothing has to be asked; months count from 0.
"""

from __future__ import annotations

import html
import json
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Any, BinaryIO, Final

from tracker.exchange.apps.common import (
    ImportSource,
    ParsedEntry,
    as_inactive,
    describe_mapping,
    join_notes,
    latest_day,
    local_time,
    rescale,
)
from tracker.exchange.dates import Moment, Order, find_order, parse_clock, parse_moment, parse_order
from tracker.exchange.files import in_memory, read_all, read_table
from tracker.exchange.result import (
    BadRow,
    ImportOptions,
    ImportResult,
    NeedsAnswerError,
    Question,
    SavedAnswers,
)
from tracker.exchange.table import Line, Table
from tracker.records import MOOD, Diary, Measure, ValidationError, measure_key
from tracker.records.format import plain_line

NAME: Final = "daylio"

LEVELS: Final = (
    {"awful": 1, "bad": 2, "meh": 3, "good": 4, "rad": 5},
    {"lausig": 1, "schlecht": 2, "ok": 3, "gut": 4, "super": 5},
)
"""The app's own words in English and German."""

ANYWHERE: Final = frozenset({"ok", "super"})
"""Words that people use in any language: they are the app's only beside another of its words."""

_MOOD = as_inactive(
    Measure(
        key="daylio_mood",
        label="Mood in Daylio",
        low=1,
        high=5,
        low_label="awful",
        high_label="rad",
    )
)
_READ: Final = frozenset(
    {"year", "full_date", "date", "weekday", "time", "mood"}
    | {"activities", "scales", "note_title", "note"}
)
_WEEKDAYS: Final = (
    ("monday", "montag", "lundi", "lunes", "lunedì", "maandag", "poniedziałek"),
    ("tuesday", "dienstag", "mardi", "martes", "martedì", "dinsdag", "wtorek"),
    ("wednesday", "mittwoch", "mercredi", "miércoles", "mercoledì", "woensdag", "środa"),
    ("thursday", "donnerstag", "jeudi", "jueves", "giovedì", "donderdag", "czwartek"),
    ("friday", "freitag", "vendredi", "viernes", "venerdì", "vrijdag", "piątek"),
    ("saturday", "samstag", "samedi", "sábado", "sabato", "zaterdag", "sobota"),
    ("sunday", "sonntag", "dimanche", "domingo", "domenica", "zondag", "niedziela"),
)
_REST: Final = r"""(?:\s+[\w-]+=(?:"[^"<>]*"|'[^'<>]*'))*\s*/?>"""
_BREAK = re.compile(rf"</?(?:br|p|div|ul|ol){_REST}", re.IGNORECASE)
_ITEM = re.compile(rf"<li{_REST}", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:b|i|u|s|strong|em|li|span|font|h[1-6]){_REST}", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)


def read(
    file: BinaryIO,
    *,
    options: ImportOptions,
    diary: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> ImportResult:
    """Return Daylio's entries; `options` give the level of a mood by another name.

    Raises:
        NeedsAnswerError: a mood has a name of the person's own, or dates may be read in two ways.
        ValidationError: the file is neither a CSV nor a backup of Daylio's.
    """
    source = ImportSource(name=NAME, diary=diary, now=now, zone=zone)
    data = read_all(file)
    if (backup := _backup(data)) is not None:
        return _read_backup(backup, source)
    table = read_table(in_memory(data), options, is_daylio)
    if not is_daylio(table.header):
        sentence = "The file is not Daylio's: it has no columns mood and activities."
        raise ValidationError("header", sentence)
    levels, own_words = _levels(_moods(table), options)
    moods = source.measure(_MOOD), source.measure(MOOD)
    order = _date_order(table, options, now)
    result = source.result(
        (_entry(table, line, levels, moods, order) for line in table.lines),
        moods,
        mapping=[_describe(levels, *moods)],
        not_read=_beside(table),
        answers=SavedAnswers(NAME, own_words) if own_words else None,
        remarks=table.remarks,
    )
    return result


def is_daylio(headings: Iterable[str]) -> bool:
    """Return whether a row may be the header of Daylio's table."""
    return {"mood", "activities"} <= set(map(measure_key, headings))


def _moods(table: Table) -> list[str]:
    """Return each mood once, in the order of the file."""
    return list(dict.fromkeys(table.cells(table.keys.index("mood"))))


def _beside(table: Table) -> dict[str, int]:
    """Return how many cells stand in columns that are not known here."""
    unknown = ((n, key) for n, key in enumerate(table.keys) if key not in _READ)
    return {table.header[n]: len(table.cells(n)) for n, _ in unknown}


def _entry(
    table: Table,
    line: Line | BadRow,
    levels: Mapping[str, int],
    moods: tuple[Measure, Measure],
    order: Order,
) -> ParsedEntry | BadRow:
    if isinstance(line, BadRow):
        return line
    there, here = moods
    try:
        cells = table.named(line)
        day, clock, _ = _moment(cells, order)
        level = levels[_word(cells["mood"])]
    except KeyError:
        return BadRow(line.number, "The row has no mood.")
    except ValidationError as problem:
        return BadRow(line.number, str(problem))
    title, note = (_unmarked(cells.get(key, "")) for key in ("note_title", "note"))
    return ParsedEntry(
        line=line.number,
        day=day,
        at=local_time(day, clock),
        ratings=(there.rate(level), rescale(level, there, here)),
        note=join_notes(title, note, *(_tags(cells, key) for key in ("activities", "scales"))),
    )


def _moment(cells: Mapping[str, str], order: Order) -> Moment:
    # In the oldest layout: 2018 and 18 May.
    cell = cells.get("full_date") or f"{cells.get('date', '')} {cells.get('year', '')}"
    day = parse_moment(cell, order).day
    clock = cells.get("time")
    return Moment(day, parse_clock(clock).time if clock else None)


def _date_order(table: Table, options: ImportOptions, now: datetime) -> Order:
    """Return how the dates are written: a spreadsheet in between may have changed them.

    The file tells each date again, as June 7 and as Sunday.
    """
    if options.date_format:
        return parse_order(options.date_format)
    keys = table.keys
    if "full_date" not in keys:
        return "d/m/y"
    place = keys.index("full_date")
    lines = {line.number: line.cells for line in table.rows if len(line.cells) > place}

    def fits(line: int, day: date) -> bool:
        named = dict(zip(keys, lines[line], strict=False))
        try:
            return parse_moment(f"{named.get('date', '').strip()} {day.year}", "d/m/y").day == day
        except ValidationError:
            said = named.get("weekday", "").strip().casefold()
            known = [n for n, names in enumerate(_WEEKDAYS) if said in names]
            return not known or known[0] == day.weekday()

    cells = ((n, row[place]) for n, row in lines.items())
    return find_order(cells, table.header[place], latest_day(now), fits)


def _tags(cells: Mapping[str, str], key: str) -> str:
    return _listed(key.capitalize(), cells.get(key, "").split("|"))


def _listed(heading: str, tags: Iterable[str]) -> str:
    joined = ", ".join(filter(None, map(plain_line, tags)))
    return f"{heading}: {joined}" if joined else ""


def _levels(moods: list[str], options: ImportOptions) -> tuple[dict[str, int], dict[str, str]]:
    """Return the level of each mood of the file, and what was said about the person's own."""
    said = {_word(word): level for word, level in options.about(NAME).items()}
    words = {_word(mood): mood for mood in moods}
    usual = max(LEVELS, key=lambda known: len(known.keys() & words.keys()))
    # One language a file; "ok" beside meh and good is a name that a person gave.
    if not (usual.keys() - ANYWHERE) & words.keys():
        usual = {word: level for word, level in usual.items() if word not in ANYWHERE}
    own = {word: mood for word, mood in words.items() if word not in usual and word not in said}
    if own:
        raise NeedsAnswerError(_how_to_say(list(own.values())), tuple(map(_question, own.values())))
    kept = {word: level for word, level in said.items() if word in words}
    return {**usual, **{word: _level(level) for word, level in kept.items()}}, kept


def _level(said: str) -> int:
    if said.strip() in ("1", "2", "3", "4", "5"):
        return int(said)
    sentence = f"“{plain_line(said)[:20]}” is none of Daylio's five moods: 1, 2, 3, 4 or 5, 5 best."
    raise ValidationError("map", sentence)


def _how_to_say(words: list[str]) -> str:
    shown = plain_line(words[0])[:40]
    return (
        f"Daylio's mood “{shown}” is a name of your own; say which of the five it is, 5 best: "
        f"--map '{shown}=4'."
    )


def _question(word: str) -> Question:
    return Question(word, f"Daylio's mood “{plain_line(word)[:40]}”, 1 to 5, 5 best")


def _describe(levels: Mapping[str, int], there: Measure, here: Measure) -> str:
    usual = list(LEVELS[0])
    own = {word: n for word, n in levels.items() if not any(word in known for known in LEVELS)}
    sentence = describe_mapping("Daylio's mood", there, here, usual)
    return sentence + "".join(
        f" “{plain_line(word)}” is read as {usual[n - 1]}." for word, n in own.items()
    )


def _word(mood: str) -> str:
    return " ".join(mood.casefold().split())


def _unmarked(note: str) -> str:
    """Return a note without the marks that Daylio puts in; a <b and <3 stay."""
    lines = _ITEM.sub("\n- ", _BREAK.sub("\n", note))
    plain = _ENTITY.sub(lambda found: html.unescape(found[0]), _TAG.sub("", lines))
    return re.sub(r"\n{3,}", "\n\n", plain).strip()


def _backup(data: bytes) -> dict[str, Any] | None:
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
        raise ValidationError("file", "The file is no backup of Daylio's: it has no dayEntries.")
    return values


def _read_backup(backup: Mapping[str, Any], source: ImportSource) -> ImportResult:
    moods = source.measure(_MOOD), source.measure(MOOD)
    levels = {_id(m): 6 - m["mood_group_id"] for m in _objects(backup, "customMoods")
              if m.get("mood_group_id") in (1, 2, 3, 4, 5)}  # fmt: skip
    tags = {_id(tag): str(tag.get("name", "")) for tag in _objects(backup, "tags")}
    made = [
        _backed_up(n, entry, levels, tags, moods)
        for n, entry in enumerate(_objects(backup, "dayEntries"), start=1)
    ]
    return source.result(
        made,
        moods,
        mapping=[describe_mapping("Daylio's mood", *moods, list(LEVELS[0]))],
        not_read={"photos and sounds": len(_objects(backup, "assets"))},
    )


def _backed_up(
    number: int,
    entry: Mapping[str, Any],
    levels: Mapping[object, int],
    tags: Mapping[object, str],
    moods: tuple[Measure, Measure],
) -> ParsedEntry | BadRow:
    there, here = moods
    try:
        day = date(int(entry["year"]), int(entry["month"]) + 1, int(entry["day"]))
        clock = time(int(entry.get("hour", 0)), int(entry.get("minute", 0)))
        wall = datetime.combine(day, clock)
        offset = entry.get("timeZoneOffset")
        if isinstance(offset, int) and abs(offset) < 86_400_000 and offset % 60_000 == 0:
            wall = wall.replace(tzinfo=timezone(timedelta(milliseconds=offset)))
        level = levels[entry["mood"]]
    except (KeyError, TypeError, ValueError, OverflowError):
        return BadRow(number, "The entry of the backup has no date, or no mood that is known.")
    named = entry.get("tags")
    used = [tags.get(tag, "") for tag in named] if isinstance(named, list) else []
    title, note = (_unmarked(str(entry.get(key) or "")) for key in ("note_title", "note"))
    return ParsedEntry(
        line=number,
        day=wall.date(),
        at=wall,
        ratings=(there.rate(level), rescale(level, there, here)),
        note=join_notes(title, note, _listed("Activities", used)),
    )


def _objects(backup: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = backup.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _id(value: Mapping[str, Any]) -> object:
    found = value.get("id")
    return found if isinstance(found, int | str) else None
