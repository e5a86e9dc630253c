"""Treatments, drawn above the mood: infusions with dose and route, medicines, therapy, letters.

A dose is written over its own bar or not at all; the present dose is at the right. Whatever
has no room here is on the next page, and the strip says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from tracker.analysis import Medicine, MedicineSpan, Report
from tracker.charts import words
from tracker.charts.sheet import WIDTH, Panel, Point, Sheet, shorten, text_width
from tracker.charts.time_axis import (
    GUTTER,
    GUTTER_ROOM,
    LEFT,
    RIGHT,
    place,
    place_of,
    spaced,
    time_panel,
)
from tracker.records.format import count

ROW: Final = 3.7
INFUSION_ROW: Final = 6.0
LETTER_ROW: Final = 3.1
MAX_MEDICINES: Final = 6
MAX_LETTER_ROWS: Final = 3
MAX_SHIFT: Final = 3.0
"""Mm that a letter may be away from its own day."""


def strip_height(report: Report) -> float:
    """Return the height of the strip in mm."""
    medicines = min(len(report.medicines), MAX_MEDICINES)
    more = len(report.medicines) > MAX_MEDICINES
    rows = medicines + more + bool(_doses(report)) + bool(report.therapy)
    letters = len(place_letters(report)) * LETTER_ROW + 0.8 if report.annotations else 0.0
    return INFUSION_ROW + ROW * rows + letters + 0.6


def draw_treatments(sheet: Sheet, report: Report, y: float, more_on: int) -> float:
    """Draw the strip and return where it ends; further medicines are on page `more_on`."""
    height = strip_height(report)
    panel = time_panel(sheet, report, y, height, (height, 0), "treatments")
    _draw_infusions(sheet, panel, report, y)
    below = INFUSION_ROW
    if doses := _doses(report):
        _draw_doses(sheet, doses, y + below)
        below += ROW
    for medicine in _with_a_row(report):
        _draw_medicine(sheet, panel, report, medicine, y, below)
        below += ROW
    if (more := len(report.medicines) - MAX_MEDICINES) > 0:
        pointer = f"{count(more, 'more medicine')} on page {more_on}"
        sheet.text(0, y + below + 2.9, pointer, "small", gid="more")
        below += ROW
    if report.therapy:
        _draw_therapy(sheet, panel, report, y, below)
        below += ROW
    if report.annotations:
        _draw_letters(sheet, panel, report, y, below)
    return y + height


def _with_a_row(report: Report) -> list[Medicine]:
    """Return the medicines with a row: where there are too many, those that were taken latest."""
    latest = sorted(report.medicines, key=lambda medicine: medicine.stopped or date.max)
    return [m for m in report.medicines if m in latest[-MAX_MEDICINES:]]


def _row_name(sheet: Sheet, y: float, name: str) -> None:
    room = LEFT - 2.0
    sheet.text(0, y + 2.9, shorten(name, room, "small"), "small", gid="row-name")


def _draw_infusions(sheet: Sheet, panel: Panel, report: Report, y: float) -> None:
    _row_name(sheet, y + 0.6, "Infusion")
    days = list(dict.fromkeys(row.day for row in report.infusions))
    panel.points("infusions", [day.toordinal() for day in days], [4.7] * len(days))
    if not days:
        sheet.text(LEFT + 2, y + 3.7, "none in these days", "small", gid="no-infusion")
    numbers: dict[float, str] = {}
    for day in days:
        given = [row.number for row in report.infusions if row.day == day]
        numbers[place(report, day)] = (
            str(given[0]) if len(given) == 1 else f"{given[0]}–{given[-1]}"
        )
    for x, number in spaced(numbers.items(), "infusion-number", gap=0.5):
        sheet.text(x, y + 2.9, number, "infusion-number", ha="center", gid="infusion-number",
                   halo=True)  # fmt: skip


def _doses(report: Report) -> list[tuple[float, str]]:
    """Return the places from which dose, route or length was another, and what it was.

    A day of which nothing is recorded says so: it would be read as given like the one before.
    """
    if not any(words.dose_words(row.infusion) for row in report.infusions):
        return []  # the data line says so once
    found: list[tuple[float, str]] = []
    for day, rows in groupby(report.infusions, key=lambda row: row.day):
        doses = (words.dose_words(row.infusion, total=False) or "not recorded" for row in rows)
        dose = " + ".join(dict.fromkeys(doses))
        if not found or dose != found[-1][1]:
            found.append((place(report, day), dose))
    return found


def _draw_doses(sheet: Sheet, doses: Sequence[tuple[float, str]], y: float) -> None:
    """Write a dose where it began, if there is room before the next one."""
    edges = [began for began, _ in doses[1:]]
    left_out = False
    free = LEFT - 1  # where the next dose may begin
    for (began, dose), edge in zip(doses, [*edges, WIDTH + 0.5], strict=True):
        wide = text_width(dose, "small")
        x = max(free, min(began - 1.5, RIGHT + GUTTER_ROOM - wide))
        if x - began > MAX_SHIFT or x + wide > edge - 0.5:
            left_out = True
            continue
        sheet.text(x, y + 2.9, dose, "small", gid="dose", halo=True)
        free = x + wide + 2.2
    _row_name(sheet, y, "Doses: see table" if left_out else "Dose, route")


def _draw_medicine(
    sheet: Sheet, panel: Panel, report: Report, medicine: Medicine, y: float, below: float
) -> None:
    """Draw a medicine's doses as bars, each with its text above, and the present dose."""
    _row_name(sheet, y + below, medicine.title)
    level = below + 3.5
    for span in medicine.spans:
        left, right = _shown_days(report, span)
        if right <= left:
            continue
        panel.strokes("medicine", [((left, level), (right, level))])
        if span.first >= report.window.start:
            panel.strokes("medicine-step", [((left, level - 1.0), (left, level + 0.4))])
        if dose := shown_dose(report, span):
            x = place_of(report, left)
            sheet.text(x + 0.7, y + below + 2.6, dose, "fine", gid="medicine-dose", halo=True)
    now = _now(report, medicine)
    style = "small" if text_width(now, "small") <= GUTTER_ROOM else "fine"
    sheet.text(GUTTER, y + below + 2.9, shorten(now, GUTTER_ROOM, style), style,
               gid="medicine-now")  # fmt: skip


