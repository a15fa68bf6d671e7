"""A map specification as compact bytes: the one form that both browser hosts of the map read.

Layout: the word "AMAP", the length of the JSON head (uint32, little end first), the head, padding
to a multiple of eight, then all arrays; the whole deflated. Shapes of display files are named by
id only: the browser fetches the file itself once.
"""

import json
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import numpy as np

from geo.errors import InputError
from geo.layerspec import (
    Circles,
    Features,
    Field,
    Furniture,
    LayerSpec,
    MapSpec,
    Marks,
    Paths,
    Points,
    Polygons,
    Raster,
    Shapes,
    Text,
    View,
)
from geo.messages import Message, message
from layers import FIXED
from layers._style import SYMBOLS, LabelStyle, Style
from layers.renderers._arrays import Arrays, padded
from layers.renderers._words import WORDS

Translate = Callable[[Message], str]

MAGIC: Final = b"AMAP"
DEFLATE_LEVEL: Final = 4


@dataclass(frozen=True, slots=True)
class Look:
    """How one map is to look, beside the look of its tokens.

    theme: light, dark or print. scale: 1, or 1.6 in Present mode. height: of the whole frame, any
    CSS length. language: of the texts, for the browser's line breaking.
    """

    theme: str = "light"
    scale: float = 1.0
    height: str = "70vh"
    language: str = "en"


DEFAULT_LOOK: Final = Look()


@dataclass(frozen=True, slots=True)
class Payload:
    """``head``: JSON-able; ``blob``: all arrays, each at a multiple of eight bytes.

    layers: the head's layers as JSON, written once however often a kept layer is sent.
    """

    head: Mapping[str, Any]
    blob: bytes
    layers: tuple[str, ...]

    def packed(self) -> bytes:
        """The deflated bytes that ``AtlasMap`` reads."""
        rest = _json({name: value for name, value in self.head.items() if name != "layers"})
        head = f'{rest[:-1]},"layers":[{",".join(self.layers)}]}}'.encode()
        start = MAGIC + len(head).to_bytes(4, "little") + head
        return zlib.compress(padded(start) + self.blob, DEFLATE_LEVEL)


@dataclass(frozen=True, slots=True)
class _Encoded:
    """One layer in one language. text: the head as JSON; version: changes with the content."""

    head: Mapping[str, Any]
    blob: bytes
    text: str
    version: str


def _view(view: View) -> dict[str, Any]:
    found: dict[str, Any] = {"bounds": [round(float(edge), 5) for edge in view.bounds]}
    return found | {"flight": view.flight} if view.flight else found


def words(text: Text, translator: Translate) -> str:
    """The words of a message; a plain text as it is; "" for nothing."""
    return translator(text) if isinstance(text, Message) else text or ""


