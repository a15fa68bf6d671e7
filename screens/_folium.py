"""The map in streamlit-folium's frame: the other host, chosen by the environment."""

from dataclasses import replace

from streamlit_folium import st_folium

from geo.layerspec import MapSpec
from layers._style import TOKENS
from layers.renderers.folium_map import folium_map
from screens import _cached, _state


def show_folium(spec: MapSpec, *, height_px: int, key: str) -> None:
    """Draw a map; the frame reports no click, so that panning never reruns the page."""
    # This host thins out no labels: thousands of places would bury the records.
    spec = replace(spec, layers=tuple(layer for layer in spec.layers if layer.id != "places"))
    names = {mark.file for layer in spec.layers for mark in layer.marks if hasattr(mark, "file")}
    drawn, groups = folium_map(
        spec,
        translator=_state.translator(),
        styles=TOKENS["light"],
        displays={name: _cached.displays()(name) for name in sorted(names)},
    )
    st_folium(
        drawn,
        feature_group_to_add=list(groups),
        returned_objects=[],
        height=height_px,
        use_container_width=True,
        key=key,
    )
