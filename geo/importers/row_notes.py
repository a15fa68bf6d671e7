"""Lists by position in a block: reasons against a row, and notes on it."""

from typing import Any


def add_to(held: dict[int, list[Any]], at: int, item: Any) -> None:
    """Put an item on a row's list."""
    held.setdefault(at, []).append(item)
