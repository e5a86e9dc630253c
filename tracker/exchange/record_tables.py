"""Infusions, medicines, events and questionnaires as tables: a row each, in and out.

Our own tables are read back. Anyone else's is read by the words of its headings and by what the
user states: `--kind infusions --map 'Dose=dose_mg'`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from itertools import chain
from typing import Any, Final

from tracker.exchange.cells import (
    MISSING_CODES,
    cell_number,
    is_missing,
    join_notes,
    unescape_formula,
)
from tracker.exchange.columns import check_is_header, parse_meaning
from tracker.exchange.dates import (
    Moment,
    Order,
    looks_like_a_date,
    parse_clock,
    parse_moment,
    parse_order,
    to_local,
)
from tracker.exchange.headings import IGNORED, find_published, own_kind
from tracker.exchange.record_headings import COLUMNS, day_of, field_of
from tracker.exchange.result import (
    ImportContext,
    ImportResult,
    Kind,
    NeedsAnswerError,
    Question,
    SavedAnswers,
    count_unread,
)
from tracker.exchange.table import Line, Table, read_rows, saved_name, shown_heading
from tracker.records import (
    Assessment,
    Diary,
    Event,
    Infusion,
    Number,
    SideEffect,
    ValidationError,
)
from tracker.records.codec import Record
from tracker.records.day import reject_future
from tracker.records.format import format_day, format_number, plain_line
from tracker.records.infusion import (
    LEAST_WITHOUT_UNIT,
    Dose,
    parse_dose,
    parse_route,
    parse_side_effect,
    parse_weight,
    split_joined_effects,
    without_currency,
)
from tracker.records.interval import parse_minutes
from tracker.records.questionnaires import Questionnaire, under_known_name
from tracker.records.validation import normalise

_ITEM = re.compile(r"item_(\d{1,3})")
"""A column of answers to one item, as the workbook has them."""

_OWN_EFFECT = re.compile(r"(.+?) ([0-3]) (during|after)(?:; |$)")
"""A side effect as we write it."""

_NO_EFFECTS = re.compile(r"no(?: side[ -]?effects?)?", re.IGNORECASE)
"""A cell that says that there was none."""

_NO_END: Final = frozenset(
    ("ongoing", "current", "currently", "continuing", "present", "now", "still", "laufend", "heute")
)
"""What a cell says in place of the last day of a medicine that is still taken."""

ReadMoment = Callable[[str], Moment]
"""Reads the cell of a date, with its time of day where the person lives."""

_DATE_FORMAT: Final = "date format"
"""Key of the stated date format among the saved answers."""


def record_rows(diary: Diary, kind: Kind) -> Iterator[Sequence[object]]:
    """Yield the header and each record of a kind, each value in its own type."""
    yield COLUMNS[kind]
    if kind == "infusions":
        for i in diary.infusions:
            effects = "; ".join(f"{e.name} {e.severity} {e.when}" for e in i.side_effects)
            yield (
                *(i.day, i.start, i.status, i.route, i.dose_mg, i.dose_mg_per_kg, i.weight_kg),
                *(i.minutes, i.phase, i.new_course, effects or None, i.cost, i.note),
            )
    elif kind == "assessments":
        for a in diary.assessments:
            answers = " ".join("-" if n is None else str(n) for n in a.answers or ())
            yield a.day, a.questionnaire, a.total, a.low, a.high, a.better, answers
    else:
        for e in diary.events:
            if kind == "events":
                yield e.kind, e.title, e.start, e.end, e.dose, e.note
            elif e.kind == "medication":
                yield e.title, e.dose, e.start, e.end, e.note


def read_records(table: Table, kind: Kind, context: ImportContext) -> ImportResult:
    """Return the records of a table of infusions, medicines, events or questionnaires.

    Raises:
        NeedsAnswerError: which column is the day, or how its dates are written, is not known.
        ValidationError: what is stated does not fit the table.
    """
    options = context.options
    name = f"{kind}-{saved_name(table.header)}"
    answers = options.answers_for(name)
    saved_order = answers.pop(_DATE_FORMAT, None)
    fields, order = _fields(table, kind, answers)
    if order is None and saved_order:
        order = parse_order(saved_order)
    if order is None or options.date_format:
        days = [n for n, field in fields.items() if field in ("day", "from", "to")]
        # A planned infusion or the end of a medicine may lie ahead.
        order = table.date_order(days, context, latest=context.latest_day() + timedelta(days=730))
    if saved_order or options.date_format:
        answers[_DATE_FORMAT] = order
    ids = context.new_ids(len(table.lines))
    latest = context.latest_day()
    own = own_kind(table.header)

    moment = partial(_local_moment, order=order, zone=context.zone)

    def record(line: Line) -> Record | None:
        record_id = next(ids)
        codes = MISSING_CODES if kind == "infusions" and not own else ()
        if not (cells := _cells(line, fields, codes, own=own is not None)):
            return None
        if kind == "infusions":
            return _infusion(cells, record_id, moment, latest, own=own is not None)
        if kind == "assessments":
            return _assessment(cells, record_id, moment, latest, options.questionnaires)
        event = _event(cells, record_id, moment, "medication" if kind == "medications" else "other")
        return None if kind == "medications" and event.kind != "medication" else event

    rows = [row for row in read_rows(table.lines, record) if row]
    return context.result(
        rows,
        remarks=(*table.remarks, *(() if own else _unusual_doses(rows))),
        not_read=(*count_unread(table.unread(fields)), *table.not_read),
        answers=SavedAnswers(name, answers),
    )


def _unusual_doses(rows: Iterable[object]) -> Iterator[str]:
    """Yield a sentence about the first dose that looks like another unit's, and how many do."""
    found = [row for row in rows if isinstance(row, Infusion) and row.unusual_dose]
    if found:
        more = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
        yield (
            f"{format_day(found[0].day)}{more}: {found[0].dose} is far from the usual doses; check "
            "its unit."
        )


