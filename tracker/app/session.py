"""One sitting with the diary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tracker.records import CheckIn, Diary, Rating, new_id
from tracker.storage import Record, StorageError, Store, Transaction

Stamp = tuple[int, int, int]


class Session:
    """The diary on disk, the clock, and how much of it was changed since the app was opened.

    Every screen is given the one session; none opens a file or reads a clock by itself.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], felt_at: datetime | None = None
    ) -> None:
        self.store = store
        self.now = clock
        self.felt_at = felt_at
        """When what is rated was felt, if not now."""
        self.changes = 0
        """Changes made in this sitting that have not been taken back."""
        self._writings = 0
        self.theme: str | None = None
        """The theme that was read from the diary last; the app shows it."""
        self.cared_for: set[str] = set()
        """Ids of the check-ins after which whom to call was shown: once each."""

    def read(self, first: date | None = None, last: date | None = None) -> Diary:
        """Return the diary, or only a window of it.

        Raises:
            StorageError: it cannot be read.
        """
        return self.store.read(first, last)

    def new_id(self) -> str:
        """Return an id for a record made now."""
        return new_id(self.now())

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

    def add(self, records: Sequence[Record], what: str) -> None:
        """Write new records as one change; they are on disk when this returns.

        Raises:
            StorageError: they could not be written; nothing was changed.
        """
        with self.store.writing(self.now(), what) as unit:
            for record in records:
                unit.add(record)
        self._changed(1)

    def change(self, record: Record, what: str) -> None:
        """Write another state of a record.

        Raises:
            StorageError: as `add`.
        """
        with self.store.writing(self.now(), what) as unit:
            unit.replace(record)
        self._changed(1)

    def remove(self, record: Record, what: str) -> None:
        """Take a record out of the diary; undoing brings it back.

        Raises:
            StorageError: as `add`.
        """
        with self.store.writing(self.now(), what) as unit:
            unit.remove(type(record), record.id)
        self._changed(1)

    def keep(self, write: Callable[[Transaction], object], what: str) -> None:
        """Write several things as one change.

        Raises:
            StorageError: as `add`.
        """
        with self.store.writing(self.now(), what) as unit:
            write(unit)
        self._changed(1)

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

    def undo(self) -> str | None:
        """Take back the last change and return what it was, None when there is none.

        Raises:
            StorageError: as `add`.
        """
        undone = self.store.undo(self.now())
        self._changed(-1)
        return (undone.change.sentence or undone.change.action) if undone else None

    def notice(self) -> str | None:
        """Return, once, what went wrong beside a change that was kept."""
        said, self.store.notice = self.store.notice, None
        return said

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
