"""How many keys a day takes, typed and counted; the README's table is made of the same rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.app.diaries import TODAY, fill, infusion, infusions
from tests.app.patient import patient
from tracker.storage import Store

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- keys -->", "<!-- /keys -->"
SPELLED = {"Enter": "enter", ".": "full_stop"}


@dataclass(frozen=True)
class Task:
    what: str
    typed: str
    """The keys as the README shows them, from the moment Today is on the screen."""
    most: int
    """Keys that it may take at most."""
    found: Callable[[Store], object]
    """What of it is on disk."""
    there: object

    @property
    def keys(self) -> list[str]:
        return self.typed.split()

    @property
    def line(self) -> str:
        shown = " ".join(f"`{key}`" for key in self.keys)
        return f"| {self.what} | {len(self.keys)} | {shown} |"


def ratings(store: Store) -> object:
    return [{r.measure: r.value for r in c.ratings} for c in store.read().check_ins]


def given_on(store: Store) -> list[date]:
    return [i.day for i in store.read().infusions if i.given]


def totals(store: Store) -> object:
    return [(a.questionnaire, a.total) for a in store.read().assessments]


def pages(store: Store) -> object:
    return [path.read_bytes()[:4] for path in store.home.reports.glob("*.pdf")]


TASKS = (
    Task("today's mood", "7 Enter", 2, ratings, [{"mood": 7}]),
    Task(
        "mood, anxiety and hours of sleep",
        "7 Enter 4 Enter 6 . 5 Enter",
        8,
        ratings,
        [{"mood": 7, "anxiety": 4, "sleep": 6.5}],
    ),
    Task("an infusion given as planned", "i g", 4, lambda store: given_on(store)[-1], TODAY),
    Task("a PHQ-9", "s Enter 1 2 1 0 1 2 1 1 0 Enter", 12, totals, [("phq-9", 9)]),
    Task("the page about the last course", "r Enter", 4, pages, [b"%PDF"]),
)


@pytest.fixture
def diary(new_store: Store) -> Store:
    """Infusions, one of them planned for today, and two measures beside mood."""
    for_today = infusion(TODAY, status="planned")
    fill(new_store, [*infusions(), for_today], measures=("anxiety", "sleep"))
    return new_store


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.what.replace(" ", "-"))
async def test_it_is_on_disk_after_as_few_keys_as_promised(diary: Store, task: Task) -> None:
    assert len(task.keys) <= task.most
    async with patient(diary) as person:
        await person.press(*(SPELLED.get(key, key) for key in task.keys))
        await person.app.workers.wait_for_complete()
        assert task.found(diary) == task.there


def test_the_readme_counts_the_same_keys() -> None:
    table = README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    head = ["| to record or make | keys | from Today |", "|---|---|---|"]
    assert table.strip().splitlines() == [*head, *(task.line for task in TASKS)]
