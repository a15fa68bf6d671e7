"""Counting what each rule did while a file is read, with a few rows as examples."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from geo.importers.distinct import BlockNotes
from geo.importers.examples import MAX_SHOWN, Example, exampled
from geo.importers.options import Step

MAX_EXAMPLES = 20
# Rules whose result a person should look at; the others only report.
DOUBTS = frozenset(
    {
        "ambiguous", "both_calendars", "datum_not_said", "date_long_before",
        "differs_from_another", "formulas", "hidden_rows", "lost_letters", "month_first", "day_first",  # noqa: E501
        "null_island", "other_country", "personal", "place_several", "place_unknown",
        "district_several", "district_unknown", "province_unknown", "province_several", "repaired",
        "several_values", "thousands_mark", "two_digit_told", "unit_kept", "unit_unknown",
        "zone_corrected", "zone_from_province", "quantity_not_understood", "zawgyi", "legacy_font",
    }
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """Counts by word, and the first rows of each."""

    counts: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[int]] = field(default_factory=dict)
    shown: dict[str, list[Example]] = field(default_factory=dict)

    def add(self, word: str, row: int) -> None:
        """Count one row under a word."""
        self.counts[word] += 1
        held = self.rows.setdefault(word, [])
        if len(held) < MAX_EXAMPLES:
            held.append(row)

    def wanted(self) -> dict[str, int]:
        """Rules that have too few examples yet, and how many more they may have."""
        return {word: more for word in exampled() if (more := self.room(word))}

    def room(self, word: str) -> int:
        """How many more examples a rule may have."""
        return MAX_SHOWN - len(self.shown.get(word, ()))

    def show(self, word: str, example: Example) -> None:
        """Keep a row before and after, as long as there are few of its rule."""
        if self.room(word):
            self.shown.setdefault(word, []).append(example)

    def add_rows(self, word: str, numbers: np.ndarray) -> None:
        """Count some rows under a word."""
        self.counts[word] += len(numbers)
        held = self.rows.setdefault(word, [])
        held += numbers[: MAX_EXAMPLES - len(held)].tolist()

    def add_notes(self, notes: BlockNotes, numbers: np.ndarray, counted: np.ndarray) -> None:
        """Count the words on the rows of a block. numbers: of the rows; counted: which of them."""
        counts = np.bincount(notes.codes[counted], minlength=len(notes.words))
        for code in np.flatnonzero(counts).tolist():
            for word in notes.words[code]:
                self.counts[word] += int(counts[code])
        told = {word for words in notes.words for word in words}
        for word in [word for word in told if len(self.rows.get(word, ())) < MAX_EXAMPLES]:
            has = np.array([word in words for words in notes.words])
            rows = numbers[counted & has[notes.codes]][:MAX_EXAMPLES].tolist()
            if rows:
                held = self.rows.setdefault(word, [])
                held += rows[: MAX_EXAMPLES - len(held)]

    def steps(self) -> tuple[Step, ...]:
        """All that was counted, doubts first, then by frequency."""
        found = [
            Step(
                word, count, tuple(self.rows[word]), word in DOUBTS, tuple(self.shown.get(word, ()))
            )
            for word, count in self.counts.items()
        ]
        return tuple(sorted(found, key=lambda step: (not step.doubt, -step.rows, step.word)))
