"""Casino areas and sites named in official listings; off unless asked for.

Reported sites are never drawn. The wording of the notes is fixed: each place stands for a public
act or publication, not for a finding.
"""

from types import MappingProxyType

import pandas as pd

from geo.ages import first_day
from geo.layerspec import LayerSpec, LegendEntry
from geo.messages import Message, message
from geo.scene import Scene
from layers import _zones
from layers._build import dated, source_ids, texts

TOKENS = MappingProxyType({"casino_area": "site.casino_area", "listed_site": "site.listed"})

# About 1:50,000 on a screen: no nearer to a named place than a public act describes it.
NEAREST_ZOOM = 13


def _review(rows: pd.DataFrame) -> tuple[Message, ...]:
    """How to have an entry corrected, with the date of the latest source on the layer."""
    days = [day for day in texts(rows, "source_date") if first_day(day)]
    if not days:
        return ()
    return (message("layers.note.sites_correction", when=dated(max(days, key=first_day))),)


def build(scene: Scene) -> LayerSpec:
    """Hollow triangles; soft circles where only the district or province is known."""
    rows, low = _zones.shown(scene, tuple(TOKENS))
    return LayerSpec(
        id="sites",
        title=message("layers.sites", n=len(rows)),
        marks=_zones.marks(scene, rows, TOKENS),
        legend=(
            LegendEntry("site.casino_area", message("layers.legend.site.casino_area"), "symbol"),
            LegendEntry("site.listed", message("layers.legend.site.listed"), "symbol"),
            LegendEntry("site.casino_area.aged", message("layers.legend.aged"), "symbol"),
            LegendEntry("site.casino_area.area", message("layers.approximate_area"), "circle"),
        ),
        notes=(
            message("layers.note.sites_footer"),
            message("layers.note.sites_uneven"),
            *_zones.notes(scene, rows, low=low),
            *_review(rows),
        ),
        source_ids=source_ids(rows),
        order=72,
        max_zoom=NEAREST_ZOOM,
    )
