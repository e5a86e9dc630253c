"""Which measures are rated, and in what order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.records import CATALOGUE, MOOD, SELF_HARM, Diary, Measure, Problem, Settings
from tracker.records.choosing import moved, named, of_profile, offered, own_measure, turned

ON = tuple(named((), key) for key in ("mood", "anxiety", "sleep", "pain"))
OFF = replace(named((), "energy"), active=False)


def keys(measures: tuple[Measure, ...]) -> list[str]:
    return [measure.key for measure in measures]


def test_all_known_measures_are_offered_those_of_the_diary_first() -> None:
    found = offered((MOOD, ON[2]))
    assert keys(found)[:2] == ["mood", "sleep"]
    assert set(keys(found)) == {measure.key for measure in CATALOGUE}
    assert [m.key for m in found if m.active] == ["mood", "sleep"]


def test_a_measure_moves_past_those_that_are_off() -> None:
    measures = (*ON[:2], OFF, *ON[2:])
    assert keys(moved(measures, "sleep", -1)) == ["mood", "sleep", "energy", "anxiety", "pain"]
    assert moved(moved(measures, "sleep", -1), "sleep", 1) == measures


@pytest.mark.parametrize(("key", "by"), [("mood", 1), ("anxiety", -1), ("pain", 1), ("energy", 1)])
def test_mood_stays_first_and_an_end_is_an_end(key: str, by: int) -> None:
    measures = (*ON, OFF)
    assert moved(measures, key, by) == measures


def test_only_mood_asks_nothing_more_and_leaves_the_measures_on() -> None:
    diary = Diary(measures=ON, settings=Settings(mood_only=True))
    assert keys(diary.asked_measures) == ["mood"]
    assert keys(diary.active_measures) == keys(ON)


def test_self_harm_is_in_no_profile_and_no_profile_turns_it_off() -> None:
    chosen = turned(named((), SELF_HARM), on=True)
    assert of_profile((MOOD, chosen), "pain")[1] == chosen
    assert SELF_HARM not in keys(of_profile((MOOD,), "depression"))
    assert not named((), SELF_HARM).active


@pytest.mark.parametrize("name", ["note", "Day", "anxiety", "Anxiety", "…", ""])
def test_an_own_measure_needs_a_name_that_nothing_else_has(name: str) -> None:
    with pytest.raises(Problem):
        own_measure(ON, name)


def test_mood_cannot_be_turned_off() -> None:
    with pytest.raises(Problem, match="always rated"):
        turned(MOOD, on=False)
