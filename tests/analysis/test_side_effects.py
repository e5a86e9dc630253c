from __future__ import annotations

from tests.analysis.making import on, report
from tracker.analysis import SideEffectGrid
from tracker.records import Diary, Infusion, SideEffect


def grid(*felt: dict[str, int]) -> SideEffectGrid:
    given = tuple(
        Infusion(
            id=f"i{n}",
            day=on(n * 10),
            side_effects=tuple(SideEffect(name=k, severity=v) for k, v in effects.items()),
        )
        for n, effects in enumerate(felt)
    )
    return report(Diary(infusions=given)).side_effects


def test_a_cell_that_was_not_recorded_is_not_none_at_all() -> None:
    made = grid({"nausea": 0, "headache": 2}, {"headache": 1}, {})
    assert made.names == ("headache", "nausea")
    assert made.rows == ((2, 0), (1, None), (None, None))


def test_the_most_frequent_come_first_then_the_most_severe() -> None:
    made = grid({"a": 1, "b": 3, "c": 1}, {"a": 1, "c": 2})
    assert made.names == ("c", "a", "b")


def test_the_worst_is_the_highest_severity_anywhere() -> None:
    assert grid({"a": 1}, {"b": 3}).worst == 3
    assert grid({"a": 0}).worst == 0
    assert grid({}).worst is None


def test_what_was_felt_during_and_after_counts_by_its_worst() -> None:
    twice = (
        SideEffect(name="Nausea", severity=1),
        SideEffect(name="nausea", severity=2, when="after"),
    )
    made = report(Diary(infusions=(Infusion(id="i", day=on(0), side_effects=twice),)))
    assert (made.side_effects.names, made.side_effects.rows) == (("nausea",), ((2,),))


def test_rows_go_with_the_infusions_listed() -> None:
    given = tuple(
        Infusion(id=f"i{t}", day=on(t), side_effects=(SideEffect(name="nausea", severity=n),))
        for n, t in enumerate((0, 20, 40))
    )
    made = report(Diary(infusions=given), first=10)
    assert made.side_effects.rows == ((1,), (2,))
