"""The pages of a report: what stands on the first, and what follows on the next.

The first page is always the same blocks in the same order, so that a reader finds the same thing
in the same place for every person. The mood panel takes whatever height is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final, TypeAlias

from matplotlib.figure import Figure

from tracker.analysis import InfusionRow, Keyed, QuestionnaireCourse, Report, Series
from tracker.charts import (
    aligned_panel,
    fonts,
    head,
    ledger_table,
    month_grid,
    notes_block,
    over_time,
    strip,
    words,
)
from tracker.charts.entry_table import draw_entries
from tracker.charts.ledger import LATEST, ledger
from tracker.charts.over_time import BY_DAY
from tracker.charts.score_panel import draw_scores
from tracker.charts.series_panel import draw_series
from tracker.charts.sheet import BODY, HEADING, PAPERS, WIDTH, Sheet
from tracker.charts.text_page import medicine_line
from tracker.charts.theme import Theme

VISIT: Final = 200
"""Days in a window up to which a page is a visit page; beyond, it shows the year."""

MOST_PANELS: Final = 3
LEAST_MOOD: Final = 33.0
"""Height of the mood panel in mm below which a further panel moves to the next page."""

MOST_MOOD: Final = 84.0
"""Above this a panel says no more; what is left goes to the others."""
PANEL: Final = (11.0, 17.0, 26.0)
"""Least, usual and most height of a further panel in mm."""
BETWEEN: Final = 1.6
SECTION: Final = 4.8
MOST_NOTES: Final = 30.0
"""Height in mm that notes may take on the first page; the rest follow on the next."""

Panel: TypeAlias = Series | QuestionnaireCourse


@dataclass(slots=True)
class _Rest:
    """What did not fit on the first page."""

    panels: tuple[Panel, ...] = ()
    infusions: tuple[InfusionRow, ...] = ()
    keyed: tuple[Keyed, ...] = ()
    medicines: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.panels or self.infusions or self.keyed or self.medicines)


def sheets(
    report: Report, paper: str, theme: Theme, name: str | None, *, entries: bool = False
) -> list[Figure]:
    """Return the figures of a report, one a page; there is always a first one."""
    first = Sheet(PAPERS[paper], theme)
    y = head.draw_head(first, report, name)
    y = head.draw_tiles(first, report, y)
    y = head.draw_sentences(first, report, y)
    y = notes_block.draw_questions(first, report, y)
    rest = _first_page(first, report, y)
    head.draw_foot(first, report)
    pages = [first, *_next_pages(report, paper, theme, name, rest)]
    if entries:
        blank = (Sheet(PAPERS[paper], theme) for _ in repeat(None))
        pages += draw_entries(blank, report, name)
    for number, sheet in enumerate(pages, start=1):
        head.draw_page_number(sheet, report, number, len(pages))
    return [sheet.figure for sheet in pages]


def _first_page(sheet: Sheet, report: Report, y: float) -> _Rest:
    bottom = sheet.paper.room - head.foot_height(report)
    yearly = report.window.days > VISIT
    below = _below_year if yearly else _below_visit
    room = bottom - y - _fixed_height(report, yearly=yearly)
    panels = _panels(report)
    shown = _how_many(len(panels), room)
    height = _panel_height(shown, room)
    mood = min(MOST_MOOD, room - shown * (height + BETWEEN))
    y = _over_time(sheet, report, y, mood, panels[:shown], height)
    rest = below(sheet, report, y, bottom)
    rest.panels = tuple(panels[shown:])
    rest.medicines = tuple(map(medicine_line, report.medicines[strip.MOST_MEDICINES :]))
    return rest


def _panels(report: Report) -> list[Panel]:
    """Return the further panels, questionnaires first: a clinic knows their numbers."""
    return [*report.questionnaires, *report.panels]


def _fixed_height(report: Report, *, yearly: bool) -> float:
    """Return the height of everything between the sentences and the foot but the panels."""
    height = SECTION + strip.strip_height(report)
    height += over_time.AXIS_HEIGHT + over_time.LOW_AXIS + 1.0
    if yearly:
        return height + month_grid.grid_height(report) + 4 + _facts_height(report)
    height += _after_height(report) + _facts_height(report)
    return height + notes_block.notes_height(report, MOST_NOTES)


def _how_many(panels: int, room: float) -> int:
    most = min(panels, MOST_PANELS)
    fitting = int((room - LEAST_MOOD) / (PANEL[0] + BETWEEN))
    return max(0, min(most, fitting))


def _panel_height(shown: int, room: float) -> float:
    if not shown:
        return 0.0
    wanted = max(PANEL[1], (room - MOST_MOOD) / shown - BETWEEN)
    return min(wanted, PANEL[2], (room - LEAST_MOOD) / shown - BETWEEN)


def _over_time(
    sheet: Sheet, report: Report, y: float, mood: float, panels: Sequence[Panel], height: float
) -> float:
    """Draw strip, mood and further panels on one time axis, and return where they end."""
    sheet.text(0, y + 3.2, "Treatment and mood over time", HEADING, bold=True)
    sheet.text(WIDTH, y + 3.2, _key(report), 6.4, ha="right", gid="key")
    y = strip.draw_strip(sheet, report, y + SECTION)
    draw_series(sheet, report, report.main, y, mood, main=True)
    y += mood
    over_time.draw_time_axis(sheet, report, y)
    y += over_time.AXIS_HEIGHT
    for panel in panels:
        draw_panel(sheet, report, panel, y, height)
        y += height + BETWEEN
    if panels:
        over_time.draw_time_axis(sheet, report, y - BETWEEN + 0.4, years=False)
        y += over_time.LOW_AXIS
    return y


def draw_panel(sheet: Sheet, report: Report, panel: Panel, y: float, height: float) -> None:
    """Draw a further panel of either kind."""
    if isinstance(panel, QuestionnaireCourse):
        draw_scores(sheet, report, panel, y, height)
    else:
        draw_series(sheet, report, panel, y, height, main=False)


def _key(report: Report) -> str:
    if report.window.days > BY_DAY:
        return "thin: lowest–highest  thick: middle half  tick: mean  ▼ infusion"
    parts = ["○ day (bar: lowest–highest)", "● last"]
    parts += ["□ written late"] if report.main.logged.late else []
    parts += ["+ infusion day"] if any(v.on_infusion_day for v in report.main.days) else []
    parts += ["━ 7-day median"]
    parts += ["╶·╶ half of the gain"] if any(r.hold for r in report.infusions) else []
    return "  ".join(parts)


def _facts(report: Report) -> list[str]:
    return fonts.wrap(fonts.drawable(" ".join(words.facts(report))), WIDTH, BODY, lines=3)


def _facts_height(report: Report) -> float:
    return len(_facts(report)) * 3.2 + 2.0


def _draw_facts(sheet: Sheet, report: Report, y: float) -> float:
    for number, line in enumerate(_facts(report), start=1):
        sheet.text(0, y + number * 3.2, line, BODY, gid="fact")
    return y + _facts_height(report)


def _shown_infusions(report: Report) -> tuple[InfusionRow, ...]:
    """Return the latest infusions that fill at most the ledger's lines, whole runs kept."""
    count = len(report.infusions)
    while len(ledger(report, report.infusions[-count:])) > LATEST:
        count -= 1
    return report.infusions[-count:] if count else ()


