"""The page as a document: for a screen reader, a portal message, or a terminal.

One list of blocks has the content of the page; plain text, Markdown and HTML are written from
it, so that they cannot disagree. Plain text stays within 78 columns.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from tracker import __version__
from tracker.analysis import Report
from tracker.charts import words
from tracker.charts.words import LedgerRow, lower_first, number
from tracker.records.format import NONE, count, format_date, format_days, plain_line, plain_text

WIDTH: Final = 78


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; the boxed one must be seen first."""

    text: str
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tiles:
    """The six numbers, each with its caption and details."""

    tiles: tuple[words.Tile, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, with the same rows as sentences where tables are hard to read."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]


Block: TypeAlias = Heading | Paragraph | Bullets | Tiles | Table


def blocks(report: Report, name: str | None, *, entries: bool) -> Iterator[Block]:
    """Yield the content of the page in its order."""
    yield Heading(words.title(report), 1)
    if report.invented:
        yield Paragraph(words.INVENTED)
    made = f"made {format_date(report.made_on, year=True)}"
    whose = f"{plain_line(name)}. " if name else ""
    yield Paragraph(
        f"{whose}{format_days(report.window.start, report.window.end, year=True)}, {made}."
    )
    yield Paragraph(words.source(report))
    yield Tiles(words.tiles(report))
    yield Paragraph(" ".join(words.sentences(report)))
    for line in words.self_harm_lines(report):
        yield Paragraph(line, boxed=True)
    if report.questions:
        yield Heading("To ask at the visit")
        yield Bullets(tuple(plain_line(question.title) for question in report.questions))
    yield from _infusions(report)
    for scores in report.questionnaires:
        scale = f"{number(scores.low)}–{number(scores.high)}, {scores.better} is better"
        yield Heading(f"{scores.title} ({scale})")
        totals = (
            f"{words.say_day(report, p.day)}: {words.say_total(p.total)}" for p in scores.points
        )
        yield Paragraph(f"{', '.join(totals)}.")
    if panels := tuple(_panels(report)):
        yield Heading("Also rated")
        yield Bullets(panels)
    if events := tuple(_medicines_and_events(report)):
        yield Heading("Medicines and events")
        yield Bullets(events)
    if entries:
        yield _entries(report)
    yield Heading("How these numbers were made")
    yield Paragraph(words.unmarked(words.data_line(report)) or "No entries in these days.")
    if definition := words.definition(report):
        yield Paragraph(definition)
    yield Paragraph(f"{words.DISCLAIMER} tracker {__version__}")


def _infusions(report: Report) -> Iterator[Block]:
    if not report.infusions:
        return
    yield Heading(words.LEDGER_HEADING)
    yield Paragraph(f"{words.ledger_tally(report).capitalize()}.")
    if len(report.courses) > 1:
        yield Bullets(tuple(words.course_words(report, course) for course in report.courses))
    rows = tuple(
        replace(row, bar=f"{row.bar} ({began})") if (began := words.bar_start(report, of)) else row
        for row, of in zip(words.ledger_rows(report), report.infusions, strict=True)
    )
    names = tuple(plain_line(name) for name in report.side_effects.names)
    heads = (
        *("Infusion", "Date", words.dose_heading(report).capitalize(), "Days since"),
        *("3 days before", "Next day", "3 days after", "Change"),
        words.bars_heading(report).capitalize(),
        *(f"{name} (0–3)" for name in names),
        "What else",
    )
    yield Table(
        "Each infusion and the days around it. Side effects: 0 none to 3 severe; "
        "blank was not recorded.",
        heads,
        tuple(_cells(row) for row in rows),
        tuple(
            # Here no heading has the minutes that all of them took.
            _sentence(row, words.dose_words(of.infusion), names, words.bars_heading(report))
            for row, of in zip(rows, report.infusions, strict=True)
        ),
    )


def _cells(row: LedgerRow) -> tuple[str, ...]:
    change = f"{row.change} {row.direction}".strip()
    effects = ("" if effect is None else str(effect) for effect in row.effects)
    return (f"#{row.number}", row.day, row.dose, row.since, row.before, row.next_day, row.after,
            change, row.bar, *effects, row.letters)  # fmt: skip


def _sentence(row: LedgerRow, dose: str, names: Sequence[str], bars: str) -> str:
    """Return a row as a sentence; `bars` says what the days of a bar are."""
    effects = [
        f"{name} {severity}"
        for name, severity in zip(names, row.effects, strict=True)
        if severity is not None
    ]
    bar = "" if row.bar == row.direction else row.bar
    if bar.startswith("→"):
        bar = f"followed by{bar.removeprefix('→')} in the series"
    elif bar[:1].isdigit():
        bar = f"{bars}: {bar}"
    parts = [
        f"#{row.number}, {row.day}",
        dose,
        f"{count(int(row.since), 'day')} after the one before" if row.since else "",
        f"before {row.before}, after {row.after}: {row.direction}",
        f"next day {row.next_day}" if row.next_day else "",
        bar,
        f"side effects: {', '.join(effects)}" if effects else "",
        f"what else: {row.letters}" if row.letters else "",
    ]
    return "; ".join(part for part in parts if part) + "."


def _panels(report: Report) -> Iterator[str]:
    end = words.say_day(report, report.window.end)
    week = "the last 7 days" if report.up_to_now else f"the 7 days to {end}"
    for panel in report.panels:
        low, high = words.end_words(panel.measure, panel.measure.low, panel.measure.high)
        scale = "hours" if panel.measure.hours_of_sleep else f"{low}, {high}"
        name = f"{panel.measure.label} ({scale})"
        if seven := panel.last_7_days:
            yield f"{name}: {number(seven.median)} in {week}."
        elif last := panel.last_entry:
            day = words.say_day(report, last.day)
            treated = panel.days and panel.days[-1].on_infusion_day
            where = f"{week} apart from infusion days" if treated else week
            yield f"{name}: no entry in {where}, the last on {day}: {number(last.value)}."
        else:
            yield f"{name}: no entry but on infusion days."


def _medicines_and_events(report: Report) -> Iterator[str]:
    for medicine in report.medicines:
        yield words.unmarked(words.medicine_words(report, medicine))
    if therapy := words.therapy_words(report):
        yield therapy
    for item in report.annotations:
        days = words.say_span(report, item.day, item.last)
        yield f"{item.letter}, {days}: {words.unmarked(words.annotation_words(item))}"


def _entries(report: Report) -> Table:
    names = [lower_first(plain_line(name)) for name in words.entry_names(report)]
    rows = words.entry_rows(report)
    lines = []
    for row in rows:
        values = [f"{name} {cell}" for name, cell in zip(names, row.cells, strict=True) if cell]
        remark = f"; {row.remark}" if row.remark else ""
        lines.append(f"{row.day}: {', '.join(values) or 'no entry'}{remark}")
    heads = ("Day", *(plain_line(name) for name in words.entry_names(report)), "Infusion, late")
    cells = tuple((row.day, *row.cells, row.remark) for row in rows)
    return Table(words.ENTRIES_HEADING, heads, cells, tuple(lines))


# Plain text and Markdown


def as_text(report: Report, name: str | None = None, *, entries: bool = False) -> str:
    """Return the page as plain text, at most 78 columns wide."""
    written = [_plain(block) for block in blocks(report, name, entries=entries)]
    return plain_text("\n\n".join(text for text in written if text)) + "\n"


def _plain(block: Block) -> str:
    match block:
        case Heading(text, level):
            shown = textwrap.fill(text, WIDTH)
            return f"{shown}\n{('=' if level == 1 else '-') * min(len(text), WIDTH)}"
        case Paragraph(text, boxed):
            if not boxed:
                return textwrap.fill(text, WIDTH)
            lines = textwrap.wrap(text, WIDTH - 4)
            return "\n".join(f"| {line}" for line in lines)
        case Tiles(tiles):
            return _plain(Bullets(tuple(map(_tile, tiles))))
        case Bullets(lines):
            return "\n".join(
                textwrap.fill(line, WIDTH, initial_indent="- ", subsequent_indent="  ")
                for line in lines
            )
        case Table(caption, _, _, lines):
            return f"{textwrap.fill(caption, WIDTH)}\n{_plain(Bullets(lines))}".rstrip()


def _tile(tile: words.Tile) -> str:
    detail = f" ({tile.detail})" if tile.detail else ""
    value = "" if tile.value == NONE else f" {tile.value}"
    return f"{tile.caption}:{value}{detail}" if value or detail else f"{tile.caption}: {NONE}"


def as_markdown(report: Report, name: str | None = None, *, entries: bool = False) -> str:
    """Return the page as Markdown; text that a person typed is never markup."""
    written = [_markdown(block) for block in blocks(report, name, entries=entries)]
    return plain_text("\n\n".join(text for text in written if text)) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {escape_markdown(text)}"
        case Paragraph(text, boxed):
            return f"**{escape_markdown(text)}**" if boxed else escape_markdown(text)
        case Tiles(tiles):
            return _markdown(Bullets(tuple(map(_tile, tiles))))
        case Bullets(lines):
            return "\n".join(f"- {escape_markdown(line)}" for line in lines)
        case Table(caption, _, _, lines):
            return f"{escape_markdown(caption)}\n\n{_markdown(Bullets(lines))}"


def escape_markdown(text: str) -> str:
    """Return a text whose every character Markdown shows as it is."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]<>#+|~&" else c for c in text)
    # A dash or a number at the beginning would make it an item of a list.
    return re.sub(r"^(\d*)([-.)])", r"\1\\\2", escaped)


# HTML

_STYLE: Final = """
:root { color: #000; background: #fff; font: 16px/1.45 "DejaVu Sans", Verdana, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
p, li { overflow-wrap: anywhere; } p { margin: .4rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.2rem, 1fr)); gap: .8rem;
     border-block: 2px solid; padding: .6rem 0; margin: .8rem 0; }
