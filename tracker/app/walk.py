"""One check-in, measure by measure. Each step is on disk before the next is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.records import CheckIn, Measure


@dataclass(frozen=True)
class Walk:
    """How far a check-in has come."""

    measures: tuple[Measure, ...]
    step: int = 0
    check_in: CheckIn | None = None
    """As it is on disk; None before the first rating."""
    saved: tuple[int, ...] = ()
    """The steps that were rated, in order; the others were skipped."""

    @property
    def asking(self) -> Measure:
        """The measure that is asked for now."""
        return self.measures[self.step]

    @property
    def begun(self) -> bool:
        """Whether something of it is on disk."""
        return self.check_in is not None

    @property
    def last(self) -> bool:
        """Whether no measure follows."""
        return self.step + 1 == len(self.measures)

    def rated(self, check_in: CheckIn) -> Walk:
        """Go on after a rating was saved; past the last measure a new check-in begins."""
        if self.last:
            return Walk(self.measures)
        saved = (*self.saved, self.step)
        return Walk(self.measures, self.step + 1, check_in, saved)

    def skipped(self) -> Walk:
        """Go on without a rating."""
        return Walk(self.measures) if self.last else replace(self, step=self.step + 1)

    def taken_back(self, check_in: CheckIn | None) -> Walk:
        """Return to the rating that was taken back; `check_in` is what is left on disk."""
        if check_in is None or not self.saved:
            return Walk(self.measures)
        return Walk(self.measures, self.saved[-1], check_in, self.saved[:-1])
