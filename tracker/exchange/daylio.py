"""Daylio's CSV: one row an entry, the mood as a word, newest first.

Three layouts are known: `year,date,weekday,time,mood,activities,note`, then `full_date,…` with
`note_title`, and since 2026 `scales` before it; a BOM, and a tab instead of commas, occur. The
columns are found by name.

The mood is the name of one of five levels, and a person may rename them, so a name that is not
the app's own is asked about. The five words are put on 0–10 linearly (see `foreign`): 10, 8, 5,
2, 0 from the best down; the level itself is kept as the measure daylio_mood, 1–5. Activities are
tags, neither rated nor measured: they become the last line of the note, where a search finds
them. So do scales, whose ranges the file does not tell. An entry stays on the date that Daylio
shows for it, one after midnight too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import BinaryIO, Final

from tracker.exchange.dates import Moment, parse_clock, parse_moment
from tracker.exchange.decoding import text_of
from tracker.exchange.foreign import (
    Entry,
    Source,
    dated,
    kept_beside,
    linear,
    noted,
    says_how,
)
from tracker.exchange.incoming import (
    BadRow,
    Choices,
    Incoming,
    KeptChoices,
    NeedsAnswerError,
    Question,
)
from tracker.exchange.reading import whole
from tracker.exchange.table import Line, Table, table_of
from tracker.records import MOOD, Diary, Measure, ValidationError, measure_key
from tracker.records.format import plain_line

NAME: Final = "daylio"

LEVELS: Final = {
    **{"awful": 1, "bad": 2, "meh": 3, "good": 4, "rad": 5},
    **{"lausig": 1, "schlecht": 2, "ok": 3, "gut": 4, "super": 5},
}
"""The app's own words in English and German."""

