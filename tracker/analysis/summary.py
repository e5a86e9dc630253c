"""The report's numbers as one JSON document that scripts may rely on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from tracker.analysis.report import CourseSummary, InfusionRow, Report
from tracker.analysis.scores import SelfHarmSource

Json = dict[str, Any]


def summary(report: Report) -> Json:
    """Return the summary in its published shape; what is not defined is null."""
    main, seven = report.main, report.main.last_7_days
    return {
        "measure": main.measure.key,
        "from": report.window.start.isoformat(),
        "to": report.window.end.isoformat(),
        "days": _fields(main.logged, "logged", "of", "late"),
        "last_7_days": seven and _fields(seven, "median", "n"),
        "courses": [_course(course) for course in report.courses],
        "tally": asdict(report.tally),
        "infusions": [_infusion(row) for row in report.infusions],
        "self_harm": [_self_harm(source) for source in report.self_harm if source.asked],
        "assessments": [
            {
                "questionnaire": scores.key,
                "first": _fields(scores.first, "day", "total"),
                "last": _fields(scores.last, "day", "total"),
                "n": len(scores.points),
            }
            for scores in report.questionnaires
        ],
    }


def _fields(value: object, *names: str) -> Json:
    """Return the fields of a value that are published under their own names."""
    return {name: _plain(getattr(value, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _course(course: CourseSummary) -> Json:
    before, after = course.before, course.after_opening_series
    at_or_above, last_28, fortnight = (
        course.at_or_above,
        course.last_28_days,
        course.fortnight_before,
    )
    return {
        **_fields(course, "number", "first", "last", "given"),
        "before": {
            **_fields(before, "value", "n", "kind"),
            "from": _plain(before.first),
            "to": _plain(before.last),
        },
        "after_opening_series": {**_fields(after, "value", "n", "kind"), "through": course.through},
        **_fields(course, "halfway", "no_halfway_because", "halfway_of_course"),
        "at_or_above": at_or_above and {**_fields(at_or_above, "n", "of"), "blank": course.blank},
        "last_28_days": last_28 and _fields(last_28, "n", "of"),
        "fortnight_before": fortnight and _fields(fortnight, "n", "of"),
    }


def _infusion(row: InfusionRow) -> Json:
    bar = ("start", "end", "days_min", "days_max", "not_logged", "unconfirmed_low")
    return {
        **_fields(row.numbered, "number", "course", "number_in_course", "day"),
        "before": _fields(row.before, "value", "n", "kind"),
        "next_day": row.next_day,
        "after": _fields(row.after, "value", "n", "kind"),
        **_fields(row, "change", "direction"),
        "bar": row.bar and _fields(row.bar, *bar),
    }


def _self_harm(source: SelfHarmSource) -> Json:
    return {
        "from": source.source,
        **_fields(source, "low", "high", "asked"),
        "above_zero": source.worse_than_best,
        "last": source.last and _fields(source.last, "day", "value"),
        "highest": source.worst and _fields(source.worst, "day", "value"),
    }
