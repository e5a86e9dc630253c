"""Which records of a file are new to a diary, and which it already has."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal, TypeAlias

from tracker.records import (
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Rating,
    Settings,
    ValidationError,
    known_measure,
)
from tracker.records.catalogue import RESERVED, usable_key
from tracker.records.codec import Record, RecordT
from tracker.records.validation import new_id

OnConflict: TypeAlias = Literal["skip", "replace", "keep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What to write to a diary for an import."""

    add: tuple[Record, ...] = ()
    change: tuple[Record, ...] = ()
    """Under the ids of the diary."""
    measures: tuple[Measure, ...] = ()
    """To add or replace, in this order; an empty diary then has exactly these."""
    settings: Settings | None = None
    """None leaves those of the diary."""
    skipped: int = 0
    """Records that the diary has already."""
    differing: int = 0
    """How many of them are otherwise in the file."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.add or self.change or self.measures or self.settings)


def plan_import(
    existing: Diary, imported: Diary, on_conflict: OnConflict, now: datetime
) -> ImportPlan:
    """Return what of `imported` is new, and which existing records it would change.

    A record is in the diary already under its id or, where no id matches, by its content. `skip`
    leaves the existing one, `replace` overwrites it, `keep` adds a copy. An empty diary gets all
    measures and settings, so that an export is restored exactly.

    Raises:
        ValidationError: a measure has another scale in the file, or one of the diaries is invented.
    """
    if not (existing.empty and imported.id):  # a whole diary is restored exactly
        imported = _with_usable_keys(imported, existing)
    if existing.invented != imported.invented and not existing.empty:
        raise ValidationError("invented", "An invented diary and a real one cannot be mixed.")
    replacing = on_conflict == "replace" or existing.empty
    if existing.empty:
        measures = () if imported.measures == existing.measures else imported.measures
    else:
        measures = _changed_measures(existing, imported, replacing)
    replaces_settings = replacing and imported.settings != existing.settings
    plans = (
        _match(existing.check_ins, imported.check_ins, on_conflict, now),
        _match(existing.infusions, imported.infusions, on_conflict, now),
        _match(existing.assessments, imported.assessments, on_conflict, now),
        _match(existing.events, imported.events, on_conflict, now),
    )
    return ImportPlan(
        add=tuple(record for plan in plans for record in plan.add),
        change=tuple(record for plan in plans for record in plan.change),
        measures=measures,
        settings=imported.settings if replaces_settings else None,
        skipped=sum(plan.skipped for plan in plans),
        differing=sum(plan.differing for plan in plans),
    )


def _match(
    existing: Sequence[RecordT], imported: Sequence[RecordT], on_conflict: OnConflict, now: datetime
) -> ImportPlan:
    """Match imported with existing records of one type, one to one, in the order of the file.

    Two untimed entries of one day with the same content are two entries; an id that is repeated in
    a file is one record.
    """
    by_id = {record.id: record for record in existing}
    by_content: dict[Hashable, list[RecordT]] = {}
    imported_ids = {record.id for record in imported}
    for record in existing:
        if record.id not in imported_ids:
            by_content.setdefault(_content(record), []).append(record)
    existing_ids: dict[str, str] = {}
    add: dict[str, RecordT] = {}
    change: dict[str, RecordT] = {}
    skipped = differing = 0
    for record in imported:
        if on_conflict == "keep":
            copy = replace(record, id=new_id(now)) if record.id in by_id else record
            by_id[copy.id] = add[copy.id] = copy
            continue
        own = by_id.get(existing_ids.get(record.id, record.id))
        if own is None and (candidates := by_content.get(_content(record))):
            values = _values(record)
            equal = (n for n, candidate in enumerate(candidates) if _values(candidate) == values)
            own = candidates.pop(next(equal, 0))
        if own is None:
            by_id[record.id] = add[record.id] = record
            continue
        existing_ids[record.id] = own.id
        differs = _values(record) != _values(own)
        if on_conflict == "replace" and differs:
            target = add if own.id in add else change
            by_id[own.id] = target[own.id] = replace(record, id=own.id)
        else:
            skipped += 1
            differing += differs
    return ImportPlan(
        add=tuple(add.values()),
        change=tuple(change.values()),
        skipped=skipped,
        differing=differing,
    )


def _content(record: Record) -> Hashable:
    """Return what makes two records equal without an id."""
    match record:
        case CheckIn():
            return record.day, record.at, record.ratings or record.note
        case Infusion():
            return record.day, record.start, record.status
        case Assessment():
            return record.day, record.questionnaire
        case Event():
            return record.kind, record.title, record.start


def _values(record: Record) -> list[object]:
    values = (getattr(record, field.name) for field in fields(record) if field.name != "id")
    # Equal moments may have another offset: 10:00+02:00 is 08:00+00:00, and the diary keeps both.
    return [value.isoformat() if isinstance(value, datetime) else value for value in values]


def _with_usable_keys(imported: Diary, existing: Diary) -> Diary:
    """Return a diary in which every new measure can be rated: --note cannot be a measure."""
    ours = {measure.key for measure in existing.measures}
    theirs = {measure.key for measure in imported.measures}
    renamed = {key: usable_key(key, theirs) for key in theirs - ours if key in RESERVED}
    if not renamed:
        return imported
    measures = (replace(m, key=renamed.get(m.key, m.key)) for m in imported.measures)
    check_ins = (
        replace(c, ratings=tuple(Rating(renamed.get(key, key), value) for key, value in c.ratings))
        for c in imported.check_ins
    )
    return replace(imported, measures=tuple(measures), check_ins=tuple(check_ins))


def _changed_measures(existing: Diary, imported: Diary, replacing: bool) -> tuple[Measure, ...]:
    by_key = {measure.key: measure for measure in existing.measures}
    changed = []
    for measure in imported.measures:
        own = by_key.get(measure.key)
        if own is not None:
            measure = replace(measure if replacing else own, step=_common_step(own, measure))
        if measure != own:
            changed.append(measure)
    return tuple(changed)


def _common_step(existing: Measure, imported: Measure) -> float:
    """Return a step that fits the values of both.

    A coarser step of the file fits ours. A finer one is accepted only where it is that of a
    built-in measure, as for hours of sleep.
    """
    own, other = ((m.low, m.high, m.better) for m in (existing, imported))
    if own == other:
        builtin = known_measure(existing.key)
        for step in (existing.step, builtin.step if builtin else existing.step):
            if _divides(step, existing.step) and _divides(step, imported.step):
                return step
    own_step, other_step = (
        f" in steps of {measure.step:g}" if existing.step != imported.step else ""
        for measure in (existing, imported)
    )
    raise ValidationError(
        existing.key,
        f"{existing.label} is {existing.scale}{own_step} here and {imported.scale}{other_step} in "
        "the file; give it another key in the file.",
    )


def _divides(step: float, whole: float) -> bool:
    return abs(whole / step - round(whole / step)) < 1e-6 and round(whole / step) >= 1