def _shown_days(report: Report, span: MedicineSpan) -> tuple[float, float]:
    """Return where a span begins and ends in the window, as ordinals; not rising outside it."""
    window = report.window
    first, last = max(span.first, window.start), min(span.last or window.end, window.end)
    return first.toordinal() - 0.5, last.toordinal() + 0.5


def shown_dose(report: Report, span: MedicineSpan) -> str:
    """Return a dose as it is written over its bar: nothing where the bar is too short for it."""
    left, right = (place_of(report, day) for day in _shown_days(report, span))
    dose = span.dose or ""
    return dose if text_width(dose, "fine") + 1.0 <= right - left else ""


def _now(report: Report, medicine: Medicine) -> str:
    if medicine.current:
        word, dose = "now" if report.up_to_now else "at the end", medicine.current.dose
        if not dose:
            return f"{word} taken"
        # At the end of its bar a whole dose says more than "now" before half of one.
        beside = (f"{word} {dose}", dose)
        return next((t for t in beside if text_width(t, "fine") <= GUTTER_ROOM), beside[0])
    if medicine.stopped is None:
        return ""
    day = words.say_day(report, medicine.stopped)
    stopped = f"stopped {day}"
    return stopped if text_width(stopped, "fine") <= GUTTER_ROOM else f"until {day}"


def needs_list(report: Report) -> bool:
    """Whether a name or a dose has no room in the strip: then all medicines follow in words."""
    if len(report.medicines) > MAX_MEDICINES:
        return True
    for medicine in report.medicines:
        if shorten(medicine.title, LEFT - 2.0, "small") != medicine.title:
            return True
        cut = text_width(_now(report, medicine), "fine") > GUTTER_ROOM
        if cut and not medicine.current:
            return True
        told_beside = None if cut else medicine.current
        if any(s.dose and not shown_dose(report, s) and s != told_beside for s in medicine.spans):
            return True
    return False


