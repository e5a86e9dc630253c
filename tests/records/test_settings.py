"""Each setting once: how it is typed, shown and stored."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import time
from typing import Any

import pytest
from hypothesis import given

from tests import strategies
from tests.cases import each
from tracker.records import Settings, ValidationError
from tracker.records.settings import SETTINGS, THEMES, find_setting, theme_name


def test_every_setting_is_in_the_list_with_all_that_is_said_about_it() -> None:
    assert {setting.key for setting in SETTINGS} == {field.name for field in fields(Settings)}
    for setting in SETTINGS:
        assert re.match(r"[A-Z][a-z]*:? .*\.$", setting.help)
        assert find_setting(setting.name) == find_setting(setting.key.upper()) == setting


@each(
    ("name", "label", "first", "chosen", "shown"),
    [
        ("day-starts-at", "A day starts at", "04:00", time(5, 30), "05:30"),
        ("name", "Name on the page", "none", " Sam", "Sam"),
        ("region", "Country", "none", "GB", "GB"),
        ("mood-only", "Only mood", "off", True, "on"),
        ("theme", "Colours", "none", "dusk", "dusk"),
        ("offer-questionnaires-after", "Offer questionnaires", "interval", 1,
         "1 day after an infusion"),
        ("offer-questionnaires-after", "Offer questionnaires", "interval", 3,
         "3 days after an infusion"),
    ],
)  # fmt: skip
def test_a_setting_is_shown_under_its_label_as_it_was_chosen(
    name: str, label: str, first: str, chosen: Any, shown: str
) -> None:
    setting = find_setting(name)
    assert (setting.name, setting.label) == (name, label)
    assert setting.shown(Settings()) == first
    changed: dict[str, Any] = {setting.key: chosen}
    assert setting.shown(Settings(**changed)) == shown


def test_settings_with_few_values_list_them() -> None:
    assert {s.name: s.choices for s in SETTINGS if s.choices} == {
        "mood-only": ("on", "off"),
        "theme": THEMES,
    }
    for setting in SETTINGS:
        for word in setting.choices:
            read: dict[str, Any] = {setting.key: setting.read(word)}
            assert setting.shown(Settings(**read)) == word


def test_the_themes_have_the_names_that_diaries_store() -> None:
    assert " ".join(THEMES) == (
        "dusk paper contrast terminal textual-dark textual-light nord gruvbox catppuccin-mocha "
        "catppuccin-latte dracula monokai flexoki rose-pine rose-pine-dawn"
    )


@given(strategies.settings)
def test_what_is_shown_can_be_typed_again(chosen: Settings) -> None:
    for setting in SETTINGS:
        if setting.key in ("region", "theme", "name"):
            continue
        assert setting.read(setting.shown(chosen)) == setting.value(chosen)


@each(
    ("key", "typed", "value"),
    [
        ("day-starts-at", "3am", time(3)),
        ("day-starts-at", "05:30", time(5, 30)),
        ("day-starts-at", " None", time(4)),
        ("name", "Sam", "Sam"),
        ("name", "none", None),
        ("region", "england", "GB"),
        ("region", "None", None),
        ("mood-only", "ON", True),
        ("mood-only", "no", False),
        ("mood-only", " yes ", True),
        ("mood-only", "off", False),
        ("mood-only", "none", False),
        ("theme", "light", "paper"),
        ("offer-questionnaires-after", "none", None),
        ("offer-questionnaires-after", "3d", 3),
        ("theme", "Dusk", "dusk"),
        ("theme", "dark", "dusk"),
        ("theme", "high  contrast", "contrast"),
        ("theme", "none", None),
        ("offer-questionnaires-after", "3", 3),
        ("offer questionnaires after", "1 day", 1),
        ("offer_questionnaires_after", "2 days after an infusion", 2),
        ("offer-questionnaires-after", "interval", None),
    ],
)
def test_a_setting_is_read_as_a_person_types_it(key: str, typed: str, value: Any) -> None:
    setting = find_setting(key)
    assert setting.read(typed) == value
    assert setting.value(replace(Settings(), **{setting.key: value})) == value


@each(
    ("key", "typed"),
    [
        ("day-starts-at", "13:00"), ("day-starts-at", "dawn"), ("name", " "),
        ("region", "Atlantis"), ("mood-only", "perhaps"), ("theme", "pink"),
        ("offer-questionnaires-after", "0"), ("offer-questionnaires-after", "57"),
        ("offer-questionnaires-after", "1.5"), ("offer-questionnaires-after", "soon"),
    ],
)  # fmt: skip
def test_what_a_setting_cannot_be_is_quoted(key: str, typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        find_setting(key).read(typed)
    assert typed.strip() in str(refused.value)


def test_only_mood_is_on_or_off() -> None:
    with pytest.raises(ValidationError, match=r"Choose one of: on, off\.$"):
        find_setting("mood-only").read("perhaps")


def test_a_setting_that_there_is_not_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValidationError) as refused:
        find_setting("weather")
    assert all(setting.name in str(refused.value) for setting in SETTINGS)


def test_themes_of_the_first_version_go_on_and_an_unknown_one_falls_back() -> None:
    old = ("dark", "light", "high contrast", "terminal")
    assert [theme_name(name) for name in old] == ["dusk", "paper", "contrast", "terminal"]
    assert theme_name("one of a newer tracker") is theme_name(None) is None
    assert all(theme_name(name) == name for name in THEMES)
    assert Settings(theme="one of a newer tracker").theme == "one of a newer tracker"
