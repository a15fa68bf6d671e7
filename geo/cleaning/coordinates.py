"""One point from whatever a sheet says about it: degrees in any dress, grids, map links.

In this region latitude is 5 to 30 and longitude 90 to 112, so a swap is always seen.
"""

import re
from dataclasses import dataclass
from typing import Any

from geo.cleaning.grids import REGION, GridPoint, candidates, datum_of, read_grid
from geo.cleaning.texts import clean, digits, is_unknown, text_of

OLD_GRID_DOUBT_M = 700.0
_LINK = re.compile(
    r"(?:@|[?&/](?:q|ll|center|query|destination)=|!3d)(-?\d+\.\d+)(?:,|%2C|!4d)\s*\+?(-?\d+\.\d+)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d+(?:\.\d+)*")
_DOTTED = re.compile(r"(\d{1,3})\.(\d{1,2})\.(\d{1,2}(?:\.\d+)?)")
_DECIMAL_COMMA = re.compile(r"(\d{1,3}),(\d{2,})")
_COMMA_PAIR = re.compile(
    r"\s*-?\d{1,3},\d{2,}\s*(?:;|/|\s)\s*-?\d{1,3},\d{2,}\s*|\s*\d{1,3},\d{2,},\s+\d{1,3},\d{2,}\s*"
)
_WORDS = ((re.compile(r"(?i)\blat(?:itude)?\b|ละติจูด|เหนือ|\bnorth\b"), " N "),
          (re.compile(r"(?i)\blon(?:g|gitude)?\b|\blng\b|ลองจิจูด|ลองติจูด|ตะวันออก|\beast\b"), " E "))  # fmt: skip  # noqa: E501


@dataclass(frozen=True, slots=True)
class Angle:
    """Degrees as written. decimals: of the degrees; parts: 1 degrees, 2 with minutes, 3 seconds."""

    degrees: float
    parts: int
    decimals: int
    hemisphere: str = ""


@dataclass(frozen=True, slots=True)
class PointReading:
    """A point, or why there is none. options: (lon, lat, zone) that a grid position may mean,
    for whoever knows the province. carried: the precision that the writing can carry.
    notes: swapped, joined, link, dms, decimal_minutes, dotted_dms, decimal_comma, letter_grid,
    utm, indian_1975, datum_not_said, several_zones. problem: blank, null_island, not_understood,
    outside, no_such_zone.
    """

    lon: float = float("nan")
    lat: float = float("nan")
    carried: str = "none"
    uncertainty_m: float = float("nan")
    notes: tuple[str, ...] = ()
    problem: str = ""
    options: tuple[tuple[float, float, int], ...] = ()


def read_point(
    lat: Any = None, lon: Any = None, *, joined: Any = None, zone: Any = None, datum: str = ""
) -> PointReading:
    """Understand what a row says about its point.

    lat, lon: cells of two columns; they may hold metres of a grid, or be swapped. joined: one cell
    with both, a grid reference or a map link. zone: a UTM zone as written. datum: of the file or
    row, "" where not said (WGS 84 is then taken, and said).
    """
    texts = [_plain(value) for value in (lat, lon)]
    one = _plain(joined)
    blank = [is_unknown(text) for text in texts]
    if all(blank) and is_unknown(one):
        return PointReading(problem="blank")
    if not any(blank):
        metres = _grid_columns(texts, _plain(zone))
        return _from_grid(metres, datum, ("utm",)) if metres else _pair(*texts)
    text = one if not is_unknown(one) else texts[0] if blank[1] else texts[1]
    return _joined(text, datum, _plain(zone))


def _plain(value: Any) -> str:
    text = digits(clean(text_of(value))).strip().lstrip("'").strip()
    return text.replace("º", "°").replace("˚", "°").replace("′", "'").replace("″", '"')


def _grid_columns(texts: list[str], zone: str) -> GridPoint | None:
    """Metres east and north in two columns, in either order."""
    try:
        first, second = (float(text.replace(",", "").rstrip("mMENen ")) for text in texts)
    except ValueError:
        return None
    east, north = sorted((first, second))
    if not (100_000 <= east < 1_000_000 and 500_000 <= north < 3_400_000):
        return None
    found = re.search(r"4[6-9]", zone)
    return GridPoint(int(found[0]) if found else 0, east, (north,), 1.0, "")


def _joined(text: str, datum: str, zone: str) -> PointReading:
    if found := _LINK.search(text):
        return _noted(_decimal_pair(found[1], found[2]), "link")
    grid = read_grid(re.sub(r"(?<=\d),(?=\d{3})(?!\d{4})", "", text) if "," in text else text)
    grid = grid or read_grid(text)
    if grid is not None:
        found = re.search(r"4[6-9]", zone)
        if not grid.zone and found:
            grid = GridPoint(int(found[0]), *_rest(grid))
        note = "utm" if grid.step_m == 1.0 and not re.search("[A-Z]{2}", text.upper()) else ""
        return _from_grid(grid, datum or datum_of(text), (note or "letter_grid",))
    if text in ("0", "0.0"):
        return PointReading(problem="null_island")
    halves = _halves(text)
    return _noted(_pair(*halves), "joined") if halves else PointReading(problem="not_understood")


def _rest(grid: GridPoint) -> tuple[float, tuple[float, ...], float, str]:
    return grid.easting_m, grid.northings_m, grid.step_m, grid.datum


