"""What followed an infusion, in the words of the page."""

from __future__ import annotations

from datetime import date

from tracker.analysis import InfusionRow, Window, build_report
from tracker.charts.phrases import held, held_days, number
from tracker.records import Diary


def known_after(diary: Diary, today: date) -> dict[str, InfusionRow]:
    """Return what is known of each infusion given, from the whole diary, by the record's id."""
    given = [infusion.day for infusion in diary.infusions if infusion.given]
    if not given or given[0] > today:
        return {}
    report = build_report(diary, Window(given[0], today), today=today, panels=())
    return {row.infusion.id: row for row in report.infusions}


def followed(row: InfusionRow) -> str:
    """Return gain 5 of 7, held ≥ 14 days; in words why, where there are no days."""
    if not _counted(row):
        return _why_not(row)
    days = held_days(row.benefit).partition(",")[0].removesuffix(" so far")
    return f"{_gain(row)}, held {days.replace('≥', '≥ ')}"


def followed_in_full(row: InfusionRow) -> str:
    """Return the same as a sentence, with what cut it short."""
    if _counted(row):
        return f"{_gain(row).capitalize()}; half of it held {held_days(row.benefit)}."
    unlogged = ", the first 3 days not written down" if row.start_not_logged else ""
    return f"{_why_not(row).capitalize()}{unlogged}."


def _counted(row: InfusionRow) -> bool:
    return not row.too_close and row.benefit.kind in ("lost", "at_least")


def _why_not(row: InfusionRow) -> str:
    return "too close to tell apart" if row.too_close else held(row.benefit)


def _gain(row: InfusionRow) -> str:
    """Return the points gained of those there were to gain, which is what the share rests on."""
    share, peak = row.share, row.peak
    if not share or peak is None:
        return "gain"
    return f"gain {number(peak)} of {number(peak * 100 / share)}"
