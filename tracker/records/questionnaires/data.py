"""The questionnaires that come with tracker, read from their files when they are asked for."""

from __future__ import annotations

from functools import cache

from tracker.records.problem import Problem
from tracker.records.questionnaires.model import Questionnaire

_ENDING = ".toml"


def shipped() -> tuple[Questionnaire, ...]:
    """Return all of them, by key."""
    return tuple(questionnaire(key) for key in _keys())


def known_questionnaire(key: str) -> Questionnaire | None:
    """Return the shipped questionnaire of a key, None for any other scale."""
    return _read(key) if key in _keys() else None


def questionnaire(key: str) -> Questionnaire:
    """Return the shipped questionnaire of a key.

    Raises:
        Problem: there is none; the sentence lists those there are.
    """
    if found := known_questionnaire(key):
        return found
    raise Problem("questionnaire", f"There is no such questionnaire; there is: {_listed()}.")


def _listed() -> str:
    return ", ".join(_keys())


@cache
def _keys() -> tuple[str, ...]:
    from importlib.resources import files

    names = (file.name for file in files(__package__).iterdir())
    return tuple(sorted(n.removesuffix(_ENDING) for n in names if n.endswith(_ENDING)))


@cache
def _read(key: str) -> Questionnaire:
    # Here and not above: recording a score imports neither.
    import tomllib
    from importlib.resources import files

    from tracker.records.questionnaires.values import from_values

    return from_values(tomllib.loads((files(__package__) / f"{key}{_ENDING}").read_text("utf-8")))
