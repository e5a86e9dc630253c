"""What the app's settings do, as plain commands."""

from __future__ import annotations

from tests.conftest import Run
from tracker.records.settings import SETTINGS
from tracker.storage import Store


def test_a_setting_is_saved_and_printed_and_can_be_undone(run: Run, store: Store) -> None:
    assert run("settings", "day-starts-at", "3:30").out == "day-starts-at  03:30\n"
    assert "day-starts-at" in run("undo").out
    assert store.read().settings.day_starts_at.hour == 4


def test_all_settings_are_listed_in_words_and_as_json(run: Run) -> None:
    run("settings", "mood-only", "on")
    run("settings", "theme", "High Contrast")
    run("settings", "region", "uk")
    assert run("settings").out.splitlines() == [
        "day-starts-at  04:00",
        "name  none",
        "region  GB",
        "mood-only  on",
        "theme  contrast",
        "offer-questionnaires-after  interval",
    ]
    assert run("settings", "--json").json == {
        "day_starts_at": "04:00",
        "name": None,
        "region": "GB",
        "mood_only": True,
        "theme": "contrast",
        "offer_questionnaires_after": None,
    }


def test_none_restores_the_default_of_every_setting(run: Run, store: Store) -> None:
    default = store.read().settings
    chosen = {"day-starts-at": "3:30", "name": "Sam", "region": "GB", "mood-only": "on"}
    chosen |= {"theme": "nord", "offer-questionnaires-after": "2"}
    assert list(chosen) == [setting.name for setting in SETTINGS]
    for name, value in chosen.items():
        assert run("settings", name, value).code == 0
        assert store.read().settings != default
        cleared = run("settings", name, "none")
        assert (cleared.code, cleared.out.split()[0]) == (0, name)
        assert store.read().settings == default


def test_a_value_that_cannot_be_is_refused_and_nothing_changes(run: Run, store: Store) -> None:
    before = store.read()
    for typed, said in (
        ("weather sunny", "There is no setting 'weather'"),
        ("day-starts-at 13:00", "A diary day starts between 00:00 and 12:00"),
        ("day-starts-at dawn", "“dawn”"),
        ("theme pink", "“pink”"),
        ("mood-only perhaps", "“perhaps”"),
        ("region Narnia", "“Narnia”"),
    ):
        done = run("settings", *typed.split())
        assert (done.code, done.out, said in done.err) == (2, "", True), typed
        assert store.read() == before


def test_the_order_of_the_measures_is_one_command(run: Run, store: Store) -> None:
    run("measures", "profile", "depression")
    run("measures", "order", "sleep", "anxiety")
    assert [m.key for m in store.read().measures] == ["mood", "sleep", "anxiety", "energy"]
    assert "the order of" in run("undo").out
    assert [m.key for m in store.read().measures] == ["mood", "anxiety", "energy", "sleep"]


def test_a_profile_leaves_the_question_about_self_harm_as_the_person_chose(
    run: Run, store: Store
) -> None:
    run("measures", "on", "self_harm")
    run("measures", "profile", "pain")
    assert store.read().measure("self_harm").active
