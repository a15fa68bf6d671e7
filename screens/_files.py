"""The files that can be taken home from *Situation*, as bytes; heavy libraries live here alone."""

from geo.briefing.tables import RANKING_COLUMNS, incident_days, ranking_table
from geo.exports.about import about
from geo.exports.geodata import layer_frame, to_geojson, to_geopackage
from geo.exports.tables import to_csv
from geo.messages import message
from layers._style import LABELS, TOKENS
from layers.renderers.html_file import FilePage, TableRow, html_file
from layers.renderers.picture import picture
from screens import _cached
from screens._cached import Asked


def picture_file(here: Asked, shape: str) -> bytes:
    """The map as PNG; shape: wide, square or a4."""
    return picture(
        _cached.map_spec(here),
        translator=_cached.translator(here),
        displays=_cached.displays(),
        shape=shape,
    )


def one_file_map(here: Asked) -> bytes:
    """The map as one file; it carries its own code, shapes and words."""
    write, answer = _cached.translator(here), _cached.answer(here)
    spec = _cached.map_spec(here)
    columns = tuple(message(f"ranking.{name}") for name in RANKING_COLUMNS)
    _, rows = ranking_table(answer, write)
    table = tuple(TableRow(f"section:{row[0]}", tuple(map(str, row))) for row in rows)
    names = sorted(
        {mark.file for layer in spec.layers for mark in layer.marks if hasattr(mark, "file")}
    )
    page = html_file(
        spec,
        translator=write,
        styles=TOKENS["light"],
        labels=LABELS["light"],
        displays={name: _cached.displays()(name) for name in names},
        page=FilePage(message("situation.ranking"), columns, table, incident_days(answer)),
    )
    return page.encode("utf-8")


def csv_file(here: Asked) -> bytes:
    """The ranked sections as CSV."""
    write = _cached.translator(here)
    columns, rows = ranking_table(_cached.answer(here), write)
    return to_csv(columns, rows, about=about(_cached.map_spec(here).furniture, translator=write))


def geojson_file(here: Asked) -> bytes:
    """The visible layers as GeoJSON."""
    write, spec = _cached.translator(here), _cached.map_spec(here)
    frames = [
        layer_frame(layer, translator=write, displays=_cached.displays()) for layer in spec.layers
    ]
    return to_geojson(frames, about=about(spec.furniture, translator=write))


def gpkg_file(here: Asked) -> bytes:
    """The visible layers as GeoPackage."""
    write, spec = _cached.translator(here), _cached.map_spec(here)
    frames = {
        layer.id: layer_frame(layer, translator=write, displays=_cached.displays())
        for layer in spec.layers
    }
    return to_geopackage(frames, about=about(spec.furniture, translator=write))
