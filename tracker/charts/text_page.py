"""The page as text: for a screen reader, a portal message, or a terminal.

The same facts in the same order as on paper; plain text stays within 78 columns.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracker import __version__
from tracker.analysis import Medicine, MedicineSpan, QuestionnaireCourse, Report
from tracker.charts import phrases, words
from tracker.charts.entries import entry_names, entry_rows
from tracker.charts.ledger import LedgerRow, ledger
from tracker.charts.phrases import NONE, day, number, span

WIDTH = 78


@dataclass(slots=True)
class _Text:
    """Collects blocks, as Markdown or plain."""

    markdown: bool
    blocks: list[str] = field(default_factory=list)

    def heading(self, text: str, level: int = 2) -> None:
        if self.markdown:
            self.blocks.append(f"{'#' * level} {escaped(text)}")
        else:
            self.blocks.append(f"{text}\n{('=' if level == 1 else '-') * min(len(text), WIDTH)}")

    def paragraph(self, text: str) -> None:
        if self.markdown:
            self.blocks.append(escaped(text))
        else:
            self.blocks.append(textwrap.fill(text, WIDTH, break_long_words=True))

    def bullets(self, lines: Iterable[str]) -> None:
        if found := [self._bullet(line) for line in lines]:
            self.blocks.append("\n".join(found))

    def _bullet(self, line: str) -> str:
        if self.markdown:
            return f"- {escaped(line)}"
        return textwrap.fill(line, WIDTH, initial_indent="- ", subsequent_indent="  ")


def as_text(report: Report, name: str | None = None, *, entries: bool = False) -> str:
    """Return the page as plain text, at most 78 columns wide."""
    return _written(report, name, entries, markdown=False)


def as_markdown(report: Report, name: str | None = None, *, entries: bool = False) -> str:
    """Return the page as Markdown; what a person typed in it is text and never markup."""
    return _written(report, name, entries, markdown=True)


def escaped(text: str) -> str:
    """Return a text whose every character Markdown shows as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#+|~" else c for c in text)


def _written(report: Report, name: str | None, entries: bool, *, markdown: bool) -> str:
    text = _Text(markdown)
    _head(text, report, name)
    _infusions(text, report)
    _questionnaires(text, report.questionnaires)
    _alongside(text, report)
    if entries:
        _entries(text, report)
    text.heading("How these numbers were made")
    text.paragraph(words.definitions(report) or "Nothing is recorded for these days.")
    text.paragraph(f"{words.DISCLAIMER} tracker {__version__}")
    return "\n\n".join(text.blocks) + "\n"


def _head(text: _Text, report: Report, name: str | None) -> None:
    text.heading(words.title(report), level=1)
    if report.invented:
        text.paragraph(words.INVENTED)
    made = f"made {day(report.made_on, year=True)}"
    text.paragraph(f"{f'{_flat(name)}. ' if name else ''}{phrases.period(report.window)}, {made}.")
    text.paragraph(words.SOURCE)
    scale = report.main.measure
    text.paragraph(f"{scale.label}: {scale.scale}.")
    text.bullets(f"{tile.caption}: {tile.value} ({tile.detail})" for tile in words.tiles(report))
    for panel in report.panels:
        if panel.last_7_days:
            label, median = panel.measure.label, number(panel.last_7_days.median)
            text.paragraph(f"{label} ({panel.measure.scale}): {median} in the last 7 days.")
    text.paragraph(" ".join(words.sentences(report)))
    text.bullets(words.facts(report))


def _infusions(text: _Text, report: Report) -> None:
    if not report.infusions:
        return
    text.heading("Each infusion")
    names = report.side_effects.names
    text.bullets(_infusion(row, names) for row in ledger(report))


def _infusion(row: LedgerRow, names: Sequence[str]) -> str:
    felt = [
        f"{_flat(name)} {severity}"
        for name, severity in zip(names, row.effects, strict=True)
        if severity is not None
    ]
    parts = [
        f"Infusion {row.label}, {row.day}",
        f"dose {row.dose}" if row.dose != NONE else "",
        f"{row.since} days after the one before" if row.since != NONE else "",
        f"just before {row.before}, best after {row.best or NONE}",
        f"half of the gain held: {row.said}",
        f"side effects: {', '.join(felt)}" if felt else "",
        f"also: {row.also}" if row.also else "",
    ]
    return "; ".join(part for part in parts if part) + "."


def _questionnaires(text: _Text, found: Sequence[QuestionnaireCourse]) -> None:
    for course in found:
        text.heading(
            f"{course.title}, {number(course.low)}–{number(course.high)}, {course.better} is better"
        )
        text.paragraph(", ".join(f"{day(p.day)}: {number(p.total)}" for p in course.points) + ".")


def _alongside(text: _Text, report: Report) -> None:
    if report.questions:
        text.heading("To ask at the visit")
        text.bullets(_flat(question.title) for question in report.questions)
    if report.medicines or report.therapy or report.keyed:
        text.heading("What else")
        text.bullets(medicine_line(medicine) for medicine in report.medicines)
        if report.therapy:
            text.bullets([f"Therapy: {', '.join(span(t.first, t.last) for t in report.therapy)}"])
        text.bullets(keyed_lines(report))


def _entries(text: _Text, report: Report) -> None:
    """List every day as `9 Feb 2026: mood 7 (6–8), sleep 6.5`."""
    names = [name.lower() for name in entry_names(report)]
    text.heading("Every day")
    text.bullets(
        f"{row.day}: "
        + ", ".join(f"{n} {cell}" for n, cell in zip(names, row.cells, strict=True) if cell)
        + (f"; {row.remark}" if row.remark else "")
        for row in entry_rows(report)
    )


def keyed_lines(report: Report) -> list[str]:
    """Return the lettered notes and events as lines: A 7 Mar: …"""
    return [
        f"{item.key} {span(item.day, item.last)}: {keyed_text(item.title, item.text)}"
        for item in report.keyed
    ]


def keyed_text(title: str | None, text: str | None) -> str:
    """Return what a lettered entry says, on one line."""
    return ": ".join(_flat(part) for part in (title, text) if part)


def medicine_line(medicine: Medicine) -> str:
    """Return a medicine with its doses and when each held."""
    return f"{_flat(medicine.title)}: {'; '.join(_dose(one) for one in medicine.spans)}"


def _dose(one: MedicineSpan) -> str:
    when = f"since {day(one.first)}" if one.last is None else span(one.first, one.last)
    return f"{_flat(one.dose)} {when}" if one.dose else when


def _flat(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
