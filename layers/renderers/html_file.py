"""The map as one HTML file that opens anywhere, with no connection and no server."""

import html
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Final

from geo.layerspec import MapSpec, Shapes, Text
from geo.messages import Message, message
from layers._style import LabelStyle, Style
from layers.renderers import _assets, _fonts
from layers.renderers._words import FILE_WORDS
from layers.renderers.payload import Look, Translate, payload, words

_FILE_SCRIPT: Final = "atlas_file.js"
_FILE_STYLE: Final = "atlas_file.css"
_LOOK: Final = Look(height="min(86vh, 900px)")
_IMAGE: Final = re.compile(r"url\((?!data:)[^)]*\)")
_SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
# What could end a script element early or be read as markup, and two odd line ends.
_UNSAFE_IN_SCRIPT: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main><div id="atlas-map"></div><aside id="atlas-side"></aside><div id="atlas-table"></div></main>
<script type="application/json" id="atlas-displays">{displays}</script>
<script type="application/json" id="atlas-content">{content}</script>
{scripts}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the ranked table: the feature it is about ("" for none) and its cells."""

    feature_id: str
    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class FilePage:
    """What the page holds beside the map.

    table_title, table_columns: words of the ranked table. table_rows: in the order of rank. days:
    feature id to first and last day (days since 1970-01-01) of the recorded events that the page
    may filter by period and category. look: of the map's frame.
    """

    table_title: Message
    table_columns: tuple[Message, ...]
    table_rows: tuple[TableRow, ...] = ()
    days: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    look: Look = _LOOK


def html_file(
    map_spec: MapSpec,
    *,
    translator: Translate,
    styles: Mapping[str, Style],
    labels: Mapping[str, LabelStyle],
    displays: Mapping[str, Mapping[str, Any]],
    page: FilePage,
) -> str:
    """One page that holds the map, its data, its code and its fonts.

    styles, labels: look per token, of one theme of ``layers._style``. displays: parsed display
    file by name; only the shapes in use are written, and only the level for small zooms. page: the
    table and the options of the page.
    Errors: SetupError when the installed map files are missing; KeyError for a display file that
    the map needs and ``displays`` lacks.
    """
    flat = _overview_only(map_spec)
    packed = payload(
        flat,
        translator=translator,
        styles=styles,
        versions={},
        labels=labels,
        look=page.look,
        days=page.days,
    )
    content = {
        "payload": b64encode(packed.packed()).decode(),
        "words": {word: translator(message(f"render.{word}")) for word in FILE_WORDS},
        "table": _table(page, translator),
    }
    read = json.dumps([packed.head, content["words"], content["table"]], ensure_ascii=False)
    scripts, style = _scripts(), _style(read)
    return _PAGE.format(
        language=html.escape(page.look.language, quote=True),
        policy=_policy(scripts, style),
        title=html.escape(translator(map_spec.furniture.title)),
        style=style,
        displays=_embedded({name: _used(flat, name, displays) for name in _names(flat)}),
        content=_embedded(content),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def _overview_only(map_spec: MapSpec) -> MapSpec:
    """The same map without detail files: they would make the page several times as large."""
    layers = []
    for layer in map_spec.layers:
        marks = tuple(
            Shapes(mark.features, mark.file) if isinstance(mark, Shapes) else mark
            for mark in layer.marks
        )
        layers.append(replace(layer, marks=marks))
    return replace(map_spec, layers=tuple(layers))


def _shapes(map_spec: MapSpec) -> list[Shapes]:
    return [mark for layer in map_spec.layers for mark in layer.marks if isinstance(mark, Shapes)]


def _names(map_spec: MapSpec) -> list[str]:
    return sorted({mark.file for mark in _shapes(map_spec)})


def _used(
    map_spec: MapSpec, name: str, displays: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """A display file with only the shapes that the map draws, and only their ids."""
    marks = [mark for mark in _shapes(map_spec) if mark.file == name]
    ids = {feature_id for mark in marks for feature_id in mark.features.ids}
    ids |= {feature_id.partition(":")[2] for feature_id in ids}
    return {
        "features": [
            {"properties": {"id": item["properties"]["id"]}, "geometry": item["geometry"]}
            for item in displays[name]["features"]
            if str(item["properties"]["id"]) in ids
        ]
    }


def _table(page: FilePage, translator: Translate) -> dict[str, Any]:
    return {
        "title": translator(page.table_title),
        "columns": [translator(column) for column in page.table_columns],
        "rows": [
            [row.feature_id, *(words(cell, translator) for cell in row.cells)]
            for row in page.table_rows
        ],
    }


def _embedded(value: Any) -> str:
    """JSON for a data block of the page; nothing in it can end the block."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_UNSAFE_IN_SCRIPT)


def _installed_text(path: str) -> str:
    """An installed file with the line ends that a page's reader makes, so that hashes agree."""
    return _assets.installed(path).decode().replace("\r\n", "\n").replace("\r", "\n")


def _scripts() -> list[str]:
    leaflet = _installed_text("vendor/leaflet/leaflet.js")
    own = [_assets.own(name) for name in (*_assets.SCRIPTS, _FILE_SCRIPT)]
    return [_SOURCE_MAP.sub("", leaflet).strip(), *own]


def _style(text: str) -> str:
    leaflet = _IMAGE.sub("none", _installed_text("vendor/leaflet/leaflet.css"))
    own = [_assets.own(name) for name in (*_assets.STYLES, _FILE_STYLE)]
    return "\n".join([_fonts.inlined(text), leaflet, *own])


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _policy(scripts: Sequence[str], style: str) -> str:
    """Nothing may be loaded, sent or run but what this page was written with."""
    parts = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": _hash(style),
        "img-src": "data:",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in parts.items())
