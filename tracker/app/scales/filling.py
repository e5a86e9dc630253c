"""A questionnaire being filled in, item by item. Nothing is saved before the last one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.records.questionnaires import Item, Questionnaire, parse_answer


@dataclass(frozen=True)
class Filling:
    """The answers so far, and the item asked now. Immutable: each step returns a new one."""

    questionnaire: Questionnaire
    answers: tuple[int | None, ...]
    at: int = 0
    """Index of the item asked now; past the last one, only saving is left."""
    typed: str = ""
    """The characters typed at this item: after 1, a 0 makes ten."""

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
        """Whether any item is answered."""
        return any(answer is not None for answer in self.answers)

    @property
    def item(self) -> Item:
        """The item asked now."""
        return self.questionnaire.items[self.at]

    @property
    def answer(self) -> int | None:
        """The answer to this item, None if there is none."""
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
        """Type a character of the answer; a digit that completes it goes on to the next item.

        Raises:
            ValidationError: this is not an answer to the item; the sentence names those there are.
        """
        longer = self.typed + character
        begins_one = any(str(value).startswith(longer) for value in self.item.values)
        word = longer if begins_one else character
        if word == "-" and self.item.low < 0:
            return replace(self, typed=word)
        after = self._answered(parse_answer(self.questionnaire, self.at + 1, word), word)
        return after.forth() if self.one_key else after

    def choose(self, at: int, answer: int) -> Filling:
        """Answer any of the items, and go on to the one after it."""
        return replace(self, at=at)._answered(answer, "").forth()

    def blank(self) -> Filling:
        """Leave this item blank and go on."""
        return self._answered(None, "").forth()

    def back(self) -> Filling:
        """Return to the item before."""
        return replace(self, at=max(0, self.at - 1), typed="")

    def forth(self) -> Filling:
        """Go on, leaving the answer as it is."""
        return replace(self, at=min(self.at + 1, len(self.answers)), typed="")

    def _answered(self, answer: int | None, typed: str) -> Filling:
        answers = (*self.answers[: self.at], answer, *self.answers[self.at + 1 :])
        return replace(self, answers=answers, typed=typed)
