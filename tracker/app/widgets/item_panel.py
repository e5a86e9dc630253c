"""One item of a questionnaire, or what all of them came to."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tracker.app.filling import Filling
from tracker.records.format import plain_line
from tracker.records.questionnaires import Answer, format_choices

MOST_LINES = 12
"""Answers that get a line each; a scale of more says only what its ends stand for."""


class ItemPanel(Static):
    """Shows text as the clinic wrote it; none of it is taken for markup."""

    DEFAULT_CSS = "ItemPanel { height: auto; }"

    def ask(self, filling: Filling) -> None:
        """Show the item with its answers, the one given in brackets."""
        lines = [
            Content.styled(filling.progress, "$foreground-muted"),
            Content.styled(filling.item.prompt, "bold"),
            Content(""),
            *_answers(filling),
            Content(""),
        ]
        self.update(Content("\n").join(lines))

    def sum_up(self, total: str, about: str) -> None:
        """Show what it comes to, and what that is."""
        self.update(Content("\n").join([Content.styled(total, "bold"), Content(about)]))


def _answers(filling: Filling) -> list[Content]:
    item = filling.item
    if len(item.answers) <= MOST_LINES:
        return [_line(answer, chosen=answer.value == filling.answer) for answer in item.answers]
    ends = [_line(answer, chosen=False) for answer in (item.answers[0], item.answers[-1])]
    given = "" if filling.answer is None else f"  [{filling.answer}]"
    return [Content(f"  {format_choices(item)}"), *ends, Content.styled(given, "bold $text-accent")]


def _line(answer: Answer, *, chosen: bool) -> Content:
    """Brackets and not only colour: the choice must show on any terminal."""
    value = f"[{answer.value}]" if chosen else f" {answer.value} "
    text = f"{value:>5}  {plain_line(answer.label)}".rstrip()
    return Content.styled(text, "bold $text-accent" if chosen else "")
