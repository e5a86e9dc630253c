"""Which records of a file are new to a diary, and which it holds already."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Generic, Literal, TypeAlias, TypeVar

from tracker.records import (
    Assessment,
    CheckIn,
    Diary,
    Event,
    Infusion,
    Measure,
    Settings,
    ValidationError,
    known_measure,
)
from tracker.records.validation import new_id

Record: TypeAlias = CheckIn | Infusion | Assessment | Event
OnConflict: TypeAlias = Literal["skip", "replace", "keep"]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What to write so that a diary holds a file too."""

    add: tuple[Record, ...] = ()
    change: tuple[Record, ...] = ()
    """Under the ids of the diary."""
    measures: tuple[Measure, ...] = ()
    """To add or to replace, in this order; for an empty diary these are all that it then has."""
    settings: Settings | None = None
    """None leaves the diary's own."""
    skipped: int = 0
    """Records that are in the diary already."""

    @property
    def nothing(self) -> bool:
        """Whether the diary stays as it is."""
        return not (self.add or self.change or self.measures or self.settings)


def plan_import(ours: Diary, theirs: Diary, on_conflict: OnConflict, now: datetime) -> ImportPlan:
    """Return what of `theirs` is new, and what of ours it would change.

    A record is in the diary already under its id or, where no id matches, by what it says. `skip`
    leaves ours, `replace` writes theirs over it, `keep` has both. An empty diary takes measures and
    settings whole, so that an export comes back as it went.

    Raises:
        ValidationError: a measure has another scale here than in the file, or one of the two
            diaries is invented.
    """
    if ours.invented != theirs.invented and not ours.empty:
        raise ValidationError("invented", "An invented diary and a real one cannot be mixed.")
    measures, settings = _whole(ours, theirs) if ours.empty else _mixed(ours, theirs, on_conflict)
    kinds = (
        _Matcher(ours.check_ins, theirs.check_ins).match(on_conflict, now),
        _Matcher(ours.infusions, theirs.infusions).match(on_conflict, now),
        _Matcher(ours.assessments, theirs.assessments).match(on_conflict, now),
        _Matcher(ours.events, theirs.events).match(on_conflict, now),
    )
    return ImportPlan(
        add=tuple(record for kind in kinds for record in kind.add),
        change=tuple(record for kind in kinds for record in kind.change),
        measures=measures,
        settings=settings,
        skipped=sum(kind.skipped for kind in kinds),
    )


class _Matcher(Generic[R]):
    """Match imported with existing records of one type, one to one.

    Two untimed entries of one day that say the same are two moments; a file that repeats an id
    repeats itself.
    """

    def __init__(self, ours: Sequence[R], theirs: Sequence[R]) -> None:
        self._theirs = theirs
        self._here = {record.id: record for record in ours}
        self._our_id: dict[str, str] = {}
        self._unmatched: dict[Hashable, list[R]] = {}
        same_id = {record.id for record in theirs}
        for record in ours:
            if record.id not in same_id:
                self._unmatched.setdefault(_content(record), []).append(record)
        self._add: dict[str, R] = {}
        self._change: dict[str, R] = {}
        self._skipped = 0

    def match(self, on_conflict: OnConflict, now: datetime) -> ImportPlan:
        """Go through theirs in the order of the file."""
        for record in self._theirs:
            if on_conflict == "keep":
                self._keep(record, now)
            else:
                self._take(record, overwrite=on_conflict == "replace")
        add, change = tuple(self._add.values()), tuple(self._change.values())
        return ImportPlan(add=add, change=change, skipped=self._skipped)

    def _keep(self, record: R, now: datetime) -> None:
        if record.id in self._here:
            record = replace(record, id=new_id(now))
        self._here[record.id] = self._add[record.id] = record

    def _take(self, record: R, *, overwrite: bool) -> None:
        if (twin := self._twin(record)) is None:
            self._here[record.id] = self._add[record.id] = record
            return
        self._our_id[record.id] = twin.id
        if overwrite and _values(record) != _values(twin):
            written = self._add if twin.id in self._add else self._change
            self._here[twin.id] = written[twin.id] = replace(record, id=twin.id)
        else:
            self._skipped += 1

    def _twin(self, record: R) -> R | None:
        if twin := self._here.get(self._our_id.get(record.id, record.id)):
            return twin
        alike = self._unmatched.get(_content(record))
        if not alike:
            return None
        values = _values(record)
        return alike.pop(next((n for n, ours in enumerate(alike) if _values(ours) == values), 0))


def _content(record: Record) -> Hashable:
    """Return what makes two records the same without an id."""
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
    # Equal moments may show another clock: 10:00+02:00 is 08:00+00:00, and the diary keeps both.
    return [value.isoformat() if isinstance(value, datetime) else value for value in values]


def _whole(ours: Diary, theirs: Diary) -> tuple[tuple[Measure, ...], Settings | None]:
    measures = () if theirs.measures == ours.measures else theirs.measures
    return measures, None if theirs.settings == ours.settings else theirs.settings


def _mixed(
    ours: Diary, theirs: Diary, on_conflict: OnConflict
) -> tuple[tuple[Measure, ...], Settings | None]:
    replacing = on_conflict == "replace"
    here = {measure.key: measure for measure in ours.measures}
    measures = []
    for measure in theirs.measures:
        own = here.get(measure.key)
        if own is None:
            measures.append(measure)
            continue
        step = _common_step(own, measure)
        merged = replace(measure if replacing else own, step=step)
        if merged != own:
            measures.append(merged)
    new_settings = replacing and theirs.settings != ours.settings
    return tuple(measures), theirs.settings if new_settings else None


def _common_step(ours: Measure, theirs: Measure) -> float:
    """Return the step on which the values of both lie.

    A coarser step of the file is no other scale: all its values lie on ours. A finer one is taken
    over only where it is that of a measure known to every diary, as for hours of sleep.

    Raises:
        ValidationError: the two are on different scales.
    """
    ends = (ours.low, ours.high, ours.better) == (theirs.low, theirs.high, theirs.better)
    if ends and _divides(ours.step, theirs.step):
        return ours.step
    known = known_measure(ours.key)
    if ends and known and _divides(known.step, ours.step) and _divides(known.step, theirs.step):
        return known.step
    # Steps are part of the scale but are rarely what differs.
    our_step, their_step = (
        ("", "")
        if ours.step == theirs.step
        else (f" in steps of {ours.step:g}", f" in steps of {theirs.step:g}")
    )
    raise ValidationError(
        ours.key,
        f"{ours.label} is {ours.scale}{our_step} here and {theirs.scale}{their_step} in the file; "
        "give it another key in the file.",
    )


def _divides(step: float, whole: float) -> bool:
    return abs(whole / step - round(whole / step)) < 1e-6 and round(whole / step) >= 1
