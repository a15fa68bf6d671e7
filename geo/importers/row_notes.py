"""Reasons against rows of a block, by position."""

import numpy as np

from geo.importers.distinct import Distinct, as_objects
from geo.messages import Message


def add_to(held: dict[int, list[Message]], at: int, reason: Message) -> None:
    """Put a reason on a row's list."""
    held.setdefault(at, []).append(reason)


def refuse(
    found: Distinct, problems: list[Message | None], reasons: dict[int, list[Message]]
) -> None:
    """Put each combination's problem on its rows."""
    wrong = np.array([problem is not None for problem in problems], dtype=bool)
    if wrong.any():
        said = as_objects(problems)
        for at in np.flatnonzero(wrong[found.codes]).tolist():
            add_to(reasons, at, said[found.codes[at]])
