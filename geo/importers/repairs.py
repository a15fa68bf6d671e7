"""Damaged Thai text of a file, read again: one way of damage for the whole file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from geo.cleaning.encodings import READINGS, Repair, repair, repairs
from geo.importers.sheets import Line


@dataclass(slots=True)
class Repairer:
    """Reads damaged texts again and remembers each. reading: chosen by a person, "" for the one
    that most texts of the first lines call for."""

    reading: str
    known: dict[str, tuple[Repair, ...]] = field(default_factory=dict)

    def is_damaged(self, cell: Any) -> bool:
        """Whether a cell holds Thai that was read in the wrong bytes."""
        return bool(self._found(cell))

    def offered(self, texts: list[str]) -> Iterable[tuple[str, Repair | None]]:
        """Choose the reading where nobody has; what each makes of the longest of the texts."""
        firsts = Counter(self.known[text][0].reading for text in texts)
        self.reading = self.reading or firsts.most_common(1)[0][0]
        sample = max(texts, key=len)
        return [(word, repair(sample, word)) for word in READINGS]

    def lines(self, block: list[Line]) -> list[Line]:
        """Lines with their damaged cells read again."""
        return [(number, [self._again(cell) for cell in cells]) for number, cells in block]

    def _again(self, cell: Any) -> Any:
        found = self._found(cell)
        if not found:
            return cell
        return next((one.text for one in found if one.reading == self.reading), found[0].text)

    def _found(self, cell: Any) -> tuple[Repair, ...]:
        if type(cell) is not str or cell.isascii():
            return ()
        if cell not in self.known:
            self.known[cell] = repairs(cell)
        return self.known[cell]
