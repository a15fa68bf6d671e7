"""The lines that stand in every exported file: the map's furniture as named text."""

from collections.abc import Callable

from geo.layerspec import Furniture, Text


def about(furniture: Furniture, *, translator: Callable[[Text], str]) -> dict[str, str]:
    """Names and texts of a map's furniture, in a fixed order, without blanks."""
    entries = {
        "title": translator(furniture.title),
        "statement": translator(furniture.verdict),
        "period": translator(furniture.window),
        "as_of": translator(furniture.as_of),
        "records": translator(furniture.counts),
        "audience": translator(furniture.audience),
        "disclaimer": translator(furniture.disclaimer),
        "credits": " ".join(translator(credit) for credit in furniture.credits),
        "notes": " ".join(translator(note) for note in furniture.notes),
        "crs": furniture.crs,
        "version": furniture.version,
    }
    return {name: text for name, text in entries.items() if text}
