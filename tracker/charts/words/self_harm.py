"""The box about self-harm: the answers, their days, and what was not asked."""

from __future__ import annotations

from datetime import date

from tracker.analysis import Report, SelfHarmAnswer, SelfHarmSource
from tracker.charts.words.common import STALE_AFTER, number, recall_words, say_ago, say_day
from tracker.records.format import count, format_date


def self_harm_lines(report: Report) -> tuple[str, ...]:
    """Return the answers about self-harm, a line per source, or that it was never asked."""
    if not report.self_harm:
        return ("Self-harm: not asked in this diary. This says nothing about risk.",)
    return tuple(_self_harm_line(report, source) for source in report.self_harm)


def _self_harm_line(report: Report, source: SelfHarmSource) -> str:
    if not source.items:
        name = f"{source.title} (each day)"
    else:
        recall = f", past {recall_words(source.recall_days)}" if source.recall_days else ""
        several = f"s, the highest of {len(source.items)}" if len(source.items) > 1 else ""
        name = f"Self-harm item{several} ({source.title}{recall})"
    last = source.last
    if last is None:
        return f"{name}: {_not_in_window(report, source)}"
    if last.value is None:
        earlier = "no earlier answer"
        if answered := source.last_answered or source.earlier:
            value = _value(source, answered)
            earlier = f"last answer {value} on {say_day(report, answered.day)}"
        parts = [f"left blank{_when(report, last.day)}; {earlier}."]
    else:
        parts = [f"{_value(source, last)}{_when(report, last.day)}."]
    latest = last.day
    if source.last_total_only and source.last_total_only > last.day:
        latest = source.last_total_only
        parts.append(
            f"Only a total was entered on {say_day(report, latest)}: this item is not known."
        )
    parts += _counts(report, source)
    if (report.window.end - latest).days > STALE_AFTER:
        parts.append("Nothing asked since.")
    parts += _worse_before(source)
    return f"{name}: {' '.join(parts)}"


def _not_in_window(report: Report, source: SelfHarmSource) -> str:
    if source.last_total_only:
        day = say_day(report, source.last_total_only)
        text = f"this item is not known, only totals were entered (last on {day})."
    else:
        text = "not asked in these days."
    if source.earlier:
        day = format_date(source.earlier.day, year=True)
        text += f" Last answer {_value(source, source.earlier)} on {day}."
    return text


def _value(source: SelfHarmSource, answer: SelfHarmAnswer) -> str:
    label = source.label(answer.value)
    return f"{number(answer.value)} of {number(source.high)}{f', {label},' if label else ''}"


def _counts(report: Report, source: SelfHarmSource) -> list[str]:
    answered = source.asked - source.blank
    if not answered:
        return []
    asked = count(answered, "form" if source.items else "day")
    where = "in" if source.items else "on"
    blank = f"; left blank in {source.blank}" if source.blank else ""
    if source.better is None:
        values = [number(a.value) for a in (source.lowest, source.worst) if a]
        span = "–".join(dict.fromkeys(values))
        return [
            f"Answered {span} {where} {asked}{blank}; whether low or high is better is not known."
        ]
    lower = source.better == "lower"
    beyond = f"above {number(source.low)}" if lower else f"below {number(source.high)}"
    if not source.worse_than_best:
        return [f"Never {beyond} {where} {asked}{blank}."]
    parts = []
    worst = source.worst
    # Of two forms of one day the last may be the lower one.
    if worst and source.last_answered and worst != source.last_answered:
        value = f"{number(worst.value)} of {number(source.high)}"
        extreme = "Highest" if lower else "Lowest"
        parts.append(f"{extreme} {value} on {say_day(report, worst.day)}.")
    parts.append(f"{beyond.capitalize()} {where} {source.worse_than_best:,} of {asked}{blank}.")
    return parts


def _worse_before(source: SelfHarmSource) -> list[str]:
    """Return the last answer before the window if all in it are better: they would hide it."""
    before, worst = source.earlier, source.worst
    if source.better is None or not before or not worst:
        return []
    if before.value is None or worst.value is None:
        return []
    worse = before.value > worst.value if source.better == "lower" else before.value < worst.value
    day = format_date(before.day, year=True)
    return [f"Before these days: {_value(source, before)} on {day}."] if worse else []


def _when(report: Report, day: date) -> str:
    ago = say_ago(report, day)
    return f" {ago}" if ago.startswith("on ") else f" on {say_day(report, day)}, {ago}"