def _from_grid(grid: GridPoint, datum: str, notes: tuple[str, ...]) -> PointReading:
    stated = grid.datum or datum
    notes += ("indian_1975",) if stated == "indian_1975" else ()
    notes += () if stated else ("datum_not_said",)
    options = candidates(grid, datum=stated or "wgs84")
    if not options:
        return PointReading(notes=notes, problem="outside")
    carried = "site" if grid.step_m <= 100 else "town" if grid.step_m <= 1_000 else "district"
    off_m = max(grid.step_m, 5.0 if stated else OLD_GRID_DOUBT_M)
    if len(options) > 1:
        return PointReading(
            carried=carried, uncertainty_m=off_m, notes=(*notes, "several_zones"), options=options
        )
    return PointReading(*options[0][:2], carried, off_m, notes, options=options)


def _halves(text: str) -> tuple[str, str] | None:
    """A cell with both angles cut in two."""
    if _COMMA_PAIR.fullmatch(text):
        first, second = (f"{a}.{b}" for a, b in _DECIMAL_COMMA.findall(text))
        return first, second
    marked = text
    for pattern, letter in _WORDS:
        marked = pattern.sub(letter, marked)
    letters = re.findall(r"[NSEW]", marked.upper())
    if len(letters) == 2:
        return _by_letters(marked.upper())
    for mark in (";", ",", "/", "|", "\t"):
        parts = [part for part in marked.split(mark) if part.strip()]
        if len(parts) == 2:
            return parts[0], parts[1]
    tokens = _TOKEN.findall(marked)
    if len(tokens) in (2, 4, 6) and "°" not in marked[:1]:
        half = len(tokens) // 2
        return " ".join(tokens[:half]), " ".join(tokens[half:])
    return None


def _by_letters(text: str) -> tuple[str, str] | None:
    """Cut after the first hemisphere letter where letters follow, else before the second."""
    first, second = (found.start() for found in list(re.finditer(r"[NSEW]", text))[:2])
    if _TOKEN.search(text[:first]):
        return text[: first + 1], text[first + 1 :]
    return text[:second], text[second:]


def _pair(lat_text: str, lon_text: str) -> PointReading:
    first, second = read_angle(lat_text), read_angle(lon_text)
    if first is None or second is None:
        whole = _joined_in_one(lat_text, lon_text)
        return whole or PointReading(problem="not_understood")
    notes = _dress(lat_text, first)
    if first.degrees == 0 and second.degrees == 0:
        return PointReading(problem="null_island", notes=notes)
    if first.hemisphere in "EW" and first.hemisphere and second.hemisphere not in "EW":
        first, second = second, first
    elif not _inside(second.degrees, first.degrees) and _inside(first.degrees, second.degrees):
        first, second, notes = second, first, (*notes, "swapped")
    if not _inside(second.degrees, first.degrees):
        return PointReading(second.degrees, first.degrees, notes=notes, problem="outside")
    return PointReading(second.degrees, first.degrees, carried_by(first, second), notes=notes)


def _joined_in_one(lat_text: str, lon_text: str) -> PointReading | None:
    """Both columns hold the whole pair, as some sheets repeat it."""
    halves = _halves(lat_text) if lat_text == lon_text else None
    return _noted(_pair(*halves), "joined") if halves else None


def _decimal_pair(lat: str, lon: str) -> PointReading:
    return _pair(lat, lon)


def _noted(reading: PointReading, note: str) -> PointReading:
    return PointReading(
        reading.lon,
        reading.lat,
        reading.carried,
        reading.uncertainty_m,
        (note, *reading.notes),
        reading.problem,
        reading.options,
    )


def _dress(text: str, angle: Angle) -> tuple[str, ...]:
    if _DOTTED.search(text):
        return ("dotted_dms",)
    if angle.parts > 1:
        return ("dms",) if angle.parts == 3 else ("decimal_minutes",)
    return ("decimal_comma",) if _DECIMAL_COMMA.search(text) else ()


def _inside(lon: float, lat: float) -> bool:
    west, south, east, north = REGION
    return west <= lon <= east and south <= lat <= north


def carried_by(first: Angle, second: Angle) -> str:
    """The precision that two angles as written can carry."""
    parts = min(first.parts, second.parts)
    if parts == 3:
        return "site"
    decimals = min(first.decimals, second.decimals)
    if parts == 2:
        return "site" if decimals >= 1 else "arcminute"
    return "site" if decimals >= 3 else "town" if decimals >= 2 else "district"


def read_angle(text: str) -> Angle | None:
    """Degrees from decimals, decimal minutes, or degrees, minutes and seconds; None if neither.

    A question mark stands where a sheet's encoding had no degree or prime sign.
    """
    upper = text.upper()
    for pattern, letter in _WORDS:
        upper = pattern.sub(letter, upper)
    letters = re.findall(r"[NSEW]", upper)
    if len(letters) > 1 or re.search(r"[^\d\s.,°'\"?NSEWD:’”*-]", upper):
        return None
    plain = re.sub(r"[NSEW]", " ", upper)
    dotted = _DOTTED.fullmatch(plain.strip(" °'\"?"))
    tokens = list(dotted.groups()) if dotted else _TOKEN.findall(_points(plain))
    return _angle(tokens, letters[0] if letters else "", negative=plain.strip().startswith("-"))


def _points(text: str) -> str:
    return _DECIMAL_COMMA.sub(r"\1.\2", text)


def _angle(tokens: list[str], hemisphere: str, *, negative: bool) -> Angle | None:
    if not 1 <= len(tokens) <= 3 or any(token.count(".") > 1 for token in tokens):
        return None
    # Seconds may stand with decimals; degrees and minutes before a further part may not.
    if any("." in token for token in tokens[:-1]):
        return None
    numbers = [float(token) for token in tokens]
    if any(number >= 60 for number in numbers[1:]):
        return None
    degrees = sum(number / 60**place for place, number in enumerate(numbers))
    sign = -1 if negative or hemisphere in ("S", "W") else 1
    decimals = len(tokens[-1].partition(".")[2])
    return Angle(sign * degrees, len(tokens), decimals, hemisphere)
