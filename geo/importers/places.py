"""The shipped place names, read once."""

from functools import cache

from geo import areas
from geo.importers.placing import PlaceNames, place_names


@cache
def shipped_names() -> PlaceNames:
    """Towns, districts and provinces of the atlas for ``geo.importers.placing``."""
    return place_names(
        places=areas.places(), districts=areas.districts(), provinces=areas.provinces()
    )
