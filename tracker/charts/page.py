"""The pages of a report: which blocks are on the first, and what follows on the next.

The first page has the same blocks in the same order for everybody, so that a reader finds the same
thing in the same place. The main panel takes whatever height is left; when there is too little for
all blocks, they go to the next page in a fixed order, and the first page says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final, NamedTuple

from tracker.analysis import Annotation, QuestionnaireScores, Report, Series
from tracker.charts import (
    header,
    ledger_layout,
    notes,
    thumbnails,
    time_axis,
    treatments,
    words,
    year_grid,
)
from tracker.charts.entries import draw_entries
from tracker.charts.ledger import draw_ledger
from tracker.charts.ledger_layout import Ledger, Line
from tracker.charts.measure import draw_measure, drawn_range
from tracker.charts.scores import draw_scores, ends_of
from tracker.charts.sheet import PAPERS, WIDTH, Sheet, shorten, wrap
from tracker.charts.theme import TEXT, Theme
from tracker.records.format import count, format_list

VISIT: Final = 200
"""Days in a window up to which a page is a visit page; beyond, days are in a table of a year."""
MAX_PANELS: Final = 3
MIN_MAIN_HEIGHT: Final = 35.0
MAX_MAIN_HEIGHT: Final = 84.0
"""Mm of the main panel: blocks move on to stay above the one; it never grows above the other."""
GOOD_MAIN_HEIGHT: Final = 55.0
"""Mm of the main panel from which more lines of the ledger are shown."""
QUESTIONNAIRE: Final = (17.0, 26.0)
MEASURE: Final = (9.0, 20.0)
"""Minimum and maximum height of a further panel in mm."""
LATER_PANEL: Final = 20.0
"""Mm of a further panel on a page after the first."""
BETWEEN: Final = 2.0
PAGE_ROWS: Final = 10
"""Lines of the ledger on a first page that has little room."""
MIN_ROWS: Final = 5
MAX_EVENTS: Final = 12
MIN_EVENTS: Final = 4
"""Lines of events on a first page."""
POINTER: Final = 3.4
"""Mm for a line that says what is on the next page."""
MAX_POINTED: Final = 2
POINTED_ROOM: Final = 30.0
"""Panels that such a line names, and mm for each name."""
MAX_EXTRA_HEIGHT: Final = 12.0
"""Mm by which thumbnails are taller where there is room."""
Shown = Series | QuestionnaireScores


@dataclass(frozen=True, slots=True)
class Plan:
    """What the first page shows below its head, and how much of each."""

    panels: tuple[Shown, ...]
    lines: tuple[Line, ...]
    """The last lines of the ledger; `_shown_lines` puts the heading of their course above them."""
    thumbnails: bool
    grid: bool
    events: tuple[Annotation, ...]
    """The lettered entries, the latest ones where not all have room."""


class Heights(NamedTuple):
    """Mm of those blocks of the first page that grow where there is room."""

    main: float
    panels: tuple[float, ...]
    thumbnails: float


@dataclass(slots=True)
class Rest:
    """What is still to be drawn on the pages after the first."""

    panels: list[Shown]
    grid: bool
    lines: tuple[Line, ...]
    thumbnails: bool
    medicines: list[str]
    annotations: tuple[Annotation, ...]
    questions: list[str]
    names: list[str]

    def left(self) -> dict[str, object]:
        """Return a copy of what is left of each kind."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {kind: v if isinstance(v, bool) else tuple(v) for kind, v in values.items()}


def draw_pages(
    report: Report, paper: str, theme: Theme, name: str | None, *, entries: bool = False
) -> list[Sheet]:
    """Return the sheets of a report, one a page; there is always a first one."""

    def new_sheet() -> Sheet:
        return Sheet(PAPERS[paper], theme)

    first = new_sheet()
    header.draw_head(first, report, name)
    header.draw_tiles(first, report)
    y = header.draw_sentences(first, report)
    y = header.draw_self_harm(first, report, y)
    y = header.draw_questions(first, report, y) + 1.4
    table = ledger_layout.lay_out(report) if report.infusions else None
    room = first.paper.room - header.foot_height(report) - y
    plan, heights = plan_first_page(report, table, room)
    rest = _rest(report, plan, table, heights)
    pages = [first]
    begins: dict[str, int] = {}
    while any((before := rest.left()).values()):
        pages.append(_draw_next(new_sheet(), report, name, rest))
        for kind, left in rest.left().items():
            if left != before[kind]:
                begins.setdefault(kind, len(pages))
    _draw_below(first, report, y, table, plan, heights, begins)
    rows, done = words.entry_rows(report) if entries else [], 0
    while done < len(rows):
        sheet = new_sheet()
        y = header.draw_head(sheet, report, name) + 3
        done = draw_entries(sheet, report, rows, done, y, sheet.paper.room - 6)
        header.draw_disclaimer(sheet)
        pages.append(sheet)
    for number, sheet in enumerate(pages, start=1):
        header.draw_page_number(sheet, report, number, len(pages))
    return pages


