"""A map specification as a folium map: the ground in the map itself, the rest as feature groups.

folium writes every text into script templates; each passes ``_clean.clean`` first. Its assets come
from the app's own static folder.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import folium
import numpy as np
from folium.elements import JSCSSMixin
from folium.plugins import MarkerCluster
from folium.raster_layers import ImageOverlay
from folium.utilities import JsCode

from geo.layerspec import (
    Circles,
    Features,
    LayerSpec,
    MapSpec,
    Marks,
    Paths,
    Points,
    Raster,
    Shapes,
)
from layers._style import Style
from layers.renderers import _svg
from layers.renderers._clean import clean, script_json
from layers.renderers._frame import Frame
from layers.renderers.payload import Translate, words

# The frame of st_folium lives two levels below the app, so this holds under any base path.
LOCAL_PREFIX: Final = "../../app/static/vendor/"
_INSTALLED: Final = {
    "leaflet.js": "leaflet/leaflet.js",
    "leaflet.css": "leaflet/leaflet.css",
    "leaflet.markercluster.js": "markercluster/leaflet.markercluster.js",
    "MarkerCluster.css": "markercluster/MarkerCluster.css",
    "MarkerCluster.Default.css": "markercluster/MarkerCluster.Default.css",
}
_GROUND: Final = ("land", "water", "river", "border.country", "border.province")
MAX_ZOOM: Final = 14


def make_local() -> None:
    """Point every folium asset at the app's static folder; safe to call often.

    Assets that are not installed are left out of the map itself (it needs none of them) and, for
    other elements, named in a folder that does not exist, so that their use fails in a test.
    """
    for element in (JSCSSMixin, *_subclasses(JSCSSMixin)):
        for kind in ("default_js", "default_css"):
            if kind in vars(element):
                keep = element is not folium.Map
                setattr(element, kind, list(_local_links(getattr(element, kind), keep=keep)))


def _subclasses(parent: type) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


def _local_links(links: Iterable[tuple[str, str]], *, keep: bool) -> Iterator[tuple[str, str]]:
    for name, address in links:
        file = address.split("?")[0].rsplit("/", 1)[-1]
        if file in _INSTALLED:
            yield name, LOCAL_PREFIX + _INSTALLED[file]
        elif keep:
            yield name, f"{LOCAL_PREFIX}not-installed/{file}"


def folium_map(
    map_spec: MapSpec,
    *,
    translator: Translate,
    styles: Mapping[str, Style],
    displays: Mapping[str, Mapping[str, Any]],
) -> tuple[folium.Map, tuple[folium.FeatureGroup, ...]]:
    """The map with its ground and frame, and one feature group per other layer, in drawing order.

    displays: parsed display file by name. The groups belong to no map yet: a screen hands them to
    ``feature_group_to_add``.
    """
    make_local()
    west, south, east, north = map_spec.view.bounds
    base = folium.Map(tiles=None, prefer_canvas=True, control_scale=True, attribution_control=False)
    # folium gives its own limit to tiles only; without one, clusters throw on a map of no tiles.
    base.options["maxZoom"] = MAX_ZOOM
    base.fit_bounds([[south, west], [north, east]])
    groups = []
    for layer in sorted(map_spec.layers, key=lambda item: item.order):
        group = folium.FeatureGroup(name=clean(translator(layer.title)), control=False)
        for mark in layer.marks:
            _draw(mark, group, translator, styles, displays)
        if _is_ground(layer):
            group.add_to(base)
        else:
            groups.append(group)
    Frame(map_spec, translator, styles).add_to(base)
    return base, tuple(groups)


def _is_ground(layer: LayerSpec) -> bool:
    shapes = [mark for mark in layer.marks if isinstance(mark, Shapes)]
    tokens = [token for mark in shapes for token in mark.features.tokens]
    return len(shapes) == len(layer.marks) and all(token.startswith(_GROUND) for token in tokens)


def _draw(
    mark: Marks,
    group: folium.FeatureGroup,
    translator: Translate,
    styles: Mapping[str, Style],
    displays: Mapping[str, Mapping[str, Any]],
) -> None:
    if isinstance(mark, Raster):
        _raster(mark, styles).add_to(group)
        return
    collection = _collection(mark, translator, displays)
    if not collection["features"]:
        return
    clustered = isinstance(mark, Points) and mark.cluster
    target = (
        MarkerCluster(options={"showCoverageOnHover": False}).add_to(group) if clustered else group
    )
    folium.GeoJson(
        collection,
        style_function=_style_function(styles),
        point_to_layer=_point_script(mark, styles) if isinstance(mark, (Points, Circles)) else None,
        popup=folium.GeoJsonPopup(fields=["card"], labels=False) if mark.features.card else None,
    ).add_to(target)


def _style_function(styles: Mapping[str, Style]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    paints = {token: _paint(style) for token, style in styles.items()}
    return lambda feature: paints[feature["properties"]["token"]]


def _paint(style: Style) -> dict[str, Any]:
    ground = style.shape in ("fill", "area")
    return {
        "color": style.stroke or "#000000",
        "stroke": bool(style.stroke) and style.width_px > 0,
        "weight": style.width_px,
        "opacity": 1.0 if ground else style.opacity,
        "fill": bool(style.fill),
        "fillColor": style.fill or "#000000",
        "fillOpacity": style.opacity,
        "dashArray": " ".join(map(str, style.dash)) or None,
    }


def _point_script(mark: Points | Circles, styles: Mapping[str, Style]) -> JsCode:
    """How a point becomes a symbol or a soft circle; the texts in it are only those of styles."""
    if isinstance(mark, Circles):
        return JsCode("(feature, place) => L.circle(place, feature.properties.radius_m)")
    icons = {
        token: [_svg.symbol(styles[token]), styles[token].size_px / 2 + _svg.MARGIN_PX]
        for token in mark.features.tokens
    }
    return JsCode(
        f"""(feature, place) => {{
            const [html, half] = ({script_json(icons)})[feature.properties.token];
            const icon = L.divIcon({{ html, className: "", iconSize: [2 * half, 2 * half] }});
            return L.marker(place, {{ icon, keyboard: false }});
        }}"""
    )


def _raster(mark: Raster, styles: Mapping[str, Style]) -> ImageOverlay:
    inks = np.zeros((len(mark.tokens) + 1, 4), dtype=np.uint8)
    for position, token in enumerate(mark.tokens, start=1):
        value = int((styles[token].fill or "#888888")[1:], 16)
        alpha = round(255 * styles[token].opacity)
        inks[position] = (value >> 16, value >> 8 & 255, value & 255, alpha)
    west, south, east, north = mark.bounds
    return ImageOverlay(inks[mark.classes], bounds=[[south, west], [north, east]])


def _collection(
    mark: Marks, translator: Translate, displays: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    cards = _cards(mark.features, translator)
    tokens = [mark.features.tokens[code] for code in mark.features.token_of]
    extra = [float(radius) for radius in mark.radius_m] if isinstance(mark, Circles) else None
    features = []
    for i, geometry in enumerate(_geometries(mark, displays)):
        if geometry is None:
            continue
        properties = {"id": clean(mark.features.ids[i]), "token": tokens[i], "card": cards[i]}
        if extra is not None:
            properties["radius_m"] = extra[i]
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return {"type": "FeatureCollection", "features": features}


def _geometries(
    mark: Marks, displays: Mapping[str, Mapping[str, Any]]
) -> Iterator[Mapping[str, Any] | None]:
    match mark:
        case Shapes():
            drawn = displays[mark.file]["features"]
            known = {str(item["properties"]["id"]): item["geometry"] for item in drawn}
            for feature_id in mark.features.ids:
                yield known.get(feature_id) or known.get(feature_id.partition(":")[2])
        case Points() | Circles():
            for lon, lat in zip(mark.lon, mark.lat, strict=True):
                yield {"type": "Point", "coordinates": [round(float(lon), 5), round(float(lat), 5)]}
        case Paths():
            for path in mark.paths:
                yield {"type": "LineString", "coordinates": np.round(path, 5).tolist()}
        case _:
            for ring in mark.rings:
                yield {"type": "Polygon", "coordinates": [np.round(ring, 5).tolist()]}


def _cards(features: Features, translator: Translate) -> list[str]:
    """One piece of HTML per feature, every text in it cleaned."""
    labels = [clean(translator(item.label)) for item in features.card]
    cards = []
    for i in range(len(features.ids)):
        name = words(features.names[i], translator) if features.names else ""
        rows = [
            f"<dt>{label}</dt><dd>{clean(text)}</dd>"
            for label, item in zip(labels, features.card, strict=True)
            if (text := words(item.values[i], translator))
        ]
        cards.append(f"<b>{clean(name)}</b><dl>{''.join(rows)}</dl>")
    return cards