def _after_height(report: Report) -> float:
    if not report.infusions:
        return 0.0
    return max(40.0, ledger_table.ledger_height(ledger(report, _shown_infusions(report)))) + 1


def _below_visit(sheet: Sheet, report: Report, y: float, bottom: float) -> _Rest:
    rest = _Rest()
    if report.infusions:
        shown = _shown_infusions(report)
        rest.infusions = report.infusions[: -len(shown)]
        height = _after_height(report)
        lines = ledger(report, shown)
        ledger_table.draw_ledger(sheet, lines, report.side_effects.names, y)
        left = ledger_table.WIDTH + 5
        aligned_panel.draw_aligned(sheet, report, left, y, WIDTH - left, height)
        y += height
    y = _draw_facts(sheet, report, y)
    rest.keyed = notes_block.draw_notes(sheet, report, y, bottom)
    return rest


def _below_year(sheet: Sheet, report: Report, y: float, bottom: float) -> _Rest:
    if month_grid.grid_height(report):
        month_grid.draw_grid(sheet, report, y + 2)
        y += month_grid.grid_height(report) + 2
    _draw_facts(sheet, report, y)
    return _Rest(infusions=report.infusions, keyed=report.keyed)


def _next_pages(
    report: Report, paper: str, theme: Theme, name: str | None, rest: _Rest
) -> list[Sheet]:
    """Draw what did not fit, page after page, until nothing is left."""
    pages: list[Sheet] = []
    while rest:
        sheet = Sheet(PAPERS[paper], theme)
        y = head.draw_head(sheet, report, name) + 3
        bottom = sheet.paper.room - 8
        for draw in _FOLLOWING:
            y = draw(sheet, report, rest, y, bottom)
        sheet.text(0, sheet.paper.room - 1, words.DISCLAIMER, BODY, bold=True, gid="disclaimer")
        pages.append(sheet)
    return pages