_MOOD = kept_beside(
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
_REST: Final = r"""(?:\s+[\w-]+=(?:"[^"<>]*"|'[^'<>]*'))*\s*/?>"""
_BREAK = re.compile(rf"</?(?:br|p|div|ul|ol){_REST}", re.IGNORECASE)
_ITEM = re.compile(rf"<li{_REST}", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:b|i|u|s|strong|em|li|span|font|h[1-6]){_REST}", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)


def read_foreign(
    file: BinaryIO,
    *,
    choices: Choices,
    known: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> Incoming:
    """Return Daylio's entries; `choices` give the level of a mood by another name.

    Raises:
        NeedsAnswerError: a mood has a name of the person's own.
        ValidationError: the file is no CSV of Daylio's.
    """
    table = table_of(text_of(whole(file)), is_daylio)
    if not is_daylio(table.header):
        raise ValidationError(
            "header", "The file is not Daylio's: it has no columns mood and activities."
        )
    rows = _Rows(table)
    source = Source(name=NAME, known=known, now=now, zone=zone)
    levels, own_words = _levels(rows.moods(), choices)
    moods = source.measure(_MOOD), source.measure(MOOD)
    return source.incoming(
        (rows.entry(line, levels, *moods) for line in table.lines),
        moods,
        mapping=[_says_how(levels, *moods)],
        not_read=rows.beside(),
        to_keep=KeptChoices(NAME, own_words) if own_words else None,
    )


def is_daylio(headings: Sequence[str]) -> bool:
    """Whether a line may be the header of Daylio's table."""
    return {"mood", "activities"} <= set(map(measure_key, headings))


class _Rows:
    """The rows by the names of their columns."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._places = {measure_key(name): n for n, name in enumerate(table.header)}

    def moods(self) -> list[str]:
        """Each mood once, in the order of the file."""
        lines = (line for line in self._table.lines if isinstance(line, Line))
        return list(dict.fromkeys(mood for line in lines if (mood := self._cell(line, "mood"))))

    def beside(self) -> dict[str, int]:
        """How many cells stand in columns that are not known here."""
        lines = [line for line in self._table.lines if isinstance(line, Line)]
        unknown = {key: n for key, n in self._places.items() if key not in _READ}
        return {
            self._table.header[n]: sum(bool(self._cell(line, key)) for line in lines)
            for key, n in unknown.items()
        }

    def entry(
        self, line: Line | BadRow, levels: Mapping[str, int], there: Measure, here: Measure
    ) -> Entry | BadRow:
        """Read one row."""
        if isinstance(line, BadRow):
            return line
        try:
            cells = self._table.named(line)
            moment = _moment(cells)
            level = levels[_word(cells["mood"])]
        except KeyError:
            return BadRow(line.number, "The row has no mood.")
        except ValidationError as problem:
            return BadRow(line.number, str(problem))
        return Entry(
            line=line.number,
            day=moment.day,
            at=dated(moment.day, moment.clock),
            ratings=(there.rate(level), linear(level, there, here)),
            note=_note(cells),
        )

    def _cell(self, line: Line, key: str) -> str:
        n = self._places.get(key, len(line.cells))
        return line.cells[n].strip() if n < len(line.cells) else ""


def _moment(cells: Mapping[str, str]) -> Moment:
    # In the oldest layout: 2018 and 18 May.
    cell = cells.get("full_date") or f"{cells.get('date', '')} {cells.get('year', '')}"
    moment, clock = parse_moment(cell, "d/m/y"), cells.get("time")
    return Moment(moment.day, parse_clock(clock)[0] if clock else None)


def _note(cells: Mapping[str, str]) -> str | None:
    title, note = (_unmarked(cells.get(key, "")) for key in ("note_title", "note"))
    return noted(title, note, *(_tags(cells, key) for key in ("activities", "scales")))


def _tags(cells: Mapping[str, str], key: str) -> str:
    tags = (plain_line(tag) for tag in cells.get(key, "").split("|"))
    joined = ", ".join(filter(None, tags))
    return f"{key.capitalize()}: {joined}" if joined else ""


def _levels(moods: list[str], choices: Choices) -> tuple[dict[str, int], dict[str, str]]:
    """The level of each mood of the file, and what was said about those of the person's own."""
    said = {_word(word): level for word, level in choices.about(NAME).items()}
    own = {_word(mood): said.get(_word(mood)) for mood in moods if _word(mood) not in LEVELS}
    open_words = [mood for mood in moods if _word(mood) in own and own[_word(mood)] is None]
    if open_words:
        raise NeedsAnswerError(_how_to_say(open_words), tuple(map(_question, open_words)))
    chosen = {word: level for word, level in (own | said).items() if level is not None}
    here = {_word(mood) for mood in moods}
    kept = {word: level for word, level in chosen.items() if word in here}
    return {**LEVELS, **{word: _level(level) for word, level in kept.items()}}, kept


def _level(said: str) -> int:
    if said.strip() in ("1", "2", "3", "4", "5"):
        return int(said)
    raise ValidationError("map", "A mood of Daylio's is one of its five: 1, 2, 3, 4 or 5, 5 best.")


def _how_to_say(words: list[str]) -> str:
    shown = plain_line(words[0])[:40]
    return (
        f"Daylio's mood “{shown}” is a name of your own; say which of the five it is, 5 best: "
        f"--map '{shown}=4'."
    )


def _question(word: str) -> Question:
    return Question(word, f"Daylio's mood “{plain_line(word)[:40]}”, 1 to 5, 5 best")


def _says_how(levels: Mapping[str, int], there: Measure, here: Measure) -> str:
    usual = ("awful", "bad", "meh", "good", "rad")
    own = {word: level for word, level in levels.items() if word not in LEVELS}
    sentence = says_how("Daylio's mood", there, here, usual)
    return sentence + "".join(
        f" “{plain_line(word)}” is read as {usual[n - 1]}." for word, n in own.items()
    )


def _word(mood: str) -> str:
    return " ".join(mood.casefold().split())


def _unmarked(note: str) -> str:
    """A note without the marks that Daylio puts in; what only looks like one stays: a <b, <3."""
    lines = _ITEM.sub("\n- ", _BREAK.sub("\n", note))
    plain = _ENTITY.sub(lambda found: html.unescape(found[0]), _TAG.sub("", lines))
    return re.sub(r"\n{3,}", "\n\n", plain).strip()
