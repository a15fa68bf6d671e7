"""Places of a block's rows: the point as written, else the point of the names."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from geo.cleaning.texts import clean, is_legacy_font, is_unknown, is_zawgyi, text_of
from geo.importers.distinct import BlockNotes, Distinct, distinct
from geo.importers.placing import Placed, PlaceNames, place
from geo.importers.points import PointReader, carried, has_point, plain_degrees
from geo.importers.row_notes import add_to, refuse
from geo.messages import Message, message
from geo.schema.vocabularies import PRECISIONS

_PLACES = ("place", "subdistrict", "district", "province")
_NO_POINT = (float("nan"), float("nan"), "none", float("nan"))


class PlaceRows:
    """The part of a sheet's reader that reads places."""

    names: PlaceNames
    points: PointReader
    placed: dict[tuple[str, ...], Placed]

    def _places(
        self,
        cells: Mapping[str, list[Any]],
        countries: np.ndarray,
        reasons: dict[int, list[Message]],
        notes: BlockNotes,
    ) -> dict[str, Any]:
        """Columns of the places, one value per row; a country that only the place tells too."""
        found, named, placed = self._named(cells, countries, notes)
        rows: dict[str, Any] = {
            "place": found.words([stated[0] or stated[1] for stated in named]),
            "admin1": found.words([stated[3] for stated in named]),
            "admin1_code": found.words([one.admin1 for one in placed]),
            "admin2": found.words([stated[2] for stated in named]),
            "country": np.where(
                countries == "", found.spread([one.country for one in placed]), countries
            ),
        }
        y, x, plain = plain_degrees(cells["lat"], cells["lon"])
        if any(cells["zone"]):
            plain &= np.fromiter((not zone for zone in cells["zone"]), bool, len(plain))
        word, off_m = carried(cells["lat"], cells["lon"]), np.full(len(plain), np.nan)
        for at in np.flatnonzero(~plain).tolist():
            one = placed[found.codes[at]]
            x[at], y[at], word[at], off_m[at] = self._other_point(cells, at, one, reasons, notes)
        rows |= {"lon": x, "lat": y, "coord_precision": self._stated(cells, word, reasons)}
        rows["coord_uncertainty_m"] = self._uncertain(cells["uncertainty"], off_m)
        codes = distinct(cells["precision_code"])
        rows["coord_note"] = codes.words(
            [text_of(cells["precision_code"][at]) for at in codes.firsts]
        )
        return rows

    def _named(
        self, cells: Mapping[str, list[Any]], countries: np.ndarray, notes: BlockNotes
    ) -> tuple[Distinct, list[tuple[str, str, str, str]], list[Placed]]:
        """The rows' place names, and where each combination of them is."""
        found = distinct(countries, *(cells[name] for name in _PLACES))
        named, placed, words = [], [], []
        for at in found.firsts.tolist():
            stated, fonts = _stated_names(cells, at)
            key = (*stated, str(countries[at]))
            if key not in self.placed:
                self.placed[key] = place(self.names, stated=stated, country=key[-1])
            named.append(stated)
            placed.append(self.placed[key])
            words.append(fonts)
        notes.spread(found, words)
        return found, named, placed

    def _stated(
        self, cells: Mapping[str, list[Any]], carried_by: np.ndarray,
        reasons: dict[int, list[Message]],
    ) -> np.ndarray:  # fmt: skip
        """The precision as stated, else what the writing can carry."""
        column = cells["precision"]
        found = distinct(column)
        given = [text_of(column[at]).lower() if column[at] else "" for at in found.firsts]
        problems = [
            message("import.reason.precision", value=word[:60])
            if word and word not in PRECISIONS
            else None
            for word in given
        ]
        refuse(found, problems, reasons)
        stated = found.spread(given)
        return np.where(stated == "", carried_by, stated)

    def _uncertain(self, column: list[Any], otherwise: np.ndarray) -> np.ndarray:
        found = distinct(column)
        given = np.array([metres(column[at]) for at in found.firsts], dtype=float)[found.codes]
        return np.where(np.isnan(given), otherwise, given)

    def _other_point(
        self,
        cells: Mapping[str, list[Any]],
        at: int,
        placed: Placed,
        reasons: dict[int, list[Message]],
        notes: BlockNotes,
    ) -> tuple[float, float, str, float]:
        """A point in other dress than plain degrees, else the point of the row's place names."""
        given = tuple(cells[name][at] for name in ("lat", "lon", "coords", "zone", "datum"))
        problem = "blank"
        if has_point(*given[:3]):
            read = self.points.slow(given, placed.admin1)
            for word in read.notes:
                notes.add(at, word)
            if not read.problem:
                return read.lon, read.lat, read.carried, read.uncertainty_m
            problem = read.problem
        if problem not in ("blank", "null_island"):
            said = next((text for text in map(text_of, (given[2], given[0])) if text), "")
            add_to(reasons, at, message(f"import.reason.point_{problem}", value=said[:80]))
            return _NO_POINT
        return self._by_name(at, placed, problem, reasons, notes)

    def _by_name(
        self,
        at: int,
        placed: Placed,
        problem: str,
        reasons: dict[int, list[Message]],
        notes: BlockNotes,
    ) -> tuple[float, float, str, float]:
        told = [problem] * (problem != "blank") + list(placed.notes)
        for word in told:
            notes.add(at, word)
        if placed.precision:
            return placed.lon, placed.lat, placed.precision, float("nan")
        fonts = [word for word in ("zawgyi", "legacy_font") if word in notes.of(at)]
        why = (fonts + [word for word in placed.notes if word.startswith("place")] + ["no_place"])[
            0
        ]
        add_to(reasons, at, message(f"import.reason.{why}"))
        return _NO_POINT


def _stated_names(
    cells: Mapping[str, list[Any]], at: int
) -> tuple[tuple[str, str, str, str], tuple[str, ...]]:
    """A row's place names; one in an old font cannot be matched and is left out, and told."""
    found, fonts = [], []
    for name in _PLACES:
        text = clean(text_of(cells[name][at])) if cells[name][at] else ""
        if text and not text.isascii() and (is_zawgyi(text) or is_legacy_font(text)):
            fonts.append("zawgyi" if is_zawgyi(text) else "legacy_font")
            text = ""
        found.append("" if is_unknown(text) else text)
    return (found[0], found[1], found[2], found[3]), tuple(fonts)


def metres(cell: Any) -> float:
    """An uncertainty cell in metres; NaN where it holds none that can be."""
    try:
        found = float(text_of(cell)) if cell else float("nan")
    except ValueError:
        return float("nan")
    return found if 0 < found < 1e7 else float("nan")
