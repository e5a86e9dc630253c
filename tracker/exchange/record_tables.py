"""Infusions, medicines, events and questionnaires as tables: a row each, in and out.

Our own tables read back. Anyone else's is read by the words of its headings, and by what a person
says: `--kind infusions --map 'Dose=dose_mg'`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from tracker.exchange.apps.common import count_unread, join_notes, latest_day
from tracker.exchange.columns import parse_meaning
from tracker.exchange.csv import map_name
from tracker.exchange.dates import (
    Order,
    find_order,
    looks_like_a_date,
    parse_clock,
    parse_moment,
    parse_order,
)
from tracker.exchange.formulas import escape_formula, unescape_formula
from tracker.exchange.headings import LEFT_OUT, cell_number, is_missing
from tracker.exchange.matching import Record
from tracker.exchange.result import (
    BadRow,
    ImportOptions,
    ImportResult,
    Kind,
    NeedsAnswerError,
    Question,
    SavedAnswers,
    fresh_ids,
)
from tracker.exchange.table import Line, Table
from tracker.records import (
    Assessment,
    Diary,
    Event,
    Infusion,
    Number,
    SideEffect,
    ValidationError,
)
from tracker.records.day import reject_future
from tracker.records.format import plain_line
from tracker.records.infusion import (
    parse_dose,
    parse_route,
    parse_side_effect,
    parse_weight,
)
from tracker.records.interval import parse_minutes

Values = dict[str, Any]

COLUMNS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "infusions": (
        *("day", "start", "status", "route", "dose_mg", "dose_mg_per_kg", "weight_kg"),
        *("minutes", "phase", "new_course", "side_effects", "cost", "note"),
    ),
    "events": ("kind", "title", "from", "to", "dose", "note"),
    "medications": ("title", "dose", "from", "to", "note"),
    "assessments": ("day", "questionnaire", "total", "low", "high", "better", "answers"),
}
"""What each table has, in the order in which we write it."""

_NAMES: Final = {
    **dict.fromkeys(("date", "datum", "fecha", "infusion_date", "treatment_date"), "day"),
    **dict.fromkeys(("time", "start_time", "uhrzeit", "started"), "start"),
    **dict.fromkeys(("dosage", "dosis", "amount"), "dose"),
    **dict.fromkeys(("mg", "dose_in_mg"), "dose_mg"),
    **dict.fromkeys(("mg_kg", "dose_mg_kg", "dose_per_kg"), "dose_mg_per_kg"),
    **dict.fromkeys(("weight", "kg", "body_weight", "gewicht", "weight_lb"), "weight_kg"),
    **dict.fromkeys(("duration", "length", "duration_min", "duration_minutes", "dauer"), "minutes"),
    **dict.fromkeys(("method", "administration", "roa", "route_of_administration"), "route"),
    **dict.fromkeys(("notes", "comment", "comments", "remarks", "notizen"), "note"),
    **dict.fromkeys(("side_effect", "effects", "nebenwirkungen"), "side_effects"),
    **dict.fromkeys(("name", "medicine", "medication", "drug", "medikament"), "title"),
    **dict.fromkeys(("start_date", "begin", "since", "started_on", "seit", "von"), "from"),
    **dict.fromkeys(("end", "end_date", "stop", "until", "stopped", "bis"), "to"),
}
"""Headings that other people give; of a medicine "start" and "date" are its first day."""


def record_rows(diary: Diary, kind: Kind) -> Iterator[Sequence[object]]:
    """Yield the header and each record of a kind, numbers as numbers."""
    yield COLUMNS[kind]
    if kind == "infusions":
        for i in diary.infusions:
            start = i.start.isoformat("minutes") if i.start else ""
            effects = "; ".join(f"{e.name} {e.severity} {e.when}" for e in i.side_effects)
            yield (
                *(i.day.isoformat(), start, i.status, i.route or ""),
                *(i.dose_mg, i.dose_mg_per_kg, i.weight_kg, i.minutes, i.phase or ""),
                *(i.new_course, escape_formula(effects), i.cost, escape_formula(i.note or "")),
            )
    elif kind == "assessments":
        for a in diary.assessments:
            answers = " ".join("-" if n is None else str(n) for n in a.answers or ())
            name = escape_formula(a.questionnaire)
            yield a.day.isoformat(), name, a.total, a.low, a.high, a.better, escape_formula(answers)
    else:
        for e in diary.events:
            if kind == "events" or e.kind == "medication":
                texts = (e.title, e.start.isoformat(), e.end.isoformat() if e.end else "")
                title, first, last = (escape_formula(text) for text in texts)
                dose, note = escape_formula(e.dose or ""), escape_formula(e.note or "")
                row = (title, first, last, dose, note)
                yield (e.kind, *row) if kind == "events" else (title, dose, first, last, note)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of a table are read: their columns, their dates, and the diary's latest day."""

    table: Table
    fields: Mapping[int, str]
    order: Order
    latest: date
    kind: Kind


