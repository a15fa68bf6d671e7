"""What a map layer is, as frozen plain data: no text, no colours, no widgets.

A layer's builder (``layers/<name>.py``) returns a ``LayerSpec``; a renderer
(``layers/renderers/``) turns specs into a folium map, the component's payload, one HTML file or a
picture. Style *tokens* are names ("office.operating"); ``layers/_style.py`` alone says how a token
looks. Coordinates are EPSG:4326, longitude first.
"""

from dataclasses import dataclass, field

import numpy as np

from geo.messages import Message

Text = str | Message | None


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a record's card: a label and, per feature, a text, a message or blank."""

    label: Message
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What all kinds of marks share, one entry per feature.

    ids: stable ids with their kind, "section:LAO-THA-012", "office:tha-mae-sai".
    tokens: the style tokens in use; ``token_of``: int array, position in ``tokens`` per feature.
    names: short text for a label or tooltip; ``card``: the lines shown on a click.
    """

    ids: tuple[str, ...]
    tokens: tuple[str, ...]
    token_of: np.ndarray
    names: tuple[Text, ...] = ()
    card: tuple[Field, ...] = ()
    labelled: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Shapes of a display file of ``data/display`` ("countries_overview"), by its ``id`` property.

    Shapes of the file that ``features`` does not name are not drawn. ends: per feature, the words
    beside a tick at the end of its line ("km 120"), seen only near; blank for no tick.
    """

    features: Features
    file: str
    detail_file: str | None = None
    detail_from_zoom: int = 8
    ends: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Point symbols. ``cluster``: join near symbols into one with a count."""

    features: Features
    lon: np.ndarray
    lat: np.ndarray
    cluster: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """Soft circles with a radius on the ground: "somewhere in here"."""

    features: Features
    lon: np.ndarray
    lat: np.ndarray
    radius_m: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Lines given here and now; each path is an array of shape (n, 2)."""

    features: Features
    paths: tuple[np.ndarray, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Polygons:
    """Simple polygons given here and now; each ring is an array of shape (n, 2), closed or not."""

    features: Features
    rings: tuple[np.ndarray, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """A grid of classes 0…k drawn between bounds; 0 is not drawn, class c has ``tokens[c-1]``.

    classes: uint8 array, row 0 in the north; rows are equally spaced in Web Mercator.
    bounds: west, south, east, north in degrees.
    """

    classes: np.ndarray
    bounds: tuple[float, float, float, float]
    tokens: tuple[str, ...]


Marks = Shapes | Points | Circles | Paths | Polygons | Raster


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend. ``kind``: fill, line, symbol or circle."""

    token: str
    text: Message
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class LayerSpec:
    """One layer. ``order``: smaller is drawn first. ``notes`` stand below its legend entries.

    min_zoom: from which it is drawn. max_zoom: the map goes no nearer while the layer is on; None
    for no limit of its own.
    """

    id: str
    title: Message
    marks: tuple[Marks, ...]
    legend: tuple[LegendEntry, ...] = ()
    notes: tuple[Message, ...] = ()
    source_ids: tuple[str, ...] = ()
    order: int = 0
    min_zoom: int = 0
    max_zoom: int | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands inside every map's frame, on screen, paper and file alike.

    organisation, logo_png: of the installation that made the map; blank where it has none.
    """

    title: Message
    window: Message
    as_of: Message
    counts: Message
    audience: Message
    disclaimer: Message
    credits: tuple[Message, ...]
    verdict: Message | None = None
    crs: str = "EPSG:4326"
    version: str = ""
    notes: tuple[Message, ...] = field(default=())
    organisation: str = ""
    logo_png: bytes = b""


@dataclass(frozen=True, slots=True)
class View:
    """Where a map looks: bounds west, south, east, north in degrees.

    flight: a place on screen maps to go to once: its number (a new one is a new flight), lon, lat.
    """

    bounds: tuple[float, float, float, float]
    flight: tuple[int, float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MapSpec:
    """A whole map: its layers in drawing order, what is selected, its frame and its view."""

    layers: tuple[LayerSpec, ...]
    furniture: Furniture
    view: View
    selected: str | None = None
