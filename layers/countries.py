"""The land of the four countries and of their neighbours."""

from geo.layerspec import Features, LayerSpec, Shapes
from geo.messages import message
from geo.scene import Scene
from geo.schema.vocabularies import CORE_COUNTRIES, NEIGHBOURS
from layers._build import features


def _named(codes: tuple[str, ...], token: str) -> Features:
    return features(
        (f"country:{code}" for code in codes),
        [token] * len(codes),
        names=(message(f"country.{code}") for code in codes),
        labelled=True,
    )


def build(scene: Scene) -> LayerSpec:  # noqa: ARG001
    """One colour for the four, one for their neighbours; no figure is ever put on a country."""
    return LayerSpec(
        id="countries",
        title=message("layers.countries"),
        marks=(
            Shapes(_named(NEIGHBOURS, "land.neighbour"), "neighbours"),
            Shapes(
                _named(CORE_COUNTRIES, "land.core"), "countries_overview", "countries_detail", 8
            ),
        ),
        order=0,
    )