def _local_moment(cell: str, *, order: Order, zone: tzinfo | None) -> Moment:
    """Return the date in a cell, with its time of day, where the person lives."""
    day, clock, offset = parse_moment(cell, order)
    # A date alone is written as midnight in UTC by many databases.
    if not (clock and offset) or clock == time(0):
        return Moment(day, clock)
    at = to_local(datetime.combine(day, clock, tzinfo=offset), zone)
    return Moment(at.date(), at.time())


def _fields(
    table: Table, kind: Kind, stated: Mapping[str, str]
) -> tuple[dict[int, str], Order | None]:
    """Return the field of each column, as stated, else by its heading; and a stated date order."""
    choices = (*COLUMNS[kind], "dose", "weight_lb", "unit", IGNORED)
    if own_kind(table.header) == "events":
        choices = (*choices, "kind")
    day = day_of(kind)
    meanings = {
        table.find_column(name): parse_meaning(text, choices) for name, text in stated.items()
    }
    order = next((meaning.order for meaning in meanings.values() if meaning.order), None)
    fields = {n: day if m.kind == "day" else m.kind for n, m in meanings.items()}
    for n, key in enumerate(table.keys):
        field = field_of(key, kind)
        is_field = field in choices or (kind == "assessments" and _ITEM.fullmatch(field))
        if n not in fields and is_field and field not in fields.values():
            fields[n] = field
    fields = {n: field for n, field in fields.items() if field != IGNORED}
    if "dose" not in fields.values():
        fields = {n: field for n, field in fields.items() if field != "unit"}
    if day in fields.values():
        check_is_header(table, (n for n, field in fields.items() if field == day), day)
        return fields, order
    for n, name in enumerate(table.header):
        if (cells := table.cells(n)) and looks_like_a_date(cells[0]):
            check_is_header(table, [n], day)
            shown = shown_heading(name)
            raise NeedsAnswerError(
                f"No column is called the {day}. Say which it is: --map '{shown}={day}'.",
                (Question(name, f"Column {shown}, {day} or - to leave it out"),),
            )
    raise ValidationError("header", f"The first line has no column {day}.")


def _cells(
    line: Line, fields: Mapping[int, str], codes: Container[str], *, own: bool
) -> dict[str, str]:
    """Return the cells of a line that have a value; in our own table every cell but a blank one.

    Elsewhere NA and the like are missing values, and so are the `codes`; in ours a medicine may be
    called "x" or ".".
    """
    cells: dict[str, str] = {}
    for n, field in fields.items():
        cell = unescape_formula(line.cells[n]) if n < len(line.cells) else ""
        bare = cell.strip()
        if bare and bare not in codes and (own or not is_missing(bare)):
            cells[field] = bare if field != "note" else cell
    # 500 beside mcg/kg is no dose of 500 mg.
    if (unit := cells.pop("unit", None)) and cell_number(cells.get("dose", "")) is not None:
        cells["dose"] += f" {unit}"
    return cells


def _infusion(
    cells: dict[str, str], record_id: str, read_moment: ReadMoment, latest: date, *, own: bool
) -> Infusion:
    moment = read_moment(cells.get("day", ""))
    values: dict[str, Any] = {"start": moment.clock}
    values |= {
        field: read(cells[field]) for field, read in _INFUSION_CELLS.items() if field in cells
    }
    for column in ("dose", "dose_mg", "dose_mg_per_kg"):
        if column in cells:
            dose = _dose(cells[column], column)
            found = {"dose_mg": dose.mg, "dose_mg_per_kg": dose.mg_per_kg}
            values |= {name: value for name, value in found.items() if value is not None}
    if "weight_lb" in values:
        values["weight_kg"] = values.pop("weight_lb")
    unknown_route = None
    if "route" in cells and values["route"] is None:
        values["route"], unknown_route = "other", f"Route: {cells['route']}"
    values["side_effects"], unknown_effects = _side_effects(cells.get("side_effects", ""), own=own)
    infusion = Infusion(
        id=record_id,
        day=moment.day,
        note=join_notes(cells.get("note"), unknown_route, unknown_effects),
        **values,
    )
    if infusion.status == "given":
        reject_future("day", infusion.day, latest)
    return infusion


