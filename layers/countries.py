"""The land of the four countries and of their neighbours."""

from types import MappingProxyType

from geo.layerspec import Features, LayerSpec, Shapes
from geo.messages import Message, message
from geo.scene import Scene
from geo.schema.vocabularies import CORE_COUNTRIES, NEIGHBOURS, OWN_LANGUAGE
from layers._build import features, table, texts

# Which row of the glossary holds a country's name.
_TERMS = MappingProxyType({"KHM": "cambodia", "LAO": "laos", "MMR": "myanmar", "THA": "thailand"})


def _name(scene: Scene, code: str) -> Message:
    """A country's name, with its name in its own language where the glossary has it."""
    name, glossary = message(f"country.{code}"), table(scene, "glossary")
    if _TERMS.get(code) not in glossary.index:
        return name
    local = texts(glossary.loc[[_TERMS[code]]], OWN_LANGUAGE[code])[0]
    return message("layers.country_name", name=name, local=local) if local else name


def _named(scene: Scene, codes: tuple[str, ...], token: str) -> Features:
    return features(
        (f"country:{code}" for code in codes),
        [token] * len(codes),
        names=(_name(scene, code) for code in codes),
        labelled=True,
    )


def build(scene: Scene) -> LayerSpec:
    """One colour for the four, one for their neighbours; no figure is ever put on a country."""
    return LayerSpec(
        id="countries",
        title=message("layers.countries"),
        marks=(
            Shapes(_named(scene, NEIGHBOURS, "land.neighbour"), "neighbours"),
            Shapes(
                _named(scene, CORE_COUNTRIES, "land.core"),
                "countries_overview",
                "countries_detail",
                8,
            ),
        ),
        order=0,
    )
