"""Any other table whose headings are known, the atlas's own template among them."""

from geo.importers.fields import Values, columns_by_heading

NAME = "generic"
ORIGIN = "agency"
HEADINGS_SEEN: tuple[str, ...] = ()


def matches(_: frozenset[str]) -> bool:
    """Always: what is missing is told with the file's own headings."""
    return True


def columns(names: tuple[str, ...]) -> dict[str, str]:
    """Field to column."""
    return columns_by_heading(names)


def prepare(values: Values) -> Values:
    """As they are."""
    return values