def payload(
    map_spec: MapSpec,
    *,
    translator: Translate,
    styles: Mapping[str, Style],
    versions: Mapping[str, str],
    look: Look = DEFAULT_LOOK,
    labels: Mapping[str, LabelStyle] | None = None,
    days: Mapping[str, tuple[int, int]] | None = None,
    keep: Collection[str] = FIXED,
) -> Payload:
    """Everything the browser needs to draw ``map_spec``.

    translator: message or plain text to words. styles, labels: look per token, of one theme of
    ``layers._style``. versions: display file name to a short word that changes with the file.
    days: feature id to first and last day (days since 1970-01-01), only for the one-file map,
    which filters by period by itself. keep: ids of layers whose bytes may be kept for the next
    payload of the same layers; never those of a user's own rows.
    Errors: InputError when a layer uses a token that ``styles`` lacks.
    """
    encoded = [
        _kept(layer, translator)
        if layer.id in keep and not days
        else _encode(layer, translator, days or {})
        for layer in map_spec.layers
    ]
    offset, heads, layers = 0, [], []
    for item in encoded:
        place = {"at": offset, "version": item.version}
        heads.append(item.head | place)
        layers.append(f"{_json(place)[:-1]},{item.text[1:]}")
        offset += len(item.blob)
    unknown = sorted(_tokens(map_spec) - set(styles))
    if unknown:
        raise InputError(
            f"No style is given for the token {unknown[0]!r}; add it to layers/_style.py."
        )
    # All styles travel, used or not: were it only the used ones, a new token would restyle all.
    drawn = {token: _style(style) for token, style in styles.items()}
    head = {
        "layers": heads,
        "styles": drawn,
        "labels": {token: _label(label) for token, label in (labels or {}).items()},
        "symbols": _symbols(style.shape for style in styles.values()),
        "style_version": _digest(
            _json({"styles": drawn, "theme": look.theme, "scale": look.scale}), b""
        ),
        "furniture": _furniture(map_spec.furniture, translator),
        "words": {word: translator(message(f"render.{word}")) for word in WORDS},
        "view": _view(map_spec.view),
        "selected": map_spec.selected,
        "theme": look.theme,
        "scale": look.scale,
        "height": look.height,
        "language": look.language,
        "display_versions": {name: versions[name] for name in _files(map_spec) if name in versions},
    }
    return Payload(head, b"".join(item.blob for item in encoded), tuple(layers))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _digest(text: str, blob: bytes) -> str:
    """A short word that changes whenever the content does."""
    return blake2b(text.encode() + blob, digest_size=8).hexdigest()


def _files(map_spec: MapSpec) -> tuple[str, ...]:
    marks = [mark for layer in map_spec.layers for mark in layer.marks if isinstance(mark, Shapes)]
    names = {name for mark in marks for name in (mark.file, mark.detail_file) if name}
    return tuple(sorted(names))


def _tokens(map_spec: MapSpec) -> set[str]:
    tokens = {entry.token for layer in map_spec.layers for entry in layer.legend}
    for layer in map_spec.layers:
        for mark in layer.marks:
            tokens |= set(mark.tokens if isinstance(mark, Raster) else mark.features.tokens)
    return tokens


def _style(style: Style) -> dict[str, Any]:
    return {
        "shape": style.shape,
        "fill": style.fill,
        "stroke": style.stroke,
        "w": style.width_px,
        "s": style.size_px,
        "o": round(style.opacity, 3),
        "dash": list(style.dash),
        "letter": style.letter,
    }


def _label(label: LabelStyle) -> dict[str, Any]:
    return {
        "colour": label.colour,
        "halo": label.halo,
        "halo_px": label.halo_px,
        "size": label.size_px,
        "spacing": label.spacing_em,
        "weight": label.weight,
    }


def _symbols(shapes: Any) -> dict[str, list]:
    """Outlines of symbols: per part closed, filled and a flat list of x, y."""
    names = sorted(({*shapes} | {"circle"}) & set(SYMBOLS))
    return {
        name: [
            [int(part.closed), int(part.filled), [xy for point in part.points for xy in point]]
            for part in SYMBOLS[name]
        ]
        for name in names
    }


def _furniture(furniture: Furniture, translator: Translate) -> dict[str, Any]:
    names = ("title", "window", "as_of", "counts", "audience", "disclaimer", "verdict")
    texts = {name: words(getattr(furniture, name), translator) for name in names}
    lists = {
        "credits": [translator(credit) for credit in furniture.credits],
        "notes": [translator(note) for note in furniture.notes],
    }
    return texts | lists | {"crs": furniture.crs, "version": furniture.version}


def forget() -> None:
    """Let go of all bytes kept for the next time, such as those of a record since erased."""
    _kept.cache_clear()


@lru_cache(maxsize=128)
def _kept(layer: LayerSpec, translator: Translate) -> _Encoded:
    """A layer of the same object in the same words has the same bytes."""
    return _encode(layer, translator, {})


