"""Which measures are rated, and in what order."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pytest

from tests.cases import each
from tracker.records import (
    BUILTIN_MEASURES,
    MOOD,
    PROFILES,
    SELF_HARM,
    Diary,
    Measure,
    Settings,
    ValidationError,
)
from tracker.records.catalogue import (
    apply_profile,
    find_measure,
    own_measure,
    selectable_measures,
    usable_key,
)
from tracker.records.measure import move_measure, move_to_front, set_active

ON = tuple(find_measure((), key) for key in ("mood", "anxiety", "sleep", "pain"))
OFF = replace(find_measure((), "energy"), active=False)


def keys(measures: tuple[Measure, ...]) -> list[str]:
    return [measure.key for measure in measures]


def test_all_known_measures_are_offered_those_of_the_diary_first() -> None:
    found = selectable_measures((MOOD, ON[2]))
    assert keys(found)[:2] == ["mood", "sleep"]
    assert set(keys(found)) == {measure.key for measure in BUILTIN_MEASURES}
    assert [m.key for m in found if m.active] == ["mood", "sleep"]


def test_a_measure_moves_past_those_that_are_off() -> None:
    measures = (*ON[:2], OFF, *ON[2:])
    assert keys(move_measure(measures, "sleep", -1)) == [
        "mood",
        "sleep",
        "energy",
        "anxiety",
        "pain",
    ]
    assert move_measure(move_measure(measures, "sleep", -1), "sleep", 1) == measures


@each(("key", "by"), [("mood", 1), ("anxiety", -1), ("pain", 1), ("energy", 1)])
def test_mood_stays_first_and_an_end_is_an_end(key: str, by: int) -> None:
    measures = (*ON, OFF)
    assert move_measure(measures, key, by) == measures


def test_only_mood_asks_nothing_more_and_leaves_the_measures_on() -> None:
    diary = Diary(measures=ON, settings=Settings(mood_only=True))
    assert keys(diary.asked_measures) == ["mood"]
    assert keys(diary.active_measures) == keys(ON)


def test_only_the_profile_about_self_harm_turns_it_on_and_none_turns_it_off() -> None:
    for profile in PROFILES:
        on = [m.key for m in apply_profile((MOOD,), profile) if m.active]
        assert (SELF_HARM in on) is (profile == "suicidal-thoughts")
    asleep = replace(find_measure((), SELF_HARM), active=False)
    assert apply_profile((MOOD, asleep), "suicidal-thoughts")[1].active
    chosen = set_active(find_measure((), SELF_HARM), on=True)
    assert apply_profile((MOOD, chosen), "pain")[1] == chosen
    assert SELF_HARM not in keys(apply_profile((MOOD,), "depression"))
    assert not find_measure((), SELF_HARM).active


@each(
    ("name", "told"),
    [
        ("note", "note_score"),
        ("JSON", "json_score"),
        ("unlock", "unlock_score"),
        ("Day", "tracker log"),
        ("anxiety", "a measure called anxiety already: Anxiety, 0–10, 0 best"),
        ("Energy", "`tracker measures on energy`"),
        ("self-harm", "`tracker measures on self_harm`"),
        ("Thoughts of death or self-harm", "`tracker measures on self_harm`"),
        ("fatigue", "`tracker measures on tiredness`"),
        ("…", "a letter or a digit"),
        ("", "a letter or a digit"),
    ],
)
def test_an_own_measure_needs_a_name_that_nothing_else_has(name: str, told: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(told)) as refused:
        own_measure((*ON, OFF), name, high=4)
    assert refused.value.field == "name"


@each("word", ["at", "day", "help", "home", "json", "note", "unlock"])
def test_a_reserved_word_is_refused_as_the_name_of_a_measure(word: str) -> None:
    with pytest.raises(ValidationError, match=f"such as {word}_score") as refused:
        own_measure((), word)
    assert refused.value.field == "name"
    assert usable_key(word) == f"{word}_score"
    assert usable_key(word, {f"{word}_score"}) == f"{word}_score_score"
    assert own_measure((), f"{word} score").key == f"{word}_score"


def test_a_usable_key_stays_as_it_is() -> None:
    assert usable_key("calm") == usable_key("calm", {"rest"}) == "calm"
    assert usable_key("calm", {"calm"}) == "calm_score"


def test_an_own_measure_has_the_scale_and_the_label_that_were_typed() -> None:
    assert own_measure((), "inner-unrest").label == "Inner unrest"
    assert own_measure((), "PTSD dreams").label == "PTSD dreams"
    assert own_measure((), "my  Calm").label == "My Calm"
    made = own_measure((), "Inner Unrest", label="Unrest", low=1, high=5, better="lower")
    assert made == Measure(key="inner_unrest", label="Unrest", low=1, high=5, better="lower")
    with pytest.raises(ValidationError) as refused:
        own_measure((made,), "inner unrest")
    assert "turns it on" not in str(refused.value)
    with pytest.raises(ValidationError, match="measures on inner_unrest` turns it on"):
        own_measure((replace(made, active=False),), "inner unrest")


def test_a_profile_turns_on_its_measures_and_off_the_others() -> None:
    for profile, (_, wanted) in PROFILES.items():
        found = apply_profile((*ON, OFF), profile)
        assert {m.key for m in found if m.active} == {"mood", *wanted}
        assert keys(found)[: len(ON) + 1] == keys((*ON, OFF))


def test_an_own_measure_is_better_above_and_thoughts_of_self_harm_below() -> None:
    assert own_measure(ON, "calm").better == own_measure(ON, "SI", better="higher").better
    assert own_measure(ON, "suicidal thoughts").better == "lower"
    assert own_measure(ON, "hurt", label="Wish to die").better == "lower"


def test_a_measure_that_there_is_not_is_answered_with_those_there_are() -> None:
    told = re.escape("The measure cannot be “weather”. Choose one of: mood")
    for find in (partial(find_measure, ON), Diary().measure):
        with pytest.raises(ValidationError, match=f"^{told}") as refused:
            find("weather")
        assert refused.value.field == "measure"
    assert Diary(measures=ON).measure("pain") == ON[3]


def test_a_measure_of_the_diary_is_found_by_its_label_and_by_its_common_names() -> None:
    own = Measure(key="unrest", label="Inner unrest", high=5)
    sleep = replace(ON[2], active=False)
    assert find_measure((*ON, own), "inner unrest") is own
    assert find_measure((MOOD, sleep), "Hours slept") is sleep


def test_named_measures_move_behind_mood_and_the_others_stay_in_order() -> None:
    assert keys(move_to_front((*ON, OFF), ("energy", "sleep"))) == [
        *("mood", "energy", "sleep"),
        *("anxiety", "pain"),
    ]


def test_mood_cannot_be_turned_off() -> None:
    with pytest.raises(ValidationError, match="always rated"):
        set_active(MOOD, on=False)
