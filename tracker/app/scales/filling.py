"""A questionnaire being filled in, item by item. Nothing of it is on disk before the last one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.records.questionnaires import Item, Questionnaire, parse_answer


@dataclass(frozen=True)
class Filling:
    """How far it has come."""

    questionnaire: Questionnaire
    answers: tuple[int | None, ...]
    at: int = 0
    """The item asked now, from 0; past the last one, all that is left is to save."""
    typed: str = ""
    """What was typed at this item so far: 1, which a 0 makes ten."""

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Filling:
        """Return a new one, with nothing answered."""
        return cls(questionnaire, (None,) * len(questionnaire.items))

    @property
    def ended(self) -> bool:
        """Whether every item was asked."""
        return self.at == len(self.answers)

    @property
    def begun(self) -> bool:
        """Whether something would be lost."""
        return any(answer is not None for answer in self.answers)

    @property
    def item(self) -> Item:
        """What is asked now."""
        return self.questionnaire.items[self.at]

    @property
    def answer(self) -> int | None:
        """What this item was answered with, None for not yet."""
        return self.answers[self.at]

    @property
    def one_key(self) -> bool:
        """Whether a digit alone answers this item; else Enter goes on, as ten is two digits."""
        return all(0 <= value <= 9 for value in self.item.values)

    @property
    def progress(self) -> str:
        """Where this is: 3 of 9."""
        return f"{min(self.at + 1, len(self.answers))} of {len(self.answers)}"

    def type(self, character: str) -> Filling:
        """Answer with a digit, or with one more; a single digit that is enough goes on.

        Raises:
            ValidationError: the item does not take it; the sentence says what it does take.
        """
        longer = self.typed + character
        word = longer if self._begins(longer) else character
        if word == "-" and self.item.low < 0:
            return replace(self, typed=word)
        after = self._answered(parse_answer(self.questionnaire, self.at + 1, word), word)
        return after.forth() if self.one_key else after

    def blank(self) -> Filling:
        """Leave this item blank and go on."""
        return self._answered(None, "").forth()

    def back(self) -> Filling:
        """Return to the item before."""
        return replace(self, at=max(0, self.at - 1), typed="")

    def forth(self) -> Filling:
        """Go on, leaving the answer as it is."""
        return replace(self, at=min(self.at + 1, len(self.answers)), typed="")

    def _begins(self, word: str) -> bool:
        return any(str(value).startswith(word) for value in self.item.values)

    def _answered(self, answer: int | None, typed: str) -> Filling:
        answers = (*self.answers[: self.at], answer, *self.answers[self.at + 1 :])
        return replace(self, answers=answers, typed=typed)
