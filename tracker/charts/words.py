"""A report in words: what the page says in tiles and sentences, and the whole of it as text.

No matplotlib here. The picture takes its words from this file, so the two cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.analysis import QuestionnaireCourse, Report, Series
from tracker.charts import phrases
from tracker.charts.phrases import NONE, day, number, span

TITLE = "Mood after ketamine infusions"
SOURCE = "Self-reported diary; infusion dates and doses as the patient entered them."
DISCLAIMER = (
    "Self-reported by the patient. A record to support discussion, "
    "not a diagnosis or a treatment recommendation."
)
INVENTED = "INVENTED DIARY – not a real person"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number at the head of the page, with what it is above and from what below."""

    caption: str
    value: str
    detail: str


def title(report: Report) -> str:
    """Return the page's title: what is drawn, after what."""
    label = report.main.measure.label
    return TITLE.replace("Mood", label) if report.infusions_ever else f"{label} diary"


def tiles(report: Report) -> tuple[Tile, ...]:
    """Return the numbers a reader looks for first, at most seven."""
    main = report.main
    scores = [_score_tile(course) for course in report.questionnaires[:1]]
    found = [_before(report), _last_seven(main), _last_three(main), _best(main), *scores]
    found += [_infusions(report), _logged(main)]
    return tuple(tile for tile in found if tile)


def _before(report: Report) -> Tile | None:
    baseline = report.main.baseline
    if baseline is None:
        return None
    caption = f"Before {_course_start(report)}"
    if baseline.value is None:
        return Tile(caption, NONE, "too few entries")
    return Tile(caption, number(baseline.value), f"median, {phrases.days(baseline.n)}")


def _course_start(report: Report) -> str:
    last = report.last_infusion
    first = last.number - last.number_in_course + 1 if last else 1
    return f"infusion {first}"


def _last_seven(main: Series) -> Tile:
    if main.last_7_days is None:
        return Tile("Last 7 days", NONE, "no entry")
    change = "" if main.change is None else f", {number(main.change, signed=True) or '0'} on before"
    return Tile(
        "Last 7 days",
        number(main.last_7_days.median),
        f"median, {phrases.days(main.last_7_days.n)}{change}",
    )


def _last_three(main: Series) -> Tile | None:
    values = [entry.value for entry in main.last_three]
    if not values or main.last is None:
        return None
    shown = " · ".join(number(value) for value in values)
    caption = f"Last {len(values)} entries" if len(values) > 1 else "Last entry"
    moving = f"{phrases.change(values)}, " if len(values) > 1 else ""
    return Tile(caption, shown, f"{moving}to {day(main.last.day)}")


def _best(main: Series) -> Tile | None:
    best = main.best_3_days
    return Tile("Best 3 days", number(best.median), f"to {day(best.last)}") if best else None


def _score_tile(course: QuestionnaireCourse) -> Tile:
    first, last = course.first, course.last
    if len(course.points) == 1:
        return Tile(course.title, number(last.total), day(last.day))
    value = f"{number(first.total)} → {number(last.total)}"
    return Tile(course.title, value, f"{day(first.day)} → {day(last.day)}")


def _infusions(report: Report) -> Tile:
    count = str(len(report.infusions))
    if report.days_since_last is None:
        return Tile("Infusions", count, "none recorded")
    last = f"{phrases.days(report.days_since_last)} ago" if report.days_since_last else "last day"
    coming = f", next {day(report.planned[0].day)}" if report.planned else ""
    return Tile("Infusions", count, last + coming)


def _logged(main: Series) -> Tile:
    logged = main.logged
    late = f"{logged.late} written late" if logged.late else "none written late"
    return Tile("Days logged", f"{logged.logged} / {logged.of}", late)


def sentences(report: Report) -> tuple[str, ...]:
    """Return what the page says in sentences: descriptive, and nothing that the numbers do not."""
    if not report.main.days:
        return (_nothing(report),)
    return tuple(s for s in (_durations(report), _around_last(report), _median(report)) if s)


def _nothing(report: Report) -> str:
    label = report.main.measure.label.lower()
    return (
        f"No {label} is recorded for these days. One score a day is enough: "
        "open tracker, type a digit, press Enter."
    )


def _durations(report: Report) -> str | None:
    judged = [row for row in report.infusions if not row.too_close][-3:]
    if not judged:
        return None
    told = [f"infusion {row.number} {phrases.held_days(row.benefit)}" for row in judged]
    return f"Half of the gain over before held: {'; '.join(told)}."


def _around_last(report: Report) -> str | None:
    if not report.infusions or report.infusions[-1].just_before is None:
        return None
    row = report.infusions[-1]
    best = "" if row.best_after is None else f", best after it {number(row.best_after)}"
    return f"Just before infusion {row.number}: {number(row.just_before)}{best}."


