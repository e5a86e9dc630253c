"""Which ratings are about self-harm or suicidal thoughts, whatever the person calls them.

A column of an import or a measure of one's own is cared for as the built-in measure is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from tracker.records.measure import MOOD, SELF_HARM, Measure, Rating

# Words are compared in small letters without accents, one blank between two.

# Parts of words that mean nothing else, wherever they are in a word.
_PARTS: Final = """
suicid suizid unalive cssrs sidas
selbstmord selbstverletz selbstschad selbstschaed selbsttot selbsttoet
lebensmud lebensmued lebensuberdr todeswunsch todesgedanke sterbewunsch
automutil autoagres autoles autodano
zelfmoord zelfbeschad zelfverwond zelfdod doodswens doodsgedacht levensmoe
sjalvmord sjalvskad dodstank dodsonsk dodslangt selvmord selvskad
samoboj samookalecz samouszkodz
"""

# Whole words beside each other; % stands for the rest of one.
_PHRASES: Final = """
self harm%, self injur%, self hurt%, self mutilat%, self cutting, self poison%, self destruct%,
selfharm%, selfinjur%, selfmutilat%, harm% myself, hurt% myself, injur% myself, cut% myself,
kill% myself, cutting urge%, urge% to cut, end% my life, tak% my life, end% it all,
tak% my own life, tak% your own life, tak% one s own life, and not wake up, never wake up,
better off not here, better off without me, thought% of ending things,
better off dead, not worth living, not want% to live, not want% to be alive,
don t want to live, don t want to be alive, no wish to live, wish% to die, want% to die,
wish% to be dead, wish% i was dead, wish% i were dead, want% to be dead, wish% for death,
death wish%, thought% of death, thought% about death, death thought%, thought% of dying,
thought% about dying, thought% of being dead, thinking of death, thinking about death,
thinking about dying, c ssrs,
phq 9 item 9, phq 9 q9, phq 9 question 9, phq9 item 9, phq9 question 9, phq9 q9, phq9 9,
mir das leben nehmen, sich das leben nehmen, das leben zu nehmen, mich umbring%, sich umbring%,
mich umzubringen, sich umzubringen, mir etwas an%tun, sich etwas an%tun, selbst verletz%,
selbst zu verletz%, lieber tot, besser tot, leid zufug%, leid zuzufug%,
nicht mehr aufwach%, nicht mehr aufzuwachen,
wunsch zu sterben, gedanken an den tod, gedanken ans sterben, mich selbst verletz%,
nicht mehr leben, ritzen,
envie% d en finir, en finir avec la vie, fin a mes jours, fin a ses jours, fin a vos jours,
me tuer, vaudrait mieux mourir,
envie% de mourir, idee% noire%, pensee% de mort, idee% de mort, desir de mort, faire du mal,
quitarme la vida, quitarse la vida, matarme, estaria mejor muert%, hacerse dano,
ganas de morir%, deseo% de morir%, quiero morir%, querer morir%, pensamiento% de muerte,
idea% de muerte, hacerme dano,
togliermi la vita, togliersi la vita, uccidermi, meglio morire, farsi del male,
voglia di morire, pensier% di morte, desiderio di morte, idee di morte, farmi del male,
einde maken aan mijn leven, einde aan mijn leven, van het leven beroven, beter dood,
uzelf pijn%, jezelf pijn%,
dood willen, wil dood, gedachten aan de dood, mezelf pijn%,
ta livet av, ta mitt liv, ta sitt liv, battre dod, skada dig,
vill do, tankar pa doden, skada mig sjalv,
odebrac sobie zycie, odebrania sobie zycia, zabic sie, krzywd% sobie, sobie krzywd%,
sobie jakiejs krzywd%,
mysl% o smierci, chec smierci, chce umrzec, pragnienie smierci,
tirar a propria vida, me matar, melhor estar mort%,
vontade de morrer, querer morrer, pensamento% de morte, desejo de morrer, ideia% de morte
"""

# Short forms that are words or parts of something else (SI joint): alone, or beside these only.
_SHORT: Final = frozenset({"si", "sh", "nssi", "ideation"})
_BESIDE: Final = """
active current daily frequency intensity level my passive rating scale score severity thought
thoughts today urge urges
"""


def concerns_self_harm(measure: Measure) -> bool:
    """Whether a measure's key or label is about self-harm or suicidal thoughts."""
    return measure.key == SELF_HARM or (
        measure.key != MOOD.key and any(map(names_self_harm, (measure.key, measure.label)))
    )


def needs_crisis_help(ratings: Iterable[Rating], measures: Iterable[Measure]) -> bool:
    """Whether a rating is an answer above zero about self-harm, or below 10 where 10 is best.

    The better end decides and not the number: a scale may begin with 1, or count safety.
    """
    rated = {rating.measure: rating.value for rating in ratings if rating.measure != MOOD.key}
    return bool(rated) and any(
        measure.key in rated and rated[measure.key] != measure.best and concerns_self_harm(measure)
        for measure in measures
    )


@lru_cache(maxsize=256)
def names_self_harm(name: str) -> bool:
    """Whether a key, a label or a column's heading is about self-harm or suicidal thoughts."""
    small = name.casefold()
    parts = unicodedata.normalize("NFKD", small)
    letters = (c if c.isalnum() else " " for c in parts if not unicodedata.combining(c))
    words = "".join(letters).split()
    rest = [word for word in words if not word.isdigit() and word not in _BESIDE.split()]
    # As it is written: the Spanish "sí" is not SI.
    short = len(rest) == 1 and rest[0] in _SHORT and rest[0] in small
    return short or bool(_pattern().search(" ".join(words)))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    phrases = "|".join(map(str.strip, _PHRASES.replace("%", "[a-z]*").split(",")))
    return re.compile(rf"{'|'.join(_PARTS.split())}|\b(?:{phrases})\b")
