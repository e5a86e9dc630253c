"""Today in plain text, for where no app can be shown."""

from __future__ import annotations

from tracker.cli import wording
from tracker.cli.session import Session, emit
from tracker.records import Diary, number_infusions
from tracker.records.format import format_day


def print_today(session: Session) -> None:
    """Print today's check-ins, the last and the next infusion, and how to record."""
    today = session.today()
    diary = session.store.read(today, today)
    lines = [f"Today is {format_day(today)}."]
    lines += ["This diary is invented."] if diary.invented else []
    lines += [wording.check_in_line(c, diary) for c in diary.check_ins]
    lines += [] if diary.check_ins else ["Nothing is recorded for today yet."]
    lines += _infusions(diary, session)
    emit("\n".join([*lines, "To record a score from 0 to 10, 10 best: tracker log 7"]))


def _infusions(diary: Diary, session: Session) -> list[str]:
    today = diary.day_of(session.now)
    lines = []
    if given := [n for n in number_infusions(diary.infusions) if n.day <= today]:
        last = given[-1]
        ago = wording.days_until(last.day, today)
        lines.append(f"Infusion {last.number} was {ago}, on {format_day(last.day)}.")
    if planned := [i for i in diary.infusions if i.status == "planned" and i.day >= today]:
        until = wording.days_until(planned[0].day, today)
        lines.append(f"The next planned infusion is {until}, on {format_day(planned[0].day)}.")
    return lines
