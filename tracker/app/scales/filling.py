"""Filling in a questionnaire: its answers, all its items on the screen, or its total alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from textwrap import wrap
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tracker.app.fields import Chips, DayField, Field, text
from tracker.app.forms import Form
from tracker.app.session import Session
from tracker.app.widgets import (
    CURSOR,
    KEY,
    MUTED,
    Drawn,
    Panel,
    Part,
    Scroll,
    clickable,
    hints,
    line,
    lines,
)
from tracker.records import Assessment, ValidationError
from tracker.records.day_parser import parse_past_day
from tracker.records.format import format_long_day, format_number, plain_line, shorten
from tracker.records.questionnaires import (
    Answer,
    Item,
    Questionnaire,
    choose_total_scale,
    find_total_scale,
    format_choices,
    parse_answer,
)
from tracker.records.validation import parse_number, require_text

MOST_SEGMENTS: Final = 11
"""Answers that are drawn as segments beside an item; 0 to 10 just fits 80 columns."""
MOST_LINES: Final = 12
"""Answers that get a line each; of a longer scale only the two ends are labelled."""
BAR: Final = 18
BELOW: Final = 19
"""Lines beside the items: the question asked, the frames, and the three lines of the place."""
SIDES: Final = (("lower", "a low total"), ("higher", "a high total"))


@dataclass(frozen=True)
class Filling:
    """The answers so far, and the item asked now. Immutable: each step returns a new one."""

    questionnaire: Questionnaire
    answers: tuple[int | None, ...]
    at: int = 0
    """Index of the item asked now; past the last one, only saving is left."""
    typed: str = ""
    """The characters typed at this item: after 1, a 0 makes ten."""

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Filling:
        """Return a new one, with nothing answered."""
        return cls(questionnaire, (None,) * len(questionnaire.items))

    @property
    def ended(self) -> bool:
        """Whether every item was asked."""
        return self.at == len(self.answers)

    @property
    def begun(self) -> bool:
        """Whether any item is answered."""
        return any(answer is not None for answer in self.answers)

    @property
    def item(self) -> Item:
        """The item asked now."""
        return self.questionnaire.items[self.at]

    @property
    def answer(self) -> int | None:
        """The answer to this item, None if there is none."""
        return self.answers[self.at]

    @property
    def one_key(self) -> bool:
        """Whether a digit alone answers this item; else Enter goes on, as ten is two digits."""
        return all(0 <= value <= 9 for value in self.item.values)

    @property
    def progress(self) -> str:
        """Where this is: 3 of 9."""
        return f"{min(self.at + 1, len(self.answers))} of {len(self.answers)}"

    def type(self, character: str) -> Filling:
        """Type a character of the answer; a digit that completes it goes on to the next item.

        Raises:
            ValidationError: this is not an answer to the item; the sentence names those there are.
        """
        longer = self.typed + character
        begins_one = any(str(value).startswith(longer) for value in self.item.values)
        word = longer if begins_one else character
        if word == "-" and self.item.low < 0:
            return replace(self, typed=word)
        after = self._answered(parse_answer(self.questionnaire, self.at + 1, word), word)
        return after.forth() if self.one_key else after

    def choose(self, at: int, answer: int) -> Filling:
        """Answer any of the items, and go on to the one after it."""
        return replace(self, at=at)._answered(answer, "").forth()

    def blank(self) -> Filling:
        """Leave this item blank and go on."""
        return self._answered(None, "").forth()

    def back(self) -> Filling:
        """Return to the item before."""
        return replace(self, at=max(0, self.at - 1), typed="")

    def forth(self) -> Filling:
        """Go on, leaving the answer as it is."""
        return replace(self, at=min(self.at + 1, len(self.answers)), typed="")

    def _answered(self, answer: int | None, typed: str) -> Filling:
        answers = (*self.answers[: self.at], answer, *self.answers[self.at + 1 :])
        return replace(self, answers=answers, typed=typed)


class ItemRows(Drawn):
    """Each item on a line, its answers as segments, as wide as fits.

    Draws itself: text made for a width before the panel has one would jump at the first answer.
    """

    DEFAULT_CSS = "ItemRows { height: auto; }"
    filling: reactive[Filling | None] = reactive(None, layout=True)

    def items(self, width: int) -> list[list[Content]]:
        """Return the lines of each item, with a blank one between them on a tall terminal.

        Not by the height of the panel, which is another after the last item: the rows would jump.
        """
        if self.filling is None:
            return []
        shown = [_item_rows(self.filling, n, width) for n in range(len(self.filling.answers))]
        spread = self.app.size.height - BELOW >= sum(map(len, shown)) + len(shown)
        return [[*rows, Content("")] for rows in shown] if spread else shown

    def drawn(self, width: int) -> Sequence[Content]:
        """Return the items."""
        return [row for rows in self.items(width) for row in rows]


class ItemsPanel(Vertical):
    """All items in one panel, the present one marked; below it that item in full."""

    DEFAULT_CSS = """
    ItemsPanel {
        height: 1fr;
        #items-panel { height: 1fr; }
        #item-panel { height: auto; max-height: 70%; }
        #item-panel Scroll { height: auto; }
        Scroll { scrollbar-gutter: stable; }
        #item { height: auto; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the two panels."""
        with Panel("", id="items-panel", classes="-focus"), Scroll(id="items-scroll"):
            yield ItemRows()
        with Panel("", id="item-panel"), Scroll(id="item-scroll"):
            yield Static(id="item", markup=False)

    def show(self, filling: Filling, about: Content) -> None:
        """Show how far it has come, and ask the present item, with `about` below it."""
        title = shorten(filling.questionnaire.title, 40)
        if recall := filling.questionnaire.recall_days:
            title += f" · the last {'two weeks' if recall == 14 else f'{recall} days'}"
        answered = sum(answer is not None for answer in filling.answers)
        done = round(BAR * answered / len(filling.answers))
        progress = line(
            f"{answered} of {len(filling.answers)} answered  ",
            ("━" * done, "$title"),
            ("━" * (BAR - done), "$frame"),
        )
        self.query_one("#items-panel", Panel).entitle(title, progress)
        rows = self.query_one(ItemRows)
        rows.filling = filling
        scroll = self.query_one("#items-scroll", Scroll)
        at = sum(map(len, rows.items(rows.size.width or scroll.size.width)[: filling.at]))
        if not scroll.scroll_y <= at < scroll.scroll_y + scroll.size.height:
            scroll.scroll_to(y=max(0, at - scroll.size.height // 2), animate=False)
        panel, below = self.query_one("#item-panel", Panel), self.query_one("#item", Static)
        if filling.ended:
            keys = hints(("Enter", "saves it"), ("b", "previous question"))
            panel.entitle("All asked · not saved yet", keys)
            below.update(about)
        else:
            keys = hints(("", "type a number"), ("Enter", "goes on"))
            if filling.answer is not None:
                keys = hints(("Enter", "keeps it"), ("-", "leaves it out"))
            elif filling.one_key:
                keys = hints(("", "a digit answers"), ("Enter", "skips"))
            panel.entitle(f"Question {filling.progress}", keys)
            # A clinic's wording keeps its own line breaks, and nothing that steers a terminal.
            prompt = "\n".join(map(plain_line, filling.item.prompt.splitlines()))
            asked = line((prompt, "bold"))
            below.update(lines([asked, *_answers(filling), *([about] if about else [])]))


def _item_rows(filling: Filling, n: int, width: int) -> list[Content]:
    """Return an item: its mark, its whole topic, its answers as segments."""
    given, here = filling.answers[n], n == filling.at
    topics = [plain_line(each.label) for each in filling.questionnaire.items]
    values = filling.questionnaire.items[n].values
    narrow = max(map(len, topics)) > width - 6 * len(values) - 7
    segments = _segments(filling, n, narrow=narrow)
    room = max(10, width - segments.cell_length - 7)
    first, *more = wrap(topics[n], room) or [""]
    mark = line(("▸", KEY)) if here else line(" ")
    style = "bold" if here else "" if given is not None else MUTED
    rows = [line(mark, (f"{n + 1:>3} {first:<{room}} ", style), segments)]
    return rows + [line(" " * 5, (part, style)) for part in more]


def _segments(filling: Filling, n: int, *, narrow: bool) -> Content:
    """Brackets and not only colour: the choice must show on any terminal."""
    values, given = sorted(filling.questionnaire.items[n].values), filling.answers[n]
    if len(values) > MOST_SEGMENTS:
        return line(("–" if given is None else f"{given}", "bold" if given is not None else MUTED))
    width = 5 if len(values) <= 5 and not narrow else 3
    parts: list[Part] = []
    for value in values:
        chosen = value == given
        shown = f"[{value}]" if chosen else f" {value} "
        style = CURSOR if chosen else "$muted on $field"
        segment = line((f"{shown:^{width}}", style))
        parts += [clickable(segment, f"screen.answer({n}, {value})"), " "]
    return line(*parts)


def _answers(filling: Filling) -> list[Content]:
    item = filling.item
    if len(item.answers) <= MOST_LINES:
        return [
            clickable(
                _answer(answer, chosen=answer.value == filling.answer),
                f"screen.answer({filling.at}, {answer.value})",
            )
            for answer in item.answers
        ]
    ends = [_answer(answer, chosen=False) for answer in (item.answers[0], item.answers[-1])]
    given = [] if filling.answer is None else [line((f"[{filling.answer}]", "bold $title"))]
    return [line(format_choices(item)), *ends, *given]


def _answer(answer: Answer, *, chosen: bool) -> Content:
    value = f"[{answer.value}]" if chosen else f" {answer.value} "
    style = "bold $title" if chosen else ""
    return line((f"{value:>5}", style or KEY), (f"  {plain_line(answer.label)}".rstrip(), style))


class TotalForm(Form):
    """A name and a total; for an unknown scale also its range and better end."""

    def __init__(
        self,
        session: Session,
        questionnaires: Sequence[Questionnaire],
        before: Sequence[Assessment],
        today: date,
    ) -> None:
        latest = session.calendar_day
        super().__init__(
            "Enter a total",
            Field("name", "Name", text("", "e.g. MADRS")),
            Field("total", "Total", text("", "e.g. 12"), read=parse_number),
            DayField("day", "Day", None, today, offer="today",
                     read=lambda typed, name: parse_past_day(typed, today, latest, name)),
            Field("lowest total", "Lowest", text("", "e.g. 0"), read=parse_number),
            Field("highest total", "Highest", text("", "e.g. 60"), read=parse_number),
            Field("better", "Better is", Chips(SIDES, None)),
            keys="for a form your clinic added up",
        )  # fmt: skip
        self.session, self.today = session, today
        self.questionnaires, self.before = questionnaires, before

    def read_back(self, name: str) -> str:
        """Return how a field is read, and the range of a known scale."""
        if name == "name" and (
            scale := find_total_scale(self.value(name), self.questionnaires, self.before)
        ):
            return f"= {scale.key}, {format_number(scale.low)}–{format_number(scale.high)}"
        return super().read_back(name)

    def write(self) -> str:
        """Write the total on its scale: published, used before, or typed."""
        name = require_text("name", self.value("name"))
        total = parse_number(self.value("total"), "total")
        day = self.read("day") or self.today
        low, high, better = map(self.read, ("lowest total", "highest total", "better"))
        scale = choose_total_scale(name, self.questionnaires, self.before, low, high, better)
        if scale is None:
            message = "This scale is new to tracker: type its range, like 0 and 60."
            raise ValidationError("lowest total" if low is None else "highest total", message)
        done = Assessment(
            id=self.session.new_id(),
            day=day,
            questionnaire=scale.key,
            total=total,
            low=scale.low,
            high=scale.high,
            better=scale.better,
        )
        self.session.add(done)
        shown = f"{shorten(scale.key, 40)} {format_number(total)} of {format_number(scale.high)}"
        return f"Saved: {shown}, for {format_long_day(day, self.today)}"