# The first page


def _draw_below(
    sheet: Sheet, report: Report, y: float, table: Ledger | None, plan: Plan, heights: Heights,
    begins: Mapping[str, int],
) -> None:  # fmt: skip
    """Draw the rest of it; `begins` are the pages on which the kinds that follow begin."""
    y = treatments.draw_treatments(sheet, report, y, begins.get("medicines", 2))
    draw_measure(sheet, report, report.main, y, heights.main, main=True)
    y += heights.main
    time_axis.draw_time_axis(sheet, report, y)
    y += time_axis.AXIS_HEIGHT
    for panel, height in zip(plan.panels, heights.panels, strict=True):
        draw_panel(sheet, report, panel, y, height)
        y += height + BETWEEN
    if table and plan.lines:
        earlier = sum(line.row is not None for line in _earlier_lines(table, plan))
        note = f"{earlier} earlier on page {begins.get('lines', 2)}" if earlier else ""
        y = draw_ledger(sheet, table, _shown_lines(table, plan), y, note=note) + 1.2
    if plan.thumbnails:
        y = thumbnails.draw_thumbnails(sheet, report, y, heights.thumbnails) + 1.0
    if plan.grid:
        y = year_grid.draw_grid(sheet, report, y) + 1.0
    if plan.events:
        notes.draw_events(sheet, report, plan.events, y, begins.get("annotations", 2))
    bottom = sheet.paper.room - header.foot_height(report)
    for above, pointer in enumerate(reversed(_pointers(report, plan, begins))):
        sheet.text(0, bottom - 0.6 - above * POINTER, pointer, "small-bold", gid="more")
    header.draw_foot(sheet, report)


def _pointers(report: Report, plan: Plan, begins: Mapping[str, int]) -> list[str]:
    """Return the lines that name the pages of the blocks for which the first has no room."""
    found = []
    if report.annotations and not plan.events:
        what = count(len(report.annotations), "event or note", "events and notes")
        found.append(f"{what} on page {begins.get('annotations', 2)}")
    moved = []
    if panels := _later_panels(report, plan):
        names = [_name(panel) for panel in panels]
        shown = [shorten(name, POINTED_ROOM, "small-bold") for name in names[:MAX_POINTED]]
        more = [f"{len(names) - len(shown)} more"] if len(names) > len(shown) else []
        moved.append(f"{format_list([*shown, *more])} on page {begins.get('panels', 2)}")
    if _has_grid(report) and not plan.grid:
        moved.append(f"Every day on page {begins.get('grid', 2)}")
    if report.infusions and not plan.thumbnails:
        moved.append(f"Days around each infusion on page {begins.get('thumbnails', 2)}")
    return [*found, " · ".join(moved)] if moved else found


def _rest(report: Report, plan: Plan, table: Ledger | None, heights: Heights) -> Rest:
    listed = treatments.needs_list(report)
    return Rest(
        panels=_later_panels(report, plan),
        grid=_has_grid(report) and not plan.grid,
        lines=_earlier_lines(table, plan) if table else (),
        thumbnails=bool(report.infusions) and not plan.thumbnails,
        medicines=[words.medicine_words(report, m) for m in report.medicines] if listed else [],
        annotations=report.annotations[: len(report.annotations) - len(plan.events)],
        questions=[q.title for q in report.questions[header.MAX_QUESTIONS :]],
        names=_long_names(report, plan, heights),
    )


def _later_panels(report: Report, plan: Plan) -> list[Shown]:
    """Return the panels that are not on the first page."""
    return [panel for panel in all_panels(report) if panel not in plan.panels]


def _name(panel: Shown) -> str:
    return panel.title if isinstance(panel, QuestionnaireScores) else panel.measure.label


def _earlier_lines(table: Ledger, plan: Plan) -> tuple[Line, ...]:
    """Return the lines of the ledger above those that the first page shows."""
    return ledger_layout.without_last_heading(table.lines[: len(table.lines) - len(plan.lines)])


