"""How old a stated status is, and when it is too old to be shown as known."""

from datetime import date

# A status older than two years is drawn as unknown, with what it said in its card.
STATUS_VALID_MONTHS = 24


def first_day(iso: str) -> date | None:
    """The earliest day that a date of its own precision can mean; None if unreadable."""
    parts = iso[:10].split("-")
    try:
        year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
        return date(year, month, day)
    except ValueError:
        return None


def is_aged(iso: str, *, as_of: date, months: int = STATUS_VALID_MONTHS) -> bool:
    """Whether a date lies more than ``months`` before ``as_of``; an unreadable one counts as old.

    A bare year or month is taken at its first day: nothing is shown as fresher than it may be.
    """
    stated = first_day(iso)
    if stated is None:
        return True
    limit = as_of.year * 12 + as_of.month - 1 - months
    first = stated.year * 12 + stated.month - 1
    return first < limit or (first == limit and stated.day < as_of.day)