def _median(report: Report) -> str | None:
    median = report.median_benefit
    if median is None:
        return None
    return (
        f"Over {median.episodes} infusions half of the gain held a median of "
        f"{phrases.days(median.days)} (Kaplan–Meier, {median.lost} lost)."
    )


def facts(report: Report) -> tuple[str, ...]:
    """Return the facts below the ledger: each is said, or said to be not recorded."""
    told = (_safety, _worst, _gap, _given, _planned)
    return tuple(fact for tell in told if (fact := tell(report)))


def _worst(report: Report) -> str:
    grid = report.side_effects
    if not report.infusions:
        return "No infusion in these days."
    if not grid.worst:
        return "Side effects: not recorded." if grid.worst is None else "Side effects: none."
    found = [
        f"{name} (infusion {row.number}, {day(row.infusion.day)})"
        for row, cells in zip(report.infusions, grid.rows, strict=True)
        for name, cell in zip(grid.names, cells, strict=True)
        if cell == grid.worst
    ]
    severity = ("none", "mild", "moderate", "severe")[grid.worst]
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f"Worst side effect: {grid.worst} {severity}, {', '.join(found[:3])}{more}."


def _gap(report: Report) -> str | None:
    gap = report.main.longest_gap
    if gap is None:
        return None
    return f"Longest gap: {phrases.days(gap.length)}, {span(gap.first, gap.last)}."


def _given(report: Report) -> str | None:
    """Route and minutes, once for all where they were the same."""
    routes = dict.fromkeys(r.infusion.route for r in report.infusions if r.infusion.route)
    lengths = sorted({r.infusion.minutes for r in report.infusions if r.infusion.minutes})
    doses = sorted({r.infusion.dose_mg for r in report.infusions if r.infusion.dose_mg})
    parts = [_ROUTES.get(route, route) for route in routes]
    parts += [f"{_range(lengths)} minutes"] if lengths else []
    parts += [f"{_range(doses)} mg"] if doses else []
    return f"Given {', '.join(parts)}." if parts else None


_ROUTES = {
    "iv": "into a vein (IV)",
    "im": "into a muscle (IM)",
    "nasal": "by nose",
    "sc": "under the skin (SC)",
    "sublingual": "under the tongue",
    "oral": "by mouth",
    "other": "another way",
}


def _range(values: list[int | float]) -> str:
    low, high = number(values[0]), number(values[-1])
    return low if low == high else f"{low}–{high}"


def _planned(report: Report) -> str | None:
    if not report.planned:
        return "No infusion planned."
    more = len(report.planned) - 1
    rest = f" and {more} more" if more else ""
    return f"Next planned infusion: {day(report.planned[0].day)}{rest}."


def _safety(report: Report) -> str:
    asked = report.self_harm
    if not asked.asked:
        return "Thoughts of death or self-harm: not recorded."
    above = f"above “none” on {asked.above_zero}" if asked.above_zero else "“none” each time"
    return f"Thoughts of death or self-harm: asked on {phrases.days(asked.asked)}, {above}."


def definitions(report: Report) -> str:
    """Return how the numbers were made, in words a patient understands."""
    parts = [_HOW_DAYS] if report.main.days else []
    parts += [_HOW_GAIN] if report.infusions else []
    parts += [_HOW_SCORES] if report.questionnaires else []
    return " ".join(parts)


_HOW_DAYS = (
    "Each day: the median of its entries. Thick line: median of the 7 days around a day, at least "
    "4 logged. Infusion days are drawn as + and count in no number."
)
_HOW_GAIN = (
    "Before: median of the 7 days before the course's first infusion. Just before: median of the "
    "3 days before that infusion. Best after: the level of the second-best of the first 14 days. "
    "Gain: best after against before, not against just before; under 2 points (a fifth of the "
    "scale) is no clear change. "
    "Held: days until 2 logged days in a row lie below half of it; ≥ where the next infusion, "
    "missing entries or the end of the diary cut it short. Side effects: 0 none, 1 mild, "
    "2 moderate, 3 severe; blank was not recorded; a row of several infusions shows the highest. "
    "None of this shows what caused a change."
)
_HOW_SCORES = "A questionnaire's total is no diagnosis."


def alt_text(report: Report) -> str:
    """Return the page in a few sentences, for whoever cannot see it; no name, no note."""
    head = ", ".join(f"{tile.caption} {tile.value} ({tile.detail})" for tile in tiles(report))
    return (
        f"{title(report)}, {phrases.period(report.window)}. {head}. {' '.join(sentences(report))}"
    )
