"""What a file adds to a diary that already holds something."""

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
)
from tracker.records.validation import new_id

Record: TypeAlias = CheckIn | Infusion | Assessment | Event
OnConflict: TypeAlias = Literal["skip", "replace", "keep"]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What to write so that a diary holds a file too."""

    add: tuple[Record, ...] = ()
    change: tuple[Record, ...] = ()
    """Under the ids of the diary."""
    measures: tuple[Measure, ...] = ()
    """To add or to replace, in this order; for an empty diary these are all that it then has."""
    settings: Settings | None = None
    """None leaves the diary's own."""
    skipped: int = 0
    """Records that were there already."""

    @property
    def nothing(self) -> bool:
        """Whether the diary stays as it is."""
        return not (self.add or self.change or self.measures or self.settings)


def join(ours: Diary, theirs: Diary, on_conflict: OnConflict, now: datetime) -> Joined:
    """Say what of `theirs` is new, and what of ours it would change.

    A record is there already under its id or, where no id meets, by what it says. `skip` leaves
    ours, `replace` writes theirs over it, `keep` has both. An empty diary takes measures and
    settings whole, so that an export comes back as it went.

    Raises:
        ValidationError: a measure has another scale here than there, or one is invented.
    """
    if ours.invented != theirs.invented and not ours.empty:
        raise ValidationError("invented", "An invented diary and a real one are not to be mixed.")
    measures, settings = _whole(ours, theirs) if ours.empty else _mixed(ours, theirs, on_conflict)
    kinds = (
        _Meeting(ours.check_ins, theirs.check_ins).joined(on_conflict, now),
        _Meeting(ours.infusions, theirs.infusions).joined(on_conflict, now),
        _Meeting(ours.assessments, theirs.assessments).joined(on_conflict, now),
        _Meeting(ours.events, theirs.events).joined(on_conflict, now),
    )
    return Joined(
        add=tuple(record for kind in kinds for record in kind.add),
        change=tuple(record for kind in kinds for record in kind.change),
        measures=measures,
        settings=settings,
        skipped=sum(kind.skipped for kind in kinds),
    )


class _Meeting(Generic[R]):
    """Ours and theirs of one kind. Each of ours stands for one of theirs, never for two.

    Two untimed entries of one day that say the same are two moments; a file that repeats an id
    repeats itself.
    """

    def __init__(self, ours: Sequence[R], theirs: Sequence[R]) -> None:
        self._theirs = theirs
        self._here = {record.id: record for record in ours}
        self._our_id: dict[str, str] = {}
        self._unmet: dict[Hashable, list[R]] = {}
        meets_by_id = {record.id for record in theirs}
        for record in ours:
            if record.id not in meets_by_id:
                self._unmet.setdefault(_content(record), []).append(record)
        self._add: dict[str, R] = {}
        self._change: dict[str, R] = {}
        self._skipped = 0

    def joined(self, on_conflict: OnConflict, now: datetime) -> Joined:
        """Go through theirs in the order of the file."""
        for record in self._theirs:
            if on_conflict == "keep":
                self._keep(record, now)
            else:
                self._take(record, overwrite=on_conflict == "replace")
        add, change = tuple(self._add.values()), tuple(self._change.values())
        return Joined(add=add, change=change, skipped=self._skipped)

    def _keep(self, record: R, now: datetime) -> None:
        if record.id in self._here:
            record = replace(record, id=new_id(now))
        self._here[record.id] = self._add[record.id] = record

    def _take(self, record: R, *, overwrite: bool) -> None:
        if (twin := self._twin(record)) is None:
            self._here[record.id] = self._add[record.id] = record
            return
        self._our_id[record.id] = twin.id
        if overwrite and _says(record) != _says(twin):
            written = self._add if twin.id in self._add else self._change
            self._here[twin.id] = written[twin.id] = replace(record, id=twin.id)
        else:
            self._skipped += 1

    def _twin(self, record: R) -> R | None:
        if twin := self._here.get(self._our_id.get(record.id, record.id)):
            return twin
        alike = self._unmet.get(_content(record))
        if not alike:
            return None
        says = _says(record)
        return alike.pop(next((n for n, ours in enumerate(alike) if _says(ours) == says), 0))


def _content(record: Record) -> Hashable:
    """What makes two records the same without an id."""
    match record:
        case CheckIn():
            return record.day, record.at, record.ratings or record.note
        case Infusion():
            return record.day, record.start, record.status
        case Assessment():
            return record.day, record.questionnaire
        case Event():
            return record.kind, record.title, record.start


def _says(record: Record) -> list[object]:
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
    for measure in theirs.measures:
        _check_scale(here.get(measure.key, measure), measure)
    measures = tuple(
        measure
        for measure in theirs.measures
        if measure.key not in here or (replacing and measure != here[measure.key])
    )
    new_settings = replacing and theirs.settings != ours.settings
    return measures, theirs.settings if new_settings else None


def _check_scale(here: Measure, there: Measure) -> None:
    if here.same_scale(there):
        return
    # Steps are part of the scale but are rarely what differs.
    here_step, there_step = (
        ("", "")
        if here.step == there.step
        else (f" in steps of {here.step:g}", f" in steps of {there.step:g}")
    )
    raise ValidationError(
        here.key,
        f"{here.label} is {here.scale}{here_step} here and {there.scale}{there_step} in the file; "
        "give it another key in the file.",
    )
