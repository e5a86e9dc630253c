from __future__ import annotations

from collections import Counter

import pytest
from textual.css.parse import parse
from textual.css.stylesheet import Stylesheet

from tests.app.conftest import PARSE_RULES
from tests.app.patient import patient
from tracker.app.navigation import PLACES, KeyLine
from tracker.storage import Store


async def test_opening_every_place_parses_no_style_sheet_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: Counter[object] = Counter()

    def counted(scope: str, css: str, read_from: object, **rest: object) -> object:
        parsed[read_from, rest.get("tie_breaker")] += 1  # another one makes other rules
        return parse(scope, css, read_from, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Stylesheet, "_parse_rules", PARSE_RULES)
    monkeypatch.setattr("textual.css.stylesheet.parse", counted)
    async with patient(store) as person:
        at_the_start = sum(parsed.values())
        for place in PLACES:
            await person.press(place.key)
        await person.press("t", "f2", "escape", "question_mark", "escape", "n", "escape")
    assert max(parsed.values()) == 1
    assert sum(parsed.values()) > at_the_start


async def test_a_place_shows_the_colours_that_were_chosen_in_another(store: Store) -> None:
    async with patient(store, size=(120, 36)) as person:
        await person.press("o", "t")
        before = person.app.screen.query_one(KeyLine).styles.background
        await person.press("o", "f3")
        await person.press("t")
        after = person.app.screen.query_one(KeyLine).styles.background
    assert before != after
