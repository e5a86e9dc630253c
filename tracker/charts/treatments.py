"""Treatments, drawn above the mood: infusions with dose and route, medicines, therapy, letters.

A dose is written over its own bar or not at all; the present dose is at the right. Whatever
has no room here is on the next page, and the strip says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.analysis import Medicine, MedicineSpan, Report
from tracker.charts import words
from tracker.charts.sheet import WIDTH, Panel, Sheet, shorten, text_width
from tracker.charts.time_axis import (
    GUTTER,
    GUTTER_ROOM,
    LEFT,
    RIGHT,
    place,
    spaced,
    time_limits,
    time_panel,
)

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


def draw_treatments(sheet: Sheet, report: Report, y: float) -> float:
    """Draw the strip and return where it ends."""
    height = strip_height(report)
    panel = time_panel(sheet, report, y, height, (height, 0), "treatments")
    _draw_infusions(sheet, panel, report, y)
    below = INFUSION_ROW
    if doses := _doses(report):
        _draw_doses(sheet, doses, y + below)
        below += ROW
    for medicine in report.medicines[:MAX_MEDICINES]:
        _draw_medicine(sheet, panel, report, medicine, y, below)
        below += ROW
    if (more := len(report.medicines) - MAX_MEDICINES) > 0:
        pointer = f"{more} more medicine{'s' if more > 1 else ''} on page 2"
        sheet.text(0, y + below + 2.9, pointer, "small", gid="more")
        below += ROW
    if report.therapy:
        _row_name(sheet, y + below, "Therapy")
        strokes = [
            [(t.first.toordinal(), below + 1.2), (t.first.toordinal(), below + 3.4)]
            if t.first == t.last
            else [
                (max(t.first, report.window.start).toordinal(), below + 2.3),
                (min(t.last, report.window.end).toordinal(), below + 2.3),
            ]
            for t in report.therapy
        ]
        panel.strokes("therapy", strokes)
        below += ROW
    if report.annotations:
        _draw_letters(sheet, panel, report, y, below)
    return y + height


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


@dataclass(frozen=True, slots=True)
class Dose:
    """Dose, route and length from one infusion on, until they changed."""

    number: int
    x: float
    words: str


def _doses(report: Report) -> list[Dose]:
    """Return the infusions at which dose, route or length was first recorded or changed."""
    found: list[Dose] = []
    for row in report.infusions:
        dose = words.dose_words(row.infusion, total=False)
        if dose and (not found or dose != found[-1].words):
            found.append(Dose(row.number, place(report, row.day), dose))
    return found


def _draw_doses(sheet: Sheet, doses: Sequence[Dose], y: float) -> None:
    """Write a dose where it began, if there is room before the next one."""
    edges = [dose.x for dose in doses[1:]]
    left_out = False
    used = LEFT - 1
    for dose, edge in zip(doses, [*edges, WIDTH + 0.5], strict=True):
        wide = text_width(dose.words, "small")
        x = max(used, min(dose.x - 1.5, RIGHT + GUTTER_ROOM - wide))
        if x - dose.x > MAX_SHIFT or x + wide > edge - 0.5:
            left_out = True
            continue
        sheet.text(x, y + 2.9, dose.words, "small", gid="dose", halo=True)
        used = x + wide + 1.2
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
            x = _ordinal_place(report, left)
            sheet.text(x + 0.7, y + below + 2.6, dose, "fine", gid="medicine-dose", halo=True)
    now = _now(report, medicine)
    sheet.text(GUTTER, y + below + 2.9, shorten(now, GUTTER_ROOM, "small"), "small",
               gid="medicine-now")  # fmt: skip


def _shown_days(report: Report, span: MedicineSpan) -> tuple[float, float]:
    """Return where a span begins and ends in the window, as ordinals; not rising outside it."""
    window = report.window
    first, last = max(span.first, window.start), min(span.last or window.end, window.end)
    return first.toordinal() - 0.5, last.toordinal() + 0.5


def _ordinal_place(report: Report, ordinal: float) -> float:
    low, high = time_limits(report)
    return max(LEFT, LEFT + (ordinal - low) / (high - low) * (RIGHT - LEFT))


def shown_dose(report: Report, span: MedicineSpan) -> str:
    """Return a dose as it is written over its bar: nothing where the bar is too short for it."""
    left, right = (_ordinal_place(report, day) for day in _shown_days(report, span))
    dose = span.dose or ""
    return dose if text_width(dose, "fine") + 1.0 <= right - left else ""


def _now(report: Report, medicine: Medicine) -> str:
    if medicine.current:
        word = "now" if report.up_to_now else "at the end"
        return f"{word} {medicine.current.dose}" if medicine.current.dose else f"{word} taken"
    if medicine.stopped is None:
        return ""
    return f"stopped {words.say_day(report, medicine.stopped)}"


def needs_list(report: Report) -> bool:
    """Whether a name or a dose has no room in the strip: then all medicines follow in words."""
    if len(report.medicines) > MAX_MEDICINES:
        return True
    for medicine in report.medicines:
        now = _now(report, medicine)
        if shorten(medicine.title, LEFT - 2.0, "small") != medicine.title:
            return True
        if shorten(now, GUTTER_ROOM, "small") != now:
            return True
        if any(
            s.dose and not shown_dose(report, s) and s != medicine.current for s in medicine.spans
        ):
            return True
    return False


# Letters


def place_letters(report: Report) -> list[list[tuple[float, str]]]:
    """Return rows of letters with their places: each at its own day, neighbours joined: GH.

    Where three rows are not enough to keep each near its day, there is one row without letters.
    """
    found = [(place(report, a.day), a.letter) for a in report.annotations]
    for count in range(1, MAX_LETTER_ROWS + 1):
        rows = [_joined(found[index::count]) for index in range(count)]
        if all(shift <= MAX_SHIFT for row in rows for _, _, shift in row):
            return [[(x, letters) for x, letters, _ in row] for row in rows]
    return [[]]


def _joined(letters: Sequence[tuple[float, str]]) -> list[tuple[float, str, float]]:
    """Join letters that would touch, and return how far the farthest is from its day."""
    groups: list[list[tuple[float, str]]] = []
    for x, letter in letters:
        groups.append([(x, letter)])
        while len(groups) > 1 and _edge(groups[-2], 1) + 0.7 > _edge(groups[-1], -1):
            last = groups.pop()
            groups[-1] = groups[-1] + last
    return [(_middle(g), _letters(g), _farthest(g)) for g in groups]


def _letters(group: Sequence[tuple[float, str]]) -> str:
    between = "" if all(len(letter) == 1 for _, letter in group) else " "
    return between.join(letter for _, letter in group)


def _middle(group: Sequence[tuple[float, str]]) -> float:
    half = text_width(_letters(group), "small-bold") / 2
    centre = (group[0][0] + group[-1][0]) / 2
    return min(max(centre, LEFT - 1 + half), RIGHT + 2 - half)


def _edge(group: Sequence[tuple[float, str]], side: int) -> float:
    return _middle(group) + side * text_width(_letters(group), "small-bold") / 2


def _farthest(group: Sequence[tuple[float, str]]) -> float:
    """Return how far the farthest letter is from its own day."""
    left, step = _edge(group, -1), text_width(_letters(group), "small-bold") / len(group)
    return max(abs(left + (i + 0.5) * step - x) for i, (x, _) in enumerate(group))


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
        for x, letters in row:
            sheet.text(x, y + below + 2.9 + index * LETTER_ROW, letters, "small-bold", ha="center",
                       gid="event-letter", halo=True)  # fmt: skip