def read_records(
    table: Table, kind: Kind, *, options: ImportOptions, diary: Diary, now: datetime
) -> ImportResult:
    """Return the records of a table of infusions, medicines, events or questionnaires.

    Raises:
        NeedsAnswerError: it is not known which column is the day, or how its dates are written.
        ValidationError: what is said does not fit the table.
    """
    name = f"{kind}-{map_name(table.header)}"
    answers = options.about(name)
    fields = _fields(table, kind, answers)
    order = _order(table, fields, options, answers, now)
    reading = _Reading(table, fields, order, latest_day(now), kind)
    ids = fresh_ids(now, len(table.lines))
    read = [_READERS[kind](reading, line, next(ids)) for line in table.lines]
    made = [record for record in read if record is not None and not isinstance(record, BadRow)]
    unread = {n for n, heading in enumerate(table.header) if heading.strip() and n not in fields}
    if options.date_format:
        answers = {**answers, "date format": parse_order(options.date_format)}
    return ImportResult(
        diary=Diary(
            settings=diary.settings,
            measures=diary.measures,
            infusions=tuple(r for r in made if isinstance(r, Infusion)),
            assessments=tuple(r for r in made if isinstance(r, Assessment)),
            events=tuple(r for r in made if isinstance(r, Event)),
        ),
        bad_rows=tuple(row for row in read if isinstance(row, BadRow)),
        remarks=table.remarks,
        not_read=(
            *count_unread({table.header[n]: len(table.cells(n)) for n in sorted(unread)}),
            *table.not_read,
        ),
        answers=SavedAnswers(name, answers) if answers else None,
    )


def _fields(table: Table, kind: Kind, said: Mapping[str, str]) -> dict[int, str]:
    """Return what each column is: as it is said, else by its heading."""
    known = (*COLUMNS[kind], "dose", LEFT_OUT)
    names = {" ".join(h.casefold().split()): n for n, h in reversed([*enumerate(table.header)])}
    fields: dict[int, str] = {}
    for name, text in said.items():
        if name == "date format":
            continue
        if (place := names.get(" ".join(name.casefold().split()))) is None:
            there = ", ".join(plain_line(heading) for heading in table.header)
            sentence = f"The file has no column {plain_line(name)}; it has: {there}."
            raise ValidationError("map", sentence)
        what = text.partition(":")[0].strip().casefold()
        fields[place] = what if what in known else parse_meaning(text, known).what
    spans = kind in ("events", "medications")
    for n, key in enumerate(table.keys):
        field = _NAMES.get(key, key)
        if spans and field in ("start", "day"):
            field = "from"
        if n not in fields and field in known and field not in fields.values():
            fields[n] = field
    fields = {n: field for n, field in fields.items() if field != LEFT_OUT}
    day = "from" if spans else "day"
    if day not in fields.values():
        looks = next((n for n in range(len(table.header)) if _is_dates(table.cells(n))), None)
        if looks is None:
            raise ValidationError("header", f"The first line names no column {day}.")
        shown = plain_line(table.header[looks])[:40]
        raise NeedsAnswerError(
            f"No column is called the {day}; say which is what: --map '{shown}={day}'.",
            (Question(table.header[looks], f"Column {shown}, {day} or - to leave it out"),),
        )
    return fields


def _is_dates(cells: Sequence[str]) -> bool:
    return bool(cells) and looks_like_a_date(cells[0])


def _order(
    table: Table,
    fields: Mapping[int, str],
    options: ImportOptions,
    answers: Mapping[str, str],
    now: datetime,
) -> Order:
    if said := options.date_format or answers.get("date format"):
        return parse_order(said)
    days = [n for n, field in fields.items() if field in ("day", "from", "to")]
    cells = ((line.number, line.cells[n]) for line in table.rows for n in days
             if n < len(line.cells))  # fmt: skip
    # A plan or the end of a medicine may lie ahead.
    return find_order(cells, table.header[days[0]], latest_day(now) + timedelta(days=730))


def _values(reading: _Reading, line: Line) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, field in reading.fields.items():
        cell = unescape_formula(line.cells[n]) if n < len(line.cells) else ""
        if not is_missing(cell.strip()):
            found[field] = cell.strip() if field != "note" else cell
    return found


