"""One sitting with the diary: the only file of the app that calls the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.app.words import name_for_undo
from tracker.records import CheckIn, Diary, Number, Rating, new_id
from tracker.storage import Record, State, StorageError, Store, Transaction

if TYPE_CHECKING:
    from tracker.analysis import Report
    from tracker.records.contacts import Contacts

Stamp = tuple[int, int, int]
AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True)
class Undone:
    """What undo took back, in words."""

    what: str


class Session:
    """The diary on disk, the clock, and what was changed since the app was opened.

    Every place is given the one session; none opens a file or reads a clock by itself.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], felt_at: datetime | None = None
    ) -> None:
        self.store = store
        self.now = clock
        self.felt_at = felt_at
        """When the entries of this sitting were felt, if not when they are written."""
        self.changes = 0
        """Changes made in this sitting that have not been undone."""
        self._writings = 0
        self._whole: tuple[object, Diary] | None = None
        self._report: tuple[object, Report] | None = None
        self.theme: str | None = None
        """The theme that was read from the diary last; the app shows it."""
        self.crisis_shown: set[str] = set()
        """Ids of the records after which the crisis panel was shown: once each."""
        self.cared_for = self.crisis_shown

    # Reading

    def read(self, first: date | None = None, last: date | None = None) -> Diary:
        """Return the diary, or only a window of it. The whole is read once for all places.

        Raises:
            StorageError: it cannot be read.
        """
        if first or last:
            return self.store.read(first, last)
        mark = self.mark
        if self._whole is None or self._whole[0] != mark:
            self._whole = mark, self.store.read()
        return self._whole[1]

    def read_settings(self) -> Diary:
        """Return the diary without its dated entries: measures, settings, infusions.

        Raises:
            StorageError: it cannot be read.
        """
        return self.read(date.max, date.max)

    def empty(self) -> bool:
        """Whether nothing was ever written down, as far as can be read."""
        try:
            return self.read().empty
        except StorageError:
            return False

    def offers_questions(self) -> bool:
        """Whether the questions of the first run were neither answered nor skipped."""
        # Here and not above: only an empty diary asks, and it is much to import.
        from tracker.storage.preferences import onboarding_done

        try:
            return not onboarding_done(self.store)
        except StorageError:
            return False

    def removed(self) -> tuple[Record, ...]:
        """Return what was removed, the latest first.

        Raises:
            StorageError: it cannot be read.
        """
        return self.store.removed()

    def edited_ids(self) -> frozenset[str]:
        """Return the ids of the records that were changed after they were first saved.

        Raises:
            StorageError: they cannot be read.
        """
        return self.store.edited_ids()

    def states(self, record: Record) -> tuple[State, ...]:
        """Return how a record was from each moment on, the first state first.

        Raises:
            StorageError: they cannot be read.
        """
        return self.store.states(record)

    def report(self, today: date) -> Report | None:
        """Return what the whole diary shows, worked out once for all places; None when empty.

        Raises:
            StorageError: the diary cannot be read.
            ValidationError: what is in it makes no report.
        """
        from tracker.analysis import Window, build_report  # after the first paint of a place

        diary = self.read()
        if self._report is None or self._report[0] != (id(diary), today):
            days = [*(c.day for c in diary.check_ins), *(i.day for i in diary.infusions)]
            past = [day for day in days if day <= today]
            if not past:
                return None
            report = build_report(diary, Window(min(past), today), today=today)
            self._report = (id(diary), today), report
        return self._report[1]

    def open_scales(self, today: date) -> tuple[str, ...]:
        """Return the titles of the questionnaires that can be filled in again.

        Raises:
            StorageError: the diary cannot be read.
        """
        from tracker.records.questionnaires import available_again  # much to import
        from tracker.storage.preferences import questionnaires

        done = self.read().assessments
        known = questionnaires(self.store) if done else ()
        return tuple(found.title for found in available_again(known, done, today))

    def contacts(self) -> Contacts:
        """Return whom crisis help names; a diary that cannot be read keeps nobody from the rest."""
        from tracker.records.contacts import Contacts  # both here, as most days never ask
        from tracker.storage.preferences import contacts

        try:
            return contacts(self.store)
        except StorageError:
            return Contacts()

    def put_contacts(self, known: Contacts) -> None:
        """Write the person's own contacts.

        Raises:
            StorageError: as `add`.
        """
        from tracker.storage.preferences import put_contacts  # as above

        self.keep(lambda unit: put_contacts(unit, known), "your own numbers")

    # Writing: what returns is on disk

    def new_id(self) -> str:
        """Return an id for a record made now."""
        return new_id(self.now())

    def check_in(
        self, day: date, ratings: tuple[Rating, ...] = (), note: str | None = None
    ) -> CheckIn:
        """Return a check-in made now that counts for a day; nothing is written yet.

        Raises:
            ValidationError: it says nothing, or cannot be.
        """
        now = self.now()
        at = self.felt_at or now
        return CheckIn(id=new_id(now), day=day, at=at, recorded_at=now, ratings=ratings, note=note)

    def add(self, *records: Record, action: str = "add") -> None:
        """Write new records as one change.

        Raises:
            StorageError: they could not be written; nothing was changed.
        """
        self.add_as(records, name_for_undo(action, records[0], len(records)))

    def edit(self, record: AnyRecord, /, action: str = "edit", **fields: Any) -> AnyRecord:
        """Change these fields of a record, and no others, and return it as it is now.

        Ratings may be given as a mapping: None takes one out, those not named stay.

        Raises:
            ValidationError: a value cannot be.
            StorageError: as `add`.
        """
        now = self._as_on_disk(record)
        if isinstance(ratings := fields.get("ratings"), Mapping):
            fields["ratings"] = _merged(now, ratings)
        changed = replace(now, **fields)
        if changed != now:
            self.change(changed, name_for_undo(action, now))
        return changed

    def _as_on_disk(self, record: AnyRecord) -> AnyRecord:
        diary = self.read()
        records: tuple[Record, ...] = (
            *diary.check_ins,
            *diary.infusions,
            *diary.events,
            *diary.assessments,
        )
        found = next((r for r in records if r.id == record.id), record)
        return found if isinstance(found, type(record)) else record

    def remove(self, record: Record) -> None:
        """Remove a record; undo brings it back.

        Raises:
            StorageError: as `add`.
        """
        self.remove_as(record, name_for_undo("remove", record))

    def restore(self, record: Record) -> None:
        """Bring a removed record back, as a change of its own.

        Raises:
            StorageError: as `add`.
        """
        self.add_as([record], name_for_undo("restore", record))

    def bring_back(self, record: Record) -> None:
        """Write an earlier state of a record as the present one.

        Raises:
            StorageError: as `add`.
        """
        self.change(record, name_for_undo("restore", record))

    def choose(self, what: str, **settings: Any) -> None:
        """Write settings, each by its name; the others stay as they are on disk now.

        Raises:
            ValidationError: a value cannot be.
            StorageError: as `add`.
        """
        now = self.read_settings().settings
        chosen = replace(now, **settings)
        if chosen != now:
            self.keep(lambda unit: unit.put_settings(chosen), what)

    def keep(self, write: Callable[[Transaction], object], what: str) -> None:
        """Write several things as one change.

        Raises:
            StorageError: as `add`.
        """
        with self.store.writing(self.now(), what) as unit:
            write(unit)
        self._changed(1)

    def undo(self) -> Undone | None:
        """Take back the last change; None when there is none.

        Raises:
            StorageError: as `add`.
        """
        what = self.store.undo(self.now())
        self._changed(-1)
        return Undone(what) if what else None

    def notice(self) -> str | None:
        """Return, once, what went wrong beside a change that was kept."""
        said, self.store.notice = self.store.notice, None
        return said

    # What tells one state of the diary from another

    @property
    def mark(self) -> tuple[int, Stamp | None]:
        """What tells this moment from those after any later change, made here or elsewhere.

        Not the stamp alone: the clock of a file may be too coarse for two changes.
        """
        return self._writings, self.stamp()

    def stamp(self) -> Stamp | None:
        """Return what tells this state of the file from another; None while there is no file."""
        try:
            found = self.store.home.diary.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _changed(self, by: int) -> None:
        self.changes = max(0, self.changes + by)
        self._writings += 1

    # The places that are not rebuilt yet name their changes themselves

    def add_as(self, records: Sequence[Record], what: str) -> None:
        """Write new records as one change."""
        with self.store.writing(self.now(), what) as unit:
            for record in records:
                unit.add(record)
        self._changed(1)

    def change(self, record: Record, what: str) -> None:
        """Write another state of a record."""
        with self.store.writing(self.now(), what) as unit:
            unit.change(record)
        self._changed(1)

    def remove_as(self, record: Record, what: str) -> None:
        """Remove a record."""
        with self.store.writing(self.now(), what) as unit:
            unit.remove(record)
        self._changed(1)


def _merged(record: Record, ratings: Mapping[str, Number | None]) -> tuple[Rating, ...]:
    """Return a check-in's ratings with some of them changed, added or taken out."""
    before = record.ratings if isinstance(record, CheckIn) else ()
    values = {rating.measure: rating.value for rating in before} | dict(ratings)
    return tuple(Rating(key, value) for key, value in values.items() if value is not None)
