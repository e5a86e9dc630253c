"""What lay around an infusion, in the words of the page."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tracker.analysis import Window, build_report
from tracker.charts.words import bar_sentence, change_words
from tracker.records import Diary


class Outcome(NamedTuple):
    """What is said of one infusion: in a list, and in full."""

    brief: str
    full: str


def known_after(diary: Diary, today: date) -> dict[str, Outcome]:
    """Return what is said of each infusion given, from the whole diary, by the record's id."""
    given = [infusion.day for infusion in diary.infusions if infusion.given]
    if not given or given[0] > today:
        return {}
    report = build_report(diary, Window(given[0], today), today=today, panels=())
    measure = report.main.measure
    outcomes = {}
    for row in report.infusions:
        brief = change_words(row, measure)
        halfway = f" At or above halfway: {bar_sentence(report, row)}." if row.bar else ""
        outcomes[row.infusion.id] = Outcome(brief, f"{brief.capitalize()}.{halfway}")
    return outcomes