def _draw_therapy(sheet: Sheet, panel: Panel, report: Report, y: float, below: float) -> None:
    """Draw a session as a tick and a stay as a bar."""
    _row_name(sheet, y + below, "Therapy")
    strokes: list[Sequence[Point]] = []
    for therapy in report.therapy:
        first = max(therapy.first, report.window.start).toordinal()
        last = min(therapy.last, report.window.end).toordinal()
        if first == last:  # a session, or the one day of a stay that is in the window
            strokes.append([(first, below + 1.2), (first, below + 3.4)])
        else:
            strokes.append([(first, below + 2.3), (last, below + 2.3)])
    panel.strokes("therapy", strokes)


# Letters


@dataclass(frozen=True, slots=True)
class Letters:
    """Neighbouring letters as one text, each with the place of its own day in mm."""

    placed: tuple[tuple[float, str], ...]

    @property
    def text(self) -> str:
        """The letters: GH, or AA AB."""
        between = "" if all(len(letter) == 1 for _, letter in self.placed) else " "
        return between.join(letter for _, letter in self.placed)

    @property
    def width(self) -> float:
        """The width of the text in mm."""
        return text_width(self.text, "small-bold")

    @property
    def middle(self) -> float:
        """Where the text is centred: over its days, inside the plot."""
        half = self.width / 2
        centre = (self.placed[0][0] + self.placed[-1][0]) / 2
        return min(max(centre, LEFT - 1 + half), RIGHT + 2 - half)

    def touches(self, later: Letters) -> bool:
        """Whether the texts of this one and a later one would touch."""
        return self.middle + self.width / 2 + 0.7 > later.middle - later.width / 2

    @property
    def shift(self) -> float:
        """How far the farthest letter is from its own day, in mm."""
        left, step = self.middle - self.width / 2, self.width / len(self.placed)
        return max(abs(left + (i + 0.5) * step - x) for i, (x, _) in enumerate(self.placed))


def place_letters(report: Report) -> list[list[Letters]]:
    """Return rows of letters, each at its own day, neighbours joined.

    Where three rows are not enough to keep each near its day, there is one row without letters.
    """
    found = [(place(report, a.day), a.letter) for a in report.annotations]
    for number in range(1, MAX_LETTER_ROWS + 1):
        longest = "".join(letter for _, letter in found[::number])
        if text_width(longest, "small-bold") > RIGHT - LEFT + 3 * MAX_SHIFT:
            continue  # wherever they were, some would be away from their days
        rows = [_joined(found[index::number]) for index in range(number)]
        if all(letters.shift <= MAX_SHIFT for row in rows for letters in row):
            return rows
    return [[]]


def _joined(placed: Sequence[tuple[float, str]]) -> list[Letters]:
    """Return the letters in groups that do not touch."""
    groups: list[Letters] = []
    for letter in placed:
        groups.append(Letters((letter,)))
        while len(groups) > 1 and groups[-2].touches(groups[-1]):
            last = groups.pop()
            groups[-1] = Letters(groups[-1].placed + last.placed)
    return groups


def _draw_letters(sheet: Sheet, panel: Panel, report: Report, y: float, below: float) -> None:
    _row_name(sheet, y + below, "Events")
    rows = place_letters(report)
    if rows == [[]]:
        days = dict.fromkeys(
            max(a.day, report.window.start).toordinal() for a in report.annotations
        )
        panel.strokes(
            "therapy", [((d, below + 1.2), (d, below + 3.4)) for d in days], "event-ticks"
        )
        first, last = report.annotations[0].letter, report.annotations[-1].letter
        sheet.text(GUTTER, y + below + 2.9, f"{first}–{last}: see the list", "fine", gid="more")
        return
    for index, row in enumerate(rows):
        for letters in row:
            sheet.text(letters.middle, y + below + 2.9 + index * LETTER_ROW, letters.text,
                       "small-bold", ha="center", gid="event-letter", halo=True)  # fmt: skip