dl div { display: flex; flex-direction: column; } dt { font-size: .8rem; }
dd { margin: 0; font-size: .8rem; } dd.value { font-size: 1.4rem; font-weight: bold; }
.box { border: 2px solid; padding: .4rem .6rem; font-weight: bold; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .8rem; }
caption { text-align: left; padding-bottom: .3rem; }
tbody th, td:nth-child(2) { white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; }
thead th { border-bottom: 2px solid; } tbody tr { border-bottom: 1px solid #bbb; }
figure { margin: 1.2rem 0; border: 1px solid #bbb; } figure svg { display: block; width: 100%;
height: auto; }
@media print {
  @page { margin: 10mm; } :root { font-size: 11pt; } body { max-width: none; padding: 0; }
  figure { border: 0; margin: 0; break-before: page; break-after: page; break-inside: avoid; }
  figure svg { max-height: 275mm; } h2 { break-after: avoid; } tr, .box { break-inside: avoid; }
  .scroll { overflow: visible; }
}
"""


def as_html(
    report: Report, pictures: Sequence[str], name: str | None = None, *, entries: bool = False
) -> str:
    """Return the page as one HTML file that needs nothing else: the words and the pictures.

    The pictures are SVG elements, each with a title and a description of its own.
    """
    body: list[str] = []
    for block in blocks(report, name, entries=entries):
        if isinstance(block, Heading) and block.level == 2 and pictures:
            body += [f"<figure>{picture}</figure>" for picture in pictures]
            pictures = ()
        body.append(_html(block))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>Diary report</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{_escape(text)}</h{level}>"
        case Paragraph(text, boxed):
            look = ' class="box"' if boxed else ""
            return f"<p{look}>{_escape(text)}</p>"
        case Tiles(tiles):
            shown = "".join(
                f'<div><dt>{_escape(tile.caption)}</dt><dd class="value">{_escape(tile.value)}</dd>'
                f"<dd>{_escape(tile.detail)}</dd></div>\n"
                for tile in tiles
            )
            return f"<dl>\n{shown}</dl>"
        case Bullets(lines):
            items = "".join(f"<li>{_escape(line)}</li>\n" for line in lines)
            return f"<ul>\n{items}</ul>"
        case Table(caption, heads, rows, _):
            head = "".join(f'<th scope="col">{_escape(text)}</th>' for text in heads)
            body = ""
            for first, *rest in rows:
                cells = "".join(f"<td>{_escape(cell)}</td>" for cell in rest)
                body += f'<tr><th scope="row">{_escape(first)}</th>{cells}</tr>\n'
            return (
                f'<div class="scroll" tabindex="0" role="region" aria-label="Table">\n<table>\n'
                f"<caption>{_escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
                f"<tbody>\n{body}</tbody>\n</table>\n</div>"
            )


def _escape(text: str) -> str:
    """Return text for HTML: no markup, and nothing that steers a terminal where it is printed."""
    return html.escape(plain_text(text))