def _dose(cell: str, column: str) -> Dose:
    """Return the doses of a cell; a number alone has the unit of its column, if that has one."""
    if (number := cell_number(cell)) is None:
        return parse_dose(cell)
    if column == "dose" and number < LEAST_WITHOUT_UNIT:
        raise ValidationError(
            "dose",
            f"Is the dose “{plain_line(cell)[:20]}” in mg or in mg/kg? Write its unit, or say it "
            "of the column: --map 'COLUMN=dose_mg_per_kg'.",
        )
    number = normalise(number)
    return Dose(mg_per_kg=number) if column == "dose_mg_per_kg" else Dose(mg=number)


def _event(cells: dict[str, str], record_id: str, read_moment: ReadMoment, usual: str) -> Event:
    """Return the event of a row; `usual` is its kind where the row has none."""
    end = cells.get("to", "")
    return Event(
        id=record_id,
        kind=cells.get("kind", usual).casefold(),
        title=cells.get("title", ""),
        start=read_moment(cells.get("from", "")).day,
        end=read_moment(end).day if end and end.casefold() not in _NO_END else None,
        dose=cells.get("dose"),
        note=cells.get("note"),
    )


def _assessment(
    cells: dict[str, str],
    record_id: str,
    read_moment: ReadMoment,
    latest: date,
    own: Sequence[Questionnaire],
) -> Assessment:
    """Return the assessment of a row; a known questionnaire needs no range."""
    items = {int(match[1]): cell for field, cell in cells.items()
             if (match := _ITEM.fullmatch(field))}  # fmt: skip
    # An empty cell before an answer is an item left blank: the answers after it keep their place.
    numbers = range(min({1, *items}), max({0, *items}) + 1)
    answers = [items.get(number, "-") for number in numbers] or cells.get("answers", "").split()
    total, name = cells.get("total"), cells.get("questionnaire", "")
    if known := find_published(name, own):
        cells = {"low": str(known.low), "high": str(known.high), "better": known.better} | cells
    if name and not (cells.get("low") and cells.get("high")):
        raise ValidationError(
            "questionnaire",
            f"The range of “{plain_line(name)[:40]}” is not known here; write its lowest and "
            "highest total in columns low and high.",
        )
    assessment = Assessment(
        id=record_id,
        day=reject_future("day", read_moment(cells.get("day", "")).day, latest),
        questionnaire=name,
        total=_number(total, "total") if total else None,
        low=_number(cells.get("low", ""), "lowest total"),
        high=_number(cells.get("high", ""), "highest total"),
        better="higher" if cells.get("better") == "higher" else "lower",
        answers=tuple(None if a == "-" else _answer(a) for a in answers) or None,
    )
    return under_known_name(assessment, own)


def _number(cell: str, field: str) -> Number:
    if (value := cell_number(cell)) is None:
        raise ValidationError(field, f"The {field} “{plain_line(cell)[:20]}” is not a number.")
    return normalise(value)


def _answer(cell: str) -> int:
    if (value := _number(cell, "answer")) != int(value):
        raise ValidationError("answer", f"An answer is a whole number, not {format_number(value)}.")
    return int(value)


def _route(cell: str) -> str | None:
    """Return the first route in a cell, None where there is none."""
    for part in (cell, *cell.replace("-", " ").split()):
        try:
            return parse_route(part)
        except ValidationError:
            continue
    return None


_INFUSION_CELLS: Final[Mapping[str, Callable[[str], object]]] = {
    "start": lambda cell: parse_clock(cell).time,
    "weight_kg": parse_weight,
    "weight_lb": lambda cell: parse_weight(cell if cell_number(cell) is None else f"{cell} lb"),
    "minutes": parse_minutes,
    "cost": lambda cell: _number(without_currency(cell), "cost"),
    "route": _route,
    "status": str.casefold,
    "phase": str.casefold,
    "new_course": lambda cell: cell.casefold() in ("yes", "true", "1", "x"),
}
"""What reads the cell of each of these columns."""


def _side_effects(cell: str, *, own: bool) -> tuple[tuple[SideEffect, ...], str | None]:
    """Read nausea 2 during; headache mild after. One without a severity goes into the note."""
    if own and _OWN_EFFECT.sub("", cell) == "":  # a name of ours may have any character
        return tuple(
            SideEffect(name=match[1], severity=int(match[2]), when=match[3])  # type: ignore[arg-type]  # the two words
            for match in _OWN_EFFECT.finditer(cell)
        ), None
    effects: dict[tuple[str, str], SideEffect] = {}
    unknown = []
    joined = filter(None, map(str.strip, re.split(r"[;,|\n]", cell)))
    for part in chain.from_iterable(map(split_joined_effects, joined)):
        if _NO_EFFECTS.fullmatch(part):
            continue
        try:
            effect = parse_side_effect(part)
        except ValidationError:
            unknown.append(part.strip())
        else:
            effects[effect.name.casefold(), effect.when] = effect
    return tuple(effects.values()), f"Side effects: {', '.join(unknown)}" if unknown else None
