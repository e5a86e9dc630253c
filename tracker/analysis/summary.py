"""The report's numbers as one JSON document that scripts may rely on."""

from __future__ import annotations

from typing import Any

from tracker.analysis.report import (
    Benefit,
    InfusionRow,
    MedianBenefit,
    QuestionnaireCourse,
    Report,
    Score,
)
from tracker.analysis.series import Baseline, BestDays, DaysLogged, LastDays
from tracker.records.validation import normalise

Json = dict[str, Any]


def summary(report: Report) -> Json:
    """Return the summary in its published shape; what is not defined is null."""
    main = report.main
    return {
        "measure": main.measure.key,
        "from": report.window.start.isoformat(),
        "to": report.window.end.isoformat(),
        "days": _days(main.logged),
        "last_7_days": _last_days(main.last_7_days),
        "best_3_days": _best_days(main.best_3_days),
        "infusions": [_infusion(row) for row in report.infusions],
        "median_benefit": _median(report.median_benefit),
        "assessments": [_assessment(course) for course in report.questionnaires],
    }


def _days(days: DaysLogged) -> Json:
    return {"logged": days.logged, "of": days.of, "late": days.late}


def _last_days(last: LastDays | None) -> Json | None:
    return {"median": last.median, "n": last.n} if last else None


def _best_days(best: BestDays | None) -> Json | None:
    return {"median": best.median, "to": best.last.isoformat()} if best else None


def _infusion(row: InfusionRow) -> Json:
    return {
        "number": row.number,
        "course": row.numbered.course,
        "number_in_course": row.numbered.number_in_course,
        "day": row.numbered.day.isoformat(),
        "baseline": _baseline(row.baseline),
        "just_before": row.just_before,
        "peak": row.peak,
        "share": None if row.share is None else normalise(round(row.share, 2)),
        "benefit": _benefit(row.benefit),
    }


def _baseline(baseline: Baseline) -> Json:
    return {"value": baseline.value, "n": baseline.n, "kind": baseline.kind}


def _benefit(benefit: Benefit) -> Json:
    return {
        "kind": benefit.kind,
        "days_min": benefit.days_min,
        "days_max": benefit.days_max,
        "reason": benefit.reason,
        "unconfirmed_low": benefit.unconfirmed_low,
    }


def _median(median: MedianBenefit | None) -> Json | None:
    if median is None:
        return None
    return {"days": median.days, "episodes": median.episodes, "lost": median.lost}


def _assessment(course: QuestionnaireCourse) -> Json:
    return {
        "questionnaire": course.key,
        "first": _score(course.first),
        "last": _score(course.last),
        "n": len(course.points),
    }


def _score(score: Score) -> Json:
    return {"day": score.day.isoformat(), "total": score.total}
