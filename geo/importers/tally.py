"""Counting what each rule did while a file is read, with a few rows as examples."""

from collections import Counter
from dataclasses import dataclass, field

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

    def add(self, word: str, row: int) -> None:
        """Count one row under a word."""
        self.counts[word] += 1
        held = self.rows.setdefault(word, [])
        if len(held) < MAX_EXAMPLES:
            held.append(row)

    def steps(self) -> tuple[Step, ...]:
        """All that was counted, doubts first, then by frequency."""
        found = [
            Step(word, count, tuple(self.rows[word]), word in DOUBTS)
            for word, count in self.counts.items()
        ]
        return tuple(sorted(found, key=lambda step: (not step.doubt, -step.rows, step.word)))
