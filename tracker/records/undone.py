"""What undo says: what was removed, or what is as before again; short, for a status line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from tracker.records.check_in import CheckIn
from tracker.records.codec import Record
from tracker.records.diary import Diary
from tracker.records.event import Event
from tracker.records.format import (
    format_day,
    format_list,
    format_number,
    format_ratings,
    format_side_effects,
    format_time,
    name_record,
    plain_line,
    shorten,
)
from tracker.records.infusion import Infusion
from tracker.records.measure import Measure
from tracker.records.settings import find_setting
from tracker.records.validation import ValidationError

LONGEST: Final = 56
"""Characters of a sentence with values in it; a longer one names only the record."""

_NOUNS: Final = {
    "check_in": ("entry", "entries"),
    "infusion": ("infusion", "infusions"),
    "event": ("event", "events"),
    "assessment": ("questionnaire", "questionnaires"),
    "measure": ("measure", "measures"),
    "setting": ("setting", "settings"),
    "contacts": ("contacts", "contacts"),
    "questionnaire": ("clinic's form", "clinic's forms"),
    "first_run": ("first questions", "first questions"),
}
_ACTIONS: Final = {
    "add": ("the new {}", "{}"),
    "plan": ("the planned {}", "{} planned"),
    "remove": ("the removal of the {}", "the removal of {}"),
    "restore": ("the return of the {}", "the return of {}"),
    "import": ("the import of the {}", "the import of {}"),
    "merge": ("the merge", "the merge of {}"),
    "arrange": ("the order of the {}", "the order of {}"),
}
_NOTE: Final = "the note"
_SEVERAL: Final = ("side effects", "answers")
_CHANGE: Final = ("the change to the {}", "the change to {}")


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A change in history."""

    id: int
    at: datetime
    action: str | None
    """What was done; None in a change from before schema 3, which has a sentence."""
    kind: str | None
    """What it was done to."""
    key: str | None
    """Of a measure or a setting, or a record's id."""
    count: int
    sentence: str | None
    record: Record | None
    """The record it is about, as it is now or was last; None for no record or several."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A change that was undone."""

    change: LoggedChange
    later: int
    """How many later changes remain."""
    record: Record | None
    """The record that it was about as it is now; None where it is gone or there were several."""
    touched: tuple[Record, ...]
    """All records that it changed, as they were until now."""
    setup_before: Diary
    """The measures and settings before undo."""
    setup_after: Diary

    def sentence(self, today: date) -> str:
        """Return what was undone, to follow “Undone: ”: sleep 6.5 hours of Wed 25 Nov.

        For a correction, what the value is again: mood is 4 again for Mon 23 Nov. An action that
        is not known here counts as a change.
        """
        if self.change.sentence:
            return self.change.sentence
        change, before, after = self.change, self.change.record, self.record
        if change.action == "demo":
            return "the invented diary"
        if before is None:
            return _without_record(change, self.setup_after)
        known = (*self.setup_after.measures, *self.setup_before.measures)
        measures = {measure.key: measure for measure in known}.values()
        name = _name(before, measures, today)
        if after is None:
            return f"the return of {name}" if change.action == "restore" else name
        if after == before:
            return f"the removal of {name}"
        former, present = _content(before, measures, today), _content(after, measures, today)
        removed = [
            what if what == _NOTE else f"{what} {value}"
            for what, value in former.items()
            if what not in present
        ]
        differing = {what: value for what, value in present.items() if former.get(what) != value}
        if isinstance(before, Event):
            owner = f"“{shorten(before.title, 20)}”"
        else:
            owner = format_day(before.day, today)
        if differing:
            sentence = f"{format_list(map(_present_value, differing, differing.values()))} again"
            sentence += "" if "day" in differing else f" for {owner}"
        else:
            sentence = f"{format_list(removed)} of {owner}"
        if len(sentence) > LONGEST or not (differing or removed):
            return f"the change to {name}"
        return sentence


def _present_value(what: str, value: str) -> str:
    special = {
        _NOTE: "the old note is there",
        "status": f"it is {value}",
        "day": f"the day is {value}",
    }
    if what in special:
        return special[what]
    return f"{what} {'are' if what in _SEVERAL else 'is'} {value}"


def _without_record(change: LoggedChange, setup: Diary) -> str:
    kind, key, count = change.kind, change.key, change.count
    if kind == "setting" and key:
        if key == "theme":
            return "the change of colours"
        try:
            setting = find_setting(key)
        except ValidationError:  # a newer tracker's
            return f"the change to the setting {plain_line(key)}"
        value = shorten(setting.shown(setup.settings), 30)
        return f"the change to {setting.name}; it is {value} again"
    one, several = _NOUNS.get(kind or "", ("entry", "entries"))
    if key and kind == "measure":
        one = f"measure {plain_line(key).replace('_', '-')}"
    single, plural = _ACTIONS.get(change.action or "", _CHANGE)
    return single.format(one) if count == 1 else plural.format(f"{count:,} {several}")


def _name(record: Record, measures: Collection[Measure], today: date) -> str:
    """Return a name for a record: its ratings or kind, and its day: mood 7 of Wed 25 Nov."""
    if isinstance(record, Event):
        return f"the {record.kind} “{shorten(record.title, 30)}”"
    day = format_day(record.day, today)
    if isinstance(record, Infusion) and record.status == "planned":
        return f"the planned infusion of {day}"
    if isinstance(record, CheckIn):
        name = f"{format_ratings(record, measures) or 'the note'} of {day}"
        if len(name) <= LONGEST:
            return name
    return name_record(record, today)


def _content(record: Record, measures: Collection[Measure], today: date) -> dict[str, str]:
    """Return the fields of a record that are filled in, by the names that a person reads."""
    content: dict[str, Any]
    if isinstance(record, CheckIn):
        content = {"day": record.day, "time": record.at}
        for measure in measures:
            if (value := record.value(measure.key)) is not None:
                unit = f" {plain_line(measure.unit)}" if measure.unit else ""
                content[plain_line(measure.label).lower()] = f"{format_number(value)}{unit}"
    elif isinstance(record, Infusion):
        content = {
            "day": record.day,
            "time": record.start,
            "status": record.status,
            "route": record.route,
            "dose": record.dose,
            "weight": record.weight_kg and f"{format_number(record.weight_kg)} kg",
            "duration": record.minutes and f"{format_number(record.minutes)} min",
            "phase": record.phase,
            "new course": record.new_course and "marked",
            "side effects": format_side_effects(record),
            "cost": record.cost and format_number(record.cost),
        }
    elif isinstance(record, Event):
        content = {
            "kind": record.kind,
            "title": record.title,
            "first day": record.start,
            "last day": record.end,
            "dose": record.dose,
        }
    else:
        answers = ", ".join("-" if a is None else str(a) for a in record.answers or ())
        total = "" if record.total is None else format_number(record.total)
        content = {"day": record.day, "total": total, "answers": answers}
    content[_NOTE] = getattr(record, "note", None)
    return {what: _shown(value, today) for what, value in content.items() if value}


def _shown(value: date | time | str, today: date) -> str:
    if isinstance(value, datetime):
        return format_time(value.timetz())
    if isinstance(value, date):
        return format_day(value, today)
    return format_time(value) if isinstance(value, time) else plain_line(value)
