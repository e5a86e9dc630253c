"""One session with the diary: every change is written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.records import CheckIn, Diary, Rating
from tracker.records.codec import table_of
from tracker.records.validation import new_id
from tracker.storage import Change, Record, StorageError
from tracker.storage.errors import UnreadableFormError

if TYPE_CHECKING:
    from tracker.analysis import Report
    from tracker.records.contacts import Contacts
    from tracker.records.questionnaires import Questionnaire
    from tracker.storage import Store, Transaction

AnyRecord = TypeVar("AnyRecord", bound=Record)


class Session:
    """The diary on disk, the clock, and what was changed since the app was opened.

    Every place is given the one session; none opens a file or reads a clock by itself.

    Whatever reads raises a StorageError if the diary cannot be read. Whatever writes is on disk
    when it returns; it raises a ValidationError for an invalid value, or a StorageError if it could
    not be written, and then nothing was changed.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], felt_at: datetime | None = None
    ) -> None:
        self.store = store
        self.now = clock
        self.felt_at = felt_at
        """The time that the entries of this session are about, if not now."""
        self.made: list[int] = []
        """Numbers of the changes made in this session and not undone, the latest last."""
        self.changed = False
        """Whether the last write changed anything; what was so already has nothing to undo."""
        self.undo_asked = False
        """Whether the last key asked to undo a change from before: only the same key again does."""
        self._whole: tuple[object, Diary] | None = None
        self._report: tuple[Diary, date, Report] | None = None
        self.theme: str | None = None
        """The theme that was read from the diary last; the app shows it."""
        self.invented = False
        """Whether the diary is the demo's: every screen shows that."""
        self.pages: tuple[str, ...] = ()
        """Paths of pages that were made before the app was opened, as the demo makes one."""
        self.crisis_shown: set[str] = set()
        """Ids of the records for which the crisis panel was shown: once each."""

    @property
    def calendar_day(self) -> date:
        """The date on the calendar: after midnight a day ahead of the diary, and may be named."""
        return self.now().date()

    # Reading

    def read(self, first: date | None = None, last: date | None = None) -> Diary:
        """Return the diary, or only a window of it. The whole is read once for all places."""
        if first or last:
            return self.store.read(first, last)
        mark = self.mark
        if self._whole is None or self._whole[0] != mark:
            self._whole = mark, self.store.read()
        return self._whole[1]

    def read_settings(self) -> Diary:
        """Return the diary without its dated entries: measures, settings, infusions."""
        return self.read(date.max, date.max)

    def empty(self) -> bool:
        """Whether nothing was ever written; False if the diary cannot be read."""
        try:
            return self.read().empty
        except StorageError:
            return False

    def offers_questions(self) -> bool:
        """Whether the questions of the first run were neither answered nor skipped."""
        # Here and not above: only an empty diary needs it, and it is slow to import.
        from tracker.storage.preferences import onboarding_done

        try:
            return not onboarding_done(self.store)
        except StorageError:
            return False

    def report(self, today: date) -> Report | None:
        """Return the report of the whole diary, made once until that changes; None when empty.

        Raises:
            ValidationError: no report can be made from it.
        """
        from tracker.analysis import Window, build_report  # after the first paint of a place

        diary = self.read()
        if self._report is None or self._report[0] is not diary or self._report[1] != today:
            days = [*(c.day for c in diary.check_ins), *(i.day for i in diary.infusions)]
            past = [day for day in days if day <= today]
            if not past:
                return None
            report = build_report(diary, Window(min(past), today), today=today)
            self._report = diary, today, report
        return self._report[2]

    def open_scales(self, today: date) -> tuple[str, ...]:
        """Return the titles of the questionnaires that can be filled in again."""
        from tracker.records.questionnaires import available_again  # slow to import

        diary = self.read()
        if not diary.assessments:
            return ()
        scales, _ = self.questionnaires()
        found = available_again(
            scales,
            diary.assessments,
            today,
            infusions=diary.infusions,
            days_after=diary.settings.offer_questionnaires_after,
        )
        return tuple(questionnaire.title for questionnaire in found)

    def questionnaires(self) -> tuple[tuple[Questionnaire, ...], str]:
        """Return all questionnaires, and why the clinic's own are missing; blank if none is."""
        from tracker.records.questionnaires import shipped_questionnaires  # slow to import
        from tracker.storage.preferences import questionnaires

        try:
            return questionnaires(self.store), ""
        except UnreadableFormError as problem:
            return shipped_questionnaires(), str(problem)

    def contacts(self) -> Contacts:
        """Return the person's contacts for crisis help; none if the diary cannot be read."""
        from tracker.records.contacts import Contacts  # both here: not needed on most days
        from tracker.storage.preferences import contacts

        try:
            return contacts(self.store)
        except StorageError:
            return Contacts()

    # Writing

    def new_id(self) -> str:
        """Return an id for a record made now."""
        return new_id(self.now())

    def check_in(
        self, day: date, ratings: tuple[Rating, ...] = (), note: str | None = None
    ) -> CheckIn:
        """Return a check-in made now that counts for a day; nothing is written yet.

        Raises:
            ValidationError: it is empty, or a value is invalid.
        """
        now = self.now()
        at = self.felt_at or now
        return CheckIn(id=new_id(now), day=day, at=at, recorded_at=now, ratings=ratings, note=note)

    def add(self, *records: Record, action: str = "add") -> None:
        """Write new records as one change."""
        key = records[0].id if len(records) == 1 else None
        change = Change(action, table_of(records[0]), key, len(records))
        with self.store.writing(self.now(), change) as transaction:
            for record in records:
                transaction.add(record)
        self._made(transaction.change)

    def edit(self, record: AnyRecord, /, action: str = "edit", **fields: Any) -> AnyRecord:
        """Change these fields of a record, and no others, and return it as it is now.

        Ratings, and side effects by name and time, may be given as a mapping: None takes one out,
        those not named stay.
        """
        change = Change(action, table_of(record), record.id)
        done = self.store.edit(self.now(), type(record), record.id, change=change, **fields)
        self._made(done.change if done.fields else None)
        return done.record

    def remove(self, record: Record) -> None:
        """Remove a record; undo brings it back."""
        self._made(self.store.remove(self.now(), type(record), record.id).change)

    def restore(self, record: Record) -> None:
        """Restore a removed record, as a change of its own."""
        self._made(self.store.restore(self.now(), type(record), record.id).change)

    def bring_back(self, record: Record) -> None:
        """Write an earlier state of a record as the present one."""
        change = Change("edit", table_of(record), record.id)
        self.keep(lambda transaction: transaction.overwrite(record), change)

    def choose(self, **settings: Any) -> None:
        """Write settings, each by its name; the others stay as they are on disk now."""
        self._made(self.store.edit_settings(self.now(), **settings))

    def put_contacts(self, **own: Any) -> None:
        """Write the clinic or the person of the contacts; the other stays as it is on disk."""
        from tracker.storage.preferences import contacts, put_contacts  # as above

        def write(transaction: Transaction) -> None:
            put_contacts(transaction, replace(contacts(self.store), **own))

        self.keep(write, Change("edit", "contacts"))

    def keep(self, write: Callable[[Transaction], object], change: Change) -> None:
        """Write several things as one change."""
        with self.store.writing(self.now(), change) as transaction:
            write(transaction)
        self._made(transaction.number)

    def _made(self, change: int | None) -> None:
        self.changed = change is not None
        if change is not None:
            self.made.append(change)

    def undo(self) -> str | None:
        """Undo the last change of this session, or before the first one the last of all; name it.

        Changes that another program made in between stay. None when there is nothing to undo, or
        another program has undone all that was changed here.

        Raises:
            StorageError: also where another change came after it; nothing is undone then.
        """
        done = None if self.made else self.store.undo(self.now())
        while self.made and done is None:
            done = self.store.undo(self.now(), self.made[-1])
            self.made.pop()
        return done.sentence(done.setup_after.day_of(self.now())) if done else None

    def snapshot_if_due(self) -> None:
        """Take the day's snapshot if there is none yet; too slow to do while handling a key."""
        self.store.snapshot_if_due(self.now())

    def notice(self) -> str | None:
        """Return, once, what went wrong although the change was written."""
        message, self.store.notice = self.store.notice, None
        return message

    @property
    def mark(self) -> object:
        """A token that differs after any change to the diary, made here or elsewhere."""
        return self.store.token()