def _shown_lines(table: Ledger, plan: Plan) -> tuple[Line, ...]:
    """Return the lines of the ledger on the first page, under the heading of their course."""
    return ledger_layout.under_heading(table.lines, len(table.lines) - len(plan.lines))


def _long_names(report: Report, plan: Plan, heights: Heights) -> list[str]:
    """Return the names that are shortened beside their panel, at the height it is drawn with."""
    shown: list[tuple[Shown, float]] = [
        (report.main, heights.main),
        *zip(plan.panels, heights.panels, strict=True),
        *((panel, LATER_PANEL) for panel in _later_panels(report, plan)),
    ]
    return [_name(panel) for panel, height in shown if not _shows_name(report, panel, height)]


def _shows_name(report: Report, panel: Shown, height: float) -> bool:
    if isinstance(panel, QuestionnaireScores):
        low, high, ends = panel.low, panel.high, ends_of(panel)
    else:
        low, high = drawn_range(report, panel)
        ends = words.end_words(panel.measure, low, high)
    return time_axis.name_fits(_name(panel), height, time_axis.name_room(low, high), ends)


def all_panels(report: Report) -> tuple[Shown, ...]:
    """Return the further panels in the order they are shown.

    Questionnaires come first, as clinicians read their numbers; one place of the first page is
    kept for a further measure.
    """
    places = MAX_PANELS - bool(report.panels)
    first, later = report.questionnaires[:places], report.questionnaires[places:]
    return (*first, *report.panels, *later)


def _has_grid(report: Report) -> bool:
    return report.window.days > VISIT and bool(year_grid.grid_height(report))


def plan_first_page(report: Report, table: Ledger | None, room: float) -> tuple[Plan, Heights]:
    """Choose what fits in `room` mm below the head of the first page.

    Everything at first; then one thing after another is made smaller or moved to the next page,
    until the main panel has its minimum height. What is left over goes to the main panel, then to
    more lines of the ledger, then to the other panels and the thumbnails.
    """
    fixed = treatments.strip_height(report) + time_axis.AXIS_HEIGHT
    all_lines = table.lines if table else ()
    plan = Plan(
        panels=all_panels(report)[:MAX_PANELS],
        lines=ledger_layout.last_lines(all_lines, PAGE_ROWS),
        thumbnails=bool(report.infusions) and not _has_grid(report),
        grid=_has_grid(report),
        events=notes.latest(report, report.annotations, MAX_EVENTS),
    )

    def left(candidate: Plan) -> float:
        return room - fixed - _height(report, table, candidate)

    for shrink in _SHRINK_STEPS:
        if left(plan) >= MIN_MAIN_HEIGHT:
            break
        plan = shrink(plan, report, MIN_MAIN_HEIGHT - left(plan))
    main = min(left(plan), MAX_MAIN_HEIGHT)
    while len(plan.lines) < len(all_lines):
        more = replace(plan, lines=all_lines[-len(plan.lines) - 1 :])
        if left(more) < min(main, GOOD_MAIN_HEIGHT):
            break
        plan = more
        main = min(left(plan), MAX_MAIN_HEIGHT)
    spare = left(plan) - main
    share = spare / len(plan.panels) if plan.panels else 0.0
    panels = tuple(_panel_height(panel, share) for panel in plan.panels)
    spare -= sum(panels) - sum(_panel_height(panel, 0.0) for panel in plan.panels)
    return plan, Heights(main, panels, thumbnails.HEIGHT + min(spare, MAX_EXTRA_HEIGHT))


def _height(report: Report, table: Ledger | None, plan: Plan) -> float:
    height = sum(_panel_height(panel, 0.0) + BETWEEN for panel in plan.panels)
    if table and plan.lines:
        height += table.height(_shown_lines(table, plan)) + 1.2
    height += (thumbnails.HEIGHT + 1.0) * plan.thumbnails
    height += (year_grid.grid_height(report) + 1.0) * plan.grid
    if plan.events:
        height += len(notes.event_lines(report, plan.events)) * notes.LINE + 1.0
    return height + POINTER * len(_pointers(report, plan, {}))


def _panel_height(panel: Shown, share: float) -> float:
    minimum, maximum = QUESTIONNAIRE if isinstance(panel, QuestionnaireScores) else MEASURE
    return min(maximum, minimum + share)


ShrinkStep = Callable[[Plan, Report, float], Plan]
"""Takes the plan, the report, and how many mm are missing."""