def _encode(
    layer: LayerSpec, translator: Translate, days: Mapping[str, tuple[int, int]]
) -> _Encoded:
    arrays = Arrays()
    head = {
        "id": layer.id,
        "title": translator(layer.title),
        "order": layer.order,
        "min_zoom": layer.min_zoom,
        "max_zoom": layer.max_zoom,
        "legend": [
            {"token": entry.token, "text": translator(entry.text), "kind": entry.kind}
            for entry in layer.legend
        ],
        "notes": [translator(note) for note in layer.notes],
        "marks": [_mark(mark, arrays, translator, days) for mark in layer.marks],
    }
    blob = b"".join(arrays.parts)
    text = _json(head)
    return _Encoded(head, blob, text, _digest(text, blob))


def _mark(
    mark: Marks, arrays: Arrays, translator: Translate, days: Mapping[str, tuple[int, int]]
) -> dict[str, Any]:
    if isinstance(mark, Raster):
        return {
            "kind": "raster",
            "classes": arrays.add("u1", mark.classes),
            "shape": list(mark.classes.shape),
            "bounds": [float(edge) for edge in mark.bounds],
            "tokens": list(mark.tokens),
        }
    head = {"features": _features(mark.features, arrays, translator)}
    match mark:
        case Shapes():
            return head | {
                "kind": "shapes",
                "file": mark.file,
                "detail_file": mark.detail_file,
                "detail_from_zoom": mark.detail_from_zoom,
                "ends": _texts(mark.ends, arrays, translator),
            }
        case Points():
            return head | _points(mark, arrays, days)
        case Circles():
            place = {"lon": arrays.add_degrees(mark.lon), "lat": arrays.add_degrees(mark.lat)}
            return head | place | {"kind": "circles", "radius_m": arrays.add("f4", mark.radius_m)}
        case Paths():
            return head | _lines("paths", mark.paths, arrays)
        case Polygons():
            return head | _lines("polygons", mark.rings, arrays)


def _points(mark: Points, arrays: Arrays, days: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    head: dict[str, Any] = {
        "kind": "points",
        "lon": arrays.add_degrees(mark.lon),
        "lat": arrays.add_degrees(mark.lat),
        "cluster": mark.cluster,
    }
    ids = mark.features.ids
    if ids and all(feature_id in days for feature_id in ids):
        spans = np.array([days[feature_id] for feature_id in ids], dtype=np.int32)
        head["days"] = [arrays.add("i4", spans[:, 0]), arrays.add("i4", spans[:, 1])]
    return head


def _lines(kind: str, lines: tuple[np.ndarray, ...], arrays: Arrays) -> dict[str, Any]:
    ends = np.cumsum([len(line) for line in lines], dtype=np.uint32)
    lonlat = np.concatenate(lines) if lines else np.empty((0, 2))
    return {
        "kind": kind,
        "lon": arrays.add_degrees(lonlat[:, 0]),
        "lat": arrays.add_degrees(lonlat[:, 1]),
        "ends": arrays.add("u4", ends),
    }


def _features(features: Features, arrays: Arrays, translator: Translate) -> dict[str, Any]:
    return {
        "ids": list(features.ids),
        "tokens": list(features.tokens),
        "token_of": arrays.add("u2", features.token_of),
        "labelled": features.labelled,
        "names": _texts(features.names, arrays, translator),
        "card": [_field(item, arrays, translator) for item in features.card],
    }


def _field(item: Field, arrays: Arrays, translator: Translate) -> dict[str, Any]:
    return {
        "label": translator(item.label),
        "values": _texts(item.values, arrays, translator),
    }


def _texts(values: tuple[Text, ...], arrays: Arrays, translator: Translate) -> Any:
    """A list of texts, or distinct texts with a position per feature where many repeat."""
    places: dict[Text, int] = {}
    positions = [places.setdefault(value, len(places)) for value in values]
    distinct = [words(value, translator) for value in places]
    if len(distinct) * 2 > len(values):
        return [distinct[position] for position in positions]
    return {"u": distinct, "i": arrays.add("u2" if len(distinct) < 65536 else "u4", positions)}