def _more_panels(sheet: Sheet, report: Report, rest: _Rest, y: float, bottom: float) -> float:
    while rest.panels and y + 22 + over_time.AXIS_HEIGHT < bottom:
        draw_panel(sheet, report, rest.panels[0], y, 20)
        over_time.draw_time_axis(sheet, report, y + 20.4)
        rest.panels = rest.panels[1:]
        y += 22 + over_time.AXIS_HEIGHT
    return y


def _more_infusions(sheet: Sheet, report: Report, rest: _Rest, y: float, bottom: float) -> float:
    room = int((bottom - y - ledger_table.HEAD - 6) / ledger_table.ROW)
    count = len(rest.infusions)
    while count and len(ledger(report, rest.infusions[:count])) > max(0, room):
        count -= 1
    if not count:
        return y if not rest.infusions else bottom
    lines = ledger(report, rest.infusions[:count])
    ledger_table.draw_ledger(sheet, lines, report.side_effects.names, y)
    rest.infusions = rest.infusions[count:]
    return y + ledger_table.ledger_height(lines) + 4


def _more_medicines(sheet: Sheet, report: Report, rest: _Rest, y: float, bottom: float) -> float:
    if not rest.medicines or y + 12 > bottom:
        return y
    sheet.text(0, y + 3, "Further medicines", HEADING, bold=True)
    y += 4.6
    while rest.medicines and y + 8 < bottom:
        for line in fonts.wrap(fonts.drawable(rest.medicines[0]), WIDTH, BODY, lines=2):
            y += 3.2
            sheet.text(0, y, line, BODY, gid="medicine-line")
        rest.medicines = rest.medicines[1:]
    return y + 4


def _more_notes(sheet: Sheet, report: Report, rest: _Rest, y: float, bottom: float) -> float:
    if not rest.keyed or y + 14 > bottom:
        return y
    sheet.text(0, y + 3, "Further notes and events", HEADING, bold=True)
    rows = int((bottom - y - 4.6) / notes_block.LINE)
    rest.keyed = notes_block.write_keyed(sheet, rest.keyed, y + 4.6, rows, 6)
    return bottom


_FOLLOWING: Final[tuple[Callable[[Sheet, Report, _Rest, float, float], float], ...]] = (
    _more_panels,
    _more_infusions,
    _more_medicines,
    _more_notes,
)