def _fewer_events(plan: Plan, report: Report, short: float) -> Plan:
    rows = len(notes.event_lines(report, plan.events)) - int(short / notes.LINE) - 1
    return replace(plan, events=notes.latest(report, plan.events, max(MIN_EVENTS, rows)))


def _fewer_lines(plan: Plan, report: Report, short: float) -> Plan:
    begins_course = bool(plan.lines) and plan.lines[0].row is None
    lines = plan.lines[begins_course:]  # the heading of its course stays above the first row
    fewer = max(MIN_ROWS, len(lines) - int(short / ledger_layout.SLOT) - 1)
    return replace(plan, lines=lines[-fewer:])


_SHRINK_STEPS: Final[tuple[ShrinkStep, ...]] = (
    _fewer_events,
    lambda plan, *_: replace(plan, panels=plan.panels[:2]),
    _fewer_lines,
    lambda plan, *_: replace(plan, events=()),
    lambda plan, *_: replace(plan, grid=False),
    lambda plan, *_: replace(plan, thumbnails=False),
    lambda plan, *_: replace(plan, panels=plan.panels[:1]),
    lambda plan, *_: replace(plan, lines=plan.lines[-2:]),
    lambda plan, *_: replace(plan, panels=(), lines=()),
)
"""The order in which blocks shrink or move, those least needed in a visit first."""


def draw_panel(sheet: Sheet, report: Report, panel: Shown, y: float, height: float) -> None:
    """Draw a further panel of either kind."""
    if isinstance(panel, QuestionnaireScores):
        draw_scores(sheet, report, panel, y, height)
    else:
        draw_measure(sheet, report, panel, y, height, main=False)


# The pages after it


def _draw_next(sheet: Sheet, report: Report, name: str | None, rest: Rest) -> Sheet:
    y = header.draw_head(sheet, report, name) + 3
    bottom = sheet.paper.room - 6
    y = _more_text(sheet, "Further questions", rest.questions, y, bottom, "question")
    if rest.grid and y + year_grid.grid_height(report) <= bottom:
        y = year_grid.draw_grid(sheet, report, y) + 3
        rest.grid = False
    y = _more_lines(sheet, report, rest, y, bottom)
    if rest.thumbnails and y + thumbnails.HEIGHT <= bottom:
        y = thumbnails.draw_thumbnails(sheet, report, y) + 3
        rest.thumbnails = False
    while rest.panels and y + LATER_PANEL + 2 + time_axis.AXIS_HEIGHT < bottom:
        draw_panel(sheet, report, rest.panels.pop(0), y, LATER_PANEL)
        time_axis.draw_time_axis(sheet, report, y + LATER_PANEL + 0.4)
        y += LATER_PANEL + 3 + time_axis.AXIS_HEIGHT
    y = _more_text(sheet, "Names in full", rest.names, y, bottom, "long-name")
    y = _more_text(sheet, "All medicines", rest.medicines, y, bottom, "medicine-line")
    if rest.annotations and y + 14 <= bottom:
        rest.annotations = notes.draw_further_events(sheet, report, rest.annotations, y, bottom)
    header.draw_disclaimer(sheet)
    return sheet


def _more_text(
    sheet: Sheet, heading: str, items: list[str], y: float, bottom: float, gid: str
) -> float:
    """Write the items that fit under a heading, and remove them from the list."""
    if not items or y + 12 > bottom:
        return y
    sheet.text(0, y + 3.0, heading, "heading")
    y += notes.HEADING
    while items:
        lines = wrap(items[0], WIDTH, "body")
        room = int((bottom - y) / TEXT["body"].line)
        if len(lines) > room and room < notes.FULL_PAGE:
            break
        y = sheet.lines(0, y + 2.5, lines[:room], "body", gid=gid) - 2.5
        items[:1] = [" ".join(lines[room:])] if len(lines) > room else []
    return y + 3


def _more_lines(sheet: Sheet, report: Report, rest: Rest, y: float, bottom: float) -> float:
    if not rest.lines:
        return y
    table = ledger_layout.lay_out(report)
    shown = ledger_layout.first_lines(
        rest.lines, int((bottom - y - table.head_height - 2) / ledger_layout.SLOT)
    )
    if not shown:
        return bottom
    rest.lines = ledger_layout.under_heading(rest.lines, len(shown))
    numbers = [line.row.number for line in shown if line.row]
    note = f"infusions {numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else ""
    return draw_ledger(sheet, table, shown, y, note=note) + 4
