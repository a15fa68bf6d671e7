"""Economic zones and industrial estates, in one neutral colour whatever else is on record."""

from types import MappingProxyType

from geo.layerspec import LayerSpec, LegendEntry
from geo.messages import message
from geo.scene import Scene
from layers import _zones
from layers._build import source_ids

TOKENS = MappingProxyType(
    {
        "border_economic_zone": "zone.economic",
        "industrial_estate": "zone.economic",
        "sez": "zone.economic",
    }
)


def build(scene: Scene) -> LayerSpec:
    """Rounded outlines; soft circles where only the district or province is known."""
    rows, low = _zones.shown(scene, tuple(TOKENS))
    return LayerSpec(
        id="zones",
        title=message("layers.zones", n=len(rows)),
        marks=_zones.marks(scene, rows, TOKENS),
        legend=(
            LegendEntry("zone.economic", message("layers.legend.zone.economic"), "symbol"),
            LegendEntry("zone.economic.aged", message("layers.legend.aged"), "symbol"),
            LegendEntry("zone.economic.area", message("layers.approximate_area"), "circle"),
        ),
        notes=(*_zones.notes(scene, rows, low=low), message("layers.note.zones_footer")),
        source_ids=source_ids(rows),
        order=70,
    )
