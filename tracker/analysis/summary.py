"""The report's numbers as one JSON document that scripts may rely on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from tracker.analysis.report import Bar, CourseSummary, InfusionRow, Level, Report, Share
from tracker.analysis.scores import QuestionnaireScores, Score, SelfHarmAnswer, SelfHarmSource

Json = dict[str, Any]


def summary(report: Report) -> Json:
    """Return the summary in its published shape; what is not defined is null."""
    main = report.main
    return {
        "measure": main.measure.key,
        "from": report.window.start.isoformat(),
        "to": report.window.end.isoformat(),
        "days": {"logged": main.logged.logged, "of": main.logged.of, "late": main.logged.late},
        "last_7_days": (
            {"median": main.last_7_days.median, "n": main.last_7_days.n}
            if main.last_7_days
            else None
        ),
        "courses": [_course(course) for course in report.courses],
        "tally": asdict(report.tally),
        "infusions": [_infusion(row) for row in report.infusions],
        "self_harm": [_self_harm(source) for source in report.self_harm if source.asked],
        "assessments": [_assessment(scores) for scores in report.questionnaires],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _level(level: Level) -> Json:
    return {"value": level.value, "n": level.n, "kind": level.kind}


def _share(share: Share | None) -> Json | None:
    return {"n": share.n, "of": share.of} if share else None


def _course(course: CourseSummary) -> Json:
    before, stretch = course.before, _share(course.at_or_above)
    return {
        "number": course.number,
        "first": course.first.isoformat(),
        "last": course.last.isoformat(),
        "given": course.given,
        "before": {**_level(before), "from": _day(before.first), "to": _day(before.last)},
        "after_opening_series": {**_level(course.after_opening_series), "through": course.through},
        "halfway": course.halfway,
        "no_halfway_because": course.no_halfway_because,
        "halfway_of_course": course.halfway_of_course,
        "at_or_above": {**stretch, "blank": course.blank} if stretch else None,
        "last_28_days": _share(course.last_28_days),
        "fortnight_before": _share(course.fortnight_before),
    }


def _infusion(row: InfusionRow) -> Json:
    return {
        "number": row.number,
        "course": row.numbered.course,
        "number_in_course": row.numbered.number_in_course,
        "day": row.day.isoformat(),
        "before": _level(row.before),
        "next_day": row.next_day,
        "after": _level(row.after),
        "change": row.change,
        "direction": row.direction,
        "bar": _bar(row.bar) if row.bar else None,
    }


def _bar(bar: Bar) -> Json:
    return {
        "start": bar.start,
        "end": bar.end,
        "days_min": bar.days_min,
        "days_max": bar.days_max,
        "not_logged": bar.not_logged,
        "unconfirmed_low": bar.unconfirmed_low,
    }


def _self_harm(source: SelfHarmSource) -> Json:
    return {
        "from": source.source,
        "low": source.low,
        "high": source.high,
        "asked": source.asked,
        "above_zero": source.worse_than_best,
        "last": _answer(source.last),
        "highest": _answer(source.worst),
    }


def _answer(answer: SelfHarmAnswer | None) -> Json | None:
    return {"day": answer.day.isoformat(), "value": answer.value} if answer else None


def _assessment(scores: QuestionnaireScores) -> Json:
    return {
        "questionnaire": scores.key,
        "first": _score(scores.first),
        "last": _score(scores.last),
        "n": len(scores.points),
    }


def _score(score: Score) -> Json:
    return {"day": score.day.isoformat(), "total": score.total}
