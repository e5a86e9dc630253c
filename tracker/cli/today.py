"""Today in plain text, for where no app can be shown."""

from __future__ import annotations

from tracker.cli.context import CliContext, print_out
from tracker.cli.records import record_line
from tracker.records.course import number_infusions
from tracker.records.format import format_day, format_distance


def print_today(context: CliContext) -> None:
    """Print today's entries, the last and the next infusion, and how to record."""
    today = context.today()
    diary = context.store.read(today, today)
    lines = [f"Today is {format_day(today)}."]
    lines += ["This diary is invented."] if diary.invented else []
    lines += [record_line(check_in, diary) for check_in in diary.check_ins]
    lines += [] if diary.check_ins else ["Nothing is recorded for today yet."]
    if given := [n for n in number_infusions(diary.infusions) if n.day <= today]:
        last = given[-1]
        ago = format_distance(last.day, today)
        lines.append(f"Infusion {last.number} was {ago}, on {format_day(last.day)}.")
    if planned := [i for i in diary.infusions if i.status == "planned" and i.day >= today]:
        until = format_distance(planned[0].day, today)
        lines.append(f"The next planned infusion is {until}, on {format_day(planned[0].day)}.")
    if passed := [i for i in diary.infusions if i.status == "planned" and i.day < today]:
        lines.append(
            f"Planned for {format_day(passed[0].day)}: did it take place? "
            "`tracker infusion given next` records it."
        )
    lines.append("To record a score from 0 to 10, 10 best: tracker log 7")
    print_out("\n".join(lines))
