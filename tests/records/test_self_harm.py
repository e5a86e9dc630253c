"""Which measures are about self-harm, and which answers are above zero."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases import each
from tracker.records import BUILTIN_MEASURES, MOOD, SELF_HARM, Measure, Number, Rating
from tracker.records.self_harm import (
    _pattern,
    concerns_self_harm,
    names_self_harm,
    needs_crisis_help,
)

NAMES = """
Suicidal thoughts; suicidal_thoughts; Suicidality; Suicidal ideation; suicide; C-SSRS
Suicidal thoughts (0-3); SI; si; SI (0-10); Passive SI; SI score; Thoughts of death; NSSI; SH urges
Thoughts of self-harm; Self-Harm; self_harm; SelfHarm; Self-injury urges; Urge to hurt myself
Wish to die; Passive death wish; wishing I was dead; Better off dead; Don't want to live; ideation
Suizidgedanken; Selbstverletzung; Selbsttötungsgedanken; Selbstschädigung; Lebensmüde; Todeswünsche
Idées suicidaires; Idées noires; Envie de mourir; Automutilation; Pensées de mort
Ideación suicida; Autolesiones; Ganas de morir; Pensamientos de muerte; Autolesionismo
Pensieri di morte; Zelfmoordgedachten; Zelfbeschadiging; Suïcidale gedachten; Doodswens
Självmordstankar; Självskadebeteende; Dödstankar; Myśli samobójcze; Samookaleczenia
Myśli o śmierci; Pensamentos suicidas; Automutilação; Autolesão; PHQ-9 item 9; phq9_9
Taking my own life; I wish I could sleep and never wake up; Gedanken, sich das Leben zu nehmen
Mich umbringen; mir etwas antun; Sich selbst verletzen; Wunsch, nicht mehr aufzuwachen
Envie d'en finir; Mettre fin à mes jours; Quitarme la vida; Matarme; Togliermi la vita
Een einde maken aan mijn leven; Ta mitt liv; Odebrać sobie życie; Tirar a própria vida
"""

OTHERS = """
siesta; pain-killers; Sickness; SI joint pain; Sí; Sinus; sit-ups; self-care; Self-esteem
Selbstwert; Harm avoidance; Harmony; Fear of dying; Todesangst; Death of a friend; deadlines
Dead lift; PHQ-9; phq_9; spritzen; autonomy; Haircut; Cutting carbs; Skills used; Living alone
Paranoid ideation; Urges; Thoughts; passive; Pesticide; Homicide; Kill time; Autogenes Training
Did not wake up rested; Leben; Das Leben genießen; Einnahme; Mich selbst mögen; Fin de journée
"""


def listed(names: str) -> list[str]:
    return [name.strip() for line in names.strip().splitlines() for name in line.split(";")]


@pytest.fixture(autouse=True, scope="module")
def _empty_caches() -> None:
    """Read every name anew, whichever test has read it before."""
    names_self_harm.cache_clear()
    _pattern.cache_clear()


@each("name", listed(NAMES))
def test_a_name_for_it_is_understood_in_the_languages_of_imports(name: str) -> None:
    assert names_self_harm(name)


@each("name", [*listed(OTHERS), *(m.label for m in BUILTIN_MEASURES[:-1])])
def test_a_name_for_something_else_is_not_taken_for_it(name: str) -> None:
    assert not names_self_harm(name)


def test_the_key_or_the_label_is_enough_and_mood_is_never_it() -> None:
    assert concerns_self_harm(Measure(key="hurt", label="Wish to die"))
    assert concerns_self_harm(Measure(key="suicidality", label="Hard days"))
    assert concerns_self_harm(Measure(key=SELF_HARM, label="How safe"))
    assert not concerns_self_harm(Measure(key="mood", label="Mood, no suicidal thoughts"))


@each(
    ("scale", "none", "some"),
    [
        ({"better": "lower"}, 0, 1),
        ({"better": "lower", "low": 1, "high": 5}, 1, 2),
        ({"better": "higher"}, 10, 9),
        ({"better": "higher"}, 10, 0),
    ],
)
def test_an_answer_above_zero_is_one_worse_than_the_best(
    scale: dict[str, Any], none: Number, some: Number
) -> None:
    measures = (MOOD, Measure(key="si", label="SI", **scale), Measure(key="calm", label="Calm"))
    quiet = (Rating("mood", 0), Rating("calm", 0))
    assert needs_crisis_help((*quiet, Rating("si", some)), measures)
    assert not needs_crisis_help((*quiet, Rating("si", none)), measures)
    assert not needs_crisis_help(quiet, measures)