def _reader(
    make: Callable[[_Reading, dict[str, str], str], Record | None],
) -> Callable[[_Reading, Line | BadRow, str], Record | BadRow | None]:
    def read(reading: _Reading, line: Line | BadRow, own_id: str) -> Record | BadRow | None:
        if isinstance(line, BadRow):
            return line
        try:
            values = _values(reading, line)
            return make(reading, values, own_id) if values else None
        except ValidationError as problem:
            return BadRow(line.number, str(problem))

    return read


def _infusion(reading: _Reading, cells: dict[str, str], own_id: str) -> Infusion:
    moment = parse_moment(cells.get("day", ""), reading.order)
    values: Values = {"day": moment.day, "start": moment.clock}
    if "start" in cells:
        values["start"] = parse_clock(cells["start"]).time
    if "dose" in cells:
        values |= _dose(cells["dose"])
    for field in ("dose_mg", "dose_mg_per_kg"):
        if field in cells:
            values |= _dose(cells[field], field)
    if "weight_kg" in cells:
        values["weight_kg"] = parse_weight(cells["weight_kg"])
    if "minutes" in cells:
        values["minutes"] = parse_minutes(cells["minutes"])
    if "cost" in cells:
        values["cost"] = _number(cells["cost"], "cost")
    other = None
    if "route" in cells:
        values["route"], other = _route(cells["route"])
    for field in ("status", "phase"):
        if field in cells:
            values[field] = cells[field].casefold()
    values["new_course"] = cells.get("new_course", "no").casefold() in ("yes", "true", "1", "x")
    effects, rest = _side_effects(cells.get("side_effects", ""))
    made = Infusion(
        id=own_id, side_effects=effects, note=join_notes(cells.get("note"), other, rest), **values
    )
    if made.status == "given":
        reject_future("day", made.day, reading.latest)
    return made


def _event(reading: _Reading, cells: dict[str, str], own_id: str) -> Event:
    end = cells.get("to")
    return Event(
        id=own_id,
        kind=cells.get("kind", "medication").casefold(),
        title=cells.get("title", ""),
        start=parse_moment(cells.get("from", ""), reading.order).day,
        end=parse_moment(end, reading.order).day if end else None,
        dose=cells.get("dose"),
        note=cells.get("note"),
    )


def _assessment(reading: _Reading, cells: dict[str, str], own_id: str) -> Assessment:
    answers = cells.get("answers", "").split()
    total = cells.get("total")
    day = parse_moment(cells.get("day", ""), reading.order).day
    return Assessment(
        id=own_id,
        day=reject_future("day", day, reading.latest),
        questionnaire=cells.get("questionnaire", ""),
        total=_number(total, "total") if total else None,
        low=_number(cells.get("low", ""), "lowest total"),
        high=_number(cells.get("high", ""), "highest total"),
        better="higher" if cells.get("better") == "higher" else "lower",
        answers=tuple(None if a == "-" else int(_number(a, "answer")) for a in answers) or None,
    )


_READERS: Final = {
    "infusions": _reader(_infusion),
    "events": _reader(_event),
    "medications": _reader(_event),
    "assessments": _reader(_assessment),
}


def _number(cell: str, field: str) -> Number:
    if (value := cell_number(cell)) is None:
        shown = plain_line(cell)[:20]
        raise ValidationError(field, f"The {field} “{shown}” is not a number.")
    return int(value) if value == int(value) else value


def _dose(cell: str, field: str = "dose_mg") -> Values:
    """Return what a dose says; a bare number is what its column says."""
    bare = cell_number(cell)
    dose = parse_dose(cell if bare is None else f"{bare:g} {_DOSE_UNITS[field]}")
    found = {"dose_mg": dose.mg, "dose_mg_per_kg": dose.mg_per_kg}
    return {name: value for name, value in found.items() if value is not None}


_DOSE_UNITS: Final = {"dose_mg": "mg", "dose_mg_per_kg": "mg/kg"}


def _route(cell: str) -> tuple[str, str | None]:
    """Return the route, and for one that is not known the words for the note."""
    for part in (cell, *cell.replace("-", " ").split()):
        try:
            return parse_route(part), None
        except ValidationError:
            continue
    return "other", f"Route: {cell}"


def _side_effects(cell: str) -> tuple[tuple[SideEffect, ...], str | None]:
    """Read nausea 2 during; headache mild after. What has no severity goes into the note."""
    found: dict[tuple[str, str], SideEffect] = {}
    rest = []
    for part in re.split(r"[;,|]", cell):
        try:
            made = parse_side_effect(part)
            found[made.name.casefold(), made.when] = made
        except ValidationError:
            rest += [part.strip()] if part.strip() else []
    return tuple(found.values()), f"Side effects: {', '.join(rest)}" if rest else None
