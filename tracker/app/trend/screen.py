"""One measure over four weeks, twelve, or all of them; or around each of the last infusions.

It only draws: all numbers and their wording come from the page's report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.analysis import InfusionRow, Report, Window, build_report, most_rated
from tracker.app.chart import Chart, Level, Plot
from tracker.app.plots import DAY, around_plot, course_levels, days_plot, legend
from tracker.app.report.preview import tile_rows
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.app.themes import colourless
from tracker.app.widgets import (
    KEY,
    MUTED,
    Invitation,
    Panel,
    Status,
    clickable,
    hints,
    line,
    lines,
    segment,
)
from tracker.charts import words
from tracker.records import MOOD, Measure
from tracker.records.format import NONE, count, shorten

SPANS: Final = ((4, "4 weeks"), (12, "12 weeks"), (None, "all"))
"""Weeks that can be chosen, and their names; None is all days."""
AROUND: Final = (7, 28)
"""Days before and after an infusion in its chart, as in the small charts of the page."""
LEAST_AROUND: Final = 36
"""Least width of a chart around one infusion, in cells."""
MOST_AROUND: Final = 3
LABEL_SHOWN: Final = 24
BAR: Final = 10
"""Most cells of a change bar on either side of its middle, for half of the scale."""


class TrendPlace(Place):
    """One measure over time, or around the last infusions."""

    NAME = "trend"
    HELP = (
        "Each dot is a day; where the days outnumber the columns, a dot is the middle of several. "
        "A break in the axis is a day without an entry. The line is the median of seven days. "
        "Halfway lies midway between the week before the course's first infusion and the week "
        "after its first series."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "next_measure", "Measure", tooltip="Show the next measure."),
        Binding("1", "span(0)", "4 weeks", show=False, tooltip="Show 4 weeks."),
        Binding("2", "span(1)", "12 weeks", show=False, tooltip="Show 12 weeks."),
        Binding("3", "span(2)", "All", show=False, tooltip="Show all days."),
        Binding("a", "after", "After infusions", tooltip="Show the days around infusions."),
        Binding("plus,equals_sign", "closer(-1)", "Fewer days", show=False),
        Binding("minus", "closer(1)", "More days", show=False),
        Binding("left", "move(-1)", "Earlier days", show=False),
        Binding("right", "move(1)", "Later days", show=False),
        Binding("u", "undo", "Undo", tooltip="Undo the last change."),
    ]
    DEFAULT_CSS = """
    TrendPlace {
        #nothing { display: none; height: 1fr; align: center middle; }
        &.-empty #nothing { display: block; }
        &.-empty #spans, &.-empty #plots, &.-empty #low { display: none; }
        #spans { height: 1; padding: 0 1; }
        #plots { height: 1fr; }
        #numbers-panel, #changes-panel { height: 100%; }
        #numbers, #changes { height: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
        #low { height: 10; }
        &.-short #low, &.-low #low { height: 4; }
        &.-narrow.-short #low { height: 5; }
        &.-short #changes-panel, &.-low #low, &.-narrow #changes-panel { display: none; }
        &.-high #low { height: 11; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.measure_key: str | None = None
        """The measure chosen with m; None for what the page would be about."""
        self.span = 0
        self.around = False
        """Whether the charts show the days around infusions instead of all days."""
        self.end: date | None = None
        """The last day shown; None follows today."""
        self.last_around = 0
        """Number of infusions after the last one shown."""
        self.charts = [Chart() for _ in range(MOST_AROUND)]
        """Over time only the first is shown; around infusions as many as fit."""
        self._reports: dict[tuple[str, Window], Report] = {}

    def compose_body(self) -> ComposeResult:
        """Lay out the choice of days, the charts, and the numbers."""
        with Vertical(id="nothing"):
            yield Invitation(
                "Nothing to draw yet",
                "Once you rate your mood, each day becomes a dot here, with your infusions marked.",
                [("t", "rate today")],
            )
        yield Static(id="spans", markup=False)
        yield Horizontal(*(Panel("", chart, classes="-focus") for chart in self.charts), id="plots")
        yield Horizontal(
            Panel("In numbers", Static(id="numbers"), id="numbers-panel"),
            Panel(
                "Change around each infusion",
                Static(id="changes"),
                keys="median of 3 days before → 3 days after",
                id="changes-panel",
            ),
            id="low",
        )
        yield Status()

    @property
    def measure(self) -> Measure:
        """The measure shown; mood if the chosen one is no longer rated."""
        active = self.diary.active_measures
        key = self.measure_key or self._usual_measure
        return next((m for m in active if m.key == key), active[0])

    @property
    def _usual_measure(self) -> str:
        """Mood, or where it is never rated what is rated most, as on the page."""
        entries = self.diary.check_ins
        if not entries or any(c.value(MOOD.key) is not None for c in reversed(entries)):
            return MOOD.key
        rated = Counter(rating.measure for c in entries for rating in c.ratings)
        return most_rated(self.diary, rated).key

    @property
    def first(self) -> date:
        """The first day on which anything was entered."""
        given = [infusion.day for infusion in self.diary.infusions if infusion.given]
        return min([*(c.day for c in self.diary.check_ins[:1]), *given[:1], self.today])

    @property
    def window(self) -> Window:
        """The days shown."""
        end = self.end or self.today
        weeks, _ = SPANS[self.span]
        return Window(min(self.first, end) if weeks is None else end - (7 * weeks - 1) * DAY, end)

    def reload(self) -> None:
        """Read again, and drop the reports of the former diary."""
        self._reports = {}
        super().reload()

    def show(self) -> None:
        """Show the days chosen."""
        report = self._report(self.window)
        empty = not (self.diary.check_ins or self.diary.infusions)
        self.set_class(empty, "-empty")
        ways = [("←", "earlier days")] if self.window.start > self.first else []
        ways += [("→", "later days")] if self.end else []
        # Around infusions, the frame says it.
        self.status.hint("" if empty or self.around else hints(*ways))
        self.query_one("#spans", Static).update(self._spans(), layout=False)
        self._show_charts(report)
        shown = numbers(report, self._panel_width, low=self._low)
        self.query_one("#numbers", Static).update(shown, layout=False)
        if not self._low:
            # As many as the panel has rows.
            last = 9 if self.app.size.height >= 36 else 8
            rows = [r for r in self._all_days().infusions if r.infusion.day <= self.window.end]
            shown = changes(rows[-last:], self.measure, self._panel_width)
            self.query_one("#changes", Static).update(shown, layout=False)

    def on_resize(self, event: events.Resize) -> None:
        """Show as much as fits the new size."""
        if self._reports:
            self.call_after_refresh(self.show)

    def _all_days(self) -> Report:
        """Return the report of the whole diary."""
        return self._report(Window(self.first, self.today))

    def _report(self, window: Window) -> Report:
        """Return the report of some days, made once until the diary changes."""
        measure = self.measure.key
        if (measure, window) not in self._reports:
            self._reports[measure, window] = build_report(
                self.diary, window, today=self.today, measure=measure, panels=()
            )
        return self._reports[measure, window]

    # The charts

    def _spans(self) -> Content:
        names = [(str(n), name, f"span({n - 1})") for n, (_, name) in enumerate(SPANS, start=1)]
        names.append(("a", "after infusions", "after"))
        chosen = len(SPANS) if self.around else self.span
        parts = []
        for n, (key, name, action) in enumerate(names):
            shown = segment(name, chosen=n == chosen, bare=colourless(self.app))
            parts.append(clickable(line((key, KEY), " ", shown), action))
        return Content("  ").join(parts)

    def _show_charts(self, report: Report) -> None:
        plots: list[tuple[str, Plot | None]]
        if not self.around:
            plot = self._days_plot(report)
            size = self.charts[0].size
            below = legend(plot, *size) if size else Content("")
            plots = [(self._title(report), plot)]
        elif rows := self._rows_around():
            plots = [self._around_plot(row) for row in rows]
            below = hints(("← →", "other infusions"))
        else:
            plots = [("After infusions", None)]
            below = hints(("", "no infusion with an entry after it yet"))
        for n, (panel, chart) in enumerate(
            zip(self.query("#plots Panel").results(Panel), self.charts, strict=True)
        ):
            panel.display = n < len(plots)
            if n < len(plots):
                title, chart.plot = plots[n]
                panel.entitle(title, below if n == len(plots) - 1 else "")

    @on(Chart.Resized)
    def show_legend(self) -> None:
        """Name the marks that a chart of this size has."""
        if self._reports and not self.around:
            self._show_charts(self._report(self.window))

    def _title(self, report: Report) -> str:
        label = shorten(self.measure.label, LABEL_SHOWN)
        days = words.say_span(report, self.window.start, self.window.end)
        wide = self.app.size.width >= 78
        name = SPANS[self.span][1] if self.span < 2 else "all days"
        return f"{label}, {name}" + (f" · {days}" if wide else "")

    def _days_plot(self, report: Report) -> Plot:
        window = report.window
        return days_plot(
            self.diary,
            window.start,
            window.end,
            measure=self.measure,
            today=self.today,
            levels=course_levels(report.course, window.start),
            smooth=[[(point.day, point.value) for point in run] for run in report.main.smoothed]
            if window.days > 7 * 4
            else (),
        )

    # Around infusions

    def _rows_around(self) -> list[InfusionRow]:
        """Return the infusions shown, the earliest first: as many as fit."""
        rows = [row for row in self._all_days().infusions if row.around and row.around[-1].t > 0]
        room = max(1, min(MOST_AROUND, self.app.size.width // LEAST_AROUND))
        self.last_around = min(self.last_around, max(0, len(rows) - room))
        return rows[max(0, len(rows) - room - self.last_around) : len(rows) - self.last_around]

    def _around_plot(self, row: InfusionRow) -> tuple[str, Plot]:
        report, day, today = self._all_days(), row.infusion.day, self.today
        course = next(c for c in report.courses if c.number == row.numbered.course)
        levels = [] if course.halfway is None else [Level(course.halfway, "")]
        plot = around_plot(
            self.diary, day, *AROUND, today=today, measure=self.measure, levels=levels
        )
        return f"Infusion {row.number} · {words.say_day(report, day)}", plot

    # The numbers

    @property
    def _low(self) -> bool:
        """Whether there are only a few lines for the numbers."""
        return self.app.size.height < 30

    @property
    def _panel_width(self) -> int:
        """Width of a lower panel, in cells; on a low or narrow terminal there is only one."""
        width = self.app.size.width
        return width - 4 if self._low or width < 78 else width // 2 - 5

    # Keys

    def action_next_measure(self) -> None:
        """Show the next of the measures that are rated."""
        keys = [measure.key for measure in self.diary.active_measures]
        self.measure_key = keys[(keys.index(self.measure.key) + 1) % len(keys)]
        self.show()
        if len(keys) == 1:
            self.warn("Mood is the only measure you rate. Choose others in Settings (o).")

    def action_after(self) -> None:
        """Switch between the charts around infusions and the one over time."""
        self.around = not self.around
        self.show()

    def action_span(self, span: int) -> None:
        """Show a span of days over time, with the same last day."""
        self.around, self.span = False, span
        self.show()

    def action_closer(self, by: int) -> None:
        """Show the next smaller or larger span, if there is one."""
        self.action_span(min(max(self.span + by, 0), len(SPANS) - 1))

    def action_move(self, by: int) -> None:
        """Show days a quarter earlier or later; or the infusion before or after."""
        if self.around:
            self.last_around = max(0, self.last_around - by)
            self.show()
            return
        window = self.window
        if by > 0 or window.start > self.first:
            end = window.end + by * max(7, window.days // 28 * 7) * DAY
            self.end = None if end >= self.today else end
            self.show()


def numbers(report: Report, width: int, *, low: bool) -> Content:
    """Return the first numbers of the page; `low`: in two or three lines, without details."""
    if not report.main.days:
        rated = shorten(report.main.measure.label, LABEL_SHOWN)
        return line((f"{rated} is not rated on these days. Press t for Today.", MUTED))
    tiles = words.tiles(report)[:4]
    if low:
        shown = [tile for tile in tiles if tile.value != NONE] or list(tiles[:1])
        pairs = [line((f"{tile.caption}  ", MUTED), (tile.value, "bold")) for tile in shown]
        return lines(_side_by_side(pairs, width))
    shown = [replace(tile, detail=tile.detail.split(" · ")[0]) for tile in tiles[:3]]
    shown.append(tiles[3])
    if gap := report.main.longest_gap:
        days = words.say_span(report, gap.first, gap.last)
        shown.append(words.Tile("Longest gap", count(gap.length, "day"), days))
    label = max(len(tile.caption) for tile in shown) + 2
    return lines(row for tile in shown for row in tile_rows(tile, label, width))


def _side_by_side(parts: Iterable[Content], width: int) -> Iterator[Content]:
    """Yield rows of as many parts as fit side by side."""
    row = Content("")
    for part in parts:
        longer = Content("  ·  ").join([row, part]) if row else part
        if row and longer.cell_length > width:
            yield row
            longer = part
        row = longer
    yield row


def changes(rows: Sequence[InfusionRow], measure: Measure, width: int) -> Content:
    """Return the change around each infusion, as a bar from the middle."""
    if not rows:
        return line(("No infusion yet. Press i to add one.", MUTED))
    room = width - 26
    whole = [words.row_direction(row, measure) for row in rows]
    brief = [words.brief_direction(row, measure) for row in rows]  # "" for one without a bar
    pairs = list(zip(whole, brief, strict=True))
    if any(len(word) >= room for word, short in pairs if short):
        pairs = [(short or word, short) for word, short in pairs]
    longest = max((len(word) for word, short in pairs if short), default=0)
    bar = max(1, min(BAR, (room - longest) // 2))
    return lines(
        _change_row(row, measure, word, bar) for row, (word, _) in zip(rows, pairs, strict=True)
    )


def _change_row(row: InfusionRow, measure: Measure, word: str, bar: int) -> Content:
    name = line((f"▼{row.number:<4}", "bold $infusion"))
    before, after = row.before.value, row.after.value
    if before is None or after is None:
        return line(name, (word, MUTED))
    change = after - before
    full = float(measure.high - measure.low) / 2
    cells = min(bar, round(abs(change) / full * bar)) or (1 if change else 0)
    style = "$good" if row.direction == "rose" else "$lane"
    left = f"{'█' * cells if change < 0 else '':>{bar}}"
    right = f"{'█' * cells if change > 0 else '':<{bar}}"
    values = f"{words.number(before)} → {words.number(after)}"
    return line(
        name,
        f"{values:<12}",
        (left, style),
        ("│", "$frame"),
        (right, style),
        f" {words.number(change, signed=True):<6}",
        (word, MUTED),
    )
