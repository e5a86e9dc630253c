"""The check-ins of one sitting on Today: each rating is written before the next is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tracker.app.session import Session
from tracker.app.words import rated_for_undo
from tracker.records import CheckIn, Diary, Measure, Rating
from tracker.records.format import format_day


class Saving:
    """Writes ratings, and knows which check-in was written last."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.latest: str | None = None
        """Id of the check-in saved last: the one a note is for."""

    def rate(
        self, rating: Rating, measure: Measure, day: date, begun: CheckIn | None, diary: Diary
    ) -> CheckIn:
        """Write a rating to the check-in that was begun, or as a new one for a day.

        Args:
            rating: what was chosen.
            measure: what it rates, for the words of undo.
            day: the day a new check-in counts for.
            begun: as it was when it was written last; a note may have joined it since.
            diary: as it is on disk now.

        Raises:
            StorageError: it could not be written; nothing was changed.
        """
        if begun is None:
            check_in = self.session.check_in(day, ratings=(rating,))
        else:
            check_in = _with(now_in(diary, begun.id) or begun, rating)
        what = f"{rated_for_undo(measure, rating)} for {format_day(check_in.day)}"
        if begun is None:
            self.session.add([check_in], what)
        else:
            self.session.change(check_in, what)
        self.latest = check_in.id
        return check_in

    def last_of(self, diary: Diary, day: date) -> CheckIn | None:
        """Return the check-in saved last, else the day's last one."""
        saved = now_in(diary, self.latest)
        return saved or next(reversed(of_day(diary, day)), None)


def of_day(diary: Diary, day: date) -> list[CheckIn]:
    """Return the check-ins that count for a day, oldest first."""
    return [check_in for check_in in diary.check_ins if check_in.day == day]


def now_in(diary: Diary, check_in_id: str | None) -> CheckIn | None:
    """Return a check-in as the diary has it; None for one that is not in it."""
    return next((c for c in diary.check_ins if c.id == check_in_id), None)


def _with(check_in: CheckIn, rating: Rating) -> CheckIn:
    others = (r for r in check_in.ratings if r.measure != rating.measure)
    return replace(check_in, ratings=(*others, rating))
