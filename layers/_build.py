"""What the layers share: features from rows, lines of a card, age of dates, drawing apart."""

from collections.abc import Iterable, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo.layerspec import Features, Field, Text
from geo.messages import Message, listing, message
from geo.scene import Scene
from geo.schema.vocabularies import PRECISIONS, code

DISTRICT_RADIUS_M = 5_000.0
PROVINCE_RADIUS_M = 25_000.0
RADIUS_BY_PRECISION_M = MappingProxyType(
    {"district": DISTRICT_RADIUS_M, "province": PROVINCE_RADIUS_M}
)
PIN_PRECISIONS = PRECISIONS[: code(PRECISIONS, "town") + 1]
AREA_PRECISIONS = tuple(RADIUS_BY_PRECISION_M)
# A province's point is never drawn as a symbol; a district's is, smaller and paler, in its circle.
SYMBOL_PRECISIONS = (*PIN_PRECISIONS, "district")
_METRES_PER_DEGREE = 111_320.0


def features(
    ids: Iterable[str],
    tokens: Sequence[str],
    *,
    names: Iterable[Text] = (),
    card: Iterable[Field] = (),
    labelled: bool = False,
) -> Features:
    """Features from one token per feature; the tokens in use stand in alphabetical order."""
    used = tuple(sorted(set(tokens)))
    position = {token: i for i, token in enumerate(used)}
    token_of = np.fromiter((position[token] for token in tokens), np.int16, len(tokens))
    return Features(tuple(ids), used, token_of, tuple(names), tuple(card), labelled)


def table(scene: Scene, name: str) -> pd.DataFrame:
    """A reference table of the scene by name, or an empty frame where the scene has none."""
    return scene.tables.get(name, pd.DataFrame())


def texts(frame: pd.DataFrame, column: str) -> list[str]:
    """A column as plain text, blank where it is missing."""
    return ["" if _missing(value) else str(value).strip() for value in frame[column].tolist()]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value != value


def numbers(frame: pd.DataFrame, column: str) -> np.ndarray:
    """A column as float64, NaN where it is blank."""
    return pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)


def line(label: str, values: Iterable[Text]) -> Field:
    """One line of a card under the heading ``layers.card.<label>``."""
    return Field(message(f"layers.card.{label}"), tuple(value or None for value in values))


def word(kind: str, value: str) -> Message | None:
    """A word of a vocabulary as a message, or None where it is blank."""
    if not value:
        return None
    return message(f"country.{value}" if kind == "country" else f"term.{kind}.{value}")


def words(kind: str, values: Iterable[str]) -> list[Message | None]:
    """Words of a vocabulary as messages, None where blank."""
    return [word(kind, value) for value in values]


def dated(value: str) -> Message | None:
    """A date of its own precision ("2024-03") as a message, or None where it is blank."""
    return message("date.partial", iso=value) if value else None


def names(frame: pd.DataFrame) -> list[Text]:
    """English name with the local one beside it where there is one that differs."""
    pairs = zip(texts(frame, "name_en"), texts(frame, "name_local"), strict=True)
    return [
        english if local in ("", english) else f"{english} · {local}" for english, local in pairs
    ]


def pair_names(values: Iterable[str]) -> list[Message | None]:
    """The countries of one or several pairs ("LAO-MMR;LAO-THA"), by code; None where blank."""
    return [_countries(value) for value in values]


def _countries(value: str) -> Message | None:
    found = {part for pair in value.split(";") for part in pair.strip().split("-") if part}
    named = listing(message(f"country.{code_}") for code_ in sorted(found))
    return message("layers.pair", countries=named) if named else None


def source_fields(
    scene: Scene, frame: pd.DataFrame, *, column: str = "source_id"
) -> tuple[Field, ...]:
    """Card lines for who published the source of each row and where.

    A source marked "outlet" shows its outlet and date instead of its title; one marked
    "outlet_no_link" shows no address either.
    """
    sources = table(scene, "sources")
    if not len(sources):
        return ()
    rows = sources.reindex(texts(frame, column))
    shown_as = texts(rows, "shown_as")
    titles = zip(
        shown_as, *(texts(rows, name) for name in ("title", "outlet", "date")), strict=True
    )
    shown = (
        ", ".join(filter(None, (outlet, day))) if how.startswith("outlet") else title
        for how, title, outlet, day in titles
    )
    return line("source", shown), line("source_address", _addresses(rows))


def _addresses(sources: pd.DataFrame) -> list[str]:
    pairs = zip(texts(sources, "shown_as"), texts(sources, "address"), strict=True)
    return ["" if how == "outlet_no_link" else address for how, address in pairs]


def addresses(scene: Scene) -> dict[str, str]:
    """Address per source id, blank where a source is to be shown without a link."""
    sources = table(scene, "sources")
    return dict(zip(sources.index, _addresses(sources), strict=True)) if len(sources) else {}


def source_ids(*frames: pd.DataFrame) -> tuple[str, ...]:
    """The source ids that frames name, once each, in alphabetical order."""
    columns = ("source_id", "source2_id", "nts_source_id")
    found = {
        item
        for frame in frames
        for column in columns
        if column in frame
        for item in texts(frame, column)
    }
    return tuple(sorted(found - {""}))


def apart(lon: np.ndarray, lat: np.ndarray, *, ring_m: float) -> tuple[np.ndarray, np.ndarray, int]:
    """Move points that share one place onto a ring around it, so that each can be seen.

    lon, lat: degrees. Returns moved lon, lat and how many points were moved. The k-th of n points
    at a place (in the given order) goes to angle k/n of a turn, from the west, clockwise.
    """
    places = pd.DataFrame({"lon": lon, "lat": lat}).groupby(["lon", "lat"], sort=False)["lon"]
    number, size = places.cumcount().to_numpy(), places.transform("size").to_numpy()
    shared = size > 1
    angle = 2 * np.pi * number / np.where(shared, size, 1)
    north = np.where(shared, np.sin(angle) * ring_m / _METRES_PER_DEGREE, 0.0)
    east_m = np.where(shared, -np.cos(angle) * ring_m, 0.0)
    east = east_m / (_METRES_PER_DEGREE * np.cos(np.radians(lat)))
    return lon + east, lat + north, int(shared.sum())


def of_precision(frame: pd.DataFrame, precisions: tuple[str, ...]) -> np.ndarray:
    """Mask of rows that have a point of one of these precisions."""
    known = frame["coord_precision"].isin(precisions).to_numpy()
    return known & np.isfinite(numbers(frame, "lon")) & np.isfinite(numbers(frame, "lat"))


def approximate(token: str, precision: str) -> str:
    """The token of a symbol, in its approximate look where only the district is known."""
    return f"{token}.approximate" if precision == "district" else token


def radii(frame: pd.DataFrame) -> np.ndarray:
    """Radius of the soft circle of each district- or province-precise row, metres."""
    return frame["coord_precision"].map(dict(RADIUS_BY_PRECISION_M)).to_numpy(dtype=float)


def note(text: str, count: int) -> tuple[Message, ...]:
    """A note with its count, or nothing where the count is 0."""
    return (message(f"layers.note.{text}", n=int(count)),) if count else ()
